"""Published funnel limits, over-dispersion against a plain implementation, and what always holds of a funnel."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from scipy import stats

from tp_metrics.stats.funnels import (
    exact_lower,
    exact_upper,
    funnel,
    overdispersion,
    proportion_limits,
    rate_limits,
    ratio_limits,
)


def both(limits):
    return pl.select(lower=limits[0], upper=limits[1]).row(0)


def limits_of(rule, pooled, n, **options):
    """The two limits of one place."""
    if rule is rate_limits:
        return both(rate_limits(pl.Series([pooled]), pl.Series([n]), **options))
    return both(rule(pl.lit(pooled), pl.lit(n), **options))


def drawn(k, n, group=None, **options):
    frame = pl.DataFrame({"k": k, "n": n}, schema={"k": pl.Float64, "n": pl.Float64})
    if group is not None:
        frame = frame.with_columns(group=pl.Series(group))
    return funnel(frame, numerator="k", denominator="n", group=None if group is None else "group", **options)


@pytest.mark.parametrize(
    ("pooled", "n", "confidence", "lower", "upper"),
    [
        (0.8064244785714955, 1, 0.95, 0.03204264, 1.0),  # methods.md, "Peers and funnels", to its six decimals
        (0.8064244785714955, 2, 0.95, 0.25885383, 1.0),  # the same
        (0.5, 100, 0.95, 0.4020018, 0.5979982),
        (0.5, 100, 0.998, 0.3454884, 0.6545116),  # 3.090232 × 0.05
        (0.0, 10, 0.95, 0.0, 0.0),
        (1.0, 10, 0.998, 1.0, 1.0),
    ],
)
def test_proportion_limits_are_those_published(pooled, n, confidence, lower, upper):
    limits = both(proportion_limits(pl.lit(pooled), pl.lit(n), confidence=confidence))
    assert limits == pytest.approx((lower, upper), abs=5e-8)


@pytest.mark.parametrize(
    ("expected", "lower", "upper"),
    [
        (15, 0.5596924, 1.649348),  # exact Poisson
        (1, 0.02531780798428808, 5.571643390938898),  # Ulm 1990, Am J Epidemiol 131:373
        (10, 0.479539, 1.839036),  # Garwood 1936, Biometrika 28:437
    ],
)
def test_ratio_limits_are_exact(expected, lower, upper):
    assert both(ratio_limits(pl.Series([expected]))) == pytest.approx((lower, upper), abs=5e-7)


@settings(max_examples=40)
@given(st.floats(0.01, 5000), st.sampled_from([0.95, 0.998]))
def test_ratio_limits_are_those_of_chi_squared(expected, confidence):
    tail = (1 - confidence) / 2
    lower = stats.chi2.ppf(tail, 2 * expected) / (2 * expected)
    upper = stats.chi2.ppf(1 - tail, 2 * expected + 2) / (2 * expected)
    assert both(ratio_limits(pl.Series([expected]), confidence=confidence)) == pytest.approx((lower, upper), rel=1e-6)


@pytest.mark.parametrize(("tau_squared", "confidence"), [(0.01, 0.95), (0.25, 0.998), (pl.Series([0.04]), 0.95)])
def test_adjusted_ratio_limits_stand_on_the_log_scale(tau_squared, confidence):
    known = tau_squared.item() if isinstance(tau_squared, pl.Series) else tau_squared
    spread = stats.norm.ppf((1 + confidence) / 2) * math.sqrt(1 / 15 + known)
    limits = both(ratio_limits(pl.Series([15]), confidence=confidence, tau_squared=tau_squared))
    assert limits == pytest.approx((math.exp(-spread), math.exp(spread)))
    rates = both(rate_limits(pl.Series([0.01]), pl.Series([1500]), confidence=confidence, tau_squared=tau_squared))
    assert rates == pytest.approx((0.01 * math.exp(-spread), 0.01 * math.exp(spread)))


def test_adjusted_proportion_limits_add_the_variances():
    limits = both(proportion_limits(pl.lit(0.4), pl.lit(96), tau_squared=0.0025))
    spread = stats.norm.ppf(0.975) * math.sqrt(0.0025 + 0.0025)
    assert limits == pytest.approx((0.4 - spread, 0.4 + spread))


def test_a_rate_of_nothing_may_still_rise_by_chance():
    assert both(rate_limits(pl.Series([0.0]), pl.Series([2.0]))) == pytest.approx((0.0, 3.688879454113936 / 2))


@pytest.mark.parametrize(
    "limits",
    [
        proportion_limits(pl.lit(0.5), pl.lit(0)),
        proportion_limits(pl.lit(1.5), pl.lit(10)),
        proportion_limits(pl.lit(None, pl.Float64), pl.lit(10)),
        rate_limits(pl.Series([0.5]), pl.Series([0])),
        rate_limits(pl.Series([-0.5]), pl.Series([10])),
        rate_limits(pl.Series([0.5]), pl.Series([None], dtype=pl.Float64)),
        ratio_limits(pl.Series([0.0])),
        ratio_limits(pl.Series([-1.0])),
    ],
)
def test_what_is_not_known_or_impossible_has_no_limits(limits):
    assert both(limits) == (None, None)


@pytest.mark.parametrize("rule", [proportion_limits, rate_limits])
def test_impossible_limits_are_refused(rule):
    with pytest.raises(ValueError, match="0 or more"):
        limits_of(rule, 0.5, 10, tau_squared=-0.1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        limits_of(rule, 0.5, 10, confidence=95)


@settings(max_examples=40)
@given(st.floats(0.01, 0.99), st.integers(2, 5000), st.sampled_from([0.0, 0.01]))
def test_limits_hold_the_pooled_value_widen_and_narrow_with_size(pooled, n, tau_squared):
    for rule in (proportion_limits, rate_limits):
        near = limits_of(rule, pooled, n, tau_squared=tau_squared)
        far = limits_of(rule, pooled, n, confidence=0.998, tau_squared=tau_squared)
        larger = limits_of(rule, pooled, 2 * n, tau_squared=tau_squared)
        assert 0 <= far[0] <= near[0] <= larger[0] <= pooled <= larger[1] <= near[1] <= far[1]


def plain_overdispersion(z, s):
    low, high = np.quantile(z, [0.1, 0.9])
    phi = np.mean(np.clip(z, low, high) ** 2)
    weight, places = 1 / s**2, len(z)
    room = float(weight.sum() - (weight**2).sum() / weight.sum())
    return phi, max(0.0, (places * phi - (places - 1)) / room) if places > 1 else 0.0


def test_overdispersion_is_reckoned_by_hand():
    # Eleven scores, −5 to 5: the percentiles are −4 and 4, so φ = 2(1 + 4 + 9 + 16 + 16)/11 = 92/11;
    # with s = 0.5, Σw = 44 and Σw²/Σw = 4, so τ² = (92 − 10)/40.
    z = pl.Series([float(i) for i in range(-5, 6)])
    assert both(overdispersion(pl.lit(z), pl.lit(0.5).repeat_by(11).explode())) == pytest.approx((92 / 11, 2.05))


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(0.1, 3), st.sampled_from("AB")), min_size=1, max_size=40))
def test_overdispersion_agrees_with_numpy_group_by_group(rows):
    frame = pl.DataFrame(rows, schema=["z", "s", "group"], orient="row")
    phi, tau_squared = overdispersion(pl.col("z"), pl.col("s"))
    found = frame.with_columns(phi=phi.over("group"), tau_squared=tau_squared.over("group"))
    for (_,), part in found.group_by("group"):
        wanted, between = plain_overdispersion(part["z"].to_numpy(), part["s"].to_numpy())
        assert part["phi"].to_list() == pytest.approx([wanted] * len(part))
        assert part["tau_squared"].to_list() == pytest.approx([between] * len(part))


def test_what_is_not_known_neither_widens_nor_counts():
    z, s = pl.Series([2.0, -2.0, None, 9.0]), pl.Series([1.0, 1.0, 1.0, 0.0])
    assert both(overdispersion(pl.lit(z), pl.lit(s))) == pytest.approx(
        plain_overdispersion(np.array([2.0, -2.0]), np.ones(2))
    )
    none = pl.Series([None], dtype=pl.Float64)
    assert both(overdispersion(pl.lit(none), pl.lit(none))) == (None, 0.0)


def test_one_extreme_place_is_winsorised_and_so_stays_outside():
    k, n = [50.0] * 20 + [95.0], [100.0] * 21
    found = drawn(k, n, better="higher")
    assert found["outside_998"].to_list() == [None] * 20 + ["above"]
    assert found["position"].to_list() == ["in line"] * 20 + ["better"]


def test_a_funnel_tells_every_number():
    found = drawn([30.0, 50.0, 40.0], [100.0, 100.0, 50.0], adjusted=False, better="lower").row(2, named=True)
    error = math.sqrt(0.48 * 0.52 / 50)
    z, wide = stats.norm.ppf(0.975), stats.norm.ppf(0.999)
    assert found == {
        "k": 40.0,
        "n": 50.0,
        "value": 0.8,
        "pooled": pytest.approx(0.48),
        "standard_error": pytest.approx(error),
        "z": pytest.approx(0.32 / error),
        "phi": pytest.approx(found["phi"]),
        "tau_squared": pytest.approx(found["tau_squared"]),
        "lower_95": pytest.approx(0.48 - z * error),
        "upper_95": pytest.approx(0.48 + z * error),
        "lower_998": pytest.approx(0.48 - wide * error),
        "upper_998": pytest.approx(0.48 + wide * error),
        "outside_95": "above",
        "outside_998": "above",
        "position": "worse",
    }
    assert found["phi"] > 1  # told, though not used
    assert found["tau_squared"] > 0


def test_adjusting_widens_the_limits_by_the_variance_between_places():
    k, n = [30.0, 50.0, 40.0], [100.0, 100.0, 50.0]
    plain, adjusted = drawn(k, n, adjusted=False), drawn(k, n)
    tau_squared = adjusted["tau_squared"][0]
    assert tau_squared == plain["tau_squared"][0] > 0
    wide = stats.norm.ppf(0.975) * np.sqrt(plain["standard_error"].to_numpy() ** 2 + tau_squared)
    assert adjusted["lower_95"].to_list() == pytest.approx(np.maximum(0, 0.48 - wide).tolist())
    assert adjusted["outside_998"].to_list() == [None] * 3


@pytest.mark.parametrize("kind", ["rate", "ratio"])
def test_a_rates_score_is_of_observed_and_expected(kind):
    found = drawn([10.0, 30.0, 20.0], [1000.0, 2000.0, 3000.0], kind=kind, adjusted=False)
    assert found["pooled"].to_list() == pytest.approx([0.01] * 3)
    assert found["z"].to_list() == pytest.approx([0, 10 / math.sqrt(20), -10 / math.sqrt(30)])
    assert found["standard_error"].to_list() == pytest.approx([1 / math.sqrt(e) for e in (10, 20, 30)])
    assert found["lower_95"][0] == pytest.approx(0.00479539, abs=1e-8)  # Garwood's 4.79539 of 1,000
    wide = drawn([10.0, 50.0, 20.0], [1000.0, 2000.0, 3000.0], kind=kind)
    spread = stats.norm.ppf(0.999) * math.sqrt(1 / wide["n"][0] / wide["pooled"][0] + wide["tau_squared"][0])
    assert wide["upper_998"][0] == pytest.approx(wide["pooled"][0] * math.exp(spread))


def test_a_rate_without_events_anywhere_is_in_line():
    found = drawn([0.0, 0.0], [10.0, 20.0], kind="rate")
    assert found["z"].to_list() == [None, None]
    assert found["position"].to_list() == ["in line", "in line"]


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_of_none_or_all_everywhere_is_in_line(share):
    found = drawn([10 * share, 20 * share], [10.0, 20.0])
    assert found["z"].to_list() == [None, None]
    assert found["position"].to_list() == ["in line", "in line"]


def test_places_without_denominator_are_not_placed_and_leave_the_rest_alone():
    found = drawn([5.0, None, 0.0, 7.0], [10.0, 10.0, 0.0, 10.0])
    alone = drawn([5.0, 7.0], [10.0, 10.0])
    assert_frame_equal(found[[0, 3]], alone)
    assert found["value"].to_list() == [0.5, None, None, 0.7]
    assert found["position"].to_list()[2] is None
    empty = drawn([None], [None])
    assert empty["pooled"].to_list() == empty["position"].to_list() == [None]


def test_one_place_and_none_make_a_funnel():
    assert drawn([5.0], [10.0])["position"].to_list() == ["in line"]
    assert drawn([5.0], [10.0], kind="rate")["tau_squared"].to_list() == [0.0]
    assert drawn([], []).is_empty()


def test_a_weighted_share_may_pass_one_by_a_rounding_error():
    assert drawn([0.1 + 0.2, 1.0], [0.3, 1.0])["value"].to_list() == [1.0, 1.0]


PLACES = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 60), st.sampled_from("ABC")).map(lambda r: (min(r[0], r[1]), *r[1:])),
    min_size=1,
    max_size=30,
)


@settings(max_examples=30)
@given(PLACES, st.sampled_from(["proportion", "rate", "ratio"]), st.booleans())
def test_all_groups_at_once_are_each_group_alone_and_sides_agree_with_limits(places, kind, adjusted):
    k, n, group = (list(part) for part in zip(*places, strict=True))
    found = drawn(k, n, group, kind=kind, adjusted=adjusted)
    for (_,), part in found.group_by("group", maintain_order=True):
        alone = drawn(part["k"], part["n"], kind=kind, adjusted=adjusted)
        for name in ("pooled", "phi", "tau_squared", "lower_998", "upper_95"):
            assert part[name].to_list() == pytest.approx(alone[name].to_list())
    for row in found.iter_rows(named=True):
        if row["value"] is None or row["pooled"] is None:
            assert row["position"] is None
            continue
        assert row["lower_998"] <= row["lower_95"] <= row["pooled"] + 1e-12
        assert row["pooled"] - 1e-12 <= row["upper_95"] <= row["upper_998"]
        assert (row["outside_95"] == "above") == (row["value"] > row["upper_95"])
        assert (row["outside_95"] == "below") == (row["value"] < row["lower_95"])
        assert row["outside_998"] in (None, row["outside_95"])


@pytest.mark.parametrize(
    ("k", "n", "options", "message"),
    [
        ([-1.0], [2.0], {}, "below 0"),
        ([1.0], [-2.0], {"kind": "rate"}, "below 0"),
        ([3.0], [2.0], {}, "more in 'k' than in 'n'"),
        ([1.0], [2.0], {"kind": "mean"}, "not of a 'mean'"),
        ([1.0], [2.0], {"better": "more"}, "not 'more'"),
    ],
)
def test_an_impossible_funnel_is_refused(k, n, options, message):
    with pytest.raises(ValueError, match=message):
        drawn(k, n, **options)


@pytest.mark.parametrize("tail", [0.025, 0.001])
def test_exact_limits_are_those_of_chi_squared(tail):
    expected = pl.Series([0.0, 0.5, 15.0, 400.0, None])
    known = expected.drop_nulls().to_list()
    lower, upper = exact_lower(expected, tail).to_list(), exact_upper(expected, tail).to_list()
    assert lower[:4] == pytest.approx([stats.chi2.ppf(tail, 2 * e) / 2 if e else 0.0 for e in known])
    assert upper[:4] == pytest.approx([stats.chi2.ppf(1 - tail, 2 * e + 2) / 2 for e in known])
    assert (lower[4], upper[4]) == (None, None)
