"""Editions made of extracts in the templates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from tp_metrics.editions import Edition, publish
from tp_metrics.records import Store
from tp_metrics.sources.template import TEMPLATES


def published(folder: Path, tables: dict[str, pl.DataFrame], as_at: date) -> Edition:
    """An edition of tables that are each written as a file in its template, and read whole."""
    store = Store(folder / "data")
    for table, rows in tables.items():
        path = folder / f"{table}.csv"
        rows.select(TEMPLATES[table].header).write_csv(path)
        assert store.ingest(path).kept == rows.height
    return publish(store, as_at)


def diamond_alone(folder: Path, demonstration: Path, as_at: date) -> Edition:
    """An edition of the demonstration's people of the Diamond Initiative alone, as a force's own extract."""
    made = Store(demonstration)
    tables = {table: made.scan(table).collect() for table in ("diamond_people", "diamond_offences")}
    return published(folder, tables, as_at)
