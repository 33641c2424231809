"""Published limits of proportions and counts, and what always holds of them."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from tp_metrics.stats.intervals import (
    CONFIDENCE_95,
    CONFIDENCE_99_8,
    byar,
    effective_base,
    mover,
    newcombe,
    normal_quantile,
    poisson_limits,
    wilson,
)


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


@pytest.mark.parametrize(
    ("x", "lower", "upper"),
    [
        (65, 50.163187710459454, 82.84913854593984),  # PHE technical guide
        (0, 0.0, None),  # rests on zero
    ],
)
def test_byar_gives_published_limits(x, lower, upper):
    found = both(byar(pl.lit(x)))
    assert found[0] == pytest.approx(lower)
    assert upper is None or found[1] == pytest.approx(upper)


def test_the_two_levels_are_those_of_the_normal_distribution():
    assert normal_quantile(CONFIDENCE_95) == pytest.approx(1.959963984540054)
    assert normal_quantile(CONFIDENCE_99_8) == pytest.approx(3.090232306167813)


def three(parts):
    return pl.select(part.alias(str(place)) for place, part in enumerate(parts)).row(0)


@pytest.mark.parametrize(
    ("k1", "n1", "k0", "n0", "lower", "upper"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),  # Newcombe 1998, Stat Med 17:873, table II, method 10, contrast (a)
        (9, 10, 3, 10, 0.1705, 0.8090),  # (b)
        (6, 7, 2, 7, 0.0582, 0.8062),  # (c)
        (5, 56, 0, 29, -0.0381, 0.1926),  # (d)
        (0, 10, 0, 20, -0.1611, 0.2775),  # (e)
        (0, 10, 0, 10, -0.2775, 0.2775),  # (f)
        (10, 10, 0, 20, 0.6791, 1.0000),  # (g)
        (10, 10, 0, 10, 0.6075, 1.0000),  # (h)
        (156, 368, 136, 327, -0.0652796, 0.0809628),  # published reoffending, Diamond districts and comparison
    ],
)
def test_newcombe_gives_published_limits_of_a_difference(k1, n1, k0, n0, lower, upper):
    found = three(newcombe(*map(pl.lit, (k1, n1, k0, n0))))
    precision = 5e-5 if n1 < 300 else 1e-6
    assert found == pytest.approx((k1 / n1 - k0 / n0, lower, upper), abs=precision)


@pytest.mark.parametrize(("k1", "n1"), [(1, 0), (-1, 10), (11, 10), (None, 10), (1, None)])
def test_a_difference_of_what_is_no_share_is_null(k1, n1):
    share = pl.lit(k1, pl.Float64), pl.lit(n1, pl.Float64)
    assert three(newcombe(*share, pl.lit(1), pl.lit(2))) == (None, None, None)
    assert three(newcombe(pl.lit(1), pl.lit(2), *share)) == (None, None, None)


@pytest.mark.parametrize(("k1", "n1", "k0", "n0"), [(56, 70, 48, 80), (9, 10, 3, 10), (0, 10, 0, 20)])
def test_mover_of_two_wilson_intervals_is_newcombes(k1, n1, k0, n0):
    sides = [(pl.lit(k / n), *wilson(pl.lit(k), pl.lit(n))) for k, n in ((k1, n1), (k0, n0))]
    assert three(mover(*sides)) == pytest.approx(three(newcombe(*map(pl.lit, (k1, n1, k0, n0)))))


def test_mover_keeps_limits_that_lie_unevenly_and_is_null_where_a_number_is():
    now, before = (pl.lit(-6.0), pl.lit(-9.0), pl.lit(-3.0)), (pl.lit(-2.0), pl.lit(-6.0), pl.lit(2.0))
    assert three(mover(now, before)) == (-4.0, -9.0, 1.0)
    assert three(mover(now, (pl.lit(0.0), pl.lit(-4.0), pl.lit(None, pl.Float64)))) == pytest.approx((-6, None, -1))


@settings(max_examples=50)
@given(st.integers(0, 300), st.integers(1, 300), st.integers(0, 300), st.integers(1, 300))
def test_a_difference_of_shares_is_within_its_limits_and_turns_its_sign(k1, n1, k0, n0):
    k1, k0 = min(k1, n1), min(k0, n0)
    first, second = (pl.lit(k1), pl.lit(n1)), (pl.lit(k0), pl.lit(n0))
    difference, lower, upper = three(newcombe(*first, *second))
    _, wide_lower, wide_upper = three(newcombe(*first, *second, confidence=0.998))
    rounding = 1e-9
    assert -1 - rounding <= wide_lower <= lower <= difference + rounding
    assert difference - rounding <= upper <= wide_upper <= 1 + rounding
    turned = three(newcombe(*second, *first))
    assert turned == pytest.approx((-difference, -upper, -lower))
    with_statsmodels = confint_proportions_2indep(k1, n1, k0, n0, method="newcomb", compare="diff")
    assert (lower, upper) == pytest.approx(with_statsmodels, abs=1e-9)


def test_an_effective_base_widens_the_difference():
    small = three(newcombe(pl.lit(0.62 * 400), pl.lit(400.0), pl.lit(0.58 * 410), pl.lit(410.0)))
    large = three(newcombe(pl.lit(0.62 * 640), pl.lit(640.0), pl.lit(0.58 * 640), pl.lit(640.0)))
    assert small[0] == pytest.approx(large[0])
    assert small[1] < large[1] < large[2] < small[2]


@pytest.mark.parametrize("limits", [byar, poisson_limits])
def test_a_negative_count_has_no_limits(limits):
    assert both(limits(pl.lit(-3))) == (None, None)


def test_a_count_that_is_not_whole_has_limits_between_its_neighbours():
    low, middle, high = (both(poisson_limits(pl.lit(x))) for x in (9, 9.7, 11))
    assert low < middle < high


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


@settings(max_examples=50)
@given(st.integers(0, 5000), st.integers(1, 5000))
def test_wilson_holds_the_share_stays_within_bounds_and_widens(k, n):
    k = min(k, n)
    lower, upper = both(wilson(pl.lit(k), pl.lit(n)))
    wide_lower, wide_upper = both(wilson(pl.lit(k), pl.lit(n), confidence=0.998))
    assert 0 <= wide_lower <= lower <= k / n + 1e-12
    assert k / n - 1e-12 <= upper + 1e-12
    assert upper <= wide_upper + 1e-12 <= 1 + 1e-9


@settings(max_examples=50)
@given(st.integers(0, 100_000))
def test_poisson_limits_hold_the_count_and_widen(x):
    lower, upper = both(poisson_limits(pl.lit(x)))
    wide_lower, wide_upper = both(poisson_limits(pl.lit(x), confidence=0.998))
    assert 0 <= wide_lower <= lower <= x <= upper <= wide_upper


@settings(max_examples=50)
@given(st.integers(10, 100_000))
def test_byar_is_monotone(x):
    assert both(byar(pl.lit(x))) < both(byar(pl.lit(x + 1)))


@settings(max_examples=50)
@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=50))
def test_the_effective_base_is_the_number_of_answers_at_most(weights):
    total, squares = sum(weights), sum(w * w for w in weights)
    base = pl.select(effective_base(pl.lit(total), pl.lit(squares))).item()
    assert 1 - 1e-9 <= base <= len(weights) + 1e-9
