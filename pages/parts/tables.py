"""Tables of places and measures, with numbers that line up and sort."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import numerals
from pages.parts.careful import careful
from pages.parts.downloads import download
from pages.parts.findings import finding, head, tabled
from pages.parts.taken import along, silent


def places(result: Any, key: str) -> None:
    """The table twin of bars: the places of a result, highest first; drawn when it is opened.

    Nothing where no place has a figure, as the picture above has said.
    """
    if not tp.words.known(result):
        return
    more = st.expander("The same in a table", key=key, on_change="rerun")
    if more.open:
        with more:
            _places(result, f"{key}-rows")


def _places(result: Any, key: str, **options: Any) -> None:
    with careful("the table of places"):
        _drawn(tp.words.places_table(result), result, key, tp.words.map_title(result), **options)


def wards(result: Any, key: str, on_select: Callable[[], None]) -> None:
    """The table twin of a map: every ward, highest first; a chosen row opens its ward."""
    st.session_state["ward rows"] = [figure.code for figure in tp.words.ranked(result)]
    if tp.words.known(result):
        _places(result, key, height=320, on_select=on_select, selection_mode="single-row")


def measures(results: Sequence[Any], key: str, title: str) -> None:
    """One row to a measure of counts: this year, last year, change."""
    with careful("the table of measures"):
        _drawn(tp.words.measures_table(results), results[0], key, title)


def side_by_side(results: Sequence[Any], key: str, title: str) -> None:
    """The places of several results beside one another, a column to each measure."""
    with careful("the table of places"):
        _drawn(tp.words.side_by_side(results), results[0], key, title)


def _drawn(frame: Any, result: Any, key: str, title: str, **options: Any) -> None:
    """A table under its title, with its source and its download; nulls are dashes."""
    with finding(title) as shown:
        if not shown and "on_select" not in options:
            return
        head(title)
        config = numerals.columns(frame, pinned=True)
        st.dataframe(
            numerals.written(frame, config),
            hide_index=True,
            key=key,
            alt=title,
            placeholder=tp.words.DASH,
            **tabled(frame.height, {"column_config": config, **options}),
        )
        source = tp.words.source_line(result)
        along(lambda: tp.packs.tabled(title, frame, source), result)
        with silent(), st.container(horizontal=True, vertical_alignment="center"):
            st.caption(source, width="stretch")
            download(frame, title, source, key=key, demonstration=result.demonstration)
