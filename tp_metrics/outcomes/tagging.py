"""Tagged people and their breach reports: a stock against a flow, and what it asks of officers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import polars as pl

from tp_metrics.access import EVERYONE, Scope
from tp_metrics.editions import Edition
from tp_metrics.outcomes.listed import Known, known, last_week, listed, shown, stood, within
from tp_metrics.results import edition_in
from tp_metrics.stats import share_by_chance, suppressed, top_share, wilson
from tp_metrics.stats.disclosure import FEWEST

TAGGED = "people tagged"
#: Weeks over which reports are added up for a person.
WEEKS = 13
#: The part of those who breach that is called the most frequent.
TENTH = 0.1
#: Officer hours that a breach report takes; assumed, and the page's box says otherwise.
HOURS = 2.0
WEEKS_A_YEAR = 52
#: How many reports of a person make a band: the first number of each.
BANDS = {"1": 1, "2": 2, "3 to 5": 3, "6 to 9": 6, "10 or more": 10}


@dataclass(frozen=True, eq=False, kw_only=True)
class Tagging(Known):
    """Tagged people at a place, and the breach reports of the last whole week.

    Attributes:
        week: its Monday and Sunday.
        tagged: people tagged at the end of the week.
        now: people tagged at the end of the edition's day.
        people, reports: those who caused a report in the week, and their reports; None under five people.
        share: people of those tagged, per cent, with Wilson limits.
        weeks: line ("breach reports", "people"), x (weeks before the last, from −12), value; empty where a week has
            fewer than five people.
        flow: part (start, new, ended, end), k, reason, over the last 13 weeks: start + new − ended = end.
        bands: band (reports of a person over 13 weeks), people, reports, reason.
        top: share of the reports of 13 weeks, per cent, of the most frequent tenth of those who caused any, and what
            it would be if all were alike.
    """

    week: tuple[date, date]
    tagged: int | None
    now: int | None
    people: int | None
    reports: int | None
    share: tuple[float, float, float] | None
    weeks: pl.DataFrame
    flow: pl.DataFrame
    bands: pl.DataFrame
    top: tuple[float, float] | None

    @property
    def each(self) -> float | None:
        """Reports a person in the week."""
        return self.reports / self.people if self.people and self.reports else None


@dataclass(frozen=True)
class Load:
    """A week's load: people tagged, those who breach, their reports, reports a year, and officer hours a week."""

    tagged: float
    people: float
    reports: float
    yearly: float
    hours: float


def tagging(edition: Edition, place: str, *, viewer: Scope = EVERYONE) -> Tagging:
    """Tagged people and breach reports at a place: TP, an area command or a borough.

    Raises PlaceUnknown, NotForViewer.
    """
    return _tagging(edition.folder, place, viewer)


@lru_cache(maxsize=64)
def _tagging(folder: Path, code: str, viewer: Scope) -> Tagging:
    edition = edition_in(folder)
    about = known(edition, code, "tagged", TAGGED, viewer)
    monday, sunday = last_week(edition.as_at)
    tagged, reports = listed(folder, code, "tagged"), listed(folder, code, "breach_reports")
    before = monday - timedelta(days=1)
    mine = reports.filter(within("first_day", before, sunday))
    stock, people = tagged.filter(stood(sunday)).height, mine["person"].n_unique()
    told = people >= FEWEST and stock - people >= FEWEST
    since = sunday - timedelta(weeks=WEEKS)
    quarter = reports.filter(within("first_day", since, sunday))
    return Tagging(
        **about,
        week=(monday, sunday),
        tagged=shown(stock),
        now=shown(tagged.filter(stood(edition.as_at)).height),
        people=people if told else None,
        reports=mine.height if told else None,
        share=_share(people, stock) if told else None,
        weeks=_weeks(quarter, sunday),
        flow=_flow(tagged, since, sunday),
        bands=_bands(quarter),
        top=_top(quarter),
    )


def _share(people: int, stock: int) -> tuple[float, float, float]:
    limits = wilson(pl.lit(people), pl.lit(stock))
    lower, upper = pl.select(lower=limits[0], upper=limits[1]).row(0)
    return 100 * people / stock, 100 * lower, 100 * upper


def _weeks(quarter: pl.DataFrame, sunday: date) -> pl.DataFrame:
    ago = -((pl.lit(sunday) - pl.col("first_day")).dt.total_days() // 7)
    counted = quarter.group_by(x=ago).agg(people=pl.col("person").n_unique(), reports=pl.len()).sort("x")
    if counted.height < WEEKS or counted["people"].min() < FEWEST:  # type: ignore[operator]
        return pl.DataFrame(schema={"line": pl.String, "x": pl.Int64, "value": pl.Int64})
    names = {"breach reports": "reports", "people who cause them": "people"}
    x = pl.col("x").cast(pl.Int64)
    return pl.concat(
        counted.select(line=pl.lit(line), x=x, value=pl.col(column).cast(pl.Int64)) for line, column in names.items()
    )


def _flow(tagged: pl.DataFrame, since: date, sunday: date) -> pl.DataFrame:
    counted = {
        "start": stood(since),
        "new": within("first_day", since, sunday),
        "ended": within("until", since, sunday),
        "end": stood(sunday),
    }
    parts = tagged.select(**{part: having.sum().cast(pl.Int64) for part, having in counted.items()})
    rows = parts.unpivot(variable_name="part", value_name="k")
    return suppressed(rows, "k", rule="5", totals=[[]]).drop("total_reveals")


def _by_person(quarter: pl.DataFrame) -> pl.DataFrame:
    return quarter.group_by("person").agg(value=pl.len().cast(pl.Int64))


def _bands(quarter: pl.DataFrame) -> pl.DataFrame:
    """People and reports by how many reports a person caused."""
    names, cuts = list(BANDS), list(BANDS.values())
    band = pl.lit(names[0])
    for name, cut in zip(names[1:], cuts[1:], strict=True):
        band = pl.when(pl.col("value") >= cut).then(pl.lit(name)).otherwise(band)
    counted = _by_person(quarter).group_by(band=band).agg(people=pl.len().cast(pl.Int64), reports=pl.col("value").sum())
    told = suppressed(counted, "people", rule="5", totals=[[]], also=["reports"]).drop("total_reveals")
    order = {name: at for at, name in enumerate(names)}
    return told.sort(pl.col("band").replace_strict(order, return_dtype=pl.Int64))


def _top(quarter: pl.DataFrame) -> tuple[float, float] | None:
    """What the most frequent tenth of those who breach cause; None where a tenth is fewer than five people."""
    people = _by_person(quarter)
    if people.height * TENTH < FEWEST:
        return None
    held = top_share(people, share=TENTH)
    # Whoever is here has one report: chance is of the further ones.
    total = int(people.select(pl.col("value").sum()).item())
    more = total - people.height
    chance = share_by_chance(more, people.height, share=TENTH)
    alike = (TENTH * people.height + (chance or 0.0) * more) / total
    return (100 * held, 100 * alike) if held is not None else None


def load(found: Tagging, growth: float, hours: float) -> Load | None:
    """The week's load if tagging grew by so many per cent and people breached as now; None where it is not known.

    As many of those tagged breach, and each as often, so that everything grows alike: a supposition, no forecast.
    ValueError for growth below −100 % or hours below 0.
    """
    if growth < -100 or hours < 0:
        raise ValueError(f"tagging cannot grow by {growth} %, nor a report take {hours} hours")
    if found.tagged is None or found.people is None or found.reports is None:
        return None
    more = 1 + growth / 100
    reports = found.reports * more
    return Load(found.tagged * more, found.people * more, reports, WEEKS_A_YEAR * reports, hours * reports)
