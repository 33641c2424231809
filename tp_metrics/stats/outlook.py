"""The rest of the year: how sure a projection is, and how likely a target."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from tp_metrics.stats.needs import COLUMNS, SLACK, Better, needs
from tp_metrics.stats.projections import CARRIED
from tp_metrics.stats.sequence import numbers, present

TOO_EARLY: Final = "too early in the year"
TOO_LITTLE: Final = "too little history"
INCOMPLETE: Final = "the year to date is not complete"
NOTHING_YET: Final = "nothing recorded yet"

#: No projection before the third month, and no interval on fewer pooled errors than this.
FIRST_MONTH: Final = 3
FEWEST_ERRORS: Final = 20

#: The interval holds the middle 80 % of past errors.
TAILS: Final = (0.1, 0.9)

#: A place's own spread rests on a few years, so that many errors of the pooled spread count beside its own. With the
#: raw ratio the interval held 70 % of London's borough years from 2011 to 2015, with this 77 %, of the 80 % meant.
PRIOR_ERRORS: Final = 4


def probability(errors: pl.Series, needed_error: pl.Series, *, better: Better = "lower") -> pl.Series:
    """The share, from 0 to 1, of past `errors` as good as each `needed_error` or better.

    Counted, not read from a normal curve, because errors of a projection are skewed. Null where the needed error is
    null, and everywhere without errors. ValueError where `better` is neither lower nor higher, and for an error that
    is no number.

    >>> probability(pl.Series([-0.1, 0.0, 0.1, 0.2]), pl.Series([0.0, -0.5])).to_list()
    [0.5, 0.0]
    """
    if better not in ("lower", "higher"):
        raise ValueError(f"better is lower or higher, not {better}")
    known = np.sort(numbers(errors.to_frame("errors"), "errors").drop_nulls().to_numpy())
    sought = needed_error.cast(pl.Float64).fill_null(np.nan).to_numpy()
    if better == "lower":
        reached = np.searchsorted(known, sought + SLACK, side="right")
    else:
        reached = len(known) - np.searchsorted(known, sought - SLACK, side="left")
    unknown = np.isnan(sought) | (len(known) == 0)
    return pl.Series("probability", np.where(unknown, np.nan, reached / max(len(known), 1))).fill_nan(None)


def probability_words(p: pl.Expr) -> pl.Expr:
    """A probability from 0 to 1 in words: whole per cent between "less than 5 %" and "more than 95 %".

    A few dozen past errors cannot tell 1 % from 4 %. Null for null and for what is no probability.

    >>> pl.Series("p", [0.01, 0.374, 1.0]).to_frame().select(probability_words(pl.col("p"))).to_series().to_list()
    ['less than 5 %', '37 %', 'more than 95 %']
    """
    p = p.cast(pl.Float64)
    p = pl.when((p >= 0) & (p <= 1)).then(p)
    whole = pl.format("{} %", (100 * p).round(0).cast(pl.Int64))
    return (
        pl.when(p < 0.05).then(pl.lit("less than 5 %")).when(p > 0.95).then(pl.lit("more than 95 %")).otherwise(whole)
    )


def _errors(projections: pl.DataFrame, carried: bool) -> pl.DataFrame:
    """Past errors, one row a place and year: relative, or of a proportion in its unit.

    A projection of 0 has no relative error.
    """
    difference = pl.col("actual") - pl.col("projected")
    sound = projections.filter(pl.col("actual").is_not_null(), pl.col("projected") > (-1 if carried else 0))
    return sound.select("place", "year", error=difference if carried else difference / pl.col("projected"))


def _ratio(squares: pl.Expr, count: pl.Expr, pooled: pl.Expr) -> pl.Expr:
    """A place's spread over the pooled one, from its sum of squared errors, their count and the pooled mean square."""
    drawn = (squares + PRIOR_ERRORS * pooled) / ((count + PRIOR_ERRORS) * pooled)
    return pl.when(pooled > 0).then(drawn.sqrt()).otherwise(1.0)


def _tails(errors: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The two tails of the errors, which never leave the projection itself outside."""
    low, high = (errors.quantile(tail, "linear") for tail in TAILS)
    return low.clip(upper_bound=0.0), high.clip(lower_bound=0.0)


def _coverage(pool: pl.DataFrame) -> float | None:
    """The share of pooled errors that limits made without their year would have held; null with one year."""
    square = pl.col("error") ** 2
    low, high = _tails(pl.col("error"))
    others = (
        pool.join(pool.select(held=pl.col("year").unique()), how="cross")
        .filter(pl.col("year") != pl.col("held"))
        .group_by("held")
        .agg(low=low, high=high, pooled=square.mean())
    )
    own = {"squares": (square.sum().over("place") - square).clip(0), "count": pl.len().over("place") - 1}
    tried = pool.with_columns(**own).join(others, left_on="year", right_on="held")
    ratio = _ratio(pl.col("squares"), pl.col("count"), pl.col("pooled"))
    held = pl.col("error").is_between(pl.col("low") * ratio - SLACK, pl.col("high") * ratio + SLACK)
    return tried.select(held.mean()).item()  # type: ignore[no-any-return]


def _this_year(projections: pl.DataFrame) -> pl.DataFrame:
    """One row a place, its year to date and projection null where this year has no row of it."""
    now = pl.col("year") == projections["year"].max()
    return projections.group_by("place").agg(
        pl.col("month", "method").first(), pl.col("to_date", "projected").filter(now).first()
    )


def _note(enough: bool, carried: bool) -> pl.Expr:
    """Why there is no interval; null where there is one."""
    return (
        pl.when(pl.col("month") < FIRST_MONTH)
        .then(pl.lit(TOO_EARLY))
        .when(pl.col("to_date").is_null())
        .then(pl.lit(INCOMPLETE))
        .when(pl.col("projected").is_null() | pl.lit(not enough))
        .then(pl.lit(TOO_LITTLE))
        .when((pl.col("projected") == 0) & pl.lit(not carried))
        .then(pl.lit(NOTHING_YET))
    )


def _limited(now: pl.DataFrame, errors: pl.DataFrame, pool: pl.DataFrame, carried: bool) -> pl.DataFrame:
    """With the scale of a place's errors, its limits, and the note where it has none."""
    square = pl.col("error") ** 2
    pooled = pl.lit(pool.select(square.mean().fill_null(0.0)).item())
    spread = errors.group_by("place").agg(ratio=_ratio(square.sum(), pl.len(), pooled))
    low, high = pool.select(low=_tails(pl.col("error"))[0], high=_tails(pl.col("error"))[1]).row(0)
    scale = pl.col("ratio").fill_null(1.0) * (1.0 if carried else pl.col("projected"))
    known = pl.when(pl.col("note").is_null()).then(pl.col("projected"))
    return (
        now.join(spread, on="place", how="left")
        .with_columns(note=_note(len(pool) >= FEWEST_ERRORS, carried), scale=scale)
        .with_columns(lower=known + pl.col("scale") * low, upper=known + pl.col("scale") * high)
    )


def _kept_possible(carried: bool, whole: float) -> list[pl.Expr]:
    """Limits within what can still happen: not below the year to date, a proportion within 0 and the whole."""
    if carried:
        return [pl.col("lower", "upper").clip(0.0, whole)]
    return [pl.when(pl.col("lower").is_not_null()).then(pl.max_horizontal("lower", "to_date")).alias("lower")]


def _likely(now: pl.DataFrame, pool: pl.DataFrame, better: Better, carried: bool) -> pl.DataFrame:
    """With the probability of the target, where there is an interval."""
    sought = now.select((pl.col("target") - pl.col("projected")) / pl.col("scale")).to_series()
    share = probability(pool["error"], sought, better=better)
    now = now.with_columns(share.alias("probability"))
    settled, certain = pl.lit(False), 0.0
    if not carried:  # what has happened cannot be undone
        room = pl.col("target") - pl.col("to_date")
        settled, certain = (room < 0, 0.0) if better == "lower" else (room <= 0, 1.0)
    chance = pl.when(settled).then(certain).otherwise(pl.col("probability"))
    return now.with_columns(probability=pl.when(pl.col("note").is_null()).then(chance))


def outlook(
    projections: pl.DataFrame,
    targets: pl.DataFrame | None = None,
    *,
    better: Better = "lower",
    pooled: list[str] | None = None,
    whole: float = 100.0,
) -> pl.DataFrame:
    """This year's outlook of one measure, one row a place: the projection with its interval, and its target's odds.

    Columns: place, to_date, projected, lower, upper, coverage, errors, method, target, needed, needed_percent,
    probability, plausibility, note. `projections` come from `projection`, `ets_projection`, `backtested` or
    `carried_forward`; `targets` has place and target. The interval is the 10 to 90 % of what the method's projections
    of past years erred by at this month, since no model's own interval knows what the next year brings. Errors are
    relative (of a proportion: in its unit, and kept from 0 to `whole`), pooled over the years of the places in
    `pooled` (name the boroughs, lest their total count twice), and scaled to a place by its own spread, which counts
    with four errors of the pooled spread. The limits hold the projection, and nothing less than has happened.
    `coverage` is the share of past years that such limits, made without that year, would have held; null with one
    past year. `errors` counts what was pooled: under 20, the point stands alone with the note "too little history".
    Before the third month nothing is projected: "too early in the year". What a target needs is as in `needs`.
    ValueError for a wrong `better`, two targets for a place, a negative one, or a proportion above `whole`.

    >>> from tp_metrics.stats.projections import projection
    >>> rows = [("Camden", 2009 + i // 12, i % 12 + 1, 10.0) for i in range(20)]
    >>> found = outlook(projection(pl.DataFrame(rows, ["place", "year", "month", "value"], orient="row")))
    >>> found.select("projected", "lower", "note").row(0)
    (120.0, None, 'too little history')
    """
    present(projections, COLUMNS)
    carried = bool((projections["method"] == CARRIED).any())
    if carried and (projections["to_date"] > whole).any():
        raise ValueError(f"a proportion is above the whole, {whole:g}")
    none = pl.DataFrame(schema={"place": projections["place"].dtype, "target": pl.Float64})
    needs_of = needs(projections, none if targets is None else targets, better=better)
    errors = _errors(projections, carried)
    pool = errors if pooled is None else errors.filter(pl.col("place").is_in(pooled))
    now = _limited(_this_year(projections), errors, pool, carried).with_columns(_kept_possible(carried, whole))
    now = _likely(now.join(needs_of, on="place", how="left"), pool, better, carried)
    coverage = pl.when(pl.col("note").is_null()).then(pl.lit(_coverage(pool), pl.Float64))
    return now.sort("place").select(
        *("place", "to_date"),
        pl.when(pl.col("month") >= FIRST_MONTH).then(pl.col("projected")),
        *("lower", "upper"),
        coverage.alias("coverage"),
        pl.lit(len(pool)).alias("errors"),
        *("method", "target", "needed", "needed_percent", "probability", "plausibility", "note"),
    )
