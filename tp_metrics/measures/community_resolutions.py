"""Outcomes that were community resolutions, of those in which somebody was dealt with."""

import narwhals as nw

from tp_metrics.measure import Measure

counted, disposal = nw.col("outcomes"), nw.col("disposal")
asked_for = disposal == "community resolution"
dealt_with = disposal != "none"

MEASURE = Measure(
    title="Community resolutions",
    why="It is how much is settled between those concerned; restorative justice is a part of it.",
    theme="justice",
    kind="proportion",
    table="crime_outcomes",
    sources=[
        "force_extract",
        "ho_outcomes",
    ],
    numerator=nw.when(asked_for).then(counted).otherwise(nw.lit(0)),
    denominator=nw.when(dealt_with).then(counted).otherwise(nw.lit(0)),
    unit="per cent",
    better="neither",
    window="performance year",
    smallest_base=30,
    caveats=[
        "Of outcomes recorded in the window in which somebody was dealt with, whenever the crime was recorded.",
        "A community resolution may be restorative or not: it is no count of restorative justice.",
    ],
    reviewed="2026-11",
    example=({"outcomes": [60, 40, 100], "disposal": ["charged", "community resolution", "none"]}, 40.0),
)
