"""Incidents graded soon that were reached within 60 minutes."""

import narwhals as nw

from tp_metrics.measure import Measure

graded = nw.col("grade") == "S"

MEASURE = Measure(
    title="Soon calls answered in time",
    why="A victim who waits an hour has lost confidence before the officer arrives.",
    theme="demand",
    kind="proportion",
    table="incidents",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(graded).then(nw.col("in_time")).otherwise(0),
    denominator=nw.when(graded).then(nw.col("timed")).otherwise(0),
    unit="per cent",
    better="higher",
    window="performance year to date",
    smallest_base=30,
    caveats=[
        "In time is within 60 minutes of the call, of those incidents whose response time is known.",
    ],
    reviewed="2026-11",
    example=({"grade": ["S", "S", "R"], "timed": [30, 10, 9], "in_time": [25, 5, 9]}, 75.0),
)
