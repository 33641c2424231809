"""People followed one by one, as known at an edition's day: nothing later counts, and no immature cohort has a rate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from tp_metrics.periods import Window, add_months, is_month_end, month_end
from tp_metrics.schema import FOLLOWED
from tp_metrics.schema.hearings import known_by
from tp_metrics.schema.people import DATED
from tp_metrics.stats import maturity, proven_reoffence
from tp_metrics.stats.reoffending import MATURE

#: A cohort has a rate when this share of each of its arms is measurable: earlier it would speak of its first few.
MOST = 0.5
#: A cohort is counted over so many months up to its edition's day.
MONTHS = 36
#: Who an offence belongs to.
PERSON = ["source", "person"]
#: Reads the records of a table.
Scan = Callable[[str], pl.LazyFrame]


def followed(people: pl.DataFrame, offences: pl.DataFrame, as_at: date) -> pl.DataFrame:
    """The people who had started by a day, one to a row in the columns of `Followed`, as known on that day.

    An offence or conviction, a completion of help and the end of an order that are dated later do not count, nor does
    an offence of somebody who is not among the people. `reoffences` are those proven within 12 months by a conviction
    within 18 (`stats.proven_reoffence`), `days_to_reoffence` the days from start to the first of them. Both are null
    for whoever is not measurable yet, and of a source of which less than half of the pilot's people worked with, or of
    the comparison, is measurable: those who came first are no sample of the others.
    """
    known = people.filter(pl.col("first_day") <= as_at).with_columns(*_not_yet(as_at))
    mature = maturity(pl.col("first_day"), pl.lit(as_at)) == MATURE
    known = known.with_columns(measurable=mature)
    found = known.join(_proven(known, offences, as_at), on=PERSON, how="left")
    compared = pl.col("worked_with") | (pl.col("arm") == "comparison")
    share = pl.col("measurable").filter(compared).mean().over("source", "arm")
    told = pl.col("measurable") & (share.min().over("source") >= MOST) & (pl.col("arm").n_unique().over("source") == 2)
    return found.with_columns(
        reoffences=pl.when(told).then(pl.col("reoffences").fill_null(0)),
        days_to_reoffence=pl.when(told).then("days_to_reoffence"),
    ).select(list(FOLLOWED["diamond_people"].columns()))


def _not_yet(as_at: date) -> list[pl.Expr]:
    """What has a day after `as_at`, made null with what is known from that day on."""
    pairs = [(name, day) for day, others in DATED.items() for name in (day, *others)]
    return [pl.when(pl.col(day) <= as_at).then(pl.col(name)).alias(name) for name, day in pairs]


def _proven(known: pl.DataFrame, offences: pl.DataFrame, as_at: date) -> pl.DataFrame:
    """The proven reoffences of each person and the days to the first, of what was dated by `as_at`."""
    started = known.select(*PERSON, start="first_day")
    seen = offences.filter((pl.col("first_day") <= as_at) & (pl.col("convicted") <= as_at)).join(started, on=PERSON)
    proven = seen.filter(proven_reoffence(pl.col("start"), pl.col("first_day"), pl.col("convicted")))
    days = (pl.col("first_day") - pl.col("start")).dt.total_days()
    return proven.group_by(PERSON).agg(reoffences=pl.len().cast(pl.Int64), days_to_reoffence=days.min().cast(pl.Int64))


def cohort_window(as_at: date) -> Window:
    """The 36 months up to the last month's end on or before a day, over which a cohort is counted.

    >>> cohort_window(date(2011, 1, 15)).first
    datetime.date(2008, 1, 1)
    """
    end = as_at if is_month_end(as_at) else month_end(add_months(as_at, -1))
    return Window(add_months(end, 1 - MONTHS), end, f"rolling {MONTHS} months")


def counted(cohort: pl.DataFrame, boroughs: pl.DataFrame, as_at: date) -> pl.DataFrame:
    """A cohort as rows that a measure counts: each over the whole window, in the borough that the person lived in.

    `boroughs` gives the borough of each place (place, borough). A person whose borough is not known stands where the
    record says.
    """
    window = cohort_window(as_at)
    inside = cohort.filter(pl.col("first_day").is_between(window.first, window.last))
    return (
        inside.join(boroughs, on="place", how="left")
        .with_columns(
            place=pl.coalesce("borough", "place"), first_day=pl.lit(window.first), last_day=pl.lit(window.last)
        )
        .drop("borough")
    )


def _diamond(scan: Scan, as_at: date) -> pl.DataFrame:
    return followed(scan("diamond_people").collect(), scan("diamond_offences").collect(), as_at)


#: How the rows of each table of `FOLLOWED` are made for an edition's day, from the record tables of a store.
MADE: dict[str, Callable[[Scan, date], pl.DataFrame]] = {"diamond_people": _diamond}


#: Tables of single events of which something comes to be known later: how they stood on a day.
KNOWN: dict[str, Callable[[pl.LazyFrame, date], pl.LazyFrame]] = {"hearings": known_by}
