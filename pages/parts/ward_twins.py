"""The map's twins: the table and the chart of the same wards. What is chosen in one is marked in all three."""

from __future__ import annotations

from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads
from pages.parts.careful import careful
from pages.parts.findings import called, charted, head
from pages.parts.frame import chosen, open_place
from pages.parts.pictures import theme
from pages.parts.taken import along, silent

#: Above so many wards the chart has a point to each in place of a bar.
BARS = 40


def linked(wards: Any, beside: Any) -> None:
    """The table and the chart of the same wards: what is chosen in one, or on the map, is marked in all three."""
    if not tp.words.known(wards) and not beside.modelled:
        return
    table, chart = st.columns([3, 2], gap="medium")
    with table, careful("the table of wards"):
        _table(beside)
    with chart, careful("the chart of wards"):
        _chart(wards, beside)


def _table(beside: Any) -> None:
    """The table twin of the map, with the ward that is open marked; a chosen row opens its ward."""
    codes = tp.words.wards_order(beside)
    st.session_state["ward rows"] = codes
    here = chosen().place.code
    downloads.table(
        tp.words.wards_table(beside),
        tp.words.wards_table_title(beside.result),
        tp.words.source_line(beside.result),
        key=f"wards-{here}",
        pinned=True,
        height=330 if len(codes) <= BARS else 455,
        columns={
            "Place": st.column_config.TextColumn(pinned=True, width=185),
            tp.words.AGAINST: st.column_config.TextColumn(width=135),
        },
        on_select=_open_row,
        marked=codes.index(here) if here in codes else None,
        demonstration=beside.result.demonstration,
    )
    if beside.modelled:
        st.caption(tp.words.uncertain_words(beside), help=tp.words.BESIDE_HELP)


def _open_row() -> None:
    """Open the ward whose row was chosen in the table."""
    rows = st.session_state[f"wards-{chosen().place.code}"].selection.rows
    codes = st.session_state.get("ward rows", [])
    if rows and rows[0] < len(codes):
        open_place(codes[rows[0]])


def _chart(wards: Any, beside: Any) -> None:
    """The wards as bars, or direct and modelled side by side, or one point to each; a click opens a ward."""
    place = chosen().place
    open_ward = place.code if place.level == "ward" else None
    spec, alt = _spec(wards, beside, open_ward)
    called(spec["usermeta"]["title"])
    head(spec["usermeta"]["title"])
    picked = {"on_select": _open_marked, "selection_mode": tp.charts.PICKED}
    st.vega_lite_chart(charted(spec), key="wards-chart", alt=alt, **picked)
    along(lambda: tp.packs.charted(spec, tp.words.wards_table(beside), alt, wards), wards)
    with silent():
        st.caption(spec["usermeta"]["foot"])


def _spec(wards: Any, beside: Any, open_ward: str | None) -> tuple[Any, str]:
    title = tp.words.wards_chart_title(beside)
    source = tp.words.source_line(wards)
    if beside.rows.height > BARS:
        rows = tp.words.strip_rows(beside, chosen().edition.places)
        spec = tp.charts.strip(
            rows,
            title=title,
            unit=wards.measure.unit,
            measure=wards.measure.title,
            source=source,
            chosen=open_ward,
            theme=theme(),
            words_beside=True,
        )
        return spec, f"A point to each ward, in the row of its borough. {title}."
    if beside.modelled:
        rows = tp.words.estimates_rows(beside)
        name = next((row["place"] for row in rows.iter_rows(named=True) if row["code"] == open_ward), None)
        spec = tp.charts.estimates(
            rows,
            title=title,
            unit=wards.measure.unit,
            ward="place",
            whole_words="its wards together",
            source=source,
            scale=1.0,
            theme=theme(),
            chosen=name,
            picks=True,
            words_beside=True,
        )
        return spec, f"Points with intervals: {title}."
    return tp.charts.bars(wards, theme=theme(), chosen=open_ward, words_beside=True, picks=True), tp.words.bars_alt(
        wards
    )


def _open_marked() -> None:
    """Open the ward that was clicked in the chart."""
    picked = st.session_state["wards-chart"].selection.get(tp.charts.PICKED) or []
    if picked and picked[0].get("code"):
        open_place(picked[0]["code"])
