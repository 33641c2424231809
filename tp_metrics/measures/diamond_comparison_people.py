"""People like those of the Diamond Initiative who were released without its help."""

import narwhals as nw

from tp_metrics.measure import Measure

compared = nw.col("arm") == "comparison"

MEASURE = Measure(
    title="Diamond: people in the comparison group",
    why="Without them nobody can say what would have happened without the scheme.",
    theme="justice",
    kind="count",
    table="diamond_people",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(compared).then(nw.lit(1)).otherwise(nw.lit(0)),
    unit="people",
    better="neither",
    window="rolling 36 months",
    cohort=True,
    disclosure="5",
    caveats=[
        "Everybody who started in the 36 months up to the data cut, where they lived then.",
    ],
    reviewed="2026-11",
    example=({"arm": ["pilot", "comparison", "comparison"]}, 2.0),
)
