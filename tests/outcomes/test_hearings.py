"""The Virtual Court told of: as a plain count has it, as at each edition, and with the simulator held to its days."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from tp_metrics import words
from tp_metrics.editions import edition as named
from tp_metrics.editions import editions, publish
from tp_metrics.outcomes.court_check import fit
from tp_metrics.outcomes.court_fit import Asked, court_cost, usual, what_if
from tp_metrics.outcomes.court_groups import agencies, first_hearings, proportionality, waits
from tp_metrics.outcomes.court_list import SLOTS, Rules
from tp_metrics.outcomes.hearings import cases, days, flowed, spans, virtual_court, weeks
from tp_metrics.records import Store
from tp_metrics.results import Selection, result

LATE, EARLY = "2011-12-31", "2010-09-30"


@pytest.fixture(scope="module")
def december(demonstration_folder):
    return named(Store(demonstration_folder), "2010-12-31")


@pytest.fixture(scope="module")
def rows(december):
    """Every case of the edition, as it keeps them."""
    return december.respondents("hearings").to_dicts()


@pytest.fixture(scope="module")
def found(december):
    return virtual_court(december, "TP")


def reported(rows):
    return [one for one in rows if date(2010, 10, 26) <= one["first_day"] <= date(2010, 11, 19)]


def test_the_december_edition_prints_the_reports_own_figures(found):
    assert (found.available, found.sitting, round(found.a_day, 1)) == (460, 19, 24.2)
    assert (found.before_cap, found.cap, found.cap_from) == (91, 22, date(2010, 11, 15))
    assert (found.slots, found.slot_minutes, found.flexible_from) == (21, 15, date(2010, 10, 26))
    assert found.latest == (date(2010, 10, 27), 18 * 60 + 30)
    said = words.court_facts(found)
    for part in ("24.2 cases a day over 19 days", "91 went back for want of room before the cap", "gave 21 a day until",
                 "began on 26 Oct 2010", "A cap of 22 a day began on 15 Nov 2010"):  # fmt: skip
        assert part in said
    assert ("The court's latest finish", "18:30") in [card[:2] for card in words.court_cards(found)]


def test_the_flow_adds_up_and_is_that_of_a_plain_count(found, rows):
    mine = reported(rows)
    counted = Counter(
        "heard"
        if one["heard"]
        else ("not reached" if one["listed"] else "no room")
        if one["returned"] == "capacity"
        else one["returned"]
        for one in mine
    )
    assert dict(found.flow.select("outcome", "k").iter_rows()) == counted
    assert found.flow["k"].sum() == found.available == len(mine)
    assert found.flow.filter("listed")["k"].sum() == found.listed == sum(one["listed"] for one in mine)
    assert words.flow_sum(found).endswith("= 460 made available.")


def test_ten_rows_fewer_change_what_is_printed(december, tmp_path):
    """An edition of the same rows but ten: five of them cases that were returned before the cap."""
    kept = december.respondents("hearings").drop("source")
    inside = pl.col("first_day").is_between(date(2010, 10, 26), date(2010, 11, 12))
    full = kept.filter(inside & (pl.col("returned") == "capacity")).head(5)
    heard = kept.filter(inside & pl.col("heard") & (pl.col("first_day") != date(2010, 10, 27))).head(5)
    fewer = kept.join(pl.concat([full, heard]), on="case_number", how="anti")
    path = tmp_path / "hearings.parquet"
    fewer.write_parquet(path)
    store = Store(tmp_path / "store")
    store.ingest(path)
    now = virtual_court(publish(store, date(2010, 12, 31)), "TP")
    assert (now.available, now.before_cap, now.source) == (450, 86, "Own extracts")
    assert now.flow.filter(pl.col("outcome") == "heard")["k"].item() == 304 - 5


def test_an_edition_holds_nothing_of_after_its_day(demonstration_folder, december):
    early = virtual_court(named(Store(demonstration_folder), EARLY), "TP")
    assert [one.key for one in early.spans] == ["slots", "all"]
    assert (early.flexible_from, early.cap_from, early.cap, early.span.key) == (None, None, None, "slots")
    assert december.respondents("hearings")["first_hearing"].max().date() <= december.as_at
    late = virtual_court(named(Store(demonstration_folder), LATE), "TP")
    assert late.span.key == "capped"
    assert late.heard_a_week == pytest.approx(90, abs=1)
    assert late.so_far > 6_000


def test_a_first_hearing_to_come_is_not_known_yet(december):
    """A store that holds later hearings publishes an earlier day without them."""
    held = december.respondents("hearings").filter(pl.col("first_hearing").is_null())
    assert held.height > 0
    assert held.select(pl.col("plea", "represented", "failed_to_appear").count()).row(0) == (0, 0, 0)


def test_measures_count_the_same_rows(december, rows):
    asked = Selection(place="TP", end=date(2010, 12, 31), window="rolling 12 months", edition=december.id)
    mine = [one for one in rows if one["first_day"] >= date(2010, 1, 1)]
    plea = [one["plea"] for one in mine if one["plea"] is not None]
    timed = [one for one in mine if one["first_hearing"] is not None and one["charged"] is not None]
    soon = [one for one in timed if (one["first_hearing"] - one["charged"]).total_seconds() <= 24 * 3600]
    known = [one["failed_to_appear"] for one in mine if one["failed_to_appear"] is not None]
    wanted = {
        "virtual_court_cases": len(mine),
        "virtual_court_heard": 100 * sum(one["heard"] for one in mine) / len(mine),
        "virtual_court_sent_back": 100 * sum(not one["heard"] for one in mine) / len(mine),
        "virtual_court_capacity_returns": 100 * sum(one["returned"] == "capacity" for one in mine) / len(mine),
        "virtual_court_guilty_pleas": 100 * plea.count("guilty") / len(plea),
        "virtual_court_within_day": 100 * len(soon) / len(timed),
        "virtual_court_failed_to_appear": 100 * sum(known) / len(known),
    }
    assert {name: result(december, name, asked).figure.value for name in wanted} == pytest.approx(wanted)


def test_days_and_weeks_are_those_of_a_plain_count(found, rows):
    mine = reported(rows)
    told = {row["day"]: row for row in days(found).iter_rows(named=True)}
    for day, row in told.items():
        heard = [one for one in mine if one["first_day"] == day and one["heard"]]
        last = max(one["ended"] for one in heard)
        assert (row["heard"], row["finish"]) == (len(heard), last.hour * 60 + last.minute)
    by_week = weeks(found)
    assert (
        by_week.group_by("week")
        .agg(pl.col("k").sum(), pl.col("n").first())
        .select((pl.col("k") == pl.col("n")).all())
        .item()
    )
    assert by_week["k"].sum() == 460


def test_agencies_hearings_waits_and_people_are_those_of_a_plain_count(found, rows):
    mine = reported(rows)
    for row in agencies(found).iter_rows(named=True):
        minutes = sorted(one[f"{row['agency']}_minutes"] for one in mine if one[f"{row['agency']}_minutes"] is not None)
        assert (row["n"], row["median"]) == (len(minutes), pl.Series(minutes).median())
        assert sum(one > row["tenth"] for one in minutes) / len(minutes) == pytest.approx(0.1, abs=0.03)
    for row in first_hearings(found).iter_rows(named=True):
        there = [one for one in mine if (one["returned"] is None) == (row["where"] == "Virtual Court")]
        if row["asked"] == "represented":
            assert (row["k"], row["n"]) == (sum(bool(one["represented"]) for one in there), len(there))
    for row in waits(found).iter_rows(named=True):
        assert row["lower"] < row["median"] < row["upper"]
    people = proportionality(found)
    sexes = {(r["category"]): (r["k"], r["n"]) for r in people.filter(
        (pl.col("dimension") == "sex") & (pl.col("asked") == "heard")).iter_rows(named=True)}  # fmt: skip
    for sex, told in sexes.items():
        own = [one for one in mine if one["sex"] == sex]
        assert told == (sum(one["heard"] for one in own), len(own))


def test_custody_cases_have_no_row_for_failing_to_appear(found, december):
    assert "absent" not in set(found.flow["outcome"])
    slots = virtual_court(december, "TP", "slots")
    assert "absent" in set(slots.flow["outcome"])
    assert "failed to appear" not in set(first_hearings(found)["asked"])
    assert set(first_hearings(slots)["asked"]) == {"represented", "guilty plea", "failed to appear"}


@pytest.mark.parametrize("place", ["TP", "E09000007", "E09000022"])
@pytest.mark.parametrize("span", ["weeks", "slots", "uncapped", "capped", "all"])
def test_no_count_under_five_and_no_row_of_a_case_is_told(december, place, span):
    told = virtual_court(december, place, span)
    numbers = set(cases(december.folder, "TP")["case_number"])
    frames = [
        told.flow,
        days(told),
        weeks(told),
        agencies(told),
        first_hearings(told),
        waits(told),
        proportionality(told),
    ]
    for frame in frames:
        assert "case_number" not in frame.columns
        assert not numbers & {value for row in frame.iter_rows() for value in row if isinstance(value, str)}
        for name in {"k", "heard"} & set(frame.columns) if frame is not frames[1] else ():
            assert frame[name].drop_nulls().min() is None or frame[name].drop_nulls().min() >= 5
    hidden = told.flow.filter(pl.col("k").is_null())
    assert hidden.height != 1
    assert told.capacity is None or told.capacity >= 5


def test_what_came_before_the_cap_never_tells_of_fewer_than_five_after_it(december):
    seen = set()
    for place in december.places.children("TP", "borough"):
        told = virtual_court(december, place, "weeks")
        if told.capacity is not None and told.before_cap is not None:
            after = told.capacity - told.before_cap
            assert after == 0 or after >= 5
        seen.add((told.capacity is None, told.before_cap is None))
    assert (False, True) in seen  # some borough's is withheld for it


def test_a_hidden_part_hides_another_and_the_listed_that_would_tell():
    frame = pl.DataFrame(
        {
            "outcome": ["heard"] * 40 + ["no room"] * 2 + ["not reached"] * 20 + ["suitability"] * 9,
            "listed": [True] * 40 + [False] * 2 + [True] * 20 + [False] * 9,
            "cap": [22] * 71,
            "listing": ["flexible"] * 71,
            "case_type": ["custody"] * 71,
        }
    )
    told, listed = flowed(frame)
    by = {row["outcome"]: row["k"] for row in told.iter_rows(named=True)}
    assert (by["no room"], by["suitability"], by["heard"]) == (None, None, 40)
    assert listed == 60 or listed is None


# The simulator asked what if.


def test_a_what_if_moves_the_right_way_and_is_kept(found):
    asked = usual(found)
    half = what_if(found, replace(asked, cap=asked.cap // 2))
    now = what_if(found, asked)
    assert half.bands["heard"].value < now.bands["heard"].value
    assert half.bands["capacity"].value > now.bands["capacity"].value
    assert half.bands["finish"].value < now.bands["finish"].value
    assert what_if(found, asked) is now
    assert now.bands["heard"].lower <= now.bands["heard"].value <= now.bands["heard"].upper


@pytest.mark.trust
@pytest.mark.timed
def test_a_new_what_if_takes_under_two_seconds_of_processor_time(found):
    asked = usual(found)
    what_if(found, asked)
    begun = time.process_time()
    what_if(found, replace(asked, cap=asked.cap + 1))
    assert time.process_time() - begun < 2


def test_the_question_on_the_cap_is_answered_for_one_court_and_for_one_more(found):
    told = what_if(found, usual(found))
    assert set(told.best) == {1, 2}
    assert not told.best[1].meets
    assert told.best[2].meets
    assert told.best[1].share >= 0.95
    said = words.best_cap_words(told)
    assert f"With one court a cap of {told.best[1].cap} has every case that is taken heard by 18:00" in said
    assert "It does not meet the demand" in said
    assert "With 2 courts the demand" in said


def test_hours_of_a_what_if_make_its_slots():
    rules = Asked(listing="slots", opens=540, last_start=1020).rules
    assert rules.slots[0] == 540
    assert rules.slots[-1] == 1020
    assert set(SLOTS) <= set(rules.slots)
    assert Asked(cap=0).rules.cap is None
    assert Asked(opens=700, last_start=600).rules == replace(
        Rules(cap=22), opens=700.0, last_start=700.0, slots=Asked(opens=700, last_start=600).rules.slots
    )


def test_the_cost_gives_the_published_figure_back_at_the_evaluations_pace(found, rows):
    heard = [one for one in rows if one["heard"] and date(2010, 1, 1) <= one["first_day"] <= date(2010, 4, 30)]
    pace = 3.0 * len(heard)
    for fixed in (0.0, 700_000.0):
        told = court_cost(found, fixed, pace)
        assert (told.throughput, round(told.extra, 6)) == (pace, 247.0)
    told = court_cost(found, 700_000.0, 2 * pace)
    assert told.extra == pytest.approx(247 - 350_000 / pace)
    assert told.fixed / told.even + told.variable == pytest.approx(0)
    assert court_cost(found, 0.0, pace).even is None


# Edges.


def test_where_no_case_is_the_reason_is_said(december, small):
    nobody = virtual_court(december, "E09000003")
    assert nobody.why == "No custody suite of the Virtual Court's pilot made a case available here"
    without = virtual_court(editions(Store(small))[0], "TP")
    assert without.why == "This edition has no records of the Virtual Court"
    assert (without.span, without.spans, without.latest, without.source) == (None, (), None, "")
    for told in (nobody, without):
        assert told.flow.is_empty()
        assert words.court_headline(told).startswith("Virtual Court: no figure")
        assert words.court_cards(told) == []
    assert fit(without).rows.is_empty()
    assert what_if(without, usual(without)).why
    assert court_cost(without, 1.0, 100.0).why
    assert days(without).is_empty()


def test_a_small_extract_says_what_it_refuses_and_tells_nothing_of_a_case(tmp_path, layouts):
    store = Store(tmp_path)
    entry = store.ingest(layouts / "template_hearings.csv", max_refused=1)
    assert (entry.read, entry.kept, entry.set_aside, entry.refused) == (11, 5, 1, 5)
    reasons = store.left_out(entry, "refused")["reason"].to_list()
    for words_of in ("a case that was heard was not returned", "a case that was heard was listed", "not end before it",
                     "a time such as 14:30", "first hearing is not before the charge"):  # fmt: skip
        assert sum(words_of in reason for reason in reasons) == 1
    told = virtual_court(publish(store, date(2010, 12, 31)), "TP", "all")
    assert (told.available, told.sitting) == (5, 3)
    assert told.flow["k"].drop_nulls().is_empty()
    assert (told.listed, told.capacity) == (None, None)
    assert told.spans[0].key == "weeks"
    assert fit(told).why
    assert days(told)["heard"].drop_nulls().is_empty()


def test_a_later_file_replaces_the_cases_that_it_names(tmp_path, layouts):
    store = Store(tmp_path)
    store.ingest(layouts / "template_hearings.csv", max_refused=1)
    header, _, row, *_ = (layouts / "template_hearings.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "later.csv"
    path.write_text("\n".join([header, row.replace("Lambeth", "Bexley")]) + "\n", encoding="utf-8")
    store.ingest(path)
    held = store.scan("hearings").filter(pl.col("case_number") == "v00002").collect()
    assert held["place"].to_list() == ["E09000004"]
    assert store.scan("hearings").collect().height == 5


def test_the_spans_of_one_day_of_flexible_listing_are_that_day():
    frame = pl.DataFrame(
        {"first_day": [date(2010, 10, 26)], "listing": ["flexible"], "cap": [None]}, schema_overrides={"cap": pl.Int64}
    )
    assert [(one.key, one.first, one.last) for one in spans(frame)] == [
        (key, date(2010, 10, 26), date(2010, 10, 26)) for key in ("weeks", "uncapped", "all")
    ]
