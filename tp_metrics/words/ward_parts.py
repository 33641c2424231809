"""What lies behind a ward in words: its neighbours, its crime with rates, and its Safer Neighbourhoods team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.words.numbers import DASH, plain
from tp_metrics.words.review import change_limits
from tp_metrics.words.tables import told
from tp_metrics.words.wards import AGAINST, NOT_TOLD
from tp_metrics.words.windows import short_against, short_period

if TYPE_CHECKING:
    from tp_metrics.review import Team, WardCrime

#: The interval of a change on a year before.
CHANGED = "Change, 95 % from, to"
RATES = "Its borough's wards, per 1,000"
TEAM_HELP = "Full-time equivalents in post, and posts that nobody is in; one team's surplus fills no other team's post."


def neighbours_words(places: Sequence[Any], status: str, borough: str, names: Mapping[str, str]) -> str:
    """The neighbouring wards by name, those of other boroughs with theirs, and by which boundaries."""
    if not places:
        return ""
    here = [place.name for place in places if place.parent == borough]
    away = [f"{place.name} ({names.get(place.parent or '', '')})" for place in places if place.parent != borough]
    by = " By indicative boundaries, which are not the official ones." if status == "indicative" else ""
    return f"Neighbouring wards: {', '.join([*here, *away])}.{by}"


def visitors_words(names: Sequence[str], times: float) -> str:
    """The warning where residents are no measure of who is there; empty without such wards."""
    if not names:
        return ""
    shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
    have = "has" if len(names) == 1 else "have"
    return (
        f"{shown} {have} at least {times:.0f} times as many offences for each resident as the middle ward of London, "
        "as where most people are visitors. Residents do not count these, so that a rate says little about risk there."
    )


def ward_crime_table(found: WardCrime) -> pl.DataFrame:
    """A ward's offences: counts with their change, and rates beside its borough's where residents are a measure."""
    rows = [
        {
            "Offence": line.count.measure.title,
            short_period(line.count.figure): _whole(line.count.figure.value),
            short_against(line.count.figure): _whole(line.count.figure.previous),
            "Change": _whole(line.count.figure.change),
            "Change, %": line.count.figure.change_percent,
            CHANGED: change_limits(line.count),
            "Per 1,000 residents": None if found.visited else line.rate,
            RATES: None if found.visited else line.borough,
            AGAINST: None if found.visited else _apart(line.told_apart, line.rate, line.borough),
            "Note": line.count.figure.note or None,
        }
        for line in found.lines
    ]
    numbers = dict.fromkeys(("Change, %", "Per 1,000 residents", RATES), pl.Float64)
    texts = dict.fromkeys((CHANGED, AGAINST, "Note"), pl.String)
    table = told(pl.DataFrame(rows, schema_overrides={**numbers, **texts}))
    return table.drop("Per 1,000 residents", RATES, AGAINST) if found.visited else table


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _apart(told_apart: bool | None, rate: float | None, borough: float | None) -> str | None:
    if told_apart is None or rate is None or borough is None:
        return None
    return ("higher" if rate > borough else "lower") if told_apart else NOT_TOLD


def team_words(team: Team, name: str) -> str:
    """A ward's teams in a sentence: how many, who is in post, and how many posts are vacant."""
    if not team.known:
        return (
            "This edition has no Safer Neighbourhoods teams. A force's own extract brings them: "
            "`python -m tp_metrics template ward_teams` prints its columns."
        )
    there = [role for role in ROLES if team.in_post[role] is not None]
    posts = [f"{plain_count(team.in_post[role])} {_people(role, team.in_post[role])}" for role in there]
    vacant = sum(value for value in team.vacant.values() if value is not None)
    free = {0: "no post is vacant", 1: "1 post is vacant"}.get(int(vacant) if vacant in (0, 1) else -1)
    teams = "" if team.teams is None else f"{team.teams} team{'' if team.teams == 1 else 's'}, with "
    vacancies = free or f"{plain_count(vacant)} posts are vacant"
    return f"{name}: {teams}{', '.join(posts)}; {vacancies} ({team.window})."


def _people(role: str, count: float | None) -> str:
    return ROLES[role].removesuffix("s") if count == 1 else ROLES[role]


ROLES = {"sergeants": "sergeants", "constables": "constables", "pcsos": "PCSOs"}


def plain_count(value: float | None) -> str:
    """A strength as a person says it: whole where it is, else with the decimals that it needs."""
    if value is None:
        return DASH
    return f"{value:,.0f}" if value == round(value) else plain(value)


def team_table(team: Team) -> pl.DataFrame:
    """The teams, or the wards of a larger place: people in post and vacant posts by role."""
    heads = {"sergeants": "Sergeants", "constables": "Constables", "pcsos": "PCSOs"}
    columns = [pl.col("name").alias(team.what)]
    for role, head in heads.items():
        vacant = f"Vacant {head if role == 'pcsos' else head.lower()}"
        columns += [pl.col(role).alias(head), pl.col(f"{role}_vacant").alias(vacant)]
    table = team.rows.select(columns)
    numbers = table.select(pl.selectors.numeric())
    halves = any((column.drop_nulls() % 1 != 0).any() for column in numbers)
    return table if halves else table.with_columns(pl.selectors.numeric().cast(pl.Int64))
