"""Tables of places and measures, with numbers that line up and sort."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts.careful import careful
from pages.parts.downloads import table

WORDS = ("Place", "Measure", "Note", "Window", "By", "Group", "Value", "95 % interval", "Change on a year before")


@lru_cache(maxsize=64)
def columns(names: tuple[str, ...], pinned: str) -> dict[str, Any]:
    """How each column of a table is drawn: words as words, numbers with commas, the first column in its place."""
    numbers = {name: st.column_config.NumberColumn(format="localized") for name in names if name not in WORDS}
    return {pinned: st.column_config.TextColumn(pinned=True), **numbers}


def places(result: Any, key: str, *, height: Any = "auto", on_select: Callable[[], None] | None = None) -> Any:
    """The places of a result, highest first."""
    with careful("the table of places"):
        frame = tp.words.places_table(result)
        return table(
            frame,
            tp.words.map_title(result),
            tp.words.source_line(result),
            key=key,
            alt=tp.words.table_alt(result),
            columns=columns(tuple(frame.columns), "Place"),
            height=height,
            demonstration=result.demonstration,
            empty=tp.words.missing(result) or "No place has a figure.",
            on_select=on_select,
        )


def wards(result: Any, key: str, on_select: Callable[[], None]) -> None:
    """The table twin of a map: every ward, highest first; a chosen row opens its ward."""
    ranked = tp.words.ranked(result)
    st.session_state["ward rows"] = [figure.code for figure in ranked]
    places(result, key, height=320, on_select=on_select)


def measures(results: Sequence[Any], key: str, title: str) -> None:
    """One row to a measure of counts: this year, last year, change."""
    with careful("the table of measures"):
        frame = tp.words.measures_table(results)
        _drawn(frame, results[0], key, title)


def side_by_side(results: Sequence[Any], key: str, title: str) -> None:
    """The places of several results beside one another, a column to each measure."""
    with careful("the table of places"):
        _drawn(tp.words.side_by_side(results), results[0], key, title)


def _drawn(frame: Any, result: Any, key: str, title: str) -> None:
    table(
        frame,
        title,
        tp.words.source_line(result),
        key=key,
        alt=title,
        columns=columns(tuple(frame.columns), frame.columns[0]),
        demonstration=result.demonstration,
    )
