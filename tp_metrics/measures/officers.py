"""Police officers in post, full-time equivalents, sergeants included."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Police officers",
    why="It is what a borough commander has to work with.",
    theme="workforce",
    kind="stock",
    table="strength",
    sources=[
        "force_extract",
        "mps_workbook",
        "demonstration",
    ],
    numerator=nw.when(nw.col("role") == "officer").then(nw.col("strength")).otherwise(0.0),
    unit="FTE",
    better="neither",
    window="month",
    caveats=[
        "Strength, not posts; abstraction and sickness are not taken off.",
        "Borough strength leaves out TP non-borough, specialist and Safer Transport staff who work in the borough.",
    ],
    reviewed="2026-11",
    example=({"role": ["officer", "sergeant"], "strength": [120.5, 20.0]}, 120.5),
)
