"""What the pages of the governance need: the diagram, theme owners, the calendar, the risks and the strands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads, linking, numerals, writing
from pages.parts.careful import careful
from pages.parts.choosing import unknown
from pages.parts.findings import block, called
from pages.parts.frame import chosen, selection
from pages.parts.pictures import theme
from pages.parts.screen import narrow, tell_width
from pages.parts.who import exported, sees_ledger

SPANS = {"4 weeks": 28, "3 months": 92, "a year": 365}
#: So many meetings are listed with their links; the table has them all.
NEXT = 8


def reference() -> Any:
    """The folder whose files stand in the place of the shipped ones; where one of them does not fit, it is said."""
    folder, refused = tp.review.governance(tp.store().reference_folder)
    if refused:
        st.warning("The shipped meetings, owners, risks and strands stand here:", icon=":material/warning:")
        st.text(refused)
    return folder


def structure() -> None:
    """Which meeting reports to which, as a diagram and as a table."""
    st.title("Structure: from borough tasking to the chief officers", anchor=False)
    found = tp.review.meetings(reference())
    with careful("the diagram"):
        st.caption("Each arrow leads from a meeting to the one that it reports to.")
        called("Which meeting reports to which")
        drawn = tp.charts.governance(found, theme=theme(), across=not narrow())
        st.graphviz_chart(drawn, alt=tp.words.structure_alt(found), width="stretch")
    tell_width()
    downloads.table(
        tp.words.meetings_table(found),
        "The meetings",
        f"{tp.words.ASSUMED} Source: TP Thematic Performance report, 13 January 2011.",
        key="meetings",
        columns=numerals.widths(
            {"Meeting": 200, "Level": 150, "How often": 105, "Chair": 200, "Reports to": 195, "About": 270}
        ),
        lines=2,
        height=480,
    )


def owners() -> None:
    """Who owns which theme on a day, and what changes later."""
    st.header("Who owns which theme", anchor=False)
    begin = writing.today() if tp.editions() else date.today()
    day = writing.day("On", begin, "on", bind="query-params", width=180) or begin
    now, later = tp.review.theme_owners(day, writing.reference())
    downloads.table(
        tp.words.owners_table(now),
        f"Theme owners on {tp.periods.day_text(day)}",
        "Roles are assumed where the last column says so; a file theme_owners.csv of the force's own replaces them.",
        key="owners",
        columns=numerals.widths({"Note": 400}),
        lines=2,
        empty="No theme had an owner that is known on this day.",
    )
    for said in tp.words.owner_changes(later):
        st.markdown(f"Later: {said}")


def calendar() -> None:
    """The next meetings with their links, all of them as a table, and the file for one's own calendar."""
    begin, today = _begin(), writing.today()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unknown("span", SPANS)
        span = st.segmented_control(
            "How far", list(SPANS), default="3 months", key="span", bind="query-params", required=True
        )
        names = writing.meeting_names()
        unknown("meetings-shown", names.values())
        picked = st.multiselect(
            "Which meetings",
            list(names),
            format_func=lambda code: names.get(code, str(code)),
            placeholder="all",
            key="meetings-shown",
            bind="query-params",
        )
    days = timedelta(days=SPANS.get(span or "3 months", 92))
    every = tp.review.sittings(begin, begin + days, reference())
    found = [one for one in every if not picked or one.code in picked]
    st.header(tp.words.next_words(found, today), anchor=False)
    for number, one in enumerate(found[:NEXT]):
        _sitting(one, today, number)
    downloads.table(
        tp.words.sittings_table(found),
        f"{len(found)} meetings from {tp.periods.day_text(begin)} to {tp.periods.day_text(begin + days)}",
        f"{tp.words.ASSUMED} Bank holidays are not known here.",
        key="sittings",
        columns=numerals.widths({"Day": 140, "Meeting": 250, "How often": 110, "About": 380, "Reads": 345}),
        lines=2,
        height=420,
        empty="No meeting in these weeks.",
    )
    _file(found)


def _begin() -> date:
    """The day from which meetings are listed: of demonstration data the day after the edition's date."""
    return writing.today() + timedelta(days=1) if chosen().edition.demonstration else writing.today()


def _sitting(one: Any, today: date, number: int) -> None:
    """One meeting with the link to its view."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"sitting-{number}"):
        st.markdown(f"**{tp.words.sitting_day(one, today)}** · {tp.words.sitting_name(one)}", width="stretch")
        linking.link(one.link, one.reads, ":material/open_in_new:")


def _file(found: Sequence[Any]) -> None:
    """The button that hands over the meetings as an iCalendar file, made when it is asked for."""
    address = st.context.url or ""
    root = address.rsplit("/", 1)[0] if "://" in address else ""
    st.download_button(
        "Download for one's own calendar (.ics)",
        exported("performance-meetings.ics", partial(tp.review.icalendar, list(found), root)),
        "performance-meetings.ics",
        "text/calendar",
        key="ics",
        icon=":material/event:",
        on_click="ignore",
    )


def risks() -> None:
    """The risk register, each risk with the figure that watches it."""
    ledger = writing.book()
    edition, asked = chosen().edition, selection()
    cases = writing.cases(ledger)
    board = tp.review.board(edition, asked, "borough", cases) if ledger or not sees_ledger() else None
    found = tp.review.risks(edition, asked, board, reference())
    with block("The answer"):
        st.title(tp.words.risks_title(found), anchor=False)
        st.caption(
            "A risk that nothing watches says what is missing. Owners are assumed; a file risks.csv replaces them."
        )
    for one in found:
        _risk(one)


@block()
def _risk(one: Any) -> None:
    called(f"{one.code} · {one.risk}")
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{one.code} · {one.risk}**  \n{one.words}")
        mark = tp.words.risk_mark(one)
        said = tp.words.risk_words(one)
        st.markdown(f"**{mark}** · {said}" if mark != tp.words.DASH else said)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"Owner: {one.owner} · reported to {one.meeting} · {one.status}", width="stretch")
            if one.page:
                linking.link(one.page, "Open its figures", ":material/open_in_new:")


def strands() -> None:
    """The measures by strand of Met Forward."""
    st.header("By strand of Met Forward", anchor=False)
    st.caption("Which measure tells of which strand is assumed; a file strands.csv of the force's own replaces it.")
    found: Sequence[Any] = ()
    with careful("the strands"):
        found = tp.review.strands(chosen().edition, selection(), writing.reference())
    for one in found:
        with careful(f"the strand {one.strand}"):
            downloads.table(
                tp.words.strand_table(one),
                f"{one.strand}: {one.aim}",
                " ".join((tp.words.sources_line(one.results) if one.results else "", *one.missing)).strip(),
                key=f"strand-{one.strand}",
                empty=" ".join(one.missing) or "No measure yet.",
                demonstration=chosen().edition.demonstration,
            )
