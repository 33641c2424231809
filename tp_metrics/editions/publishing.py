"""Publishing: an edition is made beside the others and takes its name when it is whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from tp_metrics.editions.carried import Carried, carried, program
from tp_metrics.editions.making import Making
from tp_metrics.editions.published import Edition, Source, editions, opened, sources
from tp_metrics.editions.wholeness import MANIFEST
from tp_metrics.engines import POLARS, Engine
from tp_metrics.facts import named
from tp_metrics.geography import Places
from tp_metrics.records import Store, folder_in_place, sha256, write_manifest, write_parquet, write_text, written_files
from tp_metrics.schema.meeting_tables import ALTER_NO_FIGURE
from tp_metrics.schema.reading import Progress, silent
from tp_metrics.schema.records import EARLIEST
from tp_metrics.schema.reference import REFERENCE_FILES, read_reference, reference_path
from tp_metrics.schema.wholeness import FileDamaged

#: Tables that stand in the edition for the methods that need single interviews or cases; no row of them is shown.
COHORT_TABLES = ("confidence_survey", "satisfaction_survey", "hearings")
#: Tables of counts that stand in the edition for the methods that need more of them than facts hold.
COUNT_TABLES = ("prosecution_teams", "court_outcomes", "reoffending_rates")
CODE_VERSION = "0.1.0"
#: How many measures are sorted and written side by side, while the next table is added up.
WRITERS = 2


class NothingToPublish(ValueError):
    """There are no records on or before the day."""


class NotYet(ValueError):
    """The day has not come: nobody can know yet what was known on it."""


def publish(
    store: Store, as_at: date, progress: Progress = silent, *, engine: Engine = POLARS, anew: bool = False
) -> Edition:
    """Publish what the records say as at a day: facts of every measure, in a folder that takes its name when whole.

    `engine` computes the sums over the records; the facts are the same, whichever it is. What an earlier edition says
    of periods of which no record has changed is carried over, unless all is to be made `anew`; the facts are the same.

    Facts that end after the day are left out; those that end within their source's lag of it are provisional.
    Raises NotYet for a day that lies ahead, NothingToPublish where no record ends on or before the day,
    ReferenceRefused for a broken reference file, and FileDamaged where an import is not whole: an edition without its
    records would pass for one in which nothing happened. The last edition then stays as it is.
    """
    if as_at > date.today():
        raise NotYet(f"an edition as at {as_at} cannot be published: that day lies ahead; today is {date.today()}")
    if as_at < EARLIEST:
        raise NothingToPublish(f"no record ends on or before {as_at}: none is from before {EARLIEST.year}")
    with store.writing():
        if damaged := store.damaged(within=True):
            raise FileDamaged(damaged[0])
        imports = store.imports()
        if not imports:
            raise NothingToPublish(f"{store.path} holds no records yet; import files first")
        folder = store.editions_folder / _free_name(store, as_at)
        with folder_in_place(folder) as beside:
            hashes = _keep_reference(store, beside)
            known = sources(beside / "reference")
            places = Places.read(beside / "reference")
            coverage = store.scan_coverage().filter(pl.col("last_day") <= as_at).collect()
            write_parquet(coverage.sort(coverage.columns), beside / "coverage.parquet")
            lost = store.lost().filter(pl.col("last_day") <= as_at)
            write_parquet(lost.sort(lost.columns), beside / "lost.parquet")
            coverage = named(coverage)
            (beside / "facts").mkdir()
            before = Carried()
            if not anew:
                before = carried(store, editions(store), as_at, engine=engine.name, hashes=hashes, places=places)
            making = Making(store, as_at, beside / "reference", places, known, coverage, engine, before)
            held: dict[str, Any] = {}
            progress(0.0, "facts are made")
            with ThreadPoolExecutor(engine.at_once) as makers, ThreadPoolExecutor(WRITERS) as writers:
                written = partial(_written, making, beside / "facts")
                made = makers.map(
                    lambda table: [writers.submit(written, found) for found in making.facts(table)], making.tables
                )
                for step, (table, summaries) in enumerate(zip(making.tables, made, strict=True), start=1):
                    held |= dict(summary.result() for summary in summaries)
                    progress(step / len(making.tables), f"facts of {table.replace('_', ' ') or 'ready made figures'}")
            if not set(held) - {"residents", "households"}:
                raise NothingToPublish(f"no record ends on or before {as_at}")
            _keep_cohorts(making, beside)
            manifest = {
                "as_at": as_at.isoformat(),
                "made_at": datetime.now(UTC).isoformat(timespec="microseconds"),
                "code_version": CODE_VERSION,
                "program": program(),
                "engine": engine.name,
                "carried_from": before.edition.id if before.edition else None,
                "kinds": dict(sorted(making.kinds.items())),
                "sources": sorted({source for one in held.values() for source in one["sources"]} - {"reference"}),
                "imports": [{name: told for name, told in vars(entry).items() if name != "files"} for entry in imports],
                "reference": hashes,
                "measures": held,
                "files": written_files(beside),
            }
            write_manifest(beside / MANIFEST, json.dumps(manifest, indent=1, default=str))
    return opened(folder)


def _written(making: Making, folder: Path, found: pl.DataFrame) -> tuple[str, dict[str, Any]]:
    """Write the facts of a measure to its file; its id, and what the manifest says of it."""
    measure = found["measure"][0]
    whole = dated(found, making.known, making.as_at)
    write_parquet(whole, folder / f"{measure}.parquet")
    return measure, _summary(whole)


def dated(found: pl.DataFrame, known: Mapping[str, Source], as_at: date) -> pl.DataFrame:
    """The facts, always in the same order, with those marked that late records may still change."""
    lags = {name: source.lag_days for name, source in known.items()}
    lag = pl.col("source").cast(pl.String).replace_strict(lags, return_dtype=pl.Int64)
    late = (pl.col("last_day") + pl.duration(days=lag) > as_at) & (pl.col("source") != "reference")
    return found.with_columns(provisional=late).sort(_order(found))


def _order(found: pl.DataFrame) -> pl.Expr:
    """One whole number to a row that sorts by dimension, source, level, day, category and place.

    Rows that are read together stand together, in the order of their days in which results take them, and what is alike
    stands in a row, which takes less room. A million rows are sorted by it in a tenth of the time that seven columns
    take. Places are fewer than 4,096, categories than 1,024, sources than 64, dimensions than 32 and levels than 8,
    days from 1970 than 65,536, and those of a row than 2,048.
    """
    number = pl.lit(0, pl.Int64)
    for column, bits in (("dimension", 5), ("source", 6), ("level", 3)):
        number = number * 2**bits + _rank(found, column)
    days = pl.col("first_day").to_physical().cast(pl.Int64), (pl.col("last_day") - pl.col("first_day")).dt.total_days()
    number = (number * 2**16 + days[0]) * 2**11 + days[1].clip(0, 2**11 - 1)
    return (number * 2**10 + _rank(found, "category")) * 2**12 + _rank(found, "place")


def _rank(found: pl.DataFrame, column: str) -> pl.Expr:
    """Each name's place in the alphabet among those of its column, read off by its number as a category."""
    own = found[column].unique().drop_nulls()
    numbers = own.to_physical().to_numpy()
    ranks = np.zeros(numbers.max() + 1, np.int64)
    ranks[numbers[own.cast(pl.String).arg_sort().to_numpy()]] = np.arange(len(own))
    return pl.lit(pl.Series(ranks)).gather(pl.col(column).to_physical())


def _free_name(store: Store, as_at: date) -> str:
    taken = {path.name for path in store.editions_folder.glob("*")}
    names = (f"{as_at}" if n == 1 else f"{as_at}.{n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _keep_reference(store: Store, beside: Path) -> dict[str, str]:
    folder = beside / "reference"
    folder.mkdir()
    hashes = {}
    for name in REFERENCE_FILES:
        read_reference(name, store.reference_folder)
        path = reference_path(name, store.reference_folder)
        write_text(folder / f"{name}.csv", path.read_text(encoding="utf-8"))
        hashes[name] = sha256(path)
    return hashes


def pending_reference(store: Store, one: Edition) -> list[str]:
    """Names of reference files that have changed since an edition was published; they take effect at the next.

    Those that alter no figure take effect at once, and are not among them.
    """
    kept = one.manifest["reference"]
    now = {
        name: reference_path(name, store.reference_folder) for name in REFERENCE_FILES if name not in ALTER_NO_FIGURE
    }
    return [name for name, path in now.items() if _now(path) != kept.get(name)]


def _now(path: Path) -> str:
    """The SHA-256 of a reference file as it is now."""
    about = path.stat()
    return _digest(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=128)
def _digest(path: Path, _modified: int, _size: int) -> str:
    return sha256(path)


def _keep_cohorts(making: Making, beside: Path) -> None:
    (beside / "cohorts").mkdir()
    for table in (*COHORT_TABLES, *COUNT_TABLES):
        write_parquet(making.known_records(table), beside / "cohorts" / f"{table}.parquet")
    for table, people in making.cohorts.items():
        write_parquet(people, beside / "cohorts" / f"{table}.parquet")


def _summary(found: pl.DataFrame) -> dict[str, Any]:
    by_source = found.group_by("source").agg(
        pl.col("first_day").min(), pl.col("last_day").max(), pl.col("level").unique().sort(), rows=pl.len()
    )
    return {
        "sources": {
            row["source"]: {
                "first_day": row["first_day"].isoformat(),
                "last_day": row["last_day"].isoformat(),
                "levels": row["level"],
                "facts": row["rows"],
            }
            for row in by_source.sort("source").iter_rows(named=True)
        }
    }
