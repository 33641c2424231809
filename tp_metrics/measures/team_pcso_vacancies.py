"""Vacant posts for community support officers in Safer Neighbourhoods teams, full-time equivalents."""

import narwhals as nw

from tp_metrics.measure import Measure

short = nw.col("pcso_posts") - nw.col("pcsos")

MEASURE = Measure(
    title="Vacant PCSO posts",
    why="Patrols are the first thing that a short team leaves out.",
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
    example=({"team": ["Abbey", "Alibon"], "pcsos": [2.5, 4.0], "pcso_posts": [3.0, 3.0]}, 0.5),
)
