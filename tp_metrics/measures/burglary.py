"""Burglary of homes and of other buildings."""

import narwhals as nw

from tp_metrics.measure import Measure

counted = nw.col("offence").is_in(["burglary_residential", "burglary_other", "burglary"])

MEASURE = Measure(
    title="Burglary",
    why="A break-in at home or at work takes away more than goods.",
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
    caveats=[
        "It includes buildings other than homes; the priority is residential burglary.",
    ],
    reviewed="2026-11",
    example=({"offence": ["burglary_residential", "burglary", "knife_crime"], "offences": [3, 2, 1]}, 5.0),
)
