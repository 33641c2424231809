"""The target of a measure, as the edition's reference file dates it, and the corporate verdict on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.measure import Measure
from tp_metrics.results.events import edition_in
from tp_metrics.results.selection import Figure
from tp_metrics.stats import rag, target_level

#: The kind of target that asks for a change in per cent on the same months.
CHANGE = "change_percent"


@dataclass(frozen=True)
class Target:
    """A dated target.

    Attributes:
        asked: what it asks for: a level in the measure's unit, or a change in per cent on the same months.
        kind: "level" or "change_percent".
        level: what that is for the figure's own window, in the measure's unit.
        rag: "red", "amber" or "green"; None where there is no value or no year before.
        status, source: of the row of targets.csv ("assumed", "published", …).
    """

    asked: float
    kind: str
    level: float | None
    rag: str | None
    status: str
    source: str


def target(edition: Edition, measure: Measure, figure: Figure, end: date) -> Target | None:
    """The target that stands on a day for the figure's place, the newest of several; None where there is none."""
    row = standing(edition, measure, end).get(figure.code)
    if row is None:
        return None
    sums = pl.DataFrame(
        {"value": [figure.value], "previous": [figure.previous], "asked": [float(row["value"])]},
        schema=dict.fromkeys(("value", "previous", "asked"), pl.Float64),
    )
    level = target_level(pl.col("asked"), row["kind"], pl.col("previous"))
    judged = sums.with_columns(level=level)
    colour = None
    if measure.better != "neither":
        colour = judged.select(rag(*map(pl.col, ("value", "previous", "level")), better=measure.better)).item()
    return Target(float(row["value"]), row["kind"], judged["level"].item(), colour, row["status"], row["source"])


def standing(edition: Edition, measure: Measure, end: date) -> dict[str, dict[str, Any]]:
    """The rows of targets.csv that stand for a measure on a day, by place, the newest of several."""
    return _standing(edition.folder, end).get(measure.id, {})


@lru_cache(maxsize=64)
def _standing(folder: Path, end: date) -> dict[str, dict[str, dict[str, Any]]]:
    """The rows that stand on a day, by measure and place: one look for all measures takes as long as for one."""
    held = (
        edition_in(folder)
        .reference("targets")
        .filter(
            pl.col("valid_from") <= end,
            pl.col("valid_to").is_null() | (pl.col("valid_to") >= end),
        )
    )
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in held.sort("valid_from", maintain_order=True).iter_rows(named=True):
        found.setdefault(row["measure"], {})[row["place"]] = row
    return found
