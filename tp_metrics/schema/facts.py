"""Schemas of the facts, and of the coverage that turns an absent row into a zero."""

from __future__ import annotations

import polars as pl

#: A fact: for a measure, source, period, place and group, four sums. `records` is null where a source gives a ready
#: made figure, whose value is then `numerator` over a `denominator` of 1. A count has no denominator: its two
#: columns stand at 0. Squares are of weights: only a survey has them.
FACTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "measure": pl.Categorical(),
    "source": pl.Categorical(),
    "first_day": pl.Date,
    "last_day": pl.Date,
    "place": pl.Categorical(),
    "level": pl.Categorical(),
    "dimension": pl.Categorical(),
    "category": pl.Categorical(),
    "records": pl.Int64,
    "denominator": pl.Float64,
    "numerator": pl.Float64,
    "denominator_squares": pl.Float64,
    "provisional": pl.Boolean,
}

#: Coverage: for which places and days a source speaks at all, table by table; there an absent row is a zero.
COVERAGE: dict[str, pl.DataType | type[pl.DataType]] = {
    "table": pl.String,
    "source": pl.String,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "place": pl.String,
}

#: Lost: for which places and days a source's figures were refused when it was read, and why; there nothing is known.
LOST: dict[str, pl.DataType | type[pl.DataType]] = {**COVERAGE, "reason": pl.String}
