"""Cases that ended in a conviction."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Convictions",
    why="It says whether the cases that reach court were sound.",
    theme="justice",
    kind="proportion",
    table="court_outcomes",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.col("convictions"),
    denominator=nw.col("finalised"),
    unit="per cent",
    better="higher",
    window="performance year to date",
    smallest_base=30,
    groups={"court": nw.col("court")},
    caveats=[
        "Of cases finalised in the month, by defendant; guilty pleas are convictions.",
        "Magistrates' courts and the Crown Court together; each alone on the page Prosecution teams.",
    ],
    reviewed="2026-11",
    example=({"convictions": [84, 86], "finalised": [100, 100]}, 85.0),
)
