"""What an adapter hands over: records, coverage, and an account of every row or cell that it read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import polars as pl

from tp_metrics.schema.facts import LOST

#: Rows or cells that were not kept, each with where it stood, what it said and why it was not kept.
ASIDE = {"line": pl.Int64, "column": pl.String, "value": pl.String, "reason": pl.String}

#: No count of one place and period is higher: London records under a million crimes and takes some millions of calls in
#: a year. Sums of such counts stay far below 2^53, up to which a float holds every whole number.
MOST_COUNT = 100_000_000
#: No figure that describes a place is larger, in whatever unit: all of London earns less than a million million pounds.
MOST_FIGURE = 1_000_000_000_000

Progress = Callable[[float, str], None]


class SourceRefused(ValueError):
    """A file that cannot be read as what it should be; the message is one sentence for a person."""


def in_short(text: str, most: int = 80) -> str:
    """What a file says, in one line of at most so many characters, for a sentence about it.

    >>> in_short("a quote   left open")
    'a quote left open'
    """
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def silent(_share: float, _words: str) -> None:
    """A progress that nobody watches."""


def aside(rows: Sequence[tuple[int | None, str | None, str | None, str]] = ()) -> pl.DataFrame:
    """A frame in the shape of ASIDE; without rows, an empty one."""
    return pl.DataFrame(list(rows), schema=ASIDE, orient="row")


@dataclass(frozen=True)
class Reading:
    """One file, read.

    Attributes:
        source: the source's name, a row of data/reference/sources.csv.
        tables: record table → frame in the columns of its schema (absent ones are filled with nulls later).
        coverage: the days and places that the file speaks for, in the shape of schema.COVERAGE; rows that are
            absent there count as zero.
        read: rows of a long file, value cells of a wide one.
        kept: how many of those became (part of) a record.
        set_aside: the ones left out by rule, in the shape of ASIDE.
        refused: the ones that do not fit, in the shape of ASIDE.
        lost: the days and places whose figures were refused, with the reason, in the shape of schema.LOST.
        notes: sentences about the file as a whole that a person importing it should read.
    """

    source: str
    tables: Mapping[str, pl.DataFrame]
    coverage: pl.DataFrame
    read: int
    kept: int
    set_aside: pl.DataFrame
    refused: pl.DataFrame
    lost: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LOST))
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        """Every row is accounted for, or the adapter is wrong."""
        if self.read != self.kept + self.set_aside.height + self.refused.height:
            raise AssertionError(
                f"{self.source}: {self.read} read, but {self.kept} kept + {self.set_aside.height} set aside + "
                f"{self.refused.height} refused"
            )


class Lookup(Protocol):
    """What an adapter may ask about places; `geography.Places` answers."""

    def borough(self, name: str) -> str | None:
        """The code of the borough or other place that a source calls by this name, or None."""

    def ward_vintage(self, codes: pl.Series) -> int | None:
        """The ward vintage (2011, 2018, 2022) that most of these codes belong to, or None."""

    def wards(self, vintage: int) -> pl.DataFrame:
        """The wards of a vintage: ward_code, ward_name, borough_code."""

    def ward_of_points(self, longitude: pl.Series, latitude: pl.Series, vintage: int = 2011) -> pl.Series:
        """The ward code in which each WGS84 point lies; null outside London or without a point."""

    def offence(self, layout: str, major: str, minor: str | None) -> str | None:
        """The offence code of a source's category (data/reference/offences.csv), or None."""


class Adapter(Protocol):
    """A module of tp_metrics.sources: one published layout."""

    NAME: str
    TITLE: str

    def recognises(self, head: Head) -> bool:
        """Whether the file's content has this layout."""

    def read(self, path: Path, places: Lookup, progress: Progress) -> Reading:
        """The file, read; raises SourceRefused where it is not what it should be."""


@dataclass(frozen=True)
class Head:
    """The beginning of a file, enough to recognise its layout by.

    Attributes:
        path: the file.
        kind: "text", "parquet", "xls", "zip", "geo" or "binary", from the content, never from the name.
        text: the first 64 KiB decoded (after gunzip), for kind "text"; empty otherwise.
        columns: the column names, for "parquet"; the sheet names for "xls"; the member names for "zip".
        encoding: "utf-8" or "windows-1252".
    """

    path: Path
    kind: str
    text: str = ""
    columns: tuple[str, ...] = ()
    encoding: str = "utf-8"

    @property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends; the last may be cut."""
        return self.text.splitlines()
