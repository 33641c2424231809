"""Two counts and two rates against published and independent results, and what always holds of them."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.rates import confint_poisson_2indep
from statsmodels.stats.rates import test_poisson_2indep as poisson_test  # a name that pytest does not collect

from tp_metrics.stats.comparisons import (
    count_change,
    dispersion,
    dispersions,
    e_test,
    p_value,
    rate_ratio_change,
    rates_z,
    shares_z,
    two_counts,
)

COUNTS = st.integers(0, 30_000)


def z(x1, x0, t1=1, t0=1, phi=1.0):
    return pl.select(rates_z(*(pl.lit(x, pl.Float64) for x in (x1, t1, x0, t0)), dispersion=phi)).item()


def change(x1, x0, **how):
    return pl.select(e.alias(str(i)) for i, e in enumerate(count_change(pl.lit(x1), pl.lit(x0), **how))).row(0)


def per_cent(x1, x0, t1=1.0, t0=1.0, **how):
    parts = rate_ratio_change(pl.lit(x1), pl.lit(t1), pl.lit(x0), pl.lit(t0), **how)
    return pl.select(e.alias(str(i)) for i, e in enumerate(parts)).row(0)


def phi_of(counts, lag=12):
    return pl.DataFrame({"n": counts}, schema={"n": pl.Float64}).select(dispersion(pl.col("n"), lag=lag)).item()


@pytest.mark.parametrize(
    ("x1", "x0", "p"),
    [
        (60, 40, 0.0455),  # z = 20/√100 = 2
        (120, 100, 0.1775),  # z = 20/√220
        (25, 16, 0.1648),  # E-test
        (100, 100, 1.0),
        (0, 0, 1.0),
    ],
)
def test_two_counts_give_the_reference_numbers(x1, x0, p):
    assert two_counts(x1, x0) == pytest.approx(p, abs=5e-5)


@pytest.mark.parametrize(
    ("k1", "n1", "k0", "n0", "score"),
    [
        (156, 368, 136, 327, 0.214),  # published: Diamond districts and comparison
        (0, 30, 0, 40, 0.0),
        (30, 30, 40, 40, 0.0),
        (3, 0, 4, 10, None),
    ],
)
def test_the_score_of_two_shares_is_the_pooled_one(k1, n1, k0, n0, score):
    found = pl.select(shares_z(*(pl.lit(float(one)) for one in (k1, n1, k0, n0)))).item()
    assert found is score if score is None else found == pytest.approx(score, abs=5e-4)


def test_the_score_of_two_rates_is_statsmodels_score_test():
    expected = poisson_test(60, 51_477.5, 30, 54_308.7, method="score", compare="ratio")  # exposures differ
    assert z(60, 30, 51_477.5, 54_308.7) == pytest.approx(expected.statistic)
    assert pl.select(p_value(pl.lit(expected.statistic))).item() == pytest.approx(expected.pvalue)


@pytest.mark.parametrize("score", [-40.0, -1.96, 0.0, 0.5, 3.0, 9.0])
def test_the_p_value_is_two_sided_and_keeps_its_digits(score):
    assert pl.select(p_value(pl.lit(score))).item() == pytest.approx(2 * stats.norm.sf(abs(score)), rel=1e-9)


def test_the_rule_of_square_roots_is_the_score_only_when_divided_by_root_two():
    rule = 2 * (math.sqrt(1100) - math.sqrt(1000))  # treats last year as fixed
    assert rule / math.sqrt(2) == pytest.approx(z(1100, 1000), rel=1e-3)


def test_an_overdispersed_total_is_judged_by_its_own_variance():
    assert z(25_957, 24_370) == pytest.approx(7.074, abs=1e-3)
    assert z(25_957, 24_370, phi=25.0) == pytest.approx(7.074 / 5, abs=1e-3)
    assert z(25_957, 24_370, phi=pl.lit(25)) == pytest.approx(7.074 / 5, abs=1e-3)
    assert two_counts(25, 16, dispersion=2) == pytest.approx(2 * stats.norm.sf(9 / math.sqrt(82)))


@pytest.mark.parametrize(
    "asked",
    [(-1, 1), (1, -1), (None, 1), (float("nan"), 1), (1, 1, 0, 1), (1, 1, 1, -2), (0, 0, 0, 1), (1, 1, 1, None)],
)
def test_a_score_of_what_cannot_be_is_null(asked):
    assert z(*asked) is None
    assert pl.select(p_value(pl.lit(None, pl.Float64))).item() is None


@pytest.mark.parametrize("phi", [0.5, float("nan"), float("inf"), -1])
def test_a_dispersion_below_one_is_refused_and_in_a_column_is_null(phi):
    for asked in (
        lambda: z(1, 1, phi=phi),
        lambda: change(1, 1, dispersion=phi),
        lambda: per_cent(1, 1, dispersion=phi),
    ):
        with pytest.raises(ValueError, match="a dispersion is 1 or more"):
            asked()
    column = pl.lit(float(phi))
    assert z(1, 1, phi=column) is None
    assert z(0, 0, phi=column) is None
    assert change(1, 1, dispersion=column)[1:] == (None, None)
    assert per_cent(1, 1, dispersion=column)[1:] == (None, None)


@pytest.mark.parametrize("x", [(60, 40), (5, 2), (3, 0), (0, 4), (120, 100), (25_957, 24_370)])
def test_the_limits_of_a_change_are_statsmodels_score_limits(x):
    expected = confint_poisson_2indep(x[0], 1, x[1], 1, method="score", compare="diff") if min(x) else None
    found = change(*x)
    assert found[0] == x[0] - x[1]
    if expected:
        assert found[1:] == pytest.approx(expected, abs=1e-5)
        ratio = confint_poisson_2indep(x[0], 1.5, x[1], 2.5, method="score", compare="ratio")
        assert per_cent(*x, 1.5, 2.5)[1:] == pytest.approx([100 * (limit - 1) for limit in ratio], rel=1e-4)


def test_a_change_from_nothing_has_limits_in_counts_and_none_in_per_cent():
    width = stats.norm.ppf(0.975) ** 2
    assert change(0, 0) == pytest.approx((0, -width, width))
    # With nothing before, the upper limit is the score limit of one count: x + z²/2 + z√(x + z²/4).
    assert change(9, 0)[2] == pytest.approx(9 + width / 2 + math.sqrt(width * (9 + width / 4)))
    assert per_cent(5, 0) == per_cent(0, 0) == (None, None, None)
    assert per_cent(0, 8)[:2] == pytest.approx((-100, -100))
    assert -100 < per_cent(0, 8)[2] < 0


def test_the_limits_of_a_ratio_are_equally_far_on_the_log_scale():
    found, lower, upper = (1 + part / 100 for part in per_cent(60, 45, 2.0, 3.0))
    assert found == pytest.approx(2.0)
    assert found / lower == pytest.approx(upper / found)
    by_arsinh = 2 * math.asinh(stats.norm.ppf(0.975) / 2 * math.sqrt(1 / 60 + 1 / 45))  # Newcombe 2001
    assert math.log(upper / found) == pytest.approx(by_arsinh)


@settings(max_examples=60)
@given(COUNTS, COUNTS, st.sampled_from([0.8, 0.95, 0.998]), st.sampled_from([1.0, 3.5]))
def test_limits_leave_out_no_change_exactly_when_the_score_says_so(x1, x0, confidence, phi):
    score, edge = abs(z(x1, x0, phi=phi)), stats.norm.ppf((1 + confidence) / 2)
    assume(abs(score - edge) > 1e-6)
    difference, lower, upper = change(x1, x0, dispersion=phi, confidence=confidence)
    assert lower <= difference <= upper
    assert (not lower <= 0 <= upper) == (score > edge)
    ratio, low, high = per_cent(x1, x0, dispersion=phi, confidence=confidence)
    if x0:
        assert low - 1e-9 <= ratio <= high
        assert (not low <= 0 <= high) == (score > edge)


def test_limits_of_many_changes_are_to_the_last_digit_those_of_each():
    dice = np.random.default_rng(1984)
    counts = pl.DataFrame({"x1": dice.integers(0, 3000, 400), "x0": dice.integers(0, 3000, 400)}).with_columns(
        phi=pl.Series(1 + 4 * dice.random(400))
    )
    for limits in (
        count_change(pl.col("x1"), pl.col("x0"), dispersion=pl.col("phi"))[1:],
        rate_ratio_change(pl.col("x1"), pl.lit(1), pl.col("x0"), pl.lit(1), dispersion=pl.col("phi"))[1:],
    ):
        asked = [limit.alias(name) for name, limit in zip(("lower", "upper"), limits, strict=True)]
        alone = [counts.slice(row, 1).select(asked).row(0) for row in range(counts.height)]
        assert counts.select(asked).rows() == alone


@settings(max_examples=40)
@given(COUNTS, COUNTS, st.integers(1, 500))
def test_limits_widen_with_confidence_and_dispersion_and_turn_with_the_counts(x1, x0, phi):
    usual = change(x1, x0)
    for wider in (change(x1, x0, confidence=0.998), change(x1, x0, dispersion=float(phi))):
        assert wider[1] - 1e-6 <= usual[1]
        assert usual[2] <= wider[2] + 1e-6
    back = change(x0, x1)
    assert (-back[0], -back[2], -back[1]) == pytest.approx(usual, abs=1e-6)
    assert two_counts(x1, x0, dispersion=phi + 1.0) >= two_counts(x1, x0, dispersion=1.5) - 1e-12


def test_a_negative_count_has_no_change():
    assert change(-1, 4) == (None, None, None)
    assert per_cent(4, -1) == (None, None, None)
    assert per_cent(4, 1, 0.0) == (None, None, None)


def test_a_confidence_that_is_none_is_refused():
    for asked in (lambda: change(1, 1, confidence=95), lambda: per_cent(1, 1, confidence=1)):
        with pytest.raises(ValueError, match="between 0 and 1"):
            asked()


def test_dispersion_is_pearsons_chi_squared_over_its_degrees_of_freedom():
    earlier, later = [52, 61, 48, 70, 66, 55], [80, 70, 75, 88, 95, 60]
    chi_squared = stats.chi2_contingency([earlier, later], correction=False)
    assert phi_of(earlier + later, lag=6) == pytest.approx(max(1, chi_squared.statistic / chi_squared.dof))
    assert phi_of([10 * n for n in earlier + later], lag=6) == pytest.approx(10 * chi_squared.statistic / 5)


@pytest.mark.parametrize(
    "counts",
    [
        [],
        [7],
        [5] * 12,  # no history
        [5] * 12 + [500],  # one pair cannot tell growth from dispersion
        [100] * 48,  # constant
        [0] * 30,
        [9] * 12 + [0] * 12,  # came to an end
        [0] * 12 + [9] * 12,
        [100 * 1.01**month for month in range(48)],  # a steady rise is a trend, no dispersion
        [None] * 40,
        [100 + 40 * math.sin(month * math.pi / 6) for month in range(48)],  # season
    ],
)
def test_a_series_that_shows_none_has_dispersion_one(counts):
    assert phi_of(counts) == pytest.approx(1.0)


def test_a_series_with_a_negative_count_has_no_dispersion():
    assert phi_of([5.0, -1.0, 7.0], lag=1) is None
    with pytest.raises(ValueError, match="one row or more"):
        dispersion(pl.col("n"), lag=0)


def test_dispersion_leaves_out_pairs_with_a_null_and_is_made_for_each_series():
    whole = [40.0, 60, 50, 45, 80, 20, 70, 55]
    gap = [*whole[:4], None, *whole[5:]]
    pairs = [(whole[i + 4], whole[i]) for i in (1, 2, 3)]
    growth = sum(x for x, _ in pairs) / sum(y for _, y in pairs)
    by_hand = sum((x - growth * y) ** 2 / (growth * (x + y)) for x, y in pairs) / 2
    assert phi_of(gap, lag=4) == pytest.approx(by_hand)
    frame = pl.DataFrame({"series": ["a"] * 8 + ["b"] * 8, "n": gap + whole})
    found = frame.with_columns(phi=dispersion(pl.col("n"), lag=4).over("series"))["phi"].unique(maintain_order=True)
    assert found.to_list() == pytest.approx([phi_of(gap, lag=4), phi_of(whole, lag=4)])


def test_dispersion_finds_the_one_that_made_the_series():
    random = np.random.default_rng(2010)
    mean, phi = 300 * (1 + 0.2 * np.sin(np.arange(48) * np.pi / 6)) * 1.004 ** np.arange(48), 4.0
    counts = random.negative_binomial(mean / (phi - 1), 1 / phi, size=(400, 48))
    frame = pl.DataFrame({"series": np.repeat(np.arange(400), 48), "n": counts.ravel()})
    found = frame.group_by("series").agg(dispersion(pl.col("n")))["n"]
    assert found.mean() == pytest.approx(phi, rel=0.05)


@pytest.mark.parametrize(
    ("x1", "x0", "t1", "t0"),
    [(25, 16, 1.0, 1.0), (3, 11, 2.0, 1.0), (0, 6, 1.0, 1.0), (6, 0, 1.0, 1.0), (1, 0, 1.0, 2.0)],
)
def test_the_e_test_is_a_sum_over_all_pairs_as_far_from_equal(x1, x0, t1, t0):
    rate = (x1 + x0) / (t1 + t0)
    a, b = np.meshgrid(np.arange(150), np.arange(150), indexing="ij")

    def score(k1, k0):
        pooled = np.maximum(k1 + k0, 1e-12) / (t1 + t0)
        return np.abs(k1 / t1 - k0 / t0) / np.sqrt(pooled * (1 / t1 + 1 / t0))

    chance = stats.poisson.pmf(a, rate * t1) * stats.poisson.pmf(b, rate * t0)
    expected = chance[score(a, b) >= score(x1, x0) - 1e-9].sum()
    assert e_test(x1, x0, t1=t1, t0=t0) == pytest.approx(expected, abs=1e-6)
    assert two_counts(x1, x0, t1=t1, t0=t0) == e_test(x1, x0, t1=t1, t0=t0)


def test_the_e_test_refuses_what_it_cannot_do():
    assert 0 < e_test(300, 200) < 1e-4
    with pytest.raises(ValueError, match="500 events together at most"):
        e_test(300, 201)
    for counts in ((-1, 3), (3, -1), (2.5, 3), (3, 2.5)):
        with pytest.raises(ValueError, match="whole numbers"):
            e_test(*counts)
    for exposures in ({"t1": 0.0}, {"t0": -1.0}, {"t1": float("nan")}):
        with pytest.raises(ValueError, match="exposures"):
            e_test(3, 4, **exposures)


@pytest.mark.parametrize("asked", [{"x1": -60}, {"x0": -60}, {"t1": 0.0}])
def test_two_counts_refuse_what_cannot_be(asked):
    with pytest.raises(ValueError, match=r"0 or more|above 0"):
        two_counts(**({"x1": 900, "x0": 800} | asked))
    with pytest.raises(ValueError, match="dispersion"):
        two_counts(90, 80, dispersion=0.9)


def test_tests_of_columns_agree_with_those_of_single_counts():
    frame = pl.DataFrame({"x1": [60, 120, 900, None], "x0": [40, 100, 800, 3], "phi": [1.0, 2.0, 4.0, 1.0]})
    score = rates_z(pl.col("x1"), pl.lit(1), pl.col("x0"), pl.lit(1), dispersion=pl.col("phi"))
    found = frame.select(p=p_value(score))["p"].to_list()
    rows = [row for row in frame.iter_rows() if row[0] is not None]
    assert found == [*(pytest.approx(two_counts(x1, x0, dispersion=phi)) for x1, x0, phi in rows), None]


@pytest.mark.parametrize("lag", [1, 12])
def test_the_dispersions_of_many_series_are_those_of_each(lag):
    random = np.random.default_rng(2010)
    lengths = [0, 1, lag, lag + 1, lag + 2, 13, *random.integers(14, 60, 150)]
    series = [random.negative_binomial(9, random.uniform(0.01, 0.9), length).astype(float) for length in lengths]
    known = [[None if random.random() < 0.1 else one for one in each] for each in series]
    known += [[3.0] * 40, [0.0] * 40, [None] * 20, [5.0, -1.0] * 20, [float("nan"), 7.0] * 20]
    rows = [
        (f"measure {at % 7}", None if at % 7 == 3 and at < 7 else f"place {at}", n)
        for at, each in enumerate(known)
        for n in each
    ]
    frame = pl.DataFrame(rows, schema={"measure": pl.String, "code": pl.String, "n": pl.Float64}, orient="row")
    found = dispersions(frame, "n", ["measure", "code"], lag=lag)
    assert found["phi"].to_list() == [phi_of(each, lag=lag) for each in known if each]
    assert found["phi"].n_unique() > 100
    with pytest.raises(ValueError, match="one row or more"):
        dispersions(frame, "n", ["measure", "code"], lag=0)
