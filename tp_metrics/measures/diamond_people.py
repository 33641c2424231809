"""People whom the Diamond Initiative has worked with."""

import narwhals as nw

from tp_metrics.measure import Measure

working = nw.col("worked_with")

MEASURE = Measure(
    title="Diamond: people worked with",
    why="It is how far the scheme reaches, before anybody can say what came of it.",
    theme="justice",
    kind="count",
    table="diamond_people",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(working).then(nw.lit(1)).otherwise(nw.lit(0)),
    unit="people",
    better="neither",
    window="rolling 36 months",
    cohort=True,
    disclosure="5",
    caveats=[
        "Everybody who started in the 36 months up to the data cut, where they lived then.",
    ],
    reviewed="2026-11",
    example=({"worked_with": [True, True, False]}, 2.0),
)
