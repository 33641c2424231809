"""Charging decisions submitted electronically on the case management system."""

import narwhals as nw

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Charging decisions on CMS",
    why="What is sent electronically is typed once, and can be read at once.",
    theme="justice",
    kind="proportion",
    table="court_outcomes",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.col("charging_on_cms"),
    denominator=nw.col("charging_decisions"),
    unit="per cent",
    better="higher",
    window="performance year to date",
    smallest_base=30,
    caveats=[
        "CMS is the case management system of the Crown Prosecution Service.",
    ],
    reviewed="2026-11",
    example=({"charging_on_cms": [10, 30], "charging_decisions": [100, 100]}, 20.0),
)
