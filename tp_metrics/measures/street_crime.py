"""Crimes on the public map of data.police.uk, without anti-social behaviour."""

import narwhals as nw

from tp_metrics.measure import Measure

counted = nw.col("category") != "anti-social-behaviour"

MEASURE = Measure(
    title="Street-level crime",
    why="It is what residents see of crime on the public map.",
    theme="demand",
    kind="count",
    table="street_crimes",
    sources=[
        "force_extract",
        "police_uk_street",
    ],
    numerator=nw.when(counted).then(1).otherwise(0),
    unit="offences",
    better="lower",
    window="month",
    rate="residents",
    groups={"category": nw.col("category")},
    caveats=[
        "From data.police.uk: map points are moved to protect victims, and a crime that has no point is in no ward.",
        "It is never part of total notifiable offences, which another publication counts by other rules.",
    ],
    reviewed="2026-11",
    example=({"category": ["robbery", "anti-social-behaviour", "drugs"]}, 2.0),
)
