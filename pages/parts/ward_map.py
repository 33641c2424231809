"""What the Wards page needs alone: the map with its legend, and the card of the place that is open."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts.careful import careful
from pages.parts.choosing import switch, unknown
from pages.parts.findings import block, called, fitted, head
from pages.parts.frame import chosen, open_place, refused, selection
from pages.parts.pictures import theme, trend
from pages.parts.screen import narrow, tell_width
from pages.parts.taken import along, silent
from pages.parts.who import viewer

SHADES = {
    "level": "Value",
    "change": "Change",
    "difference": "Difference from borough",
    "signal": "Signal",
    "certainty": "Certainty",
}
METHODS = {"quantile": "As many wards in each class", "fixed": "Equal steps"}
#: The map's height in pixels: at 1366 × 768 all London stands on the first screen.
HEIGHTS = {"wide": 400, "narrow": 320}
SWATCH = "flex:none;width:1.1em;height:1.1em;border:1px solid #8A94A0;"
HATCHED = "repeating-linear-gradient(45deg,#8A94A0 0 1px,transparent 1px 4px)"


def seen() -> bool:
    """Whether a ward of the place that is chosen may be seen by this person: the place is theirs, or holds one."""
    return bool(tp.access.sees_within(viewer(), chosen().edition.places, chosen().place.code))


def not_theirs() -> None:
    """Say that the wards of the place that is chosen are not for this person, and lead to the places that are."""
    refused(f"The wards of {chosen().place.label} are not for this role ({viewer().name}).")


def look() -> dict[str, Any]:
    """What the colours mean and how the classes are cut, as chosen above the map."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        shade = switch("What the colour means", SHADES, "shade")
        fixed = shade not in ("level", "certainty")
        method = switch("How the classes are cut", METHODS, "classes", disabled=fixed)
    return {"shade": shade, "method": method}


def pooled(*, asks: bool = True) -> Any:
    """The selection over the window in which wards are read: of a survey months pooled, as chosen above the map."""
    if not asks or not tp.measures()[chosen().measure].weighted:
        return selection()
    unknown("pooled", [kind.removeprefix("rolling ") for kind in tp.review.POOLED])
    months = st.segmented_control(
        "Months of interviews",
        tp.review.POOLED,
        default=tp.review.POOLED[0],
        format_func=lambda kind: kind.removeprefix("rolling ") if isinstance(kind, str) else str(kind),
        key="pooled",
        bind="query-params",
        required=True,
        help="Months of interviews that a ward's figure pools: in one year most wards have too few answers.",
    )
    return selection(window=months if months in tp.review.POOLED else tp.review.POOLED[0])


@block()
def ward_map(answer: Any, result: Any, *, tells: bool = True, **look: Any) -> None:
    """The map of a result by ward, its title and legend above and its credit below; a click opens a ward.

    It has the page tell its width, where the page does not do so itself.
    """
    title = tp.words.map_title(result, look["shade"])
    if not called(title):
        return
    head(title)
    if said := tp.words.other_window(answer, result):
        st.caption(f":material/history: {said}")
    if not tp.words.known(result):
        st.info(tp.words.no_places(result), icon=":material/info:")
        if result.vintage is None:
            return
    room = "narrow" if narrow() else "wide"
    room, height = fitted(room, HEIGHTS[room])
    with careful("the map"), st.skeleton(height=height):
        place = chosen().place
        open_ward = place.code if place.level == "ward" else None
        beside = tp.beside_borough(result.measure.id, result.selection)
        signals = _signals(result) if look["shade"] == "signal" else None
        drawn = tp.maps.wards(
            result,
            chosen=open_ward,
            theme=theme(),
            room=room,
            beside=beside,
            signals=signals,
            **look,
        )
        legend, picture = st.columns([2, 7], gap="small")
        refused = tp.words.refused_places(result)
        legend.html(_legend(drawn, tp.words.without_words(result, look["shade"])))
        alt = tp.words.map_alt(result, look["shade"])
        picture.pydeck_chart(drawn, height=height, key="map", on_select=_open_clicked, alt=alt)
        said = tp.words.certainty_words(beside) if look["shade"] == "certainty" else ""
        told = tuple(part for part in (said, refused, drawn.credit) if part)
        along(lambda: _on_paper(title, alt, result, beside, told, chosen=open_ward, signals=signals, **look), result)
        with silent():
            st.caption(" ".join(part for part in (said, refused, tp.words.source_line(result), drawn.credit) if part))
        if tells:
            tell_width()


def _on_paper(title: str, alt: str, result: Any, beside: Any, notes: tuple[str, ...], **look: Any) -> Any:
    """The map as a pack draws it, with its table."""
    drawn = tp.maps.drawn_wards(result, beside=beside, **look)
    rows, source = tp.words.wards_table(beside), tp.words.source_line(result)
    return (tp.packs.Map(title, drawn.svg, rows, source, alt, notes),)


def _signals(result: Any) -> Any:
    """What the control chart of each ward says; a note where none can be drawn."""
    found = tp.ward_signals(result.measure.id, result.selection)
    if not found:
        st.info(tp.words.no_signals(result), icon=":material/info:")
    return found


def _legend(drawn: Any, without: str) -> str:
    """The classes with their numbers, and how many wards are in each."""
    found, pale = drawn.classes, drawn.classes.pale if drawn.pale else ()
    keys = [
        legend_key(_split(colour, *pale[at : at + 1]), f"{label} ({_wards(count)})")
        for at, (colour, label, count) in enumerate(zip(found.colours, found.labels, found.counts, strict=True))
    ]
    if pale:
        middle = pale[len(pale) // 2]
        said = f"paler and hatched: cannot be told from its borough ({_wards(drawn.pale)})"
        keys.append(legend_key(_split(middle, middle), said))
    if drawn.without:
        keys.append(legend_key(f"background:{HATCHED}", f"{without} ({_wards(drawn.without)})"))
    return f'<div style="display:flex;flex-wrap:wrap;gap:0.2rem 1rem;font-size:0.86rem">{"".join(keys)}</div>'


def _split(colour: str, pale: str = "") -> str:
    """A swatch's ground: a colour, or beside it the paler one, hatched as it is on the map."""
    if not pale:
        return f"background:{colour}"
    veil = f"repeating-linear-gradient(45deg,transparent 0 3px,{tp.maps.INKS[theme()].line} 3px 4px)"
    halves = "0 0/50% 100% no-repeat"
    return f"width:2.2em;background:linear-gradient({colour},{colour}) {halves},{veil},linear-gradient({pale},{pale})"


def _wards(count: int) -> str:
    return f"{count} ward" if count == 1 else f"{count} wards"


def legend_key(style: str, words: str) -> str:
    """One line of a legend: its colour or pattern, and what it stands for."""
    return f'<span style="display:flex;gap:0.4em"><i style="{SWATCH}{style}"></i><span>{escape(words)}</span></span>'


def _open_clicked() -> None:
    """Open the ward that was clicked on the map."""
    code = tp.maps.clicked(st.session_state["map"])
    if code:
        open_place(code)


@block()
def card(answer: Any, wards: Any, beside: Any) -> None:
    """The place that is open: its figure, how it stands beside its borough, its neighbours and its months."""
    place, figure, measure = chosen().place, answer.figure, answer.measure
    parent = chosen().edition.places.place(place.parent).label if place.parent else ""
    called(f"{measure.title}, {place.label}")
    with st.container(border=True):
        st.header(f"{place.name}, {parent}" if place.level == "ward" else place.label, anchor=False)
        st.metric(
            f"{measure.title}, {tp.words.period(figure)}",
            tp.words.value(figure, measure),
            tp.words.changed(answer) if figure.change is not None else None,
            delta_color=COLOURS.get(tp.words.verdict(answer), "gray"),
            delta_arrow="off" if not figure.change or answer.unlike else "up" if figure.change > 0 else "down",
            delta_description=f"on {tp.words.against(figure)}" if figure.change is not None else None,
        )
        said = [tp.words.spread(answer), *tp.words.beside_words(beside, place.code, parent)]
        if words := " ".join(part for part in [*said, _standing(answer, wards, beside)] if part):
            st.caption(words)
        if measure.weighted and wards.window is not None:
            st.caption(tp.words.survey_words(wards))
        _visitors(measure, place)
        if not (measure.weighted and place.level == "ward"):  # a ward's month has too few answers for a line
            trend(tp.trend(measure.id, selection()), "trend", height=170)


def _visitors(measure: Any, place: Any) -> None:
    """A warning beside a rate for each resident where most people are visitors."""
    if not measure.id.endswith("_rate") or place.level != "ward":
        return
    if place.code in tp.review.visited_wards(chosen().edition, selection(place="TP")):
        st.warning(tp.words.visitors_words([place.name], tp.review.VISITED), icon=":material/groups:")


def neighbours() -> None:
    """The wards beside the one that is open, by name."""
    place = chosen().place
    with careful("the neighbouring wards"):
        found, status = tp.neighbours(place)
        names = {spot.parent: chosen().edition.places.place(spot.parent).label for spot in found}
        if said := tp.words.neighbours_words(found, status, place.parent or "", names):
            st.caption(said)


COLOURS = {"better": "blue", "worse": "orange"}


def _standing(answer: Any, wards: Any, beside: Any) -> str:
    """Where a ward stands in its borough, or why it has no figure; shares are never ranked."""
    place = chosen().place
    if place.level != "ward":
        return "Choose a ward on the map, in the table or in the filter."
    rank = "" if beside.modelled else tp.words.rank(wards, place.code)
    if beside.modelled and answer.figure.value is not None:
        return ""
    return f"{rank[:1].upper()}{rank[1:]} of its borough." if rank else tp.words.missing(answer)
