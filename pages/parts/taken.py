"""What a page shows, as parts of a pack: it is drawn once out of sight, and what it draws is kept instead of sent.

Words, figures and headings are taken as they are sent to the browser, in the order in which they stand there. A chart,
a table or a map says itself what it is for a pack, by `along`. What is closed, and what is typed or chosen in, is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

TAKING, ASKED = "taking", "take-along"
HELP = "What this page shows now, with your choices, as PDF, slides, workbook and tables"
#: The root of what a page draws; the others are the sidebar and what lies over the page.
MAIN = 0
Path = tuple[int, ...]


@dataclass
class Taken:
    """What a page has drawn so far, by its place on the page; the pack's blocks, and the results behind them.

    `last` is the place of what was drawn last; while `silent` is above nought, words are not taken.
    """

    drawn: dict[Path, Any] = field(default_factory=dict)
    blocks: dict[Path, tuple[Any, ...]] = field(default_factory=dict)
    results: list[Any] = field(default_factory=list)
    last: Path = ()
    silent: int = 0

    def keep(self, message: Any) -> None:
        """Note what a message to the browser draws, where it stands in the page itself."""
        path, what = tuple(message.metadata.delta_path), message.delta.WhichOneof("type")
        if not path or path[0] != MAIN:
            return
        self.last = path
        if what == "add_block":
            self.drawn[path] = message.delta.add_block
        elif what == "new_element" and not self.silent:
            self.drawn[path] = message.delta.new_element


def ask() -> None:
    """Have what the page shows taken along on the next run."""
    st.session_state[ASKED] = True


def asked() -> bool:
    """Whether it is to be taken along, which is asked once."""
    return bool(st.session_state.pop(ASKED, False))


def taking() -> Taken | None:
    """What is being taken on this run; None where the page is drawn to be seen."""
    found: Taken | None = st.session_state.get(TAKING)
    return found


def along(made: Callable[[], tuple[Any, ...]], result: Any = None) -> None:
    """What was drawn last, as blocks of a pack, which are made where a page is taken along and nowhere else."""
    if now := taking():
        now.blocks[now.last] = made()
        if hasattr(result, "measure"):
            now.results.append(result)


@contextmanager
def silent() -> Iterator[None]:
    """Words that a pack has of its own: the source under a chart, and what leads to its figures."""
    now = taking()
    if now:
        now.silent += 1
    try:
        yield
    finally:
        if now:
            now.silent -= 1


def taken(run: Callable[[], None]) -> Taken:
    """What a page draws, which is not sent to the browser; what it says of the address and the like is."""
    context = get_script_run_ctx()
    if context is None:
        raise RuntimeError("a page is taken along only where it is served")
    found = st.session_state[TAKING] = Taken()
    send, known = context._enqueue, context.cached_message_hashes

    def kept(message: Any) -> None:
        if message.WhichOneof("type") == "delta":
            found.keep(message)
        else:
            send(message)

    # What the browser has already is sent by its name alone; here its words are needed.
    context._enqueue, context.cached_message_hashes = kept, frozenset()
    try:
        run()
    finally:
        context._enqueue, context.cached_message_hashes = send, known
        st.session_state.pop(TAKING, None)
    return found
