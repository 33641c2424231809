"""A review beside the last one: each measure and its exception as they stood then and as they stand now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.measure import Measure
from tp_metrics.measures import catalogue
from tp_metrics.results import Result, Selection
from tp_metrics.review.area import Step, theme_of
from tp_metrics.review.cases import board
from tp_metrics.review.scorecard import SCORECARD, Line, scorecard
from tp_metrics.review.spoken import spoken

#: What became of an exception between two reviews.
BECAME = ("new", "continuing", "cleared")
#: The window that grows from edition to edition.
GROWING = "performance year to date"


@dataclass(frozen=True)
class Beside:
    """A measure at a place in the last review and in this one: its results, and the ways of its exceptions, if any.

    A result is None where that edition has no figure.
    """

    measure: Measure
    then: Result | None
    now: Result | None
    was: str | None
    way: str | None

    @property
    def became(self) -> str | None:
        """What became of its exception: new, continuing or cleared; None where there was and is none."""
        return became(self.was, self.way)


def became(was: str | None, way: str | None) -> str | None:
    """What became of an exception, by its ways in two reviews."""
    if way:
        return "continuing" if was == way else "new"
    return "cleared" if was else None


def step_lines(edition: Edition, selection: Selection, step: Step, exceptions: Sequence[str]) -> tuple[Line, ...]:
    """The lines of a step: its theme in the scorecard of its borough, then whatever else of it is an exception there.

    `exceptions` are the measures of the theme's exceptions at the borough, by id.
    """
    at = replace(selection, place=step.code, edition=edition.id, by=())
    lines = [line for line in scorecard(edition, at) if line.theme == step.theme]
    held = {line.result.measure.id for line in lines}
    others = [spoken(edition, name, at) for name in dict.fromkeys(exceptions) if name not in held]
    return (*lines, *(Line(step.theme, one) for one in others if one.figure.value is not None))


def exceptions_then_and_now(edition: Edition, earlier: Edition, selection: Selection) -> pl.DataFrame:
    """The borough exceptions of either edition within the selection's place, each read at its own latest window.

    Columns: measure, code, place, was and way (concern or improvement; null where it was none), became.
    """
    plain = replace(selection, end=None)
    keys = ["measure", "code", "place"]
    then, now = (
        board(one, plain).rows.filter(pl.col("way").is_not_null()).select(*keys, "way") for one in (earlier, edition)
    )
    both = now.join(then.rename({"way": "was"}), on=keys, how="full", coalesce=True, maintain_order="left_right")
    told = [became(was, way) for was, way in both.select("was", "way").iter_rows()]
    return both.select(*keys, "was", "way").with_columns(became=pl.Series(told, dtype=pl.String))


def beside_last(
    edition: Edition, earlier: Edition, selection: Selection, step: Step, found: pl.DataFrame
) -> tuple[Beside, ...]:
    """The measures of a step's theme at its borough, in the last review and in this one; `found` are the exceptions.

    Each edition is read at its own latest window; in place of a year to date, which is longer in one than in the other,
    at its latest quarter. In the scorecard's order, then the other exceptions.
    """
    here = found.filter(pl.col("code") == step.code)
    ways = {measure: (was, way) for measure, was, way in here.select("measure", "was", "way").iter_rows()}
    mine = [name for name in ways if theme_of(name) == step.theme]
    window = "quarter" if selection.window == GROWING else selection.window
    plain = replace(selection, end=None, window=window)
    then, now = (
        {line.result.measure.id: line.result for line in step_lines(one, plain, step, mine)}
        for one in (earlier, edition)
    )
    names = dict.fromkeys([*SCORECARD[step.theme], *mine])
    return tuple(
        Beside(catalogue()[name], then.get(name), now.get(name), *ways.get(name, (None, None)))
        for name in names
        if name in then or name in now
    )


def boroughs_then_and_now(found: pl.DataFrame, codes: Sequence[str]) -> pl.DataFrame:
    """How many exceptions each borough has by what became of them, and its concerns then and now; one row to a code.

    Columns: code, concerns_then, concerns_now, new, continuing, cleared.
    """
    counts = {
        "concerns_then": pl.col("was") == "concern",
        "concerns_now": pl.col("way") == "concern",
        **{name: pl.col("became") == name for name in BECAME},
    }
    rows = found.group_by("code").agg(**{name: said.sum().cast(pl.Int64) for name, said in counts.items()})
    return (
        pl.DataFrame({"code": list(codes)}).join(rows, on="code", how="left").with_columns(pl.col(*counts).fill_null(0))
    )
