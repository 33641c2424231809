"""Writing into the ledger: who writes, forms that keep what was typed, and two people at one thing.

What people typed is printed by `st.text` and `st.dataframe` alone, which render neither HTML nor Markdown.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import counting, sign_ins, who
from pages.parts.findings import below, held
from pages.parts.frame import chosen

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2060, 12, 31)
LOG = logging.getLogger("tp_metrics.pages")
#: What is said while the ledger cannot be read or written; why, the server's log and `doctor` say.
AWAY = (
    "The ledger cannot be reached just now: cases, actions and commentary are not shown. Nothing that was saved is "
    "lost. Try again in a while, or tell whoever keeps this server."
)
NOT_SAVED = (
    "Not saved: the ledger cannot be reached just now. What you typed still stands in the form. Save again in a "
    "while, or tell whoever keeps this server."
)
CLASH = (
    "Somebody else saved this meanwhile. Nothing that you typed is lost: it still stands in the form. "
    "Save again to put yours in its place, or take theirs."
)


@dataclass
class Draft:
    """What a form stands on: the thing as it was read, the form's number, and the version that it is saved over.

    The number is the version that was read: another server gives the form the same, and so finds what was typed in it.
    """

    read: Any
    number: int
    over: int
    clash: Any = None


def book() -> Any:
    """The ledger as the viewer may see it; None where they may not, or it cannot be read, and the page says so."""
    if not who.sees_ledger():
        st.caption(f"Cases, actions and commentary are not for this role ({who.viewer().name}).")
        return None
    found = reached()
    if found is None:
        st.error(AWAY, icon=":material/error:")
    return found


def reached() -> Any:
    """The ledger as the viewer may see it; None where it cannot be read now, and then the server's log says why."""
    try:
        found = who.book()
        place = min(who.viewer().places or ("TP",))
        found.decided(edition="", place=place, theme="")  # one that was opened before may have gone since
    except tp.ledger.LedgerRefused as refused:
        LOG.warning("the ledger cannot be read: %s", refused)
        return None
    return found


def cases(ledger: Any) -> Any:
    """The cases of the ledger: none for whom they are not, and None where it cannot be read, as nothing is known."""
    if ledger:
        return ledger.cases()
    return None if who.sees_ledger() else ()


def today() -> date:
    """The day from which days are counted: today, or of demonstration data the edition's as-at date."""
    edition = chosen().edition
    as_at: date = edition.as_at
    return as_at if edition.demonstration else date.today()


def ask_author(*, here: bool = False) -> None:
    """Ask once for the name of who writes; it is kept for the session. In a meeting it stands below, or `here`.

    Nobody who has signed in is asked: the sign-in says who writes.
    """
    if sign_ins.asked_for():
        return
    if now := held():
        if now.author:
            return
        now.author = True
    with nullcontext() if here else below():
        st.text_input(
            "Your name",
            key="author",
            persist_state="session",
            max_chars=200,
            width=300,
            placeholder="asked once",
            help="It stands beside everything that you write here. Nobody has signed in, so it is marked “unverified”.",
        )


def author() -> Any:
    """Who writes: the person who has signed in, else whoever gave a name; None while none was given."""
    if sign_ins.asked_for():
        signed_in = sign_ins.person()
        return tp.ledger.Author(signed_in.name, verified=True) if signed_in else None
    name = (st.session_state.get("author") or "").strip()
    return tp.ledger.Author(name) if name else None


def day(label: str, value: date | None, key: str, **options: Any) -> date | None:
    """A day that is asked for; any that a series may reach, where Streamlit offers ten years about the first value."""
    asked: date | None = st.date_input(
        label, value, min_value=FIRST_DAY, max_value=LAST_DAY, key=key, format="DD/MM/YYYY", **options
    )
    return asked


def signed(thing: Any) -> str:
    """Who wrote a thing, with the mark of a name that nobody vouches for."""
    return f"{thing.author}{'' if thing.verified else ' (unverified)'}"


def draft(thing: Any) -> Draft:
    """The draft of a thing: begun when its form is first drawn, until it is saved or let go."""
    drafts = st.session_state.setdefault("drafts", {})
    key = (type(thing).__name__, thing.id)
    if key not in drafts:
        drafts[key] = Draft(thing, thing.version, thing.version)
    kept: Draft = drafts[key]
    return kept


def fresh(name: str) -> int:
    """The number of a form for something new: how often it was saved (`moved` keeps it)."""
    return int(st.session_state.setdefault("fresh", {}).get(name, 0))


def let_go(thing: Any) -> None:
    """Forget the draft of a thing, so that its form shows it as it is now."""
    st.session_state.get("drafts", {}).pop((type(thing).__name__, thing.id), None)


def done(words: str, *, thing: Any = None, new: str = "") -> None:
    """Say that it is saved, forget the draft, and draw the page anew; `words` hold nothing that people typed."""
    if thing is not None:
        let_go(thing)
    if new:
        st.session_state["fresh"] = {**st.session_state.get("fresh", {}), new: fresh(new) + 1}
    st.session_state["written"] = words
    counting.WRITES.inc()
    tp.review.entered_anew()
    st.rerun()


def told() -> None:
    """Say what was saved on the run before."""
    if words := st.session_state.pop("written", None):
        st.toast(words, icon=":material/check:")


def write(deed: Callable[[Any], Any], words: str, *, new: str = "", thing: Any = None) -> None:
    """Do something in the name of the author; where it is refused, the reason stands in the page."""
    author_of = author()
    if author_of is None:
        st.error("Not saved: say who you are first, in “Your name”.", icon=":material/person:")
        return
    try:
        deed(author_of)
    except tp.ledger.ChangedMeanwhile as clash:
        st.error("Not saved: somebody else was quicker.", icon=":material/sync_problem:")
        compared(clash)
        return
    except ValueError as refused:
        _refused(refused)
        return
    done(words, new=new, thing=thing)


def _refused(why: ValueError) -> None:
    """Say that nothing was saved and why; of a ledger that cannot be reached, the log alone says the details."""
    if isinstance(why, tp.ledger.LedgerRefused) and not isinstance(why, tp.ledger.LedgerBusy):
        LOG.warning("nothing was saved: %s", why)
        st.error(NOT_SAVED, icon=":material/error:")
        return
    st.error("Not saved.", icon=":material/error:")
    st.text(str(why))


def save(kept: Draft, change: Callable[..., Any], typed: Mapping[str, Any]) -> None:
    """Save what was typed and differs from what was read; what others changed meanwhile is kept beside it.

    Where both changed the same, nothing is saved: what they wrote is shown beside what was typed, which stays.
    """
    fields = {name: value for name, value in typed.items() if value != getattr(kept.read, name)}
    author_of = author()
    if author_of is None or not fields:
        st.info("Nothing was changed." if author_of else "Not saved: say who you are first, in “Your name”.")
        return
    try:
        alone = _saved(kept, change, fields, author_of)
    except tp.ledger.ChangedMeanwhile as clash:
        kept.clash, kept.over = clash, clash.now.version
    except ValueError as refused:
        _refused(refused)
    else:
        also = "" if alone else " Somebody else changed other parts of it meanwhile; both are kept."
        done(f"Saved.{also}", thing=kept.read)


def _saved(kept: Draft, change: Callable[..., Any], fields: Mapping[str, Any], author_of: Any) -> bool:
    """Save, over what others saved meanwhile where that is something else; whether nobody had."""
    version, alone, wanted = kept.over, True, fields
    while True:
        try:
            change(kept.read.id, version, author_of, **wanted)
        except tp.ledger.ChangedMeanwhile as clash:
            wanted = tp.ledger.merged(clash)
            version, alone = clash.now.version, False
        else:
            return alone


def clash_beside(kept: Draft, now: Any) -> None:
    """What others changed since the form was drawn, and the choice to take it."""
    if kept.clash is not None:
        st.warning(CLASH, icon=":material/sync_problem:")
        compared(kept.clash)
    elif now.version != kept.read.version:
        st.info("Somebody else has changed this since the form was opened.", icon=":material/sync:")
    else:
        return
    key = f"theirs-{type(now).__name__}-{now.id}"
    st.button("Show it as it is now", key=key, on_click=let_go, args=(now,), icon=":material/sync:")


def compared(clash: Any) -> None:
    """What others saved beside what was typed, field by field."""
    rows = tp.words.clash_table(clash.theirs, clash.typed, meeting_names())
    st.dataframe(rows.to_arrow(), hide_index=True, alt="What was saved meanwhile beside what you typed")


def role(label: str, value: str | None, key: str) -> str | None:
    """The box in which a role is chosen, or another one typed."""
    known = roles(value)
    picked: str | None = st.selectbox(
        label,
        known,
        index=known.index(value) if value else None,
        placeholder="choose, or type another",
        accept_new_options=True,
        key=key,
    )
    return picked


def reference() -> Any:
    """The folder whose files of the governance can be read; None where the shipped ones stand."""
    return tp.review.governance(tp.store().reference_folder)[0]


def meeting_names() -> dict[str, str]:
    """The code of each meeting and its name: the ledger keeps codes, a reader wants names."""
    return dict(tp.review.meeting_names(reference()))


def roles(*also: str | None) -> list[str]:
    """The roles that can be chosen as owner, and those that are in use."""
    known: Iterable[str] = tp.review.roles(reference())
    return sorted({*known, *(role for role in also if role)})
