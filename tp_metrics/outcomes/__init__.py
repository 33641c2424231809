"""What became of people, person by person: read from an edition's checked tables, of which no row leaves here."""

from tp_metrics.outcomes.at_large import TimeAtLarge, time_at_large, times
from tp_metrics.outcomes.cohorts import COMPARISON, PILOT
from tp_metrics.outcomes.confidence_drivers import ALIKE, DRIVERS, ConfidenceDrivers, confidence_drivers
from tp_metrics.outcomes.managed import Mappa, Prolific, managed_boroughs, mappa, prolific
from tp_metrics.outcomes.offenders import AtLarge, Offending, offending, overlap, units, wanted
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
    "Hours",
    "Load",
    "Mappa",
    "Offending",
    "Planned",
    "Prolific",
    "Recruited",
    "Reoffending",
    "Restorative",
    "Tagging",
    "TimeAtLarge",
    "TimeToReoffence",
    "alike",
    "confidence_drivers",
    "hours",
    "load",
    "managed_boroughs",
    "mappa",
    "needs",
    "offending",
    "offered",
    "orders",
    "over_time",
    "overlap",
    "parts",
    "planned",
    "prolific",
    "quality",
    "reach",
    "recruited",
    "reoffending",
    "restorative",
    "roll_out",
    "tagging",
    "term_values",
    "terms",
    "time_at_large",
    "time_to_reoffence",
    "times",
    "units",
    "use",
    "wanted",
]
