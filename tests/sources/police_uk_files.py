"""What the tests of data.police.uk share: files made from the layouts with one change, and what to ask of a reading."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import polars as pl

from tp_metrics.schema import RECORDS
from tp_metrics.schema.reading import Reading


def changed(layout: Path, folder: Path, change: Callable[[str], str]) -> Path:
    """A copy of a layout's text with one change, gunzipped."""
    content = layout.read_bytes()
    text = (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode()
    made = folder / layout.name.removesuffix(".gz")
    made.write_text(change(text), encoding="utf-8", newline="")
    return made


def schema_holds(reading: Reading) -> bool:
    """Whether every table has the columns that its schema asks for, and valid rows only."""
    for name, frame in reading.tables.items():
        schema = RECORDS[name]
        absent = [pl.lit(None).alias(column) for column in schema.column_names() if column not in frame.columns]
        schema.validate(frame.with_columns(absent), cast=True)
    return True


def kinds(frame: pl.DataFrame) -> dict[str, int]:
    """How many rows were not kept, by reason, with numbers left out."""
    words = pl.col("reason").str.replace_all(r" ?\(.*\)", "").str.replace_all(r"E05\d+|\d+", "n")
    return dict(frame.group_by(words).len().iter_rows())
