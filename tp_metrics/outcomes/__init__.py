"""What became of people, person by person: read from an edition's checked tables, of which no row leaves here."""

from tp_metrics.outcomes import court_fit, court_groups, hearings
from tp_metrics.outcomes.cohorts import COMPARISON, PILOT
from tp_metrics.outcomes.confidence_drivers import ALIKE, DRIVERS, ConfidenceDrivers, confidence_drivers
from tp_metrics.outcomes.reach import needs, orders, parts, reach
from tp_metrics.outcomes.reoffending import Alike, Reoffending, TimeToReoffence, alike, reoffending, time_to_reoffence

__all__ = [
    "ALIKE",
    "COMPARISON",
    "DRIVERS",
    "PILOT",
    "Alike",
    "ConfidenceDrivers",
    "Reoffending",
    "TimeToReoffence",
    "alike",
    "confidence_drivers",
    "court_fit",
    "court_groups",
    "hearings",
    "needs",
    "orders",
    "parts",
    "reach",
    "reoffending",
    "time_to_reoffence",
]
