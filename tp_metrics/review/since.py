"""What has changed between two editions: exceptions new, continuing and cleared, and figures that were revised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.results import Selection, breakdowns, edition_in
from tp_metrics.results.cells import lead
from tp_metrics.review.kept import kept
from tp_metrics.review.screening import measure_of, screen, screened_measures, screened_places

#: A figure that moved by more than this share between two editions is called revised.
REVISED = 0.01


@dataclass(frozen=True)
class Since:
    """The difference of two editions for one place and its parts.

    Attributes:
        new, continuing, cleared: exceptions (measure, code, place, way, rule) that only the later edition has, that
            both have, and that only the earlier has; concerns first, then improvements, each by the effect.
        revised: figures of the earlier edition's own window that moved by more than 1 %: measure, code, place, was,
            now, per cent.
    """

    new: pl.DataFrame
    continuing: pl.DataFrame
    cleared: pl.DataFrame
    revised: pl.DataFrame


def since(later: Edition, earlier: Edition, selection: Selection, level: str = "borough") -> Since:
    """What changed from an earlier edition to a later one, each read at its own latest window; kept."""
    return _kept(later.folder, earlier.folder, replace(selection, end=None, edition=None), level)


@kept
def _kept(newer: Path, older: Path, plain: Selection, level: str) -> Since:
    later, earlier = edition_in(newer), edition_in(older)
    now, then = (screen(one, plain, level).exceptions for one in (later, earlier))
    keys, columns = ["measure", "code"], ["measure", "code", "place", "way", "rule", "effect"]
    joined = (
        now.join(then, on=keys, how="anti"),
        now.join(then, on=keys, how="semi"),
        then.join(now, on=keys, how="anti"),
    )
    new, continuing, cleared = (_ranked(rows).select(columns) for rows in joined)
    return Since(new, continuing, cleared, revised(later, earlier, plain, level))


def _ranked(rows: pl.DataFrame) -> pl.DataFrame:
    """Exceptions with the concerns first, then the improvements, each by the size of the effect."""
    order = pl.when(pl.col("way") == "concern").then(0).when(pl.col("way") == "improvement").then(1).otherwise(2)
    return rows.sort(order, pl.col("effect"), descending=[False, True], nulls_last=True)


def revised(later: Edition, earlier: Edition, selection: Selection, level: str = "borough") -> pl.DataFrame:
    """Figures of the earlier edition, over its own windows, that the later one gives otherwise by more than 1 %."""
    measures = [one.id for one in screened_measures(earlier)]
    asked = replace(selection, edition=earlier.id, by=() if level == "tp" else (level,))
    before = screened_places(earlier, asked)
    same = {
        number: replace(asked, edition=later.id, end=window.last, window=window.kind, source=source)
        for number, (window, source) in enumerate(zip(before.windows, before.sources, strict=True))
        if window is not None and later.holds(lead(measure_of(measures[number])).id)
    }
    after = breakdowns(later, [(measures[number], one) for number, one in same.items()])
    at = pl.Series("number", list(same), pl.UInt32)
    kept = [number for number, found in zip(same, after.windows, strict=True) if found == before.windows[number]]
    now = after.rows.select(at.gather(after.rows["number"]), "code", now="value")
    was = before.rows.filter(pl.col("number").is_in(kept)).select("number", "code", "place", was="value")
    moved = was.join(now, on=["number", "code"], maintain_order="left").filter(
        (pl.col("now") - pl.col("was")).abs() > REVISED * pl.col("was").abs()
    )
    return moved.select(
        pl.Series("measure", measures, pl.String).gather(moved["number"]),
        "code",
        "place",
        "was",
        "now",
        percent=100 * (pl.col("now") - pl.col("was")) / pl.col("was"),
    )
