"""Results: where measure, place and window meet."""

from tp_metrics.results.answer import NoSuchMeasure, figures, result
from tp_metrics.results.events import edition_in
from tp_metrics.results.selection import BY_PLACE, BY_TIME, ROWS, Figure, Result, Selection
from tp_metrics.results.small_areas import POOLED, Beside, beside_borough
from tp_metrics.results.together import Breakdowns, breakdowns
from tp_metrics.results.wards import WardSource, on_wards, ward_source, why_no_wards

__all__ = [
    "BY_PLACE",
    "BY_TIME",
    "POOLED",
    "ROWS",
    "Beside",
    "Breakdowns",
    "Figure",
    "NoSuchMeasure",
    "Result",
    "Selection",
    "WardSource",
    "beside_borough",
    "breakdowns",
    "edition_in",
    "figures",
    "on_wards",
    "result",
    "ward_source",
    "why_no_wards",
]
