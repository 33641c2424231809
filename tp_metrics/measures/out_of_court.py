"""Outcomes out of court, of those in which somebody was dealt with."""

import narwhals as nw

from tp_metrics.measure import Measure

counted, disposal = nw.col("outcomes"), nw.col("disposal")
asked_for = disposal.is_in(["caution", "penalty notice", "cannabis warning", "community resolution"])
dealt_with = disposal != "none"

MEASURE = Measure(
    title="Dealt with out of court",
    why="What is settled out of court takes no court's time, and no court has tried it.",
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
        "Out of court are cautions, penalty notices, cannabis and khat warnings and community resolutions.",
    ],
    reviewed="2026-11",
    example=({"outcomes": [60, 30, 10, 100], "disposal": ["charged", "community resolution", "caution", "none"]}, 40.0),
)
