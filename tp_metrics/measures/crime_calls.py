"""Calls to the control rooms about crime."""

import narwhals as nw

from tp_metrics.measure import Measure

counted = nw.col("kind") == "crime"

MEASURE = Measure(
    title="Crime calls",
    why="They are the demand for help that reaches the control rooms.",
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
    ],
    reviewed="2026-11",
    example=({"kind": ["crime", "asb", "other"], "incidents": [3, 2, 4]}, 3.0),
)
