"""The charts that the sections of criminal justice draw alike: rungs and lines, each with its data for a slide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from tp_metrics import charts, words
from tp_metrics.packs import pieces
from tp_metrics.packs.document import Chart, Figure, Figures, Plot, Series


def cards(shown: Sequence[tuple[str, str, str, str]]) -> tuple[Figures, ...]:
    """The cards of a page, without their tips; nothing without any."""
    return (Figures(tuple(Figure(label, value, under) for label, value, under, _ in shown)),) if shown else ()


def rungs(
    marks: Sequence[dict[str, Any]],
    title: str,
    unit: str,
    rows: pl.DataFrame,
    found: Any,
    *,
    measured: str = "per cent",
    at: float | None = None,
    at_words: str = "",
    alt: str = "",
) -> tuple[Chart, ...]:
    """Shares, rates or differences with their intervals, each on its rung; none where no mark has a value.

    `measured` is the unit that a slide gives.
    """
    known = [one for one in marks if one["value"] is not None]
    if not known:
        return ()
    source = words.source_line(found)
    spec = charts.rungs(marks, title=title, unit=unit, source=source, theme="light", at=at, at_words=at_words)
    one_head = len({one["head"] for one in known}) == 1  # it says what all of them are, and the names have more room
    plot = Plot(
        "bars",
        tuple(" · ".join(part for part in ("" if one_head else one["head"], one["name"]) if part) for one in known),
        (Series(unit, tuple(one["value"] for one in known), marked=True),),
        measured,
    )
    return (pieces.chart(charts.bare(spec), plot, rows, alt or title, found),)


def curves(
    drawn: pl.DataFrame, title: str, unit: str, x_words: str, rows: pl.DataFrame, found: Any, alt: str = "", **more: Any
) -> Chart:
    """Lines (line, x, value) by what they are named; a single line without a name has the unit's."""
    source = words.source_line(found)
    spec = charts.curves(drawn, title=title, unit=unit, x_words=x_words, source=source, theme="light", **more)
    known = drawn.drop_nulls(["x", "value"])
    chosen = more.get("chosen") or known["line"][0]
    along = more.get("along") or {}
    plot = lines(
        known,
        unit,
        chosen,
        lambda x: along.get(int(x)) or (f"{x:g}" if abs(x) < 100 else f"{x:,.0f}"),
        "" if along else x_words,
    )
    return pieces.chart(charts.bare(spec), plot, rows, alt or title, found)


def lines(drawn: pl.DataFrame, unit: str, chosen: str, said: Callable[[Any], str], across: str = "") -> Plot:
    """Lines (line, x, value) as a slide draws them: a category to each x, as `said` writes it."""
    values = {(row["line"], row["x"]): row["value"] for row in drawn.iter_rows(named=True)}
    steps = drawn["x"].unique().sort().to_list()
    names = drawn["line"].unique(maintain_order=True).to_list()
    series = (Series(name or unit, tuple(values.get((name, x)) for x in steps), name == chosen) for name in names)
    return Plot("lines", tuple(said(x) for x in steps), tuple(series), unit, across)
