"""What the Wards page needs alone: the map with its legend, and the card of the place that is open."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts.careful import careful
from pages.parts.frame import chosen, open_place, selection
from pages.parts.pictures import theme, trend
from pages.parts.screen import narrow, tell_width

SHADES = {"level": "Level", "change": "Change", "difference": "Difference"}
METHODS = {"quantile": "As many wards in each class", "fixed": "Equal steps"}
#: The map's height in pixels: at 1366 × 768 all London stands on the first screen.
HEIGHTS = {"wide": 400, "narrow": 320}
SWATCH = "flex:none;width:1.1em;height:1.1em;border:1px solid #8A94A0;"
HATCHED = "repeating-linear-gradient(45deg,#8A94A0 0 1px,transparent 1px 4px)"


def look() -> dict[str, Any]:
    """What the colours mean and how the classes are cut, as chosen above the map."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        shade = st.segmented_control(
            "What the colour means",
            list(SHADES),
            default="level",
            format_func=lambda name: SHADES.get(name, str(name)),
            key="shade",
            bind="query-params",
            required=True,
            wrap=True,
            label_visibility="collapsed",
        )
        method = st.segmented_control(
            "How the classes are cut",
            list(METHODS),
            default="quantile",
            format_func=lambda name: METHODS.get(name, str(name)),
            key="classes",
            bind="query-params",
            required=True,
            wrap=True,
            disabled=shade not in (None, "level"),
            label_visibility="collapsed",
        )
    return {"shade": shade or "level", "method": method or "quantile"}


def ward_map(answer: Any, result: Any, **look: Any) -> None:
    """The map of a result by ward, its title and legend above and its credit below; a click opens a ward."""
    st.markdown(f"**{tp.words.map_title(result, look['shade'])}**")
    if said := tp.words.other_window(answer, result):
        st.caption(f":material/history: {said}")
    if not tp.words.known(result):
        st.info(tp.words.no_places(result), icon=":material/info:")
        if result.vintage is None:
            return
    room = "narrow" if narrow() else "wide"
    height = HEIGHTS[room]
    with careful("the map"), st.skeleton(height=height):
        place = chosen().place
        open_ward = place.code if place.level == "ward" else None
        drawn = tp.maps.wards(result, chosen=open_ward, theme=theme(), room=room, **look)
        legend, picture = st.columns([2, 7], gap="small")
        legend.html(_legend(drawn))
        alt = tp.words.map_alt(result, look["shade"])
        picture.pydeck_chart(drawn, height=height, key="map", on_select=_open_clicked, alt=alt)
        st.caption(f"{tp.words.source_line(result)} {drawn.credit}")
        tell_width()


def _legend(drawn: Any) -> str:
    """The classes with their numbers, and how many wards are in each."""
    keys = [
        _key(f"background:{colour}", f"{label} ({_wards(count)})")
        for colour, label, count in zip(drawn.classes.colours, drawn.classes.labels, drawn.classes.counts, strict=True)
    ]
    if drawn.without:
        keys.append(_key(f"background:{HATCHED}", f"no figure ({_wards(drawn.without)})"))
    return f'<div style="display:flex;flex-wrap:wrap;gap:0.2rem 1rem;font-size:0.86rem">{"".join(keys)}</div>'


def _wards(count: int) -> str:
    return f"{count} ward" if count == 1 else f"{count} wards"


def _key(style: str, words: str) -> str:
    return f'<span style="display:flex;gap:0.4em"><i style="{SWATCH}{style}"></i><span>{escape(words)}</span></span>'


def _open_clicked() -> None:
    """Open the ward that was clicked on the map."""
    code = tp.maps.clicked(st.session_state["map"])
    if code:
        open_place(code)


def open_row() -> None:
    """Open the ward whose row was chosen in the table."""
    rows = st.session_state["wards"].selection.rows
    codes = st.session_state.get("ward rows", [])
    if rows and rows[0] < len(codes):
        open_place(codes[rows[0]])


def card(answer: Any, wards: Any) -> None:
    """The place that is open: its figure, its rank among its neighbours, and its months."""
    place, figure, measure = chosen().place, answer.figure, answer.measure
    parent = chosen().edition.places.place(place.parent).label if place.parent else ""
    with st.container(border=True):
        st.subheader(f"{place.name}, {parent}" if place.level == "ward" else place.label, anchor=False)
        st.metric(
            f"{measure.title}, {tp.words.period(figure)}",
            tp.words.value(figure, measure),
            tp.words.change(figure, measure) if figure.change is not None else None,
            delta_color=COLOURS.get(tp.words.verdict(answer), "gray"),
            delta_arrow="off" if not figure.change else "up" if figure.change > 0 else "down",
            delta_description=f"on {tp.words.against(figure)}" if figure.change is not None else None,
        )
        said = [tp.words.spread(answer), _standing(answer, wards, place)]
        if words := " ".join(part for part in said if part):
            st.caption(words)
        trend(tp.trend(measure.id, selection()), "trend", height=170)


COLOURS = {"better": "blue", "worse": "orange"}


def _standing(answer: Any, wards: Any, place: Any) -> str:
    """Where a ward stands among its neighbours, or why it has no figure."""
    if place.level != "ward":
        return "Choose a ward on the map, in the table or in the filter."
    rank = tp.words.rank(wards, place.code)
    return f"{rank[:1].upper()}{rank[1:]} of its borough." if rank else tp.words.missing(answer)
