"""How complete a scorecard is: which boroughs have figures for which months of the windows that it shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.results import Result
from tp_metrics.results.cells import AS_IT_IS, lead
from tp_metrics.results.grid import within
from tp_metrics.results.holding import Part, holding
from tp_metrics.review.kept import kept
from tp_metrics.review.scorecard import SCORECARD, Line

#: Days from the first to the last of the shortest month; weeks are no months.
MONTH = 27
#: The first and the last of some days.
Days = tuple[date, date]
#: The lines of a scorecard that rest on facts of boroughs: days → borough → how much was counted.
Held = list[tuple[Line, dict[Days, dict[str, float]]]]


@dataclass(frozen=True, order=True)
class Gap:
    """A stretch of days, mostly a month, for which a theme lacks figures of boroughs that stand in its sums."""

    first: date
    last: date
    theme: str
    boroughs: tuple[str, ...]


@dataclass(frozen=True)
class Complete:
    """How complete the lines of a scorecard are.

    Attributes:
        boroughs: how many there are to be complete of.
        lines: how many measures have a figure, and how many of these `by_borough` in the very months of it.
        without: how many measures of the scorecard have no figure.
        gaps: what is missing, by days and theme; a borough is missing where any measure of the theme lacks it.
    """

    boroughs: int
    lines: int
    by_borough: int
    without: int
    gaps: tuple[Gap, ...]


@kept
def complete(edition: Edition, lines: tuple[Line, ...], place: str) -> Complete:
    """The completeness of a scorecard over its own windows, for the boroughs of a place: an area command, or TP.

    A sum of Territorial Policing holds what there is: a borough that sent nothing for a month is missing from it, and
    nothing else on the page would say so. Read from the source that answered, from facts that are in memory already.
    """
    level = edition.places.place(place).level
    names = {one.code: one.label for one, _ in within(edition.folder, place, level, "borough", None)}
    held = [(line, found) for line in lines if (found := _held(edition, line))]
    lacking: dict[tuple[date, date, str], set[str]] = {}
    for days, theme, codes in (*_absent(held, set(names)), *_silent(held, set(names))):
        lacking.setdefault((*days, theme), set()).update(codes)
    gaps = (Gap(*key, tuple(sorted(names[code] for code in codes))) for key, codes in lacking.items())
    without = sum(map(len, SCORECARD.values())) - len(lines)
    return Complete(len(names), len(lines), len(held), without, tuple(sorted(gaps)))


def _held(edition: Edition, line: Line) -> dict[Days, dict[str, float]]:
    """The days that make up a line's window, each with the boroughs that have facts of them and how much in all.

    Where the window ends early, because a borough's gap keeps the sum of all from going on, the months after it too.
    """
    answer = line.result
    part = holding(edition, lead(answer.measure).id).part(answer.source_name, "borough")
    if part is None or answer.window is None:
        return {}
    inside = part.tiles(answer.window)
    tiles = [*inside, *_later(part, answer)] if inside else []
    found: dict[Days, dict[str, float]] = {part.spans[tile]: {} for tile in tiles}
    amount = pl.sum_horizontal("numerator", "denominator", "records")
    plan = part.frame.lazy().filter(pl.col("period").is_in(tiles))
    rows = plan.select("period", pl.col("place").cast(pl.String), amount.alias("amount"))
    columns = rows.collect(engine="in-memory", optimizations=AS_IT_IS).get_columns()
    for tile, code, counted in zip(*(column.to_list() for column in columns), strict=True):
        found[part.spans[tile]][code] = counted
    return found


def _later(part: Part, answer: Result) -> Iterator[int]:
    """The months after the window up to the edition's day, where no earlier end was asked for."""
    assert answer.window is not None
    for first, last in part.summable if answer.selection.end is None else ():
        if answer.window.last < first and last <= answer.as_at and (last - first).days >= MONTH:
            yield part.numbers[first, last]


def _absent(held: Held, codes: set[str]) -> Iterator[tuple[Days, str, set[str]]]:
    """The boroughs without facts, by days and theme."""
    for line, found in held:
        for days, there in found.items():
            if missing := codes - there.keys():
                yield days, line.theme, missing


def _silent(held: Held, codes: set[str]) -> Iterator[tuple[Days, str, set[str]]]:
    """The boroughs of which a source counted nothing whatever where it counted something of others.

    What a file does not name counts as zero, and a month that was forgotten would pass for one without crime.
    """
    amounts: dict[tuple[str, Days], dict[str, float]] = {}
    themes: dict[tuple[str, Days], set[str]] = {}
    for line, found in held:
        for days, there in found.items():
            key = (line.result.source_name, days)
            sums = amounts.setdefault(key, dict.fromkeys(codes, 0.0))
            themes.setdefault(key, set()).add(line.theme)
            for code in codes & there.keys():
                sums[code] += there[code]
    for key, sums in amounts.items():
        silent = {code for code, counted in sums.items() if not counted}
        if silent and len(silent) < len(codes):
            yield from ((key[1], theme, silent) for theme in themes[key])
