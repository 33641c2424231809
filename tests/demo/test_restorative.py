"""The demonstration's restorative justice: small before the pilot, no result of it, and nothing dated after a stage."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from tests.demo.conftest import reading
from tp_metrics.demo import restorative
from tp_metrics.demo.ground import ground
from tp_metrics.demo.restorative_parameters import RESTORATIVE
from tp_metrics.editions.followed import RESTORATIVE as COHORT
from tp_metrics.editions.followed import followed
from tp_metrics.schema.restorative import DATED

TRAINING, (PILOT, BEGINS) = RESTORATIVE["training"].value, RESTORATIVE["pilot"].value


def tables(stage) -> tuple[pl.DataFrame, pl.DataFrame]:
    found = reading(stage, "demonstration").tables
    return found["restorative_interventions"], found["restorative_offences"]


@pytest.mark.parametrize("number", [0, 1])
def test_before_2011_it_is_small_and_the_pilot_has_not_begun(demonstration, offences, number):
    cases, _ = tables(demonstration[number])
    assert 300 < cases["took_part"].sum() < 1000
    assert cases["arm"].null_count() == cases.height
    homes = dict(offences.select("place", "borough").unique().iter_rows())
    assert {homes[ward] for ward in cases["place"]} == set(RESTORATIVE["boroughs"].value)


def test_training_begins_in_december_2010(demonstration):
    cases = tables(demonstration[2])[0].filter("took_part")
    before = cases.filter(pl.col("first_day") < TRAINING)["officer_trained"].mean()
    late = cases.filter(pl.col("first_day") >= date(2011, 7, 1))["officer_trained"].mean()
    assert before == pytest.approx(0.12, abs=0.05)
    assert late > 0.75


def test_the_pilot_is_recruited_in_2011_and_none_of_it_is_measurable(demonstration, offences):
    stage = demonstration[2]
    cases, later = tables(stage)
    found = followed(cases, later, stage.as_at, COHORT)
    entered = dict(found.filter("entered").group_by("arm").len().iter_rows())
    assert 200 < entered["pilot"] < 350
    assert 200 < entered["comparison"] < 350
    assert found["reoffences"].count() == 0
    assert not found.filter("entered")["measurable"].any()
    homes = dict(offences.select("place", "borough").unique().iter_rows())
    pilot = found.filter(pl.col("arm") == "pilot")
    assert {homes[ward] for ward in pilot["place"]} == {PILOT}
    assert pilot["first_day"].min() >= BEGINS


@pytest.mark.parametrize("number", [0, 1, 2])
def test_nothing_that_a_stage_holds_is_dated_after_it(demonstration, number):
    as_at = demonstration[number].as_at
    cases, later = tables(demonstration[number])
    assert cases.select(pl.max_horizontal(pl.col("first_day", *DATED).max())).item() <= as_at
    assert later.select(pl.max_horizontal(pl.col("first_day", "convicted").max())).item() <= as_at
    for day, others in DATED.items():
        assert cases.filter(pl.col(day).is_null()).select(pl.col(others).count()).row(0) == (0,) * len(others)
    assert set(later["person"]) <= set(cases["person"])


def test_both_arms_are_drawn_alike_so_that_no_effect_is_made_up():
    rates = {"pilot": [], "comparison": []}
    for seed in range(12):
        rng = np.random.default_rng(seed)
        drawn = restorative.restorative(ground(rng), rng)
        cases, later = (one.with_columns(source=pl.lit("x")) for one in (drawn.cases, drawn.offences))
        found = followed(cases, later, date(2013, 7, 1), COHORT).filter("entered")
        for arm, share in found.group_by("arm").agg((pl.col("reoffences") > 0).mean()).iter_rows():
            rates[arm].append(share)
    assert np.mean(rates["pilot"]) == pytest.approx(np.mean(rates["comparison"]), abs=0.03)


def test_there_are_people_who_come_twice_and_offences_that_do_not_count(demonstration):
    cases, later = tables(demonstration[2])
    assert cases["person"].n_unique() < cases.height
    assert later["convicted"].null_count() > 50


def test_every_assumption_says_how_sure_it_is():
    assert {one.mark.split(",")[0] for one in RESTORATIVE.values()} <= {"assumed", "published", "K-l"}
    assert all(one.comment for one in RESTORATIVE.values())
