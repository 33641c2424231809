"""Special constables, headcount."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Special constables",
    why="They are volunteers with full powers, and bring hours where they are needed.",
    theme="workforce",
    kind="stock",
    table="strength",
    sources=[
        "force_extract",
        "mps_workbook",
        "demonstration",
    ],
    numerator=nw.when(nw.col("role") == "special").then(nw.col("strength")).otherwise(0.0),
    unit="headcount",
    better="neither",
    window="month",
    caveats=[
        "Headcount, not full-time equivalents.",
    ],
    reviewed="2026-11",
    example=({"role": ["special", "sergeant"], "strength": [120.5, 20.0]}, 120.5),
)
