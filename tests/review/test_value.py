"""Value for money: costs are plain sums, and the what-ifs are what a person would work out."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from tp_metrics import review, words
from tp_metrics.results import Selection, result
from tp_metrics.schema.reference import ReferenceRefused, read_reference

TP = Selection(edition="2010-12-31")
COSTS = review.Costs(50_000, 30_000, 40_000)


@pytest.fixture(scope="module")
def found(edition):
    return review.value(edition, TP, COSTS)


def test_costs_are_the_strength_of_each_role_at_its_price(edition, found):
    boroughs = {name: result(edition, name, replace(TP, by=("borough",))).rows for name in review.ROLES}
    for row in found.boroughs.iter_rows(named=True):
        parts = {name: rows.filter(pl.col("code") == row["code"]).row(0, named=True) for name, rows in boroughs.items()}
        prices = {"officers": 50_000, "pcsos": 30_000, "staff": 40_000}
        now = sum((parts[name]["value"] or 0) * price for name, price in prices.items())
        then = sum((parts[name]["previous"] or 0) * price for name, price in prices.items())
        assert (row["cost"], row["cost_before"]) == pytest.approx((now, then))
        assert row["cost_change"] == pytest.approx(100 * (now / then - 1))


def test_the_place_itself_stands_first_and_costs_what_its_boroughs_cost(found):
    assert found.whole["code"] == "TP"
    assert found.boroughs.height == 32
    assert found.whole["cost"] == pytest.approx(found.boroughs["cost"].sum())


@pytest.mark.parametrize("name", review.OUTCOMES)
def test_outcomes_are_the_results_of_their_measures(edition, found, name):
    rows = result(edition, name, replace(TP, by=("borough",))).rows
    assert found.boroughs[name].to_list() == rows["value"].to_list()
    moved = "change" if name in ("good_job", "satisfaction_overall") else "change_percent"
    told = [None] * 32 if name == "good_job" else rows[moved].to_list()  # its fieldwork began afresh in between
    assert found.boroughs[f"{name}_change"].to_list() == told


def test_a_change_across_a_break_is_set_against_no_cost(found):
    confidence, satisfaction = found.results[2:]
    assert confidence.figure.change is not None
    assert "police do a good job locally 63 % (not comparable); satisfied" in words.outcomes_words(found)
    assert not [name for name in words.value_table(found).columns if name.endswith(": police do a good job locally")]
    why = "Police do a good job locally: the change on the same months of 2009 says nothing: Fieldwork"
    assert words.no_value_quadrant(confidence).startswith(why)
    assert words.no_value_quadrant(satisfaction).endswith("for two years.")


def test_a_dearer_officer_changes_the_cost_and_nothing_else(edition, found):
    dearer = review.value(edition, TP, replace(COSTS, officer=60_000))
    assert dearer.whole["cost"] - found.whole["cost"] == pytest.approx(10_000 * found.whole["officers"])
    assert dearer.rows.drop("cost", "cost_before", "cost_change").equals(
        found.rows.drop("cost", "cost_before", "cost_change")
    )
    assert words.value_headline(dearer) != words.value_headline(found)


@pytest.mark.parametrize("percent", [0, 5, 15, 40])
def test_with_fewer_officers_those_are_named_who_then_pass_todays_highest(edition, percent):
    found = review.fewer(edition, "offences_per_officer", TP, percent)
    rows = result(edition, "offences_per_officer", replace(TP, by=("borough",))).rows
    most = rows["value"].max()
    wanted = {place for place, now in rows.select("place", "value").rows() if now / (1 - percent / 100) > most + 1e-9}
    assert set(found.over["place"]) == wanted
    assert found.highest_value == most
    said = words.fewer_words(found)
    assert said.startswith(f"With {percent} % fewer officers in every borough")
    assert (f"{len(wanted)} borough" in said) == bool(wanted)
    assert ("no borough would carry more" in said) == (not wanted)


@pytest.mark.parametrize("percent", [-1, 100])
def test_a_share_that_leaves_no_officers_is_refused(edition, percent):
    with pytest.raises(ValueError, match="fewer"):
        review.fewer(edition, "offences_per_officer", TP, percent)


def test_who_pays_adds_up_to_everybody_and_less_of_one_takes_its_share(edition, found):
    paid = review.funded(edition, found, COSTS)
    by_role = dict(paid.group_by("role").agg(pl.col("people").sum()).iter_rows())
    whole = {role: found.whole[name] for name, role in review.ROLES.items()}
    assert by_role == pytest.approx(whole)
    assert paid["pounds"].sum() == pytest.approx(found.whole["cost"])
    less = review.less_funding(paid, "tfl", 50)
    assert dict(less.select("role", "people").iter_rows()) == pytest.approx(
        {"officer": 0.5 * 0.02 * whole["officer"], "pcso": 0.5 * 0.08 * whole["pcso"]}
    )
    with pytest.raises(ValueError, match="no share"):
        review.less_funding(paid, "tfl", 101)


def test_the_sentence_on_funding_counts_people_and_money():
    less = pl.DataFrame({"role": ["officer", "pcso"], "people": [12.4, 1500.0], "pounds": [620_000.0, 45_000_000.0]})
    assert words.funding_words(less, "tfl", 10, "TP") == (
        "With 10 % less from Transport for London, TP would have 12 officers and 1,500 PCSOs fewer, £45.6 m a year, if "
        "each post is paid in proportion."
    )
    assert "nobody is paid" in words.funding_words(less.clear(), "borough", 10, "TP")


def test_costs_and_funding_are_labelled_assumptions():
    for name in ("standard_costs", "funding"):
        assert set(read_reference(name)["status"]) == {"assumed"}


def test_shares_of_funding_that_are_no_whole_are_refused(tmp_path):
    rows = "role,funding,percent,source,status\nofficer,grant,70,mine,assumed\nofficer,precept,20,mine,assumed\n"
    (tmp_path / "funding.csv").write_text(rows)
    with pytest.raises(ReferenceRefused, match=r"funding\.csv.*not 100 per cent together"):
        read_reference("funding", tmp_path)


def test_corners_follow_the_measures_own_direction(found):
    by_name = {one.measure.id: one for one in found.results}
    assert words.value_corners(by_name["good_job"])[0] == "costs less, better"
    assert words.value_corners(by_name["total_notifiable_offences"])[0] == "costs less, worse"
    assert words.value_corners(by_name["asb_calls"])[0] == "costs less, more"


@pytest.mark.parametrize(
    ("amount", "said"),
    [(1_312_600_000, "£1,313 m"), (53_200_000, "£53.2 m"), (350_400, "£350,000"), (None, "not known")],
)
def test_money_is_said_in_millions_or_thousands(amount, said):
    assert words.pounds(amount) == said
