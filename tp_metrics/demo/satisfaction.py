"""The User Satisfaction Survey: victims of five crime groups, so many in each borough, each placed in a ward."""

from __future__ import annotations

import numpy as np
import polars as pl

from tp_metrics.demo.ground import Ground
from tp_metrics.demo.interviews import answers, levelled, not_white, people, said, sample
from tp_metrics.demo.parameters import CRIME_GROUPS, SATISFIED, assumed
from tp_metrics.schema import records


def user_satisfaction_survey(ground: Ground, rng: np.random.Generator) -> pl.DataFrame:
    """Rows of the satisfaction_survey table: 140 interviews a quarter and borough, White above BME by the gap."""
    worth = ground.borough_residents / ground.borough_residents.mean()
    each, effect = assumed("uss a quarter"), assumed("design effect")["uss"]
    taken = sample(len(ground.boroughs), each, not_white(ground), worth, effect, rng)
    shares = np.cumsum([share for share, _ in CRIME_GROUPS.values()])
    group = np.searchsorted(shares / shares[-1], rng.random(len(taken.place))).clip(max=len(shares) - 1)
    points = np.array([points for _, points in CRIME_GROUPS.values()])[group]
    borough = rng.normal(0.0, assumed("satisfaction by borough"), len(ground.boroughs))
    columns = people(taken, ground.boroughs, "uss").with_columns(
        crime_group=said(group, tuple(CRIME_GROUPS)).cast(pl.String)
    )
    gap = np.where(taken.group > 0, -assumed("satisfaction gap"), 0.0)
    found = []
    for stage, path in SATISFIED.items():
        ceiling = 0.5 if path[0] > 85 else 1.0
        effects = gap * (1.0 if stage == "overall" else 0.8) + ceiling * (points + borough[taken.place])
        wanted = np.array(path)[taken.year]
        chance = levelled(wanted, effects, taken.quarter, taken.weight)
        found.append(answers(chance, taken.mood, "satisfaction", records.SATISFACTION, rng).alias(stage))
    return columns.with_columns(found)


def in_wards(survey: pl.DataFrame, ground: Ground, rng: np.random.Generator) -> pl.DataFrame:
    """The interviews of boroughs, each in one of its borough's wards, drawn by where residents live.

    The wards of a borough are alike in satisfaction: whatever difference is found between them is chance.
    """
    place = survey["place"].to_numpy()
    ward = np.empty(len(place), dtype=np.int64)
    for number, code in enumerate(ground.boroughs):
        mine, members = np.flatnonzero(place == code), ground.members(number)
        shares = ground.residents[members] / ground.residents[members].sum()
        ward[mine] = rng.choice(members, size=len(mine), p=shares)
    return survey.with_columns(place=pl.Series(list(ground.wards), dtype=pl.String).gather(pl.Series(ward)))
