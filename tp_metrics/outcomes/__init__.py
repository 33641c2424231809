"""What became of people, person by person: read from an edition's checked tables, of which no row leaves here."""

from tp_metrics.outcomes.cohorts import COMPARISON, PILOT
from tp_metrics.outcomes.confidence_drivers import ALIKE, DRIVERS, ConfidenceDrivers, confidence_drivers
from tp_metrics.outcomes.pilot_planner import Hours, Planned, Recruited, hours, planned, recruited, term_values, terms
from tp_metrics.outcomes.reach import needs, orders, parts, reach
from tp_metrics.outcomes.reoffending import Alike, Reoffending, TimeToReoffence, alike, reoffending, time_to_reoffence
from tp_metrics.outcomes.restorative_justice import (
    Restorative,
    offered,
    over_time,
    quality,
    restorative,
    roll_out,
    use,
)

__all__ = [
    "ALIKE",
    "COMPARISON",
    "DRIVERS",
    "PILOT",
    "Alike",
    "ConfidenceDrivers",
    "Hours",
    "Planned",
    "Recruited",
    "Reoffending",
    "Restorative",
    "TimeToReoffence",
    "alike",
    "confidence_drivers",
    "hours",
    "needs",
    "offered",
    "orders",
    "over_time",
    "parts",
    "planned",
    "quality",
    "reach",
    "recruited",
    "reoffending",
    "restorative",
    "roll_out",
    "term_values",
    "terms",
    "time_to_reoffence",
    "use",
]
