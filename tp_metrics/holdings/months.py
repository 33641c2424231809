"""Completeness: for which boroughs and months an edition has figures of a measure."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from tp_metrics import periods
from tp_metrics.access import EVERYONE, Scope
from tp_metrics.editions import Edition
from tp_metrics.facts import TOTAL
from tp_metrics.holdings.published import last_day
from tp_metrics.measures import catalogue

FIGURES, LONGER, PROVISIONAL, NOTHING = "figures", "within a longer period", "provisional", "nothing"


def completeness(edition: Edition, measure: str, *, months: int = 36, viewer: Scope = EVERYONE) -> pl.DataFrame:
    """For each borough and month: whether a measure has figures there, of what kind, and how many were counted.

    Columns place, code, month (its first day), state, counted (offences of a count, answers of a survey; null where
    the source gives a ready made figure or one of a longer period). The shortest period that holds the month
    speaks for it. The last `months` months of the edition; empty where it has none. It has the boroughs whose figures
    the viewer may read.
    """
    rows = _completeness(edition, measure, months)
    if viewer.everything:
        return rows
    parents = edition.places.parents
    codes = [code for code in rows["code"].unique() if viewer.may_read((code, *parents(code)), "borough")]
    return rows.filter(pl.col("code").is_in(codes))


@lru_cache(maxsize=64)
def _completeness(edition: Edition, measure: str, months: int) -> pl.DataFrame:
    """The same of every borough."""
    shape = {"place": pl.String, "code": pl.String, "month": pl.Date, "state": pl.String, "counted": pl.Float64}
    end = last_day(edition)
    if end is None:
        return pl.DataFrame(schema=shape)
    last = end if periods.is_month_end(end) else periods.add_months(end, 0) - periods.DAY
    span = periods.months(periods.add_months(last, 1 - months), last)
    ends = pl.DataFrame({"month": [one.first for one in span], "end": [one.last for one in span]})
    boroughs = edition.places.frame.filter(pl.col("level") == "borough").select("code", place="label").sort("place")
    grid = boroughs.join(ends, how="cross")
    counted = "numerator" if catalogue()[_counted(measure)].kind in ("count", "stock") else "records"
    held = _by_borough(edition, _counted(measure)).rename({counted: "counted"})
    found = (
        grid.join_where(
            held.select("held", "first_day", "last_day", "provisional", "counted"),
            pl.col("code") == pl.col("held"),
            pl.col("first_day") <= pl.col("month"),
            pl.col("last_day") >= pl.col("end"),
        )
        .sort(pl.col("last_day") - pl.col("first_day"), "provisional")
        .group_by("code", "month", maintain_order=True)
        .first()
        .with_columns(longer=pl.col("last_day") - pl.col("first_day") > pl.duration(days=31))
        .select("code", "month", "provisional", "longer", "counted")
    )
    state = (
        pl.when(pl.col("longer").is_null())
        .then(pl.lit(NOTHING))
        .when("provisional")
        .then(pl.lit(PROVISIONAL))
        .when("longer")
        .then(pl.lit(LONGER))
        .otherwise(pl.lit(FIGURES))
    )
    number = pl.when(~pl.col("longer")).then("counted").cast(pl.Float64)
    return (
        grid.join(found, on=["code", "month"], how="left").with_columns(state=state, counted=number).select(list(shape))
    )


def _by_borough(edition: Edition, measure: str) -> pl.DataFrame:
    total = (pl.col("level") == "borough") & (pl.col("dimension") == TOTAL)
    months = pl.col("last_day") - pl.col("first_day") >= pl.duration(days=27)
    return (
        edition.facts(measure)
        .filter(total & months)
        .select(pl.col("place").cast(pl.String).alias("held"), pl.exclude("place"))
    )


def completeness_words(rows: pl.DataFrame) -> str:
    """The finding of a completeness table, in one sentence."""
    if rows.is_empty():
        return "There are no figures by borough"
    gaps = rows.filter(pl.col("state") == NOTHING)
    months, boroughs = rows["month"].n_unique(), rows["place"].n_unique()
    if gaps.is_empty():
        return f"All {boroughs} boroughs have figures for each of the last {months} months"
    if gaps.height == rows.height:
        return f"No borough has figures for any of the last {months} months"
    return f"{gaps['place'].n_unique()} of {boroughs} boroughs lack figures for some of the last {months} months"


def completeness_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Completeness as a table: one row to a borough, one column to a month."""
    wide = _said(rows.sort("month")).with_columns(head=pl.col("month").dt.strftime("%b %Y"))
    return wide.pivot("head", index="place", values="said").rename({"place": "Borough"}).sort("Borough")


def completeness_years(rows: pl.DataFrame) -> pl.DataFrame:
    """The same for paper, which is not as wide: one row to a borough and year, one column to a month of it."""
    long = _said(rows.sort("month")).with_columns(
        Year=pl.col("month").dt.strftime("%Y"), head=pl.col("month").dt.month()
    )
    wide = long.pivot("head", index=["place", "Year"], values="said").sort("place", "Year")
    months = {str(number): name for number, name in enumerate(periods.MONTHS, 1) if str(number) in wide.columns}
    return wide.select("place", "Year", *months).rename({"place": "Borough", **months})


def _said(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with what a cell of the table says."""
    counted = pl.Series([None if one is None else f"{one:,.0f}" for one in rows["counted"]], dtype=pl.String)
    said = (
        pl.when(pl.col("state") == NOTHING)
        .then(pl.lit("–"))
        .when(pl.col("state") == LONGER)
        .then(pl.lit("in a longer period"))
        .otherwise(
            counted.fill_null("yes")
            + pl.when(pl.col("state") == PROVISIONAL).then(pl.lit(" provisional")).otherwise(pl.lit(""))
        )
    )
    return rows.with_columns(said=said)


def _counted(measure: str) -> str:
    """The measure that a quotient's numerator is, since a quotient has no facts of its own; else the measure."""
    of = catalogue()[measure].of
    return _counted(of[0]) if of else measure
