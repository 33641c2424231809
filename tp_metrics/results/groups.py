"""The cells of breakdowns by group: those of every place of a level at once, of several questions in one reckoning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tp_metrics.measures import catalogue
from tp_metrics.periods import Window
from tp_metrics.results.cells import Question, as_printed, group_cells
from tp_metrics.results.events import edition_in
from tp_metrics.results.keeping import Batch

#: How many tables of cells are kept, the latest used: of 32 boroughs some 50 kB each.
KEPT = 256


@dataclass(frozen=True)
class Grouped:
    """The cells of a measure by one of its characteristics, in some windows, of a source, at all places of a level."""

    folder: Path
    measure: str
    source: str
    level: str
    windows: tuple[Window, ...]
    dimension: str

    @classmethod
    def of(cls, measure: str, question: Question) -> Grouped:
        """What is asked for the sake of the places of a question."""
        asked = (question.source, question.level, question.windows, question.dimension)
        return cls(question.edition.folder, measure, *asked)

    @property
    def question(self) -> Question:
        """The question to the facts."""
        return Question(edition_in(self.folder), self.source, self.level, self.windows, None, self.dimension)


def cells_by_group(asked: Grouped, code: str) -> pl.DataFrame:
    """The cells of one place, in the columns of CELLS."""
    found = _kept.of([asked])[asked]
    return found.get(code, found[""])


def read_groups(wanted: Iterable[Grouped]) -> None:
    """Reckon the cells of several questions in one go; `cells_by_group` then finds them."""
    _kept.of(wanted)


def _reckoned(new: list[Grouped]) -> Iterable[dict[str, pl.DataFrame]]:
    pairs = [(as_printed(catalogue()[one.measure], one.source), one.question) for one in new]
    found = group_cells(pairs)
    made: list[dict[str, pl.DataFrame]] = [{"": found.clear().drop("number")} for _ in new]
    ordered = found.sort("number", "place")
    lengths = ordered.group_by("number", "place", maintain_order=True).len()
    cells, at = ordered.drop("number"), 0
    for number, place, rows in lengths.iter_rows():
        made[number][place] = cells.slice(at, rows)
        at += rows
    return made


#: The viewer plays no part, as with figures: whether a breakdown may be read was decided before.
_kept = Batch(KEPT, _reckoned)
