"""Case files that reached the prosecution on time."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Case files on time",
    why="A late file delays the hearing, or weakens the case at it.",
    theme="justice",
    kind="proportion",
    table="court_outcomes",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.col("files_on_time"),
    denominator=nw.col("files_due"),
    unit="per cent",
    better="higher",
    window="performance year to date",
    smallest_base=30,
    caveats=[
        "On time is by the day agreed with the prosecution; the quality of the file is not counted.",
    ],
    reviewed="2026-11",
    example=({"files_on_time": [70, 80], "files_due": [100, 100]}, 75.0),
)
