"""Households at the census of 2011."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Households",
    why="It is what rates are given per 1,000 of.",
    theme="demand",
    kind="stock",
    table="indicators",
    sources=["reference"],
    numerator=nw.when(nw.col("indicator") == "households").then(nw.col("value")).otherwise(0.0),
    standing=True,
    unit="households",
    better="neither",
    window="performance year",
    reviewed="2026-11",
    example=({"indicator": ["households", "hectares"], "value": [1000.0, 12.0]}, 1000.0),
)
