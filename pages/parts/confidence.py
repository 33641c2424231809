"""What the page of confidence needs alone: which figures may be compared, and what goes with the answer."""

from __future__ import annotations

from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads, pictures, tables
from pages.parts.careful import careful
from pages.parts.choosing import asked, boroughs, own_borough, switch
from pages.parts.frame import chosen, selection

#: How the line runs: the windows of its points, as the control names them → how many are drawn.
STEPS = {"rolling 12 months": 14, "quarter": 16}
#: Where the places beside one another are, as the control names them.
LEVELS = {"borough": "By borough", "area": "By area command", "ward": "By ward"}


def steps() -> str:
    """Whether the line runs by rolling years or by quarters, kept in the link."""
    return switch("What each point of the line covers", {name: name.capitalize() for name in STEPS}, "steps")


def level() -> str:
    """Which places stand beside one another, kept in the link; wards where a borough is chosen."""
    picked = switch("Which places stand beside one another", LEVELS, "beside")
    if picked == "ward" and chosen().place.level not in ("borough", "ward"):
        st.caption("Choose a borough to see its wards; all 624 are on the page Wards. Boroughs meanwhile:")
        return "borough"
    return picked


def line(name: str, by: str) -> None:
    """The line over time; a ward has too few interviews in a year for one."""
    if chosen().place.level == "ward":
        st.caption("A ward has too few interviews in a year for a line over time: it is read over months pooled.")
        return
    pictures.trend(tp.trend(name, asked(name), by=by, count=STEPS[by]), "trend")


def changes(name: str, answer: Any) -> None:
    """The latest year and quarter, each against a window that shares no interview with it; drawn when it is opened."""
    more = st.expander(
        "What may be compared: year against year, quarter against quarter", key="changes", on_change="rerun"
    )
    if not more.open:
        return
    with more, careful("the comparisons"):
        rows = tp.review.survey_changes(chosen().edition, name, asked(name))
        downloads.table(
            tp.words.survey_changes_table(rows),
            f"{tp.words.subject(answer)}: like against like",
            f"{tp.words.SHARED} {tp.words.source_line(answer)}",
            key="changes-rows",
            empty="This edition has no two windows of it that share no interview.",
            demonstration=answer.demonstration,
        )


def beside(name: str, split: str) -> None:
    """The places of a level as bars and in a table: those of the area command or borough that is chosen, or all."""
    place = chosen().place
    if split == "ward":
        shown, own = tp.by_ward(name, selection(window=tp.review.POOLED[0])), place.code
    elif split == "area":
        shown, own = tp.result(name, selection(("area",), place="TP")), place.code
    else:
        shown, own = tp.result(name, boroughs()), own_borough()
    pictures.bars(shown, "boroughs", own)
    tables.places(shown, "places")


def drivers(name: str) -> None:
    """What goes with the answer, all else alike, and where one better point would come from."""
    with careful("what goes with the answer"):
        found = tp.outcomes.confidence_drivers(chosen().edition, name, asked(name))
        if found.rows.is_empty():
            st.header(tp.words.confidence_drivers_title(found), anchor=False)
            st.caption(tp.words.confidence_drivers_base(found))
            return
        spec = tp.charts.rungs(
            tp.words.confidence_drivers_marks(found),
            title=tp.words.confidence_drivers_title(found),
            unit="Standardised effect",
            at=0.0,
            at_words="goes with nothing",
            source=tp.words.source_line(found.answer),
            theme=pictures.theme(),
        )
        rows = tp.words.confidence_drivers_table(found)
        pictures.of_method(spec, tp.words.confidence_drivers_alt(found), "drivers", rows, found.answer)
        if said := tp.words.one_more_point_words(found):
            st.markdown(said, help=tp.words.DRIVERS_HELP)
        st.caption(tp.words.confidence_drivers_base(found))
