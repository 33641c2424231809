"""What a meeting reads: scorecard, exceptions, drivers, what has changed since last time, and what is emerging."""

from tp_metrics.results import POOLED
from tp_metrics.review.area import (
    BESIDE,
    SUMMARY,
    Promised,
    Step,
    agenda,
    boroughs_beside,
    done_between,
    earlier_edition,
    promised,
    theme_of,
)
from tp_metrics.review.book import entered_anew
from tp_metrics.review.cases import Aftermath, Board, aftermath, board, clear_since, moved, seen, splits
from tp_metrics.review.concentration import Concentration, concentration
from tp_metrics.review.drivers import Drivers, drivers
from tp_metrics.review.emerging import emerging
from tp_metrics.review.equality import (
    ASKED_OF_ALL,
    Equality,
    Together,
    equality,
    together,
)
from tp_metrics.review.gap_years import GapYears, gap_years
from tp_metrics.review.meetings import Meeting, Sitting, icalendar, meetings, roles, sittings, theme_owners
from tp_metrics.review.peers import (
    Moves,
    Standing,
    both_windows,
    every_standing,
    standing,
)
from tp_metrics.review.place_gaps import place_gaps
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
from tp_metrics.review.respondents import Sample, sample
from tp_metrics.review.risks import Risk, Strand, risks, strands
from tp_metrics.review.satisfaction import ANSWERS, STAGES, answer_shares, let_down, stages_by_group
from tp_metrics.review.scorecard import SCORECARD, Line, scorecard
from tp_metrics.review.screening import Screen, measure_of, screen, screened_measures, title_of
from tp_metrics.review.season import Season, season
from tp_metrics.review.similar import (
    NEAREST,
    Similar,
    indicators,
    similar,
)
from tp_metrics.review.since import Since, revised, since
from tp_metrics.review.survey_changes import survey_changes
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
from tp_metrics.review.wards import VISITED, Team, WardCrime, visited_wards, ward_crime, ward_team

__all__ = [
    "ANSWERS",
    "ASKED_OF_ALL",
    "BESIDE",
    "DEMAND",
    "LOADS",
    "NEAREST",
    "OUTCOMES",
    "OUTPUT",
    "POOLED",
    "ROLES",
    "SCORECARD",
    "STAGES",
    "SUMMARY",
    "VISITED",
    "Aftermath",
    "Board",
    "Concentration",
    "Costs",
    "Drivers",
    "Equality",
    "Fewer",
    "GapYears",
    "Line",
    "Meeting",
    "Moves",
    "Promised",
    "Quadrant",
    "Risk",
    "Sample",
    "Screen",
    "Season",
    "Similar",
    "Since",
    "Sitting",
    "Standing",
    "Step",
    "Strand",
    "Team",
    "Together",
    "Value",
    "WardCrime",
    "aftermath",
    "agenda",
    "answer_shares",
    "board",
    "boroughs_beside",
    "both_windows",
    "clear_since",
    "concentration",
    "done_between",
    "drivers",
    "earlier_edition",
    "emerging",
    "entered_anew",
    "equality",
    "every_standing",
    "fewer",
    "funded",
    "funnelled",
    "gap_years",
    "icalendar",
    "indicators",
    "less_funding",
    "let_down",
    "load_rate",
    "measure_of",
    "meetings",
    "moved",
    "place_gaps",
    "promised",
    "quadrant",
    "revised",
    "risks",
    "roles",
    "sample",
    "scorecard",
    "screen",
    "screened_measures",
    "season",
    "seen",
    "shares",
    "similar",
    "since",
    "sittings",
    "splits",
    "stages_by_group",
    "standard_costs",
    "standing",
    "strands",
    "strength",
    "survey_changes",
    "theme_of",
    "theme_owners",
    "title_of",
    "together",
    "value",
    "visited_wards",
    "ward_crime",
    "ward_team",
]
