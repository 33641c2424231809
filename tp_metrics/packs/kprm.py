"""The key performance review of one area command: the area, then each borough theme by theme, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics import desk, review, words
from tp_metrics.access import must_see
from tp_metrics.editions import Edition
from tp_metrics.packs import pieces
from tp_metrics.packs.asked import Asked, asked, made, window
from tp_metrics.packs.document import MARKING, Block, Chart, Document, Section, Words
from tp_metrics.periods import day_text
from tp_metrics.results import Result, Selection
from tp_metrics.review import Board, Line, Step

if TYPE_CHECKING:
    from tp_metrics.ledger import Action, Ledger

TITLE = "Key Performance Review"
MEETING = "KPRM"


def kprm(
    edition: Edition,
    area: str,
    ledger: Ledger | None = None,
    *,
    selection: Selection | None = None,
    today: date | None = None,
    marking: str = MARKING,
) -> Document:
    """The pack of an area command's review, by its name or code; ValueError with those there are for any other."""
    place = of_level(edition, area, "area")
    must_see((selection or Selection()).viewer, edition.places, place, "Packs of the review")
    chosen = replace(selection or Selection(window=window(None)), place=place)
    given = asked(edition, chosen, ledger, today=today, marking=marking)
    area_of = Area(given)
    sections = [Section("Summary", tuple(_summary(area_of)))]
    for step in review.agenda(edition, place):
        if step.theme == review.SUMMARY:
            continue
        if step.theme == next(iter(review.SCORECARD)):
            glance = (*_borough(area_of, step.code),)
            shown = next((at for at, block in enumerate(glance) if isinstance(block, Chart)), None)
            sections.append(Section(step.place, glance, front=shown))
        front, behind = (*_step(area_of, step),), (*_behind(area_of, step),)
        sections.append(Section(words.step_name(step), front + behind, 2, len(front)))
    sections.append(Section("Decisions", tuple(_decisions(area_of))))
    period = words.main_period(area_of.lines) if area_of.lines else chosen.window
    return made("kprm", f"{TITLE}: {given.place}", period, given, sections, area_of.results)


def of_level(edition: Edition, name: str, level: str) -> str:
    """The code of a place of a level, by its name or code; ValueError with those there are for any other."""
    places = edition.places
    every = {code: places.place(code) for code in places.children("TP", level)}
    wanted = name.strip().casefold()
    for code, place in every.items():
        if wanted in (code.casefold(), place.name.casefold(), place.label.casefold()):
            return code
    kind = {"area": "area command", "borough": "borough"}[level]
    there = ", ".join(sorted(place.label for place in every.values()))
    raise ValueError(f"there is no {kind} '{name}'; there are {there}")


@dataclass(frozen=True, eq=False)
class Area:
    """An area command as its review is made from: its boroughs, their exceptions, and the review before."""

    given: Asked

    @cached_property
    def boroughs(self) -> list[str]:
        """The codes of its boroughs."""
        return list(self.given.edition.places.children(self.given.selection.place, "borough"))

    @cached_property
    def lines(self) -> Any:
        """The scorecard of the area."""
        return review.scorecard(self.given.edition, self.given.selection)

    @cached_property
    def board(self) -> Board:
        """The exceptions of its boroughs, with their cases."""
        return review.board(self.given.edition, self.given.selection, "borough", self.given.cases())

    @cached_property
    def earlier(self) -> Edition | None:
        """The edition of the last review."""
        return review.earlier_edition(desk.editions(), self.given.edition)

    @cached_property
    def then_and_now(self) -> pl.DataFrame:
        """The exceptions of either edition."""
        assert self.earlier is not None
        return review.exceptions_then_and_now(self.given.edition, self.earlier, self.given.selection)

    @cached_property
    def results(self) -> list[Result]:
        """Every result of the scorecards of the area and its boroughs, the area's first."""
        found = [line.result for line in self.lines]
        for code in self.boroughs:
            found += [line.result for line in review.scorecard(self.given.edition, self.given.at(code))]
        return found

    def left(self, codes: Sequence[str]) -> Any:
        """What the last review left at some places."""
        given = self.given
        return review.promised(given.actions(), given.decisions(), codes, self.earlier, given.edition)

    def promised_then(self, codes: Sequence[str]) -> Sequence[Action] | None:
        """The actions that were promised by now at some places; None where the ledger cannot be opened."""
        return self.left(codes).actions if self.given.ledger else None

    def rows_of(self, step: Step) -> list[dict[str, Any]]:
        """The exceptions of a step: at its place, in its theme."""
        return [
            row
            for row in self.board.rows.iter_rows(named=True)
            if row["code"] == step.code and review.theme_of(row["measure"]) == step.theme
        ]


def _summary(area: Area) -> Iterator[Block]:
    given, board = area.given, area.board
    rows = review.boroughs_beside(given.edition, given.selection, board, given.actions(), given.today)
    period = str(words.period(area.lines[0].result.figure)) if area.lines else given.selection.window
    yield Words(words.area_title(given.place, period, rows), "lead")
    yield Words(words.area_sentence(rows))
    yield from (Words(said) for said in words.headline_sentences(area.lines)[:2])
    catalogue = desk.measures()
    held = {name: catalogue[name] for name in review.BESIDE if rows[f"{name}_value"].null_count() < rows.height}
    yield pieces.table(
        f"The {rows.height} boroughs of {given.place}",
        words.boroughs_table(rows, held),
        f"All of London was screened: {words.board_strip(board)}. Figures with their change on the year before.",
    )
    yield pieces.scorecard(area.lines, f"Scorecard, {given.place}")
    if area.earlier is not None:
        found = review.boroughs_then_and_now(area.then_and_now, area.boroughs)
        labels = {code: given.label(code) for code in area.boroughs}
        yield pieces.table(
            words.boroughs_then_and_now_title(found, area.earlier.as_at),
            words.boroughs_then_and_now_table(found, labels, area.promised_then(area.boroughs)),
            "Exceptions of each edition at its own latest window; actions promised before this one, and those done.",
        )


def _borough(area: Area, code: str) -> Iterator[Block]:
    """A borough at a glance: how many exceptions, its leading figures, and a map of its wards.

    It is of confidence, or else of the first pictured measure of another theme that the edition has by ward.
    """
    given = area.given
    board = review.board(given.edition, given.at(code), "borough", given.cases())
    yield Words(words.board_title(board, given.label(code)), "lead")
    held = {line.result.measure.id: line.result for line in review.scorecard(given.edition, given.at(code))}
    yield from pieces.cards([held[name] for name in review.BESIDE if name in held])
    pictured = (name for names in review.PICTURED.values() for name in names if name in held)
    yield from next(filter(None, (pieces.wards(given, name, code) for name in pictured)), ())


def _step(area: Area, step: Step) -> Iterator[Block]:
    """What is decided of a borough's theme: its scorecard, and its exceptions with reasons and actions."""
    given, rows = area.given, area.rows_of(step)
    lines = _lines(area, step)
    titles = {name: one.title for name, one in desk.measures().items()}
    shown = lines or review.scorecard(given.edition, given.at(step.code))
    period = str(words.period(shown[0].result.figure)) if shown else given.selection.window
    yield Words(words.step_title(step, rows, titles, period, lines), "lead")
    listed = _exceptions(area, step, rows)
    if not rows:  # in a sentence, and what stands under the scorecard may stand beside it
        yield listed
    if lines and (said := words.not_held(review.lacking(step.theme, lines))):
        yield Words(said, "note")
    yield pieces.scorecard(lines, f"{step.theme}, {step.place}")
    for row in rows:  # before the exceptions, under whose title a slide has room for them
        yield from pieces.commentary(given, row["measure"], row["code"])
    if rows:
        yield listed


def _lines(area: Area, step: Step) -> tuple[Line, ...]:
    """The scorecard of a step, with the measures of its exceptions."""
    found = [row["measure"] for row in area.rows_of(step) if row["way"]]
    return review.step_lines(area.given.edition, area.given.selection, step, found)


def _behind(area: Area, step: Step) -> Iterator[Block]:
    """What stands behind it: the last review, similar boroughs, and two pictures."""
    given = area.given
    if area.earlier is not None:
        yield _beside_last(area, step)
    lines = _lines(area, step)
    yield from pieces.standing(step.place, lines)
    yield from _pictures(given, step, {line.result.measure.id for line in lines})


def _exceptions(area: Area, step: Step, rows: Sequence[Any]) -> Block:
    given = area.given
    cases = {row["measure"]: found for row in rows if (found := area.board.case(row["measure"], row["code"]))}
    standing = [one for one in given.actions("open") if one.place == step.code]
    return pieces.table(
        f"Exceptions, {step.theme}, {step.place}: {len(rows)}",
        words.step_exceptions_table(
            rows, cases if given.ledger else None, standing if given.ledger else None, given.today
        ),
        f"As at {day_text(given.edition.as_at)}. {words.SIGNAL_KEY}",
        empty="No exception in this theme.",
    )


def _beside_last(area: Area, step: Step) -> Block:
    given, earlier = area.given, area.earlier
    assert earlier is not None
    rows = review.beside_last(given.edition, earlier, given.selection, step, area.then_and_now)
    return pieces.table(
        words.then_and_now_title(step, rows, earlier.as_at),
        words.then_and_now_table(rows, area.promised_then([step.code]), given.today),
        words.windows_then_and_now(rows, earlier.as_at, given.edition.as_at),
        empty="Neither edition has a figure of this theme for the borough.",
    )


def _pictures(given: Asked, step: Step, known: set[str]) -> Iterator[Block]:
    name = next((one for one in review.PICTURED[step.theme] if one in known), None)
    if name is None:
        return
    yield from pieces.trend(desk.over_time(name, given.at(step.code)))
    yield from pieces.bars(desk.result(name, replace(given.selection, by=("borough",))), step.code)


def _room(said: str) -> Block:
    heads = ("Decision or action", "Where and of what", "Who", "By when")
    return pieces.room_for("Decisions and actions of this review", heads, said)


def _decisions(area: Area) -> Iterator[Block]:
    """What this review decided so far, what the last one did, and what was promised by now."""
    given = area.given
    if given.ledger is None:
        yield Words("The ledger cannot be opened: what was decided and promised is not known.")
        yield _room("Room to write in the meeting.")
        return
    labels = given.within()
    now = [one for one in given.decisions(MEETING, given.edition.id) if one.place in labels]
    decided = f"Decided on this edition: {len(now)}"
    if now:
        yield pieces.table(decided, words.decisions_table(now, labels), "Decisions of this review.")
    else:
        yield _room(f"{decided}. Room to write in the meeting.")
    left = area.left(list(labels))
    yield pieces.table(
        f"Decided at the last review: {len(left.decisions)}",
        words.decisions_table(left.decisions, labels),
        "Decisions on the earlier edition.",
        empty="No decision was written down.",
    )
    yield pieces.actions(
        given, f"Promised by now: {len(left.actions)} actions", left.actions, empty="No action was entered by then."
    )
