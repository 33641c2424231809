"""Two counts or two rates compared: tests, changes with their limits, and the dispersion of a series."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import polars as pl

from tp_metrics.stats.intervals import CONFIDENCE_95, normal_quantile, wilson_limits

#: Below this many events together, and without dispersion, the E-test is more exact than the normal z.
E_TEST_BELOW = 50
#: Above this many events together the E-test takes gigabytes, and tells nothing that z does not.
E_TEST_MOST = 500


def rates_z(x1: pl.Expr, t1: pl.Expr, x0: pl.Expr, t0: pl.Expr, *, dispersion: float | pl.Expr = 1.0) -> pl.Expr:
    """Standard normal score of the difference of two rates, x1 events in t1 against x0 events in t0.

    z = (x1/t1 − x0/t0) / √(φ(x1 + x0)/(t1·t0)): both counts are random and share one rate if nothing has changed.
    To treat last year as fixed, as 2(√now − √then) against 3 does, makes it √2 too large. `dispersion` is φ, the
    ratio of the series' variance to a Poisson one (see `dispersion`); without it a large total always "differs".
    0 where nothing happened in either; null where a count is negative, an exposure is not above 0, one of them is
    not finite or an expression of φ is below 1. ValueError for a number φ below 1. Przyborowski and Wilenski 1940,
    Biometrika 31:313, in its normal form.

    >>> pl.select(rates_z(pl.lit(60), pl.lit(1), pl.lit(40), pl.lit(1))).item()
    2.0
    """
    now, then = _counts(x1), _counts(x0)
    longer, before = _exposure(t1), _exposure(t0)
    together = now + then
    score = (now / longer - then / before) / (_phi(dispersion) * together / (longer * before)).sqrt()
    return pl.when(together == 0).then(0 * longer * before * _phi(dispersion)).otherwise(score)


def shares_z(k1: pl.Expr, n1: pl.Expr, k0: pl.Expr, n0: pl.Expr) -> pl.Expr:
    """Standard normal score of the difference of two shares, k1 of n1 against k0 of n0.

    z = (k1/n1 − k0/n0) / √(p(1 − p)(1/n1 + 1/n0)) with p the share of both together, as both share it if there is no
    difference. For the p-values of many gaps at once; a single gap wants its interval (`newcombe`). Either base may be
    an effective one. 0 where nobody or everybody agreed in both; null where a base is not above 0 or finite, and where
    a number of people is negative or above its base.

    >>> pl.select(shares_z(pl.lit(156), pl.lit(368), pl.lit(136), pl.lit(327)).round(3)).item()
    0.214
    """
    first, second = _within(k1, n1), _within(k0, n0)
    together = (k1 + k0) / (first + second)
    spread = (together * (1 - together)).clip(0) * (1 / first + 1 / second)
    # No difference over an endless one is 0. To ask twice for a spread would work it out three times.
    return (k1 / first - k0 / second) / spread.sqrt().replace(0.0, math.inf)


def p_value(z: pl.Expr) -> pl.Expr:
    """Two-sided p-value, from 0 to 1, of a standard normal score.

    Two-sided because a rise and a fall are both news. By the complementary error function, which keeps its digits
    where 1 − Φ(z) has none left. Null where z is null.

    >>> pl.select(p_value(pl.lit(2.0)).round(4)).item()
    0.0455
    """
    known = z.cast(pl.Float64).fill_nan(None)
    return (known.abs() / math.sqrt(2)).erfc()


def count_change(
    x1: pl.Expr, x0: pl.Expr, *, dispersion: float | pl.Expr = 1.0, confidence: float = CONFIDENCE_95
) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Change in a count, x1 − x0, and its limits, in events, over equal exposures: change, lower, upper.

    Score limits: the differences d that the score test of x1 − x0 = d would not reject. Preferred to
    (x1 − x0) ± z√(x1 + x0), which has no width at two zeros; and they exclude 0 exactly when `rates_z` exceeds z.
    With S the two expectations fitted under d, (x1 − x0 − d)² = φz²S, a cubic in closed form (Viète). Null where a
    count is negative or an expression of φ below 1; ValueError for a number φ below 1 or a confidence outside 0 to 1.
    The Poisson form of Mee 1984, Biometrics 40:1175.

    >>> [round(pl.select(part).item(), 2) for part in count_change(pl.lit(60), pl.lit(40))]
    [20.0, 0.41, 40.33]
    """
    now, then = _counts(x1), _counts(x0)
    together, change = now + then, now - then
    width = _phi(dispersion) * normal_quantile(confidence) ** 2
    # e³ − w(N + w)e + Dw² = 0 for e = D − d, with N and D the sum and difference and w = φz²: three real roots.
    cosine = -1.5 * change * (3 * width).sqrt() / (together + width) ** 1.5
    # Not divided by 3: the last digit of that is another in a frame of one row than of several.
    angle = cosine.clip(-1, 1).arccos() * (1 / 3)
    reach = 2 * (width * (together + width) * (1 / 3)).sqrt()
    return change, change - reach * angle.cos(), change - reach * (angle - 4 * math.pi / 3).cos()


def rate_ratio_change(
    x1: pl.Expr,
    t1: pl.Expr,
    x0: pl.Expr,
    t0: pl.Expr,
    *,
    dispersion: float | pl.Expr = 1.0,
    confidence: float = CONFIDENCE_95,
) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Change of a rate in per cent, 100((x1/t1)/(x0/t0) − 1), and its limits: change, lower, upper.

    The limits are equally far from the ratio on the log scale. They are Wilson's for the share of all events that
    fell in the second period, turned into a ratio: so they exclude 0 exactly when `rates_z` exceeds z, and hold at
    x1 = 0, where ± z√(1/x1 + 1/x0) has no limits. Null where x0 is 0 (no per cent of nothing), a count is negative
    or an exposure not above 0; errors as for `count_change`. Newcombe 2001, The American Statistician 55:200.

    >>> change = rate_ratio_change(pl.lit(60), pl.lit(1), pl.lit(40), pl.lit(1))
    >>> [round(pl.select(part).item(), 1) for part in change]
    [50.0, 0.8, 123.2]
    """
    now, then = _counts(x1), _counts(x0)
    known = pl.when(then > 0).then(then)
    exposures = _exposure(t0) / _exposure(t1)
    phi = _phi(dispersion)
    # Wilson's formula without its door: what it would refuse is null here already.
    lower, upper = wilson_limits(now / phi, (now + known) / phi, normal_quantile(confidence))
    ratios = (now / known, lower / (1 - lower), upper / (1 - upper))
    change, below, above = (100 * (ratio * exposures - 1) for ratio in ratios)
    return change, below, above


def dispersion(counts: pl.Expr, *, lag: int = 12) -> pl.Expr:
    """Dispersion φ of a series of counts: how many times a Poisson variance its own history shows; one number, ≥ 1.

    Every count x is set against the one `lag` rows before, y, so that season falls away. If all pairs share one
    growth g, Pearson's χ² of a pair is (x − gy)²/(g(x + y)), the two-count form of (observed − expected)²/expected.
    With g = Σx/Σy, estimated from the same m pairs, φ = Σχ²/(m − 1): a steady trend is no dispersion, an uneven one
    is. Its relative standard error is about √(2/(m − 1)). Rows are in time order; over groups use
    `.over(series)`. Pairs with a null are left out; 1 with fewer than two pairs or nothing to compare; null where a
    count is negative. ValueError for a lag below 1. McCullagh and Nelder 1989, Generalized Linear Models.

    >>> series = pl.DataFrame({"n": [100, 100, 100, 140, 60, 100]})
    >>> series.select(dispersion(pl.col("n"), lag=3).round(2)).item()
    8.33
    """
    if lag < 1:
        raise ValueError(f"a lag is of one row or more, not of {lag}")
    current = counts.cast(pl.Float64).fill_nan(None)
    x, y = _pairs(current, current.shift(lag))
    terms = _chi_squared_terms(x, y, x.sum(), y.sum())
    return _dispersed((x + y > 0).sum(), x.sum(), y.sum(), terms.sum(), current.min())


def dispersions(frame: pl.DataFrame, counts: str, series: Sequence[str], *, lag: int = 12) -> pl.DataFrame:
    """`dispersion` of each of many series, in the columns of `series` and phi, in a third of the time.

    The rows of a series stand together, in time order. ValueError for a lag below 1.

    >>> frame = pl.DataFrame({"place": ["a"] * 6, "n": [100, 100, 100, 140, 60, 100]})
    >>> dispersions(frame, "n", ["place"], lag=3).select(pl.col("phi").round(2)).item()
    8.33
    """
    if lag < 1:
        raise ValueError(f"a lag is of one row or more, not of {lag}")
    current = pl.col(counts).cast(pl.Float64).fill_nan(None)
    alike = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift(lag)) for name in series)
    now, earlier = pl.col("now"), pl.when(alike).then(pl.col("now").shift(lag))
    x, y = (one.alias(name) for one, name in zip(_pairs(now, earlier), "xy", strict=True))
    paired = frame.lazy().select(*series, now=current).select(*series, "now", x, y)
    sums = paired.group_by(series, maintain_order=True).agg(
        pl.col("x", "y").sum().name.prefix("sum_"),
        pairs=(pl.col("x") + pl.col("y") > 0).sum(),
        least=pl.col("now").min(),
    )
    terms = _chi_squared_terms(pl.col("x"), pl.col("y"), pl.col("sum_x"), pl.col("sum_y"))
    # Lists are added up as a whole series is, groups one number after the other, which rounds otherwise.
    whole = paired.join(sums, on=series, nulls_equal=True, maintain_order="left").group_by(series).agg(terms=terms)
    phi = _dispersed(
        pl.col("pairs"), pl.col("sum_x"), pl.col("sum_y"), chi_squared=pl.col("terms").list.sum(), least=pl.col("least")
    )
    joined = sums.join(whole, on=series, nulls_equal=True, maintain_order="left")
    return joined.select(*series, phi=phi).collect()


def _pairs(current: pl.Expr, earlier: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Each count and the one before it, where both are known."""
    return pl.when(earlier.is_not_null()).then(current), pl.when(current.is_not_null()).then(earlier)


def _chi_squared_terms(x: pl.Expr, y: pl.Expr, sum_x: pl.Expr, sum_y: pl.Expr) -> pl.Expr:
    growth = sum_x / sum_y
    return pl.when(x + y > 0).then((x - growth * y) ** 2 / (growth * (x + y)))


def _dispersed(pairs: pl.Expr, sum_x: pl.Expr, sum_y: pl.Expr, chi_squared: pl.Expr, least: pl.Expr) -> pl.Expr:
    phi = pl.when((pairs > 1) & (sum_x > 0) & (sum_y > 0)).then(chi_squared / (pairs - 1)).otherwise(1.0)
    return pl.when(least.fill_null(0) >= 0).then(phi.clip(1))


def e_test(x1: int, x0: int, *, t1: float = 1.0, t0: float = 1.0) -> float:
    """Two-sided p-value of the E-test of two Poisson rates, x1 events in t1 against x0 events in t0.

    More exact than a normal z at small counts and less timid than the conditional binomial test. ValueError for a
    count that is no whole number of 0 or more, an exposure not above 0, or more than 500 events together, where it
    would take gigabytes. Krishnamoorthy and Thomson 2004, Journal of Statistical Planning and Inference 119:23;
    the score form of statsmodels' `test_poisson_2indep`.

    >>> round(e_test(25, 16), 4)
    0.1648
    """
    if not all(math.isfinite(x) and x >= 0 and x == int(x) for x in (x1, x0)):
        raise ValueError(f"counts are whole numbers of 0 or more, not {x1} and {x0}")
    if not all(math.isfinite(t) and t > 0 for t in (t1, t0)):
        raise ValueError(f"exposures are above 0, not {t1} and {t0}")
    if x1 + x0 > E_TEST_MOST:
        raise ValueError(f"the E-test is for {E_TEST_MOST} events together at most, not {x1 + x0}")
    from statsmodels.stats.rates import test_poisson_2indep

    with np.errstate(divide="ignore", invalid="ignore"):  # the ratio of the rates, which it prints beside, at x0 = 0
        return float(test_poisson_2indep(int(x1), t1, int(x0), t0, method="etest").pvalue)


def two_counts(x1: int, x0: int, *, dispersion: float = 1.0, t1: float = 1.0, t0: float = 1.0) -> float:
    """Two-sided p-value of the difference of two counts: the E-test below 50 events at φ = 1, else the normal z.

    The one door for a single comparison; for columns use `p_value(rates_z(...))`. ValueError for a negative count,
    an exposure not above 0 or a dispersion below 1.

    >>> round(two_counts(120, 100), 4), round(two_counts(25, 16), 4)
    (0.1775, 0.1648)
    """
    if dispersion == 1 and x1 + x0 < E_TEST_BELOW:
        return e_test(x1, x0, t1=t1, t0=t0)
    score = rates_z(pl.lit(x1), pl.lit(t1), pl.lit(x0), pl.lit(t0), dispersion=dispersion)
    found = pl.select(p_value(score)).item()
    if found is None:
        raise ValueError(f"counts are 0 or more and exposures above 0, not {x1} in {t1} and {x0} in {t0}")
    return float(found)


def _counts(x: pl.Expr) -> pl.Expr:
    known = x.cast(pl.Float64)
    return pl.when((known >= 0) & known.is_finite()).then(known)


def _exposure(t: pl.Expr) -> pl.Expr:
    known = t.cast(pl.Float64)
    return pl.when((known > 0) & known.is_finite()).then(known)


def _within(k: pl.Expr, n: pl.Expr) -> pl.Expr:
    """The base of a share; a share times an effective base may exceed it by a rounding error."""
    base = _exposure(n)
    return pl.when((k >= 0) & (k <= base * (1 + 1e-9))).then(base)


def _phi(dispersion: float | pl.Expr) -> pl.Expr:
    if isinstance(dispersion, pl.Expr):
        known = dispersion.cast(pl.Float64)
        return pl.when(known.is_finite() & (known >= 1)).then(known)
    if not 1 <= dispersion < math.inf:
        raise ValueError(f"a dispersion is 1 or more, not {dispersion}")
    return pl.lit(float(dispersion))
