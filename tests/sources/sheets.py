"""What the tests of the sheet layouts share."""

from __future__ import annotations

import gzip
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

import polars as pl

from tp_metrics.geography.places import Places
from tp_metrics.schema import COVERAGE, RECORDS
from tp_metrics.schema.reading import ASIDE, Reading, silent
from tp_metrics.sources.recognise import recognise


@cache
def places() -> Places:
    return Places.read()


@cache
def real(path: Path) -> Reading:
    """A real file, read by the adapter that recognises it; once for all tests."""
    return checked(recognise(path).read(path, places(), silent))


def read(module: ModuleType, path: Path) -> Reading:
    return checked(module.read(path, places(), silent))


def checked(reading: Reading) -> Reading:
    """The reading, after its tables have passed their schemas and its other frames have the right columns."""
    for name, frame in reading.tables.items():
        columns = RECORDS[name].column_names()
        absent = [pl.lit(None).alias(column) for column in columns if column not in frame.columns]
        RECORDS[name].validate(frame.with_columns(absent).select(columns), cast=True)
    assert dict(reading.coverage.schema) == dict(pl.DataFrame(schema=COVERAGE).schema)
    assert dict(reading.set_aside.schema) == dict(reading.refused.schema) == dict(pl.DataFrame(schema=ASIDE).schema)
    for frame in (reading.set_aside, reading.refused):
        assert frame["reason"].null_count() == 0
    return reading


def accounted(module: ModuleType, layout: Path, folder: Path) -> tuple[int, int, int, int]:
    """How many rows of a layout are read, kept, set aside and refused: the same gzipped, and under any name."""
    zipped = folder / "any.bin"
    zipped.write_bytes(gzip.compress(layout.read_bytes()))
    assert recognise(layout) is recognise(zipped) is module
    plain, packed = read(module, layout), read(module, zipped)
    assert all(frame.equals(packed.tables[table]) for table, frame in plain.tables.items())
    return plain.read, plain.kept, plain.set_aside.height, plain.refused.height


def edited(folder: Path, original: Path, *changes: tuple[str, str], encoding: str = "windows-1252") -> Path:
    """A copy of a small text file in which each `old` has become `new`."""
    text = original.read_bytes().decode(encoding)
    for old, new in changes:
        assert old in text, f"{old!r} is not in {original.name}"
        text = text.replace(old, new, 1)
    path = folder / original.name
    path.write_bytes(text.encode(encoding))
    return path


def total(reading: Reading, first: date, last: date, *where: str, offence: str | None = None) -> int:
    """Offences from `first` to `last`, in places whose code begins with one of `where` (everywhere by default)."""
    rows = reading.tables["offences"].filter(pl.col("first_day") >= first, pl.col("last_day") <= last)
    if where:
        rows = rows.filter(pl.any_horizontal(pl.col("place").str.starts_with(code) for code in where))
    if offence:
        rows = rows.filter(pl.col("offence") == offence)
    return int(rows["offences"].sum())


def year(start: int) -> tuple[date, date]:
    """The first and last day of the performance year that begins in April of `start`."""
    return date(start, 4, 1), date(start + 1, 3, 31)


def reasons(frame: pl.DataFrame) -> dict[str, int]:
    """How often each reason stands in a frame of cells set aside or refused."""
    return dict(frame.group_by("reason").len().rows())
