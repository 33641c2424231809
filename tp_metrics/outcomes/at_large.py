"""How long people stay at large: days from being wanted to the arrest and to the outcome, this year against last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import polars as pl

from tp_metrics.outcomes.cohorts import SMALLEST
from tp_metrics.outcomes.listed import ALL, listed, within
from tp_metrics.outcomes.offenders import AtLarge
from tp_metrics.schema.offenders import CATEGORIES
from tp_metrics.stats import kaplan_meier, log_rank
from tp_metrics.stats.disclosure import FEWEST

THIS, LAST = "Listed this year", "Listed last year"
#: The share arrested is told after so many days.
SOON = 30
#: Weeks of a year that a curve may show.
WEEKS = 52
#: Weeks to a step that are tried, and how far a curve should reach.
STEPS = (1, 2, 4, 8)
HALF_A_YEAR = 26


@dataclass(frozen=True, eq=False)
class TimeAtLarge:
    """How long those listed in a year stay at large, against those listed in the year before.

    Attributes:
        curve: as `stats.kaplan_meier` returns it, by group, in weeks; steps hold five arrests or more of each group,
            and it ends where fewer than 30 of either are still followed. Empty where no such steps can be made.
        step: weeks to a step.
        test: chi squared and p of the log-rank test, on days.
    """

    curve: pl.DataFrame
    step: int | None
    test: tuple[float, float] | None


def _cohorts(found: AtLarge, category: str) -> pl.DataFrame:
    """Those listed in either year, each as known at the end of it: days followed, and whether arrested, and closed.

    A record that was withdrawn leaves at the day of it; one that still stands, at the end of its year.
    """
    rows = listed(found.folder, found.place.code, "wanted")
    rows = rows if category == ALL else rows.filter(pl.col("category") == category)
    reaches = found.first is not None and found.first <= found.years["last"][0] + timedelta(31)
    frames = []
    for name, year in ((THIS, "this"), (LAST, "last")):
        since, end = found.years[year]
        if year == "last" and not reaches:
            continue
        mine = rows.filter(within("first_day", since, end))
        arrested, closed = pl.col("arrested") <= end, pl.col("outcome_day") <= end
        frames.append(
            mine.select(
                group=pl.lit(name),
                days=(pl.min_horizontal("ended", pl.lit(end)) - pl.col("first_day")).dt.total_days(),
                arrested=arrested.fill_null(value=False).cast(pl.Int64),
                until=(pl.min_horizontal("outcome_day", pl.lit(end)) - pl.col("first_day")).dt.total_days(),
                closed=closed.fill_null(value=False).cast(pl.Int64),
            )
        )
    return pl.concat(frames)


@lru_cache(maxsize=64)
def time_at_large(found: AtLarge, category: str = ALL) -> TimeAtLarge:
    """The curves of those not yet arrested, this year and last; of one list, or of all."""
    nothing = pl.DataFrame()
    people = _cohorts(found, category) if category in (ALL, *CATEGORIES) else nothing
    if people.is_empty() or people["group"].n_unique() < 2 or people.group_by("group").len()["len"].min() < SMALLEST:  # type: ignore[operator]
        return TimeAtLarge(nothing, None, None)
    if people.group_by("group").agg(pl.col("arrested").sum())["arrested"].min() < FEWEST:  # type: ignore[operator]
        return TimeAtLarge(nothing, None, None)
    whole = kaplan_meier(people, "days", "arrested", "group")
    followed = whole.filter(pl.col("at_risk") >= SMALLEST).group_by("group").agg(pl.col("time").max())
    weeks = min(WEEKS, int(followed.select(pl.col("time").min() // 7).item()))
    test = log_rank(people, "days", "arrested", "group")
    step, number = _steps(people, weeks)
    return TimeAtLarge(_at_steps(whole, step, number) if number > 1 else nothing, step if number > 1 else None, test)


def _steps(people: pl.DataFrame, weeks: int) -> tuple[int, int]:
    """Weeks to a step and how many steps, up to so many weeks, that hold five arrests or more of each group.

    The shortest steps that reach over half a year; where none do, those that reach furthest.
    """
    arrested = people.filter(pl.col("arrested") == 1)
    groups = people["group"].n_unique()
    best = (1, 0)
    for length in STEPS:
        counted = arrested.group_by("group", at=pl.col("days") // (7 * length)).len()
        full = counted.filter(pl.col("len") >= FEWEST).group_by("at").len().filter(pl.col("len") == groups)["at"]
        number = next((at for at in range(weeks // length) if at not in full), weeks // length)
        if length * number > best[0] * best[1]:
            best = (length, number)
        if length * number >= min(HALF_A_YEAR, weeks):
            break
    return best


def _at_steps(whole: pl.DataFrame, step: int, number: int) -> pl.DataFrame:
    """The curve at the end of each step, with the arrests within it and those still followed after it."""
    ends = pl.DataFrame({"time": [7.0 * step * at for at in range(number + 1)]})
    grid = whole.select(pl.col("group").unique(maintain_order=True)).join(ends, how="cross").sort("time")
    sums = whole.sort("group", "time").with_columns(
        pl.col("events", "censored").cum_sum().over("group").name.prefix("all_"),
        after=pl.col("at_risk") - pl.col("events") - pl.col("censored"),
    )
    read = grid.join_asof(sums.sort("time"), on="time", by="group", strategy="backward", check_sortedness=False)
    read = read.sort(pl.col("group") == LAST, "time")
    fresh = {name: pl.col(f"all_{name}").diff().over("group").fill_null(0) for name in ("events", "censored")}
    return read.select(
        "group",
        (pl.col("time") / 7).alias("time"),
        pl.when(pl.col("time") == 0).then(pl.col("at_risk")).otherwise("after").alias("at_risk"),
        *(part.alias(name) for name, part in fresh.items()),
        *("survival", "lower", "upper"),
    )


@lru_cache(maxsize=64)
def times(found: AtLarge) -> pl.DataFrame:
    """Each list, and all of them, this year and last: one row to a category and group.

    Columns: category, group, n (records listed), days (to arrest of half of them; null while fewer are), soon, lower,
    upper (arrested within 30 days, per cent, with 95 % limits), outcome_days (to the outcome of half of them), p (of
    the log-rank test between the years), reason. Fewer than 30 records, or five arrests, say nothing.
    """
    rows = []
    for category in (ALL, *CATEGORIES):
        people = _cohorts(found, category)
        p = time_at_large(found, category).test
        for group in people["group"].unique(maintain_order=True):
            mine = people.filter(pl.col("group") == group)
            few = mine.height < SMALLEST or mine["arrested"].sum() < FEWEST
            row = {"category": category, "group": group, "n": None if few else mine.height, "p": p[1] if p else None}
            rows.append(row | (_NOTHING if few else _told(mine)))
    return pl.DataFrame(rows, schema=_TIMES)


_TIMES = {
    "category": pl.String, "group": pl.String, "n": pl.Int64, "days": pl.Float64, "soon": pl.Float64,
    "lower": pl.Float64, "upper": pl.Float64, "outcome_days": pl.Float64, "p": pl.Float64, "reason": pl.String,
}  # fmt: skip
_NOTHING = {"reason": f"too few to say: fewer than {SMALLEST} records, or {FEWEST} arrests"}


def _told(mine: pl.DataFrame) -> dict[str, float | str | None]:
    arrests = kaplan_meier(mine, "days", "arrested")
    soon = arrests.filter(pl.col("time") <= SOON).tail(1)
    left = soon.select("survival", "upper", "lower").row(0)
    parts = [None if value is None else 100 * (1 - value) for value in left]
    outcomes = kaplan_meier(mine, "until", "closed")
    return {
        "days": _half(arrests), "soon": parts[0], "lower": parts[1], "upper": parts[2],
        "outcome_days": _half(outcomes), "reason": "",
    }  # fmt: skip


def _half(curve: pl.DataFrame) -> float | None:
    """The day by which half have had the event; None while fewer have."""
    reached = curve.filter(pl.col("survival") <= 0.5)
    return float(reached["time"][0]) if reached.height else None
