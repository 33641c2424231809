"""Victims aged 1 to 19 of the most serious violence, knife and gun crime."""

import narwhals as nw

from tp_metrics.measure import Measure

counted = (nw.col("offence") == "serious_youth_violence") | nw.col("serious_youth_violence")

MEASURE = Measure(
    title="Serious youth violence",
    why="It counts the young victims of the most serious violence.",
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
    disclosure="5",
    caveats=[
        "It is counted across other offences, and is never added to them.",
        "It counts victims, not offences.",
    ],
    reviewed="2026-11",
    example=(
        {
            "offence": ["serious_youth_violence", "robbery_personal", "rape"],
            "offences": [4, 1, 1],
            "serious_youth_violence": [None, True, False],
        },
        5.0,
    ),
)
