"""Restorative justice on the street: cases of level 1 in which people took part."""

import narwhals as nw

from tp_metrics.measure import Measure

met = nw.col("took_part") & (nw.col("level") == 1)

MEASURE = Measure(
    title="Restorative justice, level 1",
    why="It is the quick answer to a lesser offence, where both sides agree to it.",
    theme="justice",
    kind="count",
    table="restorative_interventions",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(met).then(nw.lit(1)).otherwise(nw.lit(0)),
    unit="interventions",
    better="neither",
    window="rolling 12 months",
    cohort=True,
    disclosure="5",
    caveats=[
        "Level 1 is an informal agreement on the street, level 2 a conference; it counts where and when it was.",
    ],
    reviewed="2026-11",
    example=({"took_part": [True, True, False], "level": [1, 2, 1]}, 1.0),
)
