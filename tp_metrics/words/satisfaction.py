"""Satisfaction in detail, in words: what was answered, and which stage lets which group down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from tp_metrics.words.numbers import DASH, per_cent, points

if TYPE_CHECKING:
    from tp_metrics.measure import Measure

#: How many of the seven answers count as satisfied, and where the middle one stands.
SATISFIED, MIDDLE = 3, 3


def answers_title(shares: Mapping[str, pl.DataFrame]) -> str:
    """The stage with the most dissatisfied answers, as a sentence; `shares` are by the title of the stage."""
    low = {title: float(rows["share"][MIDDLE + 1 :].sum()) for title, rows in shares.items() if rows.height}
    if not low:
        return "What victims answered"
    worst = max(low, key=lambda title: low[title])
    return f"{worst}: {per_cent(low[worst])} are dissatisfied, more than with any other stage"


def answers_alt(shares: Mapping[str, pl.DataFrame]) -> str:
    """The picture of the answers for those who cannot see it."""
    told = []
    for title, rows in shares.items():
        best, low = float(rows["share"][:SATISFIED].sum()), float(rows["share"][MIDDLE + 1 :].sum())
        told.append(f"{title}: {per_cent(best)} satisfied, {per_cent(low)} dissatisfied")
    return f"Bars of the seven answers to each question. {'; '.join(told)}."


def answers_table(shares: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row to a question, one column to an answer, in per cent."""
    rows = [
        {"Question": title, **{answer.capitalize(): round(share, 1) for answer, share in found.iter_rows()}}
        for title, found in shares.items()
    ]
    return pl.DataFrame(rows)


def stages_table(rows: pl.DataFrame, measures: Mapping[str, Measure]) -> pl.DataFrame:
    """One row to a group of victims, one column to a stage: the value, and the difference from all other victims.

    A difference that cannot be told from none stands in brackets; what is too few to say is a dash.
    """
    made = []
    for category in rows["category"].unique(maintain_order=True):
        mine = {row["stage"]: row for row in rows.filter(pl.col("category") == category).iter_rows(named=True)}
        made.append(
            {
                "Victims of": category,
                **{measures[name].title: _cell(mine.get(name)) for name in rows["stage"].unique(maintain_order=True)},
            }
        )
    return pl.DataFrame(made)


def _cell(row: Mapping[str, float | None] | None) -> str:
    if row is None or row["value"] is None:
        return DASH
    if row["difference"] is None or row["difference_lower"] is None or row["difference_upper"] is None:
        return per_cent(row["value"])
    said = points(row["difference"])
    clear = row["difference_lower"] > 0 or row["difference_upper"] < 0
    return f"{per_cent(row['value'])}, {said}" if clear else f"{per_cent(row['value'])} ({said})"


def let_down_words(rows: Sequence[Mapping[str, float]] | pl.DataFrame, measures: Mapping[str, Measure]) -> str:
    """Which stage lets which group down most, as one sentence."""
    found = rows.to_dicts() if isinstance(rows, pl.DataFrame) else list(rows)
    if not found:
        return "No stage lets any group of victims down clearly more than others."
    told = [
        f"{row['category']} by “{measures[str(row['stage'])].title.lower()}” "
        f"({per_cent(row['value'])}, {points(row['difference'])})"
        for row in found
    ]
    return f"Let down most, against all other victims: {'; '.join(told)}."
