"""Police community support officers in post, full-time equivalents."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Police community support officers",
    why="They are the face of the Safer Neighbourhoods teams.",
    theme="workforce",
    kind="stock",
    table="strength",
    sources=[
        "force_extract",
        "mps_workbook",
        "demonstration",
    ],
    numerator=nw.when(nw.col("role") == "pcso").then(nw.col("strength")).otherwise(0.0),
    unit="FTE",
    better="neither",
    window="month",
    caveats=[
        "Borough strength leaves out TP non-borough, specialist and Safer Transport staff who work in the borough.",
    ],
    reviewed="2026-11",
    example=({"role": ["pcso", "sergeant"], "strength": [120.5, 20.0]}, 120.5),
)
