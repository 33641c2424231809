"""Published limits of proportions and counts, and what always holds of them."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tp_metrics.stats import byar, effective_base, poisson_limits, wilson


def both(limits):
    return pl.select(lower=limits[0], upper=limits[1]).row(0)


@pytest.mark.parametrize(
    ("k", "n", "confidence", "lower", "upper"),
    [
        (81, 263, 0.95, 0.2553, 0.3662),  # Newcombe 1998, Stat Med 17:857, table I
        (15, 148, 0.95, 0.0624, 0.1605),  # the same
        (0, 20, 0.95, 0.0000, 0.1611),  # the same
        (1, 29, 0.95, 0.0061, 0.1718),  # the same
        (65, 100, 0.95, 0.5525444329688797, 0.7363575175690247),  # PHE technical guide
        (65, 100, 0.998, 0.4954946574, 0.7783540614),  # PHE technical guide
        (1, 100, 0.95, 0.0017674321, 0.0544861962),
        (396.8, 640 / 1.3, 0.95, None, None),
    ],
)
def test_wilson_gives_published_limits(k, n, confidence, lower, upper):
    found = both(wilson(pl.lit(k), pl.lit(n), confidence=confidence))
    if lower is None:  # 62 % of 640 with design effect 1.3
        found = both(wilson(pl.lit(0.62 * n), pl.lit(n)))
        lower, upper = 0.5764, 0.6618
    assert found == pytest.approx((lower, upper), abs=5e-5)


@pytest.mark.parametrize(
    ("x", "lower", "upper"),
    [
        (65, 50.163187710459454, 82.84913854593984),  # Byar, PHE technical guide
        (5, 1.62348639011842, 11.668332079322669),  # exact
        (0, 0.0, 3.688879454113936),  # exact: -ln(0.025)
        (1, 0.02531780798428808, 5.571643390938898),  # exact, Ulm 1990
    ],
)
def test_poisson_limits_are_exact_below_ten_and_byars_above(x, lower, upper):
    assert both(poisson_limits(pl.lit(x))) == pytest.approx((lower, upper))


def test_nothing_known_has_no_limits():
    none = pl.lit(None, pl.Float64)
    assert both(wilson(none, none)) == (None, None)
    assert both(poisson_limits(none)) == (None, None)
    assert both(wilson(pl.lit(0), pl.lit(0))) == (None, None)
    assert pl.select(effective_base(pl.lit(0.0), pl.lit(0.0))).item() is None


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5])
def test_a_confidence_that_is_none_is_refused(confidence):
    with pytest.raises(ValueError, match="between 0 and 1"):
        wilson(pl.lit(1), pl.lit(2), confidence=confidence)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 5000), st.integers(1, 5000))
def test_wilson_holds_the_share_stays_within_bounds_and_widens(k, n):
    k = min(k, n)
    lower, upper = both(wilson(pl.lit(k), pl.lit(n)))
    wide_lower, wide_upper = both(wilson(pl.lit(k), pl.lit(n), confidence=0.998))
    assert 0 <= wide_lower <= lower <= k / n + 1e-12
    assert k / n - 1e-12 <= upper + 1e-12
    assert upper <= wide_upper + 1e-12 <= 1 + 1e-9


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 100_000))
def test_poisson_limits_hold_the_count_and_widen(x):
    lower, upper = both(poisson_limits(pl.lit(x)))
    wide_lower, wide_upper = both(poisson_limits(pl.lit(x), confidence=0.998))
    assert 0 <= wide_lower <= lower <= x <= upper <= wide_upper


@settings(max_examples=50, deadline=None)
@given(st.integers(10, 100_000))
def test_byar_is_monotone(x):
    assert both(byar(pl.lit(x))) < both(byar(pl.lit(x + 1)))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=50))
def test_the_effective_base_is_the_number_of_answers_at_most(weights):
    total, squares = sum(weights), sum(w * w for w in weights)
    base = pl.select(effective_base(pl.lit(total), pl.lit(squares))).item()
    assert 1 - 1e-9 <= base <= len(weights) + 1e-9
