"""People worked with by the Diamond Initiative who were proven to reoffend within a year."""

import narwhals as nw

from tp_metrics.measure import Measure

working = nw.col("worked_with")

MEASURE = Measure(
    title="Diamond: reoffended within a year, worked with",
    why="It is what the scheme is for; it says something only beside the comparison group.",
    theme="justice",
    kind="proportion",
    table="diamond_people",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(working & (nw.col("reoffences") > 0)).then(nw.lit(1)).otherwise(nw.lit(0)),
    denominator=nw.when(working & ~nw.col("reoffences").is_null()).then(nw.lit(1)).otherwise(nw.lit(0)),
    unit="per cent",
    better="lower",
    window="rolling 36 months",
    cohort=True,
    smallest_base=30,
    disclosure="5",
    caveats=[
        "Proven: an offence within 12 months of the start, with a conviction or caution within 18 months of it.",
        "There is no rate until most of the group has been followed for 18 months; who has not is left out of it.",
        "Not everybody who might have been worked with was: those who take help up may differ from those who do not.",
    ],
    reviewed="2026-11",
    example=({"worked_with": [True, True, True, False], "reoffences": [0, 3, None, 2]}, 50.0),
)
