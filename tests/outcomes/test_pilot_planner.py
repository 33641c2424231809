"""The pilot planner against statsmodels directly, and the sentence that it is for."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize

from tp_metrics import words
from tp_metrics.outcomes import planned
from tp_metrics.schema.reference import read_reference

CASES = [
    # fall, base, people a month, planned months, power, controls for each person treated
    (0.14, 0.30, 46.0, 6, 0.8, 1.05),
    (0.14, 0.30, 46.0, 6, 0.9, 1.05),
    (0.14, 0.42, 30.0, 6, 0.8, 1.0),
    (0.25, 0.30, 80.0, 12, 0.8, 0.5),
    (0.50, 0.20, 20.0, 24, 0.8, 2.0),
]


@pytest.mark.parametrize(("fall", "base", "rate", "months", "power", "ratio"), CASES)
def test_people_and_months_are_those_of_statsmodels(fall, base, rate, months, power, ratio):
    plan = planned(fall, base, rate, months, power=power, ratio=ratio)
    size = abs(proportion_effectsize(base * (1 - fall), base))
    treated = math.ceil(NormalIndPower().solve_power(size, alpha=0.05, power=power, ratio=ratio))
    assert plan.plan.treated == treated
    assert plan.plan.recruitment == math.ceil((treated + math.ceil(treated * ratio)) / rate)
    assert plan.plan.answer == plan.plan.recruitment + 18


@pytest.mark.parametrize(("fall", "base", "rate", "months", "power", "ratio"), CASES)
def test_what_the_planned_months_could_show_has_that_power_by_statsmodels(fall, base, rate, months, power, ratio):
    plan = planned(fall, base, rate, months, power=power, ratio=ratio)
    assert plan.treated + plan.controls == pytest.approx(rate * months)
    assert plan.controls == pytest.approx(ratio * plan.treated)
    size = abs(proportion_effectsize(base - plan.detectable / 100, base))
    found = NormalIndPower().power(size, plan.treated, 0.05, ratio=ratio)
    assert found == pytest.approx(power, abs=1e-4)
    assert plan.relative == pytest.approx(plan.detectable / 100 / base)


@settings(max_examples=40)
@given(st.floats(0.05, 0.6), st.floats(0.1, 0.7), st.floats(5, 300), st.integers(1, 120), st.sampled_from([0.8, 0.9]))
def test_the_curve_falls_and_the_months_of_the_plan_are_the_first_that_show_the_fall(fall, base, rate, months, power):
    plan = planned(fall, base, rate, months, power=power)
    values = plan.curve["value"].to_list()
    assert values == sorted(values, reverse=True)
    needed = plan.plan.recruitment
    enough = planned(fall, base, rate, needed, power=power).relative
    assert enough is not None
    assert enough <= fall + 1e-6
    if needed > 1:
        before = planned(fall, base, rate, needed - 1, power=power).relative
        # Whole people: the month before may miss by less than one person in each group.
        assert before is None or before > fall * (1 - 2 / plan.plan.treated)


def test_the_sentence_says_what_the_planned_months_could_show_and_what_the_fall_takes():
    plan = planned(0.14, 0.30, 46.0, 6)
    assert words.planned_words(plan) == (
        "The planned six months could only have shown a fall of 14.0 points, from 30 % to 16 % (47 % fewer); to show "
        "14 % (4.2 points) takes 78 months: 1,788 people and 1,788 of a comparison, the answer 96 months after the "
        "start."
    )


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ((0.14, 0.02, 5.0, 1), "The planned one month could have shown nothing"),
        ((0.14, 0.30, 46.0, 90), "The planned 90 months can have shown a fall of 3.9 points"),
        ((0.001, 0.01, 46.0, 6), "cannot be planned: no pilot could be large enough"),
    ],
)
def test_the_sentence_at_the_edges(asked, says):
    plan = planned(*asked)
    assert says in words.planned_words(plan)
    assert words.plan_table(plan).height == plan.curve.height
    assert words.plan_marks(plan).height <= 2


def test_the_caution_tells_prevalence_from_frequency_and_level_1_from_conferences():
    said = words.plan_caution(planned(0.14, 0.30, 46.0, 6, power=0.9))
    assert "share of people who reoffend (prevalence), found in 90 of 100 trials" in said
    assert "a relative change in the frequency" in said
    assert "not evidence for level 1" in said


def test_every_term_is_assumed_or_published_and_says_where_it_is_from():
    rows = read_reference("restorative_terms")
    assert dict(rows.select("name", "status").iter_rows()) == {
        "charge_hours": "assumed",
        "planned_months": "assumed",
        "base_rate": "assumed",
        "conference_fall": "published",
        "conference_satisfied": "published",
    }
    assert "Shapland" in rows.filter(rows["name"] == "conference_fall")["source"][0]
    shown = words.terms_table(rows)
    assert shown["What"][0] == "7 hours of officers for a charge"
