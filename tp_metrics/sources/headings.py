"""Headings of profile sheets: what a column describes, and the days that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import polars as pl

from tp_metrics import periods

_YEAR = r"(?:19|20)\d\d"
_SPAN = rf"\b({_YEAR})/(\d\d|{_YEAR})(?: (?:to|and) ({_YEAR})/(\d\d|{_YEAR}))?(?!\d)"
_RANGE = rf"\b({_YEAR})-({_YEAR}|\d\d)(?!\d)"
_MONTH = rf"\b({'|'.join(periods.MONTHS)})-({_YEAR}|\d\d)(?!\d)"
_SINGLE = rf"\b({_YEAR})\b"


class Heading(NamedTuple):
    """What a column describes, without its period, and the first and last day of that."""

    indicator: str
    first: date
    last: date


def heading(text: str, undated: int) -> Heading:
    """The heading that a column's text is.

    A year is 1 January to 31 December; `2009/10`, also as school year, is 1 April to 31 March; `2011-14` and
    `2010/11 to 2012/13` are all of those years; `Dec-15` is a month. Without any of these it is the year `undated`.

    >>> heading("Crime; Total crime rate; 2009/10", 2015)
    Heading(indicator='Crime; Total crime rate', first=datetime.date(2009, 4, 1), last=datetime.date(2010, 3, 31))
    """
    words = " ".join(text.split()).rstrip("; ")
    for pattern, days in ((_SPAN, _span), (_RANGE, _range), (_MONTH, _month), (_SINGLE, _single)):
        found = list(re.finditer(pattern, words))
        if found and (period := days(found[-1])):
            return Heading(_without(words, found[-1]), *period)
    return Heading(words, date(undated, 1, 1), date(undated, 12, 31))


def headings(columns: Iterable[str], undated: int) -> pl.DataFrame:
    """The headings of some columns: `column`, `indicator`, `first_day`, `last_day`, and `dated`.

    Where two columns would be the same indicator of the same days, both keep their full text.
    """
    rows = [(column, *heading(column, undated)) for column in columns]
    names = ["column", "indicator", "first_day", "last_day"]
    types = [pl.String, pl.String, pl.Date, pl.Date]
    frame = pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")
    same = pl.struct(names[1:]).is_duplicated()
    dated = pl.Series([bool(re.search(_YEAR, column) or re.search(_MONTH, column)) for column, *_ in rows])
    return frame.with_columns(indicator=pl.when(same).then("column").otherwise("indicator"), dated=dated)


def _full(year: str, before: int) -> int:
    """The year that `14`, `2014` or, after 1999, `00` means."""
    return int(year) if len(year) == 4 else before + (int(year) - before) % 100


def _span(found: re.Match[str]) -> tuple[date, date] | None:
    start, end, start2, end2 = found.groups()
    last = _full(end, int(start))
    if start2:
        last = _full(end2, int(start2))
    elif last != int(start) + 1:
        return None
    return date(int(start), 4, 1), date(last, 3, 31)


def _range(found: re.Match[str]) -> tuple[date, date] | None:
    first = int(found[1])
    last = _full(found[2], first)
    return (date(first, 1, 1), date(last, 12, 31)) if first < last < first + 20 else None


def _month(found: re.Match[str]) -> tuple[date, date]:
    first = date(_full(found[2], 2000), periods.MONTHS.index(found[1]) + 1, 1)
    return first, periods.month_end(first)


def _single(found: re.Match[str]) -> tuple[date, date]:
    return date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)


def _without(words: str, found: re.Match[str]) -> str:
    """The words without the period where it ends them, or where it begins their last part ("2008/09: % obese")."""
    before, after = words[: found.start()], words[found.end() :]
    if after in ("", ")"):
        return re.sub(r"[\s,;:(-]+$", "", before) or words
    if after.startswith(": ") and before.endswith("; "):
        return before + after[2:]
    return words
