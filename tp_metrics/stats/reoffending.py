"""Proven reoffending: when a cohort can be measured, what counts, and what two groups' difference allows to be said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import polars as pl
from scipy import special  # type: ignore[import-untyped,unused-ignore]

from tp_metrics.stats.intervals import newcombe, normal_quantile

#: Months in which a reoffence counts, and further months for its conviction or caution.
FOLLOW_UP: Final = 12
CONVICTION: Final = 6

MATURE: Final = "mature"
NOT_YET: Final = "not yet measurable"

REDUCTION: Final = "reduction"
INCREASE: Final = "increase"
NO_EVIDENCE: Final = "no evidence of a difference"

Word = Literal["reduction", "increase", "no evidence of a difference"]


def maturity(start: pl.Expr, as_at: pl.Expr) -> pl.Expr:
    """Per cohort or person "mature" or "not yet measurable" on the date `as_at`: mature from 18 months after `start`.

    Twelve months of follow-up and six for the conviction; before them a rate is low only because the courts have not
    sat. Of a cohort recruited over time, `start` is the index date of its *last* member. A day that the eighteenth
    month lacks counts as that month's last. Null where a date is null. Ministry of Justice, Guide to proven
    reoffending statistics.

    >>> from datetime import date
    >>> pl.select(maturity(pl.lit(date(2010, 1, 1)), pl.lit(date(2011, 6, 30)))).item()
    'not yet measurable'
    """
    matures = start.dt.offset_by(f"{FOLLOW_UP + CONVICTION}mo")
    return pl.when(as_at >= matures).then(pl.lit(MATURE)).when(as_at < matures).then(pl.lit(NOT_YET))


def proven_reoffence(index_date: pl.Expr, offence_date: pl.Expr, outcome_date: pl.Expr) -> pl.Expr:
    """Per offence, whether it is a proven reoffence, true or false.

    An offence after the index date and within 12 months of it, with a conviction or caution (`outcome_date`) within
    those or a further 6. Arrests and charges do not count: they measure policing as much as offending. False without an
    offence or an outcome, and for an outcome dated before its offence; null without an index date. Ministry of
    Justice, Guide to proven reoffending statistics.

    >>> from datetime import date
    >>> offence = pl.lit(date(2010, 11, 5)), pl.lit(date(2011, 2, 1))
    >>> pl.select(proven_reoffence(pl.lit(date(2010, 1, 1)), *offence)).item()
    True
    """
    followed = index_date.dt.offset_by(f"{FOLLOW_UP}mo")
    convicted = index_date.dt.offset_by(f"{FOLLOW_UP + CONVICTION}mo")
    offended = (offence_date > index_date) & (offence_date <= followed)
    proven = (outcome_date >= offence_date) & (outcome_date <= convicted)
    return pl.when(index_date.is_not_null()).then((offended & proven).fill_null(False))


def prevalence(reoffences: pl.Expr) -> pl.Expr:
    """The share, from 0 to 1, of people with at least one proven reoffence, from each person's number.

    How many reoffend; `frequency` says how much. Null for nobody, while any person's number is null (not yet
    measurable), and for one that is negative or not finite: an immature cohort has no low rate, it has none.

    >>> pl.DataFrame({"n": [0, 3, 1, 0]}).select(prevalence(pl.col("n"))).item()
    0.5
    """
    return _of_all(reoffences, (reoffences > 0).mean())


def frequency(reoffences: pl.Expr) -> pl.Expr:
    """Proven reoffences per 100 people in the cohort, from each person's number.

    Per 100 offenders, not per reoffender, so that a scheme is credited with those who stop altogether. Null as in
    `prevalence`.

    >>> pl.DataFrame({"n": [0, 3, 1, 0]}).select(frequency(pl.col("n"))).item()
    100.0
    """
    return _of_all(reoffences, 100 * reoffences.mean())


def _of_all(reoffences: pl.Expr, rate: pl.Expr) -> pl.Expr:
    known = (reoffences.is_not_null() & (reoffences >= 0) & reoffences.is_finite()).all(ignore_nulls=False)
    return pl.when(known.fill_null(False)).then(rate)


@dataclass(frozen=True)
class Verdict:
    """What two groups' shares allow to be said. Differences are in points, treated less control."""

    difference: float
    lower: float
    upper: float
    z: float
    p: float
    word: Word
    #: Whether the difference is for the better; none where there is no evidence of one.
    better: bool | None
    #: The smallest change, in points, that these samples find with 80 % power; none where they could find none.
    detectable: float | None

    def __str__(self) -> str:
        """The verdict as it is said: the word, the difference with its interval, the test and what could be found."""
        found = f"{self.difference:+.1f} points, 95 % {self.lower:+.1f} to {self.upper:+.1f}"
        could = f"about {self.detectable:.0f} points" if self.detectable else "no change at all"
        said = f"{self.word}: {found} (z {self.z:.3f}, p {self.p:.3f}); with 80 % power these samples find {could}"
        return said.replace("-", "−")


def _counted(k: float, n: float) -> None:
    if not (0 < n < math.inf and 0 <= k <= n):
        raise ValueError(f"a share needs a base above 0 and a count from 0 to the base, not {k:g} of {n:g}")


def detectable_effect(
    n1: float, n0: float, base: float, *, power: float = 0.8, alpha: float = 0.05, lower_is_better: bool = True
) -> float | None:
    """The smallest change from `base`, in points, that two groups of `n1` and `n0` people find with this power.

    On Cohen's arcsine scale, which is right for any base, two-sided, as a positive number; None where not even 0 %
    (or 100 %) could be told from the base. Read it beside every "no evidence": absence of evidence in a small sample
    is not evidence of absence. ValueError for empty groups and for a base, power or alpha outside 0 to 1.
    Cohen 1988, Statistical Power Analysis, chapter 6.

    >>> round(detectable_effect(368, 327, 136 / 327), 1)
    10.2
    """
    if not (0 < n1 < math.inf and 0 < n0 < math.inf):
        raise ValueError(f"a group is empty, or not of a number of people: {n1:g} and {n0:g}")
    if not (0 < base < 1 and 0 < power < 1 and 0 < alpha < 1):
        raise ValueError("base, power and alpha lie between 0 and 1")
    h = (normal_quantile(1 - alpha) + float(special.ndtri(power))) * math.sqrt(1 / n1 + 1 / n0)
    angle = math.asin(math.sqrt(base)) + (-h if lower_is_better else h) / 2
    return 100 * abs(math.sin(angle) ** 2 - base) if 0 <= angle <= math.pi / 2 else None


def verdict(k1: float, n1: float, k0: float, n0: float, *, lower_is_better: bool = True) -> Verdict:
    """The verdict on `k1` of `n1` treated against `k0` of `n0` controls: difference, interval, test, word, power.

    Newcombe's 95 % interval, the pooled two-sided z test, and one of three words. A reduction or an increase needs
    both, p below 0.05 and an interval without 0, so that the word never contradicts what is printed beside it. A
    raw comparison of unlike groups stays raw: match them first (`matched`). ValueError for an empty group or a
    count outside its base. Newcombe 1998, Statistics in Medicine 17:873, method 10.

    >>> found = verdict(156, 368, 136, 327)
    >>> f"{found.difference:+.1f} ({found.lower:+.1f} to {found.upper:+.1f}), {found.word}"
    '+0.8 (-6.5 to +8.1), no evidence of a difference'
    """
    _counted(k1, n1)
    _counted(k0, n0)
    limits = newcombe(pl.lit(k1), pl.lit(n1), pl.lit(k0), pl.lit(n0))
    difference, lower, upper = (100 * part for part in pl.select(a=limits[0], b=limits[1], c=limits[2]).row(0))
    pooled = (k1 + k0) / (n1 + n0)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0))
    z = (k1 / n1 - k0 / n0) / error if error else 0.0
    p = float(2 * special.ndtr(-abs(z)))
    found = p < 0.05 and not lower <= 0 <= upper
    word: Word = NO_EVIDENCE if not found else REDUCTION if difference < 0 else INCREASE
    return Verdict(
        *(difference, lower, upper, z, p, word),
        better=(difference < 0) is lower_is_better if found else None,
        detectable=detectable_effect(n1, n0, k0 / n0, lower_is_better=lower_is_better) if 0 < k0 < n0 else None,
    )
