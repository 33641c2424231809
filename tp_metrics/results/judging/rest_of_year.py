"""Where the year is heading: the projection, what the target needs, and how likely it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from tp_metrics.measure import Measure
from tp_metrics.stats import outlook, probability_words, projection
from tp_metrics.stats.needs import PASSED, REACHED


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


def rest_of_years(
    measure: Measure, months: pl.DataFrame, target_changes: Mapping[str, float | None], pooled: list[str]
) -> RestOfYears | None:
    """The outlooks of a count for several places, from their months and those of the boroughs that are pooled.

    `months` has code, first_day and value; `target_changes` has each place that is asked for, and in per cent of last
    year's whole year what its target asks of it, or None. None where there is no month, or neither way is better.
    """
    if measure.kind != "count" or measure.better == "neither" or months.is_empty():
        return None
    day = pl.col("first_day")
    frame = months.select(
        place="code",
        year=day.dt.year() - (day.dt.month() < 4).cast(pl.Int32),
        month=(day.dt.month().cast(pl.Int32) - 4) % 12 + 1,
        value="value",
    ).sort("place", maintain_order=True)
    projected = projection(frame)
    # Of the year before and of no earlier one: where that is not whole, there is nothing to take a per cent of.
    last = projected.filter(pl.col("year") == projected["year"].max() - 1, pl.col("actual").is_not_null())  # type: ignore[operator]
    wanted = [
        (code, actual * (1 + asked / 100))
        for code, actual in last.select("place", "actual").iter_rows()
        if (asked := target_changes.get(code)) is not None
    ]
    targets = pl.DataFrame(wanted, schema={"place": pl.String, "target": pl.Float64}, orient="row")
    found = outlook(projected, targets if wanted else None, better=measure.better, pooled=pooled)
    told = pl.col("place").is_in(list(target_changes))
    found, frame = found.filter(told), frame.filter(told)
    lengths = frame.group_by("place", maintain_order=True).len()
    ends = lengths.with_columns(end=pl.col("len").cum_sum())
    stands = {place: (end - many, many) for place, many, end in ends.iter_rows()}
    at = {place: (number, *stands[place]) for number, place in enumerate(found["place"].to_list())}
    words = found.select(probability_words(pl.col("probability"))).to_series()
    latest: date = months["first_day"].max()  # type: ignore[assignment]
    return RestOfYears(measure, latest, frame, found, words, at)


def _missed_by(projected: float | None, target: float | None, measure: Measure) -> float | None:
    if projected is None or not target:
        return None
    return 100 * (projected / target - 1) * (-1 if measure.better == "higher" else 1)
