"""Trials that went ahead on the day they were listed for."""

import narwhals as nw

from tp_metrics.measure import Measure

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
    numerator=nw.col("effective"),
    denominator=nw.col("trials_listed"),
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
