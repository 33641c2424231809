"""Satisfaction in detail: every answer that was given, and which stage lets which group of victims down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.periods import Window
from tp_metrics.results import Result, Selection, result
from tp_metrics.review.kept import kept
from tp_metrics.schema.records import DONT_KNOW, SATISFACTION
from tp_metrics.stats import newcombe

#: The seven answers of the User Satisfaction Survey, the best first.
ANSWERS = tuple(answer for answer in SATISFACTION if answer != DONT_KNOW)
STAGES = ("satisfaction_contact", "satisfaction_action", "satisfaction_follow_up", "satisfaction_treatment")
#: How far the sum of the answers may be from the weight of all, in parts of it, and still be the same answers.
CLOSE = 1e-6
SHARES = {"answer": pl.String, "share": pl.Float64}


def answer_shares(edition: Edition, answer: Result) -> pl.DataFrame:
    """How the answers to a question were shared out: `answer` in the order of ANSWERS, `share` in per cent.

    They are shares of everyone who answered, by weight, so that the base of the whole decides whether they may be
    shown and not that of each answer. Empty where the figure is not known, or where its source gives no answers.
    """
    figure, window = answer.figure, answer.window
    if figure.value is None or window is None or not figure.denominator:
        return pl.DataFrame(schema=SHARES)
    told = (answer.measure.id, answer.source_name, figure.code, figure.denominator, window)
    return _shares(edition, *told)


@kept
def _shares(edition: Edition, measure: str, source: str, code: str, answered: float, window: Window) -> pl.DataFrame:
    found = (
        edition.facts(measure, "answer")
        .filter(
            pl.col("place").cast(pl.String) == code,
            pl.col("source").cast(pl.String) == source,
            pl.col("first_day") >= window.first,
            pl.col("last_day") <= window.last,
        )
        .group_by(answer=pl.col("category").cast(pl.String))
        .agg(pl.col("denominator").sum())
    )
    whole = float(found["denominator"].sum())
    if abs(whole - answered) > CLOSE * answered:
        return pl.DataFrame(schema=SHARES)
    every = pl.DataFrame({"answer": ANSWERS}).join(found, on="answer", how="left", maintain_order="left")
    return every.select("answer", share=100 * pl.col("denominator").fill_null(0) / whole)


@kept
def stages_by_group(edition: Edition, selection: Selection, group: str, stages: Sequence[str] = STAGES) -> pl.DataFrame:
    """Each stage of the service for each group of victims, against all other victims.

    Columns: `stage` (measure id), `category`, `value`, `lower`, `upper`, `base`, and `difference` from all others in
    points with `difference_lower` and `difference_upper` (95 %, Newcombe's method 10 on effective bases); null where
    a base is too small. The difference is null where nobody else answered.
    """
    frames = []
    for name in stages:
        found = result(edition, name, replace(selection, edition=edition.id, by=(group,)))
        rows = found.rows.filter(pl.col("category") != "not known", pl.col("dimension") == group)
        if rows["value"].count():
            frames.append(_against_others(rows, found).with_columns(stage=pl.lit(name)))
    columns = ("stage", "category", "value", "lower", "upper", "base")
    differences = ("difference", "difference_lower", "difference_upper")
    if not frames:
        texts = {"stage": pl.String, "category": pl.String}
        return pl.DataFrame(schema={name: texts.get(name, pl.Float64) for name in (*columns, *differences)})
    return pl.concat(frames).select(*columns, *differences)


def _against_others(rows: pl.DataFrame, found: Result) -> pl.DataFrame:
    """The rows of a result's groups with their difference from everyone else who answered."""
    factor = found.measure.factor
    weight, satisfied = found.figure.denominator, found.figure.numerator
    base = found.figure.base
    if weight is None or satisfied is None or base is None:
        nothing = pl.lit(None, pl.Float64)
        return rows.with_columns(difference=nothing, difference_lower=nothing, difference_upper=nothing)
    others = (satisfied - pl.col("numerator")) / (weight - pl.col("denominator"))
    others_base = base - pl.col("base")
    share = pl.col("value") / factor
    difference, lower, upper = newcombe(share * pl.col("base"), pl.col("base"), others * others_base, others_base)
    return rows.with_columns(
        difference=factor * difference, difference_lower=factor * lower, difference_upper=factor * upper
    )


def let_down(rows: pl.DataFrame) -> pl.DataFrame:
    """The stage that lets each group down most: its row with the lowest difference that is clearly below the others.

    In the columns of `stages_by_group`, one row to a group that any stage clearly lets down, the worst first.
    """
    clear = rows.filter(pl.col("difference_upper") < 0)
    return clear.sort("difference").unique("category", keep="first", maintain_order=True)
