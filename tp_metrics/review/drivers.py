"""Why a count changed: what each borough, ward or kind contributed, adding up to the change exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.results import BY_PLACE, Selection, result
from tp_metrics.review.kept import kept
from tp_metrics.review.seeing import sees_wards
from tp_metrics.stats import contributions

#: Parts are named as the drivers of a change until they make up so much of what moved the same way.
MOST = 0.6


@dataclass(frozen=True)
class Drivers:
    """The parts of a change.

    Attributes:
        by: "borough", "ward" or the name of a group.
        change: the whole change.
        parts: columns part, code, now, before, change, share (of the whole change, in per cent), the largest first in
            the direction of the change; the last row may be "suppressed or not placed", so that all sum to the change.
        named: the few largest parts that make up 60 % of the change or more; empty where no few do.
        named_share: their share of the change, in per cent.
        rest: the change of all others together, in per cent of theirs a year before; None where nothing is left.
    """

    by: str
    change: float
    parts: pl.DataFrame
    named: tuple[str, ...]
    named_share: float | None
    rest: float | None


@kept
def drivers(edition: Edition, measure: str, selection: Selection, by: str) -> Drivers | None:
    """The parts of the change of a count on a year before; None where it is not known by those parts.

    Parts are read over the very window of the figure and from sources that tile it; what a withheld or unplaced part
    holds stands in a row of its own. None too for who may not see every ward of the place, where it is split by ward.
    """
    if by == "ward" and not sees_wards(edition, selection):
        return None
    whole = result(edition, measure, replace(selection, edition=edition.id, by=()))
    figure, window = whole.figure, whole.window
    if whole.measure.kind != "count" or window is None or figure.value is None or figure.previous is None:
        return None
    asked = replace(selection, edition=edition.id, by=(by,), end=window.last, window=window.kind)
    answer = result(edition, measure, asked)
    rows = answer.rows.filter(pl.col("value").is_not_null() & pl.col("previous").is_not_null())
    if rows.is_empty() or answer.window != window:
        return None
    if by not in BY_PLACE:
        rows = rows.with_columns(place="category", code="category")
    totals = {"total_now": figure.value, "total_before": figure.previous}
    if rows["value"].sum() > figure.value or rows["previous"].sum() > figure.previous:
        totals = {}  # wards of another source may add up to more than the borough's own figure
    made = contributions(rows.select("code", now="value", before="previous"), "now", "before", "code", **totals)
    names = rows.select("code", part="place")
    sign = 1 if figure.value >= figure.previous else -1
    parts = made.join(names, on="code", how="left").sort(sign * pl.col("change"), descending=True)
    return _named(by, parts, sign)


def _named(by: str, parts: pl.DataFrame, sign: int) -> Drivers:
    change = float(parts["change"].sum())
    few, held = [], 0.0
    placed = parts.drop_nulls("part")
    parts = parts.with_columns(pl.col("part").fill_null(pl.col("code")))
    for row in placed.iter_rows(named=True):
        if sign * row["change"] <= 0 or not change or held / change >= MOST:
            break
        few.append(row["part"])
        held += row["change"]
    enough = bool(change) and held / change >= MOST and 0 < len(few) <= max(4, placed.height // 4)
    rest = parts.filter(~pl.col("part").is_in(few))
    before = float(rest["before"].sum())
    return Drivers(
        by=by,
        change=change,
        parts=parts.select("part", "code", "now", "before", "change", "share"),
        named=tuple(few) if enough else (),
        named_share=100 * held / change if enough else None,
        rest=100 * float(rest["change"].sum()) / before if enough and before else None,
    )
