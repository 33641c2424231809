"""The latest figure of a series against the straight line through those before it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from scipy import special  # type: ignore[import-untyped,unused-ignore]

from tp_metrics.stats.intervals import normal_quantile
from tp_metrics.stats.rules import ROUNDING
from tp_metrics.stats.sequence import first_of_series, in_time_order, numbers

#: With fewer figures before the latest, a line says nothing.
LEAST = 12
ADDS = ("expected", "lower", "upper", "slope", "position")


def against_trend(
    frame: pl.DataFrame,
    *,
    value: str = "value",
    order: str = "month",
    series: str | Sequence[str] | None = None,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """The latest row of each series with `expected`, `lower`, `upper`, `slope` and `position` ("above", "below").

    The line is fitted by least squares through the figures before the latest one and carried one step on; the limits
    are those of a single further observation, expected ± t·s·√(1 + 1/n + (x − x̄)²/Σ(x − x̄)²) with n − 2 degrees of
    freedom. Steps are rows, equally far apart; `slope` is a step's. A strength moves slowly and would be flagged by a
    control chart for as long as it rises or falls; a line asks instead whether it has left its own course. `position`
    is null within the limits and where fewer than 12 figures stand before. Rows without a figure are left out.
    ValueError for what `in_time_order` and `numbers` refuse and for a confidence outside 0 to 1. Draper and Smith
    1998, Applied Regression Analysis, section 1.4.

    >>> months = pl.DataFrame({"month": range(25), "value": [600.0 - n + n % 2 for n in range(24)] + [560.0]})
    >>> against_trend(months).select(pl.col("expected").round(1), "position").row(0)
    (576.6, 'below')
    """
    normal_quantile(confidence)  # refuses what is no confidence
    ordered = in_time_order(frame, order, series, reads=[value], adds=ADDS)
    known = ordered.with_columns(numbers(ordered, value).alias(value)).filter(pl.col(value).is_not_null())
    # The last row of each series with its line: one pass over all series, however many.
    last = first_of_series(series).shift(-1, fill_value=True)
    numbered = known.with_columns(_group=first_of_series(series).cum_sum())
    lines = numbered.group_by("_group", maintain_order=True).agg(**_line(pl.col(value))).drop("_group")
    reach = pl.col("reach") * _quantiles(lines["count"], confidence)
    limits = lines.select("expected", (pl.col("expected") - reach).alias("lower"), upper=pl.col("expected") + reach)
    latest = known.filter(last).hstack(limits).with_columns(lines["slope"])
    slack = ROUNDING * (pl.col(value).abs() + pl.col("expected").abs())
    above, below = pl.col(value) > pl.col("upper") + slack, pl.col(value) < pl.col("lower") - slack
    return latest.with_columns(position=pl.when(above).then(pl.lit("above")).when(below).then(pl.lit("below")))


def _line(value: pl.Expr) -> dict[str, pl.Expr]:
    """Of the line before the last of some figures: its `count`, what it expects next, its slope and, in t, its reach.

    Figures are taken about their mean, so that a large level costs no digits.
    """
    before = value.head(value.len() - 1)
    count = before.len().cast(pl.Float64)
    step = pl.int_range(before.len()) - (count - 1) / 2
    around = before - before.mean()
    squares = (count**3 - count) / 12
    slope = (step * around).sum() / squares
    scatter = (((around - slope * step) ** 2).sum() / (count - 2)).sqrt()
    ahead = (count + 1) / 2
    told = {
        "expected": before.mean() + slope * ahead,
        "slope": slope,
        "reach": scatter * (1 + 1 / count + ahead**2 / squares).sqrt(),
    }
    enough = {name: pl.when(count >= LEAST).then(expression) for name, expression in told.items()}
    return {"count": count, **enough}


def _quantiles(counts: pl.Series, confidence: float) -> pl.Series:
    """Student's t with n − 2 degrees of freedom; of a line through too few figures no matter what."""
    freedom = counts.clip(LEAST).to_numpy() - 2
    return pl.Series(special.stdtrit(freedom, (1 + confidence) / 2), dtype=pl.Float64)
