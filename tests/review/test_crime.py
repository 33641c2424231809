"""Concentration on wards, and the season of an offence."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from tp_metrics import review, words
from tp_metrics.results import Selection, on_wards, result

TP = Selection(edition="2010-12-31")


def test_the_highest_wards_hold_what_a_plain_count_gives_them(edition):
    found = review.concentration(edition, "robbery", TP)
    rows = result(edition, "robbery", on_wards(edition, "robbery", TP)).rows
    counts = sorted(rows["value"].drop_nulls(), reverse=True)
    wanted = (sum(counts[:31]) + 0.2 * counts[31]) / sum(counts)  # 5 % of 624 wards is 31.2
    assert (found.wards, len(found.top)) == (624, 31)
    assert found.held == pytest.approx(wanted)
    assert found.chance < found.held
    assert words.concentration_table(found)["Share so far, %"][-1] == pytest.approx(100)


def test_an_area_has_a_curve_of_its_own_and_a_borough_none(edition):
    area = review.concentration(edition, "robbery", replace(TP, place="AREA-N"))
    assert 100 < area.wards < 200
    assert review.concentration(edition, "good_job", TP) is None
    assert review.concentration(edition, "robbery", replace(TP, place="E09000021")) is None


def test_a_rare_offence_is_said_to_be_no_more_concentrated_than_by_chance(edition):
    found = review.concentration(edition, "homicide", TP)
    assert "little more than" in words.concentration_title(found)
    assert found.chance > 0.25


def test_wards_in_a_list_carry_their_borough_in_brackets(edition):
    found = replace(review.concentration(edition, "robbery", TP), top=("Abbey, Merton", "West End"))
    assert "The highest 5 %: Abbey (Merton) and West End." in words.concentration_words(found)


def test_the_season_of_a_year_averages_to_nothing_and_names_its_months(edition):
    found = review.season(edition, "residential_burglary", TP)
    assert found.rows["month"].to_list() == [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]
    assert found.rows["percent"].sum() == pytest.approx(0, abs=1e-6)
    assert found.rows.filter("latest")["month"].is_in([10, 11, 12]).all()
    assert not found.slight
    assert "most in November" in words.season_title(found)  # domain.md, section 4: 1.17


def test_a_share_and_a_short_series_have_no_season(edition):
    assert review.season(edition, "good_job", TP) is None
    assert review.season(edition, "robbery", replace(TP, place="TP-NON-BOROUGH")) is None


def test_a_detection_ratio_is_told_with_both_its_counts(edition):
    answer = result(edition, "sanction_detection_ratio", TP)
    said = words.detection_words(answer)
    assert f"{answer.figure.numerator:,.0f} sanction detections recorded in April to December 2010" in said
    assert f"over {answer.figure.denominator:,.0f} offences" in said
    assert "never averaged" in said


def test_flags_are_named_and_never_added(edition):
    shown = [result(edition, name, TP) for name in ("robbery", "knife_crime", "gun_crime")]
    assert words.overlap_words(shown).startswith("Knife crime and Gun crime are flags across offences")
    assert words.overlap_words(shown[:1]) == ""


def test_detections_that_a_source_leaves_out_are_not_known_rather_than_none(tmp_path):
    from datetime import date

    from tp_metrics.editions import publish
    from tp_metrics.records import Store

    rows = ["first_day,last_day,place,offence,offences,sanction_detections"]
    for month, found in ((11, ""), (12, "3")):
        rows += [f"2010-{month}-01,2010-{month}-30,E09000007,robbery_personal,20,{found}"]
    file = tmp_path / "own.csv"
    file.write_text("\n".join([*rows, "2010-12-01,2010-12-30,E09000012,robbery_personal,9,"]) + "\n")
    store = Store(tmp_path / "data")
    store.ingest(file)
    facts = publish(store, date(2011, 1, 31)).facts("sanction_detections")
    boroughs = facts.filter((pl.col("level") == "borough") & (pl.col("dimension") == "total"))
    columns = ("place", pl.col("first_day").dt.month(), "numerator")
    assert sorted(boroughs.cast({"place": pl.String}).select(columns).rows()) == [
        ("E09000007", 12, 3.0),
        ("E09000012", 12, 0.0),
    ]
