"""What became of people, person by person: read from an edition's checked tables, of which no row leaves here."""

from tp_metrics.outcomes.at_large import TimeAtLarge, time_at_large, times
from tp_metrics.outcomes.cohorts import COMPARISON, PILOT
from tp_metrics.outcomes.confidence_drivers import ALIKE, DRIVERS, ConfidenceDrivers, confidence_drivers
from tp_metrics.outcomes.managed import Mappa, Prolific, managed_boroughs, mappa, prolific
from tp_metrics.outcomes.offenders import AtLarge, Offending, offending, overlap, units, wanted
from tp_metrics.outcomes.reach import needs, orders, parts, reach
from tp_metrics.outcomes.reoffending import Alike, Reoffending, TimeToReoffence, alike, reoffending, time_to_reoffence
from tp_metrics.outcomes.tagging import HOURS, Load, Tagging, load, tagging

__all__ = [
    "ALIKE",
    "COMPARISON",
    "DRIVERS",
    "HOURS",
    "PILOT",
    "Alike",
    "AtLarge",
    "ConfidenceDrivers",
    "Load",
    "Mappa",
    "Offending",
    "Prolific",
    "Reoffending",
    "Tagging",
    "TimeAtLarge",
    "TimeToReoffence",
    "alike",
    "confidence_drivers",
    "load",
    "managed_boroughs",
    "mappa",
    "needs",
    "offending",
    "orders",
    "overlap",
    "parts",
    "prolific",
    "reach",
    "reoffending",
    "tagging",
    "time_at_large",
    "time_to_reoffence",
    "times",
    "units",
    "wanted",
]
