"""Trials that went ahead on the day they were listed for."""

import narwhals as nw

from tp_metrics.measure import Measure

above, below = nw.col("effective"), nw.col("trials_listed")

MEASURE = Measure(
    title="Effective trials",
    why="A trial that goes ahead on its day is what everybody was called for.",
    theme="justice",
    kind="proportion",
    table="court_outcomes",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(~below.is_null()).then(above).otherwise(0),
    denominator=nw.when(~below.is_null()).then(below).otherwise(0),
    unit="per cent",
    better="higher",
    window="performance year to date",
    smallest_base=30,
    groups={"court": nw.col("court")},
    caveats=[
        "Effective, cracked and ineffective trials are 100 per cent of those listed.",
        "Magistrates' courts and the Crown Court together; each alone on the page Prosecution teams.",
    ],
    reviewed="2026-11",
    example=({"effective": [45, 50], "trials_listed": [100, 100]}, 47.5),
)
