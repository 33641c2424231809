"""The latest figure of a series against the straight line through those before it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy import special  # type: ignore[import-untyped,unused-ignore]

from tp_metrics.stats.sequence import in_time_order, numbers, series_columns

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
    ValueError for what `in_time_order` and `numbers` refuse. Draper and Smith 1998, Applied Regression Analysis,
    section 1.4.

    >>> months = pl.DataFrame({"month": range(25), "value": [600.0 - n + n % 2 for n in range(24)] + [560.0]})
    >>> against_trend(months).select(pl.col("expected").round(1), "position").row(0)
    (576.6, 'below')
    """
    ordered = in_time_order(frame, order, series, reads=[value], adds=ADDS)
    known = ordered.with_columns(numbers(ordered, value).alias(value)).filter(pl.col(value).is_not_null())
    keys = series_columns(series)
    groups = [group for _, group in known.group_by(keys, maintain_order=True)] if keys else [known]
    shape = dict.fromkeys(ADDS[:-1], pl.Float64)
    found = [
        group.tail(1).with_columns(
            *(pl.lit(number, kind).alias(name) for (name, kind), number in zip(shape.items(), line, strict=True))
        )
        for group in groups
        if group.height
        for line in [_line(group[value].to_numpy(), confidence)]
    ]
    empty = known.clear().with_columns(pl.lit(None, kind).alias(name) for name, kind in shape.items())
    latest = pl.concat(found) if found else empty
    side = pl.when(pl.col(value) > pl.col("upper")).then(pl.lit("above"))
    return latest.with_columns(position=side.when(pl.col(value) < pl.col("lower")).then(pl.lit("below")))


def _line(values: np.ndarray, confidence: float) -> tuple[float | None, ...]:
    """Expected value, limits and slope of the last of some figures, from those before it."""
    before = values[:-1]
    count = len(before)
    if count < LEAST:
        return (None, None, None, None)
    steps = np.arange(count, dtype=float)
    slope, start = np.polyfit(steps, before, 1)
    rest = before - (start + slope * steps)
    scatter = np.sqrt((rest**2).sum() / (count - 2))
    away = (count - steps.mean()) ** 2 / ((steps - steps.mean()) ** 2).sum()
    expected = start + slope * count
    reach = special.stdtrit(count - 2, (1 + confidence) / 2) * scatter * np.sqrt(1 + 1 / count + away)
    return (float(expected), float(expected - reach), float(expected + reach), float(slope))
