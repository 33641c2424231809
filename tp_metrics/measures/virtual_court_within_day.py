"""Cases made available to the Virtual Court whose first hearing, anywhere, was within 24 hours of the charge."""

from datetime import datetime

import narwhals as nw

from tp_metrics.measure import Measure

first, charge = nw.col("first_hearing"), nw.col("charged")

MEASURE = Measure(
    title="Virtual Court: first hearing within 24 hours",
    why="Time from charge to first hearing is what the link is meant to save.",
    theme="justice",
    kind="proportion",
    table="hearings",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(first <= charge.dt.offset_by("24h")).then(nw.lit(1)).otherwise(nw.lit(0)),
    denominator=nw.when(~first.is_null() & ~charge.is_null()).then(nw.lit(1)).otherwise(nw.lit(0)),
    unit="per cent",
    better="higher",
    window="rolling 12 months",
    pilot=True,
    smallest_base=30,
    disclosure="5",
    caveats=[
        "Of all cases made available, those that went back among them, once their first hearing is known.",
        "Those of the last days that went back may still be without one, and are left out.",
    ],
    reviewed="2026-11",
    example=(
        {
            "charged": [datetime(2010, 11, 1, 22), datetime(2010, 11, 1, 9), datetime(2010, 11, 1, 9), None],
            "first_hearing": [datetime(2010, 11, 2, 11), datetime(2010, 11, 3, 10), None, datetime(2010, 11, 2, 11)],
        },
        50.0,
    ),
)
