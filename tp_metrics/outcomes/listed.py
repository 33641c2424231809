"""The records of offenders at a place as an edition knows them, and what is said beside every figure of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from tp_metrics.access import EVERYONE, Scope, must_see
from tp_metrics.editions import Edition
from tp_metrics.geography import Place
from tp_metrics.outcomes.cohorts import SOURCES
from tp_metrics.periods import year_before, year_start
from tp_metrics.results import edition_in
from tp_metrics.stats import poisson_limits, rate_ratio_change
from tp_metrics.stats.disclosure import FEWEST

#: Units that hold records and are in no borough.
ELSEWHERE = "SPECIALIST"
ALL = "all"
#: A figure with its lower and upper limit.
Limited = tuple[float, float, float]
NO_TABLE = "This edition has no records of {}"
NOBODY_HERE = "Nobody here is on the list of {}"


@dataclass(frozen=True, eq=False, kw_only=True)
class Known:
    """What a list says at a place, as known at an edition's day.

    Attributes:
        edition, as_at: the edition and its day.
        place: where.
        source, attribution, demonstration: where the records come from.
        why: why there is nothing, where that is so.
        folder: the edition's folder.
        viewer: for whom it was asked; tables by borough hold the boroughs that the viewer may see in full.
    """

    edition: str
    as_at: date
    place: Place
    source: str
    attribution: str
    demonstration: bool
    why: str
    folder: Path
    viewer: Scope = EVERYONE

    @property
    def cut(self) -> date:
        """How far the figures go: to the edition's day."""
        return self.as_at

    @property
    def years(self) -> dict[str, tuple[date, date]]:
        """The year up to the edition's day and the year before it: the day before each begins, and its last day."""
        middle = year_before(self.as_at)
        return {"this": (middle, self.as_at), "last": (year_before(middle), middle)}


def known(edition: Edition, code: str, table: str, words: str, viewer: Scope = EVERYONE) -> dict[str, Any]:
    """The fields of `Known` for a list, which `words` names; raises PlaceUnknown, and NotForViewer."""
    place = edition.places.place(code)
    must_see(viewer, edition.places, code, "Tables of justice")
    name = held(edition.folder, table)
    about = edition.sources.get(name)
    nothing = listed(edition.folder, code, table).is_empty()
    why = NO_TABLE.format(words) if not name else NOBODY_HERE.format(words) if nothing else ""
    return {
        "edition": edition.id,
        "as_at": edition.as_at,
        "place": place,
        "source": about.title if about else "",
        "attribution": about.attribution if about else "",
        "demonstration": bool(about and about.demonstration),
        "why": why,
        "folder": edition.folder,
        "viewer": viewer,
    }


def seen_rows(frame: pl.DataFrame, folder: Path, viewer: Scope) -> pl.DataFrame:
    """The rows of a table by borough (`code`) that a viewer may see in full; all of them for who sees every place."""
    if viewer.everything:
        return frame
    places = edition_in(folder).places
    codes = [code for code in frame["code"].drop_nulls().unique() if viewer.may_see((code, *places.parents(code)))]
    return frame.filter(pl.col("code").is_in(codes))


@lru_cache(maxsize=32)
def _table(folder: Path, table: str) -> tuple[str, pl.DataFrame]:
    """The first source that has records of a table, and these with the code and name of their borough."""
    edition = edition_in(folder)
    rows = edition.people(table)
    name = next((source for source in SOURCES if (rows["source"] == source).any()), "")
    mine = rows.filter(pl.col("source") == name)
    places = edition.places
    above = {code: (code, *places.parents(code)) for code in mine["place"].unique()}
    boroughs = {
        code: next((p for p in map(places.place, chain) if p.level == "borough"), None) for code, chain in above.items()
    }
    codes = {code: found.code if found else None for code, found in boroughs.items()}
    names = {code: found.name if found else None for code, found in boroughs.items()}
    return name, mine.with_columns(
        borough=pl.col("place").replace_strict(codes, return_dtype=pl.String),
        borough_name=pl.col("place").replace_strict(names, return_dtype=pl.String),
    )


def held(folder: Path, table: str) -> str:
    """The name of the source that answers of a table; empty without any."""
    return _table(folder, table)[0]


def listed(folder: Path, code: str, table: str) -> pl.DataFrame:
    """The records of a table at a place and in what it holds. For this package alone: no row of it is handed on."""
    rows = _table(folder, table)[1]
    places = edition_in(folder).places
    inside = [place for place in rows["place"].unique() if code in (place, *places.parents(place))]
    return rows.filter(pl.col("place").is_in(inside))


def everywhere(folder: Path, table: str) -> pl.DataFrame:
    """All records of a table, those of units outside the boroughs too. For this package alone."""
    return _table(folder, table)[1]


def stood(day: date, end: str = "until") -> pl.Expr:
    """Whether a record stood at the end of a day."""
    return (pl.col("first_day") <= day) & (pl.col(end).is_null() | (pl.col(end) > day))


def within(day: str, since: date, last: date) -> pl.Expr:
    """Whether a day lies after one day, up to another; false where it is not known."""
    return ((pl.col(day) > since) & (pl.col(day) <= last)).fill_null(value=False)


def shown(count: int) -> int | None:
    """A count of people or records that may be shown; None under five."""
    return count if count >= FEWEST else None


def years_between(rows: pl.DataFrame, end: str, since: date, last: date) -> float:
    """Years that people stood on a list after one day, up to another; days on several records count once."""
    first, to = pl.col("first_day"), pl.col(end).fill_null(last)
    begin = pl.max_horizontal(first, pl.lit(since))
    spans = rows.select("person", begin=begin, end=pl.min_horizontal(to, pl.lit(last))).filter(
        pl.col("end") > pl.col("begin")
    )
    before = pl.col("end").cum_max().shift(1).over("person", order_by="begin")
    fresh = spans.sort("person", "begin").with_columns(begin=pl.max_horizontal("begin", before))
    days = (pl.col("end") - pl.col("begin")).dt.total_days().clip(0).sum()
    return float(fresh.select(days).item() or 0) / 365.25


def residents(folder: Path) -> pl.DataFrame:
    """Residents of each borough in the performance year of the edition's day: code, residents."""
    edition = edition_in(folder)
    facts = edition.facts("residents").filter(pl.col("level") == "borough")
    year = facts.filter(pl.col("first_day") == year_start(edition.as_at))
    return year.select(code=pl.col("place").cast(pl.String), residents="numerator")


def a_thousand(frame: pl.DataFrame, value: str, of: str, per: int = 1000) -> pl.DataFrame:
    """With `rate`, `rate_lower` and `rate_upper`: so many for each `per` of another column (Poisson limits, 95 %)."""
    lower, upper = poisson_limits(pl.col(value).cast(pl.Float64))
    parts = {"rate": pl.col(value), "rate_lower": lower, "rate_upper": upper}
    return frame.with_columns(**{name: per * part / pl.col(of) for name, part in parts.items()})


def rated(count: float, exposure: float, per: int = 1) -> Limited | None:
    """So many events for each `per` of an exposure, with limits; None without exposure."""
    if exposure <= 0:
        return None
    frame = a_thousand(pl.DataFrame({"k": [count], "of": [exposure]}), "k", "of", per)
    rate, lower, upper = frame.select("rate", "rate_lower", "rate_upper").row(0)
    return rate, lower, upper


def changed(now: tuple[float, float], before: tuple[float, float]) -> Limited | None:
    """The change of a rate, per cent, with limits; events and exposure of each period. None without any before."""
    if min(now[1], *before) <= 0:
        return None
    change, lower, upper = rate_ratio_change(*(pl.lit(float(part)) for part in (*now, *before)))
    found = pl.select(change=change, lower=lower, upper=upper).row(0)
    return found[0], found[1], found[2]


def last_week(as_at: date) -> tuple[date, date]:
    """The last week, Monday to Sunday, that was over by a day."""
    sunday = as_at - timedelta(days=(as_at.weekday() + 1) % 7)
    return sunday - timedelta(days=6), sunday
