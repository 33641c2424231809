"""What is asked for, and what is answered: two frozen values."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import ref

import polars as pl

from tp_metrics import periods
from tp_metrics.access import EVERYONE, Scope
from tp_metrics.measure import Measure
from tp_metrics.results.packed import MOST, Packed

if TYPE_CHECKING:
    from tp_metrics.results.judging import Judgement

#: The ways to break a figure down by time, with the kind of window of each part.
BY_TIME = {
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "year": "performance year",
    "rolling 12 months": "rolling 12 months",
}
#: The ways to break it down by place.
BY_PLACE = ("area", "borough", "ward")


@dataclass(frozen=True)
class Selection:
    """Which figure is wanted, and for whom.

    Attributes:
        place: the code of a place.
        end: the last day wanted; None for the latest that the measure's facts reach.
        window: the kind of window that is preferred, one of periods.KINDS; or, with an end, so many days ("25 days"),
            which cases that are kept by day answer.
        by: breakdown by "area", "borough" or "ward", by "week", "month", "quarter" or "year", by a group of the
            measure, or by two of these.
        periods: how many parts a breakdown by time has, the last of them ending with the window.
        source: the one source that may answer; None for the measure's own order of preference.
        edition: the id of an edition; None for the newest.
        viewer: who asks.
    """

    place: str = "TP"
    end: date | None = None
    window: str = "performance year to date"
    by: tuple[str, ...] = ()
    periods: int = 45
    source: str | None = None
    edition: str | None = None
    viewer: Scope = EVERYONE


#: How the note of a figure begins whose source gave one that was refused.
REFUSED = "refused on import: "


@dataclass(frozen=True)
class Figure:
    """One figure with all that may be said of it.

    Attributes:
        place, code, level: the place's label, code and level.
        dimension, category: the group, "total" for both where there is none.
        window, first_day, last_day: the window in words and days.
        source: the name of the source that answered.
        value: in the measure's unit; None where it is not known or withheld, and then `note` says why.
        numerator, denominator: the sums that the value is made of.
        base: the (effective) number that the interval rests on: answers, offences, calls.
        records: how many records were summed; for a survey the number of interviews.
        lower, upper: 95 % limits in the measure's unit.
        previous: the value of the same window a year before, from the same source.
        change, change_percent: this value less the previous one, in the unit and in per cent of it.
        provisional: whether part of the window may still be revised as late records arrive.
        note: why there is no value.
    """

    place: str
    code: str
    level: str
    dimension: str
    category: str
    window: str
    first_day: date | None
    last_day: date | None
    source: str
    value: float | None
    numerator: float | None
    denominator: float | None
    base: float | None
    records: int | None
    lower: float | None
    upper: float | None
    previous: float | None
    change: float | None
    change_percent: float | None
    provisional: bool
    note: str

    @property
    def refusal(self) -> str:
        """Why the source's own figure was refused when it was read; empty where it was not."""
        return self.note.removeprefix(REFUSED) if self.value is None and self.note.startswith(REFUSED) else ""


#: The columns of a result's rows: the fields of a figure.
ROWS: dict[str, pl.DataType | type[pl.DataType]] = {
    "place": pl.String,
    "code": pl.String,
    "level": pl.String,
    "dimension": pl.String,
    "category": pl.String,
    "window": pl.String,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "source": pl.String,
    "value": pl.Float64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "base": pl.Float64,
    "records": pl.Int64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "previous": pl.Float64,
    "change": pl.Float64,
    "change_percent": pl.Float64,
    "provisional": pl.Boolean,
    "note": pl.String,
}


@dataclass(frozen=True)
class Result:
    """The answer to a selection: the figure of its place and window, and the rows of its breakdown.

    Attributes:
        measure: the measure, with its words.
        selection: what was asked.
        edition: id of the edition that answered.
        as_at: the day up to which that edition speaks.
        figure: the selection's own place and window.
        rows: one figure a row, in the columns of ROWS, sorted by place and time; without a breakdown the figure's.
        window: the window that was answered, None where there is no figure.
        fell_back: whether that is not the kind of window that was asked for, but the measure's own.
        source: the title of the source that answered, and `source_name` its name.
        vintage: the ward vintage of that source, None where it has no wards.
        demonstration: whether the source is made up.
        caveats: sentences that belong beside the figure.
        folder: where the edition stands; None for a result that was made by hand.
        events: dated events that concern the measure and place (columns of data/reference/events.csv).
    """

    measure: Measure
    selection: Selection
    edition: str
    as_at: date
    figure: Figure
    rows: pl.DataFrame = field(repr=False, compare=False)
    window: periods.Window | None
    fell_back: bool
    source: str
    source_name: str
    attribution: str
    vintage: int | None
    demonstration: bool
    caveats: tuple[str, ...]
    events: pl.DataFrame = field(repr=False, compare=False)
    folder: Path | None = field(default=None, repr=False, compare=False)

    @property
    def judgement(self) -> Judgement:
        """What may be said of the figure beyond its value: change, signal, target, peers, outlook; worked out once."""
        from tp_metrics.results.judging import Judgement, judgement  # the two rest on results themselves

        if self.folder is None:
            return Judgement()
        return judgement(self.folder, self.measure.id, replace(self.selection, edition=self.edition))

    @property
    def unlike(self) -> str:
        """Why the own figure cannot be held against the year before; empty where it can."""
        return self.unlike_of(self.figure)

    @property
    def alike(self) -> pl.Series:
        """Of each row whether it can be held against the year before."""
        return pl.Series("alike", [not self.unlike_of(figure) for figure in self.figures], dtype=pl.Boolean)

    def unlike_of(self, figure: Figure) -> str:
        """The same of one of its figures."""
        from tp_metrics.results.events import unlike  # events rest on places, and these on nothing here

        if self.folder is None or figure.first_day is None or figure.last_day is None or figure.change is None:
            return ""
        return unlike(self.folder, self.measure.id, figure.code, figure.first_day, figure.last_day)

    @property
    def note(self) -> str:
        """Why there is no value; empty where there is one."""
        return self.figure.note

    @property
    def cut(self) -> date | None:
        """The last day of the data that answered."""
        return self.figure.last_day

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The rows as figures."""
        return tuple(Figure(**row) for row in self.rows.iter_rows(named=True))

    def __hash__(self) -> int:
        """Results of the same question to the same edition are the same."""
        return hash((self.measure.id, self.selection, self.edition))


#: The frames of small answers that were made or unpacked last: a page asks for those of one answer several times.
_LAST: deque[pl.DataFrame] = deque(maxlen=96)


class _WhenAsked:
    """The rows of an answer that keeps no frame of them: the very same as long as anybody has them in hand.

    Without a breakdown they are its figure's, which most never ask for; those of a small breakdown are unpacked.
    """

    def __get__(self, answer: Any, owner: type) -> Any:
        if answer is None:
            return self
        held = vars(answer)
        found = held["latest"]() if "latest" in held else None
        if found is None:
            packed = held.get("packed")
            found = packed.frame() if packed else pl.DataFrame([vars(answer.figure)], schema=ROWS)
            _at_hand(answer, found)
        return found


def _at_hand(answer: Result, rows: pl.DataFrame) -> None:
    """Have the rows of an answer at hand until others were asked for."""
    vars(answer)["latest"] = ref(rows)
    _LAST.append(rows)


class _Small(Result):
    """The answer to a selection without a breakdown, or with a small one."""

    rows = _WhenAsked()


def small(rows: pl.DataFrame | None = None, **told: Any) -> Result:
    """An answer of all that a result holds, with the rows of its breakdown; none without a breakdown.

    It may be kept: the rows, which most often are few, take little room.
    """
    if rows is not None and rows.height > MOST:
        return Result(rows=rows, **told)
    made = _Small(rows=pl.DataFrame(), **told)
    del vars(made)["rows"]
    if rows is not None:
        vars(made)["packed"] = Packed(rows)
        _at_hand(made, rows)
    return made
