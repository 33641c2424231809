"""What became of people, person by person: read from an edition's checked tables, of which no row leaves here."""

from tp_metrics.outcomes.cohorts import COMPARISON, PILOT
from tp_metrics.outcomes.confidence_drivers import ALIKE, DRIVERS, ConfidenceDrivers, confidence_drivers
from tp_metrics.outcomes.prosecution_teams import (
    DECISIONS,
    OUTCOMES,
    WITH,
    Electronic,
    Study,
    Teams,
    by_borough,
    effects,
    electronic,
    electronic_effects,
    electronic_study,
    hours_saved,
    months_live,
    prosecution_teams,
    study,
    trials,
)
from tp_metrics.outcomes.reach import needs, orders, parts, reach
from tp_metrics.outcomes.reoffending import Alike, Reoffending, TimeToReoffence, alike, reoffending, time_to_reoffence

__all__ = [
    "ALIKE",
    "COMPARISON",
    "DECISIONS",
    "DRIVERS",
    "OUTCOMES",
    "PILOT",
    "WITH",
    "Alike",
    "ConfidenceDrivers",
    "Electronic",
    "Reoffending",
    "Study",
    "Teams",
    "TimeToReoffence",
    "alike",
    "by_borough",
    "confidence_drivers",
    "effects",
    "electronic",
    "electronic_effects",
    "electronic_study",
    "hours_saved",
    "months_live",
    "needs",
    "orders",
    "parts",
    "prosecution_teams",
    "reach",
    "reoffending",
    "study",
    "time_to_reoffence",
    "trials",
]
