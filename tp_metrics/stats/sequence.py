"""Frames in time order: the door of every method on a sequence."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def series_columns(series: str | Sequence[str] | None) -> list[str]:
    """Names of the columns that tell one series from another, as a list; empty for a single series.

    >>> series_columns("borough")
    ['borough']
    """
    if series is None:
        return []
    return [series] if isinstance(series, str) else list(series)


def first_of_series(series: str | Sequence[str] | None) -> pl.Expr:
    """True at the first row of each series, for series that stand one after another. One series: at the first row only.

    A null name of a series is a name like any other.

    >>> pl.DataFrame({"borough": ["Brent", "Brent", "Camden"]}).select(first_of_series("borough")).to_series().to_list()
    [True, False, True]
    """
    top = pl.int_range(pl.len()) == 0
    changes = [pl.col(name).ne_missing(pl.col(name).shift()) for name in series_columns(series)]
    return pl.any_horizontal(top, *changes)


def within(value: pl.Expr, series: str | Sequence[str] | None) -> pl.Expr:
    """One value of all rows, or of each series where columns tell one from another, at every row of it.

    >>> frame = pl.DataFrame({"borough": ["Brent", "Brent", "Camden"], "value": [1, 2, 3]})
    >>> frame.select(within(pl.col("value").max(), "borough")).to_series().to_list()
    [2, 2, 3]
    """
    columns = series_columns(series)
    return value.over(columns) if columns else value


def present(frame: pl.DataFrame, columns: Sequence[str]) -> None:
    """Nothing, where the frame has all these columns; ValueError that names the first it has not.

    >>> present(pl.DataFrame({"month": [1]}), ["month"])
    """
    for name in columns:
        if name not in frame.columns:
            raise ValueError(f"the frame has no column '{name}'")


def in_time_order(
    frame: pl.DataFrame, order: str, series: str | Sequence[str] | None, *, reads: Sequence[str], adds: Sequence[str]
) -> pl.DataFrame:
    """The frame with its series one after another, each in time order (column `order`).

    It is left as it is where it stands so already; else it is sorted by series, then by time. Fails at the door, so
    that no method need look again: ValueError for a column of `reads` that is missing or that bears the name of a
    column in `adds`, for a period that is null and for two rows of one series in one period.

    >>> in_time_order(pl.DataFrame({"month": [2, 1]}), "month", None, reads=[], adds=["mean"])["month"].to_list()
    [1, 2]
    """
    keys = series_columns(series)
    present(frame, [order, *keys, *reads])
    for name in [order, *keys, *reads]:
        if name in adds:
            raise ValueError(f"column '{name}' would be overwritten by the method's own '{name}'; rename it")
    if frame[order].null_count():
        raise ValueError(f"column '{order}' has a null: every row needs its period")
    # Rows that stand in order are left so: to see it costs less than to put them in it.
    first, period = first_of_series(series), pl.col(order)
    rising = (first | (period > period.shift())).all()
    if frame.select(rising & (first.sum() <= (pl.struct(keys).n_unique() if keys else 1))).item():
        return frame
    ordered = frame.sort([*keys, order])
    if ordered.select(((period == period.shift()) & ~first).any()).item():
        raise ValueError(f"a series has two rows of the same '{order}'")
    return ordered


def numbers(frame: pl.DataFrame, column: str, *, least: float | None = None) -> pl.Series:
    """The column as Float64, null where it is not known.

    ValueError for a column that is missing or holds no numbers, for one that is infinite or NaN, and for one below
    `least`.

    >>> numbers(pl.DataFrame({"offences": [3, None]}), "offences").to_list()
    [3.0, None]
    """
    present(frame, [column])
    found = frame[column]
    if not (found.dtype.is_numeric() or found.dtype == pl.Null):
        raise ValueError(f"column '{column}' holds {found.dtype}, not numbers")
    found = found.cast(pl.Float64)
    if not found.is_finite().all():
        raise ValueError(f"column '{column}' has a value that is infinite or not a number")
    if least is not None and (found < least).any():
        raise ValueError(f"column '{column}' has a value below {least:g}")
    return found
