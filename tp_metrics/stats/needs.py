"""What a year's target still needs of its remaining months, and whether as much was ever done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

import polars as pl

from tp_metrics.stats.projections import CARRIED
from tp_metrics.stats.sequence import numbers, present, series_columns, within

PASSED: Final = "out of reach: already passed"
REACHED: Final = "already reached"

Better = Literal["lower", "higher"]

#: What a projection has.
COLUMNS: Final = ("place", "year", "month", "to_date", "actual", "projected", "method")

#: The rounding of sums must not turn an equality into a miss.
SLACK: Final = 1e-9


def needed(target: pl.Expr, to_date: pl.Expr, last_year_rest: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """What the rest of the year may come to, in events, and its change in per cent on last year's same rest.

    Compared with the same months and not with a twelfth a month, because crime has a season. Below nought events the
    target is passed already. The change is null where last year's rest is 0; both are where the target or the year to
    date is negative or not finite.

    >>> pl.select(needed(pl.lit(10_450), pl.lit(4_200), pl.lit(6_500))[1].round(3)).item()
    -3.846
    """
    sound = (target >= 0) & target.is_finite() & (to_date >= 0) & to_date.is_finite()
    events = pl.when(sound).then(target - to_date)
    before = pl.when((last_year_rest > 0) & last_year_rest.is_finite()).then(last_year_rest)
    return events, 100 * (events / before - 1)


def plausibility(done: pl.Expr, years: pl.Expr) -> pl.Expr:
    """In words, in how many of the past `years` the needed change was `done` over the same months.

    Null where there is no past year to judge by, and where `done` is not from 0 to `years`.

    >>> pl.select(plausibility(pl.lit(2), pl.lit(3))).item()
    'has been done in 2 of 3 past years'
    """
    noun = pl.when(years == 1).then(pl.lit("year")).otherwise(pl.lit("years"))
    words = pl.format("has been done in {} of {} past {}", done, years, noun)
    return pl.when((years > 0) & (done >= 0) & (done <= years)).then(
        pl.when(done == 0).then(pl.lit("never done")).otherwise(words)
    )


def falls_are_better(better: Better | Mapping[Any, Better], measure: str | None) -> pl.Expr:
    """Of each row whether the lower is the better, by one way for all or by that of its measure.

    ValueError for a way that is neither lower nor higher, and for ways of several without the column that tells them
    apart.
    """
    for way in (better,) if isinstance(better, str) else better.values():
        if way not in ("lower", "higher"):
            raise ValueError(f"better is lower or higher, not {way}")
    if isinstance(better, str):
        return pl.lit(better == "lower")
    if measure is None:
        raise ValueError("several ways need the column that tells one measure from another")
    lower = {name: way == "lower" for name, way in better.items()}
    return pl.col(measure).replace_strict(lower, return_dtype=pl.Boolean)


def _changes(projections: pl.DataFrame, carried: bool, place: list[str]) -> pl.DataFrame:
    """What each place did over the same months of each past year: per cent on the year before, or the change."""
    rests = projections.select(*place, "year", rest=pl.col("actual") - pl.col("to_date"))
    if carried:
        return rests.select(*place, past="rest").drop_nulls()
    before = rests.select(*place, pl.col("year") + 1, before="rest").filter(pl.col("before") > 0)
    change = 100 * (pl.col("rest") / pl.col("before") - 1)
    return rests.join(before, on=[*place, "year"]).select(*place, past=change).drop_nulls()


def _this_year(projections: pl.DataFrame, targets: pl.DataFrame, place: list[str]) -> pl.DataFrame:
    """One row a place with a target: the target, this year to date and last year's rest."""
    present(targets, place)
    target = targets.select(*place, numbers(targets, "target"))
    if target.select(place).is_duplicated().any() or (target["target"] < 0).any():
        raise ValueError("a place has two targets, or a negative one")
    year, latest = pl.col("year"), pl.col("latest")
    rest = (pl.col("actual") - pl.col("to_date")).filter(year + 1 == latest).first()
    return (
        projections.with_columns(latest=within(year.max(), place[:-1]))
        .group_by(place)
        .agg(pl.col("to_date").filter(year == latest).first(), last_rest=rest)
        .join(target, on=place)
        .sort(place)
    )


def needs(
    projections: pl.DataFrame,
    targets: pl.DataFrame,
    *,
    better: Better | Mapping[Any, Better] = "lower",
    measure: str | None = None,
) -> pl.DataFrame:
    """What each place's target needs, one row a place: target, needed, needed_percent and plausibility.

    `projections` come from `projection`, `ets_projection`, `backtested` or `carried_forward`; `targets` has place and
    target, the full year's count or the year-end level. `needed` is in events over the remaining months, and
    `needed_percent` its change on last year's same months; of a proportion `needed` is the change still to come, in
    its unit, and `needed_percent` null. Plausibility sets it beside what the place did over the same months of each
    past year. ValueError for a wrong `better`, two targets for a place or a negative one.

    >>> rows = [("Camden", 2008, 6, 5.0, 11.0, None, ""), ("Camden", 2009, 6, 5.0, 9.0, None, "")]
    >>> rows += [("Camden", 2010, 6, 5.0, None, None, "")]
    >>> columns = ["place", "year", "month", "to_date", "actual", "projected", "method"]
    >>> projections = pl.DataFrame(rows, columns, orient="row")
    >>> needs(projections, pl.DataFrame({"place": ["Camden"], "target": [8.0]})).row(0)
    ('Camden', 8.0, 3.0, -25.0, 'has been done in 1 of 1 past year')
    """
    place = [*series_columns(measure), "place"]
    falls = falls_are_better(better, measure)
    present(projections, [*place, *COLUMNS])
    carried = (projections["method"] == CARRIED).any()
    events, per_cent = needed(pl.col("target"), pl.col("to_date"), pl.col("last_rest"))
    now = _this_year(projections, targets, place).with_columns(
        needed=events, needed_percent=pl.lit(None, pl.Float64) if carried else per_cent
    )
    sought = "needed" if carried else "needed_percent"
    done = (pl.col("past") - pl.col(sought)) * pl.when(falls).then(1).otherwise(-1) <= SLACK
    compared = now.select(*place, sought).join(_changes(projections, carried, place), on=place)
    counts = compared.group_by(place).agg(done=done.sum(), years=done.count())
    words = plausibility(pl.col("done"), pl.col("years"))
    if not carried:
        settled = pl.when(falls).then(pl.col("needed") < 0).otherwise(pl.col("needed") <= 0)
        words = pl.when(settled).then(pl.when(falls).then(pl.lit(PASSED)).otherwise(pl.lit(REACHED))).otherwise(words)
    return now.join(counts, on=place, how="left", maintain_order="left").select(
        *place, "target", "needed", "needed_percent", plausibility=words
    )
