"""Meeting mode: one finding at a time in large type, with keys, an agenda, a clock, and decisions typed in place.

Any page is in meeting mode while its link has `meet=1`; `item` is the number of the finding that is open. Both stand in
the link alone, so that a pasted one opens there, and without them it opens the same view.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

import tp_metrics as tp
from pages.parts import deciding, who, writing
from pages.parts.findings import ITEM, MEET, TYPE, Held, asked, held
from pages.parts.frame import chosen, demonstration_words

#: The screen of a meeting room until the page has told its own.
ROOM = {"width": 1366, "height": 768}
CLOCK = '<div class="clock" role="timer" aria-label="Time on this item"></div>'
CLOCK_STYLE = """
.clock { font-size: 1.9rem; font-weight: 600; font-variant-numeric: tabular-nums; color: var(--st-text-color);
    font-family: var(--st-font); text-align: right; white-space: nowrap; line-height: 2.4rem }
"""
#: Where the number of the finding that is open stands.
AT = "meeting-item"
#: When the meeting was moved last, and for how many seconds after that a browser's link may be behind.
MOVED, BEHIND = "meeting-moved", 1.0
#: Keys and clicker presses are counted, so that six fast ones are six; the clock runs here and asks nobody.
KEYS = """
const NEXT = ["ArrowRight", "PageDown", "n", "N"]
const BACK = ["ArrowLeft", "PageUp", "p", "P"]
const TYPED = "input, textarea, select, canvas, [contenteditable=true], [role=radio], [role=tab], [role=slider], " +
    "[role=combobox], [role=listbox], [role=option], [role=grid], [role=menu], [role=dialog]"
const OPEN = "[role=dialog], [data-testid=stPopoverBody], [role=listbox]"

export default function ({ data, setStateValue, setTriggerValue, parentElement }) {
    // This outlives the element, which is drawn anew between findings: a key pressed meanwhile is told afterwards.
    const kept = (window.tpMeeting ||= { count: data.count, told: data.count, item: null, since: 0 })
    if (kept.item !== data.item) {
        kept.item = data.item
        kept.since = Date.now()
    }
    const clock = parentElement.querySelector(".clock")
    const show = () => {
        const gone = Math.floor((Date.now() - kept.since) / 1000)
        clock.textContent = Math.floor(gone / 60) + ":" + String(gone % 60).padStart(2, "0")
    }
    const pressed = event => {
        const from = event.composedPath()[0]
        if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return
        if (event.key === "Escape") {
            if (!document.querySelector(OPEN) && !from.closest?.(TYPED)) setTriggerValue("leave", true)
            return
        }
        const by = NEXT.includes(event.key) ? 1 : BACK.includes(event.key) ? -1 : 0
        if (!by || from.closest?.(TYPED)) return
        event.preventDefault()
        kept.count += by
        kept.tell?.()
    }
    const told = () => {
        if (kept.told === kept.count) return
        kept.told = kept.count
        setStateValue("count", kept.count)
    }
    const tell = () => {
        const seen = { width: window.innerWidth, height: window.innerHeight }
        if (seen.width !== data.width || seen.height !== data.height) setStateValue("screen", seen)
    }
    show()
    tell()
    kept.end?.()
    kept.tell = told
    told()
    const ticks = setInterval(show, 1000)
    window.addEventListener("keydown", pressed)
    window.addEventListener("resize", tell)
    const end = kept.end = () => {
        window.removeEventListener("keydown", pressed)
        clearTimeout(kept.ends)
        if (kept.end === end) kept.end = null
    }
    return () => {
        clearInterval(ticks)
        window.removeEventListener("resize", tell)
        if (kept.tell === told) kept.tell = null
        if (kept.end === end) kept.ends = setTimeout(end, 2000)
    }
}
"""
#: What the theme cannot say for one page alone: the size of the type; and the page is out of sight once a finding is on
#: the stage.
STYLE = """<style>
html {{ font-size: {type}px !important }}
header[data-testid="stHeader"] {{ display: none }}
.stMainBlockContainer {{ padding: 0.5rem 1.5rem 1rem }}
.st-key-meeting-bar {{ zoom: 0.8 }}
.st-key-page-tools {{ display: none }}
.st-key-meeting-stage [data-testid="stVegaLiteChart"] {{ width: calc(100% / {scale}) !important; overflow: visible }}
.st-key-meeting-stage [data-testid="stVegaLiteChart"] svg.marks {{ zoom: {scale} }}
.st-key-meeting-stage [data-testid="stMetricValue"] {{ font-size: 1.7rem }}
.stApp:has(.st-key-meeting-stage [data-testid="stVerticalBlock"]) .st-key-meeting-rest {{ display: none }}
</style>"""


def position() -> str:
    """Where the navigation stands: nowhere in a meeting."""
    return "hidden" if asked() else "top"


@contextmanager
def hold(title: str) -> Iterator[None]:
    """Run a page: in meeting mode out of sight but for the finding that is open, with the bar of the meeting above."""
    st.session_state.pop("held", None)
    if not asked() or not tp.editions():
        st.session_state.pop(AT, None)
        yield
        return
    if (step := st.session_state.pop("meeting step", None)) is not None:
        st.session_state["step"] = step
    with st.container(key="meeting-bar", horizontal=True, vertical_alignment="center", gap="small"):
        style, bar = st.empty(), st.container(horizontal=True, vertical_alignment="center", gap="small")
        # First of all, as a page may stop: then this is the way out.
        st.button(
            "Leave", key="meeting-leave", icon=":material/close:", type="tertiary", on_click=leave, help="Key: Esc"
        )
    stage, below, rest = (st.container(key=f"meeting-{name}") for name in ("stage", "below", "rest"))
    now = st.session_state["held"] = Held(_item(), **_screen(), stage=stage, below=below)
    style.html(STYLE.format(type=round(TYPE * now.scale), scale=round(now.scale, 2)))
    with rest:
        yield
    _settle(now)
    _bar(now, bar, title)
    if not now.steps:  # a page with an agenda of its own has its own matters
        with below:
            _decided(title)
    writing.told()


def _item() -> int:
    """The finding that is open: what the link says, which the browser's own Back and Forward change too.

    The link of a browser is behind while keys are pressed fast: what it says then is where the meeting was.
    """
    link = st.query_params.get(ITEM, "1")
    if AT not in st.session_state or time.monotonic() - st.session_state.get(MOVED, 0.0) > BEHIND:
        st.session_state[AT] = int(link) if re.fullmatch(r"-?\d{1,9}", link) else 1
    found: int = st.session_state[AT]
    if st.query_params.get(ITEM) != str(found):
        st.query_params[ITEM] = str(found)
    return found


def _screen() -> dict[str, int]:
    seen = st.session_state.get("meeting-keys", {}).get("screen") or st.session_state.get("meeting-screen") or ROOM
    st.session_state["meeting-screen"] = seen
    return {name: int(seen.get(name, ROOM[name])) for name in ROOM}


def _settle(now: Held) -> None:
    """Where the link asks for a finding that the page has not: the next step, or the one before, or the nearest."""
    count = len(now.titles)
    if 1 <= now.item <= count or not count:
        return
    by = 1 if now.item > count else -1
    from_end = st.session_state.pop("meeting from the end", False)
    if from_end:
        item = max(count + now.item, 1)
    elif now.steps and 0 <= now.at + by < len(now.steps):
        st.session_state["meeting step"] = now.steps[now.at + by]
        st.session_state["meeting from the end"] = by < 0
        item = now.item - count if by > 0 else now.item
    else:
        item = count if by > 0 else 1
    _go(item)
    st.rerun()


def _go(item: int) -> None:
    st.session_state[AT], st.session_state[MOVED] = item, time.monotonic()
    st.query_params[ITEM] = str(item)


def _step(name: str) -> None:
    st.session_state["meeting step"] = name
    _go(1)


def leave() -> None:
    """Leave the meeting: the same view as before it."""
    st.session_state.pop(AT, None)
    for name in (MEET, ITEM):
        st.query_params.pop(name, None)


def _pressed() -> None:
    """So many findings on or back as keys were pressed since the last time."""
    count = int(st.session_state["meeting-keys"].get("count") or 0)
    by = count - st.session_state.get("meeting-count", 0)
    st.session_state["meeting-count"] = count
    if by:
        _go((st.session_state.get(AT) or _item()) + by)


def _bar(now: Held, bar: Any, title: str) -> None:
    """Back, next, the agenda, where the meeting stands, its clock, and the way out."""
    count = len(now.titles)
    first = now.item <= 1 and now.at == 0
    last = now.item >= count and now.at + 1 >= len(now.steps)
    with bar:
        for label, icon, to, ends in (
            ("Back", "arrow_back", now.item - 1, first),
            ("Next", "arrow_forward", now.item + 1, last),
        ):
            st.button(
                label,
                key=f"meeting-{label}",
                icon=f":material/{icon}:",
                disabled=ends or not count,
                on_click=_go,
                args=(to,),
                help="Keys: → or PageDown or N for the next, ← or PageUp or P for the one before",
            )
        _agenda(now)
        st.caption(_where(now, title), width="stretch")
        _keys(now)


def _where(now: Held, title: str) -> str:
    """What is being read: number, page, step or place, edition, and whether it is made up."""
    edition = chosen().edition
    said = [f"**{now.item} of {len(now.titles)}**" if now.titles else "Nothing to go through here"]
    said.append(title)
    said.append(now.steps[now.at] if now.steps else chosen().place.label)
    said.append(f"edition {tp.periods.day_text(edition.as_at)}")
    said.append(demonstration_words(edition))
    return " · ".join(part for part in said if part)


def _agenda(now: Held) -> None:
    """The drawer with every finding of the page, and the steps of its own agenda; a choice closes it."""
    with st.popover("Agenda", icon=":material/list:", key=f"meeting-agenda-{now.at}-{now.item}"):
        for number, name in enumerate(now.titles, start=1):
            kind: Any = "primary" if number == now.item else "tertiary"
            label = f"{number}. {_plain(name)}"
            st.button(label, key=f"meeting-item-{number}", type=kind, on_click=_go, args=(number,), wrap=True)
        if now.steps:
            st.markdown("**Steps**")
        for at, name in enumerate(now.steps):
            mark = ":material/arrow_right:" if at == now.at else None
            st.button(name, key=f"meeting-step-{at}", type="tertiary", icon=mark, on_click=_step, args=(name,))


def _plain(words: str) -> str:
    """Words as they are, where Markdown is read."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]:$<>#" else sign for sign in words)


def _keys(now: Held) -> None:
    keys = st.components.v2.component("meeting", html=CLOCK, css=CLOCK_STYLE, js=KEYS)
    item = f"{now.at}-{now.item}"
    count = st.session_state.setdefault("meeting-count", 0)
    keys(
        key="meeting-keys",
        data={"item": item, "count": count, "width": now.width, "height": now.height},
        on_count_change=_pressed,
        on_screen_change=lambda: None,
        on_leave_change=leave,
        width=110,
    )


def _matter(title: str) -> deciding.Matter:
    """What a page decides on: itself, at the place that is chosen; an action is on any measure.

    At first it is on the one that the finding is titled by, else on the chosen one.
    """
    now = held()
    shown = now.titles[now.item - 1].casefold() if now and 1 <= now.item <= len(now.titles) else ""
    titled = [one.id for one in tp.measures().values() if one.title.casefold() in shown]
    first = max(titled, key=lambda name: len(tp.measures()[name].title), default=chosen().measure)
    return deciding.Matter(chosen().place.code, title, (first, *(one for one in tp.measures() if one != first)))


def _decided(title: str) -> None:
    if not who.sees_ledger():
        st.caption(f"Decisions and actions are not for this role ({who.viewer().name}).")
        return
    ledger = writing.reached()
    if ledger is None:
        st.caption("The ledger cannot be reached just now: nothing can be written down.")
        return
    deciding.decided(ledger, _matter(title), _of_a_meeting)


def _of_a_meeting(action: Any) -> bool:
    return action.case_id is None


def found_again(title: str) -> None:
    """What meetings decided on this page, below it; nothing where they decided nothing."""
    if held() or not tp.editions() or not who.sees_ledger():
        return
    ledger = writing.reached()
    if ledger is None:
        st.caption("What meetings decided on this page is not known: the ledger cannot be reached just now.")
        return
    on = _matter(title)
    if not ledger.decided(edition=chosen().edition.id, place=on.place, theme=on.theme):
        return
    if found := deciding.decisions(ledger, on):
        with st.expander(f"Decided on this page: {len(found)}", key="decided-here", icon=":material/gavel:"):
            deciding.listed(ledger, on, _of_a_meeting)
