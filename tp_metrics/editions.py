"""Editions: published data sets that never change, each a folder with facts, reference files and a manifest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from tp_metrics.facts import (
    NAME,
    PERIOD,
    TOTAL,
    WEEKLY_TABLES,
    covered,
    facts_by_measure,
    in_part_weeks,
    named,
    published_facts,
    with_zeros,
    without_groups,
)
from tp_metrics.geography import VINTAGES, Places
from tp_metrics.measure import Measure
from tp_metrics.measures import catalogue
from tp_metrics.records import Store, folder_in_place, sha256, write_parquet, write_text
from tp_metrics.schema import FACTS
from tp_metrics.schema.meeting_tables import ALTER_NO_FIGURE
from tp_metrics.schema.reading import Progress, silent
from tp_metrics.schema.reference import REFERENCE_FILES, read_reference, reference_path

#: Survey tables that stand in the edition for the methods that need respondents; no row of them reaches a screen.
COHORT_TABLES = ("confidence_survey", "satisfaction_survey")
CODE_VERSION = "0.1.0"


class NothingToPublish(ValueError):
    """There are no records on or before the day."""


class NotYet(ValueError):
    """The day has not come: nobody can know yet what was known on it."""


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
    def reference_folder(self) -> Path:
        """The reference files as they were when it was published."""
        return self.folder / "reference"

    @cached_property
    def places(self) -> Places:
        """The places as they were when it was published."""
        return Places.read(self.reference_folder)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources by name."""
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
            self._reference[name] = read_reference(name, self.reference_folder)
        return self._reference[name]

    @cached_property
    def _reference(self) -> dict[str, pl.DataFrame]:
        return {}

    def facts(self, measure: str) -> pl.DataFrame:
        """All facts of a measure, in the columns of schema.FACTS; empty where there are none."""
        path = self.folder / "facts" / f"{measure}.parquet"
        return pl.read_parquet(path) if path.is_file() else pl.DataFrame(schema=FACTS)

    def holds(self, measure: str) -> bool:
        """Whether there are facts of a measure."""
        return measure in self.manifest["measures"]

    def coverage(self) -> pl.DataFrame:
        """For which places and days each source speaks, table by table."""
        return pl.read_parquet(self.folder / "coverage.parquet")


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
def _opened(folder: Path) -> Edition:
    return Edition(folder.name, folder)


def editions(store: Store) -> list[Edition]:
    """The editions of a data folder, the newest as-at date first, and of one date the last published first."""
    whole = [_opened(path.parent) for path in store.editions_folder.glob("[0-9]*/manifest.json")]
    return sorted(whole, key=lambda edition: (edition.as_at, edition.made_at, edition.id), reverse=True)


def edition(store: Store, name: str | date | None = None) -> Edition:
    """The newest edition, or the one with this id or as-at date; raises ValueError with those there are."""
    found = editions(store)
    if not found:
        raise ValueError(f"{store.path} holds no edition yet; make one with: python -m tp_metrics publish --as-at DATE")
    if name is None:
        return found[0]
    for one in found:
        if name in (one.id, one.as_at, one.as_at.isoformat()):
            return one
    raise ValueError(f"there is no edition {name}; there are {', '.join(one.id for one in found)}")


def publish(store: Store, as_at: date, progress: Progress = silent) -> Edition:
    """Publish what the records say as at a day: facts of every measure, in a folder that takes its name when whole.

    Facts that end after the day are left out; those that end within their source's lag of it are provisional.
    Raises NotYet for a day that lies ahead, NothingToPublish where no record ends on or before the day, and
    ReferenceRefused for a broken reference file; the last edition then stays as it is.
    """
    if as_at > date.today():
        raise NotYet(f"an edition as at {as_at} cannot be published: that day lies ahead; today is {date.today()}")
    with store.writing():
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
            coverage = named(coverage)
            (beside / "facts").mkdir()
            making = _Making(store, as_at, beside / "reference", places, known, coverage)
            held: dict[str, Any] = {}
            progress(0.0, "facts are made")
            # Two tables at a time: while one waits for the disk or for Python, the other uses the processor.
            with ThreadPoolExecutor(max_workers=2) as makers:
                made = makers.map(lambda table: _written(making.facts(table), making, beside / "facts"), making.tables)
                for step, (table, summaries) in enumerate(zip(making.tables, made, strict=True), start=1):
                    progress(step / len(making.tables), f"facts of {table.replace('_', ' ') or 'ready made figures'}")
                    held |= summaries
            if not set(held) - {"residents", "households"}:
                raise NothingToPublish(f"no record ends on or before {as_at}")
            _keep_cohorts(store, as_at, beside)
            manifest = {
                "as_at": as_at.isoformat(),
                "made_at": datetime.now(UTC).isoformat(timespec="microseconds"),
                "code_version": CODE_VERSION,
                "sources": sorted({source for one in held.values() for source in one["sources"]} - {"reference"}),
                "imports": [entry.__dict__ for entry in imports],
                "reference": hashes,
                "measures": held,
            }
            write_text(beside / "manifest.json", json.dumps(manifest, indent=1, default=str))
    return _opened(folder)


def _written(made: Iterable[pl.DataFrame], making: _Making, folder: Path) -> dict[str, Any]:
    """Write facts, a measure to a file; what the manifest says of each."""
    summaries = {}
    for found in made:
        measure = found["measure"][0]
        dated = _dated(found, making.known, making.as_at)
        write_parquet(dated, folder / f"{measure}.parquet")
        summaries[measure] = _summary(dated)
    return summaries


def _dated(found: pl.DataFrame, known: Mapping[str, Source], as_at: date) -> pl.DataFrame:
    """The facts, always in the same order, with those marked that late records may still change."""
    lags = {name: source.lag_days for name, source in known.items()}
    lag = pl.col("source").cast(pl.String).replace_strict(lags, return_dtype=pl.Int64)
    late = (pl.col("last_day") + pl.duration(days=lag) > as_at) & (pl.col("source") != "reference")
    return found.with_columns(provisional=late).sort(_order(found))


def _order(found: pl.DataFrame) -> pl.Expr:
    """One whole number to a row that sorts by dimension, source, day, place and category.

    A million rows are sorted by it in a tenth of the time that seven columns take. Places are fewer than 4,096,
    categories than 1,024, sources than 64 and dimensions than 32, days from 1970 than 65,536.
    """
    number = pl.lit(0, pl.Int64)
    for column, bits in (("dimension", 5), ("source", 6)):
        number = number * 2**bits + _rank(found, column)
    days = pl.col("first_day").to_physical().cast(pl.Int64), (pl.col("last_day") - pl.col("first_day")).dt.total_days()
    number = (number * 2**16 + days[0]) * 2**13 + days[1].clip(0, 2**13 - 1)
    return (number * 2**12 + _rank(found, "place")) * 2**10 + _rank(found, "category")


def _rank(found: pl.DataFrame, column: str) -> pl.Expr:
    names = found[column].unique().cast(pl.String).sort()
    return pl.col(column).cast(pl.Enum(names)).to_physical().cast(pl.Int64)


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
    return [
        name
        for name in REFERENCE_FILES
        if name not in ALTER_NO_FIGURE
        and sha256(reference_path(name, store.reference_folder)) != one.manifest["reference"].get(name)
    ]


def _keep_cohorts(store: Store, as_at: date, beside: Path) -> None:
    (beside / "cohorts").mkdir()
    for table in COHORT_TABLES:
        rows = store.scan(table).filter(pl.col("last_day") <= as_at)
        write_parquet(rows, beside / "cohorts" / f"{table}.parquet")


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


def is_weekly(source: str) -> bool:
    """Whether a source gives part-weeks, whose single days are no events."""
    return source.endswith("_weekly")


@dataclass(frozen=True)
class _Making:
    """What an edition is made from."""

    store: Store
    as_at: date
    reference: Path
    places: Places
    known: Mapping[str, Source]
    coverage: pl.DataFrame

    @cached_property
    def tables(self) -> dict[str, list[Measure]]:
        """The measures of each record table; those of ready made figures alone under an empty name."""
        found: dict[str, list[Measure]] = {}
        for measure in catalogue().values():
            found.setdefault(measure.table, []).append(measure)
        return found

    def facts(self, table: str) -> Iterator[pl.DataFrame]:
        """The facts of each measure of a table that has any, one frame to a measure."""
        mine = self.tables[table]
        found = self._of_table(table, mine) if table else {}
        for measure in mine:
            standing = _standing(measure.id, self) if measure.standing else self._ready_made[measure.id]
            own = pl.concat([*found.get(measure.id, []), standing])
            if own.height:
                yield own

    @cached_property
    def _ready_made(self) -> dict[str, pl.DataFrame]:
        """Facts of ready made figures, for every measure, by its id."""
        declared = catalogue()
        published = self.store.scan("published").filter(pl.col("last_day") <= self.as_at).collect()
        levels = self.places.frame.select(place="code", level="level")
        found = published_facts(published, declared.values(), levels)
        return {name: found.filter(pl.col("measure") == name) for name in declared}

    def _of_table(self, table: str, mine: list[Measure]) -> dict[str, list[pl.DataFrame]]:
        records = self.store.scan(table).filter(pl.col("last_day") <= self.as_at)
        records = records.with_columns(pl.col("source", "place").cast(NAME))
        spoken = self.coverage.filter(pl.col("table") == table)
        present = {*records.select(pl.col("source").unique()).collect()["source"], *spoken["source"]}
        found: dict[str, list[pl.DataFrame]] = {}
        for by_week, vintage in sorted({(is_weekly(name), self._vintage(name, spoken)) for name in present}):
            names = sorted(n for n in present if (is_weekly(n), self._vintage(n, spoken)) == (by_week, vintage))
            asked = [measure for measure in mine if not set(measure.sources).isdisjoint(names)]
            if not asked:
                continue
            sums = facts_by_measure(
                records.filter(pl.col("source").is_in(names)),
                without_groups(asked) if by_week else asked,
                self._rollup,
                as_given=names if by_week else (),
                weekly=table in WEEKLY_TABLES and not by_week,
            )
            rollup = named(self.places.rollup(vintage or None, self.as_at))
            here = covered(spoken.filter(pl.col("source").is_in(names)), rollup)
            if table in WEEKLY_TABLES:
                here = pl.concat([here, in_part_weeks(_events_only(here, records))]).unique()
            for measure in asked:
                found.setdefault(measure.id, []).append(_completed(sums[measure.id], measure, here, rollup))
        return found

    @cached_property
    def _rollup(self) -> pl.DataFrame:
        """Every place of every ward vintage with the places that hold it; a code that two vintages share has one."""
        vintages = [self.places.rollup(vintage, self.as_at) for vintage in (None, *VINTAGES)]
        return named(pl.concat(vintages).unique())

    def _vintage(self, source: str, spoken: pl.DataFrame) -> int:
        if source.startswith("force_extract"):
            # A force's own extract may be on wards of any year: its codes say which.
            codes = spoken.filter(pl.col("source") == source)["place"].cast(pl.String)
            return self.places.ward_vintage(codes) or 0
        return (self.known[source].vintage if source in self.known else None) or 0


def _events_only(here: pl.DataFrame, records: pl.LazyFrame) -> pl.DataFrame:
    single = pl.col("first_day") == pl.col("last_day")
    names = records.filter(single).select(pl.col("source").unique()).collect()["source"].to_list()
    return here.filter(pl.col("source").is_in([name for name in names if not is_weekly(name)]))


def _completed(sums: pl.DataFrame, measure: Measure, here: pl.DataFrame, rollup: pl.DataFrame) -> pl.DataFrame:
    if measure.kind == "stock":
        return with_zeros(sums, measure, covered(_stood_at(sums, rollup), rollup))
    speaks = sums["source"].is_in(here["source"].unique().implode())
    return pl.concat([with_zeros(sums.filter(speaks), measure, here), sums.filter(~speaks)])


def _stood_at(sums: pl.DataFrame, rollup: pl.DataFrame) -> pl.DataFrame:
    """Where and when a stock was counted: at wards and boroughs, or at larger places where a source has no smaller."""
    own = sums.filter(pl.col("dimension") == TOTAL).join(rollup, on="place", how="semi")
    small = own.filter(pl.col("level").is_in(["ward", "borough"]))
    large = own.filter(pl.col("level").is_in(["area", "tp"])).join(small, on=PERIOD, how="anti")
    other = own.filter(pl.col("level") == "other")
    return pl.concat([small, large, other]).select(*PERIOD, "place")


#: Performance years for which a single figure (a ward's residents, a place's households) stands.
STANDING_YEARS = range(1999, 2030)


def _standing(name: str, making: _Making) -> pl.DataFrame:
    """Facts of residents or households from the reference files, by performance year (mid-year of its first part).

    A ward's own figure is from another source than its borough's: boroughs and larger places are summed from
    boroughs, never from wards.
    """
    rollup = named(making.places.rollup(2011, making.as_at))
    low = _in_years(read_reference("wards_2011", making.reference).select(place="code", value=name))
    if name == "residents":
        rows = read_reference("borough_populations", making.reference).select("year", place="code", value="residents")
    else:
        rows = _in_years(read_reference("boroughs", making.reference).select(place="code", value=name))
    above = _by_year(rows)
    speaks = covered(above.select(*PERIOD, "place"), rollup).select(*PERIOD, "place")
    larger = (
        above.join(rollup, on="place")
        .group_by(*PERIOD, pl.col("ancestor").alias("place"), "level")
        .agg(pl.col("numerator").sum())
        .join(speaks, on=[*PERIOD, "place"], how="semi")
    )
    wards = _by_year(low.drop_nulls()).with_columns(level=pl.lit("ward", NAME)).select(larger.columns)
    return pl.concat([larger, wards]).select(
        pl.lit(name, NAME).alias("measure"),
        *PERIOD,
        "place",
        "level",
        pl.lit(TOTAL, NAME).alias("dimension"),
        pl.lit(TOTAL, NAME).alias("category"),
        pl.lit(1, pl.Int64).alias("records"),
        pl.lit(1.0).alias("denominator"),
        "numerator",
        pl.lit(1.0).alias("denominator_squares"),
    )


def _in_years(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.join(pl.DataFrame({"year": STANDING_YEARS}), how="cross")


def _by_year(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        pl.lit("reference", NAME).alias("source"),
        pl.date(pl.col("year"), 4, 1).alias("first_day"),
        pl.date(pl.col("year") + 1, 3, 31).alias("last_day"),
        pl.col("place").cast(NAME),
        pl.col("value").cast(pl.Float64).alias("numerator"),
    )
