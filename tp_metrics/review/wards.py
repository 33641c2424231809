"""One ward: its crime with rates where residents are a measure of who is there, and its Safer Neighbourhoods team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from tp_metrics.access import EVERYONE
from tp_metrics.editions import Edition
from tp_metrics.results import Result, Selection, beside_borough, on_wards, result
from tp_metrics.review.kept import kept

#: The offences of a ward's table, those that an edition has.
CRIMES = (
    "total_notifiable_offences",
    "violence_with_injury",
    "robbery",
    "residential_burglary",
    "theft_of_motor_vehicle",
    "theft_from_motor_vehicle",
    "theft_from_person",
    "criminal_damage",
    "domestic_offences",
    "racist_religious_hate",
)
#: A ward is visited where all its offences for each resident are this many times those of the middle ward of London.
VISITED = 3.0
TOTAL_RATE = "total_notifiable_offences_rate"
#: The roles of a team → the measure of people in post, and that of vacant posts.
TEAM = {
    "sergeants": ("team_sergeants", "team_sergeant_vacancies"),
    "constables": ("team_constables", "team_constable_vacancies"),
    "pcsos": ("team_pcsos", "team_pcso_vacancies"),
}


@dataclass(frozen=True, eq=False)
class Offence:
    """One offence of a ward: its count, its rate, what its borough's wards come to, and whether the two differ."""

    count: Result
    rate: float | None
    borough: float | None
    told_apart: bool | None


@dataclass(frozen=True, eq=False)
class WardCrime:
    """A ward's offences, and whether so many people visit it that its residents are no measure of who is there."""

    lines: tuple[Offence, ...]
    visited: bool


@dataclass(frozen=True, eq=False)
class Team:
    """The Safer Neighbourhoods teams of a ward, or of the wards of a larger place.

    Attributes:
        known: whether the edition has them.
        in_post, vacant: full-time equivalents by role, over all of them; None where that is not known.
        teams: how many teams a ward has; None for a larger place.
        what: what a row of `rows` is: "Team" or "Ward".
        rows: name, and for each role people in post and (with `_vacant`) vacant posts.
        window: the month, in words.
        result: the figures of sergeants, for the source.
    """

    known: bool
    in_post: Mapping[str, float | None]
    vacant: Mapping[str, float | None]
    teams: int | None
    what: str
    rows: pl.DataFrame
    window: str
    result: Result


@kept
def visited_wards(edition: Edition, selection: Selection) -> frozenset[str]:
    """The wards that may be seen whose residents are no measure of who is there, by their offences of a whole year.

    The middle ward is that of London, whoever asks.

    A year, so that neither the season nor a window of one month decides it; the latest that the edition has by ward.
    """
    every = replace(selection, place="TP", window="performance year", end=None, viewer=EVERYONE)
    asked = on_wards(edition, TOTAL_RATE, every)
    rows = result(edition, TOTAL_RATE, asked).rows.filter((pl.col("level") == "ward") & pl.col("value").is_not_null())
    found = rows.filter(pl.col("value") >= VISITED * pl.col("value").median())["code"]
    seen = selection.viewer.may_see
    return frozenset(code for code in found if seen((code, *edition.places.parents(code))))


@kept
def ward_crime(edition: Edition, selection: Selection) -> WardCrime:
    """A ward's offences over the window of a selection, those that have figures by ward."""
    found = []
    for name in CRIMES:
        count = result(edition, name, replace(selection, by=()))
        if count.figure.value is None and not count.figure.note.startswith("withheld"):
            continue
        rate = beside_borough(edition, f"{name}_rate", selection)
        same = rate.result.rows.height and rate.result.rows["window"][0] == count.figure.window
        row = rate.ward(selection.place) if same else None
        row = row or dict.fromkeys(("value", "whole", "told_apart"))
        found.append(Offence(count, row["value"], row["whole"], row["told_apart"]))
    visited = visited_wards(edition, Selection(edition=selection.edition, viewer=selection.viewer))
    return WardCrime(tuple(found), selection.place in visited)


@kept
def ward_team(edition: Edition, selection: Selection) -> Team:
    """The teams of the selection's ward, one by one; of a larger place its wards, one by one. The latest month."""
    asked = replace(selection, window="month", by=())
    whole = {name: result(edition, name, asked) for pair in TEAM.values() for name in pair}
    is_ward = edition.places.place(selection.place).level == "ward"
    split = replace(asked, by=("team",)) if is_ward else replace(asked, by=("ward",))
    shown = "category" if is_ward else "place"
    parts = []
    for role, names in TEAM.items():
        for name, column in zip(names, (role, f"{role}_vacant"), strict=True):
            rows = result(edition, name, split).rows.drop_nulls("value")
            parts.append(rows.select("code", name=pl.col(shown), what=pl.lit(column), value="value"))
    long = pl.concat(parts)
    order = [column for role in TEAM for column in (role, f"{role}_vacant")]
    wide = long.pivot(on="what", index=["code", "name"], values="value").sort("name") if long.height else long
    missing = [pl.lit(None, pl.Float64).alias(column) for column in order if column not in wide.columns]
    rows = wide.with_columns(missing).select("code", "name", *order)
    first = whole["team_sergeants"]
    return Team(
        known=rows.height > 0,
        in_post={role: whole[names[0]].figure.value for role, names in TEAM.items()},
        vacant={role: whole[names[1]].figure.value for role, names in TEAM.items()},
        teams=rows.height if is_ward else None,
        what="Team" if is_ward else "Ward",
        rows=rows,
        window=first.figure.window,
        result=first,
    )
