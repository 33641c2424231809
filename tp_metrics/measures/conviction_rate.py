"""Cases that ended in a conviction."""

import narwhals as nw

from tp_metrics.measure import Measure

above, below = nw.col("convictions"), nw.col("finalised")

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
    numerator=nw.when(~below.is_null()).then(above).otherwise(0),
    denominator=nw.when(~below.is_null()).then(below).otherwise(0),
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
