"""Incidents of every kind over the mean strength of officers."""

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Incidents per officer",
    why="It sets all demand beside the officers who answer it.",
    theme="productivity",
    kind="quotient",
    of=("incidents", "officers"),
    unit="incidents per officer",
    better="neither",
    window="performance year to date",
    caveats=[
        "Officers are the mean of the window's months; abstraction and sickness are not taken off.",
        "Calls are not crimes: another system counts them, and their categories changed in April 2009 and April 2010.",
    ],
    reviewed="2026-11",
)
