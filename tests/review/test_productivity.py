"""What each officer answers for: figures against plain sums of the results that they are made of."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace

import polars as pl
import pytest

from tp_metrics import review, words
from tp_metrics.results import Selection, result

CAMDEN = "E09000007"
TP = Selection(edition="2010-12-31")


@pytest.mark.parametrize("name", review.LOADS)
def test_every_load_has_a_figure_by_borough_and_a_funnel_of_its_sums(edition, name):
    answer = result(edition, name, replace(TP, by=("borough",)))
    found = review.funnelled(answer)
    assert found.height == 32
    assert found["pooled"][0] == pytest.approx(answer.rows["numerator"].sum() / answer.rows["denominator"].sum())
    assert found["value"].to_list() == pytest.approx(answer.rows["value"].to_list())
    assert set(found["position"]) <= {"above", "below", "better", "worse", "in line"}
    assert words.funnel_table(answer, found).height == 32


@pytest.mark.parametrize("name", review.LOADS)
@pytest.mark.parametrize("window", ["performance year to date", "quarter"])
def test_demand_and_staffing_add_up_to_the_change_of_each_borough(edition, name, window):
    rows = review.shares(edition, name, replace(TP, window=window))
    assert rows["code"].to_list()[0] == "TP"
    assert rows.height == 33
    assert (rows["change"] - rows["demand"] - rows["staffing"]).abs().max() < 1e-9
    for row in rows.iter_rows(named=True):
        assert row["change"] == pytest.approx(100 * math.log(row["now"] / row["before"]))
        assert row["change_percent"] == pytest.approx(100 * (row["now"] / row["before"] - 1))


def test_staffing_is_the_fall_of_officers_and_is_the_same_for_every_load(edition):
    officers = result(edition, "officers", replace(TP, by=("borough",))).rows
    wanted = dict(officers.select("code", -100 * (pl.col("value") / pl.col("previous")).log()).iter_rows())
    for name in ("offences_per_officer", "calls_per_officer"):
        rows = review.shares(edition, name, TP).slice(1)
        assert dict(rows.select("code", "staffing").iter_rows()) == pytest.approx(wanted)


def test_the_sentence_says_both_parts_with_their_direction(edition):
    rows = pl.DataFrame({"change": [28.8], "demand": [18.2], "staffing": [10.5], "change_percent": [33.3]})
    answer = result(edition, "incidents_per_officer", TP)
    said = words.shares_words(rows, answer)
    assert said.endswith("up 33 % on the same months of 2009; more incidents put 18.2 on, fewer officers put 10.5 on")
    turned = words.shares_words(rows.select(-pl.all()), answer)
    assert "down 33 %" in turned
    assert turned.endswith("fewer incidents take 18.2 off, more officers take 10.5 off")


def test_the_quadrant_is_cut_at_the_medians(edition):
    found = review.quadrant(edition, "incidents_per_officer", "arrests_per_officer", TP)
    assert found.middle == (statistics.median(found.rows["demand"]), statistics.median(found.rows["output"]))
    high = found.rows.filter((pl.col("demand") > found.middle[0]) & (pl.col("output") < found.middle[1]))
    assert set(found.high_and_low) == set(high["place"])
    assert not set(found.high_and_low) & set(found.low_and_high)
    assert words.quadrant_title(found).startswith("Incidents per officer high and arrests per officer low: ")


def test_an_edition_without_one_of_the_two_has_no_quadrant(edition):
    assert review.quadrant(edition, "offences_per_officer", "street_crime_rate", TP) is None


def test_officers_are_held_against_their_own_months(edition):
    rows = review.strength(edition, TP)
    assert rows.height == 33
    assert rows["code"][0] == "TP"
    assert set(rows["position"].drop_nulls()) <= {"above", "below"}
    mine = rows.filter(pl.col("code") == CAMDEN).row(0, named=True)
    months = result(edition, "officers", Selection(place=CAMDEN, window="month", by=("month",), periods=37)).rows
    assert mine["value"] == months["value"][-1]
    assert mine["lower"] < mine["expected"] < mine["upper"]
    assert words.strength_table(rows)["Month"].to_list() == ["Dec 2010"] * 33


def test_an_area_is_held_against_its_own_boroughs(edition):
    area = replace(TP, place="AREA-N")
    rows = review.shares(edition, "offences_per_officer", area)
    assert rows["code"][0] == "AREA-N"
    assert rows.height == 8


def test_what_residents_are_asked_of_is_the_rate_of_what_officers_are(edition):
    assert review.load_rate("offences_per_officer") == "total_notifiable_offences_rate"
    assert review.load_rate("arrests_per_officer") == "arrests_rate"
    assert review.load_rate("detections_per_officer") is None


def test_the_traps_are_four_and_say_what_is_left_out():
    assert len(words.TRAPS) == 4
    said = " ".join(words.TRAPS)
    for word in ("households", "Heathrow", "Full-time equivalents", "Sickness", "Safer Transport", "April 2010"):
        assert word in said
