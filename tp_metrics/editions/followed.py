"""People followed one by one, as known at an edition's day: nothing later counts, and no immature cohort has a rate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from tp_metrics.editions.at_large import ACCOUNT, MADE_AT_LARGE
from tp_metrics.periods import Window, add_months, is_month_end, month_end, months
from tp_metrics.schema import FOLLOWED, restorative
from tp_metrics.schema.hearings import known_by
from tp_metrics.schema.people import ARMS, DATED
from tp_metrics.stats import maturity, proven_reoffence
from tp_metrics.stats.reoffending import MATURE

#: A cohort has a rate when this share of each of its arms is measurable: earlier it would speak of its first few.
MOST = 0.5
#: A cohort is counted over so many months up to its edition's day.
MONTHS = 36
#: A file of events fills the month of its last one if that lies so many days before the month's end at most.
NEAR_END = 7
#: Who an offence belongs to.
PERSON = ["source", "person"]
#: Reads the records of a table.
Scan = Callable[[str], pl.LazyFrame]


@dataclass(frozen=True)
class Cohort:
    """A table of people followed one by one, and how it is read.

    Attributes:
        table, offences: the table of the people, and that of what they did later.
        key: the column that tells its rows apart; a person is followed from the first row in the pilot or comparison.
        taken: whether somebody of the pilot took up what it offers; only who did is held against the comparison.
        dated: days that come after the start, and what is known from them on.
        monthly: whether its rows are counted month by month, rather than once over all 36 months.
    """

    table: str
    offences: str
    key: str
    taken: str
    dated: Mapping[str, tuple[str, ...]]
    monthly: bool = False


DIAMOND = Cohort("diamond_people", "diamond_offences", "person", "worked_with", DATED)
RESTORATIVE = Cohort(
    *("restorative_interventions", "restorative_offences", "case_number", "took_part", restorative.DATED), monthly=True
)
COHORTS = {one.table: one for one in (DIAMOND, RESTORATIVE)}


def followed(people: pl.DataFrame, offences: pl.DataFrame, as_at: date, cohort: Cohort = DIAMOND) -> pl.DataFrame:
    """The people who had started by a day, one to a row in the columns of `FOLLOWED`, as known on that day.

    An offence or conviction, and whatever else, that is dated later does not count, nor does an offence of somebody who
    is not among the people. `reoffences` are those proven within 12 months by a conviction within 18
    (`stats.proven_reoffence`), `days_to_reoffence` the days from start to the first of them. Both are null for whoever
    is not measurable yet, and of a source of which less than half of the pilot's people who took it up, or of the
    comparison, is measurable: those who came first are no sample of the others.
    """
    known = people.filter(pl.col("first_day") <= as_at).with_columns(*_not_yet(as_at, cohort.dated))
    mature = maturity(pl.col("first_day"), pl.lit(as_at)) == MATURE
    compared = (pl.col(cohort.taken) & (pl.col("arm") == "pilot")) | (pl.col("arm") == "comparison")
    known = known.with_columns(measurable=mature, compared=compared.fill_null(value=False))
    known = known.with_columns(entered=pl.col("compared") & (pl.col(cohort.key) == _first(cohort.key)))
    found = known.join(_proven(known, offences, as_at, cohort.key), on=["source", cohort.key], how="left")
    share = pl.col("measurable").filter("entered").mean().over("source", "arm")
    both = pl.col("arm").drop_nulls().n_unique().over("source") == len(ARMS)
    told = (
        pl.col("measurable") & (share.min().over("source") >= MOST) & both & (~pl.col("compared") | pl.col("entered"))
    )
    return found.with_columns(
        reoffences=pl.when(told).then(pl.col("reoffences").fill_null(0)),
        days_to_reoffence=pl.when(told).then("days_to_reoffence"),
    ).select(list(FOLLOWED[cohort.table].columns()))


def _first(key: str) -> pl.Expr:
    """Which of a person's rows in the pilot or comparison is the first."""
    inside = pl.col("compared")
    days = pl.col("first_day").filter(inside), pl.col(key).filter(inside)
    return pl.col(key).filter(inside).sort_by(*days).first().over(PERSON)


def _not_yet(as_at: date, dated: Mapping[str, tuple[str, ...]]) -> list[pl.Expr]:
    """What has a day after `as_at`, made null with what is known from that day on."""
    pairs = [(name, day) for day, others in dated.items() for name in (day, *others)]
    return [pl.when(pl.col(day) <= as_at).then(pl.col(name)).alias(name) for name, day in pairs]


def _proven(known: pl.DataFrame, offences: pl.DataFrame, as_at: date, key: str) -> pl.DataFrame:
    """The proven reoffences after each row and the days to the first, of what was dated by `as_at`."""
    names = list(dict.fromkeys((*PERSON, key)))
    started = known.select(*names, start="first_day")
    seen = offences.filter((pl.col("first_day") <= as_at) & (pl.col("convicted") <= as_at)).join(started, on=PERSON)
    proven = seen.filter(proven_reoffence(pl.col("start"), pl.col("first_day"), pl.col("convicted")))
    days = (pl.col("first_day") - pl.col("start")).dt.total_days()
    told = proven.group_by("source", key)
    return told.agg(reoffences=pl.len().cast(pl.Int64), days_to_reoffence=days.min().cast(pl.Int64))


def cohort_window(as_at: date) -> Window:
    """The 36 months up to the last month's end on or before a day, over which a cohort is counted.

    >>> cohort_window(date(2011, 1, 15)).first
    datetime.date(2008, 1, 1)
    """
    end = as_at if is_month_end(as_at) else month_end(add_months(as_at, -1))
    return Window(add_months(end, 1 - MONTHS), end, f"rolling {MONTHS} months")


def counted(cohort: pl.DataFrame, boroughs: pl.DataFrame, as_at: date, *, monthly: bool = False) -> pl.DataFrame:
    """A cohort as rows that a measure counts, in the borough that the person lived in or the case was in.

    Each within the window is counted over the whole of it, or, where `monthly`, each up to its end on its own day.
    `boroughs` gives the borough of each place (place, borough). A row whose borough is not known stands where the
    record says.
    """
    window = cohort_window(as_at)
    inside = cohort.filter(pl.col("first_day").is_between(date.min if monthly else window.first, window.last))
    placed = in_boroughs(inside, boroughs)
    whole = {} if monthly else {"first_day": pl.lit(window.first), "last_day": pl.lit(window.last)}
    return placed.with_columns(**whole)


def in_boroughs(rows: pl.DataFrame, boroughs: pl.DataFrame) -> pl.DataFrame:
    """Rows with the borough of their place (place, borough) instead of it, where that is known."""
    named = rows.join(boroughs, on="place", how="left")
    return named.with_columns(place=pl.coalesce("borough", "place")).drop("borough")


#: Tables of `FOLLOWED` that are made by month, and so are counted month by month.
BY_MONTH = (ACCOUNT,)


def spans(rows: pl.DataFrame, *, monthly: bool = False) -> pl.DataFrame:
    """The periods (source, first_day, last_day) that the rows of a cohort speak for: what is absent in them is zero.

    A monthly one speaks for the months from its first row to its last, the last of them where that comes within a week
    of its end.
    """
    periods = ["source", "first_day", "last_day"]
    if not monthly:
        return rows.select(periods).unique()
    found = []
    for source, first, last in rows.group_by("source").agg(pl.min("first_day"), last=pl.max("first_day")).iter_rows():
        ended = [one for one in months(first, last) if (one.last - last).days < NEAR_END]
        found += [(source, one.first, one.last) for one in ended]
    return pl.DataFrame(found, schema=rows.select(periods).schema, orient="row")


def _made(cohort: Cohort) -> Callable[[Scan, date], pl.DataFrame]:
    def made(scan: Scan, as_at: date) -> pl.DataFrame:
        return followed(scan(cohort.table).collect(), scan(cohort.offences).collect(), as_at, cohort)

    return made


#: How the rows of each table of `FOLLOWED` are made for an edition's day, from the record tables of a store.
MADE: dict[str, Callable[[Scan, date], pl.DataFrame]] = {
    **{table: _made(one) for table, one in COHORTS.items()},
    **MADE_AT_LARGE,
}


def measured(rates: pl.LazyFrame, as_at: date) -> pl.LazyFrame:
    """The published rates of reoffending of years whose last offender had been followed for 18 months by a day."""
    return rates.filter(maturity(pl.col("last_day"), pl.lit(as_at)) == MATURE)


#: Tables of which something comes to be known later: how they stood on a day.
KNOWN: dict[str, Callable[[pl.LazyFrame, date], pl.LazyFrame]] = {"hearings": known_by, "reoffending_rates": measured}
