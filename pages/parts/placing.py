"""The place filters and the link: area command, borough and ward are kept together, and a wrong link is refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from pages.parts import choices
from pages.parts.linked import LEVELS, Asked, LinkRefused, Tree

#: The place that is chosen on the next run.
PENDING = "open place"


def open_place(code: str) -> None:
    """Choose a place on the next run: call it from a callback, or call st.rerun() after it."""
    st.session_state[PENDING] = code


def noted() -> None:
    """Take what was said of the link off the page: a filter has been changed since."""
    st.session_state["notices"] = []


def read_link(names: Iterable[str]) -> None:
    """Bring what the link says to the filters' own labels, once, before the first filter is drawn."""
    asked = {name: st.query_params[name] for name in names if name in st.query_params}
    said, unknown = choices.read(asked)
    edition = choices.opened(said["edition"])
    year = choices.vintage(edition, said["measure"], said["window"], said["end"])
    try:
        found = choices.tree(edition, year).read(*(asked.get(level) for level in LEVELS))
    except LinkRefused as refused:
        _refuse(refused)
    st.session_state["linked"] = True
    st.session_state["notices"] = unknown
    labels = {**choices.labels(said, asked), **{level: getattr(found, level) for level in LEVELS}}
    wanted = {name: label for name, label in labels.items() if label}
    if wanted != asked:
        for name in asked.keys() - wanted.keys():
            del st.query_params[name]
        st.query_params.update(wanted)
        st.rerun()


def place_filters(slots: dict[str, Any], tree: Tree) -> Asked:
    """Draw the three place filters; the places chosen, with the parents of the smallest filled in."""
    opened = _open_pending(tree)
    kept = st.session_state.get("ward")
    if kept is not None and kept not in tree.spots["ward"] and tree.spots["ward"]:
        st.session_state["ward"] = None
        st.session_state["notices"] = [
            f"{kept} is no ward of the list of {tree.vintage}, on which these figures stand; "
            f"{st.session_state.get('borough') or 'all of TP'} is shown."
        ]
    area = _level(slots, tree, "area", "Area command", "all five", tree.labels("area"))
    near = tree.labels("borough", area=area)  # first in the list; another area's borough is one choice away
    boroughs = list(dict.fromkeys((*near, *tree.labels("borough"))))
    borough = _level(slots, tree, "borough", "Borough", "all", boroughs)
    ward = _level(slots, tree, "ward", "Ward", "all", tree.labels("ward", area=area, borough=borough))
    try:
        whole = tree.read(area, borough, ward)
    except LinkRefused as refused:  # the browser's back button led to a link that was wrong
        del st.session_state["linked"]
        _refuse(refused)
    if whole != Asked(area, borough, ward) and not opened:
        open_place(tree.code(whole))
        st.rerun()
    return whole


def _level(slots: dict[str, Any], tree: Tree, level: str, words: str, all_of: str, labels: list[str]) -> str | None:
    if slots[level] is None:
        return None
    asked = slots[level].selectbox(
        words,
        labels,
        index=None,
        placeholder=all_of,
        key=level,
        bind="query-params",
        on_change=_place_changed,
        args=(tree, level),
    )
    return asked if asked in tree.spots[level] else None


def _place_changed(tree: Tree, level: str) -> None:
    """Fill in the parents of a place newly chosen, and let go of smaller ones that do not lie in it."""
    noted()
    label = st.session_state.get(level)
    spot = tree.spots[level].get(label) if label else None
    lower = LEVELS[LEVELS.index(level) + 1 :]
    if spot is None:
        for below in lower:
            st.session_state[below] = None
        return
    chain = tree.chain(spot.code)
    for above in LEVELS[: LEVELS.index(level)]:
        st.session_state[above] = getattr(chain, above)
    for below in lower:
        inner = tree.spots[below].get(st.session_state.get(below))
        if inner is None or getattr(tree.chain(inner.code), level) != spot.label:
            st.session_state[below] = None


def _open_pending(tree: Tree) -> bool:
    code = st.session_state.pop(PENDING, None)
    if code is None:
        return False
    place = tree.chain(code)
    for level in LEVELS:
        st.session_state[level] = getattr(place, level)
    noted()
    return True


def _refuse(refused: LinkRefused) -> None:
    st.error(str(refused), title="This link opens no place")
    st.caption("No figures are shown, since those of a larger place would not be what the link asks for.")
    with st.container(horizontal=True):
        for instead in refused.instead:
            assert instead.lowest is not None
            level, label = instead.lowest
            st.button(f"Open {label}", key=f"instead-{level}-{label}", on_click=_follow, args=(instead,))
        st.button("Open all of TP", key="instead-tp", on_click=_follow, args=(Asked(),))
    st.stop()


def _follow(asked: Asked) -> None:
    for level in LEVELS:
        label = getattr(asked, level)
        if label:
            st.query_params[level] = label
        elif level in st.query_params:
            del st.query_params[level]
    st.rerun()
