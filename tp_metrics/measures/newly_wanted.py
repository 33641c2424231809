"""Records of people newly listed as wanted."""

import narwhals as nw

from tp_metrics.measure import Measure

new = nw.col("entry") == "listed"

MEASURE = Measure(
    title="Newly wanted: records listed",
    why="It is the work that comes in, whatever is done about those already listed.",
    theme="justice",
    kind="count",
    table="offender_account",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(new).then(nw.col("number")).otherwise(0),
    unit="records",
    better="neither",
    window="performance year to date",
    groups={
        "list": nw.col("category"),
    },
    group_levels=["borough", "area", "tp"],
    disclosure="5",
    caveats=[
        "Records, not people: one person may stand on several lists.",
        "Records held by specialist units are in no borough, and not in the figure of TP.",
        "It begins a month after the first record ended: before that a list holds only who is still on it.",
    ],
    reviewed="2026-11",
    example=({"entry": ["listed", "listed", "arrested"], "number": [40, 12, 9]}, 52.0),
)
