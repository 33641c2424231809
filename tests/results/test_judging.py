"""Judgements against a second reckoning: how sure a change is, targets, and of whom nothing is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from statistics import mean

import pytest

from tests.made_results import GOOD_JOB, OFFICERS, ROBBERY, figure
from tests.results import judged_store as made
from tests.results import naive
from tests.results.judged_store import BARKING, CAMDEN, END, HACKNEY
from tests.results.naive import TO_DATE, YEAR, to_date
from tp_metrics.access import Scope
from tp_metrics.measures import catalogue
from tp_metrics.results import Selection, result
from tp_metrics.results.judging.changes import Change, _kept, change, read_changes
from tp_metrics.results.judging.targets import target


@pytest.mark.parametrize("place", [CAMDEN, BARKING, "TP"])
def test_the_change_of_a_count_rests_on_the_places_own_dispersion(judged, place):
    series = made.counts("robbery_personal", None if place == "TP" else place)
    now, before, phi = to_date(series), to_date(series, 1), naive.dispersion(series)
    found = judged("robbery", place).judgement.change
    assert found.dispersion == pytest.approx(phi)
    assert (found.lower, found.upper) == pytest.approx(naive.count_limits(now, before, phi), abs=1e-6)
    assert (found.percent_lower, found.percent_upper) == pytest.approx(naive.rate_limits(now, 1, before, 1, phi))
    assert found.clear == (found.lower > 0 or found.upper < 0)


def test_a_change_of_half_as_much_again_is_clear_and_a_stable_place_has_none(judged):
    assert judged("robbery", CAMDEN).judgement.change.clear
    assert not judged("robbery", BARKING).judgement.change.clear


def test_the_change_of_a_proportion_is_newcombes_on_effective_bases(edition):
    # To March 2010: the survey starts afresh in April.
    asked = Selection(CAMDEN, date(2010, 3, 31), "rolling 12 months")
    found = result(edition, "good_job", asked).judgement.change
    now = naive.answers(CAMDEN, date(2009, 4, 1), date(2010, 3, 31))
    before = naive.answers(CAMDEN, date(2008, 4, 1), date(2009, 3, 31))
    assert (found.lower, found.upper) == pytest.approx([100 * end for end in naive.newcombe(*now, *before)])
    assert (found.percent_lower, found.percent_upper, found.dispersion) == (None, None, None)
    assert found.clear == (found.lower > 0 or found.upper < 0)


@pytest.mark.parametrize("window", ["rolling 12 months", "quarter", "performance year to date"])
def test_a_change_across_a_break_of_the_series_says_nothing(judged, window):
    answer = judged("good_job", CAMDEN, window)
    assert answer.figure.change is not None
    assert answer.unlike.startswith("Fieldwork of the Public Attitude Survey starts afresh")
    assert answer.judgement.change is None


@pytest.mark.parametrize(("window", "shared"), [("rolling 24 months", True), ("rolling 12 months", False)])
def test_windows_that_hold_the_same_interviews_are_not_held_against_each_other(edition, window, shared):
    answer = result(edition, "good_job", Selection(CAMDEN, date(2010, 3, 31), window))
    assert answer.unlike == ("both windows hold the same interviews in part" if shared else "")
    assert (answer.judgement.change is None) == shared


def test_counts_without_a_break_are_alike(judged):
    assert judged("robbery", CAMDEN).unlike == ""


def test_the_change_of_a_ratio_is_told_in_points(judged):
    offences, solved = (
        made.counts("robbery_personal", CAMDEN, column) for column in ("offences", "sanction_detections")
    )
    phi = naive.dispersion(solved)
    sums = (to_date(solved), to_date(offences), to_date(solved, 1), to_date(offences, 1))
    found = judged("robbery_detection_ratio", CAMDEN).judgement.change
    ends = [100 * sums[2] / sums[3] * end / 100 for end in naive.rate_limits(*sums, phi)]
    assert (found.lower, found.upper) == pytest.approx(ends)
    assert (found.percent_lower, found.dispersion) == (None, pytest.approx(phi))


def test_the_change_of_a_quotient_sets_its_count_over_both_denominators(judged):
    series = made.counts("robbery_personal", CAMDEN)
    answer = judged("offences_per_officer", CAMDEN)
    rows = [row for row in made.records()["strength"] if row["place"] == CAMDEN]
    now, before = (mean(row["strength"] for row in rows[end - TO_DATE : end]) for end in (len(rows), len(rows) - YEAR))
    sums, phi = (to_date(series), now, to_date(series, 1), before), naive.dispersion(series)
    relative = naive.rate_limits(*sums, phi)
    found = answer.judgement.change
    assert (found.percent_lower, found.percent_upper) == pytest.approx(relative)
    assert (found.lower, found.upper) == pytest.approx([answer.figure.previous * end / 100 for end in relative])


def test_changes_that_are_reckoned_together_are_those_reckoned_one_by_one():
    asked = [
        (catalogue()["robbery"], figure(60.0 + more), figure(50.0), spread)
        for more in range(40)
        for spread in (1.0, 2.5)
    ]
    _kept.clear()
    alone: list[Change | None] = []
    for one in asked:
        alone.append(change(*one))
        _kept.clear()
    read_changes(asked)
    assert len(_kept) == 2 * len(asked), "in events and in per cent"
    assert [change(*one) for one in asked] == alone
    assert len(_kept) == 2 * len(asked)
    assert len({one.lower for one in alone if one}) == len(asked)


def test_a_ratio_of_none_now_still_has_its_change():
    ratio = catalogue()["robbery_detection_ratio"]
    now, before = (figure(value, numerator=solved, denominator=50.0) for value, solved in ((0.0, 0.0), (20.0, 10.0)))
    found = change(ratio, now, before, 1.0)
    assert found.lower == pytest.approx(-20)
    assert found.upper == pytest.approx(20 * naive.rate_limits(0, 50, 10, 50, 1)[1] / 100)
    assert change(ratio, before, now, 1.0) is None  # of nothing before, no per cent
    assert change(ratio, figure(None), before, 1.0) is None


@pytest.mark.parametrize("measure", [GOOD_JOB, OFFICERS, replace(ROBBERY, kind="published")])
def test_what_rests_on_no_base_has_no_interval(measure):
    assert change(measure, figure(60.0), figure(50.0), 1.0) is None


@pytest.mark.parametrize(("measure", "place"), [("officers", CAMDEN), ("officers", "TP")])
def test_a_stock_has_no_change_and_no_chart(judged, measure, place):
    found = judged(measure, place).judgement
    assert (found.change, found.signal, found.outlook) == (None, None, None)
    assert "strength" in found.no_chart


def naive_rag(value, previous, level, *, lower):
    off = value > level if lower else value < level
    worse = value > previous if lower else value < previous
    return "green" if not off else "red" if worse else "amber"


@pytest.mark.parametrize(
    ("measure", "place", "asked", "colour"),
    [
        ("robbery", "TP", -50.0, None),  # by its own sums
        ("gun_crime", CAMDEN, -99.0, None),
        ("robbery", HACKNEY, 10.0, "green"),  # the newest of two that stand
    ],
)
def test_a_target_by_place_and_date_has_its_rag(judged, measure, place, asked, colour):
    offence = {"robbery": "robbery_personal"}.get(measure, measure)
    series = made.counts(offence, None if place == "TP" else place)
    value, previous = to_date(series), to_date(series, 1)
    found = judged(measure, place).judgement.target
    assert (found.asked, found.kind, found.status) == (asked, "change_percent", "assumed")
    assert found.level == pytest.approx(previous * (1 + asked / 100))
    assert found.rag == (colour or naive_rag(value, previous, found.level, lower=True))


def test_all_three_colours_and_none_are_given(edition, judged):
    answer = judged("robbery", HACKNEY)
    colours = {
        value: target(edition, answer.measure, replace(answer.figure, value=value), END).rag
        for value in (0.0, 1.1 * answer.figure.previous, 1.2 * answer.figure.previous)
    }
    assert set(colours.values()) == {"green", "red"}
    confidence = judged("good_job", CAMDEN, "rolling 12 months")
    assert confidence.judgement.target.rag == "amber"  # below 99 %, and above the year before
    worse = replace(confidence.figure, value=confidence.figure.previous - 1)
    assert target(edition, confidence.measure, worse, END).rag == "red"
    officers = judged("officers").judgement.target
    assert (officers.level, officers.rag) == (1.0, None)  # neither way is better
    assert judged("robbery", BARKING).judgement.target is None  # of another place
    assert judged("gun_crime").judgement.target is None


@pytest.mark.parametrize(
    ("end", "status"),
    [(date(2010, 3, 31), "published"), (date(2010, 4, 30), "assumed"), (date(2009, 3, 31), None)],
)
def test_a_target_stands_from_its_first_day_to_its_last(edition, end, status):
    found = result(edition, "robbery", Selection("TP", end)).judgement.target
    assert (found.status if found else None) == status


def test_assurance_is_of_a_level_in_per_cent_alone(judged):
    assert judged("good_job", CAMDEN, "rolling 12 months").judgement.assurance in (
        "consistently misses",
        "hit and miss",
    )
    assert judged("robbery").judgement.assurance is None
    assert judged("officers").judgement.assurance is None


def test_where_rag_and_chart_differ_it_is_said(judged):
    found = judged("good_job", CAMDEN, "rolling 12 months").judgement
    assert (found.target.rag, found.signal) == ("amber", "usual")
    assert found.disagreement == "Amber, but within its usual variation"
    assert judged("robbery", HACKNEY).judgement.disagreement == ""  # green and improving


def test_of_an_unknown_figure_nothing_is_said(judged):
    answer = judged("good_job", BARKING, "rolling 12 months")
    found = answer.judgement
    assert answer.figure.value is None
    assert found.no_chart == answer.note != ""
    assert (found.change, found.signal, found.target, found.peers, found.outlook) == (None,) * 5
    assert found.chart.is_empty()


def test_who_may_not_see_a_place_is_told_nothing_of_it(judged):
    hackney_only = Scope("Hackney", frozenset({HACKNEY}))
    answer = judged("robbery", CAMDEN, viewer=hackney_only)
    assert answer.judgement.no_chart == "not for this viewer"
    found = answer.judgement
    assert (found.change, found.signal, found.target, found.peers, found.outlook) == (None,) * 5
    assert found.chart.is_empty()


def test_who_sees_one_borough_alone_is_told_the_same_of_it_but_for_its_peers(judged):
    everyone, one = (
        judged("robbery", HACKNEY, **seen).judgement for seen in ({}, {"viewer": Scope("own", frozenset({HACKNEY}))})
    )
    assert one.peers is None
    assert everyone.peers is not None
    assert one.chart.equals(everyone.chart)
    assert set(one.chart["code"]) == {HACKNEY}
    for name in ("change", "signal", "rule", "since", "target", "outlook"):
        assert getattr(one, name) == getattr(everyone, name)


def test_a_judgement_is_kept(edition, judged):
    assert judged("robbery", CAMDEN).judgement is judged("robbery", CAMDEN).judgement
    split = result(edition, "robbery", Selection(CAMDEN, END, by=("month",)))
    assert split.judgement.signal == judged("robbery", CAMDEN).judgement.signal
