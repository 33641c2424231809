"""Offences of violence in which somebody was injured, homicide among them."""

import narwhals as nw

from tp_metrics.measure import Measure

# The workbook's own series of violence with injury holds homicide already.
elsewhere = (nw.col("source") == "mps_workbook_series") & (nw.col("offence") == "homicide")
counted = nw.col("offence").is_in(["homicide", "violence_with_injury"]) & ~elsewhere

MEASURE = Measure(
    title="Violence with injury",
    why="It is the violence that hurts, and the part of violent crime that is recorded most alike everywhere.",
    theme="priority crime",
    kind="count",
    table="offences",
    sources=[
        "force_extract",
        "mps_borough_crime_2008",
        "mps_borough_crime_2010",
        "mps_borough_crime_2011",
        "mps_ward_crime_recent",
        "mps_ward_crime_historical",
        "mps_workbook_series",
        "demonstration",
        "demonstration_weekly",
    ],
    numerator=nw.when(counted).then(nw.col("offences")).otherwise(0),
    unit="offences",
    better="lower",
    window="performance year to date",
    rate="residents",
    reviewed="2026-11",
    example=(
        {
            "source": ["force_extract"] * 3,
            "offence": ["homicide", "violence_with_injury", "knife_crime"],
            "offences": [3, 2, 1],
        },
        5.0,
    ),
)
