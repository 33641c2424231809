"""Windows in words: what a figure is counted over, and what it is held against."""

from __future__ import annotations

from calendar import month_name
from datetime import date
from typing import TYPE_CHECKING

from tp_metrics.periods import Window, is_month_end, parse, performance_year

if TYPE_CHECKING:
    from tp_metrics.results import Figure, Result


def month(day: date) -> str:
    """The month of a day in full: December 2010."""
    return f"{month_name[day.month]} {day.year}"


def day(when: date) -> str:
    """A day in full: 14 November 2010."""
    return f"{when.day} {month(when)}"


def window_of(figure: Figure) -> Window | None:
    """The figure's window with its kind, read back from its text; None where it has none."""
    if figure.first_day is None or figure.last_day is None:
        return None
    try:
        return parse(figure.window)
    except ValueError:
        return Window(figure.first_day, figure.last_day)


def stretch(first: date, last: date) -> str:
    """The days from first to last as a person says them.

    >>> stretch(date(2010, 4, 1), date(2010, 12, 31)), stretch(date(2010, 4, 1), date(2010, 11, 14))
    ('April to December 2010', '1 April to 14 November 2010')
    """
    if first.day != 1 or not is_month_end(last):
        opening = f"{first.day} {month_name[first.month]}" if first.year == last.year else day(first)
        return f"{opening} to {day(last)}"
    if (first.year, first.month) == (last.year, last.month):
        return month(last)
    return f"{month_name[first.month] if first.year == last.year else month(first)} to {month(last)}"


def period(figure: Figure) -> str:
    """What the figure is counted over: "April to December 2010", "12 months to December 2010", "2010/11"."""
    window = window_of(figure)
    if window is None:
        return "no window"
    if window.kind == "performance year":
        return f"performance year {performance_year(window.first)}"
    if window.kind.startswith("rolling"):
        return f"{window.kind.removeprefix('rolling ')} to {month(window.last)}"
    if window.kind == "week":
        return f"week to {day(window.last)}"
    return stretch(window.first, window.last)


def rows_period(result: Result) -> str:
    """What the rows of a result are counted over, which stands where the figure of the whole is not known."""
    known = (figure for figure in result.figures if figure.value is not None)
    return period(result.figure if result.figure.value is not None else next(known, result.figure))


def against(figure: Figure) -> str:
    """What it is held against: "the same months of 2009", "the 12 months to December 2009", "December 2009"."""
    window = window_of(figure)
    if window is None:
        return "a year before"
    before = window.previous()
    if window.kind == "performance year":
        return performance_year(before.first)
    if window.kind.startswith("rolling"):
        return f"the {window.kind.removeprefix('rolling ')} to {month(before.last)}"
    if window.kind == "month":
        return month(before.last)
    if window.kind == "week":
        return f"the week to {day(before.last)}"
    year = str(before.first.year) if before.first.year == before.last.year else performance_year(before.first)
    return f"the same {'months' if is_month_end(window.last) else 'days'} of {year}"


def short_period(figure: Figure) -> str:
    """The window as a column's head or an axis says it: "2010/11 to Dec"."""
    return _short(window_of(figure)) or "This year"


def short_against(figure: Figure) -> str:
    """The window of the year before as a column's head: "2009/10 to Dec"."""
    window = window_of(figure)
    return _short(window.previous() if window else None) or "Last year"


def _short(window: Window | None) -> str:
    """The window in short; a year to date that has come to its end is the year."""
    if window is None:
        return ""
    whole = window.kind == "performance year to date" and window.last == date(window.first.year + 1, 3, 31)
    return performance_year(window.first) if whole else str(window)
