"""Tables that are drawn with their title, source and a download of exactly what is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import numerals
from pages.parts.findings import block, finding, head, tabled
from pages.parts.taken import along, silent
from pages.parts.who import exported

#: Rows beyond which a table is cut on the screen; its download has them all.
MOST = 2000


def file_name(title: str, *, demonstration: bool = False) -> str:
    """A file name that says what is inside: "robbery-by-borough-demonstration.csv".

    >>> file_name("Robbery, by borough", demonstration=True)
    'robbery-by-borough-demonstration.csv'
    """
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return f"{words[:80]}{'-demonstration' if demonstration else ''}.csv"


def download(
    frame: Any, title: str, source: str, *, key: str, label: str = "Download", demonstration: bool = False
) -> None:
    """A button that hands over the rows as CSV; the file is made when it is asked for."""
    name = file_name(title, demonstration=demonstration)
    st.download_button(
        label,
        exported(f"{name}, {frame.height:,} rows", partial(tp.words.csv, frame, source)),
        name,
        "text/csv",
        key=f"download-{key}",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
        help=f"These {frame.height:,} rows as CSV, with their source",
    )


def twin(frame: Any, title: str, *, key: str) -> None:
    """The figures of a picture as a table, under a button beside it; drawn when it is opened."""
    more = st.popover(
        "As a table", key=f"twin-{key}", type="tertiary", icon=":material/table:", on_change="rerun", help=title
    )
    if not more.open:
        return
    with more:
        shown = numerals.telling(frame.head(MOST))
        config = numerals.columns(shown, pinned=True)
        st.dataframe(
            numerals.written(shown, config),
            hide_index=True,
            key=f"twin-{key}-rows",
            alt=f"{title}, as a table",
            placeholder=tp.words.DASH,
            column_config=config,
        )


def table(
    frame: Any,
    title: str,
    source: str,
    *,
    key: str,
    alt: str = "",
    columns: Mapping[str, Any] | None = None,
    numbers: Any = None,
    pinned: bool = False,
    height: Any = "auto",
    lines: int = 1,
    demonstration: bool = False,
    empty: str = "There is nothing to show.",
    on_select: Callable[[], None] | None = None,
    marked: int | None = None,
) -> Any:
    """A table under its title, with the source and the download below; an empty one says why in `empty`.

    Numbers are drawn as `numerals` says, but for the `columns` that say otherwise; columns that say nothing are left
    out. Columns of text that `numbers` has too sort by these. The first column is `pinned` where the others may run
    out of sight. Long texts go on in the next of `lines`. A row that is chosen calls `on_select`; the one of this
    number is `marked` when it is first drawn under its key.
    """
    with finding(title) as shown:
        if not shown and not on_select:
            return None
        if frame.is_empty():
            with silent():
                head(title)
                st.caption(empty)
            along(lambda: tp.packs.tabled(title, frame, source, empty=empty))
            return None
        head(title)
        whole, frame = frame, numerals.telling(frame)
        config = {**numerals.columns(frame, pinned=pinned), **(columns or {})}
        choosing: dict[str, Any] = {"on_select": on_select, "selection_mode": "single-row"} if on_select else {}
        if on_select and marked is not None:
            choosing["selection_default"] = {"selection": {"rows": [marked]}}
        how = {
            "column_config": config,
            "height": numerals.height(frame, height, lines),
            "row_height": numerals.row(lines),
        }
        drawn = st.dataframe(
            numerals.written(frame.head(MOST), config) if numbers is None else numerals.sorting(frame, numbers, config),
            hide_index=True,
            key=key,
            alt=alt or title,
            placeholder=tp.words.DASH,
            **tabled(frame.height, how),
            **choosing,
        )
        along(lambda: tp.packs.tabled(title, whole, source, numbers=numbers))
        _foot(frame, title, source, key, demonstration)
        return drawn


def _foot(frame: Any, title: str, source: str, key: str, demonstration: bool) -> None:
    """The source of a table and its download, below it."""
    with silent(), st.container(horizontal=True, vertical_alignment="center"):
        cut = f"The first {MOST:,} of {frame.height:,} rows; the download has them all. " if frame.height > MOST else ""
        st.caption(cut + source, width="stretch")
        download(frame, title, source, key=key, demonstration=demonstration)


@block()
def of_outcome(frame: Any, title: str, key: str, found: Any, said: str = "", *, pinned: bool = False) -> None:
    """The table of an outcome (with its source, and whether it is made up), and a sentence under it."""
    source = tp.words.source_line(found)
    table(frame, title, source, key=key, pinned=pinned, demonstration=found.demonstration)
    if said:
        st.caption(said)
