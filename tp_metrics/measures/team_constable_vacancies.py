"""Vacant posts for constables in Safer Neighbourhoods teams, full-time equivalents."""

import narwhals as nw

from tp_metrics.measure import Measure

short = nw.col("constable_posts") - nw.col("constables")

MEASURE = Measure(
    title="Vacant constable posts",
    why="A vacant post is a ward's officer who is not there.",
    theme="workforce",
    kind="stock",
    table="ward_teams",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=nw.when(short > 0).then(short).otherwise(0.0),
    denominator=nw.when(~short.is_null()).then(nw.lit(1.0)).otherwise(0.0),
    unit="FTE",
    better="lower",
    window="month",
    groups={"team": nw.col("team")},
    group_levels=["ward"],
    caveats=[
        "Posts less people in post, team by team: one team's surplus fills no other team's vacancy.",
    ],
    reviewed="2026-11",
    example=({"team": ["Abbey", "Alibon"], "constables": [1.5, 3.0], "constable_posts": [2.0, 2.0]}, 0.5),
)
