"""Robbery of people and of businesses."""

import narwhals as nw

from tp_metrics.measure import Measure

counted = nw.col("offence").is_in(["robbery_personal", "robbery_business", "robbery"])

MEASURE = Measure(
    title="Robbery",
    why="It is the crime that Londoners fear most in the street.",
    theme="priority crime",
    kind="count",
    table="offences",
    sources=[
        "force_extract",
        "mps_borough_crime_2008",
        "mps_borough_crime_2010",
        "mps_borough_crime_2011",
        "ward_atlas",
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
    groups={"offence": nw.col("offence")},
    reviewed="2026-11",
    example=({"offence": ["robbery_personal", "robbery", "knife_crime"], "offences": [3, 2, 1]}, 5.0),
)
