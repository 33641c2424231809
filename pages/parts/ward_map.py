"""What the Wards page needs alone: the map with its legend, and the card of the place that is open."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from html import escape
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts.careful import careful
from pages.parts.frame import chosen, open_place, selection
from pages.parts.pictures import theme, trend

SHADES = {"level": "Level", "change": "Change on a year before", "difference": "Difference from the whole"}
METHODS = {"quantile": "As many wards in each class", "fixed": "Equal steps"}
HEIGHT = 490
SWATCH = "display:inline-block;width:1.1em;height:1.1em;border:1px solid #8A94A0;vertical-align:-0.15em;"
HATCHED = "repeating-linear-gradient(45deg,#8A94A0 0 1px,transparent 1px 4px)"


def by_ward(place: str | None = None) -> Any:
    """The measure of the filters ward by ward, in the chosen place or the borough of the chosen ward.

    Where the place's own source has no wards for its latest window, the latest of a source that has wards is taken;
    a window asked for by its end is never put aside for another.
    """
    now = chosen()
    found = tp.result(now.measure, selection(("ward",), place=place))
    if now.end is None and not tp.words.known(found):
        for name in _ward_sources(now.edition, now.measure):
            other = tp.result(now.measure, selection(("ward",), place=place, source=name))
            if tp.words.known(other):
                return _sourced(other, now.edition)
    return _sourced(found, now.edition)


@lru_cache(maxsize=64)
def _sourced(result: Any, edition: Any) -> Any:
    """The result with the title of the source that its wards come from, which may be another than the place's own."""
    names = {figure.source for figure in result.figures if figure.source} - {result.source_name}
    about = edition.sources.get(min(names, default=""))
    if about is None:
        return result
    return replace(result, source=about.title, source_name=about.name, demonstration=about.demonstration)


@lru_cache(maxsize=256)
def _ward_sources(edition: Any, measure: str) -> tuple[str, ...]:
    """The sources of an edition that have the measure, or what a quotient counts, by ward."""
    asked = tp.measures()[measure]
    held = edition.manifest["measures"].get(asked.of[0] if asked.of else measure, {"sources": {}})["sources"]
    return tuple(name for name, one in held.items() if "ward" in one["levels"])


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
            label_visibility="collapsed",
        )
    return {"shade": shade or "level", "method": method or "quantile"}


def ward_map(answer: Any, result: Any, **look: Any) -> None:
    """The map of a result by ward, its title and legend above and its credit below; a click opens a ward."""
    st.markdown(f"**{tp.words.map_title(result)}**")
    if said := tp.words.other_window(answer, result):
        st.caption(f":material/history: {said}")
    if not tp.words.known(result):
        st.info(tp.words.missing(result) or _no_wards(result), icon=":material/info:")
    with careful("the map"), st.skeleton(height=HEIGHT):
        place = chosen().place
        drawn = tp.maps.wards(result, chosen=place.code if place.level == "ward" else None, theme=theme(), **look)
        st.html(_legend(drawn))
        st.pydeck_chart(drawn, height=HEIGHT, key="map", on_select=_open_clicked, alt=tp.words.map_alt(result))
        st.caption(f"{tp.words.source_line(result)} {drawn.credit}")


def _no_wards(result: Any) -> str:
    reasons = sorted({figure.note for figure in result.figures if figure.note})
    return (
        f"No ward has a figure of {result.measure.title} for {tp.words.period(result.figure)}: {'; '.join(reasons[:2])}"
    )


def _legend(drawn: Any) -> str:
    """The classes with their numbers, and how many wards are in each."""
    keys = [
        _key(f"background:{colour}", f"{label} ({count} wards)")
        for colour, label, count in zip(drawn.classes.colours, drawn.classes.labels, drawn.classes.counts, strict=True)
    ]
    if drawn.without:
        keys.append(_key(f"background:{HATCHED}", f"no figure ({drawn.without} wards)"))
    return f'<div style="display:flex;flex-wrap:wrap;gap:0.2rem 1rem;font-size:0.86rem">{"".join(keys)}</div>'


def _key(style: str, words: str) -> str:
    return f'<span><i style="{SWATCH}{style}"></i> {escape(words)}</span>'


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
        said = [tp.words.spread(answer), _standing(wards, place)]
        st.caption(
            " ".join(part for part in said if part) or "Choose a ward on the map, in the table or in the filter."
        )
        trend(tp.trend(measure.id, selection()), "trend", height=170)


COLOURS = {"better": "blue", "worse": "orange"}


def _standing(wards: Any, place: Any) -> str:
    rank = tp.words.rank(wards, place.code) if place.level == "ward" else ""
    if rank:
        return f"{rank[:1].upper()}{rank[1:]} of its borough."
    return "Choose a ward on the map, in the table or in the filter."
