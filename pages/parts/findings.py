"""The findings of a page, one after another: in meeting mode only the one that is open is drawn in sight.

A page is drawn as ever, but into a container that is out of sight, so that every choice of its own is kept. What is to
be gone through announces itself: a `careful` part with a chart or a table in it, or a `block`. The open one is drawn on
the stage; charts and tables of the others are numbered and left out. Outside meeting mode none of this does anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

MEET, ITEM = "meet", "item"
#: Pixels of type on a desk, and how many a line of the room is wide: the type grows with the screen.
TYPE, ACROSS = 14, 870
#: How much of the screen's height a chart, a table or a map takes.
SHARE = 0.6
#: What stands above and below a chart's marks, in pixels of a desk, and the least that a bar with its name takes.
AROUND, ROW = 138, 11


@dataclass
class Block:
    """A part that is being drawn: its title once it has one, and whether it is the open one."""

    title: str
    shown: bool


@dataclass
class Held:
    """The meeting on this run: what is open, the screen, where it is drawn, and what the page has announced so far."""

    item: int
    width: int
    height: int
    stage: Any
    below: Any
    titles: list[str] = field(default_factory=list)
    block: Block | None = None
    steps: tuple[str, ...] = ()
    at: int = 0
    author: bool = False

    @property
    def scale(self) -> float:
        """How much larger the type is than on a desk; a phone is held in the hand."""
        return 1.15 if self.width < 640 else min(max(self.width / ACROSS, 1.3), 3.0)


def asked() -> bool:
    """Whether the link asks for meeting mode."""
    return bool(st.query_params.get(MEET) == "1")


def enter() -> None:
    """Hold a meeting on the page, from its first finding."""
    st.query_params.update({MEET: "1", ITEM: "1"})


def held() -> Held | None:
    """The meeting that is held on this run; None outside meeting mode."""
    found: Held | None = st.session_state.get("held")
    return found


@contextmanager
def block(title: str = "") -> Iterator[None]:
    """A part that is gone through as one finding, under its title or that of the first chart or table in it.

    Without any title it was no finding, and is not numbered. A block within another belongs to it.
    """
    now = held()
    if now is None or now.block is not None:
        yield
        return
    shown = now.item == len(now.titles) + 1
    slot = now.stage.empty() if shown else None
    mine = now.block = Block(title, shown)
    try:
        with slot.container() if slot else nullcontext():
            yield
    finally:
        now.block = None
        if mine.title:
            now.titles.append(mine.title)
        elif slot:
            slot.empty()


@contextmanager
def aside() -> Iterator[None]:
    """A part that is no finding of a meeting: what is in it is not numbered, and its tables are not drawn there."""
    now = held()
    if now is None or now.block is not None:
        yield
        return
    now.block = Block("", shown=False)
    try:
        yield
    finally:
        now.block = None


@contextmanager
def finding(title: str) -> Iterator[bool]:
    """A chart or a table under its title; whether it has to be drawn on this run."""
    now = held()
    if now is None:
        yield True
        return
    with block(title):
        assert now.block is not None
        now.block.title = now.block.title or title
        yield now.block.shown


def called(title: str) -> bool:
    """Give the part that is being drawn a title, where it has none yet: it is a finding. Whether it is to be drawn."""
    now = held()
    if now is None or now.block is None:
        return True
    now.block.title = now.block.title or title
    return now.block.shown


def named(title: str) -> None:
    """Give the part that is being drawn a title, which stands above it in a meeting alone."""
    if called(title) and held():
        st.header(title, anchor=False)


def head(title: str) -> None:
    """The title of a chart or a table, a heading that a screen reader jumps to."""
    st.header(title, anchor=False)


def below() -> Any:
    """Where decisions are taken: in a meeting under what is shown, else where the page has them."""
    now = held()
    return now.below if now else nullcontext()


def tells_steps(names: Sequence[str], at: int) -> None:
    """The steps of the page's own agenda, and which is open: past the last finding of one comes the next."""
    if now := held():
        now.steps, now.at = tuple(names), at


def across(pixels: int) -> int:
    """The least width of a card: in a meeting its words are larger, and none is cut."""
    now = held()
    return pixels if now is None or now.width < 640 else round(pixels * 1.5 * now.scale)


def fitted(room: str, height: int) -> tuple[str, int]:
    """What a map's first view is fitted to, and its height: in a meeting those of the screen."""
    now = held()
    if now is None or now.width < 640:
        return room, height
    tall = round(now.height * SHARE)
    return ("hall" if tall > 600 else "meeting"), max(tall, 440)


def charted(spec: dict[str, Any]) -> dict[str, Any]:
    """A chart as it is drawn: in a meeting as vector, which the style sheet enlarges, and as high as the screen."""
    now = held()
    if now is None:
        return spec
    config = {**spec.get("config", {})}
    for part in ("legend", "header"):  # Streamlit sets them in the size of the page's type, which is large already
        config[part] = {"labelFontSize": 12, "titleFontSize": 12, **config.get(part, {})}
    drawn = {**spec.get("usermeta", {}), "embedOptions": {"renderer": "svg"}}
    large = {**spec, "config": config, "usermeta": drawn}
    if isinstance(height := spec.get("height"), int) and "autosize" in spec:
        tall = max(height, round(now.height * SHARE / now.scale) - 80)
        names = _names(spec)
        room = round(now.height / now.scale) - AROUND
        large["height"] = min(tall, max(room, names * ROW)) if names and now.width >= 640 else tall
    return large


def _names(spec: Mapping[str, Any]) -> int:
    """How many names stand under one another at the left of a chart; none of a chart that has numbers there."""
    upright = (part.get("encoding", {}).get("y", {}) for part in spec.get("layer", [spec]))
    return max((len(one["sort"]) for one in upright if isinstance(one.get("sort"), list)), default=0)


def tabled(rows: int, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a table of so many rows: in a meeting its rows and columns are as much larger as its type."""
    now = held()
    if now is None:
        return dict(options)
    row = round((options.get("row_height") or 33) * now.scale)
    least = round(now.height * SHARE)
    config = {name: _wider(column, now.scale) for name, column in (options.get("column_config") or {}).items()}
    height = "content" if row * rows + round(33 * now.scale) <= least else least
    return {**options, "row_height": row, "column_config": config, "height": height}


def _wider(column: Any, scale: float) -> Any:
    if isinstance(column, dict) and isinstance(column.get("width"), int):
        return {**column, "width": round(column["width"] * scale)}
    return column
