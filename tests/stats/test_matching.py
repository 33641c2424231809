"""Matched comparison groups: nearest neighbours, their balance, and what cannot be compared."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tp_metrics.stats.matching import balance, covariate_values, matched

COVARIATES = ["age", "priors"]


def cohort(seed, people=200):
    """People of whom the older with fewer priors are the likelier to be treated."""
    dice = np.random.default_rng(seed)
    age, priors = dice.integers(18, 60, people), dice.poisson(4, people)
    chance = 1 / (1 + np.exp(2.2 - 0.05 * (age - 38) + 0.25 * (priors - 4)))
    return pl.DataFrame({"scheme": dice.random(people) < chance, "age": age, "priors": priors})


def test_one_covariate_matches_the_nearest_within_the_caliper():
    # One covariate: the nearest propensity is the nearest age. The young are the likelier treated, so 25 chooses first.
    people = pl.DataFrame(
        {"scheme": [True, True, True, False, False, False, False], "age": [25, 40, 33, 26, 31, 60, 19]}
    )
    found = matched(people, treated="scheme", covariates=["age"], caliper=0.5)
    ages = found.drop_nulls("pair").sort("pair", "scheme", descending=[False, True])["age"].to_list()
    assert [ages[i : i + 2] for i in range(0, len(ages), 2)] == [[25, 26], [33, 31]]
    assert found["pair"][1] is None  # the man of 40 has nobody near


def test_the_hardest_to_match_chooses_first_and_equals_go_by_row():
    people = pl.DataFrame({"scheme": [False, True, True, False, False, True], "age": [30, 30, 30, 30, 18, 20]})
    found = matched(people, treated="scheme", covariates=["age"])
    assert found["pair"].to_list() == [1, 1, 2, 2, None, None]


def test_matching_is_the_same_every_time_and_keeps_the_rows():
    people = cohort(3)
    first, second = (matched(people, treated="scheme", covariates=COVARIATES) for _ in range(2))
    assert first.equals(second)
    assert first.drop("logit", "pair").equals(people)


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.floats(0.05, 1.0))
def test_pairs_hold_one_of_each_and_stay_within_the_caliper(seed, caliper):
    found = matched(cohort(seed), treated="scheme", covariates=COVARIATES, caliper=caliper)
    by_side = found.group_by("scheme").agg(pl.col("logit").var())["logit"]
    pairs = (
        found.drop_nulls("pair")
        .group_by("pair")
        .agg(people=pl.len(), treated=pl.col("scheme").sum(), gap=pl.col("logit").max() - pl.col("logit").min())
    )
    assert pairs["people"].eq(2).all()
    assert pairs["treated"].eq(1).all()
    assert (pairs["gap"] <= caliper * by_side.mean() ** 0.5 + 1e-12).all()


def test_matching_balances_what_differed():
    table = balance(
        matched(cohort(11, 900), treated="scheme", covariates=COVARIATES), treated="scheme", covariates=COVARIATES
    )
    assert (table["before"].abs() > 0.2).all()
    assert table["balanced"].all()
    assert (table["after"].abs() < 0.1).all()


def test_the_standardised_difference_is_that_of_the_definition():
    # Treated 1, 2, 3 (mean 2, variance 1), controls 2, 4, 6 (mean 4, variance 4): −2 / √2.5
    people = pl.DataFrame(
        {"scheme": [True] * 3 + [False] * 3, "age": [1, 2, 3, 2, 4, 6], "pair": [None, 1, None, 1, None, None]}
    )
    row = balance(people, treated="scheme", covariates=["age"]).row(0)
    assert row == ("age", pytest.approx(-2 / 2.5**0.5), 0.0, True)


def test_without_pairs_or_spread_nothing_is_balanced():
    people = pl.DataFrame({"scheme": [True, False], "age": [20, 30], "pair": [None, None]})
    assert balance(people, treated="scheme", covariates=["age"]).row(0) == ("age", None, None, None)


def test_a_lone_treated_person_can_be_matched():
    people = pl.DataFrame({"scheme": [False, True, False, False, False], "age": [20, 27, 26, 28, 35]})
    found = matched(people, treated="scheme", covariates=["age"], caliper=2)
    assert found["pair"].drop_nulls().to_list() == [1, 1]


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"scheme": [True, False] * 3, "age": [30] * 6}, "the same for everyone: age"),
        ({"scheme": [True] * 6, "age": range(6)}, "an arm of the comparison is empty"),
        ({"scheme": [False] * 6, "age": range(6)}, "an arm of the comparison is empty"),
        ({"scheme": [True] * 3 + [False] * 3, "age": range(6)}, "perfectly"),
        ({"scheme": [1, 0] * 3, "age": range(6)}, "true or false"),
        ({"scheme": [True, None] * 3, "age": range(6)}, "is null for somebody"),
        ({"scheme": [True, False] * 3, "age": [1, 2, 3, 4, 5, None]}, "is null for somebody"),
        ({"scheme": [True, False] * 3, "age": ["young"] * 6}, "must be a number"),
        ({"scheme": [True, False] * 3, "age": [1.0, 2.0, 3.0, 4.0, 5.0, float("inf")]}, "finite"),
        ({"age": range(6)}, "no column scheme"),
        ({"scheme": [True, False] * 3}, "no column age"),
    ],
)
def test_what_cannot_be_compared_is_refused(columns, says):
    with pytest.raises(ValueError, match=says):
        matched(pl.DataFrame(columns), treated="scheme", covariates=["age"])


def test_covariates_that_follow_from_each_other_are_refused():
    people = cohort(5).with_columns(born=2010 - pl.col("age"))
    with pytest.raises(ValueError, match="follows from the others"):
        covariate_values(people, ["age", "born"])
    with pytest.raises(ValueError, match="at least one covariate"):
        covariate_values(people, [])


@pytest.mark.parametrize("caliper", [0, -0.2, float("nan")])
def test_a_caliper_that_is_none_is_refused(caliper):
    with pytest.raises(ValueError, match="above 0"):
        matched(cohort(1), treated="scheme", covariates=COVARIATES, caliper=caliper)


def test_a_balance_without_matching_is_refused():
    with pytest.raises(ValueError, match="matched frame"):
        balance(cohort(1), treated="scheme", covariates=COVARIATES)
