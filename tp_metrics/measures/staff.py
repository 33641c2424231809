"""Police staff in post, full-time equivalents."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Police staff",
    why="They do the work that would otherwise take officers off the street.",
    theme="workforce",
    kind="stock",
    table="strength",
    sources=[
        "force_extract",
        "mps_workbook",
        "demonstration",
    ],
    numerator=nw.when(nw.col("role") == "staff").then(nw.col("strength")).otherwise(0.0),
    unit="FTE",
    better="neither",
    window="month",
    caveats=[
        "Borough strength leaves out TP non-borough, specialist and Safer Transport staff who work in the borough.",
    ],
    reviewed="2026-11",
    example=({"role": ["staff", "sergeant"], "strength": [120.5, 20.0]}, 120.5),
)
