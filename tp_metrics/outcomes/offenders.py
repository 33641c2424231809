"""People wanted: who stands on the lists, what came and went, how long people stay at large and what they do there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from tp_metrics.access import EVERYONE, Scope
from tp_metrics.editions import Edition
from tp_metrics.outcomes.cohorts import shares
from tp_metrics.outcomes.listed import (
    ALL,
    ELSEWHERE,
    Known,
    Limited,
    a_thousand,
    changed,
    everywhere,
    known,
    listed,
    rated,
    residents,
    seen_rows,
    shown,
    stood,
    within,
    years_between,
)
from tp_metrics.results import edition_in
from tp_metrics.schema.offenders import CATEGORIES, RISKS
from tp_metrics.stats import suppressed
from tp_metrics.stats.disclosure import FEWEST

WANTED = "people wanted"
#: The parts of a balance: what stood at first, what came, what went by arrest and otherwise, and what stands.
PARTS = ("start", "new", "arrested", "withdrawn", "end")
NOT_NOTED = "not noted"
YEAR = 365


@dataclass(frozen=True, eq=False, kw_only=True)
class AtLarge(Known):
    """The lists of people wanted at a place.

    Attributes:
        balance: year ("this", "last"), category ("all" first), part (of PARTS), k and reason: start + new − arrested −
            withdrawn = end. The year before is left out where the lists do not reach so far.
        records, people: how many records stand, and how many people they are of.
        ages: category, records, days (median since listed), oldest (whole years) and the share listed over a year ago
            (k, n, share, lower, upper), with reason.
        risks: category, risk, k, reason.
        months: line ("all"), x (month from 0), value: records that stood at each month's end, up to 24 months.
        first: the day from which on the lists tell everything.
    """

    balance: pl.DataFrame
    records: int | None
    people: int | None
    ages: pl.DataFrame
    risks: pl.DataFrame
    months: pl.DataFrame
    first: date | None


def wanted(edition: Edition, place: str, *, viewer: Scope = EVERYONE) -> AtLarge:
    """The lists of people wanted at a place: TP, an area command or a borough. Raises PlaceUnknown, NotForViewer."""
    return _wanted(edition.folder, place, viewer)


@lru_cache(maxsize=64)
def _wanted(folder: Path, code: str, viewer: Scope) -> AtLarge:
    edition = edition_in(folder)
    about = known(edition, code, "wanted", WANTED, viewer)
    mine = listed(folder, code, "wanted")
    now = mine.filter(stood(edition.as_at, "ended"))
    first: date | None = everywhere(folder, "wanted").select(pl.col("ended").min()).item()
    base = Known(**about)
    spans = {year: span for year, span in base.years.items() if year == "this" or (first and first <= span[0])}
    return AtLarge(
        **about,
        balance=_balance(mine, spans),
        records=shown(now.height),
        people=shown(now["person"].n_unique()),
        ages=_ages(now, edition.as_at),
        risks=_risks(now),
        months=_months(folder, code),
        first=first,
    )


def _by_list(rows: pl.DataFrame) -> pl.DataFrame:
    """Every row twice: under its own category and under all of them."""
    category = pl.col("category").cast(pl.String)
    return pl.concat([rows.with_columns(category=pl.lit(ALL)), rows.with_columns(category=category)])


def _balance(mine: pl.DataFrame, spans: dict[str, tuple[date, date]]) -> pl.DataFrame:
    frames = []
    for year, (since, last) in spans.items():
        withdrawn = pl.col("arrested").is_null() & within("ended", since, last)
        counted = {
            "start": stood(since, "ended"),
            "new": within("first_day", since, last),
            "arrested": within("arrested", since, last),
            "withdrawn": withdrawn,
            "end": stood(last, "ended"),
        }
        sums = {part: having.sum().cast(pl.Int64) for part, having in counted.items()}
        both = pl.concat([mine.group_by(category=pl.col("category").cast(pl.String), maintain_order=True).agg(**sums),
                          mine.select(category=pl.lit(ALL), **sums)])  # fmt: skip
        frames.append(
            both.unpivot(index="category", variable_name="part", value_name="k").with_columns(year=pl.lit(year))
        )
    rows = pl.concat(frames)
    if mine.is_empty():
        return rows.clear().with_columns(reason=pl.lit(""))
    # What stands is told in other tables too: where a part is too few, another part goes with it, and never the end.
    stands, every = pl.col("part").is_in(["start", "end"]).alias("stands"), (pl.col("category") == ALL).alias("every")
    marked = rows.with_columns(stands, every)
    across = ["every", "stands", "year"]
    sides = [
        suppressed(marked.filter("stands"), "k", rule="5", totals=[[*across, "part"]]),
        suppressed(marked.filter(~pl.col("stands")), "k", rule="5", totals=[[*across, "category"], [*across, "part"]]),
    ]
    order = {name: at for at, name in enumerate((ALL, *CATEGORIES))}
    both = pl.concat(sides)
    parts = {name: at for at, name in enumerate(PARTS)}
    return (
        both.with_columns(a=pl.col("category").replace_strict(order), b=pl.col("part").replace_strict(parts))
        .sort("year", "a", "b", descending=[True, False, False])
        .select("year", "category", "part", "k", "reason")
    )


def _ages(now: pl.DataFrame, as_at: date) -> pl.DataFrame:
    days = (pl.lit(as_at) - pl.col("first_day")).dt.total_days()
    counted = _by_list(now.select("first_day", "category")).group_by("category", maintain_order=True).agg(
        records=pl.len().cast(pl.Int64),
        days=days.median(),
        oldest=(days.max() / 365.25).floor().cast(pl.Int64),
        k=(days > YEAR).sum().cast(pl.Int64),
        n=pl.len().cast(pl.Int64),
    )  # fmt: skip
    every = counted.with_columns(level=pl.col("category") == ALL)
    told = shares(every, [["level"]])
    seen = pl.col("k").is_not_null()
    few = (pl.when(seen).then(pl.col(name)).alias(name) for name in ("records", "days", "oldest"))
    return _in_order(told.with_columns(*few).drop("level"), "category", (ALL, *CATEGORIES))


def _risks(now: pl.DataFrame) -> pl.DataFrame:
    risk = pl.col("risk").cast(pl.String).fill_null(NOT_NOTED)
    found = now.group_by(pl.col("category").cast(pl.String), risk=risk, maintain_order=True).agg(
        k=pl.len().cast(pl.Int64)
    )
    # Nobody in a band tells as much as one: every band is there for every list.
    bands = pl.DataFrame({"risk": [one for one in (*RISKS, NOT_NOTED) if one in found["risk"] or one in RISKS]})
    every = found.select("category").unique().join(bands, how="cross")
    counted = every.join(found, on=["category", "risk"], how="left").with_columns(pl.col("k").fill_null(0))
    told = suppressed(counted, "k", rule="5", totals=[["category"], ["risk"]]).drop("total_reveals")
    return _in_order(_in_order(told, "risk", (*RISKS, NOT_NOTED)), "category", CATEGORIES)


def _in_order(frame: pl.DataFrame, column: str, names: tuple[str, ...]) -> pl.DataFrame:
    """Rows in the order of names."""
    order = {name: at for at, name in enumerate(names)}
    return frame.sort(pl.col(column).replace_strict(order, return_dtype=pl.Int64), maintain_order=True)


def _months(folder: Path, code: str) -> pl.DataFrame:
    """Records that stood at each of the last 24 months' ends, from the account that `figure` counts too."""
    rows = listed(folder, code, "offender_account").filter(pl.col("entry") == "standing")
    by_month = (
        rows.group_by("last_day", maintain_order=True).agg(value=pl.col("number").sum()).sort("last_day").tail(24)
    )
    some = by_month.filter(pl.col("value").min() >= 5)
    return some.select(line=pl.lit("records"), x=pl.int_range(pl.len()), value="value", month="last_day")


@lru_cache(maxsize=64)
def elsewhere(found: AtLarge) -> int | None:
    """How many records units outside the boroughs hold; None where that is under five, or at a smaller place."""
    if found.place.code != "TP":
        return None
    now = everywhere(found.folder, "wanted").filter(stood(found.as_at, "ended") & pl.col("borough").is_null())
    return now.height if now.height >= FEWEST else None


def units(found: AtLarge) -> pl.DataFrame:
    """Each borough, and each unit outside the boroughs, by the records that stand: one row each, the most first.

    Columns: name, code (null for a unit), records, people, high (records of high risk), rate with limits (records for
    each 1,000 residents; null for a unit), k, n, share, lower, upper (listed over a year ago, per cent), reason. What
    is under five, or would give such a count away, is withheld with the whole row. Who may not see every place in full
    sees the rows of their own boroughs, with the same figures.
    """
    now = everywhere(found.folder, "wanted").filter(stood(found.as_at, "ended"))
    if now.is_empty():
        return pl.DataFrame()
    outside = pl.coalesce("unit", pl.when(pl.col("place") == ELSEWHERE).then(pl.lit("Other specialist units")))
    named = now.with_columns(
        name=pl.coalesce("borough_name", outside, pl.lit("Not placed")), code="borough",
        old=(pl.lit(found.as_at) - pl.col("first_day")).dt.total_days() > YEAR,
    )  # fmt: skip
    counted = named.group_by("name", "code", maintain_order=True).agg(
        records=pl.len().cast(pl.Int64),
        people=pl.col("person").n_unique().cast(pl.Int64),
        high=(pl.col("risk") == "high").sum().cast(pl.Int64),
        k=pl.col("old").sum().cast(pl.Int64),
        n=pl.len().cast(pl.Int64),
    )
    group = pl.col("code").is_null().alias("outside")
    told = shares(counted.with_columns(group), [["outside"]])
    high = suppressed(told.select("name", "outside", "high"), "high", rule="5", totals=[["outside"]])
    told = told.drop("high").join(high.select("name", "high"), on="name", how="left")
    seen = pl.col("k").is_not_null()
    told = told.with_columns(pl.when(seen).then(pl.col(name)).alias(name) for name in ("records", "people", "high"))
    rated = a_thousand(told.join(residents(found.folder), on="code", how="left"), "records", "residents")
    rated = seen_rows(rated, found.folder, found.viewer)
    return rated.drop("residents").sort("outside", "records", "name", descending=[False, True, False], nulls_last=True)


@lru_cache(maxsize=64)
def overlap(found: AtLarge) -> pl.DataFrame:
    """People by the lists that they stand on: lists (names joined by " + "), number of lists, people, records, reason.

    The combinations tell everybody once; what is under five, or would give such a count away, is withheld.
    """
    now = listed(found.folder, found.place.code, "wanted").filter(stood(found.as_at, "ended"))
    on = {name: (pl.col("category") == name).any() for name in CATEGORIES}
    people = now.group_by("person", maintain_order=True).agg(**on, records=pl.len().cast(pl.Int64))
    names = [pl.when(name).then(pl.lit(name)) for name in CATEGORIES]
    lists = pl.concat_str(names, separator=" + ", ignore_nulls=True)
    counted = people.group_by(
        lists=lists, number=pl.sum_horizontal(CATEGORIES).cast(pl.Int64), maintain_order=True
    ).agg(people=pl.len().cast(pl.Int64), records=pl.col("records").sum())
    told = suppressed(counted, "people", rule="5", totals=[[]], also=["records"]).drop("total_reveals")
    return told.sort("people", "lists", descending=[True, False], nulls_last=True)


@dataclass(frozen=True, eq=False)
class Offending:
    """Offences recorded of people while they were wanted, in the year up to the edition's day and the year before.

    Attributes:
        offences, before: how many, committed here; None under five, or where the lists do not reach so far.
        people: how many people they are of.
        rate: for each 100 years at large, with limits; of London as a whole, as offences cross boroughs.
        change: of that rate on the year before, per cent, with limits; None without a year before.
        kinds: offence, k, reason: the most frequent first.
    """

    offences: int | None
    before: int | None
    people: int | None
    rate: Limited | None
    change: Limited | None
    kinds: pl.DataFrame


@lru_cache(maxsize=64)
def offending(found: AtLarge) -> Offending:
    """What people did while they were wanted, by where they did it."""
    done = listed(found.folder, found.place.code, "offender_offences").filter("while_wanted")
    inside = {year: within("first_day", *span) for year, span in found.years.items()}
    reaches = found.first is not None and found.first <= found.years["last"][0]
    now = done.filter(inside["this"])
    kinds = now.group_by(pl.col("offence").cast(pl.String), maintain_order=True).agg(k=pl.len().cast(pl.Int64))
    told = suppressed(kinds, "k", rule="5", totals=[[]]).drop("total_reveals")
    rate, change = _rate(found.folder, found.years["last"], found.years["this"])
    return Offending(
        offences=shown(now.height),
        before=shown(done.filter(inside["last"]).height) if reaches else None,
        people=shown(now["person"].n_unique()),
        rate=rate,
        change=change if reaches else None,
        kinds=told.sort("k", "offence", descending=[True, False], nulls_last=True),
    )


@lru_cache(maxsize=16)
def _rate(folder: Path, last: tuple[date, date], this: tuple[date, date]) -> tuple[Limited | None, Limited | None]:
    """Offences for each 100 years at large in London with limits, and the change of it on the year before."""
    done = everywhere(folder, "offender_offences").filter("while_wanted")
    records = everywhere(folder, "wanted")
    now, before = (
        (float(done.filter(within("first_day", *span)).height), years_between(records, "ended", *span))
        for span in (this, last)
    )
    return rated(*now, per=100), changed(now, before)
