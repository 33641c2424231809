"""Defendants made available to the Virtual Court who pleaded guilty at their first hearing."""

import narwhals as nw

from tp_metrics.measure import Measure

plea = nw.col("plea")

MEASURE = Measure(
    title="Virtual Court: guilty plea at first hearing",
    why="An early plea spares witnesses and court time; advice before it matters as much.",
    theme="justice",
    kind="proportion",
    table="hearings",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(plea == "guilty").then(nw.lit(1)).otherwise(nw.lit(0)),
    denominator=nw.when(~plea.is_null()).then(nw.lit(1)).otherwise(nw.lit(0)),
    unit="per cent",
    better="neither",
    window="rolling 12 months",
    pilot=True,
    smallest_base=30,
    disclosure="5",
    caveats=[
        "More guilty pleas are no success by themselves: read them beside who was represented.",
        "Whoever failed to appear entered no plea, and is left out.",
    ],
    reviewed="2026-11",
    example=({"plea": ["guilty", "not guilty", "none entered", "guilty", None]}, 50.0),
)
