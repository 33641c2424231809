"""The people of a cohort at a place, and what may be told of them: shares with limits, nothing of fewer than five."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.results import edition_in
from tp_metrics.stats import suppressed, wilson
from tp_metrics.stats.disclosure import FEW, FEWEST

TABLE = "diamond_people"
#: The sources that may answer, the first that has somebody.
SOURCES = ("force_extract", "demonstration")
#: Fewer people than this in either group say nothing of how they differ.
SMALLEST = 30
#: The two groups that are compared, as a reader names them.
PILOT, COMPARISON = "Worked with", "Comparison"


@lru_cache(maxsize=64)
def cohort(folder: Path, place: str) -> pl.DataFrame:
    """Everybody who lived at a place, with `borough` (its name) and `group`: worked with, comparison, or null.

    For this package alone: no row of it is handed on.
    """
    edition = edition_in(folder)
    people = edition.people(TABLE)
    held = [source for source in SOURCES if (people["source"] == source).any()]
    places = edition.places
    inside = [place, *places.children(place, "borough"), *places.children(place, "ward")]
    mine = people.filter((pl.col("source") == (held[0] if held else "")) & pl.col("place").is_in(inside))
    homes = {code: _borough(edition, code) for code in mine["place"].unique()}
    arms = pl.when("worked_with").then(pl.lit(PILOT)).when(pl.col("arm") == "comparison").then(pl.lit(COMPARISON))
    return mine.with_columns(borough=pl.col("place").replace_strict(homes, return_dtype=pl.String), group=arms)


def _borough(edition: Edition, code: str) -> str | None:
    """The name of the borough that a place is, or lies in."""
    above = (code, *edition.places.parents(code))
    return next((p.name for p in map(edition.places.place, above) if p.level == "borough"), None)


def compared(people: pl.DataFrame) -> pl.DataFrame:
    """Those of both groups whose reoffending is known, with `again`: 1 for who reoffended."""
    told = people.filter(pl.col("group").is_not_null() & pl.col("reoffences").is_not_null())
    return told.with_columns(again=(pl.col("reoffences") > 0).cast(pl.Int64))


def shares(frame: pl.DataFrame, totals: Sequence[Sequence[str]] = (), *, smallest: int = 0) -> pl.DataFrame:
    """Counts `k` of `n` people with share, lower and upper (per cent, 95 % Wilson limits) and `reason`, where withheld.

    Withheld are counts under five and those that leave fewer than five over, bases under `smallest`, and what else
    the totals of `totals` would reveal (`stats.suppressed`): k, n, share and limits are then null together.
    """
    few = pl.min_horizontal("k", pl.col("n") - pl.col("k")) < FEWEST
    sized = frame.with_columns(few=few).with_columns(size=pl.when("few").then(0).otherwise("n"))
    lower, upper = wilson(pl.col("k"), pl.col("n"))
    limited = sized.with_columns(share=100 * pl.col("k") / pl.col("n"), lower=100 * lower, upper=100 * upper)
    also = ("n", "share", "lower", "upper")
    bar = max(smallest, 1)
    held = suppressed(limited, "k", rule="base", base="size", smallest_base=bar, totals=totals, also=also)
    first = pl.col("reason").str.starts_with("too few to say")
    words = pl.when(first & pl.col("few")).then(pl.lit(FEW)).otherwise("reason")
    return held.with_columns(reason=words).drop("few", "size", "total_reveals")


def stepped(months: pl.Series, others: pl.Series) -> int | None:
    """How many months to a step, so that every step of every group holds five people or more; None where none does.

    `months` are whole months from 0, `others` the group of each; the steps go on to the last month of all.
    """
    if months.is_empty():
        return None
    counted = pl.DataFrame({"month": months, "group": others})
    for length in (1, 2, 3, 4, 6, 12):
        steps = counted.group_by(pl.col("month") // length, "group").agg(n=pl.len())
        whole = int(months.max() // length + 1) * counted["group"].n_unique()  # type: ignore[operator]
        if steps.height == whole and steps["n"].min() >= FEWEST:  # type: ignore[operator]
            return length
    return None
