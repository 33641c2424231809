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
    found, at = _kept.of([asked])[asked]
    return found.slice(*at.get(code, (0, 0)))


def read_groups(wanted: Iterable[Grouped]) -> None:
    """Reckon the cells of several questions in one go; `cells_by_group` then finds them."""
    _kept.of(wanted)


#: The cells of all places, and where those of each begin and how many there are: a frame to each takes more memory.
Places = tuple[pl.DataFrame, dict[str, tuple[int, int]]]


def _reckoned(new: list[Grouped]) -> Iterable[Places]:
    pairs = [(as_printed(catalogue()[one.measure], one.source), one.question) for one in new]
    ordered = group_cells(pairs).sort("number", "place")
    lengths = ordered.group_by("number", "place", maintain_order=True).len()
    at: list[dict[str, tuple[int, int]]] = [{} for _ in new]
    rows = [0] * len(new)
    for number, place, many in lengths.iter_rows():
        at[number][place] = (rows[number], many)
        rows[number] += many
    parts = ordered.partition_by("number", as_dict=True, include_key=False)
    nothing = ordered.clear().drop("number")
    return [(parts.get((number,), nothing), places) for number, places in enumerate(at)]


#: The viewer plays no part, as with figures: whether a breakdown may be read was decided before.
_kept = Batch(KEPT, _reckoned)
