"""People and vehicles stopped and searched."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Stop and search",
    why="It is the power that most touches trust, and is judged by what it finds.",
    theme="demand",
    kind="count",
    table="stops",
    sources=[
        "force_extract",
        "police_uk_stops",
        "mps_workbook",
        "demonstration",
    ],
    numerator=nw.col("stops"),
    unit="stops",
    better="neither",
    window="performance year to date",
    rate="residents",
    groups={"ethnicity": nw.col("ethnicity"), "sex": nw.col("sex"), "age band": nw.col("age_band")},
    reviewed="2026-11",
    example=({"stops": [1, 1, 3]}, 5.0),
)
