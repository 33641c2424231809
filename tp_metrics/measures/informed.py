"""Residents who feel very or fairly well informed about what the police in their area have been doing."""

import narwhals as nw

from tp_metrics.measure import Measure

answer, weight = nw.col("informed"), nw.col("weight")
answered = answer.is_in(
    [
        "very well informed",
        "fairly well informed",
        "not very well informed",
        "not at all informed",
    ]
)
good = answer.is_in(["very well informed", "fairly well informed"])

MEASURE = Measure(
    title="Informed about local policing",
    why="People who are kept informed think better of their police.",
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
        {"informed": ["very well informed", "not at all informed", "don't know"], "weight": [1.0, 3.0, 1.0]},
        25.0,
    ),
)
