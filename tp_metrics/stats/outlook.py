"""The rest of the year: how sure a projection is, and how likely a target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tp_metrics.stats.needs import COLUMNS, SLACK, Better, falls_are_better, needs
from tp_metrics.stats.projections import CARRIED
from tp_metrics.stats.sequence import numbers, present, series_columns, within

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
    known = numbers(errors.to_frame("errors"), "errors").drop_nulls().to_numpy()
    sought = needed_error.cast(pl.Float64).fill_null(np.nan).to_numpy()
    return pl.Series("probability", _share(known, sought, better == "lower")).fill_nan(None)


def _share(errors: NDArray[np.float64], sought: NDArray[np.float64], falls: bool) -> NDArray[np.float64]:
    """The share of errors that are as low as each that is sought, or as high; not a number where none is known."""
    known = np.sort(errors)
    if falls:
        reached = np.searchsorted(known, sought + SLACK, side="right")
    else:
        reached = len(known) - np.searchsorted(known, sought - SLACK, side="left")
    return np.where(np.isnan(sought) | (len(known) == 0), np.nan, reached / max(len(known), 1))


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


def _errors(projections: pl.DataFrame, carried: bool, place: list[str]) -> pl.DataFrame:
    """Past errors, one row a place and year: relative, or of a proportion in its unit.

    A projection of 0 has no relative error.
    """
    difference = pl.col("actual") - pl.col("projected")
    sound = projections.filter(pl.col("actual").is_not_null(), pl.col("projected") > (-1 if carried else 0))
    return sound.select(*place, "year", error=difference if carried else difference / pl.col("projected"))


def _pooled(errors: pl.DataFrame, pooled: list[str] | pl.DataFrame | None, place: list[str]) -> pl.DataFrame:
    """The errors of the places that are named, or all."""
    if pooled is None:
        return errors
    if isinstance(pooled, list):
        return errors.filter(pl.col("place").is_in(pooled))
    return errors.join(pooled.select(place), on=place, how="semi", maintain_order="left")


def _ratio(squares: pl.Expr, count: pl.Expr, pooled: pl.Expr) -> pl.Expr:
    """A place's spread over the pooled one, from its sum of squared errors, their count and the pooled mean square."""
    drawn = (squares + PRIOR_ERRORS * pooled) / ((count + PRIOR_ERRORS) * pooled)
    return pl.when(pooled > 0).then(drawn.sqrt()).otherwise(1.0)


def _tails(errors: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The two tails of the errors, which never leave the projection itself outside."""
    low, high = (errors.quantile(tail, "linear") for tail in TAILS)
    return low.clip(upper_bound=0.0), high.clip(lower_bound=0.0)


def _coverage(pool: pl.DataFrame, place: list[str]) -> pl.DataFrame:
    """The share of pooled errors that limits made without their year would have held; null with one year.

    One row a measure, told apart by all columns of `place` but the last.
    """
    square, apart = pl.col("error") ** 2, place[:-1]
    low, high = _tails(pl.col("error"))
    years = pool.select(*apart, held=pl.col("year")).unique()
    others = (
        (pool.join(years, on=apart) if apart else pool.join(years, how="cross"))
        .filter(pl.col("year") != pl.col("held"))
        .group_by(*apart, "held")
        .agg(low=low, high=high, pooled=square.mean())
    )
    own = {"squares": (square.sum().over(place) - square).clip(0), "count": pl.len().over(place) - 1}
    tried = pool.with_columns(**own).join(others, left_on=[*apart, "year"], right_on=[*apart, "held"], how="left")
    ratio = _ratio(pl.col("squares"), pl.col("count"), pl.col("pooled"))
    held = pl.col("error").is_between(pl.col("low") * ratio - SLACK, pl.col("high") * ratio + SLACK)
    return _of_each(tried, apart, coverage=held.mean())


def _of_each(frame: pl.DataFrame, apart: list[str], **told: pl.Expr) -> pl.DataFrame:
    """What is told of all rows together, or of each measure's."""
    return frame.group_by(apart).agg(**told) if apart else frame.select(**told)


def _beside(frame: pl.DataFrame, told: pl.DataFrame, apart: list[str]) -> pl.DataFrame:
    """A frame with what `_of_each` told of all rows, or of each measure's, at every row."""
    return frame.join(told, on=apart, how="left") if apart else frame.join(told, how="cross")


def _this_year(projections: pl.DataFrame, place: list[str]) -> pl.DataFrame:
    """One row a place, its year to date and projection null where this year has no row of it."""
    now = pl.col("year") == pl.col("now")
    return (
        projections.with_columns(now=within(pl.col("year").max(), place[:-1]))
        .group_by(place)
        .agg(pl.col("month", "method").first(), pl.col("to_date", "projected").filter(now).first())
    )


def _note(carried: bool) -> pl.Expr:
    """Why there is no interval; null where there is one."""
    return (
        pl.when(pl.col("month") < FIRST_MONTH)
        .then(pl.lit(TOO_EARLY))
        .when(pl.col("to_date").is_null())
        .then(pl.lit(INCOMPLETE))
        .when(pl.col("projected").is_null() | (pl.col("errors") < FEWEST_ERRORS))
        .then(pl.lit(TOO_LITTLE))
        .when((pl.col("projected") == 0) & pl.lit(not carried))
        .then(pl.lit(NOTHING_YET))
    )


def _limited(
    now: pl.DataFrame, errors: pl.DataFrame, pool: pl.DataFrame, carried: bool, place: list[str]
) -> pl.DataFrame:
    """With the scale of a place's errors, its limits, the number of pooled errors, and the note where it has none."""
    square, apart = pl.col("error") ** 2, place[:-1]
    low, high = _tails(pl.col("error"))
    of_pool = _of_each(pool, apart, low=low, high=high, pooled=square.mean(), errors=pl.len())
    own = errors.group_by(place).agg(squares=square.sum(), count=pl.len())
    ratio = _ratio(pl.col("squares"), pl.col("count"), pl.col("pooled"))
    scale = pl.when(pl.col("count").is_not_null()).then(ratio).otherwise(1.0)
    known = pl.when(pl.col("note").is_null()).then(pl.col("projected"))
    return (
        _beside(now, of_pool, apart)
        .join(own, on=place, how="left")
        .with_columns(pl.col("errors").fill_null(0).cast(pl.Int32))
        .with_columns(note=_note(carried), scale=scale * (1.0 if carried else pl.col("projected")))
        .with_columns(lower=known + pl.col("scale") * pl.col("low"), upper=known + pl.col("scale") * pl.col("high"))
    )


def _kept_possible(carried: bool, whole: float) -> list[pl.Expr]:
    """Limits within what can still happen: not below the year to date, a proportion within 0 and the whole."""
    if carried:
        return [pl.col("lower", "upper").clip(0.0, whole)]
    return [pl.when(pl.col("lower").is_not_null()).then(pl.max_horizontal("lower", "to_date")).alias("lower")]


def _parts(frame: pl.DataFrame, apart: list[str]) -> dict[tuple[Any, ...], pl.DataFrame]:
    """The rows of each measure, or all of them."""
    return frame.partition_by(apart, as_dict=True, maintain_order=True) if apart else {(): frame}


def _likely(now: pl.DataFrame, pool: pl.DataFrame, falls: pl.Expr, carried: bool, apart: list[str]) -> pl.DataFrame:
    """With the probability of the target, where there is an interval."""
    now = now.with_columns(falls=falls, sought=(pl.col("target") - pl.col("projected")) / pl.col("scale"))
    errors = {one: part["error"].to_numpy() for one, part in _parts(pool, apart).items()}
    parts = [
        part.with_columns(
            pl.Series(
                "probability", _share(errors.get(one, np.empty(0)), part["sought"].to_numpy(), part["falls"].all())
            )
        )
        for one, part in _parts(now, apart).items()
    ]
    now = pl.concat(parts)
    settled, certain = pl.lit(False), pl.lit(0.0)
    if not carried:  # what has happened cannot be undone
        room = pl.col("target") - pl.col("to_date")
        settled = pl.when("falls").then(room < 0).otherwise(room <= 0)
        certain = pl.when("falls").then(0.0).otherwise(1.0)
    chance = pl.when(settled).then(certain).otherwise(pl.col("probability").fill_nan(None))
    return now.with_columns(probability=pl.when(pl.col("note").is_null()).then(chance))


def outlook(
    projections: pl.DataFrame,
    targets: pl.DataFrame | None = None,
    *,
    better: Better | Mapping[Any, Better] = "lower",
    pooled: list[str] | pl.DataFrame | None = None,
    whole: float = 100.0,
    measure: str | None = None,
) -> pl.DataFrame:
    """This year's outlook of a measure, one row a place: the projection with its interval, and its target's odds.

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
    Several measures, all counts or all proportions, are told apart by the column `measure` of the frames (which then
    comes first): each has errors of its own, `better` may name each one's way, and `pooled` is a frame of both columns.
    ValueError for a wrong `better`, two targets for a place, a negative one, or a proportion above `whole`.

    >>> from tp_metrics.stats.projections import projection
    >>> rows = [("Camden", 2009 + i // 12, i % 12 + 1, 10.0) for i in range(20)]
    >>> found = outlook(projection(pl.DataFrame(rows, ["place", "year", "month", "value"], orient="row")))
    >>> found.select("projected", "lower", "note").row(0)
    (120.0, None, 'too little history')
    """
    apart = series_columns(measure)
    place = [*apart, "place"]
    present(projections, [*apart, *COLUMNS])
    carried = bool((projections["method"] == CARRIED).any())
    if carried and (projections["to_date"] > whole).any():
        raise ValueError(f"a proportion is above the whole, {whole:g}")
    if targets is None:
        targets = projections.select(place).clear().with_columns(target=pl.lit(None, pl.Float64))
    needs_of = needs(projections, targets, better=better, measure=measure)
    errors = _errors(projections, carried, place)
    pool = _pooled(errors, pooled, place)
    now = _limited(_this_year(projections, place), errors, pool, carried, place)
    now = now.with_columns(_kept_possible(carried, whole)).join(needs_of, on=place, how="left")
    now = _beside(_likely(now, pool, falls_are_better(better, measure), carried, apart), _coverage(pool, place), apart)
    return now.sort(place).select(
        *place,
        "to_date",
        pl.when(pl.col("month") >= FIRST_MONTH).then(pl.col("projected")),
        *("lower", "upper"),
        pl.when(pl.col("note").is_null()).then(pl.col("coverage").cast(pl.Float64)),
        *("errors", "method", "target", "needed", "needed_percent", "probability", "plausibility", "note"),
    )
