"""How many people, and how many months, a pilot needs."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tp_metrics.stats.pilot import pilot_plan
from tp_metrics.stats.reoffending import detectable_effect


@pytest.mark.parametrize(
    ("h", "people"),
    [(0.2, 392), (0.5, 63), (0.8, 25)],  # Cohen 1988, table 6.4.1: two-sided 0.05, power 0.80
)
def test_the_sample_is_that_of_cohens_table(h, people):
    changed = math.sin(math.asin(math.sqrt(0.5)) - h / 2) ** 2
    plan = pilot_plan(changed - 0.5, 0.5, recruits_per_month=10)
    assert plan.treated == pytest.approx(people, abs=1)  # the table rounds to the nearest, a plan upwards
    assert plan.controls == plan.treated


def test_the_answer_comes_eighteen_months_after_the_last_recruit():
    plan = pilot_plan(-0.10, 0.42, recruits_per_month=30)
    assert plan.recruitment == math.ceil(730 / 30) == 25
    assert plan.answer == 25 + 12 + 6


def test_more_controls_spare_treated():
    even, double = (pilot_plan(-0.10, 0.42, 30, controls_per_treated=ratio) for ratio in (1, 2))
    assert double.treated < even.treated
    assert double.controls == 2 * double.treated


@settings(max_examples=25)
@given(st.floats(0.1, 0.9), st.floats(0.02, 0.09), st.floats(0.75, 0.95), st.floats(1, 200))
def test_the_plan_detects_its_effect_and_a_larger_one_is_quicker(base, effect, power, recruits):
    plan = pilot_plan(-effect, base, recruits, power=power)
    found = detectable_effect(plan.treated, plan.controls, base, power=power)
    assert found <= 100 * effect + 1e-4
    one_fewer = detectable_effect(plan.treated - 1, plan.controls - 1, base, power=power)
    assert one_fewer is None or one_fewer >= 100 * effect - 1e-3
    assert pilot_plan(-effect * 1.1, base, recruits, power=power).answer <= plan.answer
    assert pilot_plan(-effect, base, recruits * 1.1, power=power).answer <= plan.answer


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"effect": 0.0}, "an effect"),
        ({"effect": -0.5}, "a share from 0 to 1"),
        ({"base": 0.0}, "a base between 0 and 1"),
        ({"base": 42}, "a base between 0 and 1"),
        ({"power": 1.0}, "power"),
        ({"power": 0.04}, "power above alpha"),
        ({"alpha": 0.0}, "alpha"),
        ({"recruits_per_month": 0}, "recruits"),
        ({"controls_per_treated": 0}, "controls"),
    ],
)
def test_an_impossible_pilot_is_refused(given, says):
    with pytest.raises(ValueError, match=says):
        pilot_plan(**{"effect": -0.1, "base": 0.42, "recruits_per_month": 30, **given})
