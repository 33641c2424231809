"""Victims who are satisfied with how easily they could contact someone who could help."""

import narwhals as nw

from tp_metrics.measure import Measure

answer, weight = nw.col("ease_of_contact"), nw.col("weight")
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
    title="Satisfied with ease of contact",
    why="The first minute decides whether a victim trusts the rest.",
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
        {
            "ease_of_contact": ["very satisfied", "neither satisfied nor dissatisfied", "don't know"],
            "weight": [1.0, 1.0, 1.0],
        },
        50.0,
    ),
)
