"""Victims who are satisfied with the service that they received as a whole."""

import narwhals as nw

from tp_metrics.measure import Measure

answer, weight = nw.col("overall"), nw.col("weight")
answered = answer.is_in(
    [
        "completely satisfied",
        "very satisfied",
        "fairly satisfied",
        "neither satisfied nor dissatisfied",
        "fairly dissatisfied",
        "very dissatisfied",
        "completely dissatisfied",
    ]
)
satisfied = answer.is_in(["completely satisfied", "very satisfied", "fairly satisfied"])
white = nw.col("ethnicity") == "White"
stated = ~nw.col("ethnicity").is_null()

MEASURE = Measure(
    title="Satisfied with the whole experience",
    why="It is the victims' own verdict on what the police did for them.",
    theme="satisfaction",
    kind="proportion",
    table="satisfaction_survey",
    sources=[
        "force_extract",
        "mps_workbook",
        "demonstration",
    ],
    numerator=nw.when(satisfied).then(weight).otherwise(0.0),
    denominator=nw.when(answered).then(weight).otherwise(0.0),
    weighted=True,
    unit="per cent",
    better="higher",
    window="rolling 12 months",
    groups={
        "crime group": nw.col("crime_group"),
        "answer": answer,
        "sex": nw.col("sex"),
        "age band": nw.col("age_band"),
        "ethnicity": nw.col("ethnicity"),
        "white / BME": nw.when(white).then(nw.lit("White")).otherwise(nw.when(stated).then(nw.lit("BME"))),
        "disability": nw.col("disability"),
    },
    smallest_base=30,
    disclosure="base",
    caveats=[
        "Satisfied is the top three of seven answers; five groups of victims are asked, and no victim of theft.",
    ],
    reviewed="2026-11",
    example=(
        {"overall": ["very satisfied", "neither satisfied nor dissatisfied", "don't know"], "weight": [1.0, 1.0, 1.0]},
        50.0,
    ),
)
