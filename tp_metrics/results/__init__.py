"""Results: where measure, place and window meet."""

from tp_metrics.results.answer import NoSuchMeasure, edition_in, result
from tp_metrics.results.selection import BY_PLACE, BY_TIME, ROWS, Figure, Result, Selection

__all__ = [
    "BY_PLACE",
    "BY_TIME",
    "ROWS",
    "Figure",
    "NoSuchMeasure",
    "Result",
    "Selection",
    "edition_in",
    "result",
]
