"""Residents who say the police do a good or excellent job in their area."""

import narwhals as nw

from tp_metrics.measure import Measure

answer, weight = nw.col("good_job"), nw.col("weight")
answered = answer.is_in(["excellent", "good", "fair", "poor", "very poor"])
good = answer.is_in(["excellent", "good"])

MEASURE = Measure(
    title="Police do a good job locally",
    why="It is how Londoners judge their police before they ever need them.",
    theme="confidence",
    kind="proportion",
    table="confidence_survey",
    sources=[
        "force_extract_sns",
        "force_extract",
        "pas_borough",
        "mps_workbook",
        "demonstration_sns",
        "demonstration",
    ],
    numerator=nw.when(good).then(weight).otherwise(0.0),
    denominator=nw.when(answered).then(weight).otherwise(0.0),
    weighted=True,
    unit="per cent",
    better="higher",
    window="rolling 12 months",
    groups={
        "sex": nw.col("sex"),
        "age band": nw.col("age_band"),
        "ethnicity": nw.col("ethnicity"),
        "disability": nw.col("disability"),
    },
    smallest_base=30,
    disclosure="base",
    caveats=[
        "A rolling year shares three quarters of its interviews with the one before it.",
    ],
    reviewed="2026-11",
    example=(
        {"good_job": ["good", "poor", "excellent", "don't know", None], "weight": [1.0, 1.0, 2.0, 1.0, 1.0]},
        75.0,
    ),
)
