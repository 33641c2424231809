"""Decisions and actions of a meeting, written down where they are taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import writing
from pages.parts.frame import chosen
from pages.parts.taken import silent


@dataclass(frozen=True)
class Matter:
    """What is decided on: a theme at a place, given by its code, and the measures of which an action may be.

    Where the meeting is not known, it is asked for when something is written.
    """

    place: str
    theme: str
    measures: tuple[str, ...]
    meeting: str | None = None


def decided(ledger: Any, on: Matter, belongs: Callable[[Any], bool]) -> None:
    """The decisions on a matter, the open actions that belong to it, and the forms for a decision and for an action."""
    with silent():
        st.header("Decisions and actions", anchor=False)
    listed(ledger, on, belongs)
    with st.expander(
        "Write down a decision or an action", key=f"decide-{on.place}-{on.theme}", icon=":material/gavel:"
    ):
        writing.ask_author(here=True)
        left, right = st.columns(2, gap="medium")
        with left:
            _decision_form(ledger, on)
        with right:
            _action_form(ledger, on)


def decisions(ledger: Any, on: Matter) -> list[Any]:
    """What was decided on a matter in the edition that is open."""
    found: list[Any] = ledger.decisions(meeting=on.meeting, edition=chosen().edition.id, place=on.place, theme=on.theme)
    return found


def listed(ledger: Any, on: Matter, belongs: Callable[[Any], bool]) -> None:
    """The decisions on a matter and the open actions that belong to it, as plain text."""
    for one in decisions(ledger, on):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"{tp.periods.day_text(one.made)}: {one.words} ({writing.signed(one)})")
            if st.button("Withdraw", key=f"decision-{one.id}-{one.version}", type="tertiary"):
                deed = partial(_withdrawn, ledger, one)
                writing.write(deed, "The decision is withdrawn.", thing=one)
    for one in ledger.actions(status="open", place=on.place):
        if belongs(one):
            measure = tp.measures().get(one.measure)  # a measure that the ledger names may be gone
            state = tp.words.action_state(one, writing.today())
            about = measure.title if measure else one.measure
            st.text(f"{about}: {one.words} ({one.owner}, {state}; {writing.signed(one)})")


def _withdrawn(ledger: Any, one: Any, who: Any) -> Any:
    return ledger.change_decision(one.id, one.version, who, status="withdrawn")


def _decision_form(ledger: Any, on: Matter) -> None:
    name = f"decision-{on.place}-{on.theme}"
    number = writing.fresh(name)
    with st.form(f"{name}-{number}"):
        words = st.text_area("What is decided", key=f"{name}-words-{number}", height=90)
        meeting = _meeting(on, f"{name}-meeting-{number}")
        if st.form_submit_button("Write it down", type="primary"):
            deed = partial(_taken, ledger, on, meeting, words)
            writing.write(deed, "The decision is written down.", new=name)


def _meeting(on: Matter, key: str) -> str:
    """The meeting that decides: the matter's own, or the one that is chosen."""
    if on.meeting:
        return on.meeting
    names = writing.meeting_names()
    picked = st.selectbox("Of which meeting", list(names), format_func=lambda code: names.get(code, str(code)), key=key)
    return str(picked)


def _taken(ledger: Any, on: Matter, meeting: str, words: str, who: Any) -> Any:
    made = writing.today()
    return ledger.decide(meeting, chosen().edition.id, on.place, on.theme, words, who, made=made)


def _action_form(ledger: Any, on: Matter) -> None:
    name = f"step-action-{on.place}-{on.theme}"
    number = writing.fresh(name)
    catalogue = tp.measures()
    with st.form(f"{name}-{number}"):
        typed = {
            "words": st.text_area("What is to be done", key=f"{name}-words-{number}", height=90),
            "measure": st.selectbox(
                "On which measure",
                on.measures,
                format_func=lambda one: catalogue[one].title if one in catalogue else str(one),
                key=f"{name}-measure-{number}",
            ),
            "owner": writing.role("Who (a role)", None, f"{name}-owner-{number}"),
            "due": writing.day("By when", writing.today() + timedelta(days=90), f"{name}-due-{number}"),
            "meeting": _meeting(on, f"{name}-meeting-{number}"),
        }
        if st.form_submit_button("Add the action", type="primary"):
            if not typed["owner"] or not typed["due"]:
                st.error("Not saved: an action has an owner and a day on which it is due.", icon=":material/error:")
                return
            deed = partial(_added, ledger, on, typed)
            writing.write(deed, "The action is added.", new=name)


def _added(ledger: Any, on: Matter, typed: dict[str, Any], who: Any) -> Any:
    return ledger.add_action(author=who, place=on.place, added=writing.today(), **typed)
