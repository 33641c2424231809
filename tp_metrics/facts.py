"""Records → facts: for every measure, period, place and group four sums, so that any window of any place is one sum.

`sums` is written in Narwhals and runs unchanged on Polars (streaming) and on Spark (engines); it alone sees
records. Everything after it is small, and Polars.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import narwhals as nw
import polars as pl

from tp_metrics import periods
from tp_metrics.measure import Measure
from tp_metrics.schema import FACTS

#: Tables whose events are also summed by part-week, for borough, area and TP.
WEEKLY_TABLES = ("offences", "incidents", "stops", "arrests", "tag_breaches")
WEEKLY_LEVELS = ("borough", "area", "tp")
LEVELS = ("ward", "borough", "area", "tp", "other")
TOTAL = "total"
NOT_KNOWN = "not known"

#: What `facts` makes: a fact before it is known whether it is provisional.
MADE = {name: dtype for name, dtype in FACTS.items() if name != "provisional"}
#: Names are categories in every frame here: grouping a million rows by text takes twice as long.
NAME = pl.Categorical

KEYS = ("source", "place", "event", "first_day", "last_day")
SUMS = ("records", "denominator", "numerator", "denominator_squares")
PERIOD = ("source", "first_day", "last_day")
#: Of a sum: hundredths of an officer, added up in whatever order, are the same figure in every publication.
DECIMALS = 9
#: The column that numbers the periods of a table while they are taken up.
NUMBER = "period"


def facts(
    records: Any,
    measures: Sequence[Measure],
    rollup: pl.DataFrame,
    *,
    as_given: Sequence[str] = (),
    weekly: bool = False,
) -> pl.DataFrame:
    """The sums of some measures of one record table, at every place, by month (and part-week) and group.

    `records` is a lazy frame of the table's schema in any backend of Narwhals; `rollup` gives each place and every
    place that holds it (place, ancestor, level), as `named`. Rows of sources in `as_given` keep their own days even
    where those are a single one. The answer has the columns of schema.FACTS but `provisional`.
    """
    each = facts_by_measure(records, measures, rollup, as_given=as_given, weekly=weekly)
    return pl.concat(each.values()) if each else pl.DataFrame(schema=MADE)


def facts_by_measure(
    records: Any,
    measures: Sequence[Measure],
    rollup: pl.DataFrame,
    *,
    as_given: Sequence[str] = (),
    weekly: bool = False,
) -> dict[str, pl.DataFrame]:
    """The same as `facts`, a frame to a measure, by its id."""
    by_month = collected(sums(records, measures, _dimensions(measures), as_given=as_given, unit="month"))
    by_month = by_month.with_columns(
        last_day=pl.when("event").then(pl.col("first_day").dt.month_end()).otherwise("last_day")
    )
    found = rolled_up(by_month, measures, rollup)
    if weekly and by_month["event"].any():
        plain = without_groups(measures)
        by_day = collected(sums(records, plain, {}, as_given=as_given, unit="day"))
        weeks = rolled_up(_in_part_weeks(by_day), plain, rollup, WEEKLY_LEVELS)
        found = {name: pl.concat([months, weeks[name]]) for name, months in found.items()}
    return found


def without_groups(measures: Iterable[Measure]) -> list[Measure]:
    """The measures as totals only: a week is too short to be read by group."""
    return [replace(measure, groups={}) for measure in measures]


def _dimensions(measures: Iterable[Measure]) -> dict[str, nw.Expr]:
    """The group expressions of all measures, each once, under the column that holds its categories."""
    return {_column(name, category): category for one in measures for name, category in one.groups.items()}


def _column(name: str, category: nw.Expr) -> str:
    """The column of a group: measures may give one name to different questions ("answer")."""
    # Spark takes a full stop in a name for the way into a column.
    return f"dimension: {name}: {category!r}".replace(".", " ")


def sums(
    records: Any,
    measures: Sequence[Measure],
    dimensions: Mapping[str, nw.Expr],
    *,
    as_given: Sequence[str] = (),
    unit: str = "month",
) -> nw.LazyFrame[Any]:
    """The four sums of each measure by source, smallest place, period and category, lazily and in Narwhals.

    With `unit` "month" events go to their month and counted rows keep their days; with "day" only events are
    summed, day by day.
    """
    frame = nw.from_native(records).lazy()
    event = nw.col("first_day") == nw.col("last_day")
    if as_given:
        event = event & ~nw.col("source").is_in(list(as_given))
    frame = frame.with_columns(event=event, **dimensions)
    if unit == "day":
        frame = frame.filter(nw.col("event"))
    else:
        # Spark's month begins at midnight, with a time; Polars' is a day already, for which the cast does nothing.
        month = nw.col("first_day").dt.truncate("1mo").cast(nw.Date)
        frame = frame.with_columns(first_day=nw.when(nw.col("event")).then(month).otherwise(nw.col("first_day")))
        frame = frame.with_columns(
            last_day=nw.when(nw.col("event")).then(nw.col("first_day")).otherwise(nw.col("last_day"))
        )
    aggregates: dict[str, nw.Expr] = {}
    for measure in measures:
        aggregates |= _aggregates(measure)
    summed: nw.LazyFrame[Any] = frame.group_by(*KEYS, *dimensions).agg(**aggregates)
    return summed


def _aggregates(measure: Measure) -> dict[str, nw.Expr]:
    """Only the sums that a measure needs: of a count or an unweighted share the others follow from them."""
    assert measure.numerator is not None
    found = {f"{measure.id}/numerator": measure.numerator.sum()}
    if measure.denominator is not None:
        found[f"{measure.id}/denominator"] = measure.denominator.sum()
    if measure.weighted and measure.denominator is not None:
        answered = nw.when(measure.denominator > 0).then(nw.lit(1)).otherwise(nw.lit(0))
        found[f"{measure.id}/records"] = answered.sum()
        found[f"{measure.id}/denominator_squares"] = (measure.denominator * measure.denominator).sum()
    return found


def collected(frame: nw.LazyFrame[Any]) -> pl.DataFrame:
    """A lazy frame of any backend, computed, as Polars; Polars' own by its streaming engine."""
    native = frame.to_native()
    if isinstance(native, pl.LazyFrame):
        return named(native.collect(engine="streaming"))
    return named(frame.collect("polars").to_native())


def with_names(records: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Records whose sources and places are categories where Polars reads them; Spark knows text alone."""
    native = records.to_native()
    if not isinstance(native, pl.LazyFrame):
        return records
    frame: nw.LazyFrame[Any] = nw.from_native(native.with_columns(pl.col("source", "place").cast(NAME)))
    return frame


def distinct(records: nw.LazyFrame[Any], column: str) -> pl.Series:
    """Every value of a column, once."""
    return collected(records.select(column).unique())[column]


def named(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame whose names of sources, places and levels are categories, as every frame here has them."""
    names = [column for column in ("source", "place", "ancestor", "level", "parent") if column in frame.columns]
    return frame.with_columns(pl.col(names).cast(NAME))


def _in_part_weeks(by_day: pl.DataFrame) -> pl.DataFrame:
    if by_day.is_empty():
        return by_day
    first, last = by_day.select(first=pl.col("first_day").min(), last=pl.col("first_day").max()).row(0)
    whole = periods.part_weeks(first.replace(day=1), periods.month_end(last))
    calendar = pl.DataFrame(
        {"begin": [part.first for part in whole], "end": [part.last for part in whole]},
        schema={"begin": pl.Date, "end": pl.Date},
    )
    return (
        by_day.drop("last_day")
        .sort("first_day")
        .join_asof(calendar.sort("begin"), left_on="first_day", right_on="begin", strategy="backward")
        .drop("first_day")
        .rename({"begin": "first_day", "end": "last_day"})
    )


def rolled_up(
    base: pl.DataFrame, measures: Sequence[Measure], rollup: pl.DataFrame, levels: Sequence[str] = LEVELS
) -> dict[str, pl.DataFrame]:
    """The sums of `sums`, taken up to every larger place, as totals and by each dimension, in long form by measure.

    Measures that share a dimension are taken up together, side by side in one wide frame.
    """
    tree, periods_of = _Tree(rollup), base.select(PERIOD).unique()
    # One number to a period: rows are put together and read by it in two thirds of the time that three columns take.
    base = base.join(periods_of.with_row_index(NUMBER), on=PERIOD).drop(PERIOD)
    parts: dict[str, list[pl.DataFrame]] = {measure.id: [] for measure in measures}
    for column, name, mine in _groupings(measures):
        category = pl.lit(TOTAL, NAME) if column is None else pl.col(column)
        wide = tree.sums(base, column, [one for one in base.columns if one.split("/")[0] in {m.id for m in mine}])
        for measure in mine:
            # A survey's wards are never shown by group: there are too few answers, in any number of months.
            hidden = ("ward",) if measure.weighted and column is not None else ()
            kept = measure.group_levels if column is not None and measure.group_levels else levels
            shown = [level for level in levels if level in kept and level not in hidden]
            parts[measure.id].append(_long(wide, periods_of, measure, shown, name, category))
    return {name: pl.concat(frames) for name, frames in parts.items()}


def _groupings(measures: Sequence[Measure]) -> list[tuple[str | None, str, Sequence[Measure]]]:
    """The totals, then each dimension: its column, its name and the measures that have it."""
    found: list[tuple[str | None, str, Sequence[Measure]]] = [(None, TOTAL, measures)]
    names = {_column(name, category): name for one in measures for name, category in one.groups.items()}
    for column, name in names.items():
        mine = [one for one in measures if column in {_column(*group) for group in one.groups.items()}]
        found.append((column, name, mine))
    return found


def _long(
    wide: pl.DataFrame,
    periods_of: pl.DataFrame,
    measure: Measure,
    levels: Sequence[str],
    dimension: str,
    category: pl.Expr,
) -> pl.DataFrame:
    """The rows that count for a measure; a count's denominators say nothing and stand at 0."""
    nothing = pl.lit(0.0)
    above = pl.col(f"{measure.id}/numerator").cast(pl.Float64).round(DECIMALS)
    counted = measure.denominator is None
    below = above if counted else pl.col(f"{measure.id}/denominator").cast(pl.Float64).round(DECIMALS)
    records = pl.col(f"{measure.id}/records") if measure.weighted else below
    squares = pl.col(f"{measure.id}/denominator_squares").cast(pl.Float64) if measure.weighted else nothing
    # A detection in a month without an offence counts too.
    counts = (below > 0) | (above > 0)
    speaks = pl.lit(periods_of["source"].is_in(list(measure.sources))).gather(pl.col(NUMBER))
    return wide.filter(counts & speaks & pl.col("level").is_in(list(levels))).select(
        pl.lit(measure.id, NAME).alias("measure"),
        *(pl.lit(periods_of[name]).gather(pl.col(NUMBER)).alias(name) for name in PERIOD),
        "place",
        "level",
        pl.lit(dimension, NAME).alias("dimension"),
        category.alias("category"),
        records.round(6).cast(pl.Int64).alias("records"),  # no 58.999… for 59 FTE
        (nothing if counted else below).alias("denominator"),
        above.alias("numerator"),
        squares.alias("denominator_squares"),
    )


class _Tree:
    """Which place holds which, and sums taken up by it, a level at a time: each is small before the next."""

    def __init__(self, rollup: pl.DataFrame) -> None:
        own = pl.col("place") == pl.col("ancestor")
        self.level = rollup.filter(own).select("place", "level").unique()
        self.above = {
            level: rollup.filter(~own & (pl.col("level") == level)).select("place", "ancestor") for level in LEVELS
        }

    def sums(self, base: pl.DataFrame, column: str | None, summed: list[str]) -> pl.DataFrame:
        """The columns named in `summed`, added up by period, place and category at every level."""
        keys = [NUMBER, "place"] if column is None else [NUMBER, "place", column]
        if column is not None:
            base = base.with_columns(pl.col(column).cast(NAME).fill_null(pl.lit(NOT_KNOWN, NAME)))
        at = base.group_by(keys).agg(pl.col(summed).sum()).join(self.level, on="place")
        found = {level: at.filter(pl.col("level") == level).drop("level") for level in LEVELS}
        direct = found["area"]
        for level, below in (("borough", "ward"), ("area", "borough"), ("tp", "borough")):
            both = pl.concat([found[level], self._taken_up(found[below], level)])
            found[level] = both.group_by(keys).agg(pl.col(summed).sum())
        if direct.height:
            both = pl.concat([found["tp"], self._taken_up(direct, "tp")])
            found["tp"] = both.group_by(keys).agg(pl.col(summed).sum())
        return pl.concat([found[level].with_columns(level=pl.lit(level, NAME)) for level in LEVELS])

    def _taken_up(self, frame: pl.DataFrame, level: str) -> pl.DataFrame:
        held = frame.join(self.above[level], on="place").drop("place").rename({"ancestor": "place"})
        return held.select(frame.columns)


def published_facts(records: pl.DataFrame, measures: Iterable[Measure], levels: pl.DataFrame) -> pl.DataFrame:
    """Facts of ready made figures: a value over 1, without records, at its own place only.

    `levels` gives the level of each place (place, level).
    """
    allowed = pl.DataFrame(
        [(measure.id, source) for measure in measures for source in measure.sources],
        schema={"measure": pl.String, "source": pl.String},
        orient="row",
    )
    return (
        records.join(allowed, on=["measure", "source"], how="semi")
        .join(levels.unique("place"), on="place")
        .select(
            "measure",
            *PERIOD,
            "place",
            "level",
            pl.lit(TOTAL, NAME).alias("dimension"),
            pl.lit(TOTAL, NAME).alias("category"),
            pl.lit(None, pl.Int64).alias("records"),
            pl.lit(1.0).alias("denominator"),
            pl.col("value").alias("numerator"),
            pl.lit(None, pl.Float64).alias("denominator_squares"),
        )
        .cast(pl.Schema(MADE))
        .select(list(MADE))
    )


def covered(spoken_for: pl.DataFrame, rollup: pl.DataFrame) -> pl.DataFrame:
    """Places and periods for which a source speaks, taken up to every larger place whose parts are all covered.

    `spoken_for` has source, first_day, last_day, place; `rollup` gives each place with every place that holds it, for
    the source's vintage. A borough is covered where the source names it or covers all of its wards, an area command
    and TP where it names them or covers all of their boroughs: a sum over half of the wards is never passed off as
    the borough's.
    """
    levels = rollup.filter(pl.col("place") == pl.col("ancestor")).select("place", "level").unique()
    known = spoken_for.select(*PERIOD, "place").unique()
    for lower, upper in (("ward", ["borough"]), ("borough", ["area", "tp"])):
        held = rollup.filter(pl.col("level").is_in(upper)).select("place", "ancestor")
        parts = held.join(levels.filter(pl.col("level") == lower), on="place").select("place", "ancestor")
        reached = (
            known.join(parts, on="place")
            .group_by(*PERIOD, "ancestor")
            .agg(reached=pl.len())
            .join(parts.group_by("ancestor").agg(parts=pl.len()), on="ancestor")
            .filter(pl.col("reached") == pl.col("parts"))
            .select(*PERIOD, place="ancestor")
        )
        known = pl.concat([known, reached]).unique()
    return known.join(levels, on="place")


def in_part_weeks(known: pl.DataFrame) -> pl.DataFrame:
    """The part-weeks of covered months, at the levels that have week facts."""
    months = known.filter(
        pl.col("level").is_in(WEEKLY_LEVELS)
        & (pl.col("first_day").dt.day() == 1)
        & (pl.col("last_day") == pl.col("first_day").dt.month_end())
    )
    rows = [
        (first, last, part.first, part.last)
        for first, last in months.select("first_day", "last_day").unique().iter_rows()
        for part in periods.part_weeks(first, last)
    ]
    calendar = pl.DataFrame(
        rows,
        schema={"first_day": pl.Date, "last_day": pl.Date, "begin": pl.Date, "end": pl.Date},
        orient="row",
    )
    return (
        months.join(calendar, on=["first_day", "last_day"])
        .drop("first_day", "last_day")
        .rename({"begin": "first_day", "end": "last_day"})
        .select(known.columns)
    )


def with_zeros(found: pl.DataFrame, measure: Measure, known: pl.DataFrame) -> pl.DataFrame:
    """The facts of one measure with a zero where a source speaks and has no row, and nothing where it does not.

    Rows by group are left as they are: a category without a row is zero where the total stands. A survey's share is
    left whole, and gets its zeros where others answered: in a month without an interview a ward has no answers, which
    is no gap in its year; likewise what a source may leave out (`optional`). A stock gets no zeros, only the rule that
    a larger place needs all of its parts.
    """
    keys = [*PERIOD, "place", "level"]
    total = pl.col("dimension") == TOTAL
    if measure.kind == "stock":
        return found.join(known, on=keys, how="semi")
    if measure.kind == "proportion" or measure.optional:
        known = known.join(found, on=PERIOD, how="semi")
    sources = list(measure.sources)
    zeros = (
        known.filter(pl.col("source").is_in(sources))
        .select(keys)
        .join(found.filter(total).select(keys), on=keys, how="anti")
        .with_columns(
            pl.lit(measure.id, NAME).alias("measure"),
            pl.lit(TOTAL, NAME).alias("dimension"),
            pl.lit(TOTAL, NAME).alias("category"),
            pl.lit(0, pl.Int64).alias("records"),
            *(pl.lit(0.0).alias(name) for name in SUMS[1:]),
        )
        .select(found.columns)
    )
    whole = found if measure.kind == "proportion" else found.join(known, on=keys, how="semi")
    return pl.concat([whole, zeros])
