"""Satisfaction in detail, in words: what was answered, and which stage lets which group down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.words.numbers import DASH, in_table, per_cent, points
from tp_metrics.words.sentences import people

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

    A difference that cannot be told from none stands in brackets; and what is too few to say says so.
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
        return "too few to say"
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
        f"{people('crime group', str(row['category']))} by “{measures[str(row['stage'])].title.lower()}” "
        f"({per_cent(row['value'])}, {points(row['difference'])})"
        for row in found
    ]
    return f"Let down most, against all other victims, are {'; '.join(told)}."


GAP_HEADS = {
    "tp": "TP",
    "mps": "The whole force",
    "other": "The whole force",
    "area": "Area commands",
    "borough": "Boroughs",
}


def place_gaps_title(rows: pl.DataFrame) -> str:
    """Whether the gap is clear as a whole, and in how many boroughs it is."""
    whole = rows.row(0, named=True)
    below = "below" if (whole["gap"] or 0.0) < 0 else "above"
    size = "too few to say"
    if whole["gap"] is not None:
        limits = " to ".join(in_table(whole[name], 1, plus=True) for name in ("gap_lower", "gap_upper"))
        chance = "" if whole["gap_lower"] > 0 or whole["gap_upper"] < 0 else ", which may be chance"
        size = f"{points(abs(whole['gap'])).lstrip('+')} {below} White victims ({limits}){chance}"
        size += f", {whole['window']}" if whole["pooled"] else ""
    boroughs = rows.slice(1).filter(pl.col("level") == "borough", pl.col("gap").is_not_null())
    clear = boroughs.filter((pl.col("gap_lower") > 0) | (pl.col("gap_upper") < 0)).height
    told = f"; clear in {clear} of {boroughs.height} boroughs" if boroughs.height else ""
    return f"BME victims: {size}{told}"


def place_gaps_marks(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """One mark to a place: the gap in points with its interval; a place with too few says so."""
    return [
        {
            "head": GAP_HEADS[row["level"]],
            "name": row["place"],
            "value": row["gap"],
            "lower": row["gap_lower"],
            "upper": row["gap_upper"],
            "shown": "too few to say" if row["gap"] is None else in_table(row["gap"], 1, plus=True),
            "strong": row["gap"] is not None and (row["gap_lower"] > 0 or row["gap_upper"] < 0),
            "tip": {
                "Place": row["place"],
                "BME": DASH if row["value"] is None else per_cent(row["value"]),
                "White": DASH if row["rest"] is None else per_cent(row["rest"]),
                "Window": row["window"],
            },
        }
        for row in rows.iter_rows(named=True)
    ]


def place_gaps_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of the picture: both shares with what they rest on, the gap with its limits, and why one is missing."""
    return rows.select(
        pl.col("place").alias("Place"),
        pl.col("value").alias("BME, %"),
        pl.col("base").alias("BME base"),
        pl.col("rest").alias("White, %"),
        pl.col("rest_base").alias("White base"),
        pl.col("gap").alias("Gap, points"),
        pl.col("gap_lower").alias("Gap from"),
        pl.col("gap_upper").alias("Gap to"),
        pl.col("window").alias("Window"),
        pl.col("reason").alias("Why not"),
    )


def place_gaps_foot(rows: pl.DataFrame) -> str:
    """What a reader of the gaps has to bear in mind, and which places are read over a longer window."""
    longer = rows.filter("pooled").height
    said = f" {longer} {'place is' if longer == 1 else 'places are'} read over a longer window, for want of interviews."
    return (
        "Points by which BME victims are above or below White ones; filled: its interval leaves out nought. Of 20 "
        f"boroughs without a gap one looks clear by chance.{said if longer else ''}"
    )
