"""Every table of a document as CSV and as Parquet, in one archive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import polars as pl

from tp_metrics.packs.document import Chart, Document, Figures, Map, Table
from tp_metrics.packs.fixed import archive
from tp_metrics.words.spreadsheet import csv

#: So long a name may be, without its number and ending.
NAME = 60


def flat(document: Document) -> bytes:
    """Every table, chart's table, map's table and row of figures, as CSV and as Parquet; the same bytes each time.

    CSV is that of the screen's downloads, with the source beside every row and an apostrophe before a text that a
    spreadsheet would take for a formula. Parquet has texts as they are, and columns of numbers as
    numbers, those behind texts by the name of the text's column and ": number".
    """
    files: dict[str, bytes] = {}
    for number, (title, rows, numbers, source) in enumerate(_tables(document), 1):
        name = f"{number:02}-{_named(title)}"
        files[f"csv/{name}.csv"] = csv(rows, source)
        files[f"parquet/{name}.parquet"] = _parquet(rows, numbers, source, document)
    files["definitions.csv"] = csv(
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
