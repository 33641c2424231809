"""Residents in the middle of the performance year's first part (boroughs, by year) or at the census (wards)."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Residents",
    why="It is what rates are given per 1,000 of.",
    theme="demand",
    kind="stock",
    table="indicators",
    sources=["reference"],
    numerator=nw.when(nw.col("indicator") == "residents").then(nw.col("value")).otherwise(0.0),
    standing=True,
    unit="people",
    better="neither",
    window="performance year",
    reviewed="2026-11",
    example=({"indicator": ["residents", "hectares"], "value": [1000.0, 12.0]}, 1000.0),
)
