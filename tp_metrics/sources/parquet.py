"""Published Parquet files: opened whole, or refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tp_metrics.schema.reading import SourceRefused


def table_of(path: Path) -> pl.DataFrame:
    """The table of a Parquet file; raises SourceRefused for one that cannot be read or has no rows."""
    try:
        table = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError):
        raise SourceRefused(f"{path.name} is no Parquet file that can be read; it may have been cut.") from None
    if not table.height:
        raise SourceRefused(f"{path.name} has columns, but no rows.")
    return table
