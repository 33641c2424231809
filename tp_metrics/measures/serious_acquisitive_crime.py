"""Residential burglary, robbery and theft of and from motor vehicles."""

import narwhals as nw

from tp_metrics.measure import Measure

counted = nw.col("offence").is_in(
    [
        "robbery_personal",
        "robbery_business",
        "robbery",
        "burglary_residential",
        "theft_of_motor_vehicle",
        "theft_from_motor_vehicle",
    ]
)

MEASURE = Measure(
    title="Serious acquisitive crime",
    why="It is the Home Office's family of crimes for gain, on which forces are compared.",
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
    example=({"offence": ["robbery_personal", "burglary_residential", "burglary_other"], "offences": [3, 2, 9]}, 5.0),
)
