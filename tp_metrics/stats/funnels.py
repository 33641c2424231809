"""Funnel limits: how far a place may lie from the pooled value by chance, and by the usual spread of places."""

from __future__ import annotations

import math
from typing import Literal, get_args

import numpy as np
import polars as pl

# scipy.special alone at module level: scipy.stats would triple the time that every command needs to start.
from scipy import special  # type: ignore[import-untyped,unused-ignore]

from tp_metrics.stats.intervals import normal_quantile
from tp_metrics.stats.peers import Better, verdict
from tp_metrics.stats.sequence import numbers, present, series_columns

Kind = Literal["proportion", "rate", "ratio"]

#: Standardised scores beyond these quantiles are set to them before the over-dispersion is measured.
WINSORISED_AT = (0.1, 0.9)

#: The two levels of every funnel, and the names of their columns.
LEVELS = (("95", 0.95), ("998", 0.998))


def proportion_limits(
    pooled: pl.Expr, n: pl.Expr, *, confidence: float = 0.95, tau_squared: pl.Expr | float = 0.0
) -> tuple[pl.Expr, pl.Expr]:
    """Funnel limits, as proportions from 0 to 1, for a place of `n` trials: a ± z·√(a(1−a)/n + τ²), kept within 0 to 1.

    The normal limits rather than the binomial ones, because over-dispersion adds to their variance; in a place
    of a few trials they are rough. Null where `n` is not above 0 or `pooled` is no proportion.
    Spiegelhalter 2005, Stat Med 24:1185.

    >>> pl.select(proportion_limits(pl.lit(0.5), pl.lit(100))[0].round(4)).item()
    0.402
    """
    z = normal_quantile(confidence)
    sound = pl.when((n > 0) & n.is_finite()).then(n)
    share = pl.when(pooled.is_between(0, 1)).then(pooled)
    spread = z * (share * (1 - share) / sound + _variance(tau_squared)).sqrt()
    return (share - spread).clip(0, 1), (share + spread).clip(0, 1)


def rate_limits(
    pooled: pl.Series, exposure: pl.Series, *, confidence: float = 0.95, tau_squared: pl.Series | float = 0.0
) -> tuple[pl.Series, pl.Series]:
    """Funnel limits, in the unit of `pooled`, for the rates of places with so much `exposure` (people, officers).

    Exact Poisson limits on the expected count pooled × exposure, divided by the exposure; where τ² (of the rate
    relative to `pooled`) is above 0, pooled × exp(±z·√(1/E + τ²)). Not normal limits, because a small ward
    expects few events. Null where the exposure is not above 0 or `pooled` is negative. All are columns of one length,
    one row a place, since SciPy works out the exact limits and no expression of Polars may call Python. ValueError for
    a negative τ² that is one number, and a confidence that is none. Spiegelhalter 2005, Stat Med 24:1185.

    >>> rate_limits(pl.Series([0.01]), pl.Series([1500]))[1].round(6).item()
    0.016493
    """
    z, exposed, level = normal_quantile(confidence), pl.col("exposure"), pl.col("pooled")
    if isinstance(tau_squared, pl.Series):
        between = _variance(pl.lit(tau_squared.cast(pl.Float64)))
    else:
        between = _variance(tau_squared)
    frame = pl.DataFrame({"pooled": pooled, "exposure": exposure}).with_columns(pl.all().cast(pl.Float64))
    frame = frame.with_columns(sound=pl.when((exposed > 0) & (level >= 0)).then(exposed))
    expected = frame.select(level * pl.col("sound")).to_series()
    tail = (1 - confidence) / 2
    frame = frame.with_columns(expected=expected, lower=exact_lower(expected, tail), upper=exact_upper(expected, tail))
    spread = z * (1 / pl.col("expected") + between).sqrt()
    wide = (between > 0) & (pl.col("expected") > 0)
    lower, upper = frame.select(
        lower=pl.when(wide).then(level * (-spread).exp()).otherwise(pl.col("lower") / pl.col("sound")),
        upper=pl.when(wide).then(level * spread.exp()).otherwise(pl.col("upper") / pl.col("sound")),
    ).get_columns()
    return lower, upper


def ratio_limits(
    expected: pl.Series, *, confidence: float = 0.95, tau_squared: pl.Series | float = 0.0
) -> tuple[pl.Series, pl.Series]:
    """Funnel limits, about 1, for observed over expected where so many events are `expected`.

    Exact Poisson, χ²(α/2; 2E)/2E and χ²(1−α/2; 2E+2)/2E; where τ² is above 0, exp(±z·√(1/E + τ²)). Null where
    nothing is expected. Spiegelhalter 2005, Stat Med 24:1185.

    >>> ratio_limits(pl.Series([15]))[0].round(6).item()
    0.559692
    """
    ones = pl.repeat(1.0, len(expected), eager=True)
    return rate_limits(ones, expected, confidence=confidence, tau_squared=tau_squared)


def exact_lower(expected: pl.Series, tail: float) -> pl.Series:
    """The lower exact limits, in events, of so many expected: χ²(p; 2E)/2 is the p-quantile of a gamma of shape E."""
    events = expected.cast(pl.Float64).to_numpy()
    with np.errstate(invalid="ignore"):
        limits = np.where(events == 0, 0.0, special.gammaincinv(events, tail))
    return pl.Series(limits, nan_to_null=True)


def exact_upper(expected: pl.Series, tail: float) -> pl.Series:
    """The upper exact limits, in events, of so many expected."""
    events = expected.cast(pl.Float64).to_numpy()
    return pl.Series(special.gammaincinv(events + 1, 1 - tail), nan_to_null=True)


def _variance(tau_squared: pl.Expr | float) -> pl.Expr:
    if isinstance(tau_squared, pl.Expr):
        return pl.when((tau_squared >= 0) & tau_squared.is_finite()).then(tau_squared)
    if not 0 <= tau_squared < math.inf:
        raise ValueError(f"a variance between places is 0 or more, not {tau_squared}")
    return pl.lit(tau_squared)


def overdispersion(z: pl.Expr, error: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """φ and τ² of places with standardised scores `z` and standard errors `error`: one number each a group.

    φ is the mean square of the scores after winsorising: each score below the 10th percentile is replaced by
    that percentile's value, each above the 90th by its, with linear interpolation between the sorted scores
    (type 7 of Hyndman and Fan, the default of NumPy). So the few places that a funnel looks for do not widen it.
    τ² = max(0, (mφ − (m−1)) / (Σw − Σw²/Σw)), w = 1/error², is the variance between the m places, in the square
    of the unit of `error`. What is not known and errors of 0 are left out; of fewer than two places τ² is 0, of none
    φ is null. Usable with `.over(group)`. Spiegelhalter 2005, Qual Saf Health Care 14:347.

    >>> z = pl.Series([-2.0, 2.0, -2.0, 2.0])
    >>> pl.select(overdispersion(pl.lit(z), pl.lit(0.1))[0]).item()
    4.0
    """
    known = z.is_finite() & (error > 0) & error.is_finite()
    score = pl.when(known).then(z)
    weight = pl.when(known).then(1 / error**2)
    low, high = (score.quantile(q, "linear") for q in WINSORISED_AT)
    phi = (score.clip(low, high) ** 2).mean()
    places = score.count().cast(pl.Float64)
    room = weight.sum() - (weight**2).sum() / weight.sum()
    tau_squared = ((places * phi - (places - 1)) / room).clip(0)
    return phi, pl.when((places > 1) & (room > 0)).then(tau_squared).otherwise(0.0)


def funnel(
    frame: pl.DataFrame,
    *,
    numerator: str,
    denominator: str,
    kind: Kind = "proportion",
    group: str | list[str] | None = None,
    better: Better = "neither",
    adjusted: bool = True,
) -> pl.DataFrame:
    """`frame`, one row a place, with the funnel of its group: value, limits, and which side the place lies on.

    Adds `value`, `pooled` (sums over sums of the group), `standard_error`, `z`, `phi`, `tau_squared`, `lower_95`,
    `upper_95`, `lower_998`, `upper_998`, `outside_95` and `outside_998` ("above", "below", null for within) and
    `position` ("better", "in line", "worse" by the 99.8 % limits; "above", "below" where `better` is "neither").
    A proportion has z = (value − pooled)/s with s = √(a(1−a)/n), in proportions; a rate or ratio z = (O − E)/√E
    with s = 1/√E, relative to `pooled`, and τ² likewise. `phi` and `tau_squared` are told in any case; the limits
    use τ² unless `adjusted` is false, because places differ by more than chance. Null where there is no denominator.
    ValueError for a missing column, a negative number and a share above 1. Spiegelhalter 2005, Stat Med 24:1185.

    >>> places = pl.DataFrame({"good": [50, 60, 95], "asked": [100, 100, 100]})
    >>> funnel(places, numerator="good", denominator="asked", adjusted=False)["outside_998"].to_list()
    ['below', None, 'above']
    """
    _refuse(frame, numerator, denominator, kind)
    present(frame, series_columns(group))
    k, n = pl.col(numerator), pl.col(denominator)
    if kind == "proportion":
        k = pl.when(k > n).then(n).otherwise(k)  # a weighted share may pass 1 by a rounding error
    known = k.is_not_null() & (n > 0)
    pooled = pl.when(known).then(k).sum() / pl.when(known).then(n).sum()
    pooled = pl.when(pooled.is_finite()).then(pooled)  # nothing over nothing is not known
    value = pl.when(known).then(k / n)
    scored = frame.with_columns(value=value, pooled=_over(pooled, group)).with_columns(_error(n, kind))
    a, s = pl.col("pooled"), pl.col("standard_error")
    away = pl.col("value") - a if kind == "proportion" else pl.col("value") / a - 1
    scored = scored.with_columns(z=pl.when(s > 0).then(away / s))
    phi, tau_squared = overdispersion(pl.col("z"), s)
    scored = scored.with_columns(phi=_over(phi, group), tau_squared=_over(tau_squared, group))
    limits = _limits(scored, denominator, kind, adjusted=adjusted)
    outside = [_outside(level) for level, _ in LEVELS]
    return scored.with_columns(limits).with_columns(outside).with_columns(_position(better))


def _refuse(frame: pl.DataFrame, numerator: str, denominator: str, kind: Kind) -> None:
    if kind not in get_args(Kind):
        raise ValueError(f"a funnel is of a {', '.join(get_args(Kind))}, not of a '{kind}'")
    k, n = numbers(frame, numerator, least=0), numbers(frame, denominator, least=0)
    if kind == "proportion" and (k > n * (1 + 1e-9)).any():
        raise ValueError(f"a proportion cannot have more in '{numerator}' than in '{denominator}'")


def _over(expression: pl.Expr, group: str | list[str] | None) -> pl.Expr:
    return expression.over(series_columns(group)) if group else expression


def _error(n: pl.Expr, kind: Kind) -> pl.Expr:
    a, sound = pl.col("pooled"), pl.when(n > 0).then(n)
    if kind == "proportion":
        return (a * (1 - a) / sound).clip(0).sqrt().alias("standard_error")
    return (1 / pl.when(a > 0).then(a * sound).sqrt()).alias("standard_error")


def _limits(scored: pl.DataFrame, denominator: str, kind: Kind, *, adjusted: bool) -> list[pl.Series]:
    pooled, n = scored["pooled"], scored[denominator]
    tau_squared = scored["tau_squared"] if adjusted else 0.0
    limits = []
    for level, confidence in LEVELS:
        if kind == "proportion":
            rule = proportion_limits(pl.lit(pooled), pl.lit(n), confidence=confidence, tau_squared=pl.lit(tau_squared))
            lower, upper = pl.select(lower=rule[0], upper=rule[1]).get_columns()
        else:
            lower, upper = rate_limits(pooled, n, confidence=confidence, tau_squared=tau_squared)
        limits += [lower.alias(f"lower_{level}"), upper.alias(f"upper_{level}")]
    return limits


def _outside(level: str) -> pl.Expr:
    value = pl.col("value")
    above, below = value > pl.col(f"upper_{level}"), value < pl.col(f"lower_{level}")
    side = pl.when(above).then(pl.lit("above")).when(below).then(pl.lit("below"))
    return side.alias(f"outside_{level}")


def _position(better: Better) -> pl.Expr:
    side = pl.col("outside_998")
    return verdict(side == "above", side == "below", pl.col("lower_998").is_not_null(), better).alias("position")
