"""A survey's latest figures, each against the window that it may be held against: one that shares no interview."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.results import Figure, Result, Selection, result
from tp_metrics.results.events import break_between
from tp_metrics.results.judging.changes import change
from tp_metrics.review.kept import kept

YEAR, QUARTER = "rolling 12 months", "quarter"
SURVEY_CHANGES = {
    "window": pl.String,
    "against": pl.String,
    "value": pl.Float64,
    "base": pl.Float64,
    "previous": pl.Float64,
    "previous_base": pl.Float64,
    "change": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "broken": pl.String,
}


@kept
def survey_changes(edition: Edition, measure: str, selection: Selection) -> pl.DataFrame:
    """The latest twelve months against the twelve before, and the latest quarter against the same and the one before.

    Columns of SURVEY_CHANGES, values in per cent and changes in points with their 95 % limits (Newcombe's method 10 on
    effective bases; null where a figure is published without its base). `broken` says which dated event lies between
    the two, so that they cannot be compared; empty for none. Two rolling years that end a quarter apart share nine
    months of interviews and are not among the rows: their step is a quarter of that of the latest quarter against the
    same quarter a year before.
    """
    asked = replace(selection, edition=edition.id, by=())
    pairs = []
    for kind, back in ((YEAR, (4,)), (QUARTER, (4, 1))):  # both come a quarter apart
        found = result(edition, measure, replace(asked, window=kind, by=(kind,), periods=5))
        if found.window is not None and found.window.kind == kind:
            pairs += _pairs(found, back)
    return pl.DataFrame(pairs, schema=SURVEY_CHANGES, orient="row")


def _pairs(found: Result, back: tuple[int, ...]) -> list[tuple[object, ...]]:
    figures = found.figures
    pairs = [(figures[-1], figures[-1 - steps]) for steps in back if len(figures) > steps]
    return [_told(found, now, before) for now, before in pairs if now.value is not None and before.value is not None]


def _told(found: Result, now: Figure, before: Figure) -> tuple[object, ...]:
    assert now.value is not None
    assert before.value is not None
    assert before.first_day is not None
    assert now.last_day is not None
    sure = change(found.measure, now, before, 1.0)
    limits = (sure.lower, sure.upper) if sure else (None, None)
    sums = (now.value, now.base, before.value, before.base, now.value - before.value)
    return (now.window, before.window, *sums, *limits, break_between(found.events, before.first_day, now.last_day))
