"""Residents who are very or fairly worried about crime in their area."""

import narwhals as nw

from tp_metrics.measure import Measure

answer, weight = nw.col("worried"), nw.col("weight")
answered = answer.is_in(["very worried", "fairly worried", "not very worried", "not at all worried"])
worried = answer.is_in(["very worried", "fairly worried"])

MEASURE = Measure(
    title="Worried about crime",
    why="Fear keeps people at home, whether or not it is founded.",
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
    numerator=nw.when(worried).then(weight).otherwise(0.0),
    denominator=nw.when(answered).then(weight).otherwise(0.0),
    weighted=True,
    unit="per cent",
    better="lower",
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
        "Fieldwork began anew in April 2010: earlier borough figures are not comparable with later ones.",
    ],
    reviewed="2026-11",
    example=(
        {"worried": ["very worried", "not very worried", "don't know"], "weight": [1.0, 3.0, 1.0]},
        25.0,
    ),
)
