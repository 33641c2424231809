"""Defendants made available to the Virtual Court who failed to appear at their first hearing."""

import narwhals as nw

from tp_metrics.measure import Measure

failed = nw.col("failed_to_appear")

MEASURE = Measure(
    title="Virtual Court: failed to appear at first hearing",
    why="A warrant and a wasted hearing follow each of them.",
    theme="justice",
    kind="proportion",
    table="hearings",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(failed).then(nw.lit(1)).otherwise(nw.lit(0)),
    denominator=nw.when(~failed.is_null()).then(nw.lit(1)).otherwise(nw.lit(0)),
    unit="per cent",
    better="lower",
    window="rolling 12 months",
    pilot=True,
    smallest_base=30,
    disclosure="5",
    caveats=[
        "Those held in custody cannot fail to appear, so that it falls when bail cases are no longer listed.",
    ],
    reviewed="2026-11",
    example=({"failed_to_appear": [True, False, False, False, None]}, 25.0),
)
