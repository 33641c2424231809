"""People tagged at the end of a month."""

import narwhals as nw

from tp_metrics.measure import Measure

under_tag = nw.col("entry") == "tagged"

MEASURE = Measure(
    title="Tagged: people at the end of the month",
    why="It is how many the tagging contractor watches, and so how many may breach.",
    theme="justice",
    kind="stock",
    table="offender_account",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(under_tag).then(nw.col("number")).otherwise(0),
    unit="people",
    better="neither",
    window="month",
    disclosure="5",
    caveats=[
        "A stock: it may not be added up, nor held against the breach reports of a week as if both were flows.",
    ],
    reviewed="2026-11",
    example=({"entry": ["tagged", "tagged", "standing"], "number": [3, 2, 9]}, 5.0),
)
