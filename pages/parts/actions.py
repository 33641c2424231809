"""Actions: one with its buttons, the form for a new one, and the list across all cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import downloads, linking, numerals, writing
from pages.parts.choosing import switch, unknown
from pages.parts.exceptions import LEVELS
from pages.parts.findings import block, called
from pages.parts.frame import chosen
from pages.parts.who import viewer

#: Together they fit a projector's 1,366 pixels; texts go on in a second line.
WIDTHS = {"Due": 110, "Owner": 150, "Action": 320, "On": 190, "Reported to": 155, "Entered by": 120}
COLUMNS = {"State": st.column_config.TextColumn(pinned=True, width=140), **numerals.widths(WIDTHS)}
KINDS = {"open": "Open", "overdue": "Overdue", "done": "Done", "all": "All"}


def shown(ledger: Any, one: Any) -> None:
    """An action as plain text, with what can be done to it."""
    with st.container(border=True, gap="xsmall"):
        meeting = tp.words.meeting_text(one.meeting, writing.meeting_names())
        reported = f" · reported to {meeting}" if meeting else ""
        st.text(one.words)
        st.text(f"{one.owner} · {tp.words.action_state(one, writing.today())}{reported} · {writing.signed(one)}")
        with st.container(horizontal=True):
            if one.status == "open":
                _button(ledger, one, "Done", "done")
                _button(ledger, one, "Drop", "dropped")
            else:
                _button(ledger, one, "Open again", "open")


def _button(ledger: Any, one: Any, label: str, status: str) -> None:
    if st.button(label, key=f"{status}-{one.id}-{one.version}", type="tertiary"):
        when = {"done_on": writing.today()} if status == "done" else {}
        deed = partial(_changed, ledger, one, status=status, **when)
        writing.write(deed, f"The action is {status}.", thing=one)


def _changed(ledger: Any, one: Any, who: Any, **fields: Any) -> Any:
    return ledger.change_action(one.id, one.version, who, **fields)


def new(ledger: Any, case: Any) -> None:
    """The form for another action of a case."""
    name = f"action-{case.id}"
    number = writing.fresh(name)
    with st.form(f"{name}-{number}", border=False):
        typed = _fields(None, f"{name}-{number}")
        if st.form_submit_button("Add the action", type="primary"):
            if not typed["owner"] or not typed["due"]:
                st.error("Not saved: an action has an owner and a day on which it is due.", icon=":material/error:")
                return
            writing.write(partial(_added, ledger, case.id, typed), "The action is added.", new=name)


def _added(ledger: Any, case_id: int, typed: dict[str, Any], who: Any) -> Any:
    return ledger.add_action(author=who, case_id=case_id, added=writing.today(), **typed)


def _fields(read: Any, key: str) -> dict[str, Any]:
    """The fields of an action as they are typed; `read` is the action that they begin with, None for a new one."""
    owner, meeting = getattr(read, "owner", None), getattr(read, "meeting", None)
    names = writing.meeting_names()
    return {
        "words": st.text_area("What is to be done", getattr(read, "words", ""), key=f"{key}-words", height=70),
        "owner": writing.role("Who (a role)", owner, f"{key}-owner"),
        "due": writing.day("By when", getattr(read, "due", writing.today() + timedelta(days=28)), f"{key}-due"),
        "meeting": st.selectbox(
            "Reported to",
            list(names),
            index=list(names).index(meeting) if meeting in names else None,
            format_func=lambda code: names.get(code, str(code)),
            placeholder="no meeting",
            key=f"{key}-meeting",
        ),
    }


@block("The answer")
def opening(found: Sequence[Any]) -> None:
    """The title, and the day from which days are counted."""
    st.title(tp.words.actions_title(found, writing.today()), anchor=False)
    kind = "the as-at date of the demonstration" if chosen().edition.demonstration else "today"
    across = "all cases" if viewer().everything else "the cases of your own places"
    st.caption(f"Across {across}. Days are counted from {tp.periods.day_text(writing.today())}, {kind}.")


def filtered(found: Sequence[Any]) -> list[Any]:
    """The actions of the kind and the meeting that are chosen, overdue ones first."""
    late = [one for one in found if one.status == "open" and one.due < writing.today()]
    kinds = {
        "open": [one for one in found if one.status == "open"],
        "overdue": late,
        "done": [one for one in found if one.status == "done"],
        "all": list(found),
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = switch("Which actions", KINDS, "actions")
        names = writing.meeting_names()
        unknown("meeting", names.values())
        meeting = st.selectbox(
            "Reported to",
            list(names),
            index=None,
            format_func=lambda code: names.get(code, str(code)),
            placeholder="any meeting",
            key="meeting",
            bind="query-params",
            width=300,
        )
    return [one for one in kinds[kind] if meeting in (None, one.meeting)]


def table(found: Sequence[Any]) -> Any:
    """The actions as a table; the one that is open, by a row or by the box beside it."""
    places = {one.code: _label(one.code) for one in map(_placed, {one.place for one in found}) if one}
    st.session_state["action rows"] = [one.id for one in found]
    downloads.table(
        tp.words.actions_table(found, writing.today(), places, writing.meeting_names()),
        f"{len(found)} action{'' if len(found) == 1 else 's'}",
        "From the ledger.",
        key="actions-table",
        height=360,
        columns=COLUMNS,
        lines=2,
        empty="No action is of this kind.",
        demonstration=chosen().edition.demonstration,
        on_select=_open_row,
    )
    by_number = {one.id: one for one in found}
    if st.session_state.get("action") not in by_number:
        st.session_state["action"] = None
    picked = st.selectbox(
        "Open an action",
        list(by_number),
        index=None,
        format_func=lambda number: f"Action {number}",
        key="action",
        placeholder="a row of the table, or its number",
        width=300,
    )
    return by_number.get(picked)


def _open_row() -> None:
    rows = st.session_state["actions-table"].selection.rows
    numbers = st.session_state.get("action rows", [])
    if rows and rows[0] < len(numbers):
        st.session_state["action"] = numbers[rows[0]]


def _placed(code: str) -> Any:
    try:
        return chosen().edition.places.place(code)
    except ValueError:
        return None


def _label(code: str) -> str:
    place = _placed(code)
    return str(place.label) if place else code


@block()
def opened(ledger: Any, one: Any) -> None:
    """The action that is open: its words, its form, its history, and the way to its figures."""
    called(f"Action {one.id}")
    st.header(f"Action {one.id}", anchor=False)
    shown(ledger, one)
    linking.link(_figures(one), "Its exception and its case", ":material/flag:")
    kept = writing.draft(one)
    with st.form(f"change-{one.id}-{kept.number}"):
        typed = _fields(kept.read, f"change-{one.id}-{kept.number}")
        if st.form_submit_button("Save the action", type="primary"):
            writing.save(kept, ledger.change_action, typed)
    writing.clash_beside(kept, one)
    rows = tp.words.history_table(ledger.history("action", one.id), writing.meeting_names())
    with st.expander("History", icon=":material/history:"):
        st.dataframe(rows.to_arrow(), hide_index=True, alt="Every change of the action")


def _figures(one: Any) -> str:
    """The link to what an action is about."""
    place = _placed(one.place)
    level = LEVELS.get(place.level if place else "borough", "Boroughs")
    title = tp.measures()[one.measure].title if one.measure in tp.measures() else one.measure
    name = f"{title} · {_label(one.place)}"
    return linking.link_to("exceptions", level=level, way="All", exception=name)


def decisions(ledger: Any) -> None:
    """What meetings decided on the edition that is open."""
    found = ledger.decisions(edition=chosen().edition.id)
    if not found:
        return
    places = {one.code: _label(one.code) for one in map(_placed, {one.place for one in found}) if one}
    downloads.table(
        tp.words.decisions_table(found, places),
        f"Decided on this edition: {len(found)}",
        "From the ledger.",
        key="decisions-table",
        columns=numerals.widths({"Day": 110, "On": 260, "Decision": 460, "Entered by": 160}),
        lines=2,
        demonstration=chosen().edition.demonstration,
    )


@block("Practice to share")
def shared(ledger: Any) -> None:
    """The improvements whose cases were closed as practice to share."""
    found = ledger.cases(status="practice to share")
    st.header("Practice to share", anchor=False)
    if not found:
        st.caption("None yet: an improvement whose case is closed as “practice to share” is listed here.")
    for one in found:
        with st.container(border=True, gap="xsmall"):
            title = tp.measures()[one.measure].title if one.measure in tp.measures() else one.measure
            st.text(f"{title}, {_label(one.place)}: {one.reason or 'reason not known'}. {one.reason_words}")
            st.text(f"{one.owner or 'no owner'} · {writing.signed(one)}")
            linking.link(_figures(one), "Its figures and its case", ":material/flag:")
