"""Theft from the person without force: pickpocketing and snatches."""

import narwhals as nw

from tp_metrics.measure import Measure

counted = nw.col("offence").is_in(["theft_from_person"])

MEASURE = Measure(
    title="Theft from person",
    why="Pickpocketing and snatching gather where visitors do, and rise with what people carry.",
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
    example=({"offence": ["theft_from_person", "other_theft"], "offences": [3, 2]}, 3.0),
)
