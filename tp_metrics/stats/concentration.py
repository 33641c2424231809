"""How unevenly events fall on places: the Lorenz curve, the share of the highest places, and that of chance alone."""

from __future__ import annotations

import math

import polars as pl
from scipy import special  # type: ignore[import-untyped,unused-ignore]

from tp_metrics.stats.sequence import numbers


def lorenz(frame: pl.DataFrame, value: str = "value") -> pl.DataFrame:
    """The known rows, the highest first, with `places` and `total`: shares of all places and events so far, 0 to 1.

    Read from the most to the fewest, so that a page can say "5 % of wards hold 28 % of the robberies"; the textbook's
    curve runs the other way and bends below the diagonal, this one above it. Equal places keep their order. Rows
    without a figure are left out; where nothing was counted `total` is null. ValueError for a figure below 0 or not
    finite. Lorenz 1905, Publications of the American Statistical Association 9:209.

    >>> wards = pl.DataFrame({"ward": ["A", "B", "C", "D"], "value": [10, 60, 20, 10]})
    >>> lorenz(wards)["total"].to_list()
    [0.6, 0.8, 0.9, 1.0]
    """
    counts = numbers(frame, value, least=0)
    known = frame.with_columns(counts.alias(value)).filter(pl.col(value).is_not_null())
    ranked = known.sort(value, descending=True, maintain_order=True)
    whole = pl.col(value).sum()
    return ranked.with_columns(
        places=pl.int_range(1, pl.len() + 1) / pl.len(),
        total=pl.when(whole > 0).then(pl.col(value).cum_sum() / whole),
    )


def top_share(frame: pl.DataFrame, value: str = "value", *, share: float = 0.05) -> float | None:
    """The share of all events, 0 to 1, that the highest `share` of places holds; None where nothing was counted.

    5 % of 624 wards is 31.2 wards: the thirty-second counts for a fifth of its events, so that boroughs of few and of
    many wards can be compared. ValueError for a share outside 0 to 1, and as for `lorenz`.

    >>> top_share(pl.DataFrame({"value": [10, 60, 20, 10]}), share=0.375)
    0.7
    """
    _proper(share)
    curve = lorenz(frame, value)
    if curve.is_empty() or curve["total"].null_count():
        return None
    wanted = share * curve.height
    whole = math.floor(wanted + 1e-9)
    held = float(curve["total"][whole - 1]) if whole else 0.0
    if whole >= curve.height:
        return held
    following = float(curve["total"][whole]) - held
    return held + max(wanted - whole, 0.0) * following


def share_by_chance(events: float, places: int, *, share: float = 0.05) -> float | None:
    """The share of events, 0 to 1, that the highest `share` of places would hold if all were alike; None without any.

    133 homicides in 624 wards: most wards have none and a few have two by chance alone, so that 5 % of the wards hold
    about a third. Without this beside it a rare offence always looks concentrated. Each place's count is taken as
    Poisson with the mean of all: k being the count that the highest `share` p begins at, it is
    P(X ≥ k) + k(p − P(X > k))/mean.
    ValueError for fewer than one place, events below 0 or a share outside 0 to 1. The warning is that of Bernasco and
    Steenbeek 2017, Journal of Quantitative Criminology 33:451; the formula is the Lorenz curve of a Poisson variable.

    >>> round(share_by_chance(133, 624), 3)
    0.334
    """
    _proper(share)
    if not (1 <= places < math.inf and 0 <= events < math.inf):
        raise ValueError(f"there cannot be {events} events in {places} places")
    if events == 0:
        return None
    mean = events / places
    begins = _exceeded(share, mean)
    above = float(special.pdtrc(begins, mean))
    at_least = float(special.pdtrc(begins - 1, mean)) if begins else 1.0
    return min(1.0, at_least + begins * (share - above) / mean)


def _exceeded(share: float, mean: float) -> int:
    """The fewest events that a share of places, or less of them, exceed by chance (Poisson)."""
    if share == 1:
        return 0
    count = math.ceil(float(special.pdtrik(1 - share, mean)))
    fewer = count > 0 and float(special.pdtr(count - 1, mean)) >= 1 - share
    return count - 1 if fewer else max(count, 0)


def _proper(share: float) -> None:
    if not 0 < share <= 1:
        raise ValueError(f"a share of places is above 0 and not above 1, not {share}")
