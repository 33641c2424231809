"""What goes with what among the answers of a survey: against the formulas by hand, and on surveys of known truth."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from statsmodels.regression import linear_model  # noqa: F401 - loaded here, so that no example waits for it

from tp_metrics.stats import weighted_regression

PEOPLE = 400


def survey(seed: int = 1, people: int = PEOPLE, pull: float = 0.0) -> pl.DataFrame:
    """People with two drivers of 0 and 1 that go together, and a liking in which the first counts 0.4, the second 0.1.

    Those with a heavy weight are pulled the other way by `pull`.
    """
    draw = np.random.default_rng(seed)
    mood = draw.standard_normal(people)
    fair, told = ((mood + draw.standard_normal(people) > 0).astype(float) for _ in range(2))
    weight = draw.uniform(0.5, 3.0, people)
    liking = 0.2 + 0.4 * fair + 0.1 * told + 0.3 * draw.standard_normal(people) - pull * fair * (weight > 2)
    sex = np.where(draw.random(people) < 0.5, "female", "male")
    return pl.DataFrame({"liking": liking, "fair": fair, "told": told, "weight": weight, "sex": sex})


def found(frame: pl.DataFrame, **options) -> pl.DataFrame:
    return weighted_regression(frame, "liking", ["fair", "told"], weight="weight", **options)


def test_effects_and_limits_are_those_of_the_formula_by_hand():
    frame = survey()
    male = (frame["sex"] == "male").cast(pl.Float64)
    x = np.column_stack([np.ones(PEOPLE), frame["fair"], frame["told"], male])
    y, w = frame["liking"].to_numpy(), frame["weight"].to_numpy()
    bread = np.linalg.inv(x.T @ (w[:, None] * x))
    effect = bread @ x.T @ (w * y)
    score = (w * (y - x @ effect))[:, None] * x
    variance = bread @ (score.T @ score) @ bread * PEOPLE / (PEOPLE - 4)
    reach = 1.965973 * np.sqrt(np.diag(variance))  # Student's t of 396 degrees of freedom, from a table
    rows = found(frame, alike=["sex"])
    assert rows["driver"].to_list() == ["fair", "told"]
    assert rows["people"].to_list() == [PEOPLE, PEOPLE]
    np.testing.assert_allclose(rows["effect"], effect[1:3])
    np.testing.assert_allclose(rows["lower"], (effect - reach)[1:3], rtol=1e-5)
    np.testing.assert_allclose(rows["upper"], (effect + reach)[1:3], rtol=1e-5)


def test_of_one_driver_the_effect_is_the_difference_of_two_shares_and_standardised_their_correlation():
    """Diamond Districts: 156 of 368 against 136 of 327, +0.8 points, −6.5 to +8.1 (published)."""
    shares = [(1.0, 156, 368), (0.0, 136, 327)]
    rows = [(own, float(n < k)) for own, k, of in shares for n in range(of)]
    frame = pl.DataFrame(rows, schema=["diamond", "reoffended"], orient="row").with_columns(weight=1.0)
    one = weighted_regression(frame, "reoffended", ["diamond"], weight="weight").row(0, named=True)
    assert one["effect"] == pytest.approx(156 / 368 - 136 / 327)
    assert (one["lower"], one["upper"]) == pytest.approx((-0.065, 0.081), abs=0.002)
    correlation = frame.select(pl.corr("diamond", "reoffended")).item()
    assert one["standardised"] == pytest.approx(correlation)
    assert one["explained"] == pytest.approx(correlation**2)


def test_limits_hold_the_truth_as_often_as_they_say_although_weights_and_answers_go_together():
    """500 surveys; the usual formula for weighted least squares would hold it too seldom."""
    truth = 0.4 - 0.3 * (3.0**2 - 2.0**2) / (3.0**2 - 0.5**2)  # by weight, those above 2 are 57 % of all
    inside = 0
    for seed in range(500):
        one = found(survey(seed, pull=0.3)).row(0, named=True)
        inside += one["lower"] <= truth <= one["upper"]
    assert 0.93 <= inside / 500 <= 0.97


@given(st.integers(0, 50), st.floats(0.01, 100.0))
def test_the_size_of_weights_and_the_order_of_people_change_nothing(seed, size):
    frame = survey(seed, 120)
    again = frame.sample(fraction=1.0, shuffle=True, seed=seed).with_columns(weight=pl.col("weight") * size)
    columns = ("effect", "lower", "upper", "standardised", "explained")
    np.testing.assert_allclose(found(frame).select(columns), found(again).select(columns), rtol=1e-7, atol=1e-9)


@given(st.integers(0, 50))
def test_limits_hold_the_effect_and_a_surer_one_has_wider_limits(seed):
    frame = survey(seed, 120)
    usual, surer = found(frame), found(frame, confidence=0.998)
    assert ((usual["lower"] < usual["effect"]) & (usual["effect"] < usual["upper"])).all()
    assert ((surer["lower"] < usual["lower"]) & (usual["upper"] < surer["upper"])).all()
    assert usual["explained"].is_between(0, 1).all()


def test_people_who_did_not_answer_everything_are_left_out():
    frame = survey()
    some = frame.with_columns(told=pl.when(pl.int_range(pl.len()) >= 100).then("told"))
    rows = found(some)
    assert rows["people"].to_list() == [300, 300]
    np.testing.assert_allclose(rows["effect"], found(frame.tail(300))["effect"])


def test_people_are_made_alike_in_words_and_numbers_whatever_they_are_called():
    draw = np.random.default_rng(3)
    frame = survey().with_columns(sex_male=pl.Series(draw.standard_normal(PEOPLE)), always=7)
    usual = frame.rename({"sex_male": "age"}).with_columns(sex=pl.col("sex").cast(pl.Categorical))
    assert_frame_equal(found(frame, alike=["sex", "sex_male", "always"]), found(usual, alike=["sex", "age"]))
    assert found(frame, alike=["sex"])["effect"][0] != found(usual, alike=["sex", "age"])["effect"][0]


def test_a_survey_whose_weights_differ_a_millionfold_is_reckoned_with_in_silence():
    frame = survey().with_columns(weight=pl.col("weight") * 10.0 ** (6 * (pl.int_range(pl.len()) % 2)))
    heavy = found(frame.filter(pl.int_range(pl.len()) % 2 == 1))
    np.testing.assert_allclose(found(frame)["effect"], heavy["effect"], atol=1e-4)


ODD = {
    "no driver": (survey(), [], {}, "a regression needs a driver"),
    "no such column": (survey().drop("told"), ["fair", "told"], {}, "the frame has no column 'told'"),
    "words": (survey(), ["sex"], {}, "column 'sex' holds String, not numbers"),
    "no weight": (survey().with_columns(weight=0.0), ["fair"], {}, "column 'weight' has a weight that is not above 0"),
    "few": (survey(people=59), ["fair", "told"], {}, "59 people answered everything, and 3 columns need 60"),
    "nobody": (survey().clear(), ["fair"], {}, "0 people answered everything, and 2 columns need 40"),
    "same driver": (survey().with_columns(told=1.0), ["told"], {}, "column 'told' is the same for everybody"),
    "same outcome": (survey().with_columns(liking=1.0), ["told"], {}, "column 'liking' is the same for everybody"),
    "follows": (
        survey().with_columns(told=1 - pl.col("fair")),
        ["fair", "told"],
        {},
        "a driver follows from the others, so that they cannot be told apart",
    ),
    "confidence": (survey(), ["fair"], {"confidence": 1.0}, "confidence"),
    "driver twice": (survey(), ["fair", "fair"], {}, "column 'fair' is named twice"),
    "driver and outcome": (survey(), ["liking"], {}, "column 'liking' is named twice"),
    "driver and alike": (survey(), ["fair"], {"alike": ["fair"]}, "column 'fair' is named twice"),
    "no words": (
        survey().with_columns(many=pl.concat_list("sex")),
        ["fair"],
        {"alike": ["many"]},
        "column 'many' holds List.* not words or numbers",
    ),
    "endless": (
        survey().with_columns(
            age=pl.when(pl.int_range(pl.len()) == 3).then(float("inf")).otherwise(pl.int_range(pl.len()))
        ),
        ["fair"],
        {"alike": ["age"]},
        "column 'age' has a value that is infinite or not a number",
    ),
    "rare": (
        survey().with_columns(rare=(pl.int_range(pl.len()) < 19).cast(pl.Float64)),
        ["rare"],
        {},
        "column 'rare' has its rarer value for 19 people, and 20 are needed",
    ),
    "too far apart": (
        survey().with_columns(liking=pl.col("liking") * 1e300),
        ["fair"],
        {},
        "the numbers or their weights lie too far apart to reckon with",
    ),
    "all of the weight on one": (
        survey().with_columns(weight=pl.when(pl.int_range(pl.len()) == 0).then(1e300).otherwise(1e-300)),
        ["fair"],
        {},
        "a driver follows from the others",
    ),
}


@pytest.mark.parametrize(("frame", "drivers", "options", "said"), ODD.values(), ids=ODD)
def test_what_no_regression_can_be_made_of_is_refused(frame, drivers, options, said):
    with pytest.raises(ValueError, match=said):
        weighted_regression(frame, "liking", drivers, weight="weight", **options)
