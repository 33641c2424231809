"""Monthly counts freed of the length of the month and of the season, so that a control chart may judge them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add

import polars as pl

from tp_metrics.stats.sequence import first_of_series, in_time_order, numbers, series_columns

#: Days of an average month.
AVERAGE_MONTH = 365.25 / 12
#: With fewer known months a season cannot be told from chance.
LEAST = 24


def seasonally_adjusted(
    frame: pl.DataFrame,
    *,
    value: str = "value",
    month: str = "month",
    series: str | Sequence[str] | None = None,
    shared: str | Sequence[str] | None = None,
    least: int = LEAST,
) -> pl.DataFrame:
    """The frame in time order with `per_day`, `factor` and `adjusted` (events in an average month) added.

    Without it a control chart of crime flags every February and every summer. `per_day` is the count over the days of
    its month; `factor` is that of its month of the year (1.1: a tenth above the average month), by classical
    multiplicative decomposition, the first step of X-11: the mean of the ratios to a centred 2×12 moving average,
    normalised to a mean of 1 (Shiskin, Young and Musgrave 1967, Bureau of the Census Technical Paper 15). Where no
    average can be centred, in the first and last six months, the nearest one stands (else the latest months, which
    people act upon, would not count towards their own factors and scatter too far). `adjusted` is
    per_day / factor × 365.25 / 12.

    `shared` names the columns of the series with a season in common, as the boroughs of one measure: their factors are
    those of all of them together (ratios weighted by level), steadier by far. A season taken from the same few years
    that it is taken out of takes some chance with it; the limits narrow, and more runs are flagged than in a series
    without season (docs/methods.md has the rates).

    With fewer than `least` known months, a month of the year never seen or a month of the year without an event in any
    year, `factor` is null and `adjusted` frees the count of the length of the month alone. A series of zeros has the
    factor 1. Null where the value is. ValueError for what `in_time_order` and `numbers` refuse, for counts below 0,
    months that are not dates and two rows of a series in one month.

    >>> from datetime import date
    >>> february = pl.DataFrame({"month": [date(2011, 2, 1)], "value": [56]})
    >>> seasonally_adjusted(february).select("per_day", "factor", "adjusted").row(0)
    (2.0, None, 60.875)
    """
    ordered = in_time_order(
        frame, month, series, reads=[value, *series_columns(shared)], adds=("per_day", "factor", "adjusted")
    )
    counts = numbers(ordered, value, least=0)
    points = _months(ordered, counts, month, series)
    if shared is None:
        together = points["group"].alias("season_of")
    else:
        together = ordered.select(season_of=pl.struct(series_columns(shared)).rank("dense"))["season_of"]
    points = points.with_columns(together, weight=pl.lit(1.0) if shared is None else pl.col("level"))
    factor = _factors(points, least)
    adjusted = pl.col("per_day") / pl.col("factor").fill_null(1.0) * AVERAGE_MONTH
    added = points.with_columns(factor).select("per_day", "factor", adjusted=adjusted)
    return ordered.with_columns(added.get_columns())


def _months(ordered: pl.DataFrame, counts: pl.Series, month: str, series: str | Sequence[str] | None) -> pl.DataFrame:
    """Each row's `group` (its series), `number` of months since year 0, count `per_day` and `level`, its average."""
    if ordered[month].dtype not in (pl.Date, pl.Datetime):
        raise ValueError(f"column '{month}' holds {ordered[month].dtype}, not dates")
    date, group, number = pl.col(month), pl.col("group"), pl.col("number")
    points = ordered.select(
        group=first_of_series(series).cum_sum(),
        number=date.dt.year() * 12 + date.dt.month() - 1,
        per_day=counts / date.dt.month_end().dt.day(),
    )
    if points.select(((number == number.shift()) & (group == group.shift())).any()).item():
        raise ValueError(f"a series has two rows in one month of '{month}'")
    # Thirteen rows of one series that span twelve months: a missing month leaves no average, as a null does.
    whole = (group.shift(6) == group.shift(-6)) & (number.shift(-6) - number.shift(6) == 12)
    terms = [pl.col("per_day").shift(lag) * (0.5 if abs(lag) == 6 else 1.0) for lag in range(-6, 7)]
    points = points.with_columns(level=pl.when(whole).then(reduce(add, terms) / 12))
    return points.with_columns(pl.col("level").forward_fill().backward_fill().over("group"))


def _factors(points: pl.DataFrame, least: int) -> pl.Series:
    """The factor of each row's month of the year; null where none can be told."""
    points = points.with_columns(season=pl.col("number") % 12)
    usable = points.filter(pl.col("per_day").is_not_null() & (pl.col("level") > 0))
    ratio, weight = pl.col("per_day") / pl.col("level"), pl.col("weight")
    factors = usable.group_by("season_of", "season", maintain_order=True).agg(
        factor=(ratio * weight).sum() / weight.sum()
    )
    factor, of = pl.col("factor"), "season_of"
    sound = (factor.count().over(of) == 12) & (factor.min().over(of) > 0)
    factors = factors.with_columns(factor=pl.when(sound).then(factor / factor.mean().over(of)))
    found = points.join(factors, on=["season_of", "season"], how="left", maintain_order="left")
    known, total = (pl.col("per_day").count().over("group"), pl.col("per_day").sum().over("group"))
    long = found.select(factor=pl.when(known >= least).then(pl.when(total > 0).then("factor").otherwise(1.0)))
    return long["factor"]
