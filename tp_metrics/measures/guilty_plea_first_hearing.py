"""Guilty pleas at the first hearing."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Guilty pleas at first hearing",
    why="A plea entered at once spares the victim a trial and the officers a file.",
    theme="justice",
    kind="proportion",
    table="court_outcomes",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.col("guilty_pleas_at_first_hearing"),
    denominator=nw.col("first_hearings"),
    unit="per cent",
    better="higher",
    window="performance year to date",
    smallest_base=30,
    caveats=[
        "Cases whose first hearing was in the month, whatever became of them later.",
    ],
    reviewed="2026-11",
    example=({"guilty_pleas_at_first_hearing": [40, 20, None], "first_hearings": [100, 50, None]}, 40.0),
)
