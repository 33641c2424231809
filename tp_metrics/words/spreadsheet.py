"""Tables as CSV that a spreadsheet opens: with their source, and without a formula of what people typed."""

from __future__ import annotations

import re
from csv import writer as writer_of
from io import StringIO
from typing import Any

import polars as pl

#: What a spreadsheet takes for a formula, or strips before it looks for one: people type it, or bring it in a file.
FORMULA = re.compile(r"[=@\t\r\n]|[+-](?!\s?\d)|[+-].*([|!]|[A-Za-z]\s*\()", re.DOTALL)


def csv(frame: pl.DataFrame, source: str) -> bytes:
    """The rows and their heads as CSV for a spreadsheet (UTF-8 with its mark), with the source beside every row."""
    text = StringIO(newline="")
    writer = writer_of(text)
    writer.writerow([as_text(cell) for cell in (*frame.columns, "Source")])
    writer.writerows([as_text(cell) for cell in (*row, source)] for row in frame.iter_rows())
    return text.getvalue().encode("utf-8-sig")


def as_text(cell: Any) -> Any:
    """A cell of which a spreadsheet makes no formula: a text that begins like one gets an apostrophe.

    The numbers of a list stand in one cell, with blanks between.

    >>> [as_text(cell) for cell in ("=1+1", "-2+cmd|' /C calc'!A0", "+6.5 %", "-3", -3.0, None, [1, None])]
    ["'=1+1", "'-2+cmd|' /C calc'!A0", '+6.5 %', '-3', -3.0, None, '1 ']
    """
    if isinstance(cell, list):
        return " ".join("" if one is None else str(one) for one in cell)
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell
