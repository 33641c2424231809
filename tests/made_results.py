"""Results made by hand for the tests of words, charts and screens' parts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date

import narwhals as nw
import polars as pl

from tp_metrics import periods
from tp_metrics.measure import Measure
from tp_metrics.results import ROWS, Figure, Result, Selection
from tp_metrics.results.judging import Judgement

ROBBERY = Measure(
    id="robbery",
    title="Robbery",
    why="It is the crime that Londoners fear most in the street.",
    theme="priority crime",
    kind="count",
    table="offences",
    numerator=nw.col("offences"),
    unit="offences",
    better="lower",
    window="performance year to date",
    reviewed="2026-11",
)
GOOD_JOB = Measure(
    id="good_job",
    title="Police do a good job locally",
    why="It is how Londoners judge their police.",
    theme="confidence",
    kind="proportion",
    table="confidence_survey",
    numerator=nw.col("good"),
    denominator=nw.col("weight"),
    unit="per cent",
    better="higher",
    window="rolling 12 months",
    smallest_base=30,
    reviewed="2026-11",
)
OFFICERS = Measure(
    id="officers",
    title="Police officers",
    why="It is what a commander has to work with.",
    theme="workforce",
    kind="stock",
    table="strength",
    numerator=nw.col("strength"),
    unit="FTE",
    better="neither",
    window="month",
    reviewed="2026-11",
)


@dataclass(frozen=True)
class Judged(Result):
    """A result with a judgement that was made by hand."""

    given: Judgement = field(default_factory=Judgement, compare=False)

    __hash__ = Result.__hash__

    @property
    def judgement(self) -> Judgement:
        """The judgement that it was given."""
        return self.given


def judged(answer: Result, judgement: Judgement) -> Judged:
    """The result with a judgement that was made by hand."""
    own = {one.name: getattr(answer, one.name) for one in fields(Result)}
    return Judged(**own, given=judgement)


NO_EVENTS = pl.DataFrame(schema={"first_day": pl.Date, "kind": pl.String, "breaks": pl.Boolean, "words": pl.String})


def figure(
    value: float | None,
    previous: float | None = None,
    *,
    window: str = "2010/11 to Dec",
    place: str = "Territorial Policing",
    code: str = "TP",
    level: str = "tp",
    limits: tuple[float, float] | None = None,
    base: float | None = None,
    provisional: bool = False,
    note: str = "",
    group: tuple[str, str] = ("total", "total"),
    numerator: float | None = None,
    denominator: float | None = None,
) -> Figure:
    """A figure with its change worked out."""
    stretch = periods.parse(window) if window else None
    change = None if value is None or previous is None else value - previous
    return Figure(
        place=place,
        code=code,
        level=level,
        dimension=group[0],
        category=group[1],
        window=window,
        first_day=stretch.first if stretch else None,
        last_day=stretch.last if stretch else None,
        source="demonstration",
        value=value,
        numerator=value if numerator is None else numerator,
        denominator=denominator,
        base=base,
        records=None,
        lower=limits[0] if limits else None,
        upper=limits[1] if limits else None,
        previous=previous,
        change=change,
        change_percent=100 * change / previous if change is not None and previous else None,
        provisional=provisional,
        note=note,
    )


def result(
    own: Figure,
    rows: Sequence[Figure] = (),
    *,
    measure: Measure = ROBBERY,
    events: pl.DataFrame = NO_EVENTS,
    demonstration: bool = False,
) -> Result:
    """A result of the figure, with rows where there are any."""
    return Result(
        measure=measure,
        selection=Selection(place=own.code),
        edition="2010-12-31",
        as_at=date(2010, 12, 31),
        figure=own,
        rows=pl.DataFrame([vars(row) for row in rows or (own,)], schema=ROWS),
        window=periods.parse(own.window) if own.window else None,
        fell_back=False,
        source="MPS crime by borough, 2008 to 2016",
        source_name="mps_borough_crime_2008",
        attribution="Metropolitan Police Service",
        vintage=None,
        demonstration=demonstration,
        caveats=tuple(measure.caveats),
        events=events,
    )


def boroughs(values: dict[str, tuple[float | None, float | None]], measure: Measure = ROBBERY) -> Result:
    """A result by borough: name → value and the value of a year before."""
    rows = [
        figure(
            value,
            previous,
            place=name,
            code=f"E{number:08d}",
            level="borough",
            limits=None if value is None else (value - math.sqrt(value) * 1.96, value + math.sqrt(value) * 1.96),
            note="" if value is not None else "the base of 12 is below 30",
        )
        for number, (name, (value, previous)) in enumerate(values.items())
    ]
    return result(figure(25957.0, 24370.0), rows, measure=measure)


def months(values: Sequence[float], *, measure: Measure = ROBBERY, events: pl.DataFrame = NO_EVENTS) -> Result:
    """A result by month that ends with December 2010, which is provisional."""
    end = date(2010, 12, 31)
    windows = periods.months(periods.add_months(end, 1 - len(values)), end)
    rows = [
        figure(value, value + 10, window=str(window), provisional=window.last == end)
        for value, window in zip(values, windows, strict=True)
    ]
    return result(figure(25957.0, 24370.0), rows, measure=measure, events=events)
