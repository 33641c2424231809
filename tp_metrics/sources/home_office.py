"""What published counts of the whole force have in common; of files of all forces only the Met's rows are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tp_metrics.schema import COVERAGE
from tp_metrics.schema.reading import MOST_COUNT, Progress, SourceRefused
from tp_metrics.sources.police_uk_rows import Check, parted, rows_of

FORCE, PLACE = "Metropolitan Police", "MPS"
ANOTHER_FORCE = "another force's"


@dataclass(frozen=True)
class MetRows:
    """The rows of a file of all forces.

    Attributes:
        read: how many rows it has; `misfits` those that are no row of its header.
        mine: the Met's, and `set_aside` those of other forces, and of the Met what cannot be counted.
    """

    read: int
    misfits: pl.DataFrame
    mine: pl.DataFrame
    set_aside: pl.DataFrame


def met_rows(path: Path, columns: Sequence[str], uncounted: Check, progress: Progress) -> MetRows:
    """The Met's rows, without those that are `uncounted`.

    Raises SourceRefused where no row is the Met's: the file is another force's, or its header does not fit its columns.
    """
    progress(0.0, f"reading {path.name}")
    rows, misfits = rows_of(path, columns)
    progress(0.6, f"checking {rows.height:,} rows")
    if rows.height and not (rows["force_name"] == FORCE).any():
        found = rows["force_name"].drop_nulls().first()
        raise SourceRefused(f"{path.name} has no row of the {FORCE}: its first force_name is {found!r}.")
    other = Check.of("force_name", pl.col("force_name") != FORCE, ANOTHER_FORCE)
    mine, set_aside = parted(rows, [other, uncounted])
    return MetRows(rows.height + misfits.height, misfits, mine, set_aside)


def known(column: str, words: Iterable[str]) -> Check:
    """The check that a column holds one of these words."""
    options = list(words)
    unknown = pl.col(column).is_null() | ~pl.col(column).is_in(options)
    return Check.of(column, unknown, f"expected one of {', '.join(options)}")


def no_count(column: str) -> Check:
    """The check that `count`, the number in a column, is one: null and negative are none, nor is what is too large."""
    too_large = pl.col(column).str.contains(r"^\d+$") & ~(pl.col("count") <= MOST_COUNT).fill_null(value=False)
    fails = ~pl.col("count").is_between(0, MOST_COUNT).fill_null(value=False)
    large = pl.lit(f"too large; expected a whole number, {MOST_COUNT:,} or less")
    reason = pl.when(too_large).then(large).otherwise(pl.lit("expected a whole number, 0 or more"))
    return Check.of(column, fails, reason)


def once_each(keys: Sequence[str], column: str, of: str) -> Check:
    """The check that no row is of the same group as an earlier one; `of` says what the keys are."""
    first = pl.col("line").first().over(keys)
    return Check.of(column, first != pl.col("line"), pl.format(f"line {{}} is of the same {of}; expected one", first))


def spoken_for(records: pl.DataFrame, table: str) -> pl.DataFrame:
    """The periods and places that some records speak for, in the shape of schema.COVERAGE."""
    spans = records.select("source", "first_day", "last_day", "place").unique().sort("first_day")
    return spans.with_columns(table=pl.lit(table)).select(pl.col(name).cast(of) for name, of in COVERAGE.items())


def performance_year(column: str) -> pl.Expr:
    """The calendar year in which a performance year such as 2010/11 begins; null where it is written otherwise."""
    year = pl.col(column).str.extract(r"^((?:19|20)\d\d)/\d\d$").cast(pl.Int32)
    follows = pl.col(column).str.slice(5).cast(pl.Int32, strict=False) == (year + 1) % 100
    return pl.when(follows).then(year)
