"""Trials put off to another day."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Ineffective trials",
    why="A trial put off brings victims, witnesses and officers back a second time.",
    theme="justice",
    kind="proportion",
    table="court_outcomes",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.col("ineffective"),
    denominator=nw.col("trials_listed"),
    unit="per cent",
    better="lower",
    window="performance year to date",
    smallest_base=30,
    groups={"court": nw.col("court")},
    caveats=[
        "Whoever caused it: prosecution, defence or court.",
        "Magistrates' courts and the Crown Court together; each alone on the page Prosecution teams.",
    ],
    reviewed="2026-11",
    example=({"ineffective": [18, 20], "trials_listed": [100, 100]}, 19.0),
)
