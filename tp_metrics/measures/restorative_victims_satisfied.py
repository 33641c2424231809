"""Victims who were satisfied with how restorative justice settled their case."""

import narwhals as nw

from tp_metrics.measure import Measure

answered = ~nw.col("victim_satisfaction").is_null() & (nw.col("victim_satisfaction") != "don't know")
satisfied = nw.col("victim_satisfaction").is_in(["completely satisfied", "very satisfied", "fairly satisfied"])

MEASURE = Measure(
    title="Restorative justice: victims satisfied",
    why="It is done for victims as much as for those who harmed them.",
    theme="justice",
    kind="proportion",
    table="restorative_interventions",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(satisfied).then(nw.lit(1)).otherwise(nw.lit(0)),
    denominator=nw.when(answered).then(nw.lit(1)).otherwise(nw.lit(0)),
    unit="per cent",
    better="higher",
    window="rolling 12 months",
    cohort=True,
    smallest_base=30,
    disclosure="5",
    caveats=[
        "The three satisfied answers of seven, of victims who were asked and answered by the data cut.",
        "Whether all victims or some were asked, and who answers, can move it.",
    ],
    reviewed="2026-11",
    example=({"victim_satisfaction": ["very satisfied", "fairly dissatisfied", "don't know", None]}, 50.0),
)
