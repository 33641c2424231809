"""Sergeants in post in Safer Neighbourhoods teams, full-time equivalents."""

import narwhals as nw

from tp_metrics.measure import Measure

in_post = nw.col("sergeants")

MEASURE = Measure(
    title="Neighbourhood sergeants",
    why="A team without its sergeant has nobody to set its work.",
    theme="workforce",
    kind="stock",
    table="ward_teams",
    sources=[
        "force_extract",
        "demonstration",
    ],
    numerator=in_post,
    denominator=nw.when(~in_post.is_null()).then(nw.lit(1.0)).otherwise(0.0),
    unit="FTE",
    better="neither",
    window="month",
    groups={"team": nw.col("team")},
    group_levels=["ward"],
    caveats=[
        "People in post in the ward's own teams: abstraction and sickness are not taken off.",
    ],
    reviewed="2026-11",
    example=({"team": ["Abbey", "Alibon"], "sergeants": [1.0, 2.5]}, 3.5),
)
