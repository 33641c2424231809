"""Residents who agree that the police in their area listen to and engage with the community."""

import narwhals as nw

from tp_metrics.measure import Measure

answer, weight = nw.col("engagement"), nw.col("weight")
answered = answer.is_in(
    ["strongly agree", "tend to agree", "neither agree nor disagree", "tend to disagree", "strongly disagree"]
)
good = answer.is_in(["strongly agree", "tend to agree"])

MEASURE = Measure(
    title="Police engage with the community",
    why="People who feel listened to think better of their police.",
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
        {"engagement": ["strongly agree", "tend to disagree", "don't know"], "weight": [1.0, 3.0, 1.0]},
        25.0,
    ),
)
