"""All incidents (CAD) of every kind."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Incidents",
    why="Every incident takes somebody's time, whether or not it becomes a crime.",
    theme="demand",
    kind="count",
    table="incidents",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.col("incidents"),
    unit="incidents",
    better="neither",
    window="performance year to date",
    rate="residents",
    groups={"category": nw.col("category")},
    caveats=[
        "The MPS figures workbook has calls about crime and anti-social behaviour alone, and so no figure of this.",
        "Calls are not crimes: another system counts them, and their categories changed in April 2009 and April 2010.",
    ],
    reviewed="2026-11",
    example=({"kind": ["crime", "asb", "other"], "incidents": [3, 2, 4]}, 9.0),
)
