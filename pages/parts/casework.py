"""The case on an exception: its reason, status and owner, its actions and what followed them, notes, and history."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import actions, exceptions, linking, writing
from pages.parts.careful import careful
from pages.parts.findings import block, called
from pages.parts.frame import chosen
from pages.parts.who import viewer


def case(ledger: Any, found: Any, row: Mapping[str, Any]) -> None:
    """The case on the exception that is open, or the form that opens one."""
    there = found.case(row["measure"], row["code"])
    standing = there is not None and there.status in tp.ledger.STANDING
    if there is not None:
        with careful("the case"):
            called(f"The case: {there.status}")
            _shown(ledger, there)
            _change(ledger, there)
            _actions(ledger, there)
            _notes(ledger, there)
            _history(ledger, there)
    if not standing:
        with block("A case is to be opened"):
            _open(ledger, row, again=there is not None)


def _shown(ledger: Any, there: Any) -> None:
    """What the case says, as plain text."""
    st.subheader(f"Case {there.id}: {there.status}", anchor=False)
    seen = f"opened {tp.periods.day_text(there.opened)}, edition {there.edition}, {there.window}"
    st.text(f"{seen}, by {writing.signed(there)}")
    st.text(there.words)
    reason = there.reason or "not known yet"
    st.text(f"Reason: {reason}{'. ' + there.reason_words if there.reason_words else ''}")
    due = f", due {tp.periods.day_text(there.due)}" if there.due else ""
    st.text(f"Owner: {there.owner or 'nobody yet'}{due}")
    for number, target in enumerate(there.links, start=1):
        linking.link(target, f"Figures {number}", ":material/link:")


def _change(ledger: Any, there: Any) -> None:
    """The form that changes a case; what was typed stays where somebody else saved first."""
    kept = writing.draft(there)
    more = st.expander("Change this case", key=f"change-case-{there.id}", icon=":material/edit:")
    with more:
        with st.form(f"case-{there.id}-{kept.number}", border=False):
            typed = _fields(kept.read, f"{there.id}-{kept.number}", chosen_status=True)
            if st.form_submit_button("Save the case", type="primary"):
                writing.save(kept, ledger.change_case, typed)
        writing.clash_beside(kept, there)


def _fields(read: Any, key: str, *, chosen_status: bool) -> dict[str, Any]:
    """The fields of a case as they are typed; `read` is the case that they begin with, None for a new one."""
    reasons = list(tp.ledger.REASONS)
    reason = getattr(read, "reason", None)
    typed = {
        "reason": st.selectbox(
            "Reason for the variation",
            reasons,
            index=reasons.index(reason) if reason else None,
            placeholder="not known yet",
            key=f"reason-{key}",
        ),
        "reason_words": st.text_area("Why, in words", getattr(read, "reason_words", ""), key=f"why-{key}", height=90),
        "owner": writing.role("Owner (a role)", getattr(read, "owner", None), f"owner-{key}"),
        "due": writing.day("Due", getattr(read, "due", None), f"due-{key}"),
    }
    if chosen_status:
        typed |= _status_and_links(read, key)
    return typed


def _status_and_links(read: Any, key: str) -> dict[str, Any]:
    statuses = [one for one in tp.ledger.CASE_STATUSES if one != "practice to share" or read.kind == "improvement"]
    status = st.selectbox("Status", statuses, index=statuses.index(read.status), key=f"status-{key}")
    links = st.text_area(
        "Links to figures, one to a line",
        "\n".join(read.links),
        key=f"links-{key}",
        height=70,
        help="A page of this dashboard with its query, as the address bar has it after the last stroke.",
    )
    return {"status": status, "links": tuple(line.strip() for line in links.splitlines() if line.strip())}


def _open(ledger: Any, row: Mapping[str, Any], *, again: bool) -> None:
    """The form that opens a case on what the screen shows."""
    name = f"open-{row['measure']}-{row['code']}"
    number = writing.fresh(name)
    st.subheader("Open a new case" if again else "No case yet: why is it so, and who sees to it?", anchor=False)
    with st.form(f"{name}-{number}"):
        typed = _fields(None, f"new-{number}", chosen_status=False)
        if st.form_submit_button("Open a case", type="primary"):
            seen = tp.review.seen(row, chosen().edition, tp.words.exception_words(row))
            deed = partial(_opened, ledger, seen, {**typed, "links": exceptions.links_of(row)})
            writing.write(deed, "The case is open.", new=name)


def _opened(ledger: Any, seen: Any, typed: dict[str, Any], who: Any) -> Any:
    return ledger.open_case(seen, who, opened=writing.today(), **typed)


def _actions(ledger: Any, there: Any) -> None:
    """The actions of a case, what followed those that are done, and the form for another."""
    st.subheader("Actions", anchor=False)
    kept = ledger.actions(case_id=there.id)
    for one in kept:
        actions.shown(ledger, one)
    if not kept:
        st.caption("None yet.")
    finished = [one.done_on for one in kept if one.done_on]
    if finished:
        with careful("what happened since"):
            after = tp.review.aftermath(chosen().edition, there.measure, there.place, max(finished), viewer=viewer())
            st.caption(f"What happened since: {tp.words.aftermath_words(after)}")
    if there.status in tp.ledger.STANDING:
        with st.expander("Add an action", expanded=not kept, key=f"add-{there.id}", icon=":material/add_task:"):
            actions.new(ledger, there)


def _notes(ledger: Any, there: Any) -> None:
    """The review notes, and the form for another."""
    more = st.expander("Review notes", key=f"notes-{there.id}", icon=":material/sticky_note_2:")
    with more:
        for one in ledger.notes(there.id):
            st.text(f"{one.at:%d %b %Y}, {writing.signed(one)}")
            st.text(one.words)
        name = f"note-{there.id}"
        with st.form(f"{name}-{writing.fresh(name)}", border=False):
            words = st.text_area("A note", key=f"{name}-words-{writing.fresh(name)}", height=70)
            if st.form_submit_button("Add the note"):
                writing.write(partial(_noted, ledger, there.id, words), "The note is added.", new=name)


def _noted(ledger: Any, case_id: int, words: str, who: Any) -> Any:
    return ledger.note(case_id, words, who)


def _history(ledger: Any, there: Any) -> None:
    """Every change of the case, the newest first; worked out when it is opened."""
    more = st.expander("History", key=f"history-{there.id}", on_change="rerun", icon=":material/history:")
    if more.open:
        with more:
            rows = tp.words.history_table(ledger.history("case", there.id), writing.meeting_names())
            st.dataframe(rows.to_arrow(), hide_index=True, alt="Every change of the case")
