"""Victims of offences aggravated by race or religion."""

import narwhals as nw

from tp_metrics.measure import Measure

counted = (nw.col("offence") == "racist_religious_hate") | nw.col("racist_religious_hate")

MEASURE = Measure(
    title="Racist and religious hate crime",
    why="It wounds a victim for who they are, and everyone like them.",
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
        "It counts victims; the hate crime strands overlap and are never added to one another.",
    ],
    reviewed="2026-11",
    example=(
        {
            "offence": ["racist_religious_hate", "robbery_personal", "rape"],
            "offences": [4, 1, 1],
            "racist_religious_hate": [None, True, False],
        },
        5.0,
    ),
)
