"""Editions that are published: what there is, and what each holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from tp_metrics.editions.wholeness import damage, differing, found_out
from tp_metrics.facts import TOTAL
from tp_metrics.geography import Places
from tp_metrics.records import Store
from tp_metrics.schema import FACTS, FOLLOWED, LOST, RECORDS
from tp_metrics.schema.reference import read_reference
from tp_metrics.schema.wholeness import FileDamaged
from tp_metrics.schema.wholeness import reading as reading_file


@dataclass(frozen=True)
class Source:
    """A source as sources.csv describes it."""

    name: str
    title: str
    publisher: str
    licence: str
    attribution: str
    lag_days: int
    levels: tuple[str, ...]
    vintage: int | None
    demonstration: bool


@dataclass(frozen=True)
class Edition:
    """A published data set.

    Attributes:
        id: its name, the as-at date, with a number behind it where one day was published more than once.
        folder: where it stands.
    """

    id: str
    folder: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """As-at date, sources, imports with their accounts, reference hashes, measures."""
        found: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        return found

    @property
    def as_at(self) -> date:
        """The day up to which the edition speaks."""
        return date.fromisoformat(self.manifest["as_at"])

    @property
    def made_at(self) -> str:
        """When it was published (UTC, ISO)."""
        return str(self.manifest["made_at"])

    @property
    def number(self) -> int:
        """Which of the editions of its day it is: the first is 1. Clocks may be wrong, and numbers are not."""
        return int(self.id.partition(".")[2] or 1)

    @property
    def reference_folder(self) -> Path:
        """The reference files as they were when it was published."""
        return self.folder / "reference"

    @cached_property
    def places(self) -> Places:
        """The places as they were when it was published."""
        self._sound("reference/")
        return Places.read(self.reference_folder)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources by name."""
        self._sound("reference/")
        return sources(self.reference_folder)

    @property
    def demonstration(self) -> bool:
        """Whether any of its records are made up."""
        return any(self.sources[name].demonstration for name in self.manifest["sources"])

    @property
    def mixed(self) -> bool:
        """Whether some of its records are made up and others are real."""
        return len({self.sources[name].demonstration for name in self.manifest["sources"]}) > 1

    def reference(self, name: str) -> pl.DataFrame:
        """One of its reference files, checked; read once, as an edition never changes."""
        if name not in self._reference:
            self._sound("reference/")
            self._reference[name] = read_reference(name, self.reference_folder)
        return self._reference[name]

    @cached_property
    def _reference(self) -> dict[str, pl.DataFrame]:
        return {}

    def facts(self, measure: str, dimension: str | None = None, wards: bool | None = None) -> pl.DataFrame:
        """The facts of a measure, or those of one dimension, in the columns of schema.FACTS; empty without any.

        With `wards` those of wards alone, or (False) those of all larger places alone.
        """
        path = self._file(f"facts/{measure}.parquet")
        if not path.is_file():
            return pl.DataFrame(schema=FACTS)
        rows = _scanned(path)
        if dimension is not None:
            rows = rows.filter(pl.col("dimension") == dimension)
        if wards is not None:
            rows = rows.filter((pl.col("level") == "ward") == wards)
        return self._collected(path, rows)

    def larger_totals(self, measures: Iterable[str]) -> pl.DataFrame:
        """The totals of all places larger than wards of several measures, in one read, measure by measure."""
        paths = [self._file(f"facts/{measure}.parquet") for measure in measures]
        there = [path for path in paths if path.is_file()]
        if not there:
            return pl.DataFrame(schema=FACTS)
        try:
            with reading_file(f"edition {self.id} is damaged"):
                return _scanned(there).filter(pl.col("dimension") == TOTAL, pl.col("level") != "ward").collect()
        except FileDamaged:  # which file it is, they tell one by one
            return pl.concat(self.facts(path.stem, TOTAL, wards=False) for path in there)

    def respondents(self, table: str) -> pl.DataFrame:
        """Interviews of a survey, or a court's cases, up to its date; empty where it keeps none. No row is shown."""
        return self.counts(table)

    def counts(self, table: str) -> pl.DataFrame:
        """The rows of a table of counts that ended on or before its date; empty where it keeps none."""
        path = self._file(f"cohorts/{table}.parquet")
        if not path.is_file():
            return pl.DataFrame(schema=dict(RECORDS[table].create_empty().schema))
        return self._collected(path, _scanned(path))

    def people(self, table: str) -> pl.DataFrame:
        """The people of a table as known at its day, as `FOLLOWED` has them; empty without any. No row is shown."""
        path = self._file(f"cohorts/{table}.parquet")
        nobody = pl.DataFrame(schema=dict(FOLLOWED[table].create_empty().schema))
        return self._collected(path, _scanned(path)) if path.is_file() else nobody

    def holds(self, measure: str) -> bool:
        """Whether there are facts of a measure."""
        return measure in self.manifest["measures"]

    def coverage(self) -> pl.DataFrame:
        """For which places and days each source speaks, table by table."""
        path = self._file("coverage.parquet")
        return self._collected(path, _scanned(path))

    def _file(self, name: str) -> Path:
        """One of its files, which holds what was written; raises FileDamaged where it does not."""
        self._sound(name)
        return self.folder / name

    def _sound(self, begins: str) -> None:
        """Raise FileDamaged where one of its files whose names begin so holds other bytes than were written."""
        if wrong := differing(self.folder, begins):
            raise FileDamaged(damaged_words(self.id, wrong))

    def _collected(self, path: Path, rows: pl.LazyFrame) -> pl.DataFrame:
        """Rows of one of its files; raises FileDamaged where it cannot be read; the edition is passed over then on."""
        try:
            with reading_file(f"edition {self.id} is damaged"):
                return rows.collect()
        except FileDamaged as broken:
            raise FileDamaged(damaged_words(self.id, found_out(self.folder, path))) from broken

    @cached_property
    def lost(self) -> pl.DataFrame:
        """Of which places and days a source's figures were refused when it was read, and why; schema.LOST."""
        path = self._file("lost.parquet")
        return self._collected(path, _scanned(path)) if path.is_file() else pl.DataFrame(schema=LOST)


def _scanned(path: Path | list[Path]) -> pl.LazyFrame:
    """The rows of files on this machine: Polars need not look for the keys of a cloud, which takes as long as them."""
    return pl.scan_parquet(path, credential_provider=None)


def sources(folder: Path | None = None) -> dict[str, Source]:
    """The sources of the reference file, by name."""
    rows = read_reference("sources", folder).iter_rows(named=True)
    return {
        row["name"]: Source(
            name=row["name"],
            title=row["title"],
            publisher=row["publisher"],
            licence=row["licence"],
            attribution=row["attribution"],
            lag_days=int(row["lag_days"]),
            levels=tuple(row["levels"].split(";")),
            vintage=row["vintage"],
            demonstration=bool(row["demonstration"]),
        )
        for row in rows
    }


@lru_cache(maxsize=32)
def opened(folder: Path) -> Edition:
    """The edition in a folder; the same one each time, as an edition never changes."""
    return Edition(folder.name, folder)


def editions(store: Store) -> list[Edition]:
    """The whole editions of a data folder, the newest as-at date first, and of one date the last published first."""
    return looked_up(store)[0]


def damaged_editions(store: Store) -> dict[str, str]:
    """The id of each edition that is not whole, and what is wrong with it in a few words; the latest first."""
    return looked_up(store)[1]


def looked_up(store: Store) -> tuple[list[Edition], dict[str, str]]:
    """What `editions` and `damaged_editions` give, in one look.

    All of the newest is held to its sums, so that what opens first is whole. Older ones are held to theirs when they
    are asked for or read, and until then pass for whole by their lengths.
    """
    found = {folder: damage(folder) for folder in store.edition_folders() if folder.is_dir()}
    whole = [opened(folder) for folder, wrong in found.items() if not wrong]
    whole.sort(key=lambda edition: (edition.as_at, edition.number, edition.id), reverse=True)
    while whole and (wrong := differing(whole[0].folder)):
        found[whole.pop(0).folder] = wrong
    damaged = {folder.name: wrong for folder, wrong in found.items() if wrong}
    return whole, dict(sorted(damaged.items(), reverse=True))


def damaged_words(name: str, wrong: str) -> str:
    """One sentence on an edition that is not whole, and what to do."""
    return (
        f"Edition {name} is damaged and is not opened: {wrong}; put its folder back from a backup, or publish that day "
        "again."
    )


def edition(store: Store, name: str | date | None = None) -> Edition:
    """The newest whole edition, or the one with this id or as-at date; raises ValueError with those there are."""
    found, damaged = looked_up(store)
    for one in found:
        if name in (None, one.id, one.as_at, one.as_at.isoformat()):
            if not (wrong := differing(one.folder)):
                return one
            damaged[one.id] = wrong
    if str(name) in damaged:
        raise FileDamaged(damaged_words(str(name), damaged[str(name)]))
    if found:
        raise ValueError(f"there is no edition {name}; there are {', '.join(one.id for one in found)}")
    if damaged:
        raise FileDamaged(damaged_words(*next(iter(damaged.items()))))
    raise ValueError(f"{store.path} holds no edition yet; make one with: python -m tp_metrics publish --as-at DATE")
