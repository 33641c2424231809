"""Records of people wanted that stand at the end of a month."""

import narwhals as nw

from tp_metrics.measure import Measure

stands = nw.col("entry") == "standing"

MEASURE = Measure(
    title="Wanted: records at the end of the month",
    why="Everybody on these lists is somebody whom the police should bring in.",
    theme="justice",
    kind="stock",
    table="offender_account",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(stands).then(nw.col("number")).otherwise(0),
    unit="records",
    better="lower",
    window="month",
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
    example=({"entry": ["standing", "standing", "listed"], "number": [40, 12, 9]}, 52.0),
)
