"""The shape of a series is named rightly, and chance alone has none."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tp_metrics.stats import Pattern, pattern

LEVEL = Pattern("level")


def noisy(mean, *, seed=3, spread=1.0):
    rng = np.random.default_rng(seed)
    return pl.Series([value + spread * rng.normal() for value in mean])


@pytest.mark.parametrize(
    ("mean", "shape", "at", "size"),
    [
        ([100.0] * 36, "level", None, None),
        ([100 + month for month in range(36)], "trend", None, 100 / 117.5),
        ([100 - month for month in range(36)], "trend", None, -100 / 82.5),
        ([100.0] * 20 + [140.0] * 16, "step", 20, 40.0),
        ([100.0] * 20 + [60.0] * 16, "step", 20, -40.0),
        ([100.0] * 20 + [180.0] + [100.0] * 15, "outlier", 20, 80.0),
        ([100.0] * 35 + [30.0], "outlier", 35, -70.0),
    ],
)
def test_each_shape_is_named_with_its_place_and_size(mean, shape, at, size):
    found = pattern(noisy(mean))
    assert (found.shape, found.at) == (shape, at)
    assert found.size == (None if size is None else pytest.approx(size, abs=1.0))


@pytest.mark.parametrize("values", [[], [5.0], [5.0] * 30, [1.0, 9.0, 1.0, 9.0, 1.0], [None] * 20])
def test_a_constant_or_short_series_is_level(values):
    assert pattern(pl.Series(values, dtype=pl.Float64)) == LEVEL


def test_nulls_are_left_out_and_places_count_what_is_left():
    known = [100.0, 101.0] * 8 + [150.0, 151.0] * 6
    holes = [None, *known[:10], None, *known[10:]]
    assert pattern(pl.Series(holes)) == pattern(pl.Series(known))
    assert pattern(pl.Series(holes)).at == 16


def test_a_step_up_from_nothing_has_no_size_in_per_cent():
    found = pattern(pl.Series([0.0] * 10 + [5.0] * 10))
    assert (found.shape, found.at, found.size) == ("step", 10, None)


@pytest.mark.parametrize("wrong", [math.inf, -math.inf, math.nan])
def test_what_is_not_finite_is_refused(wrong):
    with pytest.raises(ValueError, match="infinite or not a number"):
        pattern(pl.Series([1.0, wrong, 2.0]))


def test_few_stable_series_are_given_a_shape():
    rng = np.random.default_rng(20101231)
    named = sum(pattern(pl.Series(rng.poisson(60, 36))) != LEVEL for _ in range(400))
    assert named / 400 < 0.06


@settings(max_examples=50)
@given(st.lists(st.floats(-1e6, 1e6), min_size=8, max_size=40), st.floats(0.5, 100))
def test_the_shape_does_not_hang_on_the_unit(values, scale):
    plain, scaled = pattern(pl.Series(values)), pattern(pl.Series([scale * value for value in values]))
    assert plain.shape in ("level", "trend", "step", "outlier")
    if np.ptp(values) > 1e-3:
        assert (scaled.shape, scaled.at) == (plain.shape, plain.at) or np.ptp(values) < 1
