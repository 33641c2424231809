"""Victims of offences aggravated by disability."""

import narwhals as nw

from tp_metrics.measure import Measure

counted = (nw.col("offence") == "disability_hate") | nw.col("disability_hate")

MEASURE = Measure(
    title="Disability hate crime",
    why="It is the hate crime least often reported.",
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
            "offence": ["disability_hate", "robbery_personal", "rape"],
            "offences": [4, 1, 1],
            "disability_hate": [None, True, False],
        },
        5.0,
    ),
)
