"""Outcomes CSV of data.police.uk: the layout, and the Met's files of January and February 2012 and December 2019."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tests.sources.police_uk_files import changed, kinds, schema_holds
from tp_metrics.sources import police_uk, police_uk_outcomes
from tp_metrics.sources.recognise import recognise

LAYOUT = "police_uk_outcomes.csv"


def test_each_row_of_the_layout_is_a_record_or_set_aside(layouts, squares):
    assert recognise(layouts / LAYOUT).NAME == "police_uk_outcomes"
    reading = police_uk_outcomes.read(layouts / LAYOUT, squares)
    assert (reading.read, reading.kept, reading.refused.height) == (8, 6, 0)
    assert kinds(reading.set_aside) == {
        "repeats line n in full": 1,
        "reported by City of London Police, another force": 1,
    }
    assert schema_holds(reading)


def test_a_crime_with_two_different_outcomes_keeps_both(layouts, squares):
    outcomes = police_uk_outcomes.read(layouts / LAYOUT, squares).tables["outcomes"]
    of_one_crime = outcomes.filter(pl.col("crime_id") == outcomes["crime_id"][0])["outcome"].to_list()
    assert of_one_crime == ["Suspect charged", "Offender given a caution"]


def test_an_outcome_is_of_the_whole_month(layouts, squares):
    outcomes = police_uk_outcomes.read(layouts / LAYOUT, squares).tables["outcomes"]
    assert outcomes.select("first_day", "last_day").unique().rows() == [(date(2019, 12, 1), date(2019, 12, 31))]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (("Offender given penalty notice", "Told off"), ("Outcome type", "Told off", "unknown; expected an outcome")),
        (("Offender given penalty notice", ""), ("Outcome type", "", "expected an outcome")),
        (("2019-12", "12/2019"), ("Month", "12/2019", "expected a month written like 2016-01")),
    ],
)
def test_what_does_not_fit_is_refused(layouts, squares, tmp_path, change, refusal):
    made = changed(layouts / LAYOUT, tmp_path, lambda text: text.replace(*change, 1))
    refused = police_uk_outcomes.read(made, squares).refused
    assert refused.select("column", "value").rows() == [refusal[:2]]
    assert refused["reason"][0].startswith(refusal[2])


@pytest.mark.real
@pytest.mark.parametrize(
    ("month", "counts"),
    [
        ("2012-01", (2_238, 185, 26, 0)),
        ("2012-02", (3_254, 136, 46, 1)),  # one map point lies in the City of London
        ("2019-12", (7_005, 418, 18, 55)),  # 50 rows without coordinates, 46 of them different; nine elsewhere
    ],
)
def test_repeats_are_set_aside_and_several_outcomes_of_a_crime_stay(open_data, full_wards, month, counts):
    read, repeats, several, in_tp = counts
    path = open_data / "police_uk" / f"{month}-metropolitan-outcomes.csv"
    assert recognise(path).NAME == "police_uk_outcomes"
    reading = police_uk_outcomes.read(path, full_wards)
    assert (reading.read, reading.refused.height) == (read, 0)
    assert kinds(reading.set_aside) == {"repeats line n in full": repeats}
    outcomes = reading.tables["outcomes"]
    assert outcomes.height - outcomes["crime_id"].n_unique() == several
    assert outcomes.filter(place="TP").height == in_tp
    assert reading.coverage.height == 624 + 32 + 1
    assert schema_holds(reading)


@pytest.mark.real
def test_points_far_from_london_and_blank_ones_count_in_tp(open_data, full_wards):
    path = open_data / "police_uk" / "2019-12-metropolitan-outcomes.csv"
    raw = pl.read_csv(path, infer_schema=False)
    assert raw["Longitude"].null_count() == 50
    outcomes = police_uk_outcomes.read(path, full_wards).tables["outcomes"].filter(place="TP")
    far = outcomes.filter(~pl.col("longitude").is_between(-0.6, 0.4) | ~pl.col("latitude").is_between(51.2, 51.8))
    assert sorted(far["latitude"].to_list()) == [50.69795, 53.374911, 53.603066]  # Isle of Wight, Halton, Bolton


@pytest.mark.real
def test_court_results_break_off_between_2012_and_2019_and_the_import_says_so(open_data, full_wards):
    early, late = (
        police_uk_outcomes.read(open_data / "police_uk" / f"{month}-metropolitan-outcomes.csv", full_wards)
        for month in ("2012-01", "2019-12")
    )
    assert set(early.tables["outcomes"]["outcome"]) <= set(police_uk.COURT_OUTCOMES)
    assert not set(late.tables["outcomes"]["outcome"]) & set(police_uk.COURT_OUTCOMES)
    raw = pl.read_csv(open_data / "police_uk" / "2019-12-metropolitan-outcomes.csv", infer_schema=False)
    assert raw.filter(pl.col("Outcome type") == "Local resolution").height == 2_066
    assert any("Every outcome here is a court's" in note for note in early.notes)
    assert any("No outcome here is a court's" in note for note in late.notes)


@pytest.mark.real
def test_the_city_of_london_has_another_force(open_data, full_wards):
    reading = police_uk_outcomes.read(open_data / "police_uk" / "2016-01-city-of-london-outcomes.csv", full_wards)
    assert (reading.read, reading.kept, reading.set_aside.height) == (574, 0, 574)
