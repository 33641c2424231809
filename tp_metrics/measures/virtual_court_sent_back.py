"""Cases made available that the Virtual Court did not hear: they went back to their home court."""

import narwhals as nw

from tp_metrics.measure import Measure

made_available = nw.when(~nw.col("station").is_null()).then(nw.lit(1)).otherwise(nw.lit(0))

MEASURE = Measure(
    title="Virtual Court: cases sent back",
    why="A prisoner has to be moved to the home court for each of them, and the hearing waits for it.",
    theme="justice",
    kind="proportion",
    table="hearings",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(~nw.col("heard")).then(nw.lit(1)).otherwise(nw.lit(0)),
    denominator=made_available,
    unit="per cent",
    better="lower",
    window="rolling 12 months",
    pilot=True,
    smallest_base=30,
    disclosure="5",
    caveats=[
        "Every case that was not heard, for whatever reason: with those heard they are all that were made available.",
        "Until 25 October 2010 cases of same-day bail were listed too: who failed to appear counts here.",
    ],
    reviewed="2026-11",
    example=({"station": ["Brixton"] * 4, "heard": [True, False, True, True]}, 25.0),
)
