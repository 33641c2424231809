"""Proven reoffending: what counts, when, and the published verdict on Diamond."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize, proportions_ztest

from tp_metrics.stats.reoffending import detectable_effect, frequency, maturity, prevalence, proven_reoffence, verdict

NO_DATE = pl.lit(None, pl.Date)


def test_the_diamond_verdict_is_the_published_one():
    # Diamond: 156 of 368 against 136 of 327
    found = verdict(156, 368, 136, 327)
    assert found.difference == pytest.approx(0.80109, abs=1e-5)
    assert (found.lower, found.upper) == pytest.approx((-6.52796, 8.09628), abs=1e-5)
    assert found.z == pytest.approx(0.214, abs=5e-4)
    assert found.p == pytest.approx(0.831, abs=5e-4)
    assert found.word == "no evidence of a difference"
    assert found.better is None
    assert round(found.detectable) == 10
    assert str(found) == (
        "no evidence of a difference: +0.8 points, 95 % −6.5 to +8.1 (z 0.214, p 0.831); "
        "with 80 % power these samples find about 10 points"
    )


@pytest.mark.parametrize(
    ("k1", "n1", "k0", "n0", "difference", "lower", "upper"),
    [  # Newcombe 1998, Stat Med 17:873, table II, method 10
        (56, 70, 48, 80, 20.0, 5.24, 33.39),
        (9, 10, 3, 10, 60.0, 17.05, 80.90),
        (10, 10, 0, 10, 100.0, 60.75, 100.0),
    ],
)
def test_the_difference_has_the_published_limits_and_a_word(k1, n1, k0, n0, difference, lower, upper):
    found = verdict(k1, n1, k0, n0)
    assert (found.difference, found.lower, found.upper) == pytest.approx((difference, lower, upper), abs=0.005)
    assert (found.word, found.better) == ("increase", False)
    assert verdict(k1, n1, k0, n0, lower_is_better=False).better is True
    assert (verdict(k0, n0, k1, n1).word, verdict(k0, n0, k1, n1).better) == ("reduction", True)


@pytest.mark.parametrize(("k1", "k0"), [(0, 0), (20, 20)])
def test_two_groups_that_are_all_alike_show_nothing(k1, k0):
    found = verdict(k1, 20, k0, 20)
    assert (found.difference, found.z, found.p, found.detectable) == (0.0, 0.0, 1.0, None)
    assert found.word == "no evidence of a difference"
    assert str(found).endswith("find no change at all")


@settings(max_examples=60)
@given(st.integers(1, 400), st.integers(1, 400), st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_verdict_never_contradicts_its_interval_or_its_test(n1, n0, share1, share0):
    k1, k0 = round(share1 * n1), round(share0 * n0)
    found = verdict(k1, n1, k0, n0)
    assert found.lower - 1e-9 <= found.difference <= found.upper + 1e-9
    if 0 < k1 + k0 < n1 + n0:
        z, p = proportions_ztest([k1, k0], [n1, n0])
        assert (found.z, found.p) == pytest.approx((z, p), abs=1e-9)
    if found.word != "no evidence of a difference":
        assert found.p < 0.05
        assert found.lower > 0 or found.upper < 0
    mirror = verdict(k0, n0, k1, n1)
    assert mirror.difference == pytest.approx(-found.difference)
    assert {"reduction": "increase", "increase": "reduction"}.get(found.word, found.word) == mirror.word


@pytest.mark.parametrize(("k", "n"), [(-1, 10), (11, 10), (0, 0), (1, -1), (float("nan"), 10)])
def test_an_impossible_count_has_no_verdict(k, n):
    with pytest.raises(ValueError, match="a base above 0"):
        verdict(k, n, 1, 10)
    with pytest.raises(ValueError, match="a base above 0"):
        verdict(1, 10, k, n)


@settings(max_examples=30)
@given(st.integers(20, 2000), st.integers(20, 2000), st.floats(0.05, 0.95), st.booleans())
def test_the_detectable_effect_has_the_power_that_it_promises(n1, n0, base, lower_is_better):
    effect = detectable_effect(n1, n0, base, lower_is_better=lower_is_better)
    if effect is not None:
        changed = base + (-effect if lower_is_better else effect) / 100
        size = abs(proportion_effectsize(changed, base))
        assert NormalIndPower().power(size, n1, 0.05, ratio=n0 / n1) == pytest.approx(0.8, abs=1e-4)
        more = detectable_effect(2 * n1, 2 * n0, base, lower_is_better=lower_is_better)
        assert more < effect


@pytest.mark.parametrize(("base", "lower_is_better"), [(0.02, True), (0.98, False)])
def test_a_small_sample_cannot_tell_a_rare_thing_from_none(base, lower_is_better):
    assert detectable_effect(30, 30, base, lower_is_better=lower_is_better) is None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"n1": 0}, "empty"),
        ({"n0": -3}, "empty"),
        ({"base": 0}, "between 0 and 1"),
        ({"base": 40}, "between 0 and 1"),
        ({"power": 1}, "between 0 and 1"),
        ({"alpha": 0}, "between 0 and 1"),
    ],
)
def test_an_impossible_sample_detects_nothing(given, says):
    with pytest.raises(ValueError, match=says):
        detectable_effect(**{"n1": 100, "n0": 100, "base": 0.4, **given})


@pytest.mark.parametrize(
    ("start", "as_at", "word"),
    [
        (date(2009, 4, 1), date(2010, 9, 30), "not yet measurable"),
        (date(2009, 4, 1), date(2010, 10, 1), "mature"),
        (date(2010, 8, 31), date(2012, 2, 28), "not yet measurable"),  # February 2012 ends on the 29th
        (date(2010, 8, 31), date(2012, 2, 29), "mature"),
        (None, date(2012, 2, 29), None),
        (date(2010, 8, 31), None, None),
    ],
)
def test_a_cohort_is_mature_after_eighteen_months(start, as_at, word):
    assert pl.select(maturity(pl.lit(start, pl.Date), pl.lit(as_at, pl.Date))).item() == word


@pytest.mark.parametrize(
    ("offence", "outcome", "proven"),
    [
        (date(2010, 1, 2), date(2010, 1, 2), True),  # the day after
        (date(2010, 1, 1), date(2010, 2, 1), False),  # the day itself is the index offence's
        (date(2009, 12, 1), date(2010, 2, 1), False),  # before
        (date(2011, 1, 1), date(2011, 7, 1), True),  # the last day of both
        (date(2011, 1, 2), date(2011, 2, 1), False),  # after the follow-up
        (date(2010, 6, 1), date(2011, 7, 2), False),  # convicted too late
        (date(2010, 6, 1), date(2010, 5, 1), False),  # convicted before the offence
        (date(2010, 6, 1), None, False),  # not convicted
        (None, None, False),  # no offence
    ],
)
def test_a_reoffence_is_proven_within_twelve_and_six_months(offence, outcome, proven):
    index = pl.lit(date(2010, 1, 1))
    assert pl.select(proven_reoffence(index, pl.lit(offence, pl.Date), pl.lit(outcome, pl.Date))).item() is proven


def test_without_an_index_date_nothing_is_known():
    assert pl.select(proven_reoffence(NO_DATE, pl.lit(date(2010, 6, 1)), pl.lit(date(2010, 7, 1)))).item() is None


@pytest.mark.parametrize(
    ("reoffences", "share", "per_100"),
    [
        ([0, 0, 3, 1], 0.5, 100.0),
        ([0], 0.0, 0.0),
        ([2], 1.0, 200.0),
        ([], None, None),
        ([1, None], None, None),  # one person not yet measurable: no rate, never a low one
        ([1, -1], None, None),
    ],
)
def test_prevalence_and_frequency_are_different_measures(reoffences, share, per_100):
    people = pl.DataFrame({"n": reoffences}, {"n": pl.Int64})
    assert people.select(prevalence(pl.col("n"))).item() == share
    assert people.select(frequency(pl.col("n"))).item() == per_100


def test_rates_are_kept_apart_by_cohort():
    people = pl.DataFrame({"cohort": ["a", "a", "b"], "n": [2, 0, None]})
    rates = people.group_by("cohort").agg(share=prevalence(pl.col("n")), rate=frequency(pl.col("n"))).sort("cohort")
    assert rates.rows() == [("a", 0.5, 100.0), ("b", None, None)]
