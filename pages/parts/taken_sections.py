"""The sections and the choices of a page that was taken along: what its messages to the browser say, for a pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

import streamlit as st
from streamlit.runtime.state.common import user_key_from_element_id

import tp_metrics as tp
from pages.parts.plainly import paragraphs, plainly
from pages.parts.taken import Path, Taken

#: The blocks whose content is no part of what a page shows: closed until asked for, or typed in.
ASIDE = ("popover", "form", "dialog")
#: What is chosen in on a page, beside the shared filters.
CHOOSING = ("selectbox", "button_group", "number_input", "slider", "multiselect", "time_input", "date_input")


def sections(found: Taken, title: str) -> tuple[Any, ...]:
    """The sections of a pack: each heading of the page begins one, but for those that name the block after them.

    A section ends where the part of the page ends that its heading stands in.
    """
    parts: list[Part] = [Part(title)]
    items = list(_items(found))
    for at, (path, kind, item) in enumerate(items):
        if kind == "heading":
            if not _names_what_follows(item, items[at + 1 :]):
                parts.append(Part(item, path[:-1]))
            continue
        if path[: len(parts[-1].within)] != parts[-1].within:
            parts.append(Part(f"{title}, going on"))
        if getattr(item, "text", None) != title:  # a page whose first line is its name
            parts[-1].take(kind, item)
    made: list[Part] = []
    for part in parts:
        if part.blocks or not made:
            made.append(part)
        else:  # a heading of its own is a sentence
            made[-1].take("words", tp.packs.Words(part.title))
    return tuple(tp.packs.Section(one.title, one.whole(), 2 if at else 1) for at, one in enumerate(made) if one.blocks)


@dataclass
class Part:
    """A section while it is put together: its title, the place of what it stands in, and its blocks."""

    title: str
    within: Path = ()
    blocks: list[Any] = field(default_factory=list)

    def take(self, kind: str, item: Any) -> None:
        """Put in a block, or a figure beside those before it."""
        if kind != "figure":
            self.blocks.append(item)
        elif self.blocks and isinstance(self.blocks[-1], list):
            self.blocks[-1].append(item)
        else:
            self.blocks.append([item])

    def whole(self) -> tuple[Any, ...]:
        """The blocks, with the figures that stand side by side as one."""
        return tuple(tp.packs.Figures(tuple(one)) if isinstance(one, list) else one for one in self.blocks)


def choices(found: Taken) -> dict[str, str]:
    """What is chosen in the boxes and buttons of the page itself, by their labels, as they show it."""
    chosen: dict[str, str] = {}
    for _path, kind, drawn in _in_sight(found):
        if kind in CHOOSING and (said := _picked(kind, getattr(drawn, kind))):
            chosen[plainly(getattr(drawn, kind).label)] = said
    return chosen


def _picked(kind: str, box: Any) -> str:
    """The words of what a box says: they stand in the link unless it says what it begins with. Empty for nothing."""
    value = st.session_state.get(user_key_from_element_id(box.id) or "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,g}"
    if isinstance(value, date):
        return str(tp.periods.day_text(value))
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if box.query_param_key and (linked := st.query_params.get_all(box.query_param_key)):
        return ", ".join(linked)
    options = [plainly(getattr(one, "content", one)) for one in getattr(box, "options", ())]
    if not box.query_param_key or kind not in ("selectbox", "button_group", "multiselect"):
        return str(value) if value in options else ""
    single = isinstance(box.default, int)
    begins = [box.default] if single and box.HasField("default") else [] if single else list(box.default)
    return ", ".join(options[at] for at in begins if at < len(options))


def _names_what_follows(heading: str, following: list[tuple[Path, str, Any]]) -> bool:
    """Whether a heading is the title of the chart, table or map after it, which prints its own."""
    after = next((item for _path, kind, item in following if kind != "words"), None)
    return getattr(after, "title", None) == heading


def _items(found: Taken) -> Iterator[tuple[Path, str, Any]]:
    """Headings, words, figures and blocks with their places, in the order in which they stand on the page."""
    for path, kind, drawn in _in_sight(found):
        if kind == "blocks":
            yield from ((path, "block", one) for one in drawn)
        elif kind == "expandable":
            if not any(one[: len(path)] == path for one in found.blocks):  # what is drawn in it has a title of its own
                yield (*path, 0), "heading", plainly(drawn.expandable.label)
        else:
            yield from ((path, *one) for one in _said(kind, drawn))


def _in_sight(found: Taken) -> Iterator[tuple[Path, str, Any]]:
    """What stands open on the page, from the top, with its place and kind: what was drawn, and blocks of the pack."""
    hidden: set[Path] = set()
    holding = {path[:end] for path in found.drawn for end in range(1, len(path))}
    for path in sorted({*found.drawn, *found.blocks}):
        if any(path[:end] in hidden for end in range(1, len(path))):
            continue
        drawn = found.drawn.get(path)
        kind = "blocks" if path in found.blocks else drawn.WhichOneof("type") or ""
        if kind in ASIDE or (kind == "expandable" and not (drawn.expandable.id or drawn.expandable.expanded)):
            hidden.add(path)
        elif kind != "expandable" or path in holding:
            yield path, kind, found.blocks[path] if kind == "blocks" else drawn


def _said(kind: str, drawn: Any) -> Iterator[tuple[str, Any]]:
    """What an element says: a heading, words or a figure; nothing for what is no word."""
    words = tp.packs.Words
    if kind == "heading":
        said = plainly(drawn.heading.body)
        yield ("words", words(said, "lead")) if drawn.heading.tag == "h1" else ("heading", said)
    elif kind == "markdown":
        small = drawn.markdown.element_type == drawn.markdown.CAPTION
        yield from (("words", words(one, "note" if small else "body")) for one in paragraphs(drawn.markdown.body))
    elif kind == "text":
        yield "words", words(drawn.text.body)
    elif kind == "alert":
        said = ". ".join(part for part in (plainly(drawn.alert.title), plainly(drawn.alert.body)) if part)
        yield "words", words(said)
    elif kind == "metric":
        one = drawn.metric
        signal = plainly(one.delta_description)
        yield "figure", tp.packs.Figure(plainly(one.label), plainly(one.body), plainly(one.delta), signal)
    elif kind == "progress":
        yield "words", words(plainly(drawn.progress.text))
    elif kind == "graphviz_chart":
        yield "words", words(drawn.graphviz_chart.alt, "note")
