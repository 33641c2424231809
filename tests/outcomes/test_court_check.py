"""The simulator of the court's list held to the rows: what it reproduces, on days that it has not seen too."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tp_metrics.editions import edition as named
from tp_metrics.outcomes import court_check
from tp_metrics.outcomes.court_check import DRAWN, GOOD, SEEN, UNSEEN, fit
from tp_metrics.outcomes.court_list import Observed, Pool, Rules, band, sat
from tp_metrics.outcomes.court_replay import Recorded, begun, replays
from tp_metrics.outcomes.hearings import virtual_court
from tp_metrics.records import Store

#: Of the weeks from 26 October to 19 November 2010: cases, and minutes after ten o'clock.
REPORTED = {"heard": 304.0, "returned": 156.0, "capacity": 119.0, "before": 91.0, "latest": 510.0}


@pytest.fixture(scope="module")
def december(demonstration_folder):
    return named(Store(demonstration_folder), "2010-12-31")


@pytest.fixture(scope="module")
def found(december):
    return virtual_court(december, "TP")


def told(one, check):
    """The figures of a check, by how many days are tried, and by their names."""
    rows = one.rows.filter(pl.col("check") == check)
    return {(row["days"], row["name"]): row for row in rows.iter_rows(named=True)}


def test_the_reported_weeks_are_reproduced_within_15_per_cent(found):
    rows = told(fit(found), SEEN)
    assert {name: rows[19, name]["actual"] for name in REPORTED} == REPORTED
    assert {name for _, name in rows} == {*REPORTED, "finish"}
    for row in rows.values():
        assert row["lower"] <= row["actual"] <= row["upper"]
        assert 0 < row["half_width"] <= 0.15 == GOOD


def test_each_half_of_the_weeks_is_reproduced_by_the_other(found):
    rows = told(fit(found), UNSEEN)
    assert {days for days, _ in rows} == {9, 10}
    for name in ("heard", "returned", "capacity", "before"):
        assert rows[10, name]["actual"] + rows[9, name]["actual"] == REPORTED[name]
    for (_, name), row in rows.items():
        assert row["lower"] <= row["actual"] <= row["upper"]
        assert 0 < row["half_width"] <= (0.21 if name in ("capacity", "before") else 0.15)


@pytest.mark.trust
def test_40_days_ahead_are_reproduced_within_15_per_cent_by_those_before_them(demonstration_folder):
    year = named(Store(demonstration_folder), "2011-12-31")
    rows = told(fit(virtual_court(year, "TP", "capped")), UNSEEN)
    assert {name for _, name in rows} == {"heard", "returned", "capacity", "finish", "latest"}
    for (days, _), row in rows.items():
        assert (days, row["of"]) == (40, 120)
        assert row["inside"]
        assert 0 < row["half_width"] <= 0.15


def test_with_everything_drawn_the_bands_are_wider_and_hold_the_figures(found):
    drawn, recorded = (told(fit(found), check) for check in (DRAWN, SEEN))
    for at, row in drawn.items():
        assert row["inside"]
        assert row["half_width"] > recorded[at]["half_width"]
    assert fit(found).holds


@pytest.mark.trust
@pytest.mark.parametrize(("span", "days"), [("slots", 40), ("uncapped", 14), ("capped", 33)])
def test_other_days_by_other_rules_are_reproduced_too(december, span, days):
    one = fit(virtual_court(december, "TP", span))
    assert one.days == days
    assert one.holds


@pytest.mark.trust
def test_days_of_two_kinds_together_are_not_reproduced(december):
    """Hearings became quicker after the first weeks: days of both together are told apart."""
    one = fit(virtual_court(december, "TP", "all"))
    assert not one.rows.filter(pl.col("name") == "before")["good"].any()
    assert not one.rows.filter(pl.col("check") == UNSEEN)["inside"].any()
    assert not one.holds


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda one: replace(one, length=1.25 * one.length), "heard"),
        pytest.param(lambda one: replace(one, length=0.8 * one.length), "capacity", marks=pytest.mark.trust),
        pytest.param(lambda one: replace(one, result=one.result + 6), "before", marks=pytest.mark.trust),
    ],
    ids=["hearings a quarter longer", "hearings a fifth shorter", "results six minutes later"],
)
def test_a_calibration_that_is_wrong_is_found_out(found, monkeypatch, change, name):
    real = court_check.pool

    def wrong(rows):
        one = real(rows)
        return None if one is None else Pool(tuple(change(day) for day in one.days))

    monkeypatch.setattr(court_check, "pool", wrong)
    one = fit.__wrapped__(found)
    assert not one.rows.filter((pl.col("name") == name) & (pl.col("check") == SEEN))["good"].any()
    assert one.rows.filter(pl.col("check") == UNSEEN)["inside"].mean() < court_check.MOST
    assert not one.holds


minutes = st.integers(420, 1020)


@given(
    st.lists(st.tuples(minutes, st.integers(1, 90)), max_size=30),
    st.integers(1, 3),
    st.sampled_from([600.0, 900.0, 1010.0, float("inf")]),
    st.sampled_from(["slots", "flexible"]),
)
def test_many_days_at_once_are_begun_as_simpy_begins_them(cases, courts, closing, listing):
    cases.sort()
    ready = np.array([float(one) for one, _ in cases])
    hold = np.array([[float(one) for _, one in cases], [float(91 - one) for _, one in cases]]).reshape(2, -1)
    rules = Rules(listing=listing, courts=courts)
    starts = begun(ready, hold, rules, np.array([closing, 1e9]))
    for run, last in enumerate((closing, None)):
        lunch = rules.lunch if listing == "flexible" else None
        ends = None if last == float("inf") else last
        played = sat(ready.tolist(), hold[run].tolist(), courts=courts, opens=600.0, lunch=lunch, last_start=ends)
        assert [None if np.isnan(one) else one for one in starts[run]] == played


def test_what_comes_to_a_list_is_placed_once_and_adds_up():
    day = Recorded(
        ready=np.array([610.0, 590.0, 640.0, 600.0, 620.0]),
        unfit=np.array([False, True, False, False, False]),
        fallen=np.array([False, False, True, False, False]),
        back=2,
        rules=Rules(cap=4, last_start=1000.0),
        begun=610.0,
    )
    assert day.waiting.tolist() == [600.0, 610.0]
    assert day.beyond == 1
    pool = Pool((_day(np.full(9, 10.0)),))
    again = replays([day], pool, replications=5)
    assert set(again.heard[:, 0]) == {2.0}
    assert set(again.capacity[:, 0]) == {1.0}
    assert set(again.returned[:, 0]) == {3.0}
    assert set(again.finish[:, 0]) == {20.0}


def test_a_day_whose_closing_is_not_known_closes_after_its_last_start():
    ready = np.array([600.0, 605.0, 700.0])
    none = np.zeros(3, dtype=bool)
    day = Recorded(ready, none, none, 0, Rules(), begun=640.0)
    pool = Pool((_day(np.full(9, 10.0), last=620.0), _day(np.full(9, 10.0), last=650.0)))
    again = replays([day], pool, replications=40)
    # One of 620 is earlier than its last start and never drawn; without one of 650 it sits until the list is done.
    assert set(again.heard[:, 0]) <= {2.0, 3.0}
    early = Pool((_day(np.full(9, 10.0), last=620.0),))
    assert set(replays([day], early, replications=5).heard[:, 0]) == {3.0}


def _day(length, last=None):
    return Observed(
        available=np.array([500.0]), steps=np.zeros((1, 4)), length=length, result=np.zeros(len(length)),
        made=1, taken=1, unfit=0, listed=1, fallen=0, absent=0, last_start=last, begun=last,
    )  # fmt: skip


@pytest.mark.trust
def test_nine_figures_in_ten_lie_within_the_bands_where_the_truth_is_known():
    """Worlds in which hearings are drawn by a known law: as many figures lie within their bands as the bands say."""
    rng = np.random.default_rng(26)
    inside = [_inside(rng) for _ in range(200)]
    assert 0.83 <= np.mean(inside) <= 0.96


def _inside(rng):
    """Whether what ten days of a world came to lies within the band that ten others of it calibrate."""
    days, seen, heard = [], [], 0
    for at in range(20):
        ready = np.sort(rng.triangular(510, 600, 960, 22))
        none = np.zeros(22, dtype=bool)
        day = Recorded(ready, none, none, 0, Rules(last_start=rng.normal(1012, 18)), begun=600.0)
        length, result = rng.gamma(4.2, 17.8 / 4.2, (1, 22)), rng.gamma(3.0, 4.0 / 3.0, (1, 22))
        done = ~np.isnan(begun(ready, length + result, day.rules, np.array([day.rules.last_start]))[0])
        if at % 2:
            days.append(day)
            heard += int(done.sum())
        else:
            seen.append(replace(_day(length[0][done]), result=result[0][done]))
    again = replays(days, Pool(tuple(seen)), replications=200, seed=int(rng.integers(1 << 30)))
    return band(again.heard.sum(axis=1).tolist()).holds(heard)
