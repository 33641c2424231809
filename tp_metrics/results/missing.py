"""Why there is no figure, and what there is instead, in one sentence without its full stop."""

from __future__ import annotations

from datetime import date

import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.geography import Place
from tp_metrics.measure import Measure
from tp_metrics.measures import catalogue
from tp_metrics.results.cells import lead
from tp_metrics.results.holding import holding
from tp_metrics.results.refusals import refusal

#: What a level is called where a figure is missing.
LEVEL_WORDS = {
    "tp": "Territorial Policing",
    "area": "area commands",
    "borough": "boroughs",
    "ward": "wards",
    "other": "the whole force or other places",
}


def what_there_is(
    edition: Edition, measure: Measure, place: Place, window: periods.Window | None, only: str | None = None
) -> str:
    """That a measure has no figure for a place in a window (or in any), and what there is of it.

    Of a quotient the part that is missing is named. `only` is the one source that was allowed to answer.
    """
    asked = f"{measure.title} for {place.label}" + (f" in {window}" if window else "")
    there = spans(edition, lead(measure), place, only)
    if window and (refused := refusal(edition, measure.id, place.code, window)):
        return f"{asked}: {refused}" + (f"; there are {there}" if there else "")
    if lacking := _below(edition, measure, place, window, only):
        return f"{asked}: no figure in edition {edition.id}; {lacking}"
    if there:
        return f"{asked}: no figure in edition {edition.id}; there are {there}"
    levels = levels_of(edition, lead(measure))
    elsewhere = f"; there are figures of {levels}" if levels else ""
    return f"{asked}: no source in edition {edition.id} has it{elsewhere}"


def spans(edition: Edition, measure: Measure, place: Place, only: str | None = None) -> str:
    """Which periods a measure has facts of at a place, source by source; empty where there are none.

    "months from 1 Apr 2007 to 31 Dec 2011 in Demonstration data"
    """
    return _spans(edition, measure, place.level, only, pl.col("place") == place.code)


def spans_at(edition: Edition, measure: Measure, level: str, only: str | None = None) -> str:
    """Which periods a measure has facts of at any place of a level, source by source; empty where there are none."""
    return _spans(edition, measure, level, only, pl.lit(value=True))


def _spans(edition: Edition, measure: Measure, level: str, only: str | None, where: pl.Expr) -> str:
    held = holding(edition, measure.id)
    there = []
    for source in measure.sources:
        part = held.part(source, level)
        if part is None or only not in (None, source):
            continue
        own = part.frame.filter(where)["period"].unique().sort()
        if own.len():
            there.append(f"{_grain([part.spans[number] for number in own])} in {edition.sources[source].title}")
    return "; ".join(there)


def levels_of(edition: Edition, measure: Measure) -> str:
    """The levels that a measure has facts of, in words; empty where it has none at all."""
    held = holding(edition, measure.id)
    return listed([words for level, words in LEVEL_WORDS.items() if held.sources(level)])


def listed(names: list[str]) -> str:
    """Names as a sentence lists them.

    >>> listed(["wards", "boroughs", "area commands"])
    'wards, boroughs and area commands'
    """
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _below(edition: Edition, measure: Measure, place: Place, window: periods.Window | None, only: str | None) -> str:
    """What a quotient lacks below its line, where what stands above it has the window; else empty."""
    if measure.of is None or not _holds(edition, lead(measure), place, window, only):
        return ""
    below = catalogue()[measure.of[1]]
    there = "" if below.standing else spans(edition, below, place)
    if there:
        return f"the measure below the line, {below.title}, has only {there}"
    return no_level_below(edition, measure, place.level)


def no_level_below(edition: Edition, measure: Measure, level: str) -> str:
    """That what stands below a quotient's line has no figures of a level at all; empty where it has some."""
    below = catalogue()[measure.of[1]] if measure.of else measure
    if not measure.of or below.standing or holding(edition, below.id).sources(level):
        return ""
    levels = levels_of(edition, below)
    only = f", only of {levels}" if levels else ""
    return f"the measure below the line, {below.title}, has no figures of {LEVEL_WORDS[level]}{only}"


def _holds(edition: Edition, measure: Measure, place: Place, window: periods.Window | None, only: str | None) -> bool:
    """Whether a measure has facts of a place in a window; in any, where none is given."""
    if window is None:
        return bool(spans(edition, measure, place, only))
    held = holding(edition, measure.id)
    parts = (held.part(source, place.level) for source in measure.sources if only in (None, source))
    return any(part is not None and part.holds(window, place.code) for part in parts)


def _grain(found: list[tuple[date, date]]) -> str:
    days = (found[-1][1] - found[-1][0]).days + 1
    names = ((31, "months"), (100, "quarters"), (366, "years"), (10_000, "longer periods"))
    name = "weeks" if days < 28 else next(words for most, words in names if days <= most)
    first, last = periods.day_text(found[0][0]), periods.day_text(found[-1][1])
    return f"{name} from {first} to {last}"
