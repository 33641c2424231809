"""Criminal damage and arson."""

import narwhals as nw

from tp_metrics.measure import Measure

counted = nw.col("offence").is_in(["criminal_damage"])

MEASURE = Measure(
    title="Criminal damage",
    why="It is the crime that people see every day, and much of it stands for disorder.",
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
    reviewed="2026-11",
    example=({"offence": ["criminal_damage", "drugs"], "offences": [3, 2]}, 3.0),
)
