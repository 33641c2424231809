"""Breach reports of the tagging contractor."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Tag breach reports",
    why="Each of them asks for an officer to go and see.",
    theme="justice",
    kind="count",
    table="tag_breaches",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(~nw.col("report_number").is_null()).then(nw.lit(1)).otherwise(nw.lit(0)),
    unit="reports",
    better="lower",
    window="week",
    disclosure="5",
    caveats=[
        "A flow: reports, not people; a few people cause most of them.",
    ],
    reviewed="2026-11",
    example=({"report_number": ["b1", "b2", None]}, 2.0),
)
