"""The rows of a breakdown that are worth printing: those of the window that was asked for, without an empty head."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.periods import Window
from tp_metrics.results import BY_PLACE, BY_TIME, Result
from tp_metrics.results.cells import lead
from tp_metrics.results.missing import LEVEL_WORDS, levels_of, no_level_below, spans, spans_at
from tp_metrics.words import refused_places

#: The fewest days between the ends of two parts that follow each other.
STEP = {"week": 7, "month": 28, "quarter": 90, "year": 365, "rolling 12 months": 90}


def parts_in(window: Window, by: str) -> int:
    """How many parts of a breakdown by time reach back to the beginning of a window, or beyond it.

    >>> from tp_metrics.periods import parse
    >>> parts_in(parse("2010/11"), "month")
    14
    """
    return window.days // STEP[by] + 1


def told(found: Result, edition: Edition, by: str, window: Window | None) -> Result:
    """The result with the parts that lie in the window; without one, with those from the first that has a figure.

    A rolling part lies in a window when it ends there. Raises ValueError, with what there is, where no part has a
    figure and none is withheld.
    """
    rows = found.rows
    if by in BY_TIME and window:
        begins = "last_day" if by.startswith("rolling") else "first_day"
        rows = rows.filter(pl.col(begins) >= window.first, pl.col("last_day") <= window.last)
    elif by in BY_TIME:
        rows = rows.filter(pl.col("last_day") >= pl.col("last_day").filter(pl.col("value").is_not_null()).min())
    if rows.is_empty() and window:
        raise ValueError(f"no whole {by} lies in {window}; ask for a longer window, or for shorter parts")
    if rows["value"].count() == 0 and not rows["note"].str.contains("^(too few|withheld)").any():
        raise ValueError(_nothing(found, edition, by, window))
    return replace(found, rows=rows)


def _nothing(found: Result, edition: Edition, by: str, window: Window | None) -> str:
    """Why no part of a breakdown has a figure, and what there is."""
    main, only = lead(found.measure), found.selection.source
    if by in BY_PLACE:
        asked = f"{found.measure.title} for {found.figure.place} by {by} in {found.window}"
        if said := refused_places(found):
            return f"{asked}: {said[0].lower()}{said[1:].removesuffix('.')}"
        there = spans_at(edition, main, by, only) or f"figures of {levels_of(edition, main)}"
        lacking = no_level_below(edition, found.measure, by) or f"there are {there}"
        return f"{asked}: no figure of {LEVEL_WORDS[by]} in edition {edition.id}; {lacking}"
    asked = f"{found.measure.title} for {found.figure.place} by {by}" + (f" in {window}" if window else "")
    there = spans(edition, main, edition.places.place(found.figure.code), only)
    return f"{asked}: no figure in edition {edition.id}; there are {there}"
