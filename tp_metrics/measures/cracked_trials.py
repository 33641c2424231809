"""Trials that ended on the day without being heard."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Cracked trials",
    why="A late plea or a case dropped at the door of the court brings witnesses in for nothing.",
    theme="justice",
    kind="proportion",
    table="court_outcomes",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.col("cracked"),
    denominator=nw.col("trials_listed"),
    unit="per cent",
    better="lower",
    window="performance year to date",
    smallest_base=30,
    groups={"court": nw.col("court")},
    caveats=[
        "A late guilty plea, or no evidence offered, on the day of the trial.",
        "Magistrates' courts and the Crown Court together; each alone on the page Prosecution teams.",
    ],
    reviewed="2026-11",
    example=({"cracked": [34, 36], "trials_listed": [100, 100]}, 35.0),
)
