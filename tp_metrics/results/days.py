"""Windows of any days: facts made of the cases that an edition keeps, by the same sums as those that it publishes."""

from __future__ import annotations

from collections.abc import Iterable

import narwhals as nw
import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.editions.making import every_rollup
from tp_metrics.editions.publishing import dated
from tp_metrics.facts import facts_by_measure, with_names
from tp_metrics.measures import catalogue
from tp_metrics.schema import FACTS

#: The tables of cases that an edition keeps, each with its own day. Of all others it keeps months, weeks or people.
TABLES = ("hearings",)


def facts_of_days(edition: Edition, measure: str, windows: Iterable[periods.Window]) -> pl.DataFrame:
    """The facts of a measure with each window as one period, in the columns of schema.FACTS.

    There are none of a measure whose table is not of TABLES, and none of a window that reaches beyond the edition's
    day, or beyond the months from a source's first case to its last.
    """
    declared = catalogue()[measure]
    if declared.table not in TABLES:
        return pl.DataFrame(schema=FACTS)
    cases, rollup = edition.counts(declared.table), every_rollup(edition.places, edition.as_at)
    parts = []
    for window in windows:
        rows = _rows(cases, window) if window.last <= edition.as_at else cases.clear()
        if rows.height:
            records = with_names(nw.from_native(rows.lazy()))
            # Rows "as given" keep their days: a window of a single one is no event of its month.
            names = rows["source"].unique().to_list()
            parts.append(facts_by_measure(records, [declared], rollup, as_given=names)[measure])
    if not parts:
        return pl.DataFrame(schema=FACTS)
    return dated(pl.concat(parts), edition.sources, edition.as_at).select(list(FACTS))


def _rows(cases: pl.DataFrame, window: periods.Window) -> pl.DataFrame:
    """The cases of a window's days, dated by the window; of sources whose months hold all of it."""
    begun = pl.col("first_day").min().over("source").dt.month_start() <= window.first
    going = pl.col("last_day").max().over("source").dt.month_end() >= window.last
    inside = (pl.col("first_day") >= window.first) & (pl.col("last_day") <= window.last)
    days = {"first_day": pl.lit(window.first), "last_day": pl.lit(window.last)}
    return cases.filter(begun & going & inside).with_columns(**days)
