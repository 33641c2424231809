"""Agreements of restorative justice that were kept, of those whose term is over."""

import narwhals as nw

from tp_metrics.measure import Measure

ended = ~nw.col("agreement_kept").is_null()
kept = ended & nw.col("agreement_kept")

MEASURE = Measure(
    title="Restorative justice: agreements kept",
    why="Reparation that is promised and not made leaves a victim worse off than before.",
    theme="justice",
    kind="proportion",
    table="restorative_interventions",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(kept).then(nw.lit(1)).otherwise(nw.lit(0)),
    denominator=nw.when(ended).then(nw.lit(1)).otherwise(nw.lit(0)),
    unit="per cent",
    better="higher",
    window="rolling 12 months",
    cohort=True,
    smallest_base=30,
    disclosure="5",
    caveats=[
        "By the day of the intervention; agreements whose term was not over at the data cut are left out.",
        "The police neither supervise nor guarantee reparation: a kept agreement is one that was reported as kept.",
    ],
    reviewed="2026-11",
    example=({"agreement_kept": [True, False, None, True, True]}, 75.0),
)
