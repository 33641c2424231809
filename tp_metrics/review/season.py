"""The season of a count: how a day of each month of the year usually compares with an average day."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.results import Result, Selection, result
from tp_metrics.review.kept import kept
from tp_metrics.stats import seasonally_adjusted

#: Four years of months: three whole seasons and the year that runs.
MONTHS = 48
#: A season whose highest and lowest month lie closer together than this is none to speak of.
SLIGHT = 0.06


@dataclass(frozen=True)
class Season:
    """The months of the year against an average day.

    Attributes:
        result: the measure by month.
        rows: columns month (1 to 12, April first), percent (above or below an average day), latest (whether it is the
            month of the latest figure).
    """

    result: Result
    rows: pl.DataFrame

    @property
    def highest(self) -> tuple[int, float]:
        """The month with the most a day, and by how many per cent it lies above an average one."""
        return self._at(self.rows["percent"].arg_max())

    @property
    def lowest(self) -> tuple[int, float]:
        """The month with the fewest a day, and by how many per cent it lies below an average one."""
        return self._at(self.rows["percent"].arg_min())

    @property
    def slight(self) -> bool:
        """Whether the months differ too little to speak of a season."""
        return self.highest[1] - self.lowest[1] < 100 * SLIGHT

    def _at(self, row: int | None) -> tuple[int, float]:
        month, percent = self.rows.select("month", "percent").row(row or 0)
        return int(month), float(percent)


@kept
def season(edition: Edition, measure: str, selection: Selection) -> Season | None:
    """The season of a count at a place, from its last 48 months; None where they do not tell one."""
    asked = replace(selection, edition=edition.id, by=("month",), periods=MONTHS)
    answer = result(edition, measure, asked)
    known = answer.rows.filter(pl.col("value").is_not_null() & ~pl.col("provisional"))
    if answer.measure.kind != "count" or known.is_empty():
        return None
    found = seasonally_adjusted(known.select("value", month="first_day"))
    factors = found.select(pl.col("month").dt.month().cast(pl.Int64), pl.col("factor")).unique()
    if factors["factor"].null_count() or factors.height != 12:
        return None
    latest = known["first_day"].max()
    rows = factors.select(
        "month",
        percent=100 * (pl.col("factor") - 1),
        latest=pl.col("month") == getattr(latest, "month", 0),
    ).sort((pl.col("month") + 8) % 12)
    return Season(answer, rows)
