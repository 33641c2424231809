"""Limits of proportions and counts, and of the difference of two proportions, as Polars expressions."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

# The special functions alone: scipy.stats takes ten times as long to import, and every command would wait for it.
from scipy import special  # type: ignore[import-untyped,unused-ignore]

#: The two levels of every limit: about 1 in 20, and about 1 in 500, lie outside by chance.
CONFIDENCE_95 = 0.95
CONFIDENCE_99_8 = 0.998

#: Below this count Poisson limits are exact; from here Byar's approximation is as good.
EXACT_BELOW = 10

#: What a formula takes, and gives back: expressions, or arrays.
Known = TypeVar("Known", pl.Expr, npt.NDArray[np.float64])


@lru_cache(maxsize=8)
def normal_quantile(confidence: float) -> float:
    """Standard deviations either side of the mean that hold this share of a normal distribution.

    Two-sided, because every limit here is. ValueError for a confidence outside 0 to 1 (95 is not 0.95).

    >>> round(normal_quantile(0.95), 6)
    1.959964
    """
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, not at {confidence}")
    return float(special.ndtri((1 + confidence) / 2))


@lru_cache(maxsize=8)
def _exact(confidence: float) -> tuple[list[float], list[float]]:
    tail = (1 - confidence) / 2
    lower = [float(special.gammaincinv(x, tail)) if x else 0.0 for x in range(EXACT_BELOW)]
    upper = [float(special.gammaincinv(x + 1, 1 - tail)) for x in range(EXACT_BELOW)]
    return lower, upper


def wilson(k: pl.Expr, n: pl.Expr, *, confidence: float = CONFIDENCE_95) -> tuple[pl.Expr, pl.Expr]:
    """Wilson score limits, as proportions from 0 to 1, for `k` successes in `n` trials.

    Preferred to the textbook interval because ward samples are small, and there the textbook interval
    strays below 0 and above 1. `n` may be an effective base, and `k` the share times it. Null where `n` is not above 0
    or `k` lies outside 0 to `n`. Wilson 1927, JASA 22:209.

    >>> pl.select(wilson(pl.lit(81), pl.lit(263))[0].round(4)).item()
    0.2553
    """
    z = normal_quantile(confidence)
    # A share times an effective base may exceed the base by a rounding error.
    sound = pl.when((n > 0) & (k >= 0) & (k <= n * (1 + 1e-9)) & n.is_finite()).then(n)
    return wilson_limits(k, sound, z)


def wilson_limits(k: Known, n: Known, z: float) -> tuple[Known, Known]:
    """Wilson's formula alone, of expressions or of arrays, for `n` above 0; `wilson` is the door to it.

    >>> [round(float(limit[0]), 4) for limit in wilson_limits(np.array([81.0]), np.array([263.0]), 1.96)]
    [0.2553, 0.3662]
    """
    centre = 2 * k + z * z
    # The root is of a number that rounding may bring just below zero at k = n.
    spread = z * (z * z + 4 * k * (1 - k / n)).clip(0) ** 0.5
    below = 2 * (n + z * z)
    return ((centre - spread) / below).clip(0, 1), ((centre + spread) / below).clip(0, 1)


def newcombe(
    k1: pl.Expr, n1: pl.Expr, k0: pl.Expr, n0: pl.Expr, *, confidence: float = CONFIDENCE_95
) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Difference of two proportions, k1/n1 − k0/n0, and its limits, from −1 to 1: difference, lower, upper.

    Built from the Wilson limits of each share, because the textbook interval of a difference is too narrow where
    samples are small or shares near 0 or 1, and of no width where both are 0. The samples are independent; either
    base may be an effective one. Null where a base is 0 or a share lies outside 0 to 1.
    Newcombe 1998, Statistics in Medicine 17:873, method 10 (without continuity correction).

    >>> pl.select(newcombe(pl.lit(56), pl.lit(70), pl.lit(48), pl.lit(80))[1].round(4)).item()
    0.0524
    """
    share1, share0 = _share(k1, n1), _share(k0, n0)
    lower1, upper1 = wilson(k1, n1, confidence=confidence)
    lower0, upper0 = wilson(k0, n0, confidence=confidence)
    difference = share1 - share0
    below = ((share1 - lower1) ** 2 + (upper0 - share0) ** 2).sqrt()
    above = ((upper1 - share1) ** 2 + (share0 - lower0) ** 2).sqrt()
    return difference, difference - below, difference + above


def mover(
    now: tuple[pl.Expr, pl.Expr, pl.Expr], before: tuple[pl.Expr, pl.Expr, pl.Expr]
) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Difference of two estimates, each given as (estimate, lower, upper), and its limits: difference, lower, upper.

    The distances from estimate to limit are squared and added, so that limits need not lie evenly about the estimate;
    `newcombe` is this for two Wilson intervals. For what has limits but no simple standard error, such as a gap now
    against the gap a year before. The samples are independent, and both pairs of limits of one level, which is that of
    the answer. Null where a number is null, and in all three where one is not finite or an estimate lies outside its
    limits. Zou and Donner 2008, Statistics in Medicine 27:1693.

    >>> gaps = ((pl.lit(-6.0), pl.lit(-9.0), pl.lit(-3.0)), (pl.lit(-2.0), pl.lit(-6.0), pl.lit(2.0)))
    >>> [pl.select(part).item() for part in mover(*gaps)]
    [-4.0, -9.0, 1.0]
    """
    (value, lower, upper), (was, was_lower, was_upper) = _between(*now), _between(*before)
    below = ((value - lower) ** 2 + (was_upper - was) ** 2).sqrt()
    above = ((upper - value) ** 2 + (was - was_lower) ** 2).sqrt()
    return value - was, value - was - below, value - was + above


def _between(value: pl.Expr, lower: pl.Expr, upper: pl.Expr) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """An estimate and its limits where it lies between those that are known, but for a rounding error; else nulls."""
    sound = value.is_finite()
    for reach in (value - lower, upper - value):
        sound &= reach.is_null() | (reach.is_finite() & (reach >= -1e-9 * value.abs()))
    return pl.when(sound).then(value), pl.when(sound).then(lower), pl.when(sound).then(upper)


def _share(k: pl.Expr, n: pl.Expr) -> pl.Expr:
    # A share times an effective base may exceed the base by a rounding error.
    return pl.when((n > 0) & (k >= 0) & (k <= n * (1 + 1e-9)) & n.is_finite()).then((k / n).clip(0, 1))


def byar(x: pl.Expr, *, confidence: float = CONFIDENCE_95) -> tuple[pl.Expr, pl.Expr]:
    """Byar's limits, in events, for a count of `x` Poisson events. The lower one is 0 for a count of 0.

    Close to exact from about ten events (Breslow and Day 1987, volume II, page 69). Null where `x` is not known,
    infinite or negative.

    >>> pl.select(byar(pl.lit(65))[1].round(6)).item()
    82.849139
    """
    z = normal_quantile(confidence)
    sound = pl.when(x > 0).then(x)
    lower = (sound * (1 - 1 / (9 * sound) - z / (3 * sound.sqrt())) ** 3).clip(0).fill_null(0.0)
    more = x + 1
    upper = more * (1 - 1 / (9 * more) + z / (3 * more.sqrt())) ** 3
    known = (x >= 0) & x.is_finite()
    return pl.when(known).then(lower), pl.when(known).then(upper)


def poisson_limits(x: pl.Expr, *, confidence: float = CONFIDENCE_95) -> tuple[pl.Expr, pl.Expr]:
    """Limits, in events, for a count of `x` Poisson events: exact (chi squared) below 10, Byar's from 10.

    The convention of Public Health England's technical guide. Null where `x` is not known, infinite or negative.

    >>> pl.select(poisson_limits(pl.lit(5))[0].round(6)).item()
    1.623486
    """
    lower, upper = byar(x, confidence=confidence)
    exact_lower, exact_upper = _exact(confidence)
    whole = list(range(EXACT_BELOW))
    index = x.round(0).cast(pl.Int64, strict=False)
    small = (x >= 0) & (index < EXACT_BELOW)
    return (
        pl.when(small).then(index.replace_strict(whole, exact_lower, default=None)).otherwise(lower),
        pl.when(small).then(index.replace_strict(whole, exact_upper, default=None)).otherwise(upper),
    )


def effective_base(weights: pl.Expr, squares: pl.Expr) -> pl.Expr:
    """Kish's effective number of interviews from the sum of weights and the sum of their squares.

    It is the base of every interval of a weighted survey, because unequal weights tell less than the number of
    interviews promises. Null where there are no weights or their sum is negative. Kish 1965, Survey Sampling.

    >>> pl.select(effective_base(pl.lit(4.0), pl.lit(4.0))).item()
    4.0
    """
    return pl.when((squares > 0) & (weights >= 0) & weights.is_finite() & squares.is_finite()).then(
        weights * weights / squares
    )
