"""Imports as tables: what each file brought, what was left out and why, and what new files would bring."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from tp_metrics.access import EVERYONE, Scope, must_see_all
from tp_metrics.records import Import, Store

#: What differs between reasons that are the same one, and how all of them are said.
ALIKE = {
    r"\bline \d[\d,]*": "an earlier line",
    r"add up to -?\d[\d.,]*, the total is -?\d[\d.,]*": "do not add up to the total",
    r"add up to -?\d[\d.,]*\b": "add up to another figure",
}


def imports_table(store: Store) -> pl.DataFrame:
    """The files that were imported, the newest first, with their accounts: read = kept + set aside + refused."""
    titles = source_titles(store)
    rows = [
        {
            "File": one.file,
            "Source": titles.get(one.source, one.source),
            "Imported (UTC)": one.imported_at[:16].replace("T", " "),
            "Read": one.read,
            "Kept": one.kept,
            "Set aside": one.set_aside,
            "Refused": one.refused,
        }
        for one in reversed(store.imports())
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def source_titles(store: Store) -> dict[str, str]:
    """The title of each source of the reference files, by name."""
    from tp_metrics.editions import sources

    return {name: source.title for name, source in sources(store.reference_folder).items()}


def left_out(store: Store, entry: Import, *, viewer: Scope = EVERYONE) -> pl.DataFrame:
    """Every row or cell that an import set aside or refused: what happened, line, column, value, reason.

    Raises NotForViewer for who may not see every place in full: these are rows of files as they came.
    """
    must_see_all(viewer, "Rows that were left out")
    return _left_out(store.imports_folder, entry.id)


@lru_cache(maxsize=8)
def _left_out(folder: Path, name: str) -> pl.DataFrame:
    set_aside, refused = (pl.read_parquet(folder / name / f"{what}.parquet") for what in ("set_aside", "refused"))
    return account(set_aside, refused)


def account(set_aside: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    """Rows set aside and rows refused as one table with headings for a reader."""
    parts = [
        frame.with_columns(pl.lit(words).alias("What"))
        for words, frame in (("refused", refused), ("set aside", set_aside))
    ]
    columns = {"line": "Line", "column": "Column", "value": "Value", "reason": "Reason"}
    whole = pl.concat(parts, how="diagonal")
    return whole.select("What", *[pl.col(name).alias(title) for name, title in columns.items()])


def reasons(rows: pl.DataFrame) -> pl.DataFrame:
    """How many rows of `left_out` were left out for each reason, the commonest first.

    Reasons that differ in the line or figures that they name alone are one reason.
    """
    told = pl.col("Reason")
    for pattern, words in ALIKE.items():
        told = told.str.replace_all(pattern, words)
    return (
        rows.group_by("What", told)
        .agg(Rows=pl.len(), **{"First line": pl.col("Line").min()})
        .sort("Rows", "Reason", descending=[True, False])
    )


def preview_table(read: list[tuple[str, Any]], titles: dict[str, str]) -> pl.DataFrame:
    """What files would bring, from their names and readings: source, records by table, and the account."""
    rows = [
        {
            "File": name,
            "Recognised as": titles.get(reading.source, reading.source),
            "Records": ", ".join(f"{table.height:,} {key.replace('_', ' ')}" for key, table in reading.tables.items()),
            "Read": reading.read,
            "Kept": reading.kept,
            "Set aside": reading.set_aside.height,
            "Refused": reading.refused.height,
        }
        for name, reading in read
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def reading_end(readings: list[Any]) -> date | None:
    """The last day of the records of some readings."""
    ends = [
        table["last_day"].max() for reading in readings for table in reading.tables.values() if not table.is_empty()
    ]
    return max(ends) if ends else None


def boundaries_table(store: Store) -> pl.DataFrame:
    """The boundaries that are installed: which places, from which file, official or approximate, since when."""
    from tp_metrics.geography.boundaries import installed

    return pl.DataFrame(
        [
            {
                "Boundaries": one.title[:1].upper() + one.title[1:],
                "Status": one.status,
                "File": one.file,
                "Places": one.places,
                "Installed (UTC)": one.installed[:16].replace("T", " "),
                "Notes": " ".join(one.notes),
                "Licence": one.licence,
            }
            for one in installed(store.boundaries_folder)
        ],
        infer_schema_length=None,
    )
