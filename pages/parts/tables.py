"""Tables of places and measures, with numbers that line up and sort."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts.careful import careful
from pages.parts.downloads import download


@lru_cache(maxsize=64)
def columns(shape: tuple[tuple[str, str, bool], ...]) -> dict[str, Any]:
    """How each column is drawn, from its name, its kind of number and whether that is small.

    Numbers have commas, changes their sign; the first column stays in its place.
    """
    config: dict[str, Any] = {shape[0][0]: st.column_config.TextColumn(pinned=True, width=170)}
    for name, kind, small in shape[1:]:
        if kind != "String":
            sign = "+" if name.startswith("Change") else ""
            digits = "d" if kind == "Int64" else ".2f" if small and not name.startswith("Change") else ".1f"
            config[name] = st.column_config.NumberColumn(format=f"%{sign},{digits}")
    return config


def shape(frame: Any) -> tuple[tuple[str, str, bool], ...]:
    """Name, type and size of each column: small where no number in it reaches 10."""
    return tuple(
        (name, str(kind), kind.is_float() and abs(frame.get_column(name).max() or 0.0) < 10)
        for name, kind in frame.schema.items()
    )


def places(result: Any, key: str, **options: Any) -> None:
    """The places of a result, highest first; nothing where none has a figure, as the picture above has said."""
    if not tp.words.known(result):
        return
    with careful("the table of places"):
        _drawn(tp.words.places_table(result), result, key, tp.words.map_title(result), **options)


def wards(result: Any, key: str, on_select: Callable[[], None]) -> None:
    """The table twin of a map: every ward, highest first; a chosen row opens its ward."""
    st.session_state["ward rows"] = [figure.code for figure in tp.words.ranked(result)]
    places(result, key, height=320, on_select=on_select, selection_mode="single-row")


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
    st.markdown(f"**{title}**")
    config = columns(shape(frame))
    st.dataframe(
        frame.to_arrow(),
        hide_index=True,
        column_config=config,
        key=key,
        alt=title,
        placeholder=tp.words.DASH,
        **options,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(tp.words.source_line(result), width="stretch")
        download(frame, title, tp.words.source_line(result), key=key, demonstration=result.demonstration)
