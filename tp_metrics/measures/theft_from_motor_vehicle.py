"""Theft from motor vehicles."""

import narwhals as nw

from tp_metrics.measure import Measure

counted = nw.col("offence").is_in(["theft_from_motor_vehicle"])

MEASURE = Measure(
    title="Theft from motor vehicle",
    why="It is the commonest serious acquisitive crime, and much of it can be prevented.",
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
    example=({"offence": ["theft_of_motor_vehicle", "theft_from_motor_vehicle"], "offences": [3, 2]}, 2.0),
)
