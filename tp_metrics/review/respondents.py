"""Who was asked: groups' shares of the interviews, beside their share of the residents where that is known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.facts import NOT_KNOWN
from tp_metrics.results import Result
from tp_metrics.review.equality import Equality
from tp_metrics.review.group_gaps import BME, GROUPS, WHITE, WHITE_BME
from tp_metrics.stats import wilson


@dataclass(frozen=True, eq=False)
class Sample:
    """Who was asked.

    Attributes:
        found: the measure.
        rows: dimension, category ("not known": gave no answer), window, records, and in per cent share, lower, upper,
            weighted and residents. Shares are of those who said to which group they belong, those of "not known" of
            all. Residents are known of White and BME alone, and are no yardstick for victims.
    """

    found: Equality
    rows: pl.DataFrame


@lru_cache(maxsize=128)
def sample(edition: Edition, found: Equality) -> Sample:
    """Each group's share of the interviews of a measure, before and after weighting, and of the residents."""
    frames = [_asked(one) for one in found.by if one.figure.base is not None and one.window is not None]
    schema = dict.fromkeys(("dimension", "category", "window"), pl.String)
    numbers = dict.fromkeys(("share", "lower", "upper", "weighted"), pl.Float64)
    empty = pl.DataFrame(schema={**schema, "records": pl.Int64, **numbers})
    every = pl.concat([empty, *frames])
    share = bme_residents(edition, found.answer.figure.code) if found.measure.theme == "confidence" else None
    known = pl.when(pl.col("category") == BME).then(share).when(pl.col("category") == WHITE)
    rows = every.with_columns(residents=known.then(None if share is None else 100 - share).cast(pl.Float64))
    return Sample(found, rows)


def _asked(found: Result) -> pl.DataFrame:
    """The shares of one characteristic; a group of which nobody was asked among them."""
    (dimension,) = found.selection.by
    rows = found.rows.select("category", "records", "denominator")
    names = pl.DataFrame({"category": [*GROUPS[dimension], NOT_KNOWN]})
    cells = names.join(rows, on="category", how="left", maintain_order="left")
    cells = cells.with_columns(pl.col("records").fill_null(0))
    if dimension == "ethnicity":
        parts = cells.filter(~pl.col("category").is_in([WHITE, NOT_KNOWN]))
        told = parts["denominator"].null_count() == 0
        whole = {"category": BME, "records": parts["records"].sum(), "denominator": parts["denominator"].sum()}
        cells = pl.concat([cells, pl.DataFrame([{**whole, "denominator": whole["denominator"] if told else None}])])
    said = pl.col("records").filter(~pl.col("category").is_in([NOT_KNOWN, BME])).sum()
    everyone = pl.when(pl.col("category") == NOT_KNOWN).then(found.figure.records).otherwise(said)
    lower, upper = wilson(pl.col("records"), everyone)
    weights = pl.col("denominator").filter(~pl.col("category").is_in([NOT_KNOWN, BME]))
    known = pl.when(weights.null_count() == 0).then(weights.sum())
    of_weights = pl.when(pl.col("category") == NOT_KNOWN).then(found.figure.denominator).otherwise(known)
    return cells.select(
        dimension=pl.when(pl.col("category") == BME).then(pl.lit(WHITE_BME)).otherwise(pl.lit(dimension)),
        category="category",
        window=pl.lit(str(found.window)),
        records="records",
        share=100 * pl.col("records") / everyone,
        lower=100 * lower,
        upper=100 * upper,
        weighted=100 * pl.col("denominator") / of_weights,
    )


def bme_residents(edition: Edition, code: str) -> float | None:
    """The BME share of a place's residents at the census of 2011, per cent; None for what holds no whole borough."""
    place = edition.places.place(code)
    codes = [code] if place.level == "borough" else edition.places.children("TP" if code == "MPS" else code, "borough")
    rows = edition.reference("boroughs").filter(pl.col("code").is_in(codes)).drop_nulls("bame_percent_2011")
    if rows.is_empty() or place.level == "ward":
        return None
    weighed = (pl.col("bame_percent_2011") * pl.col("census_2011")).sum() / pl.col("census_2011").sum()
    return float(rows.select(weighed).item())
