"""Offences in which a knife or sharp instrument was used or threatened."""

import narwhals as nw

from tp_metrics.measure import Measure

counted = (nw.col("offence") == "knife_crime") | nw.col("knife_crime")

MEASURE = Measure(
    title="Knife crime",
    why="Knives turn quarrels into deaths, mostly of young men.",
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
        {
            "offence": ["knife_crime", "robbery_personal", "rape"],
            "offences": [4, 1, 1],
            "knife_crime": [None, True, False],
        },
        5.0,
    ),
)
