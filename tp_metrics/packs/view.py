"""The current view of a page: one measure at one place, as figure, line, bars, table, and map where it holds wards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tp_metrics import desk, words
from tp_metrics.access import must_see
from tp_metrics.editions import Edition
from tp_metrics.packs import pieces
from tp_metrics.packs.asked import Asked, asked, made
from tp_metrics.packs.document import MARKING, Block, Document, Section, Words
from tp_metrics.results import Result, Selection

if TYPE_CHECKING:
    from tp_metrics.ledger import Ledger


def view(
    edition: Edition,
    selection: Selection,
    measure: str,
    ledger: Ledger | None = None,
    *,
    title: str = "",
    today: date | None = None,
    marking: str = MARKING,
) -> Document:
    """A page's current view; `title` is that of the page.

    ValueError for a measure that there is not, NotForViewer for a ward that is not the viewer's.
    """
    if measure not in desk.measures():
        raise ValueError(f"there is no measure '{measure}'")
    if edition.places.place(selection.place).level == "ward":
        must_see(selection.viewer, edition.places, selection.place, "Figures")
    given = asked(edition, selection, ledger, today=today, marking=marking)
    result = desk.result(measure, desk.spoken(measure, given.selection))
    sections = [
        Section(result.measure.title, tuple(_figure(given, result))),
        Section("Place by place", tuple(_places(given, result))),
    ]
    subtitle = f"{given.place}, {words.period(result.figure)}"
    return made("view", title or result.measure.title, subtitle, given, sections, [result])


def _figure(given: Asked, result: Result) -> Iterator[Block]:
    """The answer, what it means, and how it went."""
    name = result.measure.id
    yield Words(words.headline(result), "lead")
    yield from pieces.cards([result])
    yield from pieces.meaning(result)
    yield from pieces.typed(given, name, given.selection.place)
    yield from pieces.owed(given, name, given.selection.place)
    yield from pieces.trend(desk.over_time(name, result.selection))
    yield from pieces.control(result)


def _places(given: Asked, result: Result) -> Iterator[Block]:
    """The places beside each other: the wards of a borough, else boroughs."""
    name, place = result.measure.id, given.edition.places.place(given.selection.place)
    if place.level in ("borough", "ward"):
        holder = place.code if place.level == "borough" else place.parent or "TP"
        yield from pieces.wards(given, name, holder)
    at = replace(given.at(given.holder), by=("borough",))
    beside = desk.result(name, at)
    own = place.code if place.level == "borough" else place.parent if place.level == "ward" else None
    yield from pieces.bars(beside, own)
    rows = words.places_table(beside)
    yield pieces.table(words.map_title(beside), rows, words.source_line(beside), empty=words.no_places(beside))
