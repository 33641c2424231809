"""Incidents graded immediate that were reached within 12 minutes."""

import narwhals as nw

from tp_metrics.measure import Measure

graded = nw.col("grade") == "I"

MEASURE = Measure(
    title="Immediate calls answered in time",
    why="When life is in danger, minutes decide.",
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
        "In time is within 12 minutes of the call, of those incidents whose response time is known.",
    ],
    reviewed="2026-11",
    example=({"grade": ["I", "I", "R"], "timed": [30, 10, 9], "in_time": [25, 5, 9]}, 75.0),
)
