"""Whom the Diamond Initiative reaches: boroughs and needs, what help is given, who completes, community orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import polars as pl

from tp_metrics.outcomes.cohorts import COMPARISON, PILOT, SMALLEST, cohort, compared, shares
from tp_metrics.outcomes.reoffending import Reoffending
from tp_metrics.periods import add_months
from tp_metrics.schema.people import NEEDS
from tp_metrics.stats import newcombe

#: By what people are told apart; the bands of age go on from the youngest.
GROUPS: dict[str, tuple[str, ...]] = {
    "sex": ("female", "male"),
    "age band": ("18-24", "25-34", "35-44", "45+"),
    "ethnicity": ("White", "Mixed", "Asian", "Black", "Other", "not known"),
    "disability": ("yes", "no", "not known"),
}
#: The steps from being eligible to having completed, each of those who took the one before.
STEPS = ("offered", "took up", "completed")
#: Who started so many months ago has had the time to complete.
TIME_TO_COMPLETE = 12
ENDS = ("completed", "breached", "running")


@lru_cache(maxsize=64)
def parts(found: Reoffending) -> pl.DataFrame:
    """Both groups by borough and by need, and how they differ; empty while the cohort is not measurable.

    Columns: of ("borough" or "need"), name; pilot_k, pilot_n, pilot_share, pilot_lower, pilot_upper and the same of
    the comparison; difference, lower, upper in points (Newcombe's 95 %, worked with less comparison); reason. Under
    30 people in either group, or with fewer than five who did or did not reoffend, a row says nothing, nor does one
    that would reveal it: the next smallest borough, or who has the need where those without it are too few.
    """
    people = compared(cohort(found.folder, found.place.code))
    if people.is_empty():
        return pl.DataFrame()
    frames = [_counted(people.with_columns(name=pl.col("borough"), has=pl.lit(value=True)), "borough")]
    for need in NEEDS:
        has = pl.col(f"need_{need}").fill_null(value=False)
        frames.append(_counted(people.with_columns(name=pl.lit(need), has=has), "need"))
    totals = [["of", "group", "has", "total"], ["of", "name", "group"]]
    counted = pl.concat(frames).with_columns(
        total=pl.when(pl.col("of") == "borough").then(pl.lit("")).otherwise("name")
    )
    boroughs, needs = (counted.filter(pl.col("of") == of) for of in ("borough", "need"))
    told = pl.concat(
        [shares(boroughs, [totals[0]], smallest=SMALLEST), shares(needs, [totals[1]], smallest=SMALLEST)]
    ).filter("has")
    keys, kept = ["of", "name"], ["k", "n", "share", "lower", "upper", "reason"]
    sides = {
        arm: told.filter(pl.col("group") == group).select(*keys, *(pl.col(c).alias(f"{arm}_{c}") for c in kept))
        for arm, group in (("pilot", PILOT), ("comparison", COMPARISON))
    }
    both = sides["pilot"].join(sides["comparison"], on=keys, how="inner")
    gap = newcombe(*(pl.col(name) for name in ("pilot_k", "pilot_n", "comparison_k", "comparison_n")))
    reason = pl.when(pl.col("pilot_reason") != "").then("pilot_reason").otherwise("comparison_reason")
    return (
        both.with_columns(
            **{name: 100 * part for name, part in zip(("difference", "lower", "upper"), gap, strict=True)},
            reason=reason,
        )
        .drop("pilot_reason", "comparison_reason")
        .sort("of", "name")
    )


def _counted(people: pl.DataFrame, of: str) -> pl.DataFrame:
    counted = (
        people.drop_nulls("name")
        .group_by("name", "group", "has", maintain_order=True)
        .agg(k=pl.col("again").sum(), n=pl.len())
    )
    return counted.select(pl.lit(of).alias("of"), "name", "group", "has", pl.col("k", "n").cast(pl.Int64))


@lru_cache(maxsize=64)
def needs(found: Reoffending) -> pl.DataFrame:
    """What people worked with need, and who of those with a need was helped with it; one row to a need.

    Columns: need; k, n, share, lower, upper (people with the need, of all of whom it is noted, per cent) and the same
    as helped_k, …; reason, helped_reason. The commonest need first.
    """
    people = cohort(found.folder, found.place.code).filter(pl.col("group") == PILOT)
    rows = [
        {
            "need": need,
            "k": int(people[f"need_{need}"].sum()),
            "n": int(people[f"need_{need}"].count()),
            "helped_k": int((people[f"need_{need}"] & people[f"help_{need}"]).sum()),
            "helped_n": int(people[f"need_{need}"].sum()),
        }
        for need in NEEDS
    ]
    frame = pl.DataFrame(rows)
    with_need = shares(frame.select("need", "k", "n"))
    helped = shares(frame.select("need", k="helped_k", n="helped_n"))
    helped = helped.select("need", pl.exclude("need").name.prefix("helped_"))
    return with_need.join(helped, on="need").sort("share", descending=True, nulls_last=True)


@lru_cache(maxsize=64)
def orders(found: Reoffending) -> pl.DataFrame:
    """Community orders of both groups, by how they stand: group, end, k, n (all orders of the group), share and limits.

    "running" is an order that had not ended at the edition's day. Where one end would be fewer than five, so is
    withheld what would reveal it.
    """
    people = cohort(found.folder, found.place.code).filter(pl.col("group").is_not_null() & pl.col("community_order"))
    end = pl.col("order_outcome").cast(pl.String).fill_null(ENDS[-1])
    every = pl.DataFrame({"group": [PILOT, COMPARISON]}).join(pl.DataFrame({"end": ENDS}), how="cross")
    counted = people.group_by("group", end.alias("end"), maintain_order=True).agg(k=pl.len().cast(pl.Int64))
    full = every.join(counted, on=["group", "end"], how="left", maintain_order="left").with_columns(
        pl.col("k").fill_null(0)
    )
    full = full.with_columns(n=pl.col("k").sum().over("group")).filter(pl.col("n") > 0)
    # Nobody is still under an order once all have ended: that tells of no one.
    told = full.filter((pl.col("k") > 0) | (pl.col("end") != ENDS[-1]))
    return shares(told, [["group"]]) if told.height else told


@lru_cache(maxsize=64)
def reach(found: Reoffending) -> pl.DataFrame:
    """Of whom could be offered help: who is, who takes it up, who completes; by sex, age, ethnicity and disability.

    Columns: dimension ("everybody" first), category, step (of STEPS), k, n, share, lower, upper, reason. The base of
    each step are those who took the one before; of completing, those who started 12 months ago or earlier. Withheld is
    what would give fewer than five people away, by itself, from the totals, or from the base of the next step.
    """
    people = cohort(found.folder, found.place.code).filter(pl.col("arm").cast(pl.String) == "pilot")
    ripe = pl.col("first_day") <= add_months(found.as_at, -TIME_TO_COMPLETE)
    steps = {
        "offered": (pl.lit(value=True), pl.col("offered")),
        "took up": (pl.col("offered"), pl.col("worked_with")),
        "completed": (pl.col("worked_with") & ripe, pl.col("completed").is_not_null()),
    }
    table = cells_of(people.with_columns(_band().alias("age band")), steps, GROUPS)
    return ordered(_withheld(table), GROUPS, STEPS) if table.height else table


def _withheld(table: pl.DataFrame) -> pl.DataFrame:
    """The cells with what may be told: where a step is withheld, so is the next, whose base are those who took it."""
    key = pl.concat_str("dimension", "category", "step", separator="|")
    hidden: set[str] = set()
    while True:
        told = shares(table, [["dimension", "step"]], hide=key.is_in(sorted(hidden)))
        withheld = told.filter(pl.col("reason") != "").select("dimension", "category", "step").rows()
        known = {"|".join(cell) for cell in withheld}
        after = {f"{of}|{name}|{_next(step)}" for of, name, step in withheld if _next(step)}
        if after - known <= hidden:  # the rest has no such step, or nobody in it, and so nothing to tell
            return told
        hidden |= after - known


def _next(step: str) -> str:
    """The step after one; empty after the last."""
    return dict(pairwise(STEPS)).get(step, "")


def _band() -> pl.Expr:
    age = pl.col("age")
    young, middle = pl.when(age < 25).then(pl.lit("18-24")), pl.lit("25-34")
    return young.when(age < 35).then(middle).when(age < 45).then(pl.lit("35-44")).otherwise(pl.lit("45+"))


def cells_of(
    people: pl.DataFrame, steps: Mapping[str, tuple[pl.Expr, pl.Expr]], groups: Mapping[str, tuple[str, ...]]
) -> pl.DataFrame:
    """How many of whom took each step: dimension ("everybody" first), category, step, k and n.

    A step is of whom, and whether they took it; `groups` are columns by which people are told apart.
    """
    return pl.concat(
        _cells(people.filter(base), dimension, step, done)
        for step, (base, done) in steps.items()
        for dimension in ("everybody", *groups)
    )


def _cells(people: pl.DataFrame, dimension: str, step: str, done: pl.Expr) -> pl.DataFrame:
    category = (
        pl.lit("everybody") if dimension == "everybody" else pl.col(dimension).cast(pl.String).fill_null("not known")
    )
    counted = people.group_by(category.alias("category"), maintain_order=True).agg(
        k=done.sum().cast(pl.Int64), n=pl.len().cast(pl.Int64)
    )
    return counted.select(pl.lit(dimension).alias("dimension"), "category", pl.lit(step).alias("step"), "k", "n")


def ordered(cells: pl.DataFrame, groups: Mapping[str, tuple[str, ...]], steps: Sequence[str]) -> pl.DataFrame:
    """Cells in the order of the groups, their categories and the steps."""
    order = {name: at for at, name in enumerate(("everybody", *(c for names in groups.values() for c in names)))}
    ranks = [("everybody", *groups).index(name) for name in cells["dimension"]]
    to = pl.col("step").replace_strict({step: at for at, step in enumerate(steps)}, return_dtype=pl.Int64)
    return (
        cells.with_columns(rank=pl.Series(ranks), at=pl.col("category").replace_strict(order), to_=to)
        .sort("rank", "at", "to_")
        .drop("rank", "at", "to_")
    )
