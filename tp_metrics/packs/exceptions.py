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
    defined = [desk.result(row["measure"], given.at(row["code"])) for row in every.values()]
    sections = [
        Section(
            "Exceptions",
            (
                Words(words.board_title(board, name), "lead"),
                Words(f"{words.board_strip(board)}. Ranked by the size of the effect, in events or answers.", "note"),
                *pieces.exceptions(given, board),
            ),
            front=2,  # slides begin with the concerns in full; the whole lists are wide and long
        ),
        *_in_full(given, board, rows, results),
    ]
    subtitle = f"{given.place}, as at {day_text(edition.as_at)}"
    return made("exceptions", "Exceptions, with reasons and actions", subtitle, given, sections, defined)


def _in_full(given: Asked, board: Board, rows: list[dict[str, Any]], results: list[Result]) -> Iterator[Section]:
    concerns = len(words.shown_rows(board, ("concern",)))
    if not rows:
        return
    said = "Each concern" if concerns <= IN_FULL else f"The {IN_FULL} largest of {concerns} concerns, by their effect"
    yield Section("Concerns in full", (Words(f"{said}, with its figures and what is said of it.", "lead"),))
    for row, result in zip(rows, results, strict=True):
        yield Section(words.exception_name(row), tuple(_one(given, row, result)), 2)


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
