"""What a meeting reads: scorecard, exceptions, drivers, what has changed since last time, and what is emerging."""

from tp_metrics.review.drivers import Drivers, drivers
from tp_metrics.review.emerging import emerging
from tp_metrics.review.scorecard import SCORECARD, Line, scorecard
from tp_metrics.review.screening import Screen, screen, screened_measures, title_of
from tp_metrics.review.since import Since, revised, since

__all__ = [
    "SCORECARD",
    "Drivers",
    "Line",
    "Screen",
    "Since",
    "drivers",
    "emerging",
    "revised",
    "scorecard",
    "screen",
    "screened_measures",
    "since",
    "title_of",
]
