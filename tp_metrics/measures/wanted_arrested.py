"""Records of people wanted that ended by an arrest."""

import narwhals as nw

from tp_metrics.measure import Measure

arrests = nw.col("entry") == "arrested"

MEASURE = Measure(
    title="Wanted: records ended by arrest",
    why="It is how many of those whom the police look for they find.",
    theme="justice",
    kind="count",
    table="offender_account",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(arrests).then(nw.col("number")).otherwise(0),
    unit="records",
    better="higher",
    window="performance year to date",
    groups={
        "list": nw.col("category"),
    },
    group_levels=["borough", "area", "tp"],
    disclosure="5",
    caveats=[
        "Records, not people: one arrest may end several records.",
        "Records held by specialist units are in no borough, and not in the figure of TP.",
        "It begins a month after the first record ended: before that a list holds only who is still on it.",
    ],
    reviewed="2026-11",
    example=({"entry": ["arrested", "arrested", "withdrawn"], "number": [7, 2, 9]}, 9.0),
)
