"""The rows of an extract, with their lines, still as they are written."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tp_metrics.schema.reading import Head, SourceRefused, aside
from tp_metrics.sources.cells import sheet
from tp_metrics.sources.parquet import table_of
from tp_metrics.sources.recognise import head_of, unpacked
from tp_metrics.sources.template.layout import header_of

#: Up to this size a CSV is read line by line, which finds every line with too few or too many fields; above it by
#: Polars alone, some twenty times faster, where one line too long refuses the file.
CAREFUL_BYTES = 4_000_000

BLANK = r"^\s*$"


@dataclass(frozen=True)
class Rows:
    """An extract: its columns, its rows with their `line`, and the lines that could not be divided into fields."""

    columns: tuple[str, ...]
    rows: pl.DataFrame
    lost: pl.DataFrame


def rows_of(path: Path) -> Rows:
    """The rows of a CSV or Parquet file; a Parquet file's lines count its rows from 1.

    Raises SourceRefused where there are no rows, or the fields are not divided by commas.
    """
    head = head_of(path)
    if head.kind == "parquet":
        found = _parquet(path)
    elif head.kind == "text":
        found = _text(path, head)
    else:
        raise SourceRefused(f"{path.name} is neither CSV nor Parquet, as a template has to be.")
    if found.rows.height + found.lost.height == 0:
        raise SourceRefused(f"{path.name} has a header, but no rows.")
    return found


def _parquet(path: Path) -> Rows:
    table = table_of(path)
    if "line" in table.columns:
        raise SourceRefused(f"{path.name} has the unknown column line.")
    return Rows(tuple(table.columns), table.with_row_index("line", offset=1), aside())


def _text(path: Path, head: Head) -> Rows:
    if len(next(csv.reader(head.lines[:1]), [])) == 1 and len(header_of(head)) > 1:
        raise SourceRefused(f"{path.name} has its fields divided otherwise; expected commas.")
    if path.stat().st_size <= CAREFUL_BYTES and sum(len(block) for block in unpacked(path)) <= CAREFUL_BYTES:
        whole = sheet(path)
        return Rows(whole.names, _nulled(whole.rows), whole.ragged_rows())
    try:
        rows = pl.read_csv(path, infer_schema=False, encoding="utf8" if head.encoding == "utf-8" else head.encoding)
    except (pl.exceptions.PolarsError, UnicodeError) as error:
        raise SourceRefused(f"{path.name} cannot be read as CSV ({str(error).splitlines()[0]}).") from None
    columns = tuple(name.strip() for name in rows.columns)
    named = rows.rename(dict(zip(rows.columns, columns, strict=True)))
    return Rows(columns, _nulled(named.with_row_index("line", offset=2)), aside())


def _nulled(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with blanks trimmed, and null for a cell that holds nothing else."""
    text = pl.col(pl.String).str.strip_chars()
    return rows.with_columns(text).with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)))
