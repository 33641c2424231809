"""Offences in which a firearm was used, threatened or fired."""

import narwhals as nw

from tp_metrics.measure import Measure

counted = (nw.col("offence") == "gun_crime") | nw.col("gun_crime")

MEASURE = Measure(
    title="Gun crime",
    why="It is rare, and each offence frightens a whole neighbourhood.",
    theme="priority crime",
    kind="count",
    table="offences",
    sources=[
        "force_extract",
        "mps_workbook_series",
        "demonstration",
        "demonstration_weekly",
    ],
    numerator=nw.when(counted).then(nw.col("offences")).otherwise(0),
    unit="offences",
    better="lower",
    window="performance year to date",
    rate="residents",
    overlaps=True,
    caveats=[
        "It is counted across other offences, and is never added to them.",
    ],
    reviewed="2026-11",
    example=(
        {"offence": ["gun_crime", "robbery_personal", "rape"], "offences": [4, 1, 1], "gun_crime": [None, True, False]},
        5.0,
    ),
)
