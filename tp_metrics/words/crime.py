"""Crime in words: its season, how its detections are counted, and which counts are never added up."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from tp_metrics.words.numbers import per_cent
from tp_metrics.words.once import once
from tp_metrics.words.sentences import subject
from tp_metrics.words.windows import period

if TYPE_CHECKING:
    from tp_metrics.results import Result
    from tp_metrics.review import Season


@once
def season_title(found: Season) -> str:
    """When an offence is most and least frequent: "Robbery: most in March (+15 % a day), least in August (−15 %)"."""
    title = subject(found.result)
    if found.slight:
        return f"{title}: hardly any season"
    (high, more), (low, less) = found.highest, found.lowest
    most = f"most in {month_name[high]} (+{per_cent(more)} a day)"
    return f"{title}: {most}, least in {month_name[low]} ({per_cent(less)})"


@once
def season_table(found: Season) -> pl.DataFrame:
    """The months of a performance year with their distance from an average day."""
    return found.rows.select(
        pl.Series("Month", [month_name[month] for month in found.rows["month"]], dtype=pl.String),
        pl.col("percent").alias("Change against an average day, %"),
    )


def detection_words(answer: Result) -> str:
    """What a detection ratio is made of: detections recorded in the window over offences recorded in it."""
    figure = answer.figure
    if figure.value is None or figure.numerator is None or not figure.denominator:
        return ""
    return (
        f"**{answer.measure.title}: {per_cent(figure.value)}** = {figure.numerator:,.0f} sanction detections recorded "
        f"in {period(figure)}, whenever the offence was, over {figure.denominator:,.0f} offences recorded in it. It is "
        "no share of the same offences, and months are never averaged: both are added up over the window."
    )


def overlap_words(results: Sequence[Result]) -> str:
    """Which of some counts overlap the others, so that no total of the table means anything."""
    names = [one.measure.title for one in results if one.measure.overlaps]
    if not names:
        return ""
    listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    return (
        f"{listed} are flags across offences: one offence may carry several, and is counted under its own kind as "
        "well. They are never added to each other or to other offences; serious acquisitive crime too repeats its "
        "parts. So the table has no total: total notifiable offences are the total."
    )
