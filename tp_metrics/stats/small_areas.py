"""Ward estimates that borrow strength from the borough: empirical Bayes on proportions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import special  # type: ignore[import-untyped,unused-ignore]

from tp_metrics.stats.intervals import normal_quantile, wilson_limits
from tp_metrics.stats.peers import group_number
from tp_metrics.stats.sequence import numbers, present, series_columns

Numbers = npt.NDArray[np.float64]

#: Months of interviews that a ward's figure pools: by default the first, the others as switches.
POOLED_MONTHS = (36, 24, 12)

#: What is said of a ward whose interval covers its borough.
NOT_TOLD_APART = "cannot be told from the borough"


@dataclass(frozen=True)
class _Wards:
    """Wards as arrays of one length; a ward of which nothing is known has a base of 0."""

    code: npt.NDArray[np.int64]
    p: Numbers
    n: Numbers

    def total(self, amounts: Numbers) -> Numbers:
        """The sum over each ward's group, one a ward."""
        return np.bincount(self.code, weights=amounts, minlength=len(amounts)).astype(np.float64)[self.code]

    @cached_property
    def base(self) -> Numbers:
        return self.total(self.n)

    @cached_property
    def mean(self) -> Numbers:
        """Inverse-variance mean; as Dᵢ = m(1−m)/nᵢ, it is the pooled share."""
        return self.total(self.n * self.p) / self.base

    @cached_property
    def known(self) -> Numbers:
        return self.total(np.where(self.n > 0, 1.0, 0.0))

    def spread(self, variance: Numbers) -> tuple[Numbers, Numbers]:
        """The moment estimate of the variance between wards, before it is cut at 0, and its divisor Σw − Σw²/Σw.

        `variance` is that of one answer, m(1−m), by which numerator and divisor are multiplied: at m = 0 the
        weights are infinite, their products with it are not.
        """
        squares = self.total(self.n * (self.p - self.mean) ** 2)
        divisor = np.where(self.known > 1, self.base - self.total(self.n**2) / self.base, 0.0)
        between = (squares - variance * (self.known - 1)) / np.where(divisor > 0, divisor, np.inf)
        return between, divisor


def shrunk(
    frame: pl.DataFrame,
    *,
    p: str,
    n: str,
    group: str | list[str] = "borough",
    population: str | None = None,
    whole: str | None = None,
    smallest_base: float = 30,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """`frame`, one row a ward, with direct and modelled shares from 0 to 1, their intervals, and what lies between.

    Adds `base`, `direct`, `direct_lower`, `direct_upper` (Wilson; null below `smallest_base`), `whole` (the group's
    own share), `estimate`, `lower`, `upper`, `shrinkage` (B), `between_variance` (A) and `told_apart` (false where
    the interval covers the whole). `n` may be an effective base. Each ward's share is drawn towards its group's the
    more, the less is known of it: estimate = (1−B)p + B·whole, B = D/(D + A), D = m(1−m)/n, A by moments (Fay and
    Herriot 1979, JASA 74:269; DerSimonian and Laird 1986). A ward with no answers gets the group's share.

    Raked: the wards weighted by `population` (else by base) give `whole`, which is Σnp/Σn unless a column is named.
    The shares are raked before they are shrunk, by one factor a group on the shares where they are too high
    together and on their complements where they are too low; so estimates stay within 0 to 1, and good and not
    good still sum to 1.

    The interval is estimate ± z·√(g1 + g2 + 2·g3) of Prasad and Rao 1990, JASA 85:163, at the mean of A under a
    flat prior from 0 up rather than at A (Morris 1983, JASA 78:47), because an A of 0 is often bad luck; never
    wider than the ward's own answers give. ValueError for a share outside 0 to 1, a negative base or population,
    and a ward without population. Null where a group has no answers.

    >>> wards = pl.DataFrame({"borough": ["A"] * 3, "share": [0.2, 0.6, 0.9], "asked": [20, 100, 100]})
    >>> shrunk(wards, p="share", n="asked").select(pl.col("estimate").round(3)).to_series().to_list()
    [0.26, 0.599, 0.889]
    """
    z = normal_quantile(confidence)
    shares, bases = _shares(frame, p), numbers(frame, n, least=0)
    present(frame, series_columns(group))
    wards = _wards(frame, shares, bases, group)
    with np.errstate(divide="ignore", invalid="ignore"):
        between, shrinkage = _shrinkage(wards)
        target = wards.mean if whole is None else _shares(frame, whole).to_numpy() + 0 * wards.mean
        weights = wards.n if population is None else _population(frame, population)
        raked = _raked(wards, target, weights * (1 - shrinkage))
        estimate = (1 - shrinkage) * raked + shrinkage * target
        half = z * np.sqrt(_squared_error(wards, shrinkage))
    lower, upper = np.clip(estimate - half, 0, 1), np.clip(estimate + half, 0, 1)
    told_apart = np.where(np.isnan(lower), np.nan, (target < lower) | (target > upper))
    found = {"base": wards.n} | _direct(wards, smallest_base, z)
    found |= {"whole": target, "estimate": estimate, "lower": lower, "upper": upper}
    found |= {"shrinkage": shrinkage, "between_variance": between}
    added = pl.DataFrame(found | {"told_apart": told_apart}, nan_to_null=True)
    added = added.with_columns(added["told_apart"].cast(pl.Boolean))
    return frame.with_columns_seq(added.get_columns())


def _shares(frame: pl.DataFrame, column: str) -> pl.Series:
    shares = numbers(frame, column)
    # A weighted share may pass 1 by a rounding error.
    if not shares.is_between(-1e-9, 1 + 1e-9).all():
        raise ValueError(f"a share in '{column}' lies outside 0 to 1")
    return shares.clip(0, 1)


def _population(frame: pl.DataFrame, column: str) -> Numbers:
    people = numbers(frame, column, least=0)
    if people.has_nulls():
        raise ValueError(f"a ward in '{column}' has no population, without which its borough cannot be raked")
    return people.to_numpy()


def _wards(frame: pl.DataFrame, shares: pl.Series, bases: pl.Series, group: str | list[str]) -> _Wards:
    code = frame.select(group_number(group)).to_series().to_numpy()
    p, n = shares.to_numpy(), bases.to_numpy()  # a null is NaN here
    known = (n > 0) & ~np.isnan(p)
    return _Wards(code, np.where(known, p, 0.0), np.where(known, n, 0.0))


def _direct(wards: _Wards, smallest_base: float, z: float) -> dict[str, Numbers]:
    """What the ward's own answers say, where there are enough of them."""
    n = np.where((wards.n > 0) & (wards.n >= smallest_base), wards.n, np.nan)
    lower, upper = wilson_limits(wards.p * n, n, z)
    return {"direct": np.where(np.isnan(n), np.nan, wards.p), "direct_lower": lower, "direct_upper": upper}


def _shrinkage(wards: _Wards) -> tuple[Numbers, Numbers]:
    """A, the variance between wards, and B, how far each is drawn to its group; NaN where a group has no answers."""
    variance = wards.mean * (1 - wards.mean)
    between = np.maximum(0, wards.spread(variance)[0])
    return between, np.where(variance == 0, 1.0, variance / (variance + wards.n * between))


def _raked(wards: _Wards, target: Numbers, weights: Numbers) -> Numbers:
    """The direct shares, scaled down or their complements scaled down, so that weighted they give `target`."""
    weight = wards.total(weights)
    mean = wards.total(weights * wards.p) / weight
    high = wards.p * np.where(mean > 0, target / mean, 1.0)
    low = 1 - (1 - wards.p) * (1 - target) / (1 - mean)
    raked = np.where(mean < target, low, high)
    return np.where(weight > 0, raked, wards.p)


def _squared_error(wards: _Wards, shrinkage: Numbers) -> Numbers:
    """Mean squared error of the estimates: of the ward given A, of the mean (g2), and twice that of A (g3).

    With weights proportional to n the error of the mean is independent of the ward's, so g2 = B²·Σc²(A + D),
    c = n/Σn, and Var(Â) = 2·tr((WV)²)/(Σw − Σw²/Σw)², W the matrix of Q and V that of the variances A + D.
    """
    base, known = wards.base, np.where(wards.n > 0, 1.0, 0.0)
    share = (wards.total(wards.n * wards.p) + 2) / (base + 4)  # Agresti and Coull: never a variance of 0
    variance = share * (1 - share)
    between, divisor = wards.spread(variance)
    weight = wards.n / variance
    error = np.sqrt(_variance_of_between(wards, weight, np.maximum(0, between)))
    between = np.where(divisor > 0, _positive_mean(between, error), 0.0)
    doubt = np.where(divisor > 0, _variance_of_between(wards, weight, between), 0.0)
    own = known * variance / np.where(wards.n > 0, wards.n, 1)
    # Written in w = 1/D, which is 0 for a ward with no answers: AD/(A+D) = A/(1+wA), D²/(A+D)³ = w/(1+wA)³.
    given = between / (1 + weight * between)
    of_mean = shrinkage**2 * wards.total((wards.n / base) ** 2 * (between + own))
    of_between = doubt * weight / (1 + weight * between) ** 3
    squared = given + of_mean + 2 * of_between
    return np.where(wards.n > 0, np.minimum(squared, own), squared)


def _variance_of_between(wards: _Wards, weight: Numbers, between: Numbers) -> Numbers:
    """Variance of the moment estimate of A where A is `between`; the trace multiplied out."""
    inflated = np.where(wards.n > 0, 1 + weight * between, 0.0)
    total = wards.total(weight)
    trace = (
        wards.total(inflated**2)
        - 2 * wards.total(weight * inflated**2) / total
        + (wards.total(weight * inflated) / total) ** 2
    )
    return 2 * trace / (total - wards.total(weight**2) / total) ** 2


def _positive_mean(estimate: Numbers, error: Numbers) -> Numbers:
    """Mean of a normal variable about `estimate` that is known to be 0 or more."""
    score = estimate / error
    mean: Numbers = estimate + error * np.exp(-(score**2) / 2 - special.log_ndtr(score)) / np.sqrt(2 * np.pi)
    return mean
