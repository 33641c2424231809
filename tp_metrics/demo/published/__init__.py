"""The published figures that the demonstration data reproduce, each table with its source in its first lines."""

from __future__ import annotations

from pathlib import Path

import polars as pl


def table(name: str) -> pl.DataFrame:
    """One table of published figures, such as `borough_years`."""
    return pl.read_csv(Path(__file__).with_name(f"{name}.csv"), comment_prefix="#")
