"""The Strategic Performance Report: where we stand, what is unusual, why, and what threatens the rest of the year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from tp_metrics import desk, review, words
from tp_metrics.editions import Edition
from tp_metrics.packs import pieces
from tp_metrics.packs.asked import Asked, asked, made
from tp_metrics.packs.document import MARKING, Block, Document, Section, Words
from tp_metrics.periods import day_text
from tp_metrics.results import Result, Selection
from tp_metrics.review import Line

if TYPE_CHECKING:
    from tp_metrics.ledger import Ledger

TITLE = "Strategic Performance Report"
#: So many rows of a list that may be long are printed, the largest first; the pack of exceptions has all.
LARGEST = 20
#: The themes whose leading measure is drawn beside the headline.
DRAWN = ("Confidence and satisfaction", "Priority crime")
#: The ways in which a borough is unusual, as a theme lists its boroughs.
WAYS = {"concern": "Concern in", "improvement": "Improvement in", "neutral": "Neither better nor worse in"}
#: So many measures of a theme are shown in full.
IN_FULL = 3


def spr(
    edition: Edition,
    selection: Selection,
    ledger: Ledger | None = None,
    *,
    today: date | None = None,
    marking: str = MARKING,
) -> Document:
    """The pack of the strategic meeting: headline, scorecard, exceptions, measures in full, the year, what changed."""
    given = asked(edition, selection, ledger, today=today, marking=marking)
    lines = review.scorecard(edition, given.selection)
    period = words.main_period(lines) if lines else given.selection.window
    sections = [
        Section("Headline", tuple(_headline(given, lines))),
        Section("Scorecard", (pieces.scorecard(lines, f"Scorecard, {given.place}, {period}"),)),
        exceptions(given),
        *panels(given, lines),
        *rest_of_year(lines),
        Section("Since the last meeting", tuple(_since(given))),
        Section("Actions", actions(given)),
    ]
    return made("spr", TITLE, f"{given.place}, {period}", given, sections, [line.result for line in lines])


def _headline(given: Asked, lines: Sequence[Line]) -> Iterator[Block]:
    """The sentences of the page's head, a figure to each theme's leading measure, the strip of trust, and two lines."""
    yield from (Words(said, "lead") for said in words.headline_sentences(tuple(lines)))
    leading = {line.theme: line.result for line in reversed(lines)}
    yield from pieces.cards([leading[theme] for theme in review.SCORECARD if theme in leading])
    screened = replace(given.selection, place=given.holder)
    earlier = given.earlier()
    since = review.since(given.edition, earlier, screened) if earlier else None
    complete = review.complete(given.edition, tuple(lines), given.holder)
    screen = review.screen(given.edition, screened)
    yield Words(words.trust_strip(tuple(lines), screen, since, complete), "note")
    for theme in DRAWN:
        if theme in leading:
            name = leading[theme].measure.id
            yield from pieces.trend(desk.over_time(name, desk.spoken(name, given.selection)))


def exceptions(given: Asked) -> Section:
    """The borough exceptions within the place, with reason and action."""
    board = review.board(given.edition, given.selection, "borough", given.cases())
    name = "32 boroughs" if given.selection.place == "TP" else given.place
    head = (Words(words.board_title(board, name), "lead"), Words(words.board_strip(board), "note"))
    return Section("Exceptions", (*head, *pieces.exceptions(given, board, LARGEST)))


def panels(given: Asked, lines: Sequence[Line]) -> Iterator[Section]:
    """Each theme with its figures, then in full its exceptions, concerns first, or its leading measure without any.

    Beside the figures stands where they are unusual; of a borough, how they stand among similar boroughs.
    """
    level = given.edition.places.place(given.selection.place).level
    for theme in review.SCORECARD:
        own = [line for line in lines if line.theme == theme]
        if not own:
            continue
        found = pieces.standing(given.place, own) if level == "borough" else (_where(given, own),)
        yield Section(theme, (*pieces.cards([line.result for line in own]), *found))
        ranked = sorted((one for one in own if one.exception), key=lambda one: _rank(one.result))
        for line in ranked[:IN_FULL] or own[:1]:
            blocks = pieces.panel(given, line.result, level)
            yield Section(line.result.measure.title, blocks, 2)


def _where(given: Asked, lines: Sequence[Line]) -> Block:
    """In which boroughs the measures of a theme are unusual: all of them, where the list of exceptions is cut."""
    board = review.board(given.edition, given.selection, "borough", given.cases())
    rows = []
    for line in lines:
        own = board.rows.filter(pl.col("measure") == line.result.measure.id).sort("place")
        named = [", ".join(own.filter(pl.col("way") == way)["place"]) or words.DASH for way in WAYS]
        if not own.is_empty():
            rows.append((line.result.measure.title, *named))
    heads = ("Measure", *WAYS.values())
    source = f"Borough exceptions as at {day_text(given.edition.as_at)}."
    listed = pl.DataFrame(rows, schema=dict.fromkeys(heads, pl.String), orient="row")
    return pieces.table("Where it is unusual", listed, source, empty="In no borough.")


def _rank(result: Result) -> int:
    return ("concern", "improvement", "neutral", "usual").index(result.judgement.signal or "usual")


def rest_of_year(lines: Sequence[Line]) -> tuple[Section, ...]:
    """Where the year is heading against its target, the furthest short of it first; nothing where no target is set."""
    found = words.shortfalls(tuple(lines))
    if not found:
        return ()
    rows = pl.DataFrame(found, schema={"Measure": pl.String, "Where the year is heading": pl.String}, orient="row")
    source = words.sources_line([line.result for line in lines])
    listed = pieces.table("Measures with a target, the furthest short of it first", rows, source)
    return (Section("The rest of the year", (listed,)),)


def _since(given: Asked) -> Iterator[Block]:
    """What is new, continuing or cleared since the edition before, what was revised, and which actions were done."""
    earlier = given.earlier()
    if earlier is None:
        yield Words("There is no earlier edition to compare with.")
        return
    found = review.since(given.edition, earlier, replace(given.selection, place=given.holder))
    yield Words(f"Against the edition as at {day_text(earlier.as_at)}.", "lead")
    for title, rows in (("New", found.new), ("Continuing", found.continuing), ("Cleared", found.cleared)):
        listed = words.exceptions_table(rows)
        source = "Borough exceptions of each edition at its own latest window."
        yield pieces.largest(
            f"{title}: {rows.height} exceptions", listed, LARGEST, source, "concerns first, by their effect"
        )
    revised = words.revised_table(found.revised)
    source = "Figures of the earlier edition's own windows, then and now."
    yield pieces.largest(
        f"Revised: {revised.height} figures moved by more than 1 %", revised, LARGEST, source, "those that moved most"
    )
    if given.ledger is None:
        yield Words("The ledger cannot be opened: which actions were done is not known.")
        return
    done = review.done_between(given.actions("done"), earlier, given.edition)
    yield pieces.actions(given, f"Actions done: {len(done)}", done)


def actions(given: Asked) -> tuple[Block, ...]:
    """The actions that are open within the place."""
    if given.ledger is None:
        return (Words("The ledger cannot be opened: this pack is without its cases, actions and commentary."),)
    here = given.within()
    found = [one for one in given.actions("open") if one.place in here]
    return (
        Words(words.actions_title(found, given.today), "lead"),
        pieces.actions(given, f"Open actions: {len(found)}", found),
    )
