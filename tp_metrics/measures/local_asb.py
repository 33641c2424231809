"""Residents who agree that the police in their area deal with local anti-social behaviour."""

import narwhals as nw

from tp_metrics.measure import Measure

answer, weight = nw.col("local_asb"), nw.col("weight")
answered = answer.is_in(
    ["strongly agree", "tend to agree", "neither agree nor disagree", "tend to disagree", "strongly disagree"]
)
good = answer.is_in(["strongly agree", "tend to agree"])

MEASURE = Measure(
    title="Police deal with local anti-social behaviour",
    why="Disorder close to home is what most residents see of policing.",
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
        {"local_asb": ["strongly agree", "tend to disagree", "don't know"], "weight": [1.0, 3.0, 1.0]},
        25.0,
    ),
)
