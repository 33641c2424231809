"""The decisions and actions of a key performance review, written down at the step that is open."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import writing
from pages.parts.area_review import MEETING, is_summary
from pages.parts.frame import chosen


def decided(ledger: Any, step: Any) -> None:
    """The decisions of this meeting on the step, and the forms for a decision and for an action."""
    st.markdown("**Decisions and actions**")
    for one in ledger.decisions(meeting=MEETING, edition=chosen().edition.id, place=step.code, theme=step.theme):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"{tp.periods.day_text(one.made)}: {one.words} ({writing.signed(one)})")
            if st.button("Withdraw", key=f"decision-{one.id}-{one.version}", type="tertiary"):
                deed = partial(_withdrawn, ledger, one)
                writing.write(deed, "The decision is withdrawn.", thing=one)
    with st.expander(
        "Write down a decision or an action", key=f"decide-{step.code}-{step.theme}", icon=":material/gavel:"
    ):
        writing.ask_author()
        left, right = st.columns(2, gap="medium")
        with left:
            _decision_form(ledger, step)
        with right:
            _action_form(ledger, step)


def _withdrawn(ledger: Any, one: Any, who: Any) -> Any:
    return ledger.change_decision(one.id, one.version, who, status="withdrawn")


def _decision_form(ledger: Any, step: Any) -> None:
    name = f"decision-{step.code}-{step.theme}"
    number = writing.fresh(name)
    with st.form(f"{name}-{number}"):
        words = st.text_area("What is decided", key=f"{name}-words-{number}", height=90)
        if st.form_submit_button("Write it down", type="primary"):
            deed = partial(_taken, ledger, step, words)
            writing.write(deed, "The decision is written down.", new=name)


def _taken(ledger: Any, step: Any, words: str, who: Any) -> Any:
    made = writing.today()
    return ledger.decide(MEETING, chosen().edition.id, step.code, step.theme, words, who, made=made)


def _action_form(ledger: Any, step: Any) -> None:
    name = f"step-action-{step.code}-{step.theme}"
    number = writing.fresh(name)
    catalogue = tp.measures()
    measures = [one for one in catalogue if not is_summary(step) and tp.review.theme_of(one) == step.theme] or [
        one for names in tp.review.PICTURED.values() for one in names
    ]
    with st.form(f"{name}-{number}"):
        typed = {
            "words": st.text_area("What is to be done", key=f"{name}-words-{number}", height=90),
            "measure": st.selectbox(
                "On which measure",
                measures,
                format_func=lambda one: catalogue[one].title if one in catalogue else str(one),
                key=f"{name}-measure-{number}",
            ),
            "owner": writing.role("Who (a role)", None, f"{name}-owner-{number}"),
            "due": writing.day("By when", writing.today() + timedelta(days=90), f"{name}-due-{number}"),
        }
        if st.form_submit_button("Add the action", type="primary"):
            if not typed["owner"] or not typed["due"]:
                st.error("Not saved: an action has an owner and a day on which it is due.", icon=":material/error:")
                return
            deed = partial(_added, ledger, step, typed)
            writing.write(deed, "The action is added.", new=name)


def _added(ledger: Any, step: Any, typed: dict[str, Any], who: Any) -> Any:
    return ledger.add_action(author=who, place=step.code, meeting=MEETING, added=writing.today(), **typed)
