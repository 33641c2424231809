"""People under MAPPA, with the reviews that are due, and prolific offenders, with what they do while on the scheme."""

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
from tp_metrics.schema.offenders import MAPPA_CATEGORIES, MAPPA_LEVELS
from tp_metrics.stats import suppressed

MAPPA = "people under MAPPA"
PROLIFIC = "prolific offenders"
#: When a review is due, from the edition's day: days up to which, by name.
DUE = {"overdue": 0, "within 30 days": 30, "within 90 days": 90, "later": None, "no date": None}


@dataclass(frozen=True, eq=False, kw_only=True)
class Mappa(Known):
    """People under MAPPA at a place.

    Attributes:
        people: how many; None under five.
        cells: category, level, k, reason: both at once for TP and area commands; at a borough the categories alone
            (level "all") and the levels alone (category "all"), since both at once would be of a few people.
        reviews: level, due (of DUE), k, n, share, lower, upper, reason: of the people of a level.
    """

    people: int | None
    cells: pl.DataFrame
    reviews: pl.DataFrame


def mappa(edition: Edition, place: str, *, viewer: Scope = EVERYONE) -> Mappa:
    """People under MAPPA at a place: TP, an area command or a borough. Raises PlaceUnknown, NotForViewer."""
    return _mappa(edition.folder, place, viewer)


@lru_cache(maxsize=64)
def _mappa(folder: Path, code: str, viewer: Scope) -> Mappa:
    edition = edition_in(folder)
    now = listed(folder, code, "mappa").filter(stood(edition.as_at))
    named = now.with_columns(pl.col("category", "level").cast(pl.String))
    return Mappa(
        **known(edition, code, "mappa", MAPPA, viewer),
        people=shown(now.height),
        cells=_cells(named, edition.places.place(code).level == "borough"),
        reviews=_reviews(named, edition.as_at),
    )


def _cells(now: pl.DataFrame, alone: bool) -> pl.DataFrame:
    """Categories by level, what is under five withheld with what would give it away."""
    count = pl.len().cast(pl.Int64)
    if not alone:
        counted = now.group_by("category", "level").agg(k=count)
        told = suppressed(counted, "k", rule="5", totals=[["category"], ["level"]])
        return told.drop("total_reveals").sort("category", "level")
    each = {"category": MAPPA_CATEGORIES, "level": MAPPA_LEVELS}
    frames = []
    for name, names in each.items():
        counted = pl.DataFrame({name: names}).join(now.group_by(name).agg(k=count), on=name, how="left")
        told = suppressed(counted.with_columns(pl.col("k").fill_null(0)), "k", rule="5", totals=[[]])
        other = next(column for column in each if column != name)
        frames.append(told.with_columns(pl.lit("all").alias(other)).select("category", "level", "k", "reason"))
    return pl.concat(frames)


def _reviews(now: pl.DataFrame, as_at: date) -> pl.DataFrame:
    days = (pl.col("review_due") - pl.lit(as_at)).dt.total_days()
    due = (
        pl.when(days.is_null()).then(pl.lit("no date")).when(days < 0).then(pl.lit("overdue"))
        .when(days <= 30).then(pl.lit("within 30 days")).when(days <= 90).then(pl.lit("within 90 days"))
        .otherwise(pl.lit("later"))
    )  # fmt: skip
    counted = now.group_by("level", due=due).agg(k=pl.len().cast(pl.Int64))
    counted = counted.with_columns(n=pl.col("k").sum().over("level"))
    order = {name: at for at, name in enumerate(DUE)}
    told = shares(counted, [["level"], ["due"]])
    return told.sort("level", pl.col("due").replace_strict(order, return_dtype=pl.Int64))


@dataclass(frozen=True, eq=False, kw_only=True)
class Prolific(Known):
    """Prolific offenders at a place, and their offences while on the scheme, in a year and the year before.

    Attributes:
        people, before: how many are on the scheme now, and were a year ago; None under five.
        flow: part (start, new, ended, end), k, reason, over the year.
        offences, offences_before: offences of the people managed here, wherever they did it.
        rate, rate_before: for each person and year on the scheme, with limits.
        change: of that rate, per cent, with limits.
    """

    people: int | None
    before: int | None
    flow: pl.DataFrame
    offences: int | None
    offences_before: int | None
    rate: Limited | None
    rate_before: Limited | None
    change: Limited | None


def prolific(edition: Edition, place: str, *, viewer: Scope = EVERYONE) -> Prolific:
    """Prolific offenders at a place: TP, an area command or a borough. Raises PlaceUnknown, NotForViewer."""
    return _prolific(edition.folder, place, viewer)


@lru_cache(maxsize=64)
def _prolific(folder: Path, code: str, viewer: Scope) -> Prolific:
    edition = edition_in(folder)
    about = known(edition, code, "prolific", PROLIFIC, viewer)
    mine = listed(folder, code, "prolific")
    since, last = Known(**about).years["this"]
    spans = Known(**about).years
    done = _offences(folder).filter(pl.col("person").is_in(mine["person"].unique().implode()))
    counts = {year: done.filter(within("first_day", *span)).height for year, span in spans.items()}
    years = {year: years_between(mine, "until", *span) for year, span in spans.items()}
    told = {year: shown(count) for year, count in counts.items()}
    rates = {year: None if told[year] is None else rated(counts[year], years[year]) for year in spans}
    parts = {
        "start": stood(since), "new": within("first_day", since, last),
        "ended": within("until", since, last), "end": stood(last),
    }  # fmt: skip
    rows = mine.select(**{part: having.sum().cast(pl.Int64) for part, having in parts.items()})
    flow = suppressed(rows.unpivot(variable_name="part", value_name="k"), "k", rule="5", totals=[[]])
    both = None not in told.values()
    return Prolific(
        **about,
        people=shown(mine.filter(stood(last)).height),
        before=shown(mine.filter(stood(since)).height),
        flow=flow.drop("total_reveals"),
        offences=told["this"],
        offences_before=told["last"],
        rate=rates["this"],
        rate_before=rates["last"],
        change=changed((counts["this"], years["this"]), (counts["last"], years["last"])) if both else None,
    )


def _offences(folder: Path) -> pl.DataFrame:
    return everywhere(folder, "offender_offences").filter("while_prolific")


def managed_boroughs(found: Known) -> pl.DataFrame:
    """The table of `_boroughs`, of the boroughs that the viewer may see in full."""
    return seen_rows(_boroughs(found.folder), found.folder, found.viewer)


@lru_cache(maxsize=64)
def _boroughs(folder: Path) -> pl.DataFrame:
    """People under MAPPA, overdue reviews, prolific offenders and their offences in the year, by borough.

    Columns: name, code, mappa, overdue, prolific, offences, rate with limits (offences a prolific person and year).
    Each column withholds what is under five, and what would give it away.
    """
    edition = edition_in(folder)
    as_at = edition.as_at
    under = everywhere(folder, "mappa").filter(stood(as_at)).drop_nulls("borough")
    scheme = everywhere(folder, "prolific").drop_nulls("borough")
    span = Known(**known(edition, "TP", "prolific", PROLIFIC)).years["this"]
    homes = scheme.select("person", "borough").unique("person")
    done = _offences(folder).filter(within("first_day", *span)).drop("borough").join(homes, on="person")
    count = pl.len().cast(pl.Int64)
    parts = {
        "mappa": under.group_by(code="borough").agg(mappa=count),
        "overdue": under.filter(pl.col("review_due") < as_at).group_by(code="borough").agg(overdue=count),
        "prolific": scheme.filter(stood(as_at)).group_by(code="borough").agg(prolific=count),
        "offences": done.group_by(code="borough").agg(offences=count),
    }
    codes = residents(folder).select("code").sort("code")
    names = {code: edition.places.place(code).name for code in codes["code"]}
    frame = codes.with_columns(name=pl.col("code").replace_strict(names, return_dtype=pl.String))
    for name, part in parts.items():
        whole = frame.join(part, on="code", how="left").with_columns(pl.col(name).fill_null(0))
        told = suppressed(whole.select("code", name), name, rule="5", totals=[[]]).select("code", name)
        frame = frame.join(told, on="code", how="left")
    years = pl.DataFrame(
        {"code": list(frame["code"]),
         "years": [years_between(scheme.filter(pl.col("borough") == code), "until", *span) for code in frame["code"]]},
        schema={"code": pl.String, "years": pl.Float64},
    )  # fmt: skip
    rated = a_thousand(frame.join(years, on="code"), "offences", "years", 1)
    return rated.drop("years").sort("mappa", "name", descending=[True, False], nulls_last=True)
