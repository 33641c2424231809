"""The figures of a page as cards: value, change on a year before, and whether that is for better or worse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

import tp_metrics as tp

COLOURS = {"better": "blue", "worse": "orange"}
MEANINGS = {"better": "better", "worse": "worse", "level": "level"}


def cards(results: Iterable[Any]) -> None:
    """One card to a result, in a row that wraps, under the windows that they are counted over."""
    shown = list(results)
    if said := tp.words.windows_line(shown):
        st.caption(said)
    with st.grid(len(shown), min_column_width=160, gap="xsmall"):
        for result in shown:
            card(result)


def card(result: Any) -> None:
    """A result's own figure, with its change and what that means; a dash, and why, where it is not known."""
    figure, measure = result.figure, result.measure
    meaning = tp.words.verdict(figure, measure)
    known = figure.value is not None and figure.change is not None
    arrow = "off" if not figure.change else "up" if figure.change > 0 else "down"
    st.metric(
        measure.title,
        tp.words.value(figure, measure),
        tp.words.change(figure, measure) if known else tp.words.short_period(figure),
        delta_color=COLOURS.get(meaning, "gray"),
        delta_arrow=arrow,
        delta_description=MEANINGS.get(meaning) if known else None,
        help=_help(result),
        border=True,
        height="stretch",
    )


def _help(result: Any) -> str:
    said = tp.words.missing(result) or f"{tp.words.headline(result)}. {tp.words.spread(result)}"
    level = tp.words.verdict(result.figure, result.measure) == "level"
    chance = " The change is no larger than chance alone would make it." if level else ""
    return f"{said}{chance} {result.measure.why}"
