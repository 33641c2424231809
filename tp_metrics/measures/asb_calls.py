"""Calls to the control rooms about anti-social behaviour."""

import narwhals as nw

from tp_metrics.measure import Measure

counted = nw.col("kind") == "asb"

MEASURE = Measure(
    title="Anti-social behaviour calls",
    why="They are where residents first say that a place is getting worse.",
    theme="demand",
    kind="count",
    table="incidents",
    sources=[
        "force_extract",
        "mps_workbook",
        "demonstration",
    ],
    numerator=nw.when(counted).then(nw.col("incidents")).otherwise(0),
    unit="calls",
    better="neither",
    window="performance year to date",
    rate="residents",
    groups={"category": nw.col("category")},
    caveats=[
        "Calls are not crimes: another system counts them, and their categories changed in April 2009 and April 2010.",
        "Categories of anti-social behaviour changed again on 8 October 2013.",
    ],
    reviewed="2026-11",
    example=({"kind": ["crime", "asb", "other"], "incidents": [3, 2, 4]}, 2.0),
)
