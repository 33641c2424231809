"""Whether the gaps between groups close or widen, year by year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.results import result
from tp_metrics.review.equality import Equality
from tp_metrics.review.group_gaps import GAPS, WHITE_BME, compared
from tp_metrics.stats import mover

#: How many years are looked at, at most.
YEARS = 6
#: The window of each.
YEAR = "rolling 12 months"


@dataclass(frozen=True, eq=False)
class GapYears:
    """The gaps of one characteristic in the years that end with a measure's window.

    Attributes:
        found: the measure.
        dimension: the characteristic.
        rows: the columns of GAPS, the oldest year first: twelve months each, which share no interview. A year that
            leaves a group with too few has no gap, and its reason.
        moved: one row to a group with two years or more: dimension, category, against, years, first_ and last_ of
            last_day, gap, gap_lower and gap_upper; and moved, moved_lower and moved_upper in points.
    """

    found: Equality
    dimension: str
    rows: pl.DataFrame
    moved: pl.DataFrame


@lru_cache(maxsize=128)
def gap_years(edition: Edition, found: Equality, dimension: str) -> GapYears:
    """The gaps of one characteristic year by year, and how each moved from its first year to its last."""
    window, asked_by = found.answer.window, "ethnicity" if dimension == WHITE_BME else dimension
    frames = [pl.DataFrame(schema=GAPS)]
    end = window.last if window and found.answer.figure.base else None
    while end and len(frames) <= YEARS:
        year = periods.ending(YEAR, end)
        asked = replace(found.answer.selection, by=(asked_by,), window=year.kind, end=year.last)
        one = result(edition, found.measure.id, replace(asked, source=found.answer.source_name))
        if one.window != year:
            break
        frames.append(compared(one))
        end = year.previous().last
    every = pl.concat(reversed(frames)).filter(~pl.col("turned") & (pl.col("dimension") == dimension))
    return GapYears(found, dimension, every, _moved(every))


def _moved(years: pl.DataFrame) -> pl.DataFrame:
    """How each gap moved from its first year to its last."""
    known = years.filter(pl.col("gap").is_not_null()).sort("last_day")
    parts = ("last_day", "gap", "gap_lower", "gap_upper")
    ends = known.group_by("dimension", "category", "against", maintain_order=True).agg(
        pl.len().alias("years"),
        *(pl.col(name).first().alias(f"first_{name}") for name in parts),
        *(pl.col(name).last().alias(f"last_{name}") for name in parts),
    )
    first, last = ([pl.col(f"{side}_{name}") for name in parts[1:]] for side in ("first", "last"))
    moved, lower, upper = mover((last[0], last[1], last[2]), (first[0], first[1], first[2]))
    return ends.filter(pl.col("years") > 1).with_columns(moved=moved, moved_lower=lower, moved_upper=upper)
