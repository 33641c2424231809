"""What goes along when another server takes over a browser, its own having ended or forgotten it.

A new session knows nothing but what the browser sends: the link, and what stands in its widgets. So the numbers of
forms are kept in a widget out of sight: forms then bear the same names as before, and what was typed and not saved
still stands in them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import streamlit as st

KEY = "goes-along"
MOVED = (
    "The connection was lost and is taken up again, with the same view. What you typed and had not saved still stands "
    "in its form; only where somebody else has saved the same thing since, it is lost. Look before you save."
)


def carried(slot: Any) -> None:
    """Keep what the browser is to bring along, out of sight in `slot`; a new session takes up what it brought."""
    own = st.session_state.get("session")
    if own:
        st.session_state[KEY] = told(own, st.session_state["fresh"])
    st.session_state.setdefault("session", uuid4().hex)
    mine = told(st.session_state["session"], {})
    brought = slot.text_input("What goes along", **({} if own else {"value": mine}), key=KEY)
    if own:
        return
    st.session_state["fresh"] = numbers(brought)
    st.session_state["moved"] = brought != mine


def notice() -> None:
    """Say that it was taken up by another server, until that is read; the place is there before, so nothing moves.

    A toast would be lost where the first run at the new server ends in another one, as that which saves does.
    """
    place = st.empty()
    if st.session_state.get("moved"):
        with place.container(horizontal=True, vertical_alignment="center", key="moved-notice"):
            st.warning(MOVED, icon=":material/sync_problem:")
            st.button("I have read it", key="moved-read", on_click=_read)


def _read() -> None:
    st.session_state["moved"] = False


def told(session: str, fresh: Mapping[str, int]) -> str:
    """A session and how often each of its forms was saved, as the browser keeps them."""
    return json.dumps({"session": session, "fresh": dict(fresh)})


def numbers(brought: str) -> dict[str, int]:
    """How often each form was saved, from a browser, which may send anything.

    >>> numbers('{"session": "a", "fresh": {"event": 2, "case": "<b>"}}')
    {'event': 2}
    """
    try:
        found = json.loads(brought)["fresh"].items()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
    return {name: number for name, number in found if isinstance(number, int)}
