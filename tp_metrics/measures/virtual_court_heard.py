"""Cases made available that the Virtual Court heard."""

import narwhals as nw

from tp_metrics.measure import Measure

made_available = nw.when(~nw.col("station").is_null()).then(nw.lit(1)).otherwise(nw.lit(0))

MEASURE = Measure(
    title="Virtual Court: cases heard",
    why="A case that is not heard goes back to its home court, with a prisoner to be moved.",
    theme="justice",
    kind="proportion",
    table="hearings",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(nw.col("heard")).then(nw.lit(1)).otherwise(nw.lit(0)),
    denominator=made_available,
    unit="per cent",
    better="higher",
    window="rolling 12 months",
    pilot=True,
    smallest_base=30,
    disclosure="5",
    caveats=[
        "Of all cases made available: those never listed, those sent back and those who failed to appear count below.",
        "Until 25 October 2010 cases of same-day bail were listed too.",
    ],
    reviewed="2026-11",
    example=({"station": ["Brixton"] * 4, "heard": [True, False, True, True]}, 75.0),
)
