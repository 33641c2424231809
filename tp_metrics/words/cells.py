"""What a table's cells say: the one rule by which numbers become text, on the screen, on slides and in sheets."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

import polars as pl

from tp_metrics.periods import day_text
from tp_metrics.words.numbers import DASH, in_table


def marks_rise(name: str) -> bool:
    """Whether a column's numbers bear a plus where they are above zero: those of a change."""
    return name.startswith("Change")


def decimals(name: str, *, whole: bool, small: bool, below: bool) -> int:
    """How many decimals a column's numbers have.

    None where they are whole numbers, two where none reaches 10 and none is below zero, else one.
    """
    return 0 if whole else 2 if small and not below and not marks_rise(name) else 1


def column_decimals(column: pl.Series) -> int:
    """How many decimals a column of numbers has, from what is in it."""
    top, low = _number(column.max()), _number(column.min())
    return decimals(column.name, whole=column.dtype.is_integer(), small=abs(top) < 10, below=low < 0)


def _number(value: Any) -> float:
    return float(value) if value is not None and not math.isnan(value) else 0.0


def column_texts(column: pl.Series) -> list[str]:
    """The cells of a column as the screen shows them; a dash for what is not known."""
    if column.dtype.is_numeric():
        digits, plus = column_decimals(column), marks_rise(column.name)
        return [in_table(one, digits, plus=plus) for one in column.to_list()]
    return [cell_text(one) for one in column.to_list()]


def cell_text(value: Any) -> str:
    """A cell that is no number: text as it is, a day in words, yes and no.

    >>> cell_text("=1+1"), cell_text(date(2010, 12, 31)), cell_text(True), cell_text("")
    ('=1+1', '31 Dec 2010', 'yes', '–')
    """
    if value is None or value == "":
        return DASH
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{day_text(value.date())}, {value:%H:%M}"
    if isinstance(value, date):
        return day_text(value)
    return str(value)
