"""Parquet files of others: opened whole, or refused in a sentence.

Arrow reads them, since Polars ends in a panic on some damaged ones, and writes of it where no caller can catch it. So
Polars is handed nothing but names and kinds of columns that are known here, and texts that were found to be texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import polars as pl

from tp_metrics.schema.reading import SourceRefused, in_short
from tp_metrics.sources.safety import swells

#: Rows that are held twice at one time: as Arrow has read them, and as Polars keeps them.
BATCH = 65_536


def columns_of(path: Path) -> tuple[str, ...]:
    """The columns of a Parquet file; raises SourceRefused for one that is damaged, would swell, or has no cells.

    Rows that are all alike take no room in the file, and all of it in memory.
    """
    with _opened(path) as file:
        kinds, rows = file.schema_arrow.types, file.metadata.num_rows
        names: list[str] = file.schema_arrow.names
        odd = next((place for place, kind in enumerate(kinds) if not _is_cell(kind)), None)
    if odd is not None:
        kind = re.split(r"\W", str(kinds[odd]))[0].removeprefix("large_")
        raise SourceRefused(
            f"{path.name}: the column {in_short(names[odd])} holds {kind} values; expected text, numbers, days or true "
            "and false."
        )
    if twice := next((name for place, name in enumerate(names) if name in names[:place]), None):
        raise SourceRefused(f"{path.name}: the column '{in_short(twice)}' stands there twice.")
    if swells(path.stat().st_size, rows * len(names)):
        raise SourceRefused(f"{path.name} is unsafe: it would unpack to {rows:,} rows of {len(names):,} columns.")
    return tuple(names)


def table_of(path: Path) -> pl.DataFrame:
    """The table of a Parquet file; raises SourceRefused for one that is damaged, has no cells or has no rows."""
    columns_of(path)
    with _opened(path) as file:
        empty = _frame(file.schema_arrow.empty_table())
        table = pl.concat([empty, *(_frame(block) for block in file.iter_batches(batch_size=BATCH))])
    if not table.height:
        raise SourceRefused(f"{path.name} has columns, but no rows.")
    return table


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """A Parquet file to read; what is found damaged in it is refused in one sentence."""
    from pyarrow import ArrowException  # takes a while to load
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path) as file:
            yield file
    except MemoryError:
        raise SourceRefused(f"{path.name} needs more memory than there is; divide it into smaller files.") from None
    except (ArrowException, OSError, UnicodeError, pl.exceptions.PolarsError) as error:
        raise SourceRefused(f"{path.name} is Parquet that is cut or damaged; fetch or save it again.") from error


def _is_cell(kind: Any) -> bool:
    """Whether a kind of Arrow's is one of a table's cells, which Polars has too."""
    from pyarrow import large_string, string
    from pyarrow import types as is_a

    if is_a.is_dictionary(kind):
        return kind.value_type in (string(), large_string())
    if is_a.is_timestamp(kind):
        zone = kind.tz or "UTC"
        return zone in available_timezones() or re.fullmatch(r"[+-]\d\d:\d\d", zone) is not None
    texts = (is_a.is_null, is_a.is_boolean, is_a.is_string, is_a.is_large_string, is_a.is_string_view)
    numbers = (is_a.is_integer, is_a.is_float32, is_a.is_float64, is_a.is_decimal128)
    return any(each(kind) for each in (*texts, *numbers, is_a.is_date, is_a.is_time))


def _frame(block: Any) -> pl.DataFrame:
    """A block of rows; raises ArrowInvalid for texts that are none, which Polars would take unread."""
    block.validate(full=True)
    return pl.DataFrame([pl.Series(name, block[place]) for place, name in enumerate(block.schema.names)])
