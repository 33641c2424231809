"""Cases that the prosecution discontinued."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Cases discontinued",
    why="A case dropped after charge is work lost and a victim let down.",
    theme="justice",
    kind="proportion",
    table="court_outcomes",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.col("discontinued"),
    denominator=nw.col("finalised"),
    unit="per cent",
    better="lower",
    window="performance year to date",
    smallest_base=30,
    groups={"court": nw.col("court")},
    caveats=[
        "Of cases finalised in the month, by defendant.",
        "Magistrates' courts and the Crown Court together; each alone on the page Prosecution teams.",
    ],
    reviewed="2026-11",
    example=({"discontinued": [10, 13], "finalised": [100, 100]}, 11.5),
)
