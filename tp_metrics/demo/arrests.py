"""Arrests by borough and month, with who was arrested; every performance year adds up to what was published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from tp_metrics.demo.demand import month_columns
from tp_metrics.demo.ground import Counts, Floats, Ground
from tp_metrics.demo.parameters import assumed
from tp_metrics.demo.published import table

YEARS = 5  # performance years, April 2007 to March 2012
#: Where those are counted whom units outside the boroughs arrested.
ELSEWHERE = "SPECIALIST"
GROUPS = ("ethnicity", "sex", "age_band")


@dataclass(frozen=True)
class Arrests:
    """Arrests by group × place (boroughs, then elsewhere) × month, and the groups in that order."""

    groups: list[dict[str, Any]]
    counts: Counts


def arrests(ground: Ground, detections: Floats, strength: pl.DataFrame, rng: np.random.Generator) -> Arrests:
    """Arrests that follow the boroughs' `detections` and officers, and no calendar but the length of the months."""
    frame = table("arrests")
    places = _places(ground, detections, strength, rng)
    days = np.array([30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31], dtype=float)
    months = np.exp(rng.normal(np.log(days), assumed("arrests, scatter of months"), (YEARS, 12)))
    cells = places[None, :, None] * (months / months.sum(axis=1, keepdims=True))[:, None, :]
    totals = frame.select(pl.exclude(GROUPS)).to_numpy().astype(np.int64)
    drawn = rng.multinomial(totals, cells.reshape(YEARS, -1)[None])
    by_year = drawn.reshape(len(frame), YEARS, len(places), 12)
    counts = np.moveaxis(by_year, 1, 2).reshape(len(frame), len(places), YEARS * 12)
    return Arrests(frame.select(GROUPS).to_dicts(), counts)


def _places(ground: Ground, detections: Floats, strength: pl.DataFrame, rng: np.random.Generator) -> Floats:
    """The share of each borough, and last of what is elsewhere."""
    mean = strength.filter(pl.col("role") == "officer").group_by("place").agg(pl.col("strength").mean())
    by_code = dict(mean.iter_rows())
    officers = np.array([by_code[code] for code in ground.boroughs], dtype=float)
    weights = detections / detections.sum() + officers / officers.sum()
    weights = weights * np.exp(rng.normal(0.0, assumed("arrests by borough"), len(weights)))
    away = assumed("arrests outside boroughs")
    return np.append(weights / weights.sum() * (1 - away), away)


def arrest_rows(ground: Ground, known: Arrests, first: int, last: int) -> pl.DataFrame:
    """Rows of the arrests table for months `first` to `last` (excluded)."""
    group, place, month = np.nonzero(known.counts[:, :, first:last])
    groups = pl.DataFrame(known.groups, schema=dict.fromkeys(GROUPS, pl.String))
    return pl.DataFrame(
        [
            *month_columns(month + first),
            pl.Series("place", [*ground.boroughs, ELSEWHERE]).gather(pl.Series(place)),
            *(groups[name].gather(pl.Series(group)) for name in GROUPS),
            pl.Series("arrests", known.counts[group, place, month + first]),
        ]
    )
