"""What several charts are put together from: axes with their foot, tips, a level to hold marks against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from tp_metrics.charts.chart import Chart
from tp_metrics.charts.palette import Palette, foot, rows

#: Room around a chart, in pixels.
PADDING = {"left": 4, "top": 4, "bottom": 4, "right": 4}


#: The name under which a chart's click is answered.
PICKED = "picked"


def pickable(marks: alt.Chart) -> alt.Chart:
    """The marks, of which a click gives the code."""
    return marks.add_params(alt.selection_point(name=PICKED, fields=["code"]))


def sentence(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def foot_axis(axis_words: str, source: str, extent: int, **more: Any) -> alt.Axis:
    """The axis under a chart, with what it counts and the source beneath it, from the left edge of the labels' room."""
    return alt.Axis(
        title=foot(axis_words, source),
        titleAnchor="start",
        titleAlign="left",
        titleX=-extent,
        titlePadding=10,
        **more,
    )


def names_axis(extent: int, headings: Sequence[str] = (), **more: Any) -> alt.Axis:
    """The axis of names beside bars, every one written; those of `headings` are bold."""
    test = f"indexof({list(headings)!r}, datum.value) >= 0"
    weight = {"condition": {"test": test, "value": "bold"}, "value": "normal"}
    return alt.Axis(title=None, labelOverlap=False, minExtent=extent, labelFontWeight=weight, **more)


def tips(**titles: str) -> list[alt.Tooltip]:
    """The lines of a mark's tip: field and its name."""
    return [alt.Tooltip(f"{field}:N", title=title) for field, title in titles.items()]


def level(at: float | None, said: str, palette: Palette, above: int = 0) -> list[alt.Chart]:
    """A dashed upright line to hold marks against, with its words above; nothing where the level is not known.

    Its words stand over so many lines of words of others.
    """
    if at is None:
        return []
    base = Chart(rows([{"value": at, "words": said}]))
    rule = base.mark_rule(color=palette.ink, strokeWidth=1, strokeDash=[5, 3]).encode(x="value:Q")
    text = base.mark_text(baseline="bottom", dy=-3 - 14 * above, color=palette.ink, fontSize=11)
    return [rule, text.encode(x="value:Q", y=alt.value(0), text="words:N")]


def intervals(base: alt.Chart, y: alt.Y, colour: str, width: float) -> alt.Chart:
    """The 95 % intervals of marks."""
    drawn: alt.Chart = base.mark_rule(color=colour, strokeWidth=width).encode(y=y, x="lower:Q", x2="upper:Q")
    return drawn


def column(base: alt.Chart, y: alt.Y, palette: Palette, **type_of: Any) -> alt.Chart:
    """The values as a column of numbers at the right, each beside its mark."""
    text = base.mark_text(align="right", dx=48, color=palette.ink, **type_of)
    drawn: alt.Chart = text.encode(y=y, x=alt.value("width"), text="shown:N")
    return drawn
