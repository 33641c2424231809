"""What an edition says: the facts of each measure, from the records and from the reference files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from tp_metrics.editions.carried import Carried, Kind, Kinds
from tp_metrics.editions.followed import BY_MONTH, COHORTS, KNOWN, MADE, counted, in_boroughs, spans
from tp_metrics.editions.published import Source
from tp_metrics.engines import POLARS, Engine
from tp_metrics.facts import (
    NAME,
    PERIOD,
    TOTAL,
    WEEKLY_TABLES,
    collected,
    covered,
    distinct,
    facts_by_measure,
    in_part_weeks,
    named,
    published_facts,
    with_names,
    with_zeros,
    without_groups,
)
from tp_metrics.geography import VINTAGES, Places
from tp_metrics.measure import Measure
from tp_metrics.measures import catalogue
from tp_metrics.records import Store
from tp_metrics.schema import FOLLOWED
from tp_metrics.schema.reference import read_reference


def is_weekly(source: str) -> bool:
    """Whether a source gives part-weeks, whose single days are no events."""
    return source.endswith("_weekly")


@dataclass(frozen=True)
class Making:
    """What an edition is made from."""

    store: Store
    as_at: date
    reference: Path
    places: Places
    known: Mapping[str, Source]
    coverage: pl.DataFrame
    engine: Engine = POLARS
    carried: Carried = field(default_factory=Carried)
    #: Of each table whose facts are made, how its sources' records became facts.
    kinds: dict[str, Kinds] = field(default_factory=dict)

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
    def cohorts(self) -> dict[str, pl.DataFrame]:
        """The people of each table of them, as known at the edition's day."""
        return {table: make(self.store.scan, self.as_at) for table, make in MADE.items()}

    def known_records(self, table: str) -> pl.LazyFrame:
        """The records of a table up to the edition's day, as they were known on it."""
        records = self.store.scan(table).filter(pl.col("last_day") <= self.as_at)
        return KNOWN[table](records, self.as_at) if table in KNOWN else records

    def _records(self, table: str) -> tuple[nw.LazyFrame[Any], pl.DataFrame]:
        """The records of a table, and what its sources speak for."""
        if table in KNOWN:  # a few thousand cases, made by Polars
            records = self.engine.handed(self.known_records(table))
        else:
            records = self.store.scanned(table, self.engine).filter(nw.col("last_day") <= self.as_at)
        return with_names(records), self.coverage.filter(pl.col("table") == table)

    def _cohort(self, table: str) -> tuple[nw.LazyFrame[Any], pl.DataFrame]:
        """The people of a table as rows to count, and the periods and boroughs that it speaks for: all of them."""
        boroughs = self._rollup.filter(pl.col("level") == "borough").select("place", borough="ancestor")
        made = self.cohorts[table].with_columns(pl.col("source", "place").cast(NAME))
        monthly = table in COHORTS and COHORTS[table].monthly
        rows = (
            in_boroughs(made, boroughs) if table in BY_MONTH else counted(made, boroughs, self.as_at, monthly=monthly)
        )
        names = boroughs.select(place=pl.col("borough").unique())
        return self.engine.handed(rows.lazy()), spans(rows, monthly=monthly).join(names, how="cross")

    @cached_property
    def _ready_made(self) -> dict[str, pl.DataFrame]:
        """Facts of ready made figures, for every measure, by its id."""
        declared = catalogue()
        published = self.store.scan("published").filter(pl.col("last_day") <= self.as_at).collect()
        levels = self.places.frame.select(place="code", level="level")
        found = published_facts(published, declared.values(), levels)
        return {name: found.filter(pl.col("measure") == name) for name in declared}

    def _of_table(self, table: str, mine: list[Measure]) -> dict[str, list[pl.DataFrame]]:
        records, spoken = self._cohort(table) if table in FOLLOWED else self._records(table)
        kinds = self.kinds[table] = self._kinds(records, spoken)
        found: dict[str, list[pl.DataFrame]] = {}
        begins = self.carried.begins(table, kinds)
        if begins is not None:
            records = records.filter(nw.col("last_day") >= begins)
            found = {one.id: [self.carried.facts(one.id, begins)] for one in mine if not one.standing}
        for by_week, vintage in sorted({(kind.weekly, kind.vintage) for kind in kinds.values()}):
            names = sorted(name for name, kind in kinds.items() if kind[:2] == (by_week, vintage))
            asked = [measure for measure in mine if not set(measure.sources).isdisjoint(names)]
            if not asked:
                continue
            sums = facts_by_measure(
                records.filter(nw.col("source").is_in(names)),
                without_groups(asked) if by_week else asked,
                self._rollup,
                as_given=names if by_week else (),
                weekly=table in WEEKLY_TABLES and not by_week,
            )
            rollup = named(self.places.rollup(vintage or None, self.as_at))
            here = covered(spoken.filter(pl.col("source").is_in(names)), rollup)
            speaking = here["source"].unique()
            if begins is not None:
                here = here.filter(pl.col("last_day") >= begins)
            if table in WEEKLY_TABLES:
                events = [name for name in names if kinds[name].events and not by_week]
                here = pl.concat([here, in_part_weeks(here.filter(pl.col("source").is_in(events)))]).unique()
            for measure in asked:
                whole = _completed(sums[measure.id], measure, here, rollup, speaking)
                found.setdefault(measure.id, []).append(whole)
        return found

    def _kinds(self, records: nw.LazyFrame[Any], spoken: pl.DataFrame) -> Kinds:
        """Every source of a table, by name."""
        rows = records.select("source", event=nw.col("first_day") == nw.col("last_day")).unique()
        given = collected(rows)
        events = {*given.filter("event")["source"]}
        return {
            name: Kind(is_weekly(name), self._vintage(name, spoken, records), name in events)
            for name in sorted({*given["source"], *spoken["source"]})
        }

    @cached_property
    def _rollup(self) -> pl.DataFrame:
        """The same of its own places."""
        return every_rollup(self.places, self.as_at)

    def _vintage(self, source: str, spoken: pl.DataFrame, records: nw.LazyFrame[Any]) -> int:
        if source.startswith("force_extract"):
            # A force's own extract may be on wards of any year: its codes say which. A strength speaks for its own
            # rows alone, so that nothing but these names a place.
            own = spoken.filter(pl.col("source") == source)["place"]
            if own.is_empty():
                own = distinct(records.filter(nw.col("source") == source), "place")
            return self.places.ward_vintage(own.cast(pl.String)) or 0
        return (self.known[source].vintage if source in self.known else None) or 0


def every_rollup(places: Places, as_at: date) -> pl.DataFrame:
    """Every place of every ward vintage with the places that hold it; a code that two vintages share has one."""
    return named(pl.concat([places.rollup(vintage, as_at) for vintage in (None, *VINTAGES)]).unique())


def _completed(
    sums: pl.DataFrame, measure: Measure, here: pl.DataFrame, rollup: pl.DataFrame, speaking: pl.Series
) -> pl.DataFrame:
    """The facts of a measure with the zeros of where its sources speak (`here`); `speaking` are those that ever do."""
    if measure.kind == "stock":
        return with_zeros(sums, measure, covered(_stood_at(sums, rollup), rollup))
    speaks = sums["source"].is_in(speaking.implode())
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


def _standing(name: str, making: Making) -> pl.DataFrame:
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
