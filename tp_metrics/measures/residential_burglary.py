"""Burglary of homes."""

import narwhals as nw

from tp_metrics.measure import Measure

counted = nw.col("offence").is_in(["burglary_residential"])

MEASURE = Measure(
    title="Residential burglary",
    why="A home that was broken into is the burglary that people remember.",
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
    rate="households",
    reviewed="2026-11",
    example=({"offence": ["burglary_residential", "burglary_other"], "offences": [3, 2]}, 3.0),
)
