"""What cannot be is refused where it is one number, and null where it is a row among others: never a figure or NaN."""

from __future__ import annotations

import math

import polars as pl
import pytest

from tp_metrics import stats

NAN, INF = math.nan, math.inf
#: Row-wise methods of one number.
SINGLE = {
    "byar": stats.byar,
    "poisson_limits": stats.poisson_limits,
    "p_value": stats.p_value,
    "probability_words": stats.probability_words,
    "target": lambda x: stats.assurance(pl.lit(60.0), pl.lit(70.0), x, better="higher"),
    "ratio_limits": lambda x: stats.ratio_limits(pl.select(x).to_series()),
    "weights": lambda x: stats.effective_base(x, pl.lit(4.0)),
    "squares": lambda x: stats.effective_base(pl.lit(4.0), x),
}


def values(found):
    parts = found if isinstance(found, tuple) else (found,)
    return [pl.select(part).item() for part in parts]


@pytest.mark.parametrize("name", SINGLE)
def test_what_is_not_a_number_gives_null(name):
    assert set(values(SINGLE[name](pl.lit(NAN)))) == {None}


@pytest.mark.parametrize(
    ("k", "n"), [(-1.0, 10.0), (11.0, 10.0), (5.0, 0.0), (5.0, -10.0), (NAN, 10.0), (5.0, NAN), (5.0, INF), (INF, 10.0)]
)
def test_no_share_outside_nothing_and_all_has_limits(k, n):
    given = pl.lit(k), pl.lit(n)
    assert values(stats.wilson(*given)) == [None, None]
    assert values(stats.newcombe(*given, pl.lit(1), pl.lit(2))) == [None, None, None]
    assert values(stats.newcombe(pl.lit(1), pl.lit(2), *given)) == [None, None, None]


def test_a_weighted_share_above_its_base_by_rounding_has_limits():
    assert values(stats.wilson(pl.lit(10 * (1 + 1e-12)), pl.lit(10.0)))[1] == 1


#: Row-wise methods of several numbers: what each takes that is sound, and how it is asked.
SEVERAL = {
    "mover": ((3.0, 1.0, 5.0, 2.0, 1.0, 4.0), lambda *n: stats.mover(n[:3], n[3:])),
    "shares_z": ((6.0, 10.0, 5.0, 10.0), stats.shares_z),
    "rates_z": ((6.0, 1.0, 5.0, 2.0), stats.rates_z),
    "count_change": ((6.0, 5.0), stats.count_change),
    "rate_ratio_change": ((6.0, 1.0, 5.0, 2.0), stats.rate_ratio_change),
    "needed": ((10.0, 4.0, 6.0), stats.needed),
    "proportion_limits": ((0.5, 10.0), stats.proportion_limits),
    "productivity_shares": ((12.0, 10.0, 9.0, 10.0), stats.productivity_shares),
}


@pytest.mark.parametrize("wrong", [NAN, INF, -INF])
@pytest.mark.parametrize(("name", "at"), [(name, at) for name in SEVERAL for at in range(len(SEVERAL[name][0]))])
def test_a_number_that_is_none_gives_null_whichever_of_several_it_is(name, at, wrong):
    sound, method = SEVERAL[name]
    assert all(math.isfinite(one) for one in values(method(*map(pl.lit, sound))))
    given = [pl.lit(wrong if number == at else one) for number, one in enumerate(sound)]
    found = values(method(*given))
    assert found[-1] is None
    assert all(one is None or math.isfinite(one) for one in found)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("shares_z", (-1.0, 10.0, 5.0, 10.0)),
        ("shares_z", (11.0, 10.0, 5.0, 10.0)),
        ("mover", (3.0, 5.0, 1.0, 2.0, 1.0, 4.0)),
        ("mover", (3.0, 1.0, 5.0, 9.0, 1.0, 4.0)),
        ("needed", (-1.0, 4.0, 6.0)),
        ("needed", (10.0, -4.0, 6.0)),
        ("productivity_shares", (12.0, 0.0, 9.0, 10.0)),
    ],
)
def test_numbers_that_cannot_be_together_give_null(name, given):
    assert set(values(SEVERAL[name][1](*map(pl.lit, given)))) == {None}


@pytest.mark.parametrize("method", [stats.prevalence, stats.frequency])
@pytest.mark.parametrize("wrong", [NAN, INF, -1.0])
def test_a_cohort_with_a_number_that_cannot_be_has_no_rate(method, wrong):
    assert pl.DataFrame({"n": [0.0, 3.0, wrong]}).select(method(pl.col("n"))).item() is None


@pytest.mark.parametrize("name", ["byar", "poisson_limits"])
@pytest.mark.parametrize("count", [-1.0, INF])
def test_no_count_below_nothing_or_without_end_has_limits(name, count):
    assert values(SINGLE[name](pl.lit(count))) == [None, None]


@pytest.mark.parametrize("p", [-0.1, 1.1])
def test_what_is_no_probability_has_no_words(p):
    assert values(stats.probability_words(pl.lit(p))) == [None]


@pytest.mark.parametrize(("done", "years"), [(-1, 3), (5, 3), (0, 0)])
def test_nothing_was_done_more_often_than_there_were_years(done, years):
    assert values(stats.plausibility(pl.lit(done), pl.lit(years))) == [None]


@pytest.mark.parametrize("wrong", [NAN, INF])
def test_overdispersion_leaves_out_what_is_no_number(wrong):
    scores, errors = pl.Series([-2.0, 2.0, wrong, -2.0, 2.0]), pl.Series([0.1, 0.1, 0.1, 0.1, 0.1])
    assert values(stats.overdispersion(pl.lit(scores), pl.lit(errors)))[0] == 4
    assert values(stats.overdispersion(pl.lit(pl.Series([-2.0, 2.0])), pl.lit(pl.Series([wrong, 0.1]))))[1] == 0


@pytest.mark.parametrize("variance", [NAN, INF, -1.0])
def test_a_variance_between_places_that_cannot_be_is_refused_or_null(variance):
    with pytest.raises(ValueError, match="0 or more"):
        stats.proportion_limits(pl.lit(0.5), pl.lit(10), tau_squared=variance)
    assert values(stats.proportion_limits(pl.lit(0.5), pl.lit(10), tau_squared=pl.lit(variance))) == [None, None]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (lambda: stats.e_test(NAN, 2), "whole numbers"),
        (lambda: stats.e_test(INF, 2), "whole numbers"),
        (lambda: stats.e_test(1, 2, t1=INF), "exposures"),
        (lambda: stats.e_test(1, 2, t0=NAN), "exposures"),
        (lambda: stats.expected_false_alarms(NAN), "0 or more"),
        (lambda: stats.expected_false_alarms(INF), "0 or more"),
        (lambda: stats.expected_false_alarms(5, history=NAN), "24 points or more"),
        (lambda: stats.share_by_chance(NAN, 3), "there cannot be"),
        (lambda: stats.share_by_chance(3, INF), "there cannot be"),
        (lambda: stats.verdict(1, INF, 1, 2), "a base above 0"),
        (lambda: stats.detectable_effect(INF, 10, 0.5), "number of people"),
        (lambda: stats.pilot_plan(-0.1, 0.4, INF), "recruits every month"),
        (lambda: stats.pilot_plan(-1e-9, 0.4, 3), "large enough"),
        (lambda: stats.probability(pl.Series([NAN]), pl.Series([0.1])), "not a number"),
    ],
)
def test_numbers_that_cannot_be_are_refused(asked, says):
    with pytest.raises(ValueError, match=says):
        asked()
