"""Ward estimates against a plain implementation, what always holds of them, and how often their intervals do."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from tp_metrics.stats.intervals import wilson
from tp_metrics.stats.small_areas import NOT_TOLD_APART, POOLED_MONTHS, shrunk

SCHEMA = {"borough": pl.String, "share": pl.Float64, "asked": pl.Float64, "people": pl.Float64}


def wards(shares, bases, people=None, borough="Brent"):
    boroughs = [borough] * len(shares) if isinstance(borough, str) else borough
    columns = {"borough": boroughs, "share": shares, "asked": bases, "people": people or [1] * len(shares)}
    return pl.DataFrame(columns, schema=SCHEMA)


def estimated(*columns, population="people", **options):
    return shrunk(wards(*columns), p="share", n="asked", population=population, **options)


def positive_mean(estimate, error):
    return stats.truncnorm.mean(-estimate / error, math.inf, loc=estimate, scale=error)


def plain_between(p, n, variance):
    """Moment estimate of A by the formula as printed, with its divisor."""
    w = n / variance
    mean = (w * p).sum() / w.sum()
    divisor = w.sum() - (w**2).sum() / w.sum()
    return ((w * (p - mean) ** 2).sum() - (len(p) - 1)) / divisor, divisor


def plain_squared_error(p, n, shrinkage):
    """g1 + g2 + 2·g3, the variance of A from the whole matrix of Q."""
    share = ((n * p).sum() + 2) / (n.sum() + 4)
    variance = share * (1 - share)
    own, (raw, divisor) = variance / n, plain_between(p, n, variance)
    w = 1 / own
    form = np.diag(w) - np.outer(w, w) / w.sum()

    def doubt(between):
        product = form @ np.diag(own + between)
        return 2 * np.trace(product @ product) / divisor**2

    between = positive_mean(raw, math.sqrt(doubt(max(0, raw))))
    g1 = between * own / (between + own)
    g2 = shrinkage**2 * ((n / n.sum()) ** 2 * (between + own)).sum()
    g3 = own**2 / (between + own) ** 3 * doubt(between)
    return np.minimum(g1 + g2 + 2 * g3, own)


def plain(p, n, people):
    """The estimates of one borough, formula by formula; every ward has answers, two wards or more differ."""
    mean = (n * p).sum() / n.sum()
    own = mean * (1 - mean) / n
    between = max(0.0, plain_between(p, n, mean * (1 - mean))[0])
    shrinkage = own / (own + between)
    weight = people * (1 - shrinkage)
    raked = p
    if weight.sum() > 0:
        level = (weight * p).sum() / weight.sum()
        raked = p * mean / level if level >= mean else 1 - (1 - p) * (1 - mean) / (1 - level)
    estimate = (1 - shrinkage) * raked + shrinkage * mean
    half = stats.norm.ppf(0.975) * np.sqrt(plain_squared_error(p, n, shrinkage))
    return {
        "estimate": estimate,
        "lower": np.clip(estimate - half, 0, 1),
        "upper": np.clip(estimate + half, 0, 1),
        "shrinkage": shrinkage,
        "between_variance": np.full(len(p), between),
    }


ANSWERED = st.tuples(st.integers(1, 400), st.floats(0, 1), st.integers(1, 20_000)).map(
    lambda ward: (round(ward[0] * ward[1]) / ward[0], ward[0], ward[2])
)
WARDS = st.lists(ANSWERED, min_size=2, max_size=25).filter(lambda found: 0 < sum(p for p, _, _ in found) < len(found))


@settings(max_examples=25)
@given(WARDS)
def test_the_estimates_agree_with_the_formulas_written_out(found):
    p, n, people = (np.array(part, float) for part in zip(*found, strict=True))
    wanted, columns = plain(p, n, people), estimated(p, n, people.tolist())
    for name, numbers in wanted.items():
        assert columns[name].to_list() == pytest.approx(numbers.tolist(), rel=1e-6, abs=1e-9), name


@settings(max_examples=20)
@given(WARDS)
def test_the_variance_between_wards_is_that_of_dersimonian_and_laird(found):
    p, n, _ = (np.array(part, float) for part in zip(*found, strict=True))
    mean = (n * p).sum() / n.sum()
    with np.errstate(all="ignore"):  # statsmodels does not cut at 0, and goes on to weigh by it
        oracle = combine_effects(p, mean * (1 - mean) / n, method_re="dl").tau2
    assert estimated(p, n)["between_variance"][0] == pytest.approx(max(0, oracle), rel=1e-6, abs=1e-12)


def test_an_estimate_is_reckoned_by_hand():
    # m = 0.5, D = 0.0025; Q = 2·400·0.04 = 32; A = (32 − 1)/(800 − 400) = 0.0775; B = 0.0025/0.08 = 0.03125.
    found = estimated([0.3, 0.7], [100, 100])
    assert found["between_variance"].to_list() == pytest.approx([0.0775] * 2)
    assert found["shrinkage"].to_list() == pytest.approx([0.03125] * 2)
    assert found["estimate"].to_list() == pytest.approx([0.30625, 0.69375])
    assert found["whole"].to_list() == pytest.approx([0.5, 0.5])
    assert found["told_apart"].to_list() == [True, True]


MESSY = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.one_of(st.none(), st.integers(0, 300)),
        st.floats(0, 1),
        st.integers(0, 20_000),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60)
@given(MESSY, st.sampled_from([None, "people"]))
def test_raking_keeps_each_boroughs_total_and_all_stays_within_bounds(rows, population):
    borough, bases, shares, people = (list(part) for part in zip(*rows, strict=True))
    found = estimated(shares, bases, people, borough, population=population)
    known = found.filter(pl.col("whole").is_not_null())
    weight = pl.col("base") if population is None else pl.col("people").cast(pl.Float64)
    totals = known.group_by("borough").agg(
        total=(weight * pl.col("estimate")).sum() / weight.sum(), whole=pl.col("whole").first(), weight=weight.sum()
    )
    for row in totals.filter(pl.col("weight") > 0).iter_rows(named=True):
        assert row["total"] == pytest.approx(row["whole"], abs=1e-9)
    for row in known.iter_rows(named=True):
        assert 0 <= row["lower"] <= row["estimate"] + 1e-12
        assert row["estimate"] - 1e-12 <= row["upper"] <= 1
        assert 0 <= row["shrinkage"] <= 1
        assert row["told_apart"] == (not row["lower"] <= row["whole"] <= row["upper"])
    unknown = found.filter(pl.col("whole").is_null())
    assert unknown.select("estimate", "lower", "upper", "told_apart").unique().rows() in ([], [(None,) * 4])


@settings(max_examples=30)
@given(MESSY)
def test_all_boroughs_at_once_are_each_borough_alone(rows):
    borough, bases, shares, people = (list(part) for part in zip(*rows, strict=True))
    found = estimated(shares, bases, people, borough)
    added = found.columns[len(SCHEMA) :]
    for (_,), part in found.group_by("borough"):
        alone = shrunk(part.select(list(SCHEMA)), p="share", n="asked", population="people")
        for name in added:
            wanted = alone[name].to_list()
            assert part[name].to_list() == [None if x is None else pytest.approx(x, abs=1e-9) for x in wanted], name


@settings(max_examples=30)
@given(WARDS)
def test_more_confidence_gives_wider_intervals_and_good_mirrors_not_good(found):
    p, n, people = (list(part) for part in zip(*found, strict=True))
    near, far = estimated(p, n, people), estimated(p, n, people, confidence=0.998)
    assert (far["lower"] <= near["lower"]).all()
    assert (near["upper"] <= far["upper"]).all()
    mirrored = estimated([1 - share for share in p], n, people)
    assert (1 - mirrored["estimate"]).to_list() == pytest.approx(near["estimate"].to_list(), abs=1e-9)
    assert (1 - mirrored["upper"]).to_list() == pytest.approx(near["lower"].to_list(), abs=1e-9)


def test_wards_that_differ_by_no_more_than_chance_all_equal_the_borough():
    found = estimated([0.58, 0.60, 0.62], [50, 60, 50], [900, 8000, 100])
    assert found["between_variance"].to_list() == [0.0] * 3
    assert found["estimate"].to_list() == pytest.approx([0.6] * 3)
    assert found["told_apart"].to_list() == [False] * 3
    assert (found["upper"] - found["lower"] > 0.05).all()  # and yet they may differ a little


@pytest.mark.parametrize("base", [1e3, 1e5, 1e8])
def test_the_more_answers_the_nearer_the_direct_estimate(base):
    shares = [0.4, 0.55, 0.6, 0.85]
    found = estimated(shares, [base] * 4)
    gap = max(abs(found["estimate"][i] - shares[i]) for i in range(4))
    assert gap < 3 / base
    assert (found["upper"] - found["lower"]).max() < 2.1 / math.sqrt(base)


def test_a_ward_without_answers_gets_the_boroughs_share():
    found = estimated([0.3, 0.7, None, 0.9], [100, 100, 0, None], [5000, 6000, 7000, 8000])
    assert found["estimate"].to_list()[2:] == pytest.approx([0.5, 0.5])
    assert found["shrinkage"].to_list()[2:] == [1.0, 1.0]
    assert found["told_apart"].to_list() == [True, True, False, False]
    assert found["direct"].to_list()[2:] == [None, None]
    # It may be any ward: its interval is as wide as the wards are spread.
    assert found["upper"][2] - found["lower"][2] > 2 * (found["upper"][0] - found["lower"][0])


def test_one_ward_alone_is_its_borough():
    found = estimated([0.4], [90]).row(0, named=True)
    assert (found["estimate"], found["whole"], found["shrinkage"], found["told_apart"]) == (0.4, 0.4, 1.0, False)
    share = 38 / 94
    half = stats.norm.ppf(0.975) * math.sqrt(share * (1 - share) / 90)
    assert (found["lower"], found["upper"]) == pytest.approx((0.4 - half, 0.4 + half))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_where_all_say_the_same_the_interval_still_has_a_width(share):
    found = estimated([share] * 3, [40, 50, 60])
    assert found["estimate"].to_list() == [share] * 3
    assert (found["upper"] - found["lower"] > 0.005).all()
    assert found["told_apart"].to_list() == [False] * 3


def test_a_borough_without_answers_or_people_is_not_known():
    found = estimated([None, 0.5], [0, 0])
    assert found.select("estimate", "lower", "upper", "told_apart", "whole").row(0) == (None,) * 5
    assert estimated([0.3, 0.7], [100, 100], [0, 0])["estimate"].to_list() == pytest.approx([0.30625, 0.69375])
    assert estimated([], []).is_empty()


def test_direct_figures_are_wilsons_and_wait_for_the_smallest_base():
    found = estimated([0.2, 0.65, 0.5], [29.9, 100, 30])
    lower, upper = (pl.select(limit).item() for limit in wilson(pl.lit(65), pl.lit(100)))
    assert found.select("direct", "direct_lower", "direct_upper").row(1) == pytest.approx((0.65, lower, upper))
    assert found.select("direct", "direct_lower", "direct_upper").row(0) == (None, None, None)
    assert found["direct"].to_list() == [None, 0.65, 0.5]
    assert estimated([0.2, 0.65], [5, 100], smallest_base=5)["direct"].to_list() == [0.2, 0.65]


@pytest.mark.parametrize("whole", [0.0, 0.45, 0.5, 0.55, 1.0])
def test_the_boroughs_own_figure_may_be_given(whole):
    frame = wards([0.3, 0.7, None], [100, 100, 0], [5000, 6000, 7000]).with_columns(known=pl.lit(whole))
    found = shrunk(frame, p="share", n="asked", population="people", whole="known")
    assert found["whole"].to_list() == [whole] * 3
    assert found["estimate"][2] == pytest.approx(whole)
    total = (found["people"] * found["estimate"]).sum() / found["people"].sum()
    assert total == pytest.approx(whole)
    assert found["estimate"].is_between(0, 1).all()


def test_measures_and_boroughs_may_be_kept_apart_together():
    frame = wards([0.3, 0.7, 0.2, 0.4], [100] * 4).with_columns(measure=pl.Series(["a", "a", None, None]))
    found = shrunk(frame, p="share", n="asked", group=["borough", "measure"])
    assert found["whole"].to_list() == pytest.approx([0.5, 0.5, 0.3, 0.3])


def test_a_weighted_share_may_pass_one_by_a_rounding_error():
    assert estimated([1 + 1e-12, 0.2], [50, 50])["direct"][0] == 1.0


@pytest.mark.parametrize(
    ("shares", "bases", "people", "message"),
    [
        ([1.2], [10], [1], "outside 0 to 1"),
        ([-0.2], [10], [1], "outside 0 to 1"),
        ([0.2], [-10], [1], "below 0"),
        ([0.2], [10], [-1], "below 0"),
        ([0.2], [10], [None], "no population"),
    ],
)
def test_impossible_wards_are_refused(shares, bases, people, message):
    with pytest.raises(ValueError, match=message):
        estimated(shares, bases, people)


def test_an_impossible_confidence_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        estimated([0.5], [10], confidence=95)


def test_most_wards_are_too_small_in_one_year_and_none_in_three():
    # methods.md, "Words for wards": 640 interviews a borough a year, 20 wards, design effect 1.3.
    a_year = 640 / 20 / 1.3
    assert a_year < 30 <= a_year * POOLED_MONTHS[0] / 12
    assert POOLED_MONTHS == (36, 24, 12)
    assert NOT_TOLD_APART == "cannot be told from the borough"
