"""A place among its peers: their value without it, its position, and its rank with the doubt about it."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import polars as pl

from tp_metrics.stats.comparisons import rates_z
from tp_metrics.stats.intervals import newcombe, normal_quantile
from tp_metrics.stats.sequence import numbers, present, series_columns

Better = Literal["higher", "lower", "neither"]
Kind = Literal["proportion", "rate", "ratio", "count"]

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


def peer_sums(numerator: pl.Expr, denominator: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Numerator and denominator of the peers: the sums of the group without the place itself, one of each a row.

    The place is left out because a large one would else be compared with itself. A row without both numbers
    counts for nobody; both sums are null where no other place has a denominator. Use with `.over(group)`.

    >>> frame = pl.DataFrame({"good": [1, 2, 3], "asked": [10, 10, 20]})
    >>> frame.select(peer_sums(pl.col("good"), pl.col("asked"))[1]).to_series().to_list()
    [30, 30, 20]
    """
    known = numerator.is_not_null() & (denominator > 0)
    others = known.sum() - known.fill_null(False).cast(pl.UInt32)
    sums = []
    for part in (numerator, denominator):
        counted = pl.when(known).then(part).otherwise(0)
        sums.append(pl.when(others > 0).then(counted.sum() - counted))
    return sums[0], sums[1]


def peer_mean(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """The peers' value: the sum of their numerators over the sum of their denominators, without the place itself.

    Not the mean of their values, in which the City would weigh as much as Croydon. Null where nobody else has a
    denominator. Use with `.over(group)`.

    >>> frame = pl.DataFrame({"good": [1, 2, 3], "asked": [10, 10, 20]})
    >>> frame.select(peer_mean(pl.col("good"), pl.col("asked")).round(4)).to_series().to_list()
    [0.1667, 0.1333, 0.15]
    """
    above, below = peer_sums(numerator, denominator)
    return above / below


def position(
    k1: pl.Expr,
    n1: pl.Expr,
    k0: pl.Expr,
    n0: pl.Expr,
    *,
    kind: Kind,
    better: Better,
    confidence: float = 0.95,
    dispersion: pl.Expr | float = 1.0,
) -> pl.Expr:
    """The place (k1 of n1) against its peers (k0 of n0): "better", "in line" or "worse".

    By the interval of the difference, not by comparing two intervals, which misses real differences. A proportion by
    Newcombe's interval (1998, Stat Med 17:873, method 10); a rate, ratio or count by the score interval of the log
    rate ratio (see `rate_ratio_change`), which excludes 0 exactly when `rates_z` passes the normal quantile, and which
    a count of 0 does not break. φ is `dispersion`. For a count `n1` is 1 and `n0` the number of peers. "above" and
    "below" where `better` is "neither"; null where a number is missing, a denominator is not above 0 or a numerator
    impossible. ValueError for an unknown kind or direction, and for a dispersion below 1.

    >>> peers = pl.lit(600), pl.lit(1000)
    >>> pl.select(position(pl.lit(75), pl.lit(100), *peers, kind="proportion", better="higher")).item()
    'better'
    """
    if kind not in get_args(Kind):
        raise ValueError(f"a position is of a {', '.join(get_args(Kind))}, not of a '{kind}'")
    if kind == "proportion":
        difference, lower, upper = newcombe(k1, n1, k0, n0, confidence=confidence)
        return verdict(lower > 0, upper < 0, difference.is_not_null(), better)
    z, limit = rates_z(k1, n1, k0, n0, dispersion=dispersion), normal_quantile(confidence)
    return verdict(z > limit, z < -limit, z.is_not_null(), better)


def verdict(above: pl.Expr, below: pl.Expr, known: pl.Expr, better: Better) -> pl.Expr:
    """The word for a place that lies above, below or neither: "better", "in line", "worse"; null where not known.

    Where `better` is "neither" the words are "above", "in line" and "below", as no side is good. ValueError for
    another direction.

    >>> pl.select(verdict(pl.lit(True), pl.lit(False), pl.lit(True), "lower")).item()
    'worse'
    """
    words = {"higher": ("better", "worse"), "lower": ("worse", "better"), "neither": ("above", "below")}
    if better not in words:
        raise ValueError(f"better is 'higher', 'lower' or 'neither', not '{better}'")
    up, down = words[better]
    word = pl.when(above).then(pl.lit(up)).when(below).then(pl.lit(down)).otherwise(pl.lit("in line"))
    return pl.when(known).then(word)


def group_number(group: str | list[str] | None) -> pl.Expr:
    """The number of each row's group, from 0 without gaps, as NumPy needs it to sum whole arrays by group.

    A null name of a group is a name like any other; without a name all rows are group 0.

    >>> pl.DataFrame({"borough": ["Brent", "Camden", "Brent"]}).select(group_number("borough")).to_series().to_list()
    [0, 1, 0]
    """
    keys = series_columns(group)
    return pl.struct(keys).rank("dense").cast(pl.Int64) - 1 if keys else pl.lit(0, pl.Int64)


def rank_intervals(
    frame: pl.DataFrame,
    *,
    value: str,
    error: str,
    group: str | list[str] | None = None,
    better: Literal["higher", "lower"],
    confidence: float = 0.90,
    draws: int = 2000,
    seed: int = 20110401,
) -> pl.DataFrame:
    """`frame` with `rank` (1 is best), `rank_lower`, `rank_upper` and `ranked`: "3 (1 to 8) of 8".

    A rank without its interval invites stories about chance (Goldstein and Spiegelhalter 1996, JRSS A 159:385).
    Each place's value is drawn `draws` times from a normal distribution with its standard error, the places are
    ranked in each draw, and the limits are quantiles of those ranks, widened where need be to hold the rank itself.
    Ties share the better rank, and places with one value and error their limits. A place without value or error is
    unranked and not counted in `ranked`. A group's ranks depend neither on other groups nor on the order of rows; the
    same seed gives the same limits. It needs some 50 bytes a draw and row: 64 MB for 640 rows. ValueError for a
    column that is missing, a
    negative error, a value that is no number, an unknown direction, no draws or a confidence outside 0 to 1.

    >>> places = pl.DataFrame({"share": [0.5, 0.6, 0.9], "error": [0.05, 0.05, 0.01]})
    >>> ranked = rank_intervals(places, value="share", error="error", better="higher")
    >>> ranked.select("rank", "rank_lower", "rank_upper").rows()
    [(3, 2, 3), (2, 2, 3), (1, 1, 1)]
    """
    _refuse(better, draws, confidence)
    values, errors = numbers(frame, value), numbers(frame, error, least=0)
    present(frame, series_columns(group))
    places = frame.select(row=pl.int_range(pl.len()), code=group_number(group)).with_columns(
        value=-values if better == "higher" else values, error=errors
    )
    ranked = _ranked(places.drop_nulls(), (1 - confidence) / 2, draws, seed)
    return frame.with_columns(
        places.select("row").join(ranked, on="row", how="left", maintain_order="left").drop("row")
    )


def _refuse(better: str, draws: int, confidence: float) -> None:
    normal_quantile(confidence)  # refuses what is no confidence
    if better not in ("higher", "lower"):
        raise ValueError(f"a rank needs to know whether 'higher' or 'lower' is better, not '{better}'")
    if draws < 1:
        raise ValueError(f"a rank needs draws to be simulated from, not {draws}")


def _ranked(places: pl.DataFrame, tail: float, draws: int, seed: int) -> pl.DataFrame:
    """Each row's rank with its limits, in any order, the lowest value ranking first."""
    # Best first within each group, so that the i-th place of any group gets the i-th stream of draws.
    places = places.sort("code", "value", "error")
    lower, upper = _simulated(places, tail, draws, seed)
    alike = ("code", "value", "error")
    low, high = pl.col("low").min().over(alike), pl.col("high").max().over(alike)
    rank = pl.col("value").rank("min").over("code").cast(pl.Int64)
    return places.with_columns(low=lower, high=upper).select(
        "row",
        rank=rank,
        rank_lower=pl.min_horizontal(low, rank),
        rank_upper=pl.max_horizontal(high, rank),
        ranked=pl.len().over("code").cast(pl.Int64),
    )


def _simulated(places: pl.DataFrame, tail: float, draws: int, seed: int) -> tuple[pl.Series, pl.Series]:
    """Quantiles of each row's simulated rank, for rows sorted by group."""
    if places.is_empty():
        return pl.Series(dtype=pl.Int64), pl.Series(dtype=pl.Int64)
    _, start, code = np.unique(places["code"].to_numpy(), return_index=True, return_inverse=True)
    value, error = places["value"].to_numpy(), places["error"].to_numpy()
    place = np.arange(len(places)) - start[code]
    drawn = np.random.default_rng(seed).standard_normal((place.max() + 1, draws))[place]
    drawn = value[:, None] + error[:, None] * drawn
    ranks = _ranks(drawn.T, start, code)
    lower, upper = np.quantile(ranks, [tail, 1 - tail], axis=0, method="inverted_cdf")
    return pl.Series(lower, dtype=pl.Int64), pl.Series(upper, dtype=pl.Int64)


def _ranks(drawn: Numbers, start: Whole, code: Whole) -> Whole:
    """Rank of each draw within its group; the group of column i is number code[i], which starts at start[code[i]]."""
    # One key sorts all groups at once: the group's number, and where in the group's own range the draw lies.
    low = np.minimum.reduceat(drawn.min(axis=0), start)[code]
    span = np.maximum.reduceat(drawn.max(axis=0), start)[code] - low
    key = code + 0.5 * (drawn - low) / np.where(span > 0, span, 1)
    order = np.argsort(key, axis=1)
    ordered = np.take_along_axis(key, order, axis=1)
    # Ties share the better rank: each takes the column at which its run of equal keys began.
    begins = np.empty_like(order)
    begins[:, 0] = 0
    begins[:, 1:] = np.where(ordered[:, 1:] > ordered[:, :-1], np.arange(1, key.shape[1]), 0)
    begins = np.maximum.accumulate(begins, axis=1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, begins, axis=1)
    return ranks - start[code] + 1
