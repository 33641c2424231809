"""Every table of a document as CSV and as Parquet, in one archive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from csv import writer as writer_of
from io import BytesIO, StringIO
from typing import Any

import polars as pl

from tp_metrics.packs.document import Chart, Document, Figures, Map, Table
from tp_metrics.packs.fixed import archive

#: So long a name may be, without its number and ending.
NAME = 60
#: What a spreadsheet takes for a formula, as the screen's downloads have it, which nothing here may ask.
FORMULA = re.compile(r"[=@\t\r\n]|[+-](?!\s?\d)|[+-].*([|!]|[A-Za-z]\s*\()", re.DOTALL)


def flat(document: Document) -> bytes:
    """Every table, chart's table, map's table and row of figures, as CSV and as Parquet; the same bytes each time.

    CSV is UTF-8 with its mark, as the screen's downloads are, with the source beside every row and an apostrophe before
    a text that a spreadsheet would take for a formula. Parquet has texts as they are, and columns of numbers as
    numbers, those behind texts by the name of the text's column and ": number".
    """
    files: dict[str, bytes] = {}
    for number, (title, rows, numbers, source) in enumerate(_tables(document), 1):
        name = f"{number:02}-{_named(title)}"
        files[f"csv/{name}.csv"] = _csv(rows, source)
        files[f"parquet/{name}.parquet"] = _parquet(rows, numbers, source, document)
    files["definitions.csv"] = _csv(
        pl.DataFrame(list(document.definitions), schema=["Measure", "What it counts, and caveats"], orient="row"),
        f"Edition {document.edition}, {document.cut}",
    )
    return archive(files, document.as_at)


def _tables(document: Document) -> Iterator[tuple[str, pl.DataFrame, pl.DataFrame | None, str]]:
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                yield block.title, block.rows, block.numbers, block.source
            elif isinstance(block, Chart | Map):
                yield block.title, block.rows, None, block.source
            elif isinstance(block, Figures):
                yield section.title, figures_table(block), None, f"Edition {document.edition}, {document.cut}"


def figures_table(block: Figures) -> pl.DataFrame:
    """Cards as a table."""
    rows = [(one.label, one.value, one.change or None, one.signal or None) for one in block.figures]
    heads = ("Figure", "Value", "Change on a year before", "Signal")
    return pl.DataFrame(rows, schema=dict.fromkeys(heads, pl.String), orient="row")


def _named(title: str) -> str:
    """A title as a name that every system takes.

    >>> _named("Robbery: 2,810, up 10.6 %")
    'robbery-2-810-up-10-6'
    """
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return words[:NAME].strip("-") or "table"


def _csv(rows: pl.DataFrame, source: str) -> bytes:
    text = StringIO(newline="")
    writer = writer_of(text)
    writer.writerow([*map(_cell, rows.columns), "Source"])
    writer.writerows([*map(_cell, row), _cell(source)] for row in rows.iter_rows())
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    """A cell of a CSV: a list's numbers with blanks between, a text of which no spreadsheet makes a formula."""
    if isinstance(value, str):
        return f"'{value}" if FORMULA.match(value) else value
    return " ".join("" if one is None else str(one) for one in value) if isinstance(value, list) else value


def _parquet(rows: pl.DataFrame, numbers: pl.DataFrame | None, source: str, document: Document) -> bytes:
    held = rows
    if numbers is not None:
        behind = [name for name in numbers.columns if name in rows.columns]
        held = held.hstack(numbers.select(pl.col(name).alias(f"{name}: number") for name in behind))
    made = BytesIO()
    held.write_parquet(
        made, metadata={"source": source, "edition": document.edition, "marking": document.marking}, statistics=False
    )
    return made.getvalue()
