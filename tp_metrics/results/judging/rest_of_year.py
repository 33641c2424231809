"""Where the year is heading: the projection, what the target needs, and how likely it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

import numpy as np
import polars as pl

from tp_metrics.measure import Measure
from tp_metrics.stats import outlook, probability_words, projection
from tp_metrics.stats.needs import PASSED, REACHED, Better

#: What tells the places of several measures apart.
KEYS = ["number", "place"]


@dataclass(frozen=True)
class RestOfYear:
    """What the whole performance year may come to.

    Attributes:
        projected: the year's value, in the unit; None before the third month.
        lower, upper: the 10 to 90 % of what such projections of past years erred by; None with too little history.
        coverage: the share of past years that such limits would have held.
        method: in words.
        needed, needed_percent: what the rest of the year may come to for the target, and the same in per cent of the
            same rest of last year; None without a target.
        probability: of the target, in words ("less than 5 %"); empty without one.
        plausibility: in how many past years the needed change was done, in words.
        note: why there is no interval.
        odds: the probability from 0 to 1; None without one.
        missed_by: by how many per cent of the target the projection misses it, below 0 where it betters it; None
            without both.
        months: the place's months (year of April, month from April, value), which the projection rests on.
        drawn: the one row of `stats.outlook` for the place, for a picture; empty where nothing is projected yet.
    """

    projected: float | None
    lower: float | None
    upper: float | None
    coverage: float | None
    method: str
    needed: float | None
    needed_percent: float | None
    probability: str
    plausibility: str
    note: str
    odds: float | None = None
    missed_by: float | None = None
    months: pl.DataFrame = field(default_factory=pl.DataFrame, repr=False, compare=False)
    drawn: pl.DataFrame = field(default_factory=pl.DataFrame, repr=False, compare=False)

    @property
    def settled(self) -> bool:
        """Whether the year to date has passed or reached the target already, so that the rest of it cannot matter."""
        return self.plausibility in (PASSED, REACHED)

    @property
    def needed_each_month(self) -> float | None:
        """What each month that is left may come to for the target; None without a target or where no month is left."""
        if self.needed is None or self.months.is_empty():
            return None
        latest = self.months.filter(pl.col("year") == pl.col("year").max())["month"].max()
        left = 12 - int(latest)  # type: ignore[arg-type]
        return self.needed / left if left else None


@dataclass(frozen=True)
class RestOfYears:
    """The outlooks of a measure for several places, in few frames: two to each place would take ten times the memory.

    Attributes:
        measure: the measure.
        latest: the first day of the latest month that any place has.
        months: the months of all places, as `RestOfYear.months` has them of one, ordered by place.
        drawn: the rows of `stats.outlook`, one a place.
        words: the probability of each row in words.
        at: where in these a place stands, by code: its row of `drawn`, its first month and how many months it has.
    """

    measure: Measure
    latest: date
    months: pl.DataFrame = field(repr=False, compare=False)
    drawn: pl.DataFrame = field(repr=False, compare=False)
    words: pl.Series = field(repr=False, compare=False)
    at: Mapping[str, tuple[int, int, int]] = field(repr=False, compare=False)

    def of(self, code: str) -> RestOfYear | None:
        """The outlook of a place; None where it has no month."""
        if (stands := self.at.get(code)) is None:
            return None
        number, first, many = stands
        row = self.drawn.row(number, named=True)
        numbers = {name: row[name] for name in ("projected", "lower", "upper", "coverage", "needed", "needed_percent")}
        return RestOfYear(
            **numbers,
            method=row["method"] or "",
            probability=self.words[number] or "",
            plausibility=row["plausibility"] or "",
            note=row["note"] or "",
            odds=row["probability"],
            missed_by=_missed_by(row["projected"], row["target"], self.measure),
            months=self.months.slice(first, many),
            drawn=self.drawn.slice(number, 1),
        )


@dataclass(frozen=True)
class Asked:
    """A count whose rest of the year is asked for.

    Attributes:
        measure: the measure, one of whose ways is better.
        boroughs: the months of the boroughs, whose past errors are pooled: code, first_day and value.
        months: the same of the places that are asked for, which may be these boroughs.
        changes: what the target of a place asks, in per cent of last year's whole year, by code.
    """

    measure: Measure
    boroughs: pl.DataFrame = field(repr=False)
    months: pl.DataFrame = field(repr=False)
    changes: Mapping[str, float] = field(repr=False)


def projects(measure: Measure) -> bool:
    """Whether the rest of a year can be said of a measure: of what is counted and has a good way."""
    return measure.kind == "count" and measure.better != "neither"


def rest_of_years(asked: Sequence[Asked]) -> list[RestOfYears | None]:
    """The outlooks of several counts, for the places of each, all reckoned in one go; None where there is no month."""
    every = _numbered([one.boroughs for one in asked]), _numbered([one.months for one in asked])
    of_boroughs, of_places = (rows.drop_nulls("value") for rows in every)
    # The boroughs' own months are among both where boroughs are asked for.
    rows = pl.concat([of_boroughs, of_places]).unique(["number", "code", "first_day"], maintain_order=True)
    if rows.is_empty():
        return [None] * len(asked)
    day = pl.col("first_day")
    frame = rows.select(
        "number",
        place="code",
        year=day.dt.year() - (day.dt.month() < 4).cast(pl.Int32),
        month=(day.dt.month().cast(pl.Int32) - 4) % 12 + 1,
        value="value",
    ).sort("number", "place", maintain_order=True)
    projected = projection(frame, measure="number")
    pooled, told = (some.select("number", place="code").unique() for some in (of_boroughs, of_places))
    better = {number: cast("Better", one.measure.better) for number, one in enumerate(asked)}
    found = outlook(projected, _aims(projected, asked), better=better, pooled=pooled, measure="number")
    found, frame = (some.join(told, on=KEYS, how="semi", maintain_order="left") for some in (found, frame))
    found = found.with_columns(words=probability_words(pl.col("probability")))
    latest = dict(rows.group_by("number").agg(day.max()).iter_rows())
    drawn, months = (some.partition_by("number", as_dict=True, include_key=False) for some in (found, frame))
    return [
        _rest(one.measure, latest[number], months[number,], drawn[number,]) if (number,) in drawn else None
        for number, one in enumerate(asked)
    ]


def _numbered(several: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The months of several, each row with the number of whose it is."""
    whole = pl.concat([some.select("code", "first_day", "value") for some in several])
    return whole.with_columns(number=pl.Series(np.repeat(np.arange(len(several)), [len(some) for some in several])))


def _aims(projected: pl.DataFrame, asked: Sequence[Asked]) -> pl.DataFrame:
    """The targets, as counts of the whole year: the year before, changed as is asked.

    Of the year before and of no earlier one: where that is not whole, there is nothing to take a per cent of.
    """
    changes = [(number, *change) for number, one in enumerate(asked) for change in one.changes.items()]
    schema = {"number": pl.Int64, "place": pl.String, "asked": pl.Float64}
    last = projected.filter(pl.col("year") == pl.col("year").max().over("number") - 1, pl.col("actual").is_not_null())
    return last.join(pl.DataFrame(changes, schema, orient="row"), on=KEYS).select(
        *KEYS, target=pl.col("actual") * (1 + pl.col("asked") / 100)
    )


def _rest(measure: Measure, latest: date, months: pl.DataFrame, drawn: pl.DataFrame) -> RestOfYears:
    """The outlooks of one count, from its months and rows of `stats.outlook`, both ordered by place."""
    at, first = {}, 0
    lengths = months.group_by("place", maintain_order=True).len()
    for number, (place, many) in enumerate(lengths.iter_rows()):
        at[place] = number, first, many
        first += many
    return RestOfYears(measure, latest, months, drawn.drop("words"), drawn["words"], at)


def _missed_by(projected: float | None, target: float | None, measure: Measure) -> float | None:
    if projected is None or not target:
        return None
    return 100 * (projected / target - 1) * (-1 if measure.better == "higher" else 1)
