"""The cells that figures are made of: those of every place of a level at once, of many questions in one reckoning.

A figure of one borough takes as long to reckon as those of all 32, and the next person asks for another borough.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tp_metrics import periods
from tp_metrics.measures import catalogue
from tp_metrics.results.cells import CELLS, Question, all_cells, as_printed, cells
from tp_metrics.results.events import edition_in
from tp_metrics.results.keeping import Batch

#: How many tables of cells are kept, the latest used: of 32 boroughs some 20 kB each.
KEPT = 1024


@dataclass(frozen=True)
class Asked:
    """The cells of a measure's figures in a window and the year before, of one source.

    Of wards `code` names the one that is asked for, since there are many and few are; of larger places it is None.
    """

    folder: Path
    measure: str
    source: str
    level: str
    window: periods.Window
    code: str | None

    @classmethod
    def of(cls, folder: Path, measure: str, source: str, level: str, window: periods.Window, code: str) -> Asked:
        """What is asked for the sake of one place."""
        return cls(folder, measure, source, level, window, code if level == "ward" else None)

    @property
    def question(self) -> Question:
        """The question to the facts: the window is number 0, the year before number 1."""
        codes = None if self.code is None else (self.code,)
        return Question(edition_in(self.folder), self.source, self.level, (self.window, self.window.previous()), codes)


#: Tuples in the order of CELLS, which nobody can change, by place and number of the window.
Cells = dict[tuple[str, int], tuple[Any, ...]]
_PLACE, _WINDOW = CELLS.index("place"), CELLS.index("w")


def own_cells(asked: Asked, code: str) -> dict[int, dict[str, Any]]:
    """The cells of one place by the number of their window; a window without facts is left out."""
    found = _kept.of([asked])[asked]
    return {w: dict(zip(CELLS, found[code, w], strict=True)) for w in (0, 1) if (code, w) in found}


def read_cells(wanted: Iterable[Asked]) -> None:
    """Reckon the cells of several questions in one go; `own_cells` then finds them."""
    _kept.of(wanted)


def _reckoned(new: list[Asked]) -> Iterable[Cells]:
    made: list[Cells] = [{} for _ in new]
    for number, row in _rows(new):
        made[number][row[_PLACE], row[_WINDOW]] = row
    return made


#: The viewer plays no part: sums are the same for all, and whether a figure may be seen was decided before.
_kept = Batch(KEPT, _reckoned)


def _rows(new: list[Asked]) -> Iterable[tuple[int, tuple[Any, ...]]]:
    pairs = [(as_printed(catalogue()[one.measure], one.source), one.question) for one in new]
    if len(pairs) == 1:
        return ((0, row) for row in cells(*pairs[0]).select(CELLS).iter_rows())
    found = all_cells(pairs)
    return ((row[0], row[1:]) for row in found.select("number", *CELLS).iter_rows())
