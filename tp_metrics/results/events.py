"""The dated events of an edition that concern a measure at a place."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from tp_metrics import periods
from tp_metrics.editions.published import opened
from tp_metrics.measures import catalogue
from tp_metrics.results.cells import lead

#: The edition in a folder, the same that the list of editions gives: its places and references are read once.
edition_in = opened


@lru_cache(maxsize=1024)
def events(folder: Path, name: str, code: str) -> pl.DataFrame:
    """The dated events that concern a measure and a place.

    One that names no measure concerns them all; one that names no place concerns every place, and one that names a
    level every place of it.
    """
    here = _around(folder, code)
    named = enumerate(_named(folder, name))
    return _some(folder, name, tuple(number for number, place in named if place is None or place in here))


@lru_cache(maxsize=512)
def _some(folder: Path, name: str, numbers: tuple[int, ...]) -> pl.DataFrame:
    """Some of the events that concern a measure: of most places they are the same, in one frame."""
    found = _events(folder, name)
    return found if len(numbers) == found.height else found[list(numbers)]


@lru_cache(maxsize=256)
def _named(folder: Path, name: str) -> tuple[str | None, ...]:
    """What each event that concerns a measure names as its place; None for all places."""
    return tuple(_events(folder, name)["place"].to_list())


def around(folder: Path, code: str) -> list[str]:
    """What an event may name to concern a place: the place, those that hold it, the whole force, and its level."""
    places = edition_in(folder).places
    return [code, *places.parents(code), "TP", "MPS", places.place(code).level]


@lru_cache(maxsize=256)
def _events(folder: Path, name: str) -> pl.DataFrame:
    """The dated events up to the edition's day that concern a measure, wherever: what came later was not known."""
    edition, named = edition_in(folder), pl.col("measures").str.split(";")
    about = pl.col("measures").is_null() | named.list.contains(name) | named.list.contains(lead(catalogue()[name]).id)
    return edition.reference("events").filter(about, pl.col("first_day") <= edition.as_at)


@lru_cache(maxsize=4096)
def unlike(folder: Path, name: str, code: str, first: date, last: date) -> str:
    """Why days of a measure cannot be held against the same days of the year before; empty where they can.

    A dated event that breaks the series lies between their beginnings, or within the later ones; or both hold the same
    interviews, as rolling windows of more than a year do.
    """
    before = periods.year_before(first), periods.year_before(last)
    if before[1] >= first and catalogue()[name].weighted:
        return "both windows hold the same interviews in part"
    here = _around(folder, code)
    between = (
        words
        for place, day, words in _breaks(folder, name)
        if before[0] < day <= last and (place is None or place in here)
    )
    return next(between, "").removesuffix(".")


@lru_cache(maxsize=256)
def _breaks(folder: Path, name: str) -> tuple[tuple[str | None, date, str], ...]:
    """The place, day and words of each event that breaks a series: a screening asks for every place and window."""
    return tuple(_events(folder, name).filter("breaks").select("place", "first_day", "words").rows())


@lru_cache(maxsize=1024)
def _around(folder: Path, code: str) -> frozenset[str]:
    return frozenset(around(folder, code))


def break_between(found: pl.DataFrame, begin: date, end: date) -> str:
    """The first of some dated events after a day, up to another, that breaks a series, in words; empty for none.

    `found` has the columns of data/reference/events.csv; figures of days on its two sides cannot be compared.
    """
    between = found.filter(pl.col("breaks") & (pl.col("first_day") > begin) & (pl.col("first_day") <= end))
    return str(between["words"][0]) if between.height else ""


@lru_cache(maxsize=256)
def breaking(folder: Path, name: str) -> tuple[tuple[str | None, date], ...]:
    """The place (None: everywhere) and first day of each dated event across which a measure cannot be compared."""
    found = _events(folder, name)
    return tuple(found.filter(pl.col("breaks")).select("place", "first_day").rows())
