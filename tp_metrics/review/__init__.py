"""What a meeting reads: scorecard, exceptions, drivers, what has changed since last time, and what is emerging."""

from tp_metrics.review.book import entered_anew
from tp_metrics.review.cases import Aftermath, Board, aftermath, board, clear_since, moved, seen, splits
from tp_metrics.review.concentration import Concentration, concentration
from tp_metrics.review.drivers import Drivers, drivers
from tp_metrics.review.emerging import emerging
from tp_metrics.review.meetings import Meeting, Sitting, icalendar, meetings, roles, sittings, theme_owners
from tp_metrics.review.productivity import (
    DEMAND,
    LOADS,
    OUTPUT,
    Quadrant,
    funnelled,
    load_rate,
    quadrant,
    shares,
    strength,
)
from tp_metrics.review.risks import Risk, Strand, risks, strands
from tp_metrics.review.scorecard import SCORECARD, Line, scorecard
from tp_metrics.review.screening import Screen, measure_of, screen, screened_measures, title_of
from tp_metrics.review.season import Season, season
from tp_metrics.review.since import Since, revised, since
from tp_metrics.review.value import (
    OUTCOMES,
    ROLES,
    Costs,
    Fewer,
    Value,
    fewer,
    funded,
    less_funding,
    standard_costs,
    value,
)

__all__ = [
    "DEMAND",
    "LOADS",
    "OUTCOMES",
    "OUTPUT",
    "ROLES",
    "SCORECARD",
    "Aftermath",
    "Board",
    "Concentration",
    "Costs",
    "Drivers",
    "Fewer",
    "Line",
    "Meeting",
    "Quadrant",
    "Risk",
    "Screen",
    "Season",
    "Since",
    "Sitting",
    "Strand",
    "Value",
    "aftermath",
    "board",
    "clear_since",
    "concentration",
    "drivers",
    "emerging",
    "entered_anew",
    "fewer",
    "funded",
    "funnelled",
    "icalendar",
    "less_funding",
    "load_rate",
    "measure_of",
    "meetings",
    "moved",
    "quadrant",
    "revised",
    "risks",
    "roles",
    "scorecard",
    "screen",
    "screened_measures",
    "season",
    "seen",
    "shares",
    "since",
    "sittings",
    "splits",
    "standard_costs",
    "strands",
    "strength",
    "theme_owners",
    "title_of",
    "value",
]
