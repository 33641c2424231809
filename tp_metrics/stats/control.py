"""Control charts: XmR for counts and measures, Laney's p′ and u′ where the denominator varies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tp_metrics.stats.rules import betterment, rules, signal
from tp_metrics.stats.sequence import first_of_series, in_time_order, numbers

#: The mean range of two normal values, in standard deviations: 2 / √π.
D2 = 1.128
#: Moving ranges of this many times their mean, or more, are screened.
SCREEN = 3.267
#: With fewer points the limits are on trial.
LEAST = 13

ADDED = (
    "segment",
    "mean",
    "lower",
    "upper",
    "near_lower",
    "near_upper",
    "moving_range",
    "rule",
    "direction",
    "signal",
    "trial",
)


@dataclass(frozen=True)
class Chart:
    """How the points of one kind of chart scatter about their mean.

    Attributes:
        score: what moving ranges are taken of.
        sigma: the size of one unit of score at each point.
        width: from the mean to the limits, in mean moving ranges.
        highest: what no value exceeds; None where there is no bound.
        lowest: what no value falls below; likewise.
    """

    score: pl.Expr
    sigma: pl.Expr
    width: float
    lowest: float | None = None
    highest: float | None = None


_MEAN, _BASE = pl.col("mean"), pl.col("denominator")
_P, _U = (_MEAN * (1 - _MEAN) / _BASE).clip(0).sqrt(), (_MEAN / _BASE).sqrt()
XMR = Chart(score=pl.col("value"), sigma=pl.lit(1.0), width=2.66)  # 3 / 1.128 as Making Data Count rounds it


def _score(sigma: pl.Expr) -> pl.Expr:
    # Where nothing can scatter (a mean of 0 or of 1) every point lies on the mean: a score of 0, not 0 / 0.
    away = pl.col("value") - _MEAN
    return pl.when(sigma > 0).then(away / sigma).when(sigma == 0).then(0 * away)


LANEY_P = Chart(score=_score(_P), sigma=_P, width=3 / D2, lowest=0.0, highest=1.0)
LANEY_U = Chart(score=_score(_U), sigma=_U, width=3 / D2, lowest=0.0)


def xmr(
    frame: pl.DataFrame,
    *,
    value: str = "value",
    order: str = "month",
    series: str | Sequence[str] | None = None,
    better: str = "neither",
    baseline: int | None = None,
    screened: bool = True,
    breaks: str | None = None,
    least: int = LEAST,
) -> pl.DataFrame:
    """The frame in time order with an XmR chart added: mean and limits in the unit of `value`, rule and signal.

    Preferred to limits from the standard deviation because a shift or trend in the series would widen those and hide
    itself; moving ranges feel only the change from one point to the next. Adds `segment` (from 1, a new one at each
    row where the Boolean column `breaks` is true), `mean`, `lower` and `upper` (mean ± 2.66 × mean moving range),
    `near_lower` and `near_upper` (two thirds of the way), `moving_range`, `rule` ("outside", "trend", "two of three",
    "shift"), `direction` ("rise", "fall"), `signal` ("improvement", "concern", "neutral", "usual") and `trial` (limits
    rest on fewer than `least` points). `better` is "higher", "lower", "neither" or a column of these. `baseline`: mean
    and limits rest on the first so many known points of each segment, and judge all. `screened`: moving ranges from
    3.267 × their mean up are dropped, once.

    A null is not known: it counts for nothing, is never flagged (its signal is null) and breaks a run, and no moving
    range spans it. A month without a row is not noticed: give it a row with a null. One point alone has a mean and no
    limits. Not for rolling averages. NHS Making Data Count; R package NHSRplotthedots. ValueError for what
    `in_time_order`, `numbers` and `betterment` refuse, for breaks that are not Boolean and for a baseline below 2.

    >>> chart = xmr(pl.DataFrame({"month": range(1, 8), "value": range(1, 8)}), better="lower")
    >>> chart.select("mean", "upper", "rule", "signal").row(6)
    (4.0, 6.66, 'outside', 'concern')
    """
    ordered = _opened(frame, order, series, breaks, [value], ADDED)
    points = pl.select(value=numbers(ordered, value)).with_columns(numerator="value", denominator=pl.lit(1.0))
    return _charted(XMR, ordered, points, series, breaks, better, baseline, screened, least)


def laney_p(
    frame: pl.DataFrame,
    numerator: str,
    denominator: str,
    *,
    order: str = "month",
    series: str | Sequence[str] | None = None,
    better: str = "neither",
    baseline: int | None = None,
    screened: bool = False,
    breaks: str | None = None,
    least: int = LEAST,
) -> pl.DataFrame:
    """The frame in time order with Laney's p′ chart added: `value`, the proportion, and all that `xmr` adds.

    Preferred to `xmr` where the denominator varies much, because the limits then should be wide in a month of few
    cases; and to the p chart because with large denominators that one has limits so narrow that every point is a
    signal. The mean is Σ numerator / Σ denominator; limits are mean ± 3σᵢ with σᵢ = √(p̄(1 − p̄)/nᵢ) × mean moving range
    of z / 1.128, within 0 and 1; z = (pᵢ − p̄) / √(p̄(1 − p̄)/nᵢ), and `moving_range` is that of z. Laney 2002, Quality
    Engineering 14:531, who does not screen, whence the default. Arguments, nulls and errors as of `xmr`; a denominator
    of 0 makes the point not known; ValueError also for negative numbers and a numerator above its denominator.

    >>> months = pl.DataFrame({"month": [1, 2, 3, 4], "solved": [10, 12, 9, 33], "offences": [50, 60, 45, 66]})
    >>> laney_p(months, "solved", "offences").select("value", "mean", "rule").row(3)
    (0.5, 0.2895927601809955, None)
    """
    ordered = _opened(frame, order, series, breaks, [numerator, denominator], ("value", *ADDED))
    points = _ratios(ordered, numerator, denominator)
    if points.select((pl.col("value") > 1 + 1e-9).any()).item():
        raise ValueError(f"column '{numerator}' exceeds '{denominator}': no proportion is above 1")
    return _charted(LANEY_P, ordered, points, series, breaks, better, baseline, screened, least)


def laney_u(
    frame: pl.DataFrame,
    numerator: str,
    denominator: str,
    *,
    order: str = "month",
    series: str | Sequence[str] | None = None,
    better: str = "neither",
    baseline: int | None = None,
    screened: bool = False,
    breaks: str | None = None,
    least: int = LEAST,
) -> pl.DataFrame:
    """The frame in time order with Laney's u′ chart added: `value`, events per unit of the denominator, and the rest.

    As `laney_p`, for rates: events may exceed the denominator (officers, days, thousands of residents), and
    σᵢ = √(ū/nᵢ) × mean moving range of z / 1.128. The lower limits rest on 0. Laney 2002, Quality Engineering 14:531.

    >>> months = pl.DataFrame({"month": [1, 2, 3], "calls": [300, 340, 320], "officers": [20, 21, 19]})
    >>> laney_u(months, "calls", "officers").select("value", "mean").row(0)
    (15.0, 16.0)
    """
    ordered = _opened(frame, order, series, breaks, [numerator, denominator], ("value", *ADDED))
    points = _ratios(ordered, numerator, denominator)
    return _charted(LANEY_U, ordered, points, series, breaks, better, baseline, screened, least)


def _opened(
    frame: pl.DataFrame,
    order: str,
    series: str | Sequence[str] | None,
    breaks: str | None,
    reads: Sequence[str],
    adds: Sequence[str],
) -> pl.DataFrame:
    ordered = in_time_order(frame, order, series, reads=[*reads, *([breaks] if breaks else [])], adds=adds)
    if breaks and ordered[breaks].dtype != pl.Boolean:
        raise ValueError(f"column '{breaks}' holds {ordered[breaks].dtype}, not true and false")
    return ordered


def _ratios(ordered: pl.DataFrame, numerator: str, denominator: str) -> pl.DataFrame:
    known = pl.col("numerator").is_not_null() & (pl.col("denominator") > 0)
    counts = numbers(ordered, numerator, least=0), numbers(ordered, denominator, least=0)
    points = pl.select(numerator=counts[0], denominator=counts[1]).with_columns(
        pl.when(known).then(pl.col("numerator", "denominator")).name.keep()
    )
    return points.with_columns(value=pl.col("numerator") / pl.col("denominator"))


def _segments(ordered: pl.DataFrame, series: str | Sequence[str] | None, breaks: str | None) -> pl.DataFrame:
    """Column `group`, series and segment as one number from 0, and `segment`, from 1 within each series."""
    first = first_of_series(series)
    new = first | pl.col(breaks).fill_null(False) if breaks else first
    numbered = ordered.select(first=first, group=new.cum_sum().cast(pl.UInt32) - 1)
    start = pl.when("first").then("group").forward_fill()
    return numbered.select("group", segment=pl.col("group") - start + 1)


def _spread(points: pl.DataFrame, values: list[pl.Expr]) -> pl.DataFrame:
    """Each of the expressions reckoned once for each group, and given to all its points."""
    reckoned = points.group_by("group", maintain_order=True).agg(values).drop("group")
    return points.hstack(reckoned.select(pl.all().gather(points["group"])))


def _limits(chart: Chart, points: pl.DataFrame, baseline: int | None, screened: bool) -> pl.DataFrame:
    known = pl.col("value").is_not_null()
    base = known if baseline is None else known & (known.cast(pl.UInt32).cum_sum().over("group") <= baseline)
    points = points.with_columns(base=base)
    above, below = (pl.col(name).filter("base").sum() for name in ("numerator", "denominator"))
    points = _spread(
        points, [pl.when(below > 0).then(above / below).alias("mean"), pl.col("base").sum().alias("known")]
    )
    score, same = chart.score, pl.col("group") == pl.col("group").shift()
    points = points.with_columns(moving_range=pl.when(same).then((score - score.shift()).abs()))
    ranges = pl.col("moving_range").filter("base")
    kept = ranges.filter(ranges < SCREEN * ranges.mean()).mean() if screened else ranges.mean()
    # Of a constant series no moving range is below its screen, 0 below 0: the mean, 0, stands.
    points = _spread(points, [kept.fill_null(ranges.mean()).alias("range")])
    spread = chart.width * pl.col("range") * chart.sigma
    limits = {"lower": -1.0, "upper": 1.0, "near_lower": -2 / 3, "near_upper": 2 / 3}
    return points.with_columns(
        (_MEAN + share * spread).clip(chart.lowest, chart.highest).alias(name) for name, share in limits.items()
    )


def _charted(
    chart: Chart,
    ordered: pl.DataFrame,
    points: pl.DataFrame,
    series: str | Sequence[str] | None,
    breaks: str | None,
    better: str,
    baseline: int | None,
    screened: bool,
    least: int,
) -> pl.DataFrame:
    if baseline is not None and baseline < 2:
        raise ValueError(f"a baseline takes two points at least, for one moving range, not {baseline}")
    points = _limits(chart, points.hstack(_segments(ordered, series, breaks)), baseline, screened)
    points = points.hstack([*rules(points), betterment(ordered, better).alias("better")])
    points = points.with_columns(signal=signal(pl.col("better"), pl.col("value")), trial=pl.col("known") < least)
    added = points.select(ADDED if chart is XMR else ("value", *ADDED))
    return ordered.with_columns(added.get_columns())
