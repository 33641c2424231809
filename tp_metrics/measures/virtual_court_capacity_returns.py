"""Cases made available that went back to their home court because the Virtual Court had no room."""

import narwhals as nw

from tp_metrics.measure import Measure

full = nw.col("returned") == "capacity"
made_available = nw.when(~nw.col("station").is_null()).then(nw.lit(1)).otherwise(nw.lit(0))

MEASURE = Measure(
    title="Virtual Court: returned for want of capacity",
    why="It says whether the list is long enough for what the stations send.",
    theme="justice",
    kind="proportion",
    table="hearings",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(full).then(nw.lit(1)).otherwise(nw.lit(0)),
    denominator=made_available,
    unit="per cent",
    better="lower",
    window="rolling 12 months",
    pilot=True,
    smallest_base=30,
    disclosure="5",
    caveats=[
        "A cap counts too: a case above it goes back for want of capacity, though the court may have had time.",
    ],
    reviewed="2026-11",
    example=({"station": ["Brixton"] * 4, "returned": ["capacity", None, "technical", None]}, 25.0),
)
