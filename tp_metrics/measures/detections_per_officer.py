"""Sanction detections over the mean strength of officers."""

from tp_metrics.measure import Measure

MEASURE = Measure(
    title="Sanction detections per officer",
    why="It sets what is brought to justice beside the officers who bring it.",
    theme="productivity",
    kind="quotient",
    of=("sanction_detections", "officers"),
    unit="detections per officer",
    better="higher",
    window="performance year to date",
    caveats=[
        "Officers are the mean of the window's months; abstraction and sickness are not taken off.",
        "Detections depend on what is there to detect: set it beside offences per officer and the detection ratio.",
    ],
    reviewed="2026-11",
)
