"""What a year is projected to come to, with what the same method would have said at the same month of past years."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tp_metrics.stats.sequence import numbers, series_columns, within

SAME_PART: Final = "same part of last years"
SMOOTHING: Final = "exponential smoothing"
CARRIED: Final = "last value carried forward"

#: Exponential smoothing of months with a season needs three years to learn the season from.
SMOOTHED_MONTHS: Final = 36

_KEYS = ["place", "year", "month"]


def _checked(frame: pl.DataFrame, apart: list[str]) -> pl.DataFrame:
    """The rows with a known value, with `now`, this year, and `upto`, the last of its months known anywhere.

    Both are of all rows, or of each of the measures that the columns `apart` tell one from another.
    """
    if absent := [name for name in [*apart, *_KEYS, "value"] if name not in frame.columns]:
        raise ValueError(f"a projection needs the columns place, year, month and value; missing: {', '.join(absent)}")
    keys = [*apart, *_KEYS]
    if frame.select(pl.any_horizontal(pl.col(keys).is_null()).any()).item():
        raise ValueError("a place, a year or a month is null")
    if frame.select((~pl.col("month").is_between(1, 12)).any()).item():
        raise ValueError("a month is its position in the performance year, from 1 to 12")
    if frame.select(pl.struct(keys).is_duplicated().any()).item():
        raise ValueError("a place has two values for one month")
    known = frame.select(*keys, numbers(frame, "value", least=0)).filter(pl.col("value").is_not_null())
    if known.is_empty():
        raise ValueError("a projection needs at least one month with a value")
    known = known.with_columns(now=within(pl.col("year").max(), apart))
    this_year = pl.when(pl.col("year") == pl.col("now")).then("month")
    return known.with_columns(upto=within(this_year.max(), apart))


def _totals(frame: pl.DataFrame, apart: list[str]) -> pl.DataFrame:
    """One row a place and year: the sum to this month, and of the whole year where it is past and complete."""
    part = pl.col("month") <= pl.col("upto")
    upto = pl.col("upto").first()
    return (
        _checked(frame, apart)
        .group_by(*apart, "place", "year")
        .agg(
            to_date=pl.when(part.sum() == upto).then(pl.col("value").filter(part).sum()),
            actual=pl.when((pl.len() == 12) & (pl.col("year").first() < pl.col("now").first())).then(
                pl.col("value").sum()
            ),
            month=upto.cast(pl.Int32),
        )
        .sort(*apart, "place", "year")
    )


def _laid_out(totals: pl.DataFrame, projected: pl.Expr, method: str, apart: Sequence[str] = ()) -> pl.DataFrame:
    columns = (*apart, "place", "year", "month", "to_date", "actual")
    return totals.select(*columns, projected=projected, method=pl.lit(method))


def projection(frame: pl.DataFrame, *, measure: str | None = None) -> pl.DataFrame:
    """Full-year counts, in events, one row a `place` and year: to_date, actual, projected and the method's name.

    `frame` holds one measure in long form: place, year (the start of the performance year), month (its position
    1 to 12) and value. This year is the latest, cut at its last month with a value; its row is the projection, and
    the rows before it are the back-test: what the rule, knowing only the years before, would have said then. The rule
    is the sum to date × (full years / the same parts of those years), pooled over the complete past years, because the
    sum of several years is steadier than last year alone (mean absolute error about a fifth lower on London's borough
    crime of 2008 to 2015). Null where a month to date is missing, no past year is complete, or
    nothing happened in the same part of them. Of several measures, told apart by the column `measure` (which then comes
    first), each has its own this year and last month. ValueError for missing columns, nulls in the keys, two values for
    one month, a month outside 1 to 12, and negative values.

    >>> months = [(2009, m, 900.0 if m <= 5 else 928.571428) for m in range(1, 13)]
    >>> months += [(2010, m, 840.0) for m in range(1, 6)]
    >>> rows = [("Camden", *month) for month in months]
    >>> frame = pl.DataFrame(rows, ["place", "year", "month", "value"], orient="row")
    >>> projection(frame)["projected"].round(2).to_list()
    [None, 10266.67]
    """
    apart = series_columns(measure)
    totals = _totals(frame, apart)
    whole = pl.col("actual").is_not_null() & pl.col("to_date").is_not_null()

    def before(name: str) -> pl.Expr:
        """The sum over the complete years before each year, since the years of a place stand in their order."""
        return pl.when(whole).then(pl.col(name)).otherwise(0.0).cum_sum().shift(1).over(*apart, "place")

    full, part = before("actual"), before("to_date")
    # In the twelfth month the two are equal, and rounding must not bring the projection below what has happened.
    rule = pl.max_horizontal(pl.col("to_date") * full / part, pl.col("to_date"))
    return _laid_out(totals, pl.when(part > 0, pl.col("to_date").is_not_null()).then(rule), SAME_PART, apart)


def carried_forward(frame: pl.DataFrame) -> pl.DataFrame:
    """Year-end values of a proportion, in its own unit, in the same columns as `projection`: the last value stays.

    A proportion, above all a rolling one, does not add up over the year, and the last value is the fair forecast of a
    series without a known trend. `to_date` is the value at this month, `actual` the value at the twelfth month of a
    past year. Errors as in `projection`.

    >>> rows = [("Camden", 2009, 6, 60.0), ("Camden", 2009, 12, 63.0), ("Camden", 2010, 6, 64.0)]
    >>> carried_forward(pl.DataFrame(rows, ["place", "year", "month", "value"], orient="row"))["actual"].to_list()
    [63.0, None]
    """
    upto, past = pl.col("upto"), pl.col("year").first() < pl.col("now").first()

    def at(position: pl.Expr | int) -> pl.Expr:
        return pl.col("value").filter(pl.col("month") == position).first()

    totals = (
        _checked(frame, [])
        .group_by("place", "year")
        .agg(to_date=at(upto), actual=pl.when(past).then(at(12)), month=upto.first().cast(pl.Int32))
        .sort("place", "year")
    )
    return _laid_out(totals, pl.col("to_date"), CARRIED)


def _smoothed(history: NDArray[np.float64], ahead: int) -> float:
    """The sum of the months `ahead` by exponential smoothing with a season and no trend."""
    if ahead == 0 or np.ptp(history) == 0:
        return float(history[-1]) * ahead
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    form = "mul" if history.min() > 0 else "add"
    with warnings.catch_warnings():
        # A fit that has not wholly converged is judged like any other, by its back-test.
        warnings.simplefilter("ignore")
        model = ETSModel(history, error=form, seasonal=form, seasonal_periods=12, initialization_method="heuristic")
        forecast = np.asarray(model.fit(disp=False).forecast(ahead))
    return float(forecast.clip(0).sum())


def _histories(known: pl.DataFrame) -> tuple[dict[str, NDArray[np.float64]], int]:
    """Each place's months as one array from the first year, unknown ones not a number; and the first year."""
    first = int(known["year"].min())  # type: ignore[arg-type]
    at = ((known["year"] - first) * 12 + known["month"] - 1).to_numpy()
    places = known["place"].unique().sort()
    rows = known.select(pl.col("place").replace_strict(places, pl.arange(0, len(places), eager=True))).to_series()
    grid = np.full((len(places), int(at.max()) + 1), np.nan)
    grid[rows.to_numpy(), at] = known["value"].to_numpy()
    return dict(zip(places, grid, strict=True)), first


def _rest(months: NDArray[np.float64], end: int, ahead: int) -> float | None:
    """The months after `end`, from all that is known without a gap up to there; null under three years."""
    history = months[:end]
    gaps = np.flatnonzero(np.isnan(history))
    history = history[gaps[-1] + 1 :] if len(gaps) else history
    return _smoothed(history, ahead) if len(history) >= SMOOTHED_MONTHS else None


def ets_projection(frame: pl.DataFrame) -> pl.DataFrame:
    """Full-year counts, in events, by exponential smoothing, in the same columns as `projection`.

    A season without a trend (multiplicative; additive where a month had none), because a trend extrapolated over nine
    months errs more than it helps. A year is projected where 36 months up to its cut exist without a gap, and null
    otherwise. The models are fitted by statsmodels one series at a time, about 15 ms each, so this is for a nightly
    run or for one measure that asks for it. Errors as in `projection`. Hyndman and others 2008, Forecasting with
    Exponential Smoothing.

    >>> rows = [("Camden", 2006 + i // 12, i % 12 + 1, 10.0) for i in range(45)]
    >>> ets_projection(pl.DataFrame(rows, ["place", "year", "month", "value"], orient="row"))["projected"].to_list()
    [None, None, None, 120.0]
    """
    totals, (months, first) = _totals(frame, []), _histories(_checked(frame, []))
    month: int = totals["month"][0]
    rests = [
        _rest(months[place], (year - first) * 12 + month, 12 - month)
        for place, year in totals.select("place", "year").rows()
    ]
    return _laid_out(totals, pl.col("to_date") + pl.Series(rests, dtype=pl.Float64), SMOOTHING)


def backtested(frame: pl.DataFrame) -> pl.DataFrame:
    """The one of `projection` and `ets_projection` that erred less, in the same columns, chosen once for the measure.

    Rolling origin: each method projects each past year at this month from what was known then, and the smaller mean
    absolute relative error over the places and years that both could project wins. Where smoothing has no
    back-test, or leaves out a place that the simple rule reaches, the simple rule stands. Errors as in `projection`.
    Hyndman and Athanasopoulos 2021, Forecasting: Principles and Practice, section 5.10.

    >>> rows = [("Camden", 2009 + i // 12, i % 12 + 1, 10.0) for i in range(20)]
    >>> backtested(pl.DataFrame(rows, ["place", "year", "month", "value"], orient="row"))["method"][0]
    'same part of last years'
    """
    simple, smooth = projection(frame), ets_projection(frame)
    both = simple.with_columns(smooth=smooth["projected"], this=pl.col("year") == pl.col("year").max())
    unreached = both.filter("this", pl.col("projected").is_not_null(), pl.col("smooth").is_null())
    tested = both.filter(pl.col("actual").is_not_null(), pl.col("projected") > 0, pl.col("smooth") > 0)
    error, smooth_error = tested.select(
        (pl.col("actual") / pl.col(name) - 1).abs().mean().alias(name) for name in ("projected", "smooth")
    ).row(0)
    return smooth if len(tested) and unreached.is_empty() and smooth_error < error else simple
