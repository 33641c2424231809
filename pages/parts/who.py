"""Who looks: the one place where pages learn it, from the sign-in alone and never from a widget or the link."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from threading import local
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

import tp_metrics as tp

LOG = logging.getLogger("tp_metrics.pages")
#: The claims by which a person is named in the audit, the first that there is.
NAMED = ("email", "preferred_username", "sub")
#: The run of this thread of which Streamlit has said that nobody can sign in.
_open = local()


def claims() -> Mapping[str, Any] | None:
    """The claims of who has signed in; none of them while nobody has; None where the dashboard has no sign-in.

    That it has none is asked once a run: without secrets Streamlit looks for their files each time.
    """
    run = get_script_run_ctx()
    if run is not None and getattr(_open, "run", None) is run and "is_logged_in" not in run.user_info:
        return None
    found: Mapping[str, Any] = st.user.to_dict()
    if "is_logged_in" not in found:
        _open.run = run
        return None
    return found if found["is_logged_in"] is True else {}


def viewer() -> Any:
    """What the person of this session may see, read anew each time: everything where the dashboard has no sign-in."""
    return scope_of(claims())


def scope_of(found: Mapping[str, Any] | None) -> Any:
    """What claims allow to be seen now; everything for None, where the dashboard has no sign-in.

    Where the file of roles is broken it is nothing, and the log says which row.
    """
    if found is None:
        return tp.EVERYONE
    try:
        return tp.access.role_of(found)
    except ValueError as refused:
        LOG.error("nobody has a role: %s", refused)
        return tp.access.NOBODY


def person() -> str:
    """The name under which the person of this session has signed in; empty where nobody has."""
    found = claims() or {}
    return next((str(found[name]) for name in NAMED if found.get(name)), "")


def book() -> Any:
    """The ledger as the person of this session may see it; raises LedgerRefused where it cannot be opened."""
    return tp.book(viewer(), who=person())


def sees_ledger() -> bool:
    """Whether there is a place whose cases and actions the person of this session may see."""
    return viewer().places != frozenset()


def may_publish(what: str) -> bool:
    """Whether the person of this session may import and publish; where not, it is said in one sentence."""
    try:
        tp.access.must_publish(viewer(), what)
    except tp.access.NotForViewer as refused:
        st.caption(str(refused))
        return False
    return True


def exported(what: str, made: Callable[[], bytes]) -> Callable[[], bytes]:
    """What makes a file for a download, which the audit notes when it is asked for, under the present person.

    A page that stands open outlives a role: whose role no longer covers what was drawn is handed nothing.
    """
    asked_by = claims()
    drawn_for = scope_of(asked_by)
    noted = {"who": person(), "role": drawn_for.name, "what": what, "folder": tp.store().path}

    def handed_over() -> bytes:
        if not scope_of(asked_by).covers(drawn_for):
            raise tp.access.NotForViewer(f"{what} is no longer for this role.")
        tp.audit.record("export", **noted)
        return made()

    return handed_over
