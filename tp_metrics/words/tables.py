"""Results as tables for the screen: small frames of numbers with heads in words, and nulls where nothing is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.words.judgements import projected, rag_mark, signal_mark
from tp_metrics.words.numbers import changed, counts, interval, value
from tp_metrics.words.once import once
from tp_metrics.words.sentences import category, dimension
from tp_metrics.words.windows import period, short_against, short_period

if TYPE_CHECKING:
    from tp_metrics.measure import Measure
    from tp_metrics.results import Figure, Result


def said(column: str) -> pl.Expr:
    """A column of words, null where it says nothing."""
    return pl.when(pl.col(column) != "").then(pl.col(column))


#: Why a figure is missing or may still change.
NOTE = pl.when(pl.col("provisional")).then(pl.lit("provisional")).otherwise(said("note")).alias("Note")


def whole(column: str, measure: Measure) -> pl.Expr:
    """A column of values: whole numbers for counts, else as they are; the screen says how many decimals it shows."""
    number = pl.col(column)
    return number.round(0).cast(pl.Int64, strict=False) if counts(measure) else number


def changes(measure: Measure) -> list[pl.Expr]:
    """The columns of change: in points for per cent, else in number and in per cent."""
    if measure.unit == "per cent":
        return [pl.col("change").alias("Change, points")]
    return [whole("change", measure).alias("Change"), pl.col("change_percent").alias("Change, %")]


def base(measure: Measure) -> pl.Expr:
    """What a percentage rests on; null for measures that rest on nothing but their own count."""
    shown = pl.col("base") if measure.unit == "per cent" else pl.lit(None, pl.Float64)
    return shown.round(0).cast(pl.Int64, strict=False).alias("Base")


@once
def ranked(result: Result) -> list[Figure]:
    """The rows in the order of `places_table`: highest first, then by name, those without a value last."""
    return sorted(result.figures, key=lambda row: (row.value is None, -(row.value or 0.0), row.place))


@once
def places_table(result: Result) -> pl.DataFrame:
    """The rows of a result by place, highest first: this window, the year before, change, interval, why not."""
    measure = result.measure
    limits = [
        whole("lower", measure).alias("95 % from"),
        whole("upper", measure).alias("95 % to"),
    ]
    table = result.rows.sort("value", "place", descending=[True, False], nulls_last=True).select(
        pl.col("place").alias("Place"),
        whole("value", measure).alias(short_period(result.figure)),
        whole("previous", measure).alias(short_against(result.figure)),
        *changes(measure),
        *limits,
        base(measure),
        NOTE,
    )
    return told(table)


@once
def months_table(result: Result) -> pl.DataFrame:
    """The rows of a result by month, latest first."""
    measure = result.measure
    table = result.rows.sort("last_day", descending=True).select(
        pl.col("window").alias("Window"),
        whole("value", measure).alias(measure.title),
        whole("previous", measure).alias("A year before"),
        *changes(measure),
        NOTE,
    )
    return told(table)


@once
def places_months_table(result: Result) -> pl.DataFrame:
    """The rows of a result by place and month: a row to a place, a column to a month."""
    long = result.rows.select("place", "last_day", "window", whole("value", result.measure)).sort("last_day")
    wide = long.pivot(on="window", index="place", values="value", maintain_order=True)
    return wide.rename({"place": "Place"}).sort("Place")


@once
def measures_table(results: Sequence[Result]) -> pl.DataFrame:
    """One row to a measure that counts: this window, the year before, change, signal, RAG and projected year end.

    Measures of different units want `readings`, whose cells are text.
    """
    rows = [
        {
            "Measure": r.measure.title,
            "This year": cell(r.figure.value, r.measure),
            "Last year": cell(r.figure.previous, r.measure),
            "Change": cell(r.figure.change, r.measure),
            "Change, %": r.figure.change_percent,
            "Signal": signal_mark(r) if r.judgement.signal else None,
            "RAG": rag_mark(r) if r.judgement.target else None,
            "Year end": projected(r) or None,
            "Window": short_period(r.figure),
            "Note": "provisional" if r.figure.provisional else r.note or None,
        }
        for r in results
    ]
    number = pl.Int64 if all(counts(r.measure) for r in results) else pl.Float64
    shape: dict[str, Any] = {"Measure": pl.String, "This year": number, "Last year": number, "Change": number}
    text = dict.fromkeys(("Signal", "RAG", "Year end", "Window", "Note"), pl.String)
    return told(pl.DataFrame(rows, schema={**shape, "Change, %": pl.Float64, **text}))


@once
def groups_table(results: Sequence[Result]) -> pl.DataFrame:
    """The rows of results by group, one dimension after the other."""
    tables = [
        r.rows.select(
            pl.lit(dimension(r.figures[0].dimension)).alias("By"),
            pl.Series("Group", [category(figure) for figure in r.figures]),
            whole("value", r.measure).alias(short_period(r.figure)),
            whole("previous", r.measure).alias(short_against(r.figure)),
            *changes(r.measure),
            whole("lower", r.measure).alias("95 % from"),
            whole("upper", r.measure).alias("95 % to"),
            base(r.measure),
            NOTE,
        )
        for r in results
        if r.figures and r.figures[0].dimension != "total"
    ]
    return told(pl.concat(tables)) if tables else pl.DataFrame({"By": [], "Group": []})


@once
def side_by_side(results: Sequence[Result]) -> pl.DataFrame:
    """The places of several results in one table, a column to each measure, sorted by the first."""
    table = results[0].rows.select("code", pl.col("place").alias("Place"))
    for result in results:
        column = result.rows.select("code", whole("value", result.measure).alias(result.measure.title))
        table = table.join(column, on="code", how="left", maintain_order="left")
    return table.drop("code").sort(results[0].measure.title, descending=True, nulls_last=True)


def cell(amount: float | None, measure: Measure) -> float | int | None:
    """A value as a table holds it: a whole number for counts."""
    return round(amount) if amount is not None and counts(measure) else amount


@once
def readings(results: Sequence[Result]) -> pl.DataFrame:
    """One row to a measure, in words: value, window, change, 95 % interval, and why a figure is missing."""
    rows = [
        {
            "Measure": r.measure.title,
            "Value": value(r.figure, r.measure),
            "Window": period(r.figure),
            "Change on a year before": changed(r),
            "95 % interval": interval(r.figure, r.measure) or None,
            "Note": "provisional" if r.figure.provisional else r.note or None,
        }
        for r in results
    ]
    columns = ("Measure", "Value", "Window", "Change on a year before", "95 % interval", "Note")
    return told(pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String)))


def told(table: pl.DataFrame) -> pl.DataFrame:
    """The table without the columns that would say nothing: interval, base and note where no row has one."""
    silent = [
        name
        for name in ("95 % from", "95 % to", "95 % interval", "Base", "Signal", "RAG", "Year end", "Note")
        if name in table.columns and table.get_column(name).null_count() == table.height
    ]
    return table.drop(silent)
