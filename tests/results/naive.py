"""The methods once more, in plain Python and without hurry, over the months of judged_store."""

from __future__ import annotations

import math

from tests.results import judged_store as made
from tests.results.judged_store import MONTHS

Z = 1.959963984540054
FIRST = [month.first for month in MONTHS]
#: How many months the performance year to date has in December, and a year.
TO_DATE, YEAR = 9, 12


def dispersion(series, lag=12):
    pairs = [(x, y) for x, y in zip(series[lag:], series, strict=False) if None not in (x, y)]
    growth = sum(x for x, _ in pairs) / sum(y for _, y in pairs)
    chi = sum((x - growth * y) ** 2 / (growth * (x + y)) for x, y in pairs)
    return max(1.0, chi / (len(pairs) - 1))


def count_limits(now, before, phi):
    """By halving: the differences d at which the score test with both expectations fitted just rejects."""

    def score(d):
        # The earlier expectation that maximises the likelihood of both counts, given that the later is d more.
        b = 2 * d - now - before
        earlier = (-b + math.sqrt(b * b + 8 * before * d)) / 4 if before * d or b else 0.0
        return (now - before - d) / math.sqrt(phi * (2 * earlier + d))

    def root(low, high, wanted):
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if score(middle) > wanted else (low, middle)
        return low

    gap = now - before
    wide = 40 * math.sqrt(phi * (now + before + 1))
    return root(max(gap - wide, -before - now), gap, Z), root(gap, gap + wide, -Z)


def wilson(k, n):
    spread = Z * math.sqrt(Z * Z + 4 * k * (1 - k / n))
    return ((2 * k + Z * Z - spread) / (2 * (n + Z * Z)), (2 * k + Z * Z + spread) / (2 * (n + Z * Z)))


def rate_limits(now, t1, before, t0, phi):
    """In per cent: Wilson's limits of the share of all events that fell in the later period, as a ratio of rates."""
    return [100 * (share / (1 - share) * t0 / t1 - 1) for share in wilson(now / phi, (now + before) / phi)]


def newcombe(p1, n1, p0, n0):
    (l1, u1), (l0, u0) = wilson(p1 * n1, n1), wilson(p0 * n0, n0)
    return (
        p1 - p0 - math.sqrt((p1 - l1) ** 2 + (u0 - p0) ** 2),
        p1 - p0 + math.sqrt((u1 - p1) ** 2 + (p0 - l0) ** 2),
    )


def to_date(series, back=0):
    end = len(series) - YEAR * back
    return sum(series[end - TO_DATE : end])


def answers(place, first, last):
    """The share who say good, and the effective number of answers, in a stretch of days."""
    asked = [
        row
        for row in made.records()["confidence_survey"]
        if first <= row["first_day"] <= last and place in ("TP", row["place"])
    ]
    weights = [row["weight"] for row in asked]
    good = sum(row["weight"] for row in asked if row["good_job"] == "good")
    return good / sum(weights), sum(weights) ** 2 / sum(w * w for w in weights)
