"""Vacant posts for sergeants in Safer Neighbourhoods teams, full-time equivalents."""

import narwhals as nw

from tp_metrics.measure import Measure

short = nw.col("sergeant_posts") - nw.col("sergeants")

MEASURE = Measure(
    title="Vacant sergeant posts",
    why="A team without a sergeant is led from another ward, or by nobody.",
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
    example=({"team": ["Abbey", "Alibon"], "sergeants": [0.0, 1.5], "sergeant_posts": [1.0, 1.0]}, 1.0),
)
