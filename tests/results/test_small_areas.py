"""Wards beside their boroughs: what a plain implementation says of them, and what holds of every measure."""

from __future__ import annotations

import json
import sys
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tp_metrics as tp
from tp_metrics.cli import main
from tp_metrics.results import POOLED
from tp_metrics.stats import shrunk

EDITION = "2010-12-31"
CAMDEN, BLOOMSBURY = "E09000007", "E05000129"
SURVEY = "demonstration_sns"


@pytest.fixture(autouse=True)
def opened(demonstration_folder, monkeypatch):
    monkeypatch.setenv("TP_DATA", str(demonstration_folder))


def asked(place="TP", window=POOLED[0]):
    return tp.Selection(place, window=window, edition=EDITION)


def facts_of_camden(measure, first, last):
    """The answers of each of Camden's wards, summed from the facts without the library."""
    edition = tp.edition(EDITION)
    wards = edition.places.children(CAMDEN, "ward")
    rows = edition.facts(measure, "total").with_columns(pl.col("place").cast(pl.String))
    within = rows.filter(pl.col("place").is_in(wards), pl.col("first_day") >= first, pl.col("last_day") <= last)
    sums = within.group_by("place").agg(pl.col("numerator", "denominator", "denominator_squares").sum()).sort("place")
    people = edition.reference("wards_2011").select(place="code", people="residents")
    return sums.join(people, on="place")


def test_a_survey_is_pooled_and_drawn_towards_its_borough():
    beside = tp.beside_borough("good_job", asked(CAMDEN))
    sums = facts_of_camden("good_job", date(2008, 1, 1), date(2010, 12, 31))
    above, below = sums["numerator"].sum(), sums["denominator"].sum()
    frame = sums.select(
        "place",
        "people",
        borough=pl.lit(CAMDEN),
        share=pl.col("numerator") / pl.col("denominator"),
        base=pl.col("denominator") ** 2 / pl.col("denominator_squares"),
        whole=pl.lit(above / below),
    )
    plain = shrunk(frame, p="share", n="base", population="people", whole="whole")
    rows = beside.rows.sort("code")
    assert beside.modelled
    assert beside.result.figure.window == "36 months to Dec 2010"
    for name, expected in {"modelled": "estimate", "modelled_lower": "lower", "modelled_upper": "upper"}.items():
        assert rows[name].to_list() == pytest.approx((100 * plain[expected]).to_list())
    assert rows["base"].to_list() == pytest.approx(plain["base"].to_list())
    assert rows["told_apart"].to_list() == plain["told_apart"].to_list()
    assert rows["whole"].unique().to_list() == pytest.approx([100 * above / below])


def test_the_borough_beside_which_a_ward_stands_is_the_figure_of_its_own_survey():
    own = tp.result("good_job", tp.Selection(CAMDEN, window=POOLED[0], source=SURVEY, edition=EDITION))
    assert tp.beside_borough("good_job", asked(CAMDEN)).rows["whole"][0] == pytest.approx(own.figure.value)


@pytest.mark.parametrize("window", POOLED)
def test_a_ward_under_the_smallest_base_has_a_model_and_no_figure_of_its_own(window):
    rows = tp.beside_borough("good_job", asked(window=window)).rows
    few = rows.filter(pl.col("base") < 30)
    assert few["value"].null_count() == few.height
    assert set(few["note"]) <= {"too few to say: base under 30"}
    assert rows["modelled"].null_count() == 0
    assert (few.height > 0) == (window == "rolling 12 months")


def test_a_ward_has_the_same_estimate_alone_in_its_borough_and_in_all_of_london():
    alone, borough, london = (
        tp.beside_borough("good_job", asked(place)).ward(BLOOMSBURY) for place in (BLOOMSBURY, CAMDEN, "TP")
    )
    assert alone == borough == london


def test_a_count_is_held_against_the_mean_ward_and_a_rate_against_the_boroughs_rate():
    year = "performance year to date"
    counts = tp.beside_borough("robbery", asked(CAMDEN, year))
    mean = counts.rows["value"].mean()
    assert not counts.modelled
    assert counts.rows["whole"].unique().to_list() == pytest.approx([mean])
    rates = tp.beside_borough("robbery_rate", asked(CAMDEN, year))
    found = rates.result.rows
    assert rates.rows["whole"][0] == pytest.approx(1000 * found["numerator"].sum() / found["denominator"].sum())
    for row in rates.rows.iter_rows(named=True):
        assert row["told_apart"] == (not row["lower"] <= row["whole"] <= row["upper"])
        assert row["difference"] == pytest.approx(row["value"] - row["whole"])
    assert rates.uncertain == {row["code"] for row in rates.rows.iter_rows(named=True) if not row["told_apart"]}


def test_where_a_ward_is_withheld_its_borough_is_not_given_away():
    rows = tp.beside_borough("rape", asked(window="performance year to date")).rows
    hidden = rows.filter(pl.col("note").str.starts_with("withheld"))["borough"].unique()
    inside = pl.col("borough").is_in(hidden.implode())
    assert hidden.len() > 0
    assert rows.filter(inside)["whole"].null_count() == rows.filter(inside).height
    assert rows.filter(~inside)["whole"].null_count() == 0


def test_without_figures_by_ward_there_are_no_rows(small, monkeypatch):
    assert tp.beside_borough("officers", asked(CAMDEN, "month")).rows.is_empty()
    monkeypatch.setenv("TP_DATA", str(small))
    newest = tp.Selection(window=POOLED[0])
    assert tp.beside_borough("good_job", newest).rows.is_empty()
    assert tp.beside_borough("robbery", tp.Selection()).rows.height == 624


MEASURES = ("good_job", "worried_about_crime", "robbery_rate", "sanction_detection_ratio", "burglary", "residents")


@given(st.sampled_from(MEASURES), st.sampled_from(tp.periods.KINDS))
def test_a_difference_is_the_ward_less_its_borough_and_the_model_lies_within_its_limits(measure, window):
    rows = tp.beside_borough(measure, asked(window=window)).rows.drop_nulls("whole")
    best = pl.coalesce("modelled", "value")
    assert rows.filter((pl.col("difference") - best + pl.col("whole")).abs() > 1e-9).is_empty()
    assert rows.filter(pl.col("modelled_lower") > pl.col("modelled") + 1e-9).is_empty()
    assert rows.filter(pl.col("modelled_upper") < pl.col("modelled") - 1e-9).is_empty()


@pytest.mark.parametrize("words", [["--place", "Bloomsbury"], ["--by", "ward", "--place", "Camden"]])
def test_the_command_line_prints_the_same_estimate(monkeypatch, capsys, words):
    asked_for = ["figure", "good_job", "--window", "36 months to Dec 2010", "--as-at", EDITION, "--json"]
    monkeypatch.setattr(sys, "argv", ["tp_metrics", *asked_for, *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    row = next(row for row in json.loads(capsys.readouterr().out) if row["code"] == BLOOMSBURY)
    own = tp.beside_borough("good_job", asked(CAMDEN)).ward(BLOOMSBURY)
    for name in ("modelled", "modelled_lower", "modelled_upper", "told_apart", "value"):
        assert row[name] == own[name]
    assert row["borough_value"] == own["whole"]


@pytest.mark.parametrize("window", ["performance year to date", "month"])
def test_what_stands_for_a_year_has_the_same_figures_by_place_as_one_by_one(window):
    """Residents are of a year, and stand for every window that ends in it."""
    for measure, level, number in (("residents", "ward", 18), ("households", "borough", 32)):
        place = CAMDEN if level == "ward" else "TP"
        rows = tp.result(measure, tp.Selection(place, window=window, by=(level,), edition=EDITION)).figures
        assert len(rows) == number
        for row in rows:
            assert row.value == tp.result(measure, asked(row.code, window)).figure.value > 0
    assert tp.by_ward("residents", asked(CAMDEN, window)).figures[0].value > 0
