"""Rape of women, men and children."""

import narwhals as nw

from tp_metrics.measure import Measure

counted = nw.col("offence").is_in(["rape"])

MEASURE = Measure(
    title="Rape",
    why="Few crimes do more harm, and a rise may be trust: more victims come forward.",
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
    disclosure="5",
    caveats=[
        "A rise in recorded rape may mean that more victims report it.",
    ],
    reviewed="2026-11",
    example=({"offence": ["rape", "other_sexual"], "offences": [6, 2]}, 6.0),
)
