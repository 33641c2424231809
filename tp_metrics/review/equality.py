"""Equality: what surveys say of women and men, ages, ethnicities and disabled people, and the gaps between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.facts import NOT_KNOWN
from tp_metrics.measure import Measure
from tp_metrics.results import Result, Selection, edition_in, figures, result
from tp_metrics.results.keeping import Batch, bytes_of, weighed
from tp_metrics.review.group_gaps import GAPS, GROUPS, WHITE_BME, all_gaps, based, comparisons, people, rows_of
from tp_metrics.stats import discoveries, newcombe

#: What residents are asked, and victims.
CONFIDENCE = (
    "good_job",
    "police_council",
    "worried_about_crime",
    "effectiveness",
    "engagement",
    "fair_treatment",
    "local_asb",
    "informed",
)
SATISFACTION = (
    "satisfaction_overall",
    "satisfaction_contact",
    "satisfaction_action",
    "satisfaction_follow_up",
    "satisfaction_treatment",
)
ASKED_OF_ALL = (*CONFIDENCE, *SATISFACTION)
#: Windows that are pooled where a shorter one leaves a group with too few, in this order.
LONGER = ("rolling 12 months", "rolling 24 months", "rolling 36 months")
#: Whether a gap's 95 % interval leaves out 0.
CLEAR = (pl.col("gap_lower") > 0) | (pl.col("gap_upper") < 0)


@dataclass(frozen=True, eq=False)
class Equality:
    """One measure by sex, age, ethnicity and disability.

    Attributes:
        answer: the measure's own result, over the window that was asked for.
        by: the result of each characteristic, over the window that it is read over: a longer one where that of
            `answer` leaves a group with too few.
        rows: one to a group in the columns of GAPS, with its value and limits, what it is held against and that
            value, the gap between both in points with its limits and p-value; a null value has its `reason`. `turned`
            is true where the gap is another row's with its sign turned: men's, not disabled people's, White people's.
    """

    answer: Result
    by: tuple[Result, ...]
    rows: pl.DataFrame

    @property
    def measure(self) -> Measure:
        """The measure."""
        return self.answer.measure

    @cached_property
    def gaps(self) -> pl.DataFrame:
        """The rows that have a gap, each pair once, the widest first."""
        known = self.rows.filter(pl.col("gap").is_not_null() & ~pl.col("turned"))
        return known.sort(pl.col("gap").abs(), descending=True, maintain_order=True)

    @cached_property
    def clear(self) -> pl.DataFrame:
        """The gaps whose 95 % interval leaves out 0, the widest first."""
        return self.gaps.filter(CLEAR)


@dataclass(frozen=True, eq=False)
class Together:
    """The gaps of several measures, taken together.

    Attributes:
        found: those of them that have gaps.
        gaps: each pair once: `measure`, the columns of GAPS, and `stands`, the widest gap first. Of all that stand one
            in ten is expected to be chance.
    """

    found: tuple[Equality, ...]
    gaps: pl.DataFrame


def equality(edition: Edition, measure: str, selection: Selection) -> Equality:
    """A measure by every characteristic, each over the shortest window that leaves no group with too few.

    Each group is held against everyone else who was asked (those who did not say among them), women against men,
    disabled people against those who are not, and BME against White.
    """
    return _found(edition, [measure], selection)[0]


def equalities(edition: Edition, measures: Sequence[str], selection: Selection) -> tuple[Equality, ...]:
    """What `equality` says of several measures, whose figures by group are read together."""
    asked = [(name, replace(selection, by=(dimension,))) for name in measures for dimension in GROUPS]
    _read(edition, asked, lambda found: _enough(found) == len(GROUPS[found.selection.by[0]]))
    return _found(edition, measures, selection)


def _found(edition: Edition, measures: Sequence[str], selection: Selection) -> tuple[Equality, ...]:
    asked = replace(selection, edition=edition.id, by=())
    wanted = [(edition_in(edition.folder).folder, name, asked) for name in measures]
    found = _kept.of(wanted)
    return tuple(found[one] for one in wanted)


def _read(edition: Edition, asked: Sequence[tuple[str, Selection]], whole: Callable[[Result], bool]) -> None:
    """Read in one reckoning what several breakdowns by group may be made of, a longer window where one is not whole."""
    known = [(name, one) for name, one in asked if edition.holds(name)]
    figures(edition, known)
    for kind in LONGER:
        found = [result(edition, *pair) for pair in known]
        short = [one for one in found if one.window and one.figure.base is not None and not whole(one)]
        longer = [(one.measure.id, again) for one in short if (again := _longer(one.selection, one, kind)) is not None]
        figures(edition, longer)
        known = longer or [(one.measure.id, one.selection) for one in short]


def _longer(asked: Selection, answer: Result, kind: str) -> Selection | None:
    """The selection of a longer window with the same end and source; None where it is no longer than the answer's."""
    assert answer.window is not None
    window = periods.ending(kind, answer.window.last)
    if window.days <= answer.window.days:
        return None
    return replace(asked, window=kind, end=window.last, source=answer.source_name)


def _reckoned(new: Sequence[tuple[Path, str, Selection]]) -> list[Equality]:
    """What is said of several measures, their groups compared in one reckoning."""
    answers = [result(edition_in(folder), measure, selection) for folder, measure, selection in new]
    by = [
        [pooled_by(edition_in(folder), answer, dimension) for dimension in GROUPS]
        for (folder, *_), answer in zip(new, answers, strict=True)
    ]
    comparisons.of(one for some in by for one, _ in some)
    parts = []
    for some, pair in zip(by, _pooled_pairs(answers), strict=True):
        groups = [[row for row in rows_of(*one) if row["dimension"] != WHITE_BME] for one in some]
        groups.insert(1 + list(GROUPS).index("ethnicity"), _pair(*pair))
        parts.append([row for part in groups for row in part])
    gaps = all_gaps([(rows, answer.measure.factor) for rows, answer in zip(parts, answers, strict=True)])
    return [
        Equality(answer, tuple(one for one, _ in some), rows)
        for answer, some, rows in zip(answers, by, gaps, strict=True)
    ]


#: What is kept of it, the latest asked for, in bytes: of thirteen measures at a place some 600 kB.
_kept: Batch[tuple[Path, str, Selection], Equality] = Batch(8 * 2**20, _reckoned, bytes_of)


def pooled_by(edition: Edition, answer: Result, dimension: str) -> tuple[Result, bool]:
    """The result by a characteristic over the window asked for, or the shortest longer one that shows most groups."""
    whole, name = len(GROUPS[dimension]), answer.measure.id
    asked = replace(answer.selection, by=(dimension,))
    own = result(edition, name, asked)
    if answer.window is None or answer.figure.base is None:
        return own, False
    best, most = own, _enough(own)
    for kind in LONGER:
        if most == whole:
            break
        if (again := _longer(asked, answer, kind)) is None:
            continue
        longer = result(edition, name, again)
        if longer.window == periods.ending(kind, answer.window.last) and (more := _enough(longer)) > most:
            best, most = longer, more
    return best, best is not own


def white_bme(answers: Sequence[Result]) -> list[pl.DataFrame]:
    """BME against White people of several answers, each in the columns of GAPS; all in one reckoning.

    Each over the shortest window that leaves neither with too few: Mixed and other people alone may need a longer one,
    which is not this gap's.
    """
    pairs = _pooled_pairs(answers)
    return all_gaps([(_pair(*one), answer.measure.factor) for one, answer in zip(pairs, answers, strict=True)])


def _pooled_pairs(answers: Sequence[Result]) -> list[tuple[Result, bool]]:
    """Of each answer the ethnicities over the shortest window that tells BME and White people apart; else its own."""
    asked = [replace(answer.selection, by=("ethnicity",)) for answer in answers]
    best = [(one, False) for one in _together(list(zip(answers, asked, strict=True)))]
    told = _can_be_told([one for one, _ in best])
    for kind in LONGER:
        longer = {
            number: (answer, again)
            for number, (answer, one) in enumerate(zip(answers, asked, strict=True))
            if not told[number] and answer.window is not None and answer.figure.base is not None
            if (again := _longer(one, answer, kind)) is not None
        }
        found = dict(zip(longer, _together(list(longer.values())), strict=True))
        tried = [
            (number, one)
            for number, one in found.items()
            if (window := answers[number].window) and one.window == periods.ending(kind, window.last)
        ]
        for (number, one), known in zip(tried, _can_be_told([one for _, one in tried]), strict=True):
            if known:
                best[number], told[number] = (one, True), True
    return best


def _together(asked: Sequence[tuple[Result, Selection]]) -> list[Result]:
    """Selections of the measures of some answers, read in one reckoning."""
    by_folder: dict[Path, list[tuple[str, Selection]]] = {}
    for answer, one in asked:
        if answer.folder is not None and edition_in(answer.folder).holds(answer.measure.id):
            by_folder.setdefault(answer.folder, []).append((answer.measure.id, one))
    for folder, some in by_folder.items():
        figures(edition_in(folder), some)
    return [result(_edition_of(answer), answer.measure.id, one) for answer, one in asked]


def _edition_of(answer: Result) -> Edition:
    assert answer.folder is not None
    return edition_in(answer.folder)


def _pair(found: Result, pooled: bool = False) -> list[dict[str, Any]]:
    return [row for row in rows_of(found, pooled) if row["dimension"] == WHITE_BME]


def _can_be_told(several: Sequence[Result]) -> list[bool]:
    """Of each result by ethnicity whether BME and White people have a gap."""
    comparisons.of(several)
    pairs = [_pair(one) for one in several]
    if not (rows := [row for pair in pairs for row in pair]):
        return [False] * len(several)
    known = iter(based(rows).select(newcombe(*people())[0].is_not_null()).to_series())
    return [any(list(islice(known, len(pair)))) for pair in pairs]


def _enough(found: Result) -> int:
    """How many groups of a characteristic have a base that may be shown."""
    cells = found.rows.select("category", "value").rows()  # a few: a filter takes five times as long
    return sum(category != NOT_KNOWN and value is not None for category, value in cells)


@weighed(8 * 2**20)
def together(every: tuple[Equality, ...]) -> Together:
    """The gaps of several measures, and which of them stand when all are taken together."""
    found = tuple(one for one in every if one.gaps.height)
    frames = [one.gaps.with_columns(measure=pl.lit(one.measure.id)) for one in found]
    gaps = pl.concat(frames) if frames else pl.DataFrame(schema={**GAPS, "measure": pl.String})
    gaps = gaps.with_columns(stands=discoveries(pl.col("p")).fill_null(value=False))
    return Together(found, gaps.sort(pl.col("gap").abs(), descending=True, maintain_order=True))
