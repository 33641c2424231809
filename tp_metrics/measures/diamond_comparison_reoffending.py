"""People of the comparison group of the Diamond Initiative who were proven to reoffend within a year."""

import narwhals as nw

from tp_metrics.measure import Measure

compared = nw.col("arm") == "comparison"

MEASURE = Measure(
    title="Diamond: reoffended within a year, comparison group",
    why="It is what may be expected of people like these without the scheme.",
    theme="justice",
    kind="proportion",
    table="diamond_people",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(compared & (nw.col("reoffences") > 0)).then(nw.lit(1)).otherwise(nw.lit(0)),
    denominator=nw.when(compared & ~nw.col("reoffences").is_null()).then(nw.lit(1)).otherwise(nw.lit(0)),
    unit="per cent",
    better="lower",
    window="rolling 36 months",
    cohort=True,
    smallest_base=30,
    disclosure="5",
    caveats=[
        "Proven: an offence within 12 months of the start, with a conviction or caution within 18 months of it.",
        "There is no rate until most of the group has been followed for 18 months; who has not is left out of it.",
    ],
    reviewed="2026-11",
    example=({"arm": ["comparison", "comparison", "pilot"], "reoffences": [0, 1, 4]}, 50.0),
)
