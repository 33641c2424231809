"""The four rules of Making Data Count, the signal that they give, and assurance against a target."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tp_metrics.stats.sequence import first_of_series, in_time_order, series_columns

#: Points of a trend and of a shift.
RUN = 7
#: The rules, the first that holds names the point.
RULES = ("outside", "trend", "two of three", "shift")
#: What is good, as the sign by which a rise is multiplied.
BETTER = {"higher": 1, "lower": -1, "neither": 0}
#: Two numbers nearer than this share of their size differ by rounding alone: they tie.
ROUNDING = 1e-9

#: What the latest point tells of its chart.
CHARTED = ("mean", "lower", "upper", "rule", "direction", "signal", "trial")
#: What else of a chart it takes to know since when.
READ = ("segment", "near_lower", "near_upper")


def _sign(difference: pl.Expr, size: pl.Expr) -> pl.Expr:
    slack = ROUNDING * size
    return (difference > slack).cast(pl.Int32) - (difference < -slack).cast(pl.Int32)


def _beyond(lower: str, upper: str) -> pl.Expr:
    slack = ROUNDING * (pl.col("value").abs() + pl.col("mean").abs())
    above = (pl.col("value") > pl.col(upper) + slack).cast(pl.Int32)
    return above - (pl.col("value") < pl.col(lower) - slack).cast(pl.Int32)


def steps(value: pl.Expr, new: pl.Expr) -> pl.Expr:
    """The sign (1, 0 or −1) of each change from the point before; null where `new` begins, and beside a null.

    Differences within rounding are ties: 0.3 follows 0.1 + 0.2 without a rise.

    >>> pl.select(steps(pl.Series([1, 2, 2, 1]), pl.Series([True, False, False, False]))).to_series().to_list()
    [None, 1, 0, -1]
    """
    return pl.when(~new).then(_sign(value - value.shift(), value.abs() + value.shift().abs()))


def sides(value: pl.Expr, mean: pl.Expr) -> pl.Expr:
    """The side of the mean: 1 above, −1 below, 0 on it (within rounding), null where nothing is known.

    >>> pl.select(sides(pl.lit(0.1 + 0.2), pl.lit(0.3))).item()
    0
    """
    return _sign(value - mean, value.abs() + mean.abs())


def _windows(size: int) -> pl.Expr:
    return pl.col("group") == pl.col("group").shift(size - 1)


def _part(ends: pl.Expr, size: int) -> pl.Expr:
    """True at every point of a window of `size` points whose last one `ends`."""
    return ends.fill_null(False).cast(pl.UInt8).reverse().rolling_max(size, min_samples=1).reverse() == 1


def rules(points: pl.DataFrame) -> pl.DataFrame:
    """Columns `rule` and `direction`, one row for each of the points, which stand in time order, group after group.

    Reads `group` (series and segment as one number), `value`, `mean` and the four limits, each of which may vary
    from point to point. A run never leaves its group, and a null breaks it. NHS Making Data Count; unlike the R
    package NHSRplotthedots a point outside the limits counts as beyond the near one, and a trend has the direction
    of its differences, not of the side of the mean.

    >>> limits = pl.DataFrame({"mean": 4.0, "lower": -9.0, "upper": 17.0, "near_lower": -6.0, "near_upper": 13.0})
    >>> points = pl.DataFrame({"group": 0, "value": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]}).join(limits, how="cross")
    >>> rules(points).row(0)
    ('trend', 'rise')
    """
    value, mean, new = pl.col("value"), pl.col("mean"), pl.col("group").ne_missing(pl.col("group").shift())
    side, near, step = pl.col("side"), pl.col("near"), pl.col("step")
    trend = step.rolling_sum(RUN - 1)
    pair = (side.rolling_sum(3).abs() == 3) & (near.rolling_sum(3).abs() >= 2) & _windows(3)
    shift = (side.rolling_sum(RUN).abs() == RUN) & _windows(RUN)
    held = points.select(
        "group",
        side=sides(value, mean),
        step=steps(value, new),
        far=_beyond("lower", "upper"),
        near=_beyond("near_lower", "near_upper"),
    ).select(
        "side",
        "far",
        rise=_part(trend == RUN - 1, RUN),
        fall=_part(trend == 1 - RUN, RUN),
        pair=_part(pair, 3) & (near != 0),
        shift=_part(shift, RUN),
    )
    outside, rise, fall = pl.col("far").fill_null(0) != 0, pl.col("rise"), pl.col("fall")
    hit = (outside, rise | fall, pl.col("pair"), pl.col("shift"))
    up = pl.when(~outside & hit[1]).then(rise).when(outside | hit[2] | hit[3]).then(side > 0)
    return held.select(rule=_first(hit, RULES), direction=_first((up, ~up), ("rise", "fall")))


def _first(holds: Sequence[pl.Expr], words: Sequence[str]) -> pl.Expr:
    """The word of the first that holds; null where none does."""
    told = pl.when(holds[-1]).then(pl.lit(words[-1])).otherwise(None)
    for one, word in zip(holds[-2::-1], words[-2::-1], strict=True):
        told = pl.when(one).then(pl.lit(word)).otherwise(told)
    return told


def signal(better: pl.Expr, value: pl.Expr) -> pl.Expr:
    """The words "improvement", "concern", "neutral" or "usual", from `direction` and what is `better` (1, −1 or 0).

    Null where the value is: of what is not known, not even "usual" may be said.

    >>> pl.DataFrame({"direction": ["rise"]}).select(signal(pl.lit(-1), pl.lit(5.0))).item()
    'concern'
    """
    way = pl.when(pl.col("direction") == "rise").then(better).otherwise(-better)
    named = (
        pl.when(way > 0).then(pl.lit("improvement")).when(way < 0).then(pl.lit("concern")).otherwise(pl.lit("neutral"))
    )
    return pl.when(value.is_not_null()).then(
        pl.when(pl.col("direction").is_null()).then(pl.lit("usual")).otherwise(named)
    )


def betterment(frame: pl.DataFrame, better: str) -> pl.Series:
    """What is better in each row, as 1 (higher), −1 (lower) or 0 (neither); `better` is one word or a column of them.

    ValueError for any other word, and for a column where one is missing.

    >>> betterment(pl.DataFrame({"better": ["higher", "lower"]}), "better").to_list()
    [1, -1]
    """
    if better in BETTER:
        return pl.repeat(BETTER[better], frame.height, dtype=pl.Int32, eager=True)
    if better not in frame.columns:
        raise ValueError(f"better is 'higher', 'lower', 'neither' or a column, not '{better}'")
    found = frame[better].cast(pl.String).replace_strict(BETTER, default=None, return_dtype=pl.Int32)
    if found.null_count():
        raise ValueError(f"column '{better}' holds something other than 'higher', 'lower' and 'neither'")
    return found


def assurance(lower: pl.Expr, upper: pl.Expr, target: pl.Expr, *, better: str | pl.Expr) -> pl.Expr:
    """The words "consistently meets", "consistently misses" or "hit and miss" for a stable series and its target.

    Give the limits of the last segment: those of `latest_signal`, or of the last row. The far limit is the one on the
    good side. Higher is better: a target above the upper limit is missed consistently, one below the lower limit met
    consistently; the mirror image where lower is better. A target on a limit, or between them, is hit and miss: the
    present way of working meets it now and then, by chance. Null where the target or a limit is null, and where
    neither way is better. NHS Making Data Count; R package NHSRplotthedots. ValueError for another word; null for one
    in an expression.

    >>> pl.select(assurance(pl.lit(60), pl.lit(70), pl.lit(75), better="higher")).item()
    'consistently misses'
    """
    if isinstance(better, str):
        if better not in BETTER:
            raise ValueError(f"better is 'higher', 'lower' or 'neither', not '{better}'")
        better = pl.lit(better)
    way = better.cast(pl.String)
    target = target.cast(pl.Float64).fill_nan(None)
    above, below = target > upper, target < lower
    missed = pl.when(way == "higher").then(above).when(way == "lower").then(below)
    met = pl.when(way == "higher").then(below).when(way == "lower").then(above)
    return (
        pl.when(missed.is_null() | met.is_null())
        .then(None)
        .when(missed)
        .then(pl.lit("consistently misses"))
        .when(met)
        .then(pl.lit("consistently meets"))
        .otherwise(pl.lit("hit and miss"))
    )


def latest_signal(
    charted: pl.DataFrame, series: str | Sequence[str] | None = None, *, order: str = "month", value: str = "value"
) -> pl.DataFrame:
    """One row for each series: its last known point with mean, limits, rule, direction, signal, and `since` when.

    `since` is the first period of the run that the point belongs to: of a trend, the point it set out from; of a shift,
    the first on that side of the mean; of two of three, the first of them that lies beyond the near limit; outside, the
    first of the unbroken outside points. Null where the point is usual. Runs end at segments and at nulls. Takes what
    `xmr`, `laney_p` and `laney_u` return (from `xmr` with the same `value`); a series never known has nulls.

    >>> from tp_metrics.stats.control import xmr
    >>> chart = xmr(pl.DataFrame({"month": range(1, 9), "value": [1, 2, 1, 2, 1, 2, 1, 9]}), better="lower")
    >>> latest_signal(chart).select("rule", "direction", "signal", "since").row(0)
    ('outside', 'rise', 'concern', 8)
    """
    keys = series_columns(series)
    ordered = in_time_order(charted, order, series, reads=[value, *READ, *CHARTED], adds=["since"])
    told = ordered.with_columns(since=_since(value, order, series))
    one = keys or ["all"]
    told = told if keys else told.with_columns(all=0)
    latest = told.filter(pl.col(value).is_not_null()).group_by(one).last()
    every = told.select(one).unique(maintain_order=True)
    found = every.join(latest, on=one, how="left", nulls_equal=True, maintain_order="left")
    return found.select(*keys, order, value, *CHARTED, "since")


def _since(value: str, order: str, series: str | Sequence[str] | None) -> pl.Expr:
    period, rule = pl.col(order), pl.col("rule")
    new = first_of_series(series) | (pl.col("segment") != pl.col("segment").shift())
    side, step = sides(pl.col(value), pl.col("mean")), steps(pl.col(value), new)
    turned = new | side.ne_missing(side.shift())
    bent = new | step.ne_missing(step.shift())
    stepped = turned | rule.ne_missing(rule.shift())
    set_out = pl.when(bent).then(pl.when(new).then(period).otherwise(period.shift())).forward_fill()
    near = (pl.col(value) > pl.col("near_upper")) | (pl.col(value) < pl.col("near_lower"))
    pair = pl.when(near.shift(2)).then(period.shift(2)).otherwise(period.shift())
    return (
        pl.when(rule == "trend")
        .then(set_out)
        .when(rule == "shift")
        .then(pl.when(turned).then(period).forward_fill())
        .when(rule == "outside")
        .then(pl.when(stepped).then(period).forward_fill())
        .when(rule == "two of three")
        .then(pair)
    )
