"""Interventions of restorative justice by an officer who had been trained in it."""

import narwhals as nw

from tp_metrics.measure import Measure

met = nw.col("took_part") & ~nw.col("officer_trained").is_null()
trained = nw.col("took_part") & nw.col("officer_trained")

MEASURE = Measure(
    title="Restorative justice by trained officers",
    why="It is how far the training of December 2010 and after has reached practice.",
    theme="justice",
    kind="proportion",
    table="restorative_interventions",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(trained).then(nw.lit(1)).otherwise(nw.lit(0)),
    denominator=nw.when(met).then(nw.lit(1)).otherwise(nw.lit(0)),
    unit="per cent",
    better="higher",
    window="rolling 12 months",
    cohort=True,
    smallest_base=30,
    disclosure="5",
    caveats=[
        "Of interventions of which it is noted whether the officer was trained.",
    ],
    reviewed="2026-11",
    example=({"took_part": [True, True, False], "officer_trained": [True, False, True]}, 50.0),
)
