"""The store of records: what was imported, checked, with what was not kept and why, one folder to an import."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import logging
import os
import re
import shutil
import struct
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from tp_metrics.engines import POLARS, Engine
from tp_metrics.geography import Places
from tp_metrics.schema import COVERAGE, LOST, RECORDS
from tp_metrics.schema.offenders import KEYS
from tp_metrics.schema.reading import Progress, Reading, SourceRefused, aside, in_short, silent
from tp_metrics.schema.wholeness import ADDED, OTHER_BYTES, FileDamaged, fault, sound, sum_of, tampered
from tp_metrics.schema.wholeness import reading as reading_file
from tp_metrics.sources.recognise import recognise

LOG = logging.getLogger("tp_metrics.records")

#: Share of what was read that may be refused before an import is stopped.
MAX_REFUSED = 0.01

#: Tables of ready made figures and stocks: a later import replaces the same figure, row by row, not whole months.
KEYED = {
    "published": ("measure",),
    "indicators": ("indicator",),
    "strength": ("role",),
    "ward_teams": ("team",),
    "prosecution_teams": ("model",),
    "reoffending_rates": ("age_group", "index_offence"),
}
#: Tables of people and of what they did: a later import replaces whom and what it names again, whatever day it gives.
NAMED = {
    "diamond_people": ("person",),
    "diamond_offences": ("offence_number",),
    "restorative_interventions": ("case_number",),
    "restorative_offences": ("reoffence_number",),
    **{table: (key,) for table, key in KEYS.items()},
    "hearings": ("case_number",),
}


#: Names of folders: the day of an edition, with a number behind it from the second on; number and sum of an import.
EDITION, IMPORT = re.compile(r"\d{4}-\d\d-\d\d(\.[1-9]\d*)?"), re.compile(r"\d{4,}-[0-9a-f]{12}")


class TooManyRefused(SourceRefused):
    """An import that was stopped because too much of the file does not fit."""


@dataclass(frozen=True)
class Import:
    """One file that was imported: its account, and the folder that holds its records."""

    id: str
    source: str
    file: str
    sha256: str
    imported_at: str
    tables: dict[str, int]
    read: int
    kept: int
    set_aside: int
    refused: int
    notes: tuple[str, ...] = ()
    #: The bytes and the SHA-256 of each file beside the manifest; an import of before December 2026 has none.
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def sequence(self) -> int:
        """Its place in the order of imports; a later one replaces what an earlier one said of the same days."""
        return int(self.id.split("-")[0])


@lru_cache(maxsize=1024)
def _said(manifest: Path, _modified: int) -> Import | str:
    """The import that a manifest tells of, or what is wrong with it; read once, as an import never changes."""
    try:
        content = manifest.read_bytes()
        fields = json.loads(content)
        files = {name: (size, digest) for name, (size, digest) in fields.get("files", {}).items()}
        entry = Import(**{**fields, "notes": tuple(fields["notes"]), "files": files})
        whole = sound(manifest, content)
    except (ValueError, TypeError, KeyError, AttributeError):
        return f"{manifest.name} cannot be read"
    if entry.id != manifest.parent.name:
        return f"{manifest.name} is of the import {entry.id}"
    return entry if whole else f"{manifest.name} {OTHER_BYTES}"


def _told(manifest: Path) -> Import:
    """The import that a manifest tells of. Raises FileDamaged."""
    found = _said(manifest, manifest.stat().st_mtime_ns)
    if isinstance(found, str):
        raise FileDamaged(_damaged_words(manifest.parent, found))
    return found


def _fault(file: Path, size: int | None, _sha256: str) -> str:
    return fault(file, size)


def _damaged_words(folder: Path, wrong: str) -> str:
    return (
        f"Import {folder.name} is damaged: {wrong}; put its folder back from a backup, or move the folder away and "
        "import the file again."
    )


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def written_files(folder: Path) -> dict[str, tuple[int, str]]:
    """The bytes and the SHA-256 of every file in a folder and below it, by which damage is known later."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.stat().st_size, sha256(path)) for path in files}


def checked(reading: Reading, known: pl.Series) -> Reading:
    """The reading with every table brought to its schema; rows that break it are counted as refused, with the rule."""
    tables: dict[str, pl.DataFrame] = {}
    refused = [reading.refused]
    coverage = reading.coverage.select([pl.col(c).cast(t) for c, t in COVERAGE.items()])
    unsaid = [reading.lost]
    for name, frame in reading.tables.items():
        schema = RECORDS[name]
        given = {"source": pl.lit(reading.source)}
        absent = [column for column in schema.columns() if column not in frame.columns]
        wide = frame.with_columns(given.get(column, pl.lit(None)).alias(column) for column in absent)
        fitting, failure = schema.filter(wide.select(list(schema.columns())), cast=True)
        good = pl.DataFrame(fitting)
        if len(failure):
            details = failure.details()
            refused.append(_broken(details, name, list(schema.columns())))
            unsaid.append(_unsaid(details, name, coverage))
            coverage = coverage.join(unsaid[-1], on=list(COVERAGE), how="anti")
        here = good["place"].is_in(known.implode())
        if not here.all():
            lost = good.filter(~here)
            refused.append(aside([(None, "place", place, "no place has this code") for place in lost["place"]]))
            good = good.filter(here)
        tables[name] = good
    everything = pl.concat(refused)
    lost_here = everything.height - reading.refused.height
    return Reading(
        source=reading.source,
        tables=tables,
        coverage=coverage,
        read=reading.read,
        kept=reading.kept - lost_here,
        set_aside=reading.set_aside,
        refused=everything,
        lost=pl.concat(unsaid),
        notes=reading.notes,
    )


def _broken(details: pl.DataFrame, table: str, columns: list[str]) -> pl.DataFrame:
    rules = [column for column in details.columns if column not in columns]
    rows = []
    for row in details.iter_rows(named=True):
        broken = ", ".join(rule.replace("|", ": ").replace("_", " ") for rule in rules if row[rule] == "invalid")
        value = ", ".join(f"{c}={row[c]}" for c in columns[:5] if c in row)
        rows.append((None, table, value, f"breaks the rule {broken or 'of its types'}"))
    return aside(rows)


def _unsaid(details: pl.DataFrame, table: str, coverage: pl.DataFrame) -> pl.DataFrame:
    """Of what a file would speak for, that of which a record was refused here, so that it never passes for zero.

    Counts that each can be true may add up to one that cannot; its place and period are then not known.
    """
    broken = details.select(place="place", first_day="first_day", last_day="last_day", table=pl.lit(table))
    here = coverage.join(broken, on=broken.columns, how="semi")
    return here.select([*COVERAGE, pl.lit("its records break a rule of their table").alias("reason")])


def _first(rows: pl.DataFrame) -> str:
    """The first of the rows that were not kept: where it stands, what it says, and why it was not kept."""
    first = rows.row(0, named=True)
    line = f"line {first['line']}" if first["line"] is not None else None
    where = ", ".join(part for part in (line, in_short(first["column"] or "")) if part)
    return f"{where}, '{in_short(first['value'] or '')}': {in_short(first['reason'], 240)}"


class Store:
    """A data folder: imports, editions, boundaries and overriding reference files.

    Readers need no lock: what they see was renamed into place whole. Writers take turns by a lock file.
    """

    def __init__(self, path: Path | str) -> None:
        """Open a data folder; it need not exist yet."""
        self.path = Path(path)

    @property
    def imports_folder(self) -> Path:
        """Where imports stand."""
        return self.path / "imports"

    @property
    def editions_folder(self) -> Path:
        """Where editions stand."""
        return self.path / "editions"

    def edition_folders(self) -> list[Path]:
        """The folders that bear the name of an edition, whole or not."""
        return [one for one in sorted(self.editions_folder.glob("[0-9]*")) if EDITION.fullmatch(one.name)]

    def import_folders(self) -> list[Path]:
        """The folders that bear the name of an import, whole or not, the oldest first."""
        return [one for one in sorted(self.imports_folder.glob("[0-9]*")) if IMPORT.fullmatch(one.name)]

    def strangers(self) -> list[Path]:
        """What else lies beside editions and imports, such as a folder with another name; nothing reads it."""
        known = {*self.edition_folders(), *self.import_folders()}
        there = [*self.editions_folder.glob("*"), *self.imports_folder.glob("*")]
        return sorted(one for one in there if one not in known and not one.name.startswith(".tmp-"))

    @property
    def boundaries_folder(self) -> Path:
        """Where installed boundaries stand."""
        return self.path / "boundaries"

    @property
    def reference_folder(self) -> Path:
        """Where reference files stand that override those of the project."""
        return self.path / "reference"

    @cached_property
    def places(self) -> Places:
        """The places of the reference files, with this folder's own put over them."""
        return Places.read(self.reference_folder, self.boundaries_folder)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the writers' lock; what an interrupted writer left behind is cleared away first."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for left in (*self.imports_folder.glob(".tmp-*"), *self.editions_folder.glob(".tmp-*")):
                shutil.rmtree(left)
            yield

    def imports(self) -> list[Import]:
        """What was imported, oldest first; raises FileDamaged where a manifest cannot be read."""
        manifests = [one / "manifest.json" for one in self.import_folders() if (one / "manifest.json").is_file()]
        return [_told(manifest) for manifest in manifests]

    def damaged(self, *, within: bool = False) -> list[str]:
        """A sentence on each import that is not whole: what is missing or cut, and what to do; most often none.

        Lengths and ends alone are looked at, unless `within` has all bytes read and held to their sums.
        """
        return [
            _damaged_words(folder, wrong)
            for folder in self.import_folders()
            if (wrong := self._damage(folder, within=within))
        ]

    def _damage(self, folder: Path, *, within: bool) -> str:
        manifest = folder / "manifest.json"
        if wrong := fault(manifest):
            return f"{manifest.name} {wrong}"
        entry = _said(manifest, manifest.stat().st_mtime_ns)
        if isinstance(entry, str):
            return entry
        expected = (f"{table}.parquet" for table in (*entry.tables, "coverage", "set_aside", "refused"))
        files: Mapping[str, tuple[int | None, str]] = entry.files or dict.fromkeys(expected, (None, ""))
        if entry.files and (added := [one.name for one in folder.glob("*.parquet") if one.name not in entry.files]):
            return f"{min(added)} {ADDED}"
        looked: Callable[[Path, int | None, str], str] = tampered if within and entry.files else _fault
        return next((f"{name} {wrong}" for name, told in files.items() if (wrong := looked(folder / name, *told))), "")

    def imported(self, digest: str, source: str | None = None) -> Import | None:
        """The import of a file with these bytes, or None."""
        same = (entry for entry in self.imports() if entry.sha256 == digest and source in (None, entry.source))
        return next(same, None)

    def read(self, file: Path, *, source: str | None = None, progress: Progress = silent) -> Reading:
        """A file, recognised, read and checked, and not yet imported; raises SourceRefused in one sentence."""
        adapter = recognise(file, source)
        with in_a_sentence(file, adapter.TITLE):
            return checked(adapter.read(file, self.places, progress), self.places.frame["code"].unique())

    def ingest(
        self,
        file: Path,
        *,
        source: str | None = None,
        max_refused: float = MAX_REFUSED,
        progress: Progress = silent,
    ) -> Import:
        """Import a file: records, what was set aside and what was refused.

        The same bytes a second time change nothing. Raises SourceRefused where the file cannot be read, and
        TooManyRefused where more than `max_refused` of it does not fit; the store is then as it was.
        """
        if not file.is_file():
            raise SourceRefused(f"{file} is no file")
        digest = sha256(file)
        if known := self.imported(digest):
            return known
        reading = self.read(file, source=source, progress=progress)
        return self.add(reading, file.name, digest, max_refused=max_refused)

    def add(self, reading: Reading, name: str, digest: str, *, max_refused: float = MAX_REFUSED) -> Import:
        """Put a checked reading into the store as the newest import; raises TooManyRefused."""
        refused = reading.refused.height
        if refused > max_refused * reading.read:
            raise TooManyRefused(
                f"{name}: {refused:,} of {reading.read:,} do not fit, more than the {max_refused:.1%} allowed; "
                f"the first: {_first(reading.refused)}"
            )
        if refused < reading.read and not reading.kept and reading.coverage.is_empty():
            raise SourceRefused(
                f"{name}: none of its {reading.read:,} rows or cells is for here, so there is nothing to import; the "
                f"first: {_first(reading.set_aside)}"
            )
        with self.writing():
            if known := self.imported(digest, reading.source):
                return known
            sequence = max((entry.sequence for entry in self.imports()), default=0) + 1
            entry = Import(
                id=f"{sequence:04d}-{digest[:12]}",
                source=reading.source,
                file=name,
                sha256=digest,
                imported_at=datetime.now(UTC).isoformat(timespec="seconds"),
                tables={table: frame.height for table, frame in reading.tables.items()},
                read=reading.read,
                kept=reading.kept,
                set_aside=reading.set_aside.height,
                refused=refused,
                notes=reading.notes,
            )
            frames = {
                **reading.tables,
                "coverage": reading.coverage,
                "lost": reading.lost,
                "set_aside": reading.set_aside,
                "refused": reading.refused,
            }
            with folder_in_place(self.imports_folder / entry.id) as folder:
                for table, frame in frames.items():
                    write_parquet(frame, folder / f"{table}.parquet")
                entry = replace(entry, files=written_files(folder))
                write_manifest(folder / "manifest.json", json.dumps(asdict(entry), indent=1))
        return entry

    def left_out(self, entry: Import, what: str) -> pl.DataFrame:
        """What an import set aside ("set_aside") or refused ("refused"): file, line, column, value, reason."""
        folder = self.imports_folder / entry.id
        with reading_file(_damaged_words(folder, f"{what}.parquet cannot be read")):
            frame = pl.read_parquet(folder / f"{what}.parquet")
        return frame.select(pl.lit(entry.file).alias("file"), pl.all())

    def coverage(self, entry: Import) -> pl.LazyFrame:
        """For which places and days an import speaks."""
        return pl.scan_parquet(self.imports_folder / entry.id / "coverage.parquet")

    def scan(self, table: str) -> pl.LazyFrame:
        """The records of a table as they stand now: what a later import replaced is left out."""
        frame: pl.LazyFrame = self.scanned(table, POLARS).to_native()
        return frame

    def scanned(self, table: str, engine: Engine) -> nw.LazyFrame[Any]:
        """The same, read by an engine."""
        imports = self.imports()
        frames = []
        for place, entry in enumerate(imports):
            if not entry.tables.get(table):
                continue
            frame = engine.scan([self.imports_folder / entry.id / f"{table}.parquet"])
            # One that has no row of the table may still speak for it, and then says zero.
            later = [other for other in imports[place + 1 :] if other.source == entry.source]
            if later and table not in KEYED and table not in NAMED:
                frame = _not_replaced(frame, self._told_later(table, later, engine))
            frames.append(frame.with_columns(sequence=nw.lit(entry.sequence)))
        if not frames:
            return engine.handed(pl.LazyFrame(schema=dict(RECORDS[table].create_empty().schema)))
        records = nw.concat(frames)
        if table in KEYED or table in NAMED:
            key = ["source", *NAMED.get(table, (*KEYED.get(table, ()), "first_day", "last_day", "place"))]
            newest = nw.col("sequence") == nw.col("sequence").max().over(key)
            records = records.filter(newest)
        return records.drop("sequence")

    def scan_coverage(self) -> pl.LazyFrame:
        """All coverage, each place and period once."""
        imports = self.imports()
        if not imports:
            return pl.LazyFrame(schema=COVERAGE)
        return pl.concat([self.coverage(entry) for entry in imports]).unique()

    def lost(self) -> pl.DataFrame:
        """Of which places and periods a source's figures were refused, and why, unless a later import has them."""
        kept = [self.imports_folder / entry.id / "lost.parquet" for entry in self.imports()]
        frames = [pl.scan_parquet(path) for path in kept if path.is_file()]  # an import of before 2026-12 kept none
        if not frames:
            return pl.DataFrame(schema=LOST)
        lost = pl.concat(frames).unique(list(COVERAGE), keep="last", maintain_order=True)
        return lost.join(self.scan_coverage(), on=list(COVERAGE), how="anti").collect()

    def _told_later(self, table: str, later: list[Import], engine: Engine) -> nw.LazyFrame[Any]:
        """For which places and days later imports speak: as they say them, and once more as months of events."""
        covered = engine.scan([self.imports_folder / entry.id / "coverage.parquet" for entry in later])
        covered = covered.filter(nw.col("table") == table).select("place", "source", "first_day", "last_day").unique()
        next_month = nw.col("first_day").dt.offset_by("1mo").cast(nw.Date)
        day_after = nw.col("last_day").dt.offset_by("1d").cast(nw.Date)
        months = covered.filter((nw.col("first_day").dt.day() == 1) & (day_after == next_month))
        return nw.concat(
            [
                covered.with_columns(event=nw.lit(value=False)),
                months.with_columns(event=nw.lit(value=True), last_day=nw.col("first_day")),
            ]
        ).rename({"first_day": "covered_first", "last_day": "covered_last"})


def _not_replaced(frame: nw.LazyFrame[Any], told: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """The records of which later imports say nothing: an event is replaced by its month, others by their own days."""
    # A weekly source's part-week of a single day is no event.
    event = (nw.col("first_day") == nw.col("last_day")) & ~nw.col("source").str.ends_with("_weekly")
    month = nw.col("first_day").dt.truncate("1mo").cast(nw.Date)
    first = nw.when(nw.col("event")).then(month).otherwise(nw.col("first_day"))
    last = nw.when(nw.col("event")).then(nw.col("covered_first")).otherwise(nw.col("last_day"))
    marked = frame.with_columns(event=event).with_columns(covered_first=first).with_columns(covered_last=last)
    return marked.join(told, on=["place", "source", "event", "covered_first", "covered_last"], how="anti").drop(
        "event", "covered_first", "covered_last"
    )


@contextlib.contextmanager
def in_a_sentence(file: Path, title: str) -> Iterator[None]:
    """Turn what a library raises on a file that its adapter did not foresee into a refusal; the log has the rest."""
    sentence = f"{file.name} has the headings of “{title}”, but cannot be read as such; fetch or save it again."
    try:
        yield
    except (pl.exceptions.PolarsError, ArithmeticError, RecursionError, LookupError, TypeError, struct.error) as error:
        LOG.exception("%s was not foreseen", file.name)
        raise SourceRefused(sentence) from error
    except MemoryError:
        raise SourceRefused(f"{file.name} needs more memory than there is; divide it into smaller files.") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        LOG.exception("%s was not foreseen", file.name)
        raise SourceRefused(sentence) from None


@contextlib.contextmanager
def folder_in_place(target: Path) -> Iterator[Path]:
    """A folder to fill, which takes its name only when it is whole and on disk; on an error nothing is left."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.parent / f".tmp-{uuid.uuid4().hex}"
    beside.mkdir()
    try:
        yield beside
        for folder in [*(path for path in beside.rglob("*") if path.is_dir()), beside]:
            _sync(folder)
        beside.rename(target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    _sync(target.parent)


def write_parquet(frame: pl.DataFrame | pl.LazyFrame, path: Path) -> None:
    """Write a frame to a Parquet file and to the disk; raises OSError where there is no room for it."""
    try:
        if isinstance(frame, pl.LazyFrame):
            frame.sink_parquet(path, compression="zstd", compression_level=1, statistics=True)
        else:
            frame.write_parquet(path, compression="zstd", compression_level=1, statistics=True)
    except pl.exceptions.PolarsError as error:  # what the disk says comes as a fault of the format
        raise OSError(" ".join(str(error).split())) from error
    _sync(path)


def write_manifest(path: Path, text: str) -> None:
    """Write a manifest, and its SHA-256 into a file beside it."""
    write_text(path, text)
    write_text(sum_of(path), hashlib.sha256(text.encode("utf-8")).hexdigest())


def write_text(path: Path, text: str) -> None:
    """Write a text file and its bytes to the disk."""
    path.write_text(text, encoding="utf-8")
    _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
