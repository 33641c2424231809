"""What lies behind a ward, drawn when it is asked for: others beside it, its neighbours, its crime and its team."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import choices, downloads
from pages.parts.careful import careful
from pages.parts.choosing import unknown
from pages.parts.frame import chosen, selection
from pages.parts.pictures import of_method, theme

#: How many wards are compared at most.
MOST = 4


def more(asked: Any) -> None:
    """One part of what more there is, chosen here; none until it is, so that a map and its table come at once."""
    names = list(PARTS)
    unknown("part", names)
    picked = st.segmented_control("More about wards", names, key="part", bind="query-params", wrap=True)
    if picked in PARTS:
        with careful(f"the part {picked.lower()}"):
            PARTS[picked](asked)


def _compare(asked: Any) -> None:
    """Up to four wards beside one another: every figure, and their months on one scale."""
    tree = choices.tree(chosen().edition, chosen().vintage)
    labels = tree.spots["ward"]
    here = chosen().place
    if not st.session_state.get("compare") and here.level == "ward":
        st.session_state["compare"] = [tree.chain(here.code).ward]
    unknown("compare", labels)
    picked = st.multiselect(
        f"Wards to compare, up to {MOST}", list(labels), key="compare", bind="query-params", max_selections=MOST
    )
    codes = [labels[name].code for name in picked if name in labels]
    if not codes:
        st.caption("Choose wards by name.")
        return
    found = tp.beside_borough(asked_measure(), replace(asked, place="TP"))
    names = ", ".join(picked)
    downloads.table(
        tp.words.compared_table(found, codes),
        f"{found.result.measure.title}: {names}",
        tp.words.source_line(found.result),
        key="compared",
        pinned=True,
        empty="None of these wards has a figure.",
        demonstration=found.result.demonstration,
    )
    _across(found, codes)
    _lines(codes, found)


def _across(found: Any, codes: list[str]) -> None:
    """A note where estimates of several boroughs stand beside one another."""
    if said := tp.words.across_words(found, codes):
        st.caption(said)


def _lines(codes: list[str], found: Any) -> None:
    """The months of the wards on one scale; of a survey their estimates, as a month has too few answers."""
    source = tp.words.source_line(found.result)
    if found.modelled:
        rows = tp.words.estimates_rows(found)
        rows = rows.filter(rows["code"].is_in(codes))
        title = f"{found.result.measure.title}: own answers and modelled estimates"
        spec = tp.charts.estimates(
            rows, title=title, unit=found.result.measure.unit, ward="place", source=source, scale=1.0, theme=theme()
        )
        said = "; ".join(_estimate(row, found.result.measure) for row in rows.iter_rows(named=True))
        of_method(spec, f"Points with intervals: {title}. {said}.", "compared-chart", rows, found.result)
        return
    lines = tuple(tp.trend(asked_measure(), replace(selection(), place=code)) for code in codes)
    spec = tp.charts.compared(lines, theme=theme())
    alt = f"Lines over the same months. {' '.join(tp.words.trend_alt(one) for one in lines)}"
    of_method(spec, alt, "compared-chart", tp.words.lines_table(lines), found.result)


def _estimate(row: Any, measure: Any) -> str:
    """A ward and its modelled estimate; that it has none where it has none."""
    known = row["estimate"] is not None
    return f"{row['place']} {tp.words.number(row['estimate'], measure) if known else 'no estimate'}"


def _neighbours(asked: Any) -> None:
    """The ward among the wards that share an edge with it, in whichever borough they lie."""
    found, status = tp.neighbours(chosen().place)
    if not _is_ward() or not found:
        return
    beside = tp.beside_borough(asked_measure(), replace(asked, place="TP"))
    codes = [chosen().place.code, *(place.code for place in found)]
    by = (
        " Neighbours by indicative boundaries."
        if status == "indicative"
        else " Neighbours by the installed boundaries."
    )
    downloads.table(
        tp.words.compared_table(beside, codes),
        f"{chosen().place.name} and the {len(found)} wards around it",
        tp.words.source_line(beside.result) + by,
        key="neighbours",
        pinned=True,
        empty="None of these wards has a figure.",
        demonstration=beside.result.demonstration,
    )
    _across(beside, codes)


def _crime(_: Any) -> None:
    """Counts of crime in the ward, with rates where residents are a measure of who is there."""
    if not _is_ward():
        return
    found = tp.review.ward_crime(chosen().edition, selection())
    if found.visited:
        said = tp.words.visitors_words([chosen().place.name], tp.review.VISITED)
        st.warning(f"{said} So none is shown.", icon=":material/groups:")
    if not found.lines:
        st.caption("This edition has no crime by ward for this window.")
        return
    downloads.table(
        tp.words.ward_crime_table(found),
        f"Crime in {chosen().place.name}, {tp.words.period(found.lines[0].count.figure)}",
        tp.words.source_line(found.lines[0].count),
        key="ward-crime",
        pinned=True,
        demonstration=found.lines[0].count.demonstration,
    )


def _team(_: Any) -> None:
    """The Safer Neighbourhoods teams of the ward, or ward by ward of a larger place."""
    team = tp.review.ward_team(chosen().edition, selection())
    st.markdown(tp.words.team_words(team, chosen().place.label), help=tp.words.TEAM_HELP)
    if team.known:
        downloads.table(
            tp.words.team_table(team),
            f"Safer Neighbourhoods teams, {chosen().place.label}, {team.window}",
            tp.words.source_line(team.result),
            key="team",
            pinned=True,
            height=330,
            demonstration=team.result.demonstration,
        )


def asked_measure() -> str:
    """The measure of the page."""
    return chosen().measure


def _is_ward() -> bool:
    """Whether a ward is open; where none is, it is said how one is opened."""
    if chosen().place.level == "ward":
        return True
    st.caption("Choose a ward on the map, in the table or in the filter.")
    return False


PARTS: Mapping[str, Callable[[Any], None]] = {
    "Compare wards": _compare,
    "Neighbours": _neighbours,
    "Crime and rates": _crime,
    "Ward team": _team,
}
