"""Commentary on a figure of an edition, from draft to locked; and events that people enter."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import writing
from pages.parts.careful import careful
from pages.parts.frame import chosen

STEPS = {
    "draft": "a draft: no meeting reads it",
    "agreed": "agreed",
    "locked": "locked with the edition",
    "withdrawn": "withdrawn",
}


def commentary(ledger: Any, row: Mapping[str, Any]) -> None:
    """What is agreed on the figure of this edition, and the place where it is written."""
    edition = chosen().edition.id
    with careful("the commentary"):
        found = ledger.commentary(edition, row["measure"], row["code"])
        there = found[0] if found else None
        st.subheader(f"Commentary, edition {tp.periods.day_text(chosen().edition.as_at)}", anchor=False)
        if there is not None and there.status in tp.ledger.SHOWN:
            st.text(there.words)
            agreed = f"; agreed by {there.agreed_by}" if there.agreed_by else ""
            st.text(f"{STEPS[there.status]}, by {writing.signed(there)}{agreed}")
        else:
            st.caption("Nothing is agreed yet.")
        if there is None or there.status != "locked":
            _prepare(ledger, row, edition, there)


def _prepare(ledger: Any, row: Mapping[str, Any], edition: str, there: Any) -> None:
    """The form in which commentary is written and agreed; drawn when it is opened."""
    name = f"commentary-{row['measure']}-{row['code']}-{edition}"
    if there is not None and there.status not in tp.ledger.SHOWN:
        st.caption(f"{STEPS[there.status].capitalize()}.")
    # The same words at every step: an expander with other words is another one, and closed.
    more = st.expander("Prepare it", key=name, on_change="rerun", icon=":material/edit_note:")
    if not more.open:
        return
    number = writing.draft(there).number if there else writing.fresh(name)
    with more:
        with st.form(f"{name}-{number}", border=False):
            read = writing.draft(there).read if there else None
            words = st.text_area("Commentary", getattr(read, "words", ""), key=f"{name}-words-{number}", height=110)
            if st.form_submit_button("Save as a draft"):
                _write(ledger, row, edition, there, words, name)
        if there is not None:
            writing.clash_beside(writing.draft(there), there)
            _steps(ledger, there)


def _write(ledger: Any, row: Mapping[str, Any], edition: str, there: Any, words: str, name: str) -> None:
    if there is not None:
        kept = writing.draft(there)
        change = partial(_written, ledger, row, edition)
        writing.save(kept, change, {"words": words})
        return
    deed = partial(_begun, ledger, row, edition, words)
    writing.write(deed, "The draft is saved.", new=name)


def _begun(ledger: Any, row: Mapping[str, Any], edition: str, words: str, who: Any) -> Any:
    return ledger.comment(row["measure"], row["code"], edition, words, who)


def _written(
    ledger: Any, row: Mapping[str, Any], edition: str, _id: int, version: int, who: Any, *, words: str | None = None
) -> Any:
    if words is None:
        return None
    return ledger.comment(row["measure"], row["code"], edition, words, who, version=version)


def _steps(ledger: Any, there: Any) -> None:
    """Agree what stands, or withdraw it."""
    with st.container(horizontal=True):
        if there.status == "draft" and st.button("Agree it", key=f"agree-{there.id}-{there.version}"):
            writing.write(partial(_agreed, ledger, there), "The commentary is agreed.", thing=there)
        if there.status != "withdrawn" and st.button(
            "Withdraw it", key=f"withdraw-{there.id}-{there.version}", type="tertiary"
        ):
            writing.write(partial(_withdrawn, ledger, there), "The commentary is withdrawn.", thing=there)


def _agreed(ledger: Any, there: Any, who: Any) -> Any:
    return ledger.agree(there.id, there.version, who)


def _withdrawn(ledger: Any, there: Any, who: Any) -> Any:
    return ledger.withdraw_commentary(there.id, there.version, who)


def locking(ledger: Any) -> None:
    """Lock all commentary that is agreed on the edition, for ever; counted when it is opened."""
    edition = chosen().edition
    more = st.expander("Lock the commentary of this edition", key="locking", on_change="rerun", icon=":material/lock:")
    if not more.open:
        return
    found = ledger.commentary(edition.id, status=("agreed", "draft"))
    agreed, drafts = ([one for one in found if one.status == status] for status in ("agreed", "draft"))
    with more:
        st.caption(f"{len(agreed)} agreed and {len(drafts)} in draft. What is agreed is locked for ever; drafts stay.")
        if st.button("Lock what is agreed", key="lock", disabled=not agreed):
            writing.write(partial(_locked, ledger, edition.id), "The commentary is locked.")


def _locked(ledger: Any, edition: str, who: Any) -> Any:
    return ledger.lock(edition, who)


def events(ledger: Any) -> None:
    """The form that enters an event, and the events that were entered; drawn when it is opened."""
    more = st.expander("Enter an event", key="events", on_change="rerun", icon=":material/event_note:")
    if not more.open:
        return
    with more, careful("the events"):
        st.caption(
            "What happened to the figures on a day. It is drawn on every trend that it concerns, marked as entered. "
            "Control limits follow the events of the edition alone, until one of the force's own events.csv holds it."
        )
        number = writing.fresh("event")
        with st.form(f"event-{number}", border=False):
            typed = _event_fields(number)
            if st.form_submit_button("Enter the event"):
                writing.write(partial(_entered, ledger, typed), "The event is entered.", new="event")
        for one in ledger.events():
            _event(ledger, one)


def _event_fields(number: int) -> dict[str, Any]:
    catalogue = tp.measures()
    codes = ["TP", *chosen().edition.places.children("TP", "area"), *chosen().edition.places.children("TP", "borough")]
    labels = {code: chosen().edition.places.place(code).label for code in codes}
    kinds = list(tp.ledger.EVENT_KINDS)
    return {
        "words": st.text_input("What happened", key=f"event-words-{number}"),
        "first_day": writing.day("First day", writing.today(), f"event-day-{number}"),
        "kind": st.selectbox("Kind", kinds, key=f"event-kind-{number}"),
        "measures": st.multiselect(
            "Measures",
            list(catalogue),
            format_func=lambda name: catalogue[name].title if name in catalogue else str(name),
            placeholder="all",
            key=f"event-measures-{number}",
        ),
        "place": st.selectbox(
            "Place",
            codes,
            index=None,
            format_func=lambda code: labels.get(code, str(code)),
            placeholder="every place",
            key=f"event-place-{number}",
        ),
        "breaks": st.checkbox("Years cannot be compared across it", key=f"event-breaks-{number}"),
        "source": st.text_input("Who says so", placeholder="yourself", key=f"event-source-{number}"),
    }


def _entered(ledger: Any, typed: dict[str, Any], who: Any) -> Any:
    given = {name: value for name, value in typed.items() if name not in ("source", "words", "first_day", "kind")}
    return ledger.add_event(
        typed["first_day"], typed["kind"], typed["words"], who, source=typed["source"] or None, **given
    )


def _event(ledger: Any, one: Any) -> None:
    """An event that was entered, and the button that withdraws it."""
    if one.status == "withdrawn":
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"{tp.periods.day_text(one.first_day)}: {one.words} ({writing.signed(one)})")
        if st.button("Withdraw", key=f"event-{one.id}-{one.version}", type="tertiary"):
            deed = partial(_event_withdrawn, ledger, one)
            writing.write(deed, "The event is withdrawn.", thing=one)


def _event_withdrawn(ledger: Any, one: Any, who: Any) -> Any:
    return ledger.change_event(one.id, one.version, who, status="withdrawn")
