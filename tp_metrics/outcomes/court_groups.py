"""The Virtual Court's agencies and people: what each step takes, what comes of a first hearing, and for whom."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from tp_metrics.outcomes.cohorts import SMALLEST, shares
from tp_metrics.outcomes.hearings import VirtualCourt, cases, within
from tp_metrics.schema.hearings import AGENCIES
from tp_metrics.stats import normal_quantile

#: Where a first hearing was, as a reader names it.
LINK, HOME = "Virtual Court", "Home court"
#: What a first hearing is asked for, and of whom.
ASKED = {
    "represented": (pl.col("represented"), pl.col("represented").is_not_null()),
    "guilty plea": (pl.col("plea") == "guilty", pl.col("plea").is_not_null()),
    "failed to appear": (
        pl.col("failed_to_appear"),
        pl.col("failed_to_appear").is_not_null() & (pl.col("case_type") == "same-day bail"),
    ),
}
GROUPS = {
    "sex": ("female", "male", "not known"),
    "age band": ("10-17", "18-24", "25-34", "35-44", "45+", "not known"),
    "ethnicity": ("White", "Mixed", "Asian", "Black", "Other", "not known"),
    "disability": ("yes", "no", "not known"),
}
FEW = f"too few to say: base under {SMALLEST}"


def _mine(found: VirtualCourt) -> pl.DataFrame:
    """The cases of the place in the span, with `where` their first hearing was; null while that is not known."""
    rows = cases(found.folder, found.place.code)
    rows = rows if found.span is None else within(rows, found.span)
    there = pl.when(pl.col("returned").is_null()).then(pl.lit(LINK)).otherwise(pl.lit(HOME))
    return rows.with_columns(where=pl.when(pl.col("first_hearing").is_not_null()).then(there))


@lru_cache(maxsize=64)
def agencies(found: VirtualCourt) -> pl.DataFrame:
    """Each agency's step in the span, in order: agency, n, median and tenth (minutes that one in ten passes).

    Both are null with a `reason` where fewer than 30 are known.
    """
    rows = _mine(found)
    told = [
        rows.select(
            pl.lit(name).alias("agency"),
            n=pl.col(f"{name}_minutes").count().cast(pl.Int64),
            median=pl.col(f"{name}_minutes").median(),
            tenth=pl.col(f"{name}_minutes").quantile(0.9, "linear"),
        )
        for name in AGENCIES
    ]
    enough = pl.col("n") >= SMALLEST
    return pl.concat(told).with_columns(
        *(pl.when(enough).then(pl.col(name)).alias(name) for name in ("n", "median", "tenth")),
        reason=pl.when(enough).then(pl.lit("")).otherwise(pl.lit(FEW)),
    )


@lru_cache(maxsize=64)
def first_hearings(found: VirtualCourt) -> pl.DataFrame:
    """What came of first hearings by the link, and of those of cases that went back: asked, where, shares.

    Failing to appear is asked of those on bail alone: who is in custody cannot.
    """
    rows = _mine(found).filter(pl.col("where").is_not_null())
    cells = [
        rows.filter(base).group_by("where").agg(k=done.sum().cast(pl.Int64), n=pl.len().cast(pl.Int64))
        .select(pl.lit(name).alias("asked"), "where", "k", "n")
        for name, (done, base) in ASKED.items()
    ]  # fmt: skip
    told = pl.concat(cells)
    rank = pl.col("asked").replace_strict({name: at for at, name in enumerate(ASKED)}, return_dtype=pl.Int64)
    return shares(told, smallest=SMALLEST).sort(rank, pl.col("where") == HOME) if told.height else told


@lru_cache(maxsize=64)
def waits(found: VirtualCourt) -> pl.DataFrame:
    """Hours from charge to first hearing: where, case_type, n, median with its 95 % limits, `reason` where withheld.

    The limits are those cases between which the middle one lies, by rank, whatever the spread of the times looks like
    (Conover 1999, Practical Nonparametric Statistics, 3.2).
    """
    hours = (pl.col("first_hearing") - pl.col("charged")).dt.total_minutes() / 60
    rows = _mine(found).with_columns(hours=hours).filter(pl.col("where").is_not_null() & pl.col("hours").is_not_null())
    reach = normal_quantile(0.95) * pl.len().sqrt() / 2
    ordered = pl.col("hours").sort()
    last = pl.len().cast(pl.Int64) - 1
    told = rows.group_by("where", "case_type").agg(
        n=pl.len().cast(pl.Int64),
        median=pl.col("hours").median(),
        lower=ordered.get(((pl.len() / 2 - reach).floor().cast(pl.Int64) - 1).clip(0)),
        upper=ordered.get(pl.min_horizontal((pl.len() / 2 + reach).ceil().cast(pl.Int64), last)),
    )
    enough = pl.col("n") >= SMALLEST
    return told.with_columns(
        *(pl.when(enough).then(pl.col(name)).alias(name) for name in ("n", "median", "lower", "upper")),
        reason=pl.when(enough).then(pl.lit("")).otherwise(pl.lit(FEW)),
    ).sort("case_type", pl.col("where") == HOME)


@lru_cache(maxsize=64)
def proportionality(found: VirtualCourt) -> pl.DataFrame:
    """Whose cases are heard, and who is represented when they are: dimension, category, asked, shares.

    `asked` is "heard", of all cases made available, or "represented", of those heard. Cells are withheld by
    dimension, so that no total gives one away.
    """
    rows = _mine(found).with_columns(_band().alias("age band"))
    steps = {
        "heard": (pl.lit(value=True), pl.col("heard")),
        "represented": (pl.col("heard") & pl.col("represented").is_not_null(), pl.col("represented")),
    }
    cells = [
        _cells(rows.filter(base), dimension, asked, done)
        for asked, (base, done) in steps.items()
        for dimension in ("everybody", *GROUPS)
    ]
    table = pl.concat(cells)
    if table.is_empty():
        return table
    told = shares(table, [["dimension", "asked"]], smallest=SMALLEST)
    order = {name: at for at, name in enumerate(("everybody", *(c for names in GROUPS.values() for c in names)))}
    of = {name: at for at, name in enumerate(("everybody", *GROUPS))}
    ranks = [pl.col("dimension").replace_strict(of), pl.col("category").replace_strict(order, default=99)]
    return told.sort(*ranks, pl.col("asked") != "heard")


def _band() -> pl.Expr:
    """The age band of a defendant; the last that fits stands."""
    words: pl.Expr = pl.lit("45+")
    for below, band in ((45, "35-44"), (35, "25-34"), (25, "18-24"), (18, "10-17")):
        words = pl.when(pl.col("age") < below).then(pl.lit(band)).otherwise(words)
    return pl.when(pl.col("age").is_not_null()).then(words).otherwise(pl.lit("not known"))


def _cells(rows: pl.DataFrame, dimension: str, asked: str, done: pl.Expr) -> pl.DataFrame:
    category = (
        pl.lit("everybody") if dimension == "everybody" else pl.col(dimension).cast(pl.String).fill_null("not known")
    )
    counted = rows.group_by(category.alias("category")).agg(k=done.sum().cast(pl.Int64), n=pl.len().cast(pl.Int64))
    return counted.select(pl.lit(dimension).alias("dimension"), "category", pl.lit(asked).alias("asked"), "k", "n")
