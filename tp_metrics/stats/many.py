"""Many tests at once: which findings stand, and how many alarms chance alone would raise."""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np
import polars as pl
from scipy import special  # type: ignore[import-untyped,unused-ignore]

#: Rules of the control chart, in their order of priority.
RULES = ("outside", "trend", "two of three", "shift")

#: Chance that one stable point lies outside limits that are known, at 2.66 moving ranges = 3.0015 standard deviations:
#: a mean moving range is 2/√π of them. Limits that are estimated from few points are passed more often: see below.
OUTSIDE_KNOWN_LIMITS = float(2 * special.ndtr(-2.66 * 2 / math.sqrt(math.pi)))

#: Points in a series for which the chances below were simulated.
HISTORIES = (24, 36, 48, 60, 120)

#: Chance that exactly these rules hit the latest point of a stable series, for each of HISTORIES. Simulated once:
#: 2,000,000 independent normal series of each length, mean and limits (2.66 mean moving ranges, screened once at
#: 3.267) from the whole series, NumPy's default generator with seed [2010, length, batch], 20 batches of 100,000.
#: The sums agree with what is known exactly: a trend of seven has chance 2/7! = 0.000397.
CHANCES: dict[tuple[str, ...], tuple[float, ...]] = {
    ("outside",): (0.006176, 0.005124, 0.004680, 0.004409, 0.003762),
    ("trend",): (0.000352, 0.000357, 0.000353, 0.000366, 0.000388),
    ("two of three",): (0.001736, 0.001499, 0.001393, 0.001374, 0.001197),
    ("shift",): (0.007624, 0.009984, 0.011405, 0.012054, 0.013888),
    ("outside", "trend"): (0.000014, 0.000012, 0.000012, 0.000006, 0.000007),
    ("outside", "two of three"): (0.000351, 0.000227, 0.000204, 0.000156, 0.000111),
    ("outside", "shift"): (0.000069, 0.000076, 0.000063, 0.000058, 0.000050),
    ("trend", "two of three"): (0.000010, 0.000008, 0.000012, 0.000006, 0.000002),
    ("trend", "shift"): (0.000004, 0.000002, 0.000004, 0.000006, 0.000006),
    ("two of three", "shift"): (0.000079, 0.000088, 0.000070, 0.000082, 0.000085),
    ("outside", "trend", "two of three"): (0.000009, 0.000003, 0.000005, 0.000002, 0.000000),
    ("outside", "two of three", "shift"): (0.000020, 0.000012, 0.000010, 0.000013, 0.000009),
}


def discoveries(p: pl.Expr, *, rate: float = 0.10) -> pl.Expr:
    """Whether each p-value stands as a discovery, so that of all that stand at most `rate` are expected to be false.

    Benjamini and Hochberg's step-up rule: the largest p(i) with p(i) ≤ rate·i/m, and all below it. Preferred to
    p < 0.05, which raises 32 alarms in 640 quiet series, and to Bonferroni, which asks that there be no false alarm at
    all and so finds little. It holds for independent tests and for those that move together. A null p, or one that is
    outside 0 to 1, gives null and is not counted in m. One family of tests for each group: use
    `.over(screen)`. ValueError for a rate outside 0 to 1. Benjamini and Hochberg 1995, JRSS B 57:289.

    >>> pl.DataFrame({"p": [0.01, 0.04, 0.2, None]}).select(discoveries(pl.col("p")))["p"].to_list()
    [True, True, False, None]
    """
    if not 0 < rate < 1:
        raise ValueError(f"a false discovery rate lies between 0 and 1, not at {rate}")
    number = p.cast(pl.Float64).fill_nan(None)
    known = pl.when((number >= 0) & (number <= 1)).then(number)
    passes = known <= rate * known.rank("max") / known.count()
    largest = pl.when(passes).then(known).max()
    return pl.when(known.is_not_null()).then((known <= largest).fill_null(value=False))


def expected_false_alarms(series: int, points: int = 1, *, rules: Collection[str] = RULES, history: int = 36) -> float:
    """How many alarms, in points, the rules of a control chart would raise by chance on stable series.

    `series` charts of `history` points each, looked at in each of `points` months as its latest point came in; a point
    that several rules hit counts once. Printed beside every exception screen, because 640 quiet charts raise about
    eleven alarms a month. The chances are simulated for independent normal points with limits from the same points
    (see CHANCES; between the lengths they are interpolated, beyond 120 they stay): a series whose months
    hang together raises more. Charts that are looked at backwards show more flags still, as a run flags all its
    points. ValueError for a negative number, an unknown rule or fewer than 24 points. Rules of NHS Making Data Count.

    >>> round(expected_false_alarms(640), 1)
    11.1
    """
    if not (0 <= series < math.inf and 0 <= points < math.inf):
        raise ValueError(f"numbers of series and points are 0 or more, not {series} and {points}")
    if not history >= HISTORIES[0]:
        raise ValueError(f"false alarms are known for series of {HISTORIES[0]} points or more, not of {history}")
    unknown = set(rules) - set(RULES)
    if unknown:
        raise ValueError(f"rules are {', '.join(RULES)}, not {', '.join(sorted(unknown))}")
    chances = [chance for hits, chance in CHANCES.items() if set(hits) & set(rules)]
    each = np.sum(np.array(chances).reshape(-1, len(HISTORIES)), axis=0)
    return series * points * float(np.interp(history, HISTORIES, each))
