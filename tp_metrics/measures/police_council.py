"""Residents who agree that police and council deal with the anti-social behaviour and crime that matter here."""

import narwhals as nw

from tp_metrics.measure import Measure

answer, weight = nw.col("police_council"), nw.col("weight")
answered = answer.is_in(
    ["strongly agree", "tend to agree", "neither agree nor disagree", "tend to disagree", "strongly disagree"]
)
good = answer.is_in(["strongly agree", "tend to agree"])

MEASURE = Measure(
    title="Dealing with what matters",
    why="It was the single national measure of policing until June 2010.",
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
        "The national target rested on another survey (the British Crime Survey); its levels are not these.",
    ],
    reviewed="2026-11",
    example=(
        {"police_council": ["strongly agree", "tend to disagree", "don't know"], "weight": [1.0, 3.0, 1.0]},
        25.0,
    ),
)
