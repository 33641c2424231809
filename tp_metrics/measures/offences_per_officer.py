"""Total notifiable offences over the mean strength of officers."""

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Offences per officer",
    why="It sets recorded crime beside the officers who answer it.",
    theme="productivity",
    kind="quotient",
    of=("total_notifiable_offences", "officers"),
    unit="offences per officer",
    better="neither",
    window="performance year to date",
    caveats=[
        "Officers are the mean of the window's months; abstraction and sickness are not taken off.",
    ],
    reviewed="2026-11",
)
