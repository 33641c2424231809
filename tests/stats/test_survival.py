"""Published survival curves, tests and hazard ratios, and what always holds of them."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from tp_metrics.stats.survival import cox, kaplan_meier, log_rank

# Weeks of remission of leukaemia, Freireich and others 1963, Blood 21:699, as in Kleinbaum and Klein 2012,
# Survival Analysis, chapter 1: 21 patients given 6-MP (0: still in remission when last seen) and 21 given a placebo.
SIX_MP = [(week, 1) for week in (6, 6, 6, 7, 10, 13, 16, 22, 23)]
SIX_MP += [(week, 0) for week in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)]
PLACEBO = [(week, 1) for week in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)]
REMISSION = pl.DataFrame(
    [(*row, "6-MP", False) for row in SIX_MP] + [(*row, "placebo", True) for row in PLACEBO],
    ["week", "relapse", "arm", "placebo"],
    orient="row",
)

# 432 men released from Maryland prisons, followed for a year: Rossi, Berk and Lenihan 1980, Money, Work and Crime,
# as carried by R's carData and by lifelines. `fin` is financial aid, `prio` the number of prior convictions.
ROSSI = pl.read_csv(Path(__file__).with_name("rossi.csv"))


@pytest.mark.parametrize(
    ("week", "at_risk", "survival", "lower", "upper"),
    [  # curve: Kleinbaum and Klein 2012, chapter 2; limits: R's survfit(conf.type = "log-log")
        (6, 21, 0.8571, 0.6197, 0.9516),
        (7, 17, 0.8067, 0.5631, 0.9228),
        (10, 15, 0.7529, 0.5032, 0.8894),
        (13, 12, 0.6902, 0.4316, 0.8491),
        (16, 11, 0.6275, 0.3675, 0.8049),
        (22, 7, 0.5378, 0.2678, 0.7468),
        (23, 6, 0.4482, 0.1881, 0.6801),
    ],
)
def test_the_curve_of_the_remission_data_is_the_published_one(week, at_risk, survival, lower, upper):
    step = kaplan_meier(REMISSION, "week", "relapse", "arm").row(
        by_predicate=(pl.col("group") == "6-MP") & (pl.col("time") == week), named=True
    )
    assert step["at_risk"] == at_risk
    assert (step["survival"], step["lower"], step["upper"]) == pytest.approx((survival, lower, upper), abs=6e-5)


def test_the_curve_starts_at_one_and_names_those_who_left():
    curve = kaplan_meier(REMISSION, "week", "relapse", "arm").filter(pl.col("group") == "6-MP")
    assert curve.row(0)[1:] == (0.0, 21, 0, 0, 1.0, None, None)
    assert curve["censored"].sum() == 12
    assert curve["events"].sum() == 9
    # The last of the placebo group relapsed: the curve ends at 0, where no limit is known.
    assert kaplan_meier(REMISSION, "week", "relapse", "arm").row(-1)[-3:] == (0.0, None, None)


def test_the_log_rank_test_of_the_remission_data_is_the_published_one():
    assert log_rank(REMISSION, "week", "relapse", "arm") == pytest.approx((16.79, 0.0000417), rel=1e-3)  # the same


def test_the_log_rank_test_of_financial_aid_is_the_published_one():
    # Allison 2010, Survival Analysis Using SAS, chapter 3
    assert log_rank(ROSSI, "week", "arrest", "fin") == pytest.approx((3.8376, 0.0501), abs=6e-5)


def test_the_hazard_ratio_of_the_remission_data_is_that_of_coxph():
    # R: coxph(Surv(time, cens) ~ treat, MASS::gehan) gives 1.5721 (0.4124) with Efron's ties
    found = cox(REMISSION, "week", "relapse", ["placebo"]).row(0, named=True)
    assert found["hazard_ratio"] == pytest.approx(np.exp(1.5721), rel=1e-4)
    assert np.log(found["upper"] / found["lower"]) / 2 / 1.959964 == pytest.approx(0.4124, abs=5e-5)


@pytest.mark.parametrize(
    ("covariate", "ratio", "z", "p"),
    [  # Fox 2002, appendix on Cox regression to An R and S-PLUS Companion to Applied Regression: Efron's ties
        ("fin", 0.684, -1.983, 0.0470),
        ("age", 0.944, -2.611, 0.0090),
        ("race", 1.369, 1.019, 0.3100),
        ("wexp", 0.861, -0.706, 0.4800),
        ("mar", 0.648, -1.136, 0.2600),
        ("paro", 0.919, -0.434, 0.6600),
        ("prio", 1.096, 3.194, 0.0014),
    ],
)
def test_the_hazard_ratios_of_rearrest_are_the_published_ones(covariate, ratio, z, p):
    found = cox(ROSSI, "week", "arrest", ["fin", "age", "race", "wexp", "mar", "paro", "prio"])
    row = found.row(by_predicate=pl.col("covariate") == covariate, named=True)
    assert (row["hazard_ratio"], row["z"]) == pytest.approx((ratio, z), abs=6e-4)
    assert row["p"] == pytest.approx(p, abs=6e-3)
    assert row["lower"] < row["hazard_ratio"] < row["upper"]


followed = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=60)


@settings(max_examples=40)
@given(followed)
def test_the_curve_is_that_of_statsmodels_falls_and_lies_within_its_limits(rows):
    people = pl.DataFrame(rows, ["time", "event"], orient="row")
    curve = kaplan_meier(people, "time", "event")
    assert curve["time"][0] == 0
    assert curve["survival"].is_sorted(descending=True)
    assert curve["survival"].is_between(0, 1).all()
    assert curve["events"].sum() + curve["censored"].sum() == len(rows)
    assert curve.drop_nulls().select((pl.col("lower") <= pl.col("survival") + 1e-12).all()).item()
    assert curve.drop_nulls().select((pl.col("survival") <= pl.col("upper") + 1e-12).all()).item()
    wide = kaplan_meier(people, "time", "event", confidence=0.998)
    assert ((wide["upper"] - wide["lower"]) >= (curve["upper"] - curve["lower"]) - 1e-12).drop_nulls().all()
    if people["event"].any():
        other = SurvfuncRight(people["time"].to_numpy(), people["event"].to_numpy().astype(float))
        steps = curve.filter(pl.col("events") > 0)
        assert steps["time"].to_list() == list(other.surv_times)
        assert steps["survival"].to_list() == pytest.approx(list(other.surv_prob))
        assert steps["at_risk"].to_list() == list(other.n_risk)


def test_groups_have_the_curves_that_they_would_have_alone():
    together = kaplan_meier(REMISSION, "week", "relapse", "arm")
    for arm in ("6-MP", "placebo"):
        alone = kaplan_meier(REMISSION.filter(pl.col("arm") == arm), "week", "relapse")
        assert together.filter(pl.col("group") == arm).drop("group").equals(alone)


def test_one_person_has_a_curve_of_one_step():
    one = kaplan_meier(pl.DataFrame({"t": [3], "e": [True]}), "t", "e")
    assert one["survival"].to_list() == [1.0, 0.0]
    still = kaplan_meier(pl.DataFrame({"t": [3], "e": [False]}), "t", "e")
    assert still["survival"].to_list() == [1.0, 1.0]


def test_three_groups_have_two_degrees_of_freedom():
    people = pl.DataFrame({"t": [1, 2, 3, 4, 5, 6], "e": [1] * 6, "g": ["a", "b", "c"] * 2})
    squared, p = log_rank(people, "t", "e", "g")
    assert p == pytest.approx(np.exp(-squared / 2))  # chi squared with two degrees


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"t": [1.0]}, "no column .e."),
        ({"t": [], "e": []}, "nobody was followed"),
        ({"t": [1.0, None], "e": [1, 1]}, "is null"),
        ({"t": [1.0, 2.0], "e": [1, None]}, "is null"),
        ({"t": [-1.0, 2.0], "e": [1, 1]}, "value below 0"),
        ({"t": [float("nan"), 2.0], "e": [1, 1]}, "not a number"),
        ({"t": [1.0, 2.0], "e": [1, 2]}, "has happened"),
    ],
)
def test_impossible_follow_up_is_refused(columns, says):
    with pytest.raises(ValueError, match=says):
        kaplan_meier(pl.DataFrame(columns), "t", "e")


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"t": [1, 2], "e": [1, 1], "g": ["a", "a"]}, "two groups"),
        ({"t": [1, 2], "e": [0, 0], "g": ["a", "b"]}, "nobody had the event"),
        ({"t": [1, 2], "e": [1, 1], "g": ["a", None]}, "is null"),
    ],
)
def test_a_log_rank_test_of_nothing_is_refused(columns, says):
    with pytest.raises(ValueError, match=says):
        log_rank(pl.DataFrame(columns), "t", "e", "g")


@pytest.mark.parametrize(
    ("covariate", "says"),
    [
        ([1, 1, 1, 0, 0, 0], "perfectly"),
        ([1, 1, 1, 1, 1, 1], "the same for everyone"),
        (["a", "b", "c", "a", "b", "c"], "must be a number"),
    ],
)
def test_a_hazard_ratio_that_has_no_answer_is_refused(covariate, says):
    people = pl.DataFrame({"t": [1, 2, 3, 4, 5, 6], "e": [1] * 6, "x": covariate})
    with pytest.raises(ValueError, match=says):
        cox(people, "t", "e", ["x"])


def test_a_hazard_ratio_without_events_is_refused():
    with pytest.raises(ValueError, match="nobody had the event"):
        cox(pl.DataFrame({"t": [1, 2, 3], "e": [0] * 3, "x": [1, 0, 1]}), "t", "e", ["x"])
