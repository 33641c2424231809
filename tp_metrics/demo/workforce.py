"""Strength of boroughs by role and month, and the Safer Neighbourhoods teams of the wards."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from tp_metrics.demo.ground import LAST, WARDS_FROM, Floats, Ground, months
from tp_metrics.demo.parameters import assumed
from tp_metrics.demo.published import table
from tp_metrics.geography import Places

#: Teams are counted from here, a year and a half before the first edition: enough for a change on the year before.
TEAMS_FROM = date(2009, 4, 1)


def _positions(columns: list[str]) -> Floats:
    days = [date(int(text[:4]), int(text[5:]), 1) for text in columns]
    return np.array([(day.year - WARDS_FROM.year) * 12 + day.month - WARDS_FROM.month for day in days], dtype=float)


def strength(rng: np.random.Generator) -> pl.DataFrame:
    """Rows of the strength table for every month: published months as published, the others between them."""
    frame = table("strength")
    columns = frame.columns[2:]
    at = np.concatenate([[0.0], _positions(columns)])
    calendar = months(WARDS_FROM, LAST)
    when = np.arange(len(calendar), dtype=float)
    between = ~np.isin(when, at[1:])
    rows = []
    for role, place, *values in frame.iter_rows():
        anchors = np.array([assumed("strength of 2007")[role] * values[0], *values], dtype=float)
        wobble = np.exp(rng.normal(0.0, assumed("strength wobble"), len(when)) * between)
        rows.append((role, place, np.round(np.interp(when, at, anchors) * wobble, 0 if role == "special" else 2)))
    rows += [("sergeant", place, np.round(line * assumed("sergeants of officers"), 2))
             for role, place, line in rows if role == "officer"]  # fmt: skip
    rows += _specialist(rows)
    return pl.concat([_lines(role, place, line) for role, place, line in rows])


def _specialist(rows: list[tuple[str, str, Floats]]) -> list[tuple[str, str, Floats]]:
    """What the force has beyond the boroughs and the rest of TP."""
    found: list[tuple[str, str, Floats]] = []
    for role, place, line in rows:
        if place == "MPS":
            parts = [other for mine, where, other in rows if mine == role and where != "MPS"]
            left = np.maximum(line - np.sum(parts, axis=0), 0.0)
            found.append((role, "SPECIALIST", np.asarray(np.round(left, 2), dtype=float)))
    return found


def _lines(role: str, place: str, line: Floats) -> pl.DataFrame:
    calendar = months(WARDS_FROM, LAST)
    return pl.DataFrame(
        {
            "first_day": [month.first for month in calendar],
            "last_day": [month.last for month in calendar],
            "strength": line,
        }
    ).with_columns(place=pl.lit(place), role=pl.lit(role), unit=pl.lit("headcount" if role == "special" else "fte"))


def ward_teams(ground: Ground, rng: np.random.Generator) -> pl.DataFrame:
    """Rows of the ward_teams table: 632 teams on 624 wards, the eight most populous wards with two."""
    doubled = np.argsort(-ground.residents)[: assumed("team posts")["sergeant"] - len(ground.wards)]
    ward = np.sort(np.concatenate([np.arange(len(ground.wards)), doubled]))
    second = np.concatenate([[False], ward[1:] == ward[:-1]])
    teams = len(ward)
    posts = {
        "sergeant": np.ones(teams),
        "constable": np.full(teams, 2.0),
        "pcso": 3.0 + (np.argsort(np.argsort(rng.random(teams))) < assumed("team posts")["pcso"] - 3 * teams),
    }
    labels = dict(Places.read().frame.filter(pl.col("vintage") == 2011).select("code", "label").iter_rows())
    calendar = months(TEAMS_FROM, LAST)
    anchors = assumed("team strength")
    at = _positions(list(anchors))
    when = np.arange(len(calendar), dtype=float) + (TEAMS_FROM.year - WARDS_FROM.year) * 12
    levels = np.array(list(anchors.values()), dtype=float)
    frame = {
        "first_day": [month.first for month in calendar for _ in range(teams)],
        "last_day": [month.last for month in calendar for _ in range(teams)],
        "place": [ground.wards[place] for place in ward] * len(calendar),
        "team": [_name(labels[ground.wards[place]], second=two) for place, two in zip(ward, second, strict=True)]
        * len(calendar),
    }
    for column, role in enumerate(posts):
        total = np.rint(np.interp(when, at, levels[:, column])).astype(int)
        liking = rng.random(teams)
        frame[f"{role}s"] = np.concatenate([_shared(count, posts[role], liking) for count in total])  # type: ignore[assignment]
        frame[f"{role}_posts"] = np.tile(posts[role], len(calendar))  # type: ignore[assignment]
    return pl.DataFrame(frame)


def _name(ward: str, *, second: bool) -> str:
    """What a team is called: as its ward, with a number where the ward has another.

    >>> _name("Abbey, Merton", second=True)
    'Abbey, Merton, 2nd team'
    """
    return f"{ward}, 2nd team" if second else ward


def _shared(total: int, posts: Floats, liking: Floats) -> Floats:
    """People over teams: as near to each team's posts as the total lets them be, the same teams first each month."""
    base = np.floor(posts * total / posts.sum())
    short = int(total - base.sum())
    need = posts * total / posts.sum() - base + 0.5 * liking
    base[np.argsort(-need)[:short]] += 1
    return np.asarray(base)
