"""Discoveries among many tests by the published rule; false alarms as simulated afresh."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from tp_metrics.stats.many import (
    CHANCES,
    HISTORIES,
    OUTSIDE_KNOWN_LIMITS,
    RULES,
    discoveries,
    expected_false_alarms,
)

# Fifteen hypotheses of a trial of thrombolysis, Benjamini and Hochberg 1995, JRSS B 57:289, section 4.
THROMBOLYSIS = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459),
    *(0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
]


def stand(p, rate=0.10):
    return pl.DataFrame({"p": p}, schema={"p": pl.Float64}).select(discoveries(pl.col("p"), rate=rate))["p"].to_list()


def test_discoveries_are_the_four_of_the_published_example():
    assert stand(THROMBOLYSIS, rate=0.05) == [True] * 4 + [False] * 11
    assert stand(THROMBOLYSIS[::-1], rate=0.05) == [False] * 11 + [True] * 4


@settings(max_examples=60)
@given(
    st.lists(
        st.one_of(st.floats(0, 1), st.floats(0, 0.05), st.sampled_from([0.0, 0.01, 1.0])), min_size=1, max_size=60
    ),
    st.sampled_from([0.05, 0.10, 0.5]),
)
def test_discoveries_are_those_of_scipy(p, rate):
    adjusted = stats.false_discovery_control(p)
    assume(min(abs(adjusted - rate)) > 1e-9)
    assert stand(p, rate) == list(adjusted <= rate)


@settings(max_examples=40)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_a_higher_rate_keeps_what_a_lower_one_found_and_never_less_than_bonferroni(p):
    strict, lax = stand(p, 0.01), stand(p, 0.2)
    assert all(b for a, b in zip(strict, lax, strict=True) if a)
    assert all(found for one, found in zip(p, lax, strict=True) if one <= 0.2 / len(p) * (1 - 1e-12))


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        ([], []),
        ([None], [None]),
        ([0.09], [True]),  # a single test is an ordinary one at the rate
        ([0.11], [False]),
        ([0.04, None, 0.04, float("nan"), -0.1, 1.1], [True, None, True, None, None, None]),
        ([0.06, None, 0.2], [False, None, False]),
        ([0.05, None, 0.2], [True, None, False]),  # of two, as the null is not counted
    ],
)
def test_what_is_no_p_value_is_null_and_not_counted(p, expected):
    assert stand(p) == expected


def test_each_screen_is_a_family_of_its_own():
    frame = pl.DataFrame({"screen": ["a"] * 2 + ["b"] * 3, "p": [0.04, 0.9, 0.04, 0.9, 0.9]})
    found = frame.with_columns(discoveries(pl.col("p")).over("screen").alias("stands"))
    assert found["stands"].to_list() == [True, False, False, False, False]


@pytest.mark.parametrize("rate", [0, 1, 10, -0.1])
def test_a_rate_that_is_none_is_refused(rate):
    with pytest.raises(ValueError, match="false discovery rate"):
        discoveries(pl.col("p"), rate=rate)


def hits(history, series, seed):
    """Which rules hit the latest point of each of many stable series: a column each for RULES."""
    y = np.random.default_rng(seed).standard_normal((series, history))
    ranges = np.abs(np.diff(y, axis=1))
    kept = np.where(ranges < 3.267 * ranges.mean(axis=1, keepdims=True), ranges, np.nan)
    limit = 2.66 * np.nanmean(kept, axis=1, keepdims=True)
    from_mean = (y - y.mean(axis=1, keepdims=True))[:, -7:]
    last = from_mean[:, -3:]
    beyond = np.abs(last) > limit * 2 / 3
    steps = np.sign(np.diff(y[:, -7:], axis=1)).sum(axis=1)
    return np.column_stack(
        [
            np.abs(last[:, -1:]) > limit,
            np.abs(steps) == 6,
            (np.abs(np.sign(last).sum(axis=1)) == 3) & (beyond.sum(axis=1) >= 2) & beyond[:, -1],
            np.abs(np.sign(from_mean).sum(axis=1)) == 7,
        ]
    )


def test_the_latest_point_of_a_stable_series_raises_as_many_false_alarms_as_expected():
    found = hits(36, 40_000, seed=1)
    assert found.any(axis=1).sum() == pytest.approx(expected_false_alarms(40_000, history=36), rel=0.1)
    assert found[:, 3].sum() == pytest.approx(expected_false_alarms(40_000, rules=["shift"], history=36), rel=0.1)


@pytest.mark.trust
@pytest.mark.parametrize("history", HISTORIES)
def test_false_alarms_of_each_rule_are_as_simulated_afresh(history):
    series = 20_000
    batches = [hits(history, series, [77, history, batch]) for batch in range(25)]
    found = np.mean([batch.mean(axis=0) for batch in batches], axis=0)
    for rule, share in zip(RULES, found, strict=True):
        expected = expected_false_alarms(1, rules=[rule], history=history)
        # A trend is so rare that chance alone, in half a million series, takes more than the 10 %.
        allowed = max(0.1 * expected, 4 * math.sqrt(expected / (25 * series)))
        assert share == pytest.approx(expected, abs=allowed), rule
    every = np.mean([batch.any(axis=1).mean() for batch in batches])
    assert every == pytest.approx(expected_false_alarms(1, history=history), rel=0.1)


def test_a_trend_of_seven_is_as_rare_as_orders_of_seven_say():
    for history in HISTORIES:
        expected = 2 / math.factorial(7)
        assert expected_false_alarms(1, rules=["trend"], history=history) == pytest.approx(expected, rel=0.05)


def test_known_limits_are_three_standard_deviations():
    assert pytest.approx(2 * stats.norm.sf(2.66 * 2 / math.sqrt(math.pi))) == OUTSIDE_KNOWN_LIMITS
    assert pytest.approx(0.0027, abs=2e-5) == OUTSIDE_KNOWN_LIMITS
    # Estimated limits are passed more often, ever less so as the series grows.
    outside = [expected_false_alarms(1, rules=["outside"], history=history) for history in HISTORIES]
    assert outside == sorted(outside, reverse=True)
    assert outside[-1] > OUTSIDE_KNOWN_LIMITS


def test_the_chances_hold_each_pattern_once_and_a_number_for_each_history():
    assert all(len(chances) == len(HISTORIES) for chances in CHANCES.values())
    assert len({frozenset(rules) for rules in CHANCES}) == len(CHANCES)
    assert {rule for rules in CHANCES for rule in rules} == set(RULES)


@pytest.mark.parametrize(
    ("series", "points", "rules", "history", "expected"),
    [
        (0, 1, RULES, 36, 0),
        (640, 0, RULES, 36, 0),
        (640, 1, (), 36, 0),
        (640, 1, RULES, 36, 640 * 0.017392),
        (640, 3, RULES, 36, 1920 * 0.017392),
        (1000, 1, ("outside",), 24, 6.639),
        (1000, 1, ("outside",), 30, (6.639 + 5.454) / 2),  # halfway between 24 and 36 points
        (1000, 1, ("outside",), 500, 3.939),  # as for 120
    ],
)
def test_expected_false_alarms_grow_with_series_and_points(series, points, rules, history, expected):
    found = expected_false_alarms(series, points, rules=rules, history=history)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"series": -1}, "0 or more"),
        ({"series": 1, "points": -1}, "0 or more"),
        ({"series": 1, "history": 23}, "24 points or more"),
        ({"series": 1, "rules": ["outside", "saw tooth"]}, "not saw tooth"),
    ],
)
def test_false_alarms_of_what_cannot_be_are_refused(asked, words):
    with pytest.raises(ValueError, match=words):
        expected_false_alarms(**asked)
