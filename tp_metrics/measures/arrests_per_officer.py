"""Arrests over the mean strength of officers."""

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Arrests per officer",
    why="It sets one thing that officers do beside the officers who do it.",
    theme="productivity",
    kind="quotient",
    of=("arrests", "officers"),
    unit="arrests per officer",
    better="neither",
    window="performance year to date",
    caveats=[
        "Officers are the mean of the window's months; abstraction and sickness are not taken off.",
        "More arrests per officer is not better policing in itself: prevention leaves nobody to arrest.",
    ],
    reviewed="2026-11",
)
