"""The gap between White people and all others, place by place: TP, each area command, each borough."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.results import Result, Selection, figures, result
from tp_metrics.review.equality import white_bme
from tp_metrics.review.group_gaps import GAPS
from tp_metrics.review.kept import kept

#: The levels that a gap is looked at, the largest first.
GAP_LEVELS = ("area", "borough")


@kept
def place_gaps(edition: Edition, measure: str, selection: Selection) -> pl.DataFrame:
    """BME against White people at the selection's place, then at each area command and borough within it.

    The columns of GAPS with place, code and level before them, one row a place, in the order of `Places.children`. Each
    place is read over the shortest window that leaves neither group with too few (`pooled`); where even 36 months do,
    `gap` is null and `reason` says why. The same row stands on the page of equality.
    """
    places = edition.places
    here = selection.place
    within = "TP" if here == "MPS" else here
    codes = [here, *(code for level in GAP_LEVELS for code in places.children(within, level) if code != here)]
    asked = [(measure, replace(selection, edition=edition.id, place=code, by=())) for code in codes]
    figures(edition, asked)
    answers = [result(edition, *one) for one in asked]
    return pl.concat(_named(answer, rows) for answer, rows in zip(answers, white_bme(answers), strict=True))


def _named(answer: Result, rows: pl.DataFrame) -> pl.DataFrame:
    """The gap with the place that it is of."""
    named = {"place": answer.figure.place, "code": answer.figure.code, "level": answer.figure.level}
    return rows.select(*(pl.lit(said).alias(name) for name, said in named.items()), *GAPS)
