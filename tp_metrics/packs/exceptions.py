"""The list of exceptions: what is unusual, why it is so, and what is being done; the largest concerns in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tp_metrics import desk, review, words
from tp_metrics.editions import Edition
from tp_metrics.packs import pieces
from tp_metrics.packs.asked import Asked, asked, made, window
from tp_metrics.packs.document import MARKING, Block, Document, Section, Words
from tp_metrics.periods import day_text
from tp_metrics.results import Result, Selection
from tp_metrics.review import Board

if TYPE_CHECKING:
    from tp_metrics.ledger import Ledger

#: So many concerns are shown in full, by the size of their effect; the tables have all.
IN_FULL = 12
#: The columns by which they are told apart at first sight.
SHORT = ("Measure", "Place", "Now", "Change", "Effect", "Since", "Case")
NAMES = {"borough": "32 boroughs", "area": "five area commands"}


def exceptions(
    edition: Edition,
    place: str = "TP",
    ledger: Ledger | None = None,
    *,
    level: str = "borough",
    selection: Selection | None = None,
    today: date | None = None,
    marking: str = MARKING,
) -> Document:
    """The exceptions of a level within a place, each with its reason and its actions. Raises PlaceUnknown."""
    code = edition.places.find(place).code
    chosen = replace(selection or Selection(window=window(None)), place=code)
    given = asked(edition, chosen, ledger, today=today, marking=marking)
    board = review.board(edition, given.selection, level, given.cases())
    name = NAMES.get(level, "Territorial Policing") if code == "TP" else given.place
    rows = words.shown_rows(board, ("concern",))[:IN_FULL]
    results = [desk.result(row["measure"], given.at(row["code"])) for row in rows]
    every = {row["measure"]: row for row in board.rows.iter_rows(named=True)}
    largest = _largest(given, board)
    defined = [desk.result(row["measure"], given.at(row["code"])) for row in every.values()]
    sections = [
        Section(
            "Exceptions",
            (
                Words(words.board_title(board, name), "lead"),
                Words(f"{words.board_strip(board)}. Ranked by the size of the effect, in events or answers.", "note"),
                *largest,
                *pieces.exceptions(given, board),
            ),
            front=2 + len(largest),  # slides begin with the concerns in full; the whole lists are wide and long
        ),
        *(
            Section(words.exception_name(row), tuple(_one(given, row, one)), 2)
            for row, one in zip(rows, results, strict=True)
        ),
    ]
    subtitle = f"{given.place}, as at {day_text(edition.as_at)}"
    return made("exceptions", "Exceptions, with reasons and actions", subtitle, given, sections, defined)


def _largest(given: Asked, board: Board) -> tuple[Block, ...]:
    """The concerns that are shown in full, in a table of a few columns; nothing where there are none."""
    rows = pieces.answered(given, board, ("concern",))
    if rows.is_empty():
        return ()
    all_of_them = rows.height <= IN_FULL
    said = f"The {rows.height} concerns" if all_of_them else f"The {IN_FULL} largest of {rows.height} concerns"
    kept = [name for name in SHORT if name in rows.columns]
    source = f"As at {day_text(given.edition.as_at)}; each in full on a page of its own."
    return (pieces.table(f"{said}, by their effect", rows.head(IN_FULL).select(kept), source),)


def _one(given: Asked, row: Mapping[str, Any], result: Result) -> Iterator[Block]:
    at = given.at(row["code"])
    yield Words(words.headline(result), "lead")
    clear = None if row["rule"] else review.clear_since(given.edition, row["measure"], at)
    found = words.found_by(row)
    yield Words(f"{words.way_mark(row)} · {found[:1].upper()}{found[1:]}. {words.seen_since(row, clear)}")
    if said := words.moved_words(row, review.moved(given.edition, row["measure"], at)):
        yield Words(said)
    yield from pieces.typed(given, row["measure"], row["code"])
    yield from pieces.owed(given, row["measure"], row["code"])
    yield from pieces.trend(desk.over_time(row["measure"], at))
    yield from pieces.control(result)
    yield from pieces.drivers(given, row["measure"], result, row["level"])
