"""Stops and searches that led to an arrest."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Stop and search arrest rate",
    why="It says how often a search was well founded.",
    theme="demand",
    kind="proportion",
    table="stops",
    sources=[
        "force_extract",
        "police_uk_stops",
        "mps_workbook",
        "demonstration",
    ],
    numerator=nw.when(~nw.col("arrests").is_null()).then(nw.col("arrests")).otherwise(0),
    denominator=nw.when(~nw.col("arrests").is_null()).then(nw.col("stops")).otherwise(0),
    unit="per cent",
    better="higher",
    window="performance year to date",
    smallest_base=30,
    groups={"ethnicity": nw.col("ethnicity"), "sex": nw.col("sex"), "age band": nw.col("age_band")},
    caveats=["The force's workbook gives the mean of the months' rates; here it is arrests over stops."],
    reviewed="2026-11",
    example=({"stops": [10, 10, 5], "arrests": [1, 2, None]}, 15.0),
)
