"""The cells of a table as the screen writes them: commas, decimals, a true minus, and a dash for nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from tp_metrics.words.numbers import DASH, decimals, in_table

#: A cell that is there to be written into: nothing would read as a dash, for what is not known.
BLANK = "\u00a0"


def blank(rows: Iterable[Iterable[str]]) -> bool:
    """Whether a table is there to be written into: it has rows, and no cell says anything."""
    held = [cell for row in rows for cell in row]
    return bool(held) and not any(cell.strip() for cell in held)


def texts(rows: pl.DataFrame) -> list[list[str]]:
    """The cells of a table as texts, row by row."""
    columns = [column_texts(rows[name]) for name in rows.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def column_texts(column: pl.Series) -> list[str]:
    """The cells of a column as texts."""
    if not column.dtype.is_numeric():
        return [_text(cell) for cell in column.to_list()]
    known = column.drop_nulls().to_list()
    small, below = all(abs(one) < 10 for one in known), any(one < 0 for one in known)
    digits = decimals(column.name, whole=column.dtype.is_integer(), small=small, below=below)
    plus = column.name.startswith("Change")
    return [in_table(cell, digits, plus=plus) for cell in column.to_list()]


def _text(cell: Any) -> str:
    if cell is None or cell == "":
        return DASH
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell.isoformat() if isinstance(cell, date) else str(cell)
