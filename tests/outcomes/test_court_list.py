"""The simulator of a court's list: against queues that are known in closed form, and what rules must do to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tp_metrics.outcomes.court_list import (
    Band,
    Draw,
    Observed,
    Pool,
    Rules,
    band,
    best_cap,
    days_drawn,
    days_played,
    played,
    replayed,
    sat,
)


def observed(rng: np.random.Generator, made: int = 24, last: float | None = 1010.0) -> Observed:
    """A made-up day: cases from half past seven on, hearings of a quarter of an hour."""
    available = np.sort(rng.uniform(450, 880, made))
    return Observed(
        available=available,
        steps=rng.gamma(2, 12, (made, 4)),
        length=rng.gamma(4, 4, 16),
        result=rng.gamma(3, 1.2, 16),
        made=made,
        taken=made,
        unfit=1,
        listed=made - 1,
        fallen=1,
        absent=1,
        last_start=last,
    )


@pytest.fixture(scope="module")
def pool() -> Pool:
    rng = np.random.default_rng(7)
    return Pool(tuple(observed(rng, made) for made in (20, 22, 24, 26, 28, 24)))


QUEUES = [
    # (mean time between arrivals, draws of the service, mean wait in the queue by Pollaczek and Khinchine)
    pytest.param("M/M/1", 0.5, lambda rng, n: rng.exponential(0.5, n), 0.5 * 0.5 / (1 - 0.5), marks=pytest.mark.trust),
    ("M/M/1", 0.7, lambda rng, n: rng.exponential(0.7, n), 0.7 * 0.7 / (1 - 0.7)),
    pytest.param("M/D/1", 0.7, lambda rng, n: np.full(n, 0.7), 0.7 * 0.7 / (2 * (1 - 0.7)), marks=pytest.mark.trust),
]


@pytest.mark.trust
@pytest.mark.parametrize(("name", "load", "service", "wait"), QUEUES)
def test_the_mean_wait_is_that_of_the_closed_form(name, load, service, wait):
    rng, count = np.random.default_rng(2010), 60_000
    ready = np.cumsum(rng.exponential(1.0, count))
    starts = np.array(sat(ready.tolist(), service(rng, count).tolist()))
    found = (starts - ready)[5_000:].mean()
    assert found == pytest.approx(wait, rel=0.08)


def test_two_courts_wait_as_erlang_says():
    # M/M/2: the share that waits is given by the Erlang C formula.
    load, count, rng = 1.4, 60_000, np.random.default_rng(3)
    ready = np.cumsum(rng.exponential(1.0, count))
    starts = np.array(sat(ready.tolist(), rng.exponential(load, count).tolist(), courts=2))
    rho = load / 2
    erlang = (load**2 / 2 / (1 - rho)) / (1 + load + load**2 / 2 / (1 - rho))
    wait = erlang * load / (2 * (1 - rho))
    assert (starts - ready)[5_000:].mean() == pytest.approx(wait, rel=0.08)


def naive(ready, hold, opens, lunch, last_start):
    """One court, case by case, in plain Python."""
    free, starts = opens, [None] * len(ready)
    for case in sorted(range(len(ready)), key=lambda one: ready[one]):
        start = max(free, ready[case])
        start = lunch[1] if lunch[0] <= start < lunch[1] else start
        if start > last_start:
            break
        starts[case], free = start, start + hold[case]
    return starts


minutes = st.integers(420, 1020)


@given(st.lists(st.tuples(minutes, st.integers(1, 90)), max_size=30), st.integers(600, 1080))
def test_one_court_sits_as_a_plain_count_does(cases, last):
    ready, hold = [float(one) for one, _ in cases], [float(one) for _, one in cases]
    found = sat(ready, hold, opens=600.0, lunch=(780.0, 840.0), last_start=float(last))
    assert found == naive(ready, hold, 600.0, (780.0, 840.0), float(last))


@given(st.integers(0, 40), st.integers(0, 40), st.sampled_from(["slots", "flexible"]), st.integers(0, 500))
def test_every_case_is_accounted_for_and_none_is_heard_above_the_cap(count, cap, listing, seed):
    rng = np.random.default_rng(seed)
    whole = Pool(tuple(observed(rng) for _ in range(2)))
    draw = days_drawn(whole, 1, demand=float(count), seed=seed)[0]
    day = played(draw, Rules(listing=listing, cap=cap, last_start=1000.0), whole)
    assert day.heard + day.capacity + day.other + day.absent == day.available == len(draw.ready)
    assert day.heard <= cap
    assert day.returned == day.capacity + day.other
    assert min(day.waits, default=0.0) >= 0


def test_halving_the_cap_hears_fewer_sends_more_back_and_rises_earlier(pool):
    draws = days_drawn(pool, 60)
    whole, half = (days_played(draws, Rules(cap=cap, last_start=1010.0), pool) for cap in (22, 11))
    for more, fewer in zip(whole, half, strict=True):
        assert fewer.heard <= more.heard
        assert fewer.capacity >= more.capacity
        assert fewer.finish <= more.finish
    assert sum(day.heard for day in half) < 0.75 * sum(day.heard for day in whole)


@pytest.mark.parametrize(
    ("change", "of", "way"),
    [
        ({"courts": 2}, "heard", 1),
        ({"last_start": 1100.0}, "heard", 1),
        ({"opens": 660.0}, "heard", -1),
        ({"listing": "slots"}, "finish", -1),
    ],
)
def test_a_rule_moves_results_the_right_way(pool, change, of, way):
    draws = days_drawn(pool, 60)
    rules = Rules(last_start=1010.0)
    before, after = (np.mean([getattr(day, of) for day in days_played(draws, r, pool)]) for r in
                     (rules, replace(rules, **change)))  # fmt: skip
    assert way * (after - before) > 0


def test_slower_agencies_leave_more_unheard_and_who_stays_away_frees_the_court(pool):
    rules = Rules(last_start=1010.0)
    heard = [sum(day.heard for day in days_played(days_drawn(pool, 60, pace=pace), rules, pool)) for pace in (1.0, 4.0)]
    assert heard[1] < heard[0]
    away = days_played(days_drawn(pool, 60), rules, pool, absent=0.3)
    here = days_played(days_drawn(pool, 60), rules, pool, absent=0.0)
    assert sum(day.absent for day in here) == 0
    assert sum(day.capacity for day in away) < sum(day.capacity for day in here)


def test_slots_are_given_in_the_order_in_which_cases_were_made_available(pool):
    draw = Draw(
        available=np.array([500.0, 510.0, 520.0]),
        ready=np.array([610.0, 590.0, 590.0]),
        length=np.full(3, 10.0),
        result=np.zeros(3),
        chance=np.ones(3),
        last_start=None,
    )
    rules = Rules(listing="slots", slots=(600, 615))
    day = played(draw, rules, pool, absent=0.0)
    # The first is not ready for 10:00 and takes 10:15, the second takes 10:00, and nothing is left for the third.
    assert (day.heard, day.capacity, day.finish) == (2, 1, 625.0)
    assert sorted(day.waits) == [5.0, 10.0]


def test_the_largest_cap_is_the_last_that_is_done_in_time(pool):
    draws, rules = days_drawn(pool, 100), Rules()
    best = best_cap(draws, rules, pool, by=17 * 60, share=0.9)
    open_ended = replace(rules, last_start=None)

    def in_time(cap: int) -> float:
        return float(np.mean([day.finish <= 17 * 60 for day in days_played(draws, replace(open_ended, cap=cap), pool)]))

    assert 0 < best.cap < 28
    assert in_time(best.cap) == best.share >= 0.9
    assert in_time(best.cap + 1) < 0.9
    assert not best.meets
    four = best_cap(draws, replace(rules, courts=4), pool, by=20 * 60, share=0.9)
    assert four.meets
    assert four.returned == 0
    none = best_cap(draws, rules, pool, by=500, share=0.9)
    assert (none.cap, none.meets) == (0, False)


def test_the_same_seed_plays_the_same_days_and_another_one_others(pool):
    asked = [(Rules(cap=22), 24, pool)] * 5
    assert replayed(asked, replications=10) == replayed(asked, replications=10)
    assert replayed(asked, replications=10) != replayed(asked, replications=10, seed=1)


def test_a_band_is_the_middle_nine_in_ten():
    found = band([float(n) for n in range(101)])
    assert (found.value, found.lower, found.upper) == pytest.approx((50.0, 5.0, 95.0))
    assert found.half_width == pytest.approx(0.9)
    assert found.holds(5.1)
    assert not found.holds(4.9)
    assert Band(0.0, 0.0, 0.0).half_width == float("inf")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"listing": "guess"}, 'a listing is "slots" or "flexible", not "guess"'),
        ({"courts": 0}, "a list needs a court"),
        ({"cap": -1}, "a cap of 0 or more"),
        ({"last_start": 500.0}, "no hearing could begin"),
    ],
)
def test_rules_by_which_no_court_could_sit_are_refused(given, says):
    with pytest.raises(ValueError, match=says):
        Rules(**given)


def test_nobody_waits_where_nobody_comes(pool):
    assert sat([], []) == []
    day = played(days_drawn(pool, 1, demand=0.0)[0], Rules(), pool)
    assert (day.available, day.heard, day.finish, day.waits) == (0, 0, 600.0, ())
