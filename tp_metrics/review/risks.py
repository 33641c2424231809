"""The risk register and the strands of Met Forward, each row with the figure that watches it, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.measures import catalogue
from tp_metrics.results import Result, Selection, figures
from tp_metrics.results.judging import prepare
from tp_metrics.review.cases import Board
from tp_metrics.review.kept import kept
from tp_metrics.review.meetings import meeting_names
from tp_metrics.review.spoken import spoken
from tp_metrics.schema.meeting_tables import STRANDS
from tp_metrics.schema.reference import read_reference

#: What stands in `watched_by` where the exceptions themselves watch a risk.
UNANSWERED = "concerns without a case"


@dataclass(frozen=True)
class Risk:
    """A risk and what watches it.

    Attributes:
        code, risk, words, owner, page, status: of risks.csv.
        meeting: the name of the meeting that it is reported to.
        watched: whether something is named that watches it, whether or not that can be read now.
        answer: the figure that watches it; None where another thing does, or nothing.
        unanswered: how many concerns have no case, of `concerns`; None where that does not watch it.
        needs: why nothing watches it yet; empty where something does.
    """

    code: str
    risk: str
    words: str
    owner: str
    meeting: str
    page: str | None
    status: str
    watched: bool
    answer: Result | None
    unanswered: int | None
    concerns: int | None
    needs: str


@dataclass(frozen=True)
class Strand:
    """A strand of Met Forward: its aim, the figures that tell of it, and what is missing."""

    strand: str
    aim: str
    results: tuple[Result, ...]
    missing: tuple[str, ...]


def watched_by_cases(reference: Path | None = None) -> bool:
    """Whether a risk is watched by the exceptions, which take a moment to find."""
    return UNANSWERED in read_reference("risks", reference)["watched_by"]


def risks(edition: Edition, selection: Selection, board: Board | None, reference: Path | None = None) -> list[Risk]:
    """The risks in the order of their file, each with its live figure at the selection's place and window.

    `board` is that of the boroughs, or None where there is none: the ledger may not be to be had.
    """
    names = meeting_names(reference)
    rows = read_reference("risks", reference).with_columns(pl.col("meeting").replace(names))
    _read(edition, selection, rows["watched_by"])
    found = [_risk(edition, selection, board, row) for row in rows.iter_rows(named=True)]
    prepare(one.answer for one in found if one.answer)
    return found


def _read(edition: Edition, selection: Selection, measures: Iterable[str | None]) -> None:
    """Read the figures of several measures together, before they are asked for one by one."""
    asked = replace(selection, edition=edition.id, by=())
    figures(edition, [(name, asked) for name in measures if name])


def _risk(edition: Edition, selection: Selection, board: Board | None, row: dict[str, str | None]) -> Risk:
    watched, needs = row["watched_by"], row["needs"] or ""
    answer = _answer(edition, selection, watched) if watched and watched != UNANSWERED else None
    if watched and watched != UNANSWERED and answer is None:
        needs = needs or f"This edition has no figure of {_title(watched)}."
    by_cases = board if watched == UNANSWERED and not (board and board.own == frozenset()) else None
    if watched == UNANSWERED and by_cases is None:
        needs = needs or ("The ledger cannot be read." if board is None else "Its cases are not for this role.")
    return Risk(
        **{name: row[name] for name in ("code", "risk", "words", "owner", "meeting", "page", "status")},  # type: ignore[arg-type]
        watched=bool(watched),
        answer=answer,
        unanswered=by_cases.unanswered.height if by_cases else None,
        concerns=_concerns(by_cases) if by_cases else None,
        needs=needs,
    )


def _concerns(board: Board) -> int:
    """The concerns of the places whose cases may be seen."""
    codes = board.rows.filter(board.rows["way"] == "concern")["code"]
    return sum(board.sees(code) for code in codes)


def strands(edition: Edition, selection: Selection, reference: Path | None = None) -> list[Strand]:
    """The seven strands in the order of the plan, each with the figures of its measures."""
    rows = read_reference("strands", reference)
    return list(_strands(edition, selection, tuple(rows.columns), tuple(rows.rows())))


@kept
def _strands(
    edition: Edition, selection: Selection, names: tuple[str, ...], rows: tuple[tuple[Any, ...], ...]
) -> tuple[Strand, ...]:
    found = []
    _read(edition, selection, (row[names.index("measure")] for row in rows))
    for name in STRANDS:
        every = (dict(zip(names, row, strict=True)) for row in rows)
        mine = [row for row in every if row["strand"] == name]
        if not mine:
            continue
        answers = {row["measure"]: _answer(edition, selection, row["measure"]) for row in mine if row["measure"]}
        found.append(
            Strand(
                strand=name,
                aim=str(mine[0]["aim"]),
                results=tuple(answer for answer in answers.values() if answer),
                missing=tuple(_missing(answers)) + tuple(row["needs"] for row in mine if row["needs"]),
            )
        )
    prepare(one for strand in found for one in strand.results)
    return tuple(found)


def _missing(answers: dict[str, Result | None]) -> Iterable[str]:
    return (f"This edition has no figure of {_title(name)}." for name, answer in answers.items() if answer is None)


def _title(measure: str) -> str:
    known = catalogue()
    return known[measure].title if measure in known else measure


def _answer(edition: Edition, selection: Selection, measure: str) -> Result | None:
    """The figure of a measure, of the whole force where no source speaks for TP itself; None where there is none."""
    if measure not in catalogue():
        return None
    answer = spoken(edition, measure, selection)
    return answer if answer.figure.value is not None else None
