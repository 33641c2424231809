"""By ward: which source, window and ward list a measure's wards have. One rule for filter, map, card and table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.measure import Measure
from tp_metrics.measures import catalogue
from tp_metrics.results.cells import lead, may_answer, standing_year
from tp_metrics.results.holding import Part, holding
from tp_metrics.results.selection import Selection

#: What a level is called where wards are asked for and there are none.
LARGER = {"borough": "boroughs", "area": "area commands", "tp": "TP as a whole", "other": "the whole force"}


@dataclass(frozen=True)
class WardSource:
    """Where the figures by ward come from.

    Attributes:
        name: the source.
        vintage: the ward list that its wards are of, which the place filter, the map and the table follow.
        window: the window that its wards have.
        fell_back: whether that is not the kind of window that was asked for, but the measure's own.
    """

    name: str
    vintage: int | None
    window: periods.Window
    fell_back: bool


def ward_source(edition: Edition, measure: str, selection: Selection) -> WardSource | None:
    """The one source that speaks for a measure's wards, with its window; None where there is none.

    It is the source whose wards have the latest window of the kind asked for, of equals the one that the measure
    prefers; with an end, only windows that end then. One ward without a figure changes nothing: it is shown without.
    Of a chosen ward only sources are asked whose list has it, since ward lists never mix.
    """
    years = _vintages(edition, selection.place)
    return _found(edition, measure, selection.window, selection.end, selection.source, years)


def on_wards(edition: Edition, measure: str, selection: Selection) -> Selection:
    """The selection by ward, pinned to the source and window that speak for the wards, where there are such."""
    found = ward_source(edition, measure, selection)
    asked = replace(selection, by=("ward",), edition=edition.id)
    if found is None:
        return asked
    return replace(asked, source=found.name, window=found.window.kind, end=found.window.last)


def why_no_wards(edition: Edition, measure: str, selection: Selection) -> str:
    """Why a measure has no figures by ward: it is published for larger places only, or for other windows."""
    if latest := _found(edition, measure, selection.window, None, selection.source, None):
        return f"no figures by ward for this window; the latest are of {latest.window}"
    own = catalogue()[measure]
    for name in own.of or (measure,):
        if not _ward_names(edition, catalogue()[name], selection.source):
            held = holding(edition, name)
            there = [words for level, words in LARGER.items() if held.sources(level)]
            about = "" if name == measure else f"{catalogue()[name].title}: "
            return f"{about}published for {there[0]} only" if there else f"{about}no figures by ward in this edition"
    return "its parts are published on different ward lists, which never mix"


def ending_exactly(kind: str, end: date) -> periods.Window | None:
    """The window of a kind that ends on a day, or None where none does."""
    window = periods.ending(kind, end)
    return window if window.last == end else None


def stale(edition: Edition, kind: str, end: date | None, part: Part, window: periods.Window) -> bool:
    """Whether a ready made year of long ago would pass for a year to date, its source having printed later ones."""
    return end is None and kind == "performance year to date" and part.printed_later(window, edition.as_at)


@lru_cache(maxsize=256)
def vintage(edition: Edition, measure: str, source: str) -> int | None:
    """The ward list that a source is on; of a force's own extract its codes say which."""
    about = edition.sources.get(source)
    part = holding(edition, measure).part(source, "ward") if source.startswith("force_extract") else None
    if part is not None:
        return edition.places.ward_vintage(part.frame["place"].unique().cast(pl.String))
    return about.vintage if about else None


@lru_cache(maxsize=256)
def divides(edition: Edition, name: str, source: str) -> bool:
    """Whether what stands below a quotient's line has the wards of the source above it; true of all else."""
    measure = catalogue()[name]
    if not measure.of:
        return True
    under, mine = catalogue()[measure.of[1]], vintage(edition, lead(measure).id, source)
    return any(vintage(edition, under.id, each) == mine for each in may_answer(edition, under, "ward", None))


def _ward_names(edition: Edition, measure: Measure, asked: str | None) -> list[str]:
    return [name for name in may_answer(edition, measure, "ward", asked) if divides(edition, measure.id, name)]


@lru_cache(maxsize=2048)
def _vintages(edition: Edition, code: str) -> frozenset[int] | None:
    """The ward lists that have a code; None where it is no ward's."""
    own = edition.places.frame.filter((pl.col("code") == code) & (pl.col("level") == "ward"))
    return frozenset(own["vintage"].to_list()) or None


@lru_cache(maxsize=1024)
def _found(
    edition: Edition, name: str, kind: str, end: date | None, asked: str | None, years: frozenset[int] | None
) -> WardSource | None:
    measure = catalogue()[name]
    for each in dict.fromkeys((kind, measure.window)):
        found = []
        for source in _ward_names(edition, measure, asked):
            year = vintage(edition, lead(measure).id, source)
            window = _latest(edition, measure, source, each, end) if not years or year in years else None
            if window is not None:
                found.append(WardSource(source, year, window, each != kind))
        if found:
            return max(found, key=lambda one: one.window.last)  # the first of equals, which is the preferred one
    return None


def _latest(edition: Edition, measure: Measure, source: str, kind: str, end: date | None) -> periods.Window | None:
    """The latest window of a kind that a source's wards have, or that which ends on a day."""
    main = lead(measure)
    part = holding(edition, main.id).part(source, "ward")
    assert part is not None
    for window in _windows(edition, main, part, kind, end):
        if tiles(main, part, window) and (end is not None or _divided(edition, measure, source, window)):
            return None if stale(edition, kind, end, part, window) else window
    return None


def _windows(edition: Edition, main: Measure, part: Part, kind: str, end: date | None) -> Iterator[periods.Window]:
    if main.standing:
        yield periods.ending(kind, end or edition.as_at)
    elif end is None:
        yield from dict.fromkeys(periods.ending(kind, day) for day in part.ends(edition.as_at)[:40])
    elif window := ending_exactly(kind, end):
        yield window


def tiles(measure: Measure, part: Part, window: periods.Window) -> bool:
    """Whether facts fill a window without gaps; of a measure that stands for a year, the year of its last day."""
    return part.tiles(standing_year(window) if measure.standing else window) is not None


def _divided(edition: Edition, measure: Measure, source: str, window: periods.Window) -> bool:
    """Whether what stands below a quotient's line has the window too, on the same ward list."""
    if not measure.of:
        return True
    under, mine = catalogue()[measure.of[1]], vintage(edition, lead(measure).id, source)
    for name in may_answer(edition, under, "ward", None):
        part = holding(edition, under.id).part(name, "ward")
        if part and vintage(edition, under.id, name) == mine and tiles(under, part, window):
            return True
    return False
