"""Notifiable offences with a domestic flag."""

import narwhals as nw

from tp_metrics.measure import Measure

counted = (nw.col("offence") == "domestic_offences") | nw.col("domestic_offences")

MEASURE = Measure(
    title="Domestic offences",
    why="Violence at home is hidden, repeated and too often fatal.",
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
        "A rise may mean that more victims report it.",
    ],
    reviewed="2026-11",
    example=(
        {
            "offence": ["domestic_offences", "robbery_personal", "rape"],
            "offences": [4, 1, 1],
            "domestic_offences": [None, True, False],
        },
        5.0,
    ),
)
