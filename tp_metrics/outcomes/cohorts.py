"""The people of a cohort at a place, and what may be told of them: shares with limits, nothing of fewer than five."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.results import edition_in
from tp_metrics.stats import suppressed, wilson
from tp_metrics.stats.disclosure import FEW, FEWEST, REVEALS

#: The sources that may answer, the first that has somebody.
SOURCES = ("force_extract", "demonstration")
#: Fewer people than this in either group say nothing of how they differ.
SMALLEST = 30
#: The two groups that are compared, as a reader names them.
PILOT, COMPARISON = "Worked with", "Comparison"


@dataclass(frozen=True, eq=False)
class Scheme:
    """Whose people are followed, and how they are told apart.

    Attributes:
        table: the table of the people, of `schema.FOLLOWED`.
        pilot, comparison: who is in either group; both are columns or conditions of that table.
        alike: what people are made alike in; `beside` what stands beside the group in the model of time.
        nobody, nobody_here: what to say of an edition without records, and of a place without people.
    """

    table: str
    pilot: pl.Expr
    comparison: pl.Expr
    alike: tuple[str, ...]
    beside: tuple[str, ...]
    nobody: str
    nobody_here: str


DIAMOND = Scheme(
    table="diamond_people",
    pilot=pl.col("worked_with"),
    comparison=pl.col("arm") == "comparison",
    alike=(
        *("age", "female", "previous_offences", "risk_score"),
        *("need_accommodation", "need_ete", "need_finance", "need_drugs", "need_alcohol"),
    ),
    beside=("age", "female", "previous_offences", "risk_score", "need_drugs"),
    nobody="This edition has no records of the people of the Diamond Initiative",
    nobody_here="Nobody of the Diamond Initiative lives here: it works in six boroughs",
)
RESTORATIVE = Scheme(
    table="restorative_interventions",
    pilot=pl.col("entered") & (pl.col("arm") == "pilot"),
    comparison=pl.col("entered") & (pl.col("arm") == "comparison"),
    alike=("age", "female", "previous_offences", "level"),
    beside=("age", "female", "previous_offences", "level"),
    nobody="This edition has no records of restorative justice",
    nobody_here="There is no pilot of restorative justice here",
)


@lru_cache(maxsize=64)
def cohort(folder: Path, place: str, scheme: Scheme = DIAMOND) -> pl.DataFrame:
    """Everybody at a place, with `borough` (its name) and `group`: worked with, comparison, or null.

    For this package alone: no row of it is handed on.
    """
    edition = edition_in(folder)
    people = edition.people(scheme.table)
    held = [source for source in SOURCES if (people["source"] == source).any()]
    places = edition.places
    inside = [place, *places.children(place, "borough"), *places.children(place, "ward")]
    mine = people.filter((pl.col("source") == (held[0] if held else "")) & pl.col("place").is_in(inside))
    homes = {code: _borough(edition, code) for code in mine["place"].unique()}
    arms = pl.when(scheme.pilot).then(pl.lit(PILOT)).when(scheme.comparison).then(pl.lit(COMPARISON))
    return mine.with_columns(borough=pl.col("place").replace_strict(homes, return_dtype=pl.String), group=arms)


def _borough(edition: Edition, code: str) -> str | None:
    """The name of the borough that a place is, or lies in."""
    above = (code, *edition.places.parents(code))
    return next((p.name for p in map(edition.places.place, above) if p.level == "borough"), None)


def compared(people: pl.DataFrame) -> pl.DataFrame:
    """Those of both groups whose reoffending is known, with `again`: 1 for who reoffended."""
    told = people.filter(pl.col("group").is_not_null() & pl.col("reoffences").is_not_null())
    return told.with_columns(again=(pl.col("reoffences") > 0).cast(pl.Int64))


def shares(
    frame: pl.DataFrame, totals: Sequence[Sequence[str]] = (), *, smallest: int = 0, hide: pl.Expr | None = None
) -> pl.DataFrame:
    """Counts `k` of `n` people with share, lower and upper (per cent, 95 % Wilson limits) and `reason`, where withheld.

    Withheld are counts under five and those that leave fewer than five over, bases under `smallest`, what is to `hide`
    for the sake of another table, and what else the totals of `totals` would reveal: of one cell (`stats.suppressed`),
    or of all that are withheld within a total together. k, n, share and limits are then null together.
    """
    few = pl.min_horizontal("k", pl.col("n") - pl.col("k")) < FEWEST
    lower, upper = wilson(pl.col("k"), pl.col("n"))
    limited = frame.with_columns(share=100 * pl.col("k") / pl.col("n"), lower=100 * lower, upper=100 * upper)
    cells = limited.with_columns(few=few, also=pl.lit(value=False) if hide is None else hide)
    while True:
        held = _held(cells, totals, max(smallest, 1))
        more = next((found for keys in totals if (found := _together(cells, held["reason"], keys)).any()), None)
        if more is None:
            first = pl.col("reason").str.starts_with("too few to say")
            words = pl.when(first & pl.col("few")).then(pl.lit(FEW)).when(first & pl.col("also")).then(pl.lit(REVEALS))
            return held.with_columns(reason=words.otherwise("reason")).drop("few", "also", "size", "total_reveals")
        cells = cells.with_columns(also=pl.col("also") | more)


def _held(cells: pl.DataFrame, totals: Sequence[Sequence[str]], bar: int) -> pl.DataFrame:
    """The cells with those withheld made null: few or hidden ones, small bases, and what a total gives away of one."""
    sized = cells.with_columns(size=pl.when(pl.col("few") | pl.col("also")).then(0).otherwise("n"))
    also = ("n", "share", "lower", "upper")
    return suppressed(sized, "k", rule="base", base="size", smallest_base=bar, totals=totals, also=also)


def _together(cells: pl.DataFrame, reason: pl.Series, keys: Sequence[str]) -> pl.Series:
    """Which cells to withhold too: of a total that leaves fewer than five of the withheld ones, the next smallest."""

    def within(one: pl.Expr) -> pl.Expr:
        return one.over(list(keys)) if keys else one

    hidden = pl.col("reason") != ""
    did, did_not = (within(one.filter(hidden).sum()) for one in (pl.col("k"), pl.col("n") - pl.col("k")))
    short = within(hidden.any()) & (pl.min_horizontal(did, did_not) < FEWEST)
    smallest = within(pl.when(short & ~hidden & pl.col("k").is_not_null()).then("n").rank("ordinal")) == 1
    return cells.with_columns(reason).select(more=smallest.fill_null(value=False))["more"]


def stepped(months: pl.Series, others: pl.Series) -> int | None:
    """How many months to a step, so that every step of every group holds five people or more; None where none does.

    `months` are whole months from 0, `others` the group of each; the steps go on to the last month of all.
    """
    if months.is_empty():
        return None
    counted = pl.DataFrame({"month": months, "group": others})
    for length in (1, 2, 3, 4, 6, 12):
        steps = counted.group_by(pl.col("month") // length, "group", maintain_order=True).agg(n=pl.len())
        whole = int(months.max() // length + 1) * counted["group"].n_unique()  # type: ignore[operator]
        if steps.height == whole and steps["n"].min() >= FEWEST:  # type: ignore[operator]
            return length
    return None
