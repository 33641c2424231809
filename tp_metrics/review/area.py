"""The key performance review of an area command: its agenda, its boroughs side by side, and what was promised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.measures import catalogue
from tp_metrics.results import Selection, result
from tp_metrics.review.cases import Board
from tp_metrics.review.scorecard import SCORECARD

if TYPE_CHECKING:
    from tp_metrics import ledger

    Action = ledger.Action
    Decision = ledger.Decision

#: The step that an agenda begins with: the whole area.
SUMMARY = "Summary"
#: The figures that stand beside each borough's exceptions in the summary.
BESIDE = ("good_job", "satisfaction_overall", "total_notifiable_offences", "offences_per_officer")
#: A theme → the measures of which its step draws one, the first that the edition has at first.
PICTURED = {
    "Confidence and satisfaction": ("good_job", "police_council", "satisfaction_overall", "worried_about_crime"),
    "Victims and offenders": ("domestic_offences", "rape", "sanction_detection_ratio"),
    "Priority crime": ("total_notifiable_offences", "violence_with_injury", "robbery", "residential_burglary"),
    "Productivity": ("offences_per_officer", "calls_per_officer", "officers"),
}
#: A measure's own theme → the theme of the scorecard that it stands under.
_THEMES = {
    "confidence": "Confidence and satisfaction",
    "satisfaction": "Confidence and satisfaction",
    "priority crime": "Priority crime",
    "demand": "Productivity",
    "workforce": "Productivity",
    "productivity": "Productivity",
    "justice": "Victims and offenders",
}


@dataclass(frozen=True)
class Step:
    """One step of a meeting's agenda: a theme at a place, given by its code and its name."""

    code: str
    place: str
    theme: str


@dataclass(frozen=True)
class Promised:
    """What an earlier meeting left: its decisions, and the actions that were entered before the present edition."""

    decisions: tuple[Decision, ...]
    actions: tuple[Action, ...]


def agenda(edition: Edition, area: str) -> tuple[Step, ...]:
    """The steps of an area's review: its summary, then each borough, theme by theme. Raises PlaceUnknown."""
    places = edition.places
    steps = [Step(area, places.place(area).label, SUMMARY)]
    for code in sorted(places.children(area, "borough"), key=lambda one: places.place(one).label):
        steps += [Step(code, places.place(code).label, theme) for theme in SCORECARD]
    return tuple(steps)


def theme_of(measure: str) -> str:
    """The theme of the scorecard that a measure stands under, by its place there or else by its own theme."""
    listed = next((theme for theme, names in SCORECARD.items() if measure in names), None)
    return listed or _THEMES[catalogue()[measure].theme]


def earlier_edition(editions: Iterable[Edition], now: Edition) -> Edition | None:
    """The edition of the last quarterly meeting: of those before, the nearest to three months ago."""
    before = [one for one in editions if one.as_at < now.as_at]
    wanted = periods.add_months(now.as_at, -3)
    return min(before, key=lambda one: abs((one.as_at - wanted).days), default=None)


def boroughs_beside(
    edition: Edition, selection: Selection, board: Board, actions: Sequence[Action], today: date
) -> pl.DataFrame:
    """The boroughs of the selection's area, one to a row.

    `code`, `place`, `concern`, `improvement` and `unanswered` (concerns without a standing case) of the board, `open`
    and `overdue` of the actions; and for each measure of BESIDE its `value`, `change` and `change_percent`, named
    `good_job_value` and so on, null where there is none; a change also where the two years are not alike. What is
    counted of cases and actions is null for boroughs whose cases the viewer may not see.
    """
    places = edition.places
    codes = sorted(places.children(selection.place, "borough"), key=lambda code: places.place(code).label)
    named = {"code": codes, "place": [places.place(code).label for code in codes]}
    rows = pl.DataFrame(named, schema={"code": pl.String, "place": pl.String})
    ways = ("concern", "improvement")
    counted = board.rows.group_by("code").agg(*((pl.col("way") == way).sum().alias(way) for way in ways))
    unanswered = board.unanswered.group_by("code").agg(unanswered=pl.len())
    standing = [one for one in actions if one.status == "open"]
    due = pl.DataFrame(
        {"code": [one.place for one in standing], "late": [one.due < today for one in standing]},
        schema={"code": pl.String, "late": pl.Boolean},
    )
    owed = due.group_by("code").agg(open=pl.len(), overdue=pl.col("late").sum())
    for found in (counted, unanswered, owed):
        rows = rows.join(found.cast({"code": pl.String}), on="code", how="left")  # of a board of nothing it has no type
    rows = rows.with_columns(pl.col(*ways, "unanswered", "open", "overdue").fill_null(0).cast(pl.Int64))
    told = pl.col("code").is_in([code for code in codes if board.sees(code)])
    rows = rows.with_columns(pl.when(told).then(pl.col("unanswered", "open", "overdue")))
    asked = replace(selection, edition=edition.id, by=("borough",))
    for name in BESIDE:
        answer = result(edition, name, asked)
        changes = {f"{name}_{part}": pl.when(answer.alike).then(part) for part in ("change", "change_percent")}
        beside = answer.rows.select("code", pl.col("value").alias(f"{name}_value"), **changes)
        rows = rows.join(beside, on="code", how="left")
    return rows


def done_between(actions: Iterable[Action], earlier: Edition, later: Edition) -> list[Action]:
    """The actions that were done after an edition's as-at date and by another's."""
    return [one for one in actions if one.done_on and earlier.as_at < one.done_on <= later.as_at]


def promised(
    actions: Iterable[Action],
    decisions: Iterable[Decision],
    codes: Iterable[str],
    earlier: Edition | None,
    now: Edition,
) -> Promised:
    """What stood before the present meeting, at some places: the last one's decisions, and the actions entered since.

    An action entered before the present edition's as-at date counts, whatever became of it since.
    """
    here = set(codes)
    kept = [one for one in actions if one.place in here and one.added < now.as_at]
    said = [one for one in decisions if one.place in here and earlier is not None and one.edition == earlier.id]
    return Promised(tuple(said), tuple(kept))
