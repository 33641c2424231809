"""Places are found by code, name or label, and wards roll up to boroughs, area commands and TP."""

from __future__ import annotations

import time
from datetime import date

import polars as pl
import pytest

from tp_metrics.geography import VINTAGES, PlaceAmbiguous, Places, PlaceUnknown
from tp_metrics.schema.reference import SHIPPED, read_reference


@pytest.fixture(scope="module")
def places() -> Places:
    return Places.read()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("TP", "TP"),
        ("territorial policing", "TP"),
        ("Westminster", "E09000033"),
        ("WESTMINSTER", "E09000033"),
        ("City of Westminster", "E09000033"),  # as the Public Attitude Survey writes it
        ("Hammersmith & Fulham", "E09000013"),  # as the workbook does
        ("Richmond Upon Thames", "E09000027"),
        ("E09000033", "E09000033"),
        ("e05000644", "E05000644"),
        ("St. James's", "E05000644"),
        ("St James’s", "E05000644"),
        ("Abbey, Merton", "E05000455"),
        ("abbey,  barking & dagenham", "E05000026"),
        ("North", "AREA-N"),
        ("North area", "AREA-N"),
        ("area-ne", "AREA-NE"),
        ("MPS", "MPS"),
        ("Heathrow", "HEATHROW"),
        ("City of London", "E09000001"),
    ],
)
def test_a_place_is_found_by_code_name_or_label(places, text, code):
    assert places.find(text).code == code


def test_a_shared_ward_name_is_refused_with_the_candidates(places):
    with pytest.raises(PlaceAmbiguous, match=r"'Abbey' .* Abbey, Barking and Dagenham .E05000026., Abbey, Merton"):
        places.find("Abbey")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Westminstr", "near to it are Westminster"),
        ("Abby, Merton", "near to it are Abbey, Merton"),
        ("Qqqq", "say a ward, borough or area command, or TP"),
        ("", "no place is named"),
        ("NULL", "no place"),  # a source's word for nowhere is not a person's word for TP
        ("E05099999", "no place"),
    ],
)
def test_an_unknown_place_is_refused_and_never_becomes_a_larger_one(places, text, message):
    with pytest.raises(PlaceUnknown, match=message):
        places.find(text)


def test_a_ward_is_found_in_the_vintage_asked_for(places):
    assert places.find("St James's", vintage=2022).code != "E05000644"
    assert places.find("St James's", vintage=2018).vintage == 2018
    with pytest.raises(PlaceUnknown):
        places.place("E05000644", vintage=2022)


def test_labels_are_unique_within_a_vintage_and_all_lead_back_to_their_place(places):
    for vintage in VINTAGES:
        rows = places.frame.filter(pl.col("vintage").is_null() | (pl.col("vintage") == vintage))
        assert rows["label"].n_unique() == rows.height
        for code, label in rows.select("code", "label").rows():
            assert places.find(label, vintage=vintage).code == code
            assert places.find(code, vintage=vintage).code == code


@pytest.mark.parametrize(("vintage", "wards"), [(2011, 624), (2018, 632), (2022, 679)])
def test_every_ward_rolls_up_to_one_borough_one_area_and_tp(places, vintage, wards):
    rollup = places.rollup(vintage, date(2010, 12, 31))
    codes = places.wards(vintage)["ward_code"]
    above = rollup.filter(pl.col("place").is_in(codes.implode())).group_by("place").agg(pl.col("level").sort())
    assert above.height == wards
    assert {tuple(levels) for levels in above["level"]} == {("area", "borough", "tp", "ward")}


def test_the_tree_is_the_same_upwards_and_downwards(places):
    assert places.parents("E05000644") == ["E09000033", "AREA-N", "TP"]
    assert "E05000644" in places.children("E09000033", "ward")
    assert len(places.children("TP", "ward")) == 624
    assert len(places.children("TP", "borough")) == 32
    assert len(places.children("TP", "area")) == 5
    assert len(places.children("AREA-SE", "borough")) == 5
    assert places.children("E05000644", "ward") == []


def test_other_places_never_add_into_tp(places):
    rollup = places.rollup(2011, date(2010, 12, 31))
    others = rollup.filter(pl.col("place").is_in(["MPS", "HEATHROW", "TP-NON-BOROUGH", "SPECIALIST", "E09000001"]))
    assert others.select("place").to_series().to_list() == others["ancestor"].to_list()
    assert set(others["level"]) == {"other"}


def test_before_mid_2010_no_borough_is_in_an_area_and_all_are_in_tp(places):
    rollup = places.rollup(2011, date(2010, 5, 31))
    assert rollup.filter(pl.col("level") == "area").is_empty()
    assert rollup.filter((pl.col("place") == "E09000033") & (pl.col("ancestor") == "TP")).height == 1


def test_without_a_vintage_there_are_no_wards(places):
    assert places.rollup(None, date(2010, 12, 31)).filter(pl.col("level") == "ward").is_empty()
    with pytest.raises(ValueError, match="there are no wards of 2015; there are wards of 2011, 2018, 2022"):
        places.rollup(2015, date(2010, 12, 31))


def test_a_borough_that_changes_area_rolls_up_to_the_one_in_force(tmp_path):
    text = (SHIPPED / "area_commands.csv").read_text(encoding="utf-8")
    closed = text.replace("E09000033,AREA-N,North,2010-06-01,,", "E09000033,AREA-N,North,2010-06-01,2011-03-31,")
    later = closed + "E09000033,AREA-C,Centre,2011-04-01,,own,assumed\n"
    (tmp_path / "area_commands.csv").write_text(later, encoding="utf-8")
    places = Places.read(tmp_path)

    def area(day):
        rows = places.rollup(None, day).filter((pl.col("place") == "E09000033") & (pl.col("level") == "area"))
        return rows["ancestor"].item()

    assert area(date(2011, 3, 31)) == "AREA-N"
    assert area(date(2011, 4, 1)) == "AREA-C"
    assert places.find("Centre").code == "AREA-C"
    assert places.place("E09000033").parent == "AREA-C"


@pytest.mark.parametrize(
    ("codes", "vintage"),
    [
        (["E05000026", "E05000644", "E05000027"], 2011),  # all are also in 2018
        (["E05009388", "E05011095", "E05000644"], 2018),
        (["E05013570", "E05013571", "E05000026"], 2022),
        (["E05000026"], 2011),  # also in 2018: the older list holds as many
        (["W05000001", None], None),
        ([], None),
    ],
)
def test_the_vintage_is_the_one_that_most_codes_belong_to(places, codes, vintage):
    assert places.ward_vintage(pl.Series(codes, dtype=pl.String)) == vintage


@pytest.mark.parametrize("spelling", read_reference("borough_names").select("name", "code").rows())
def test_every_spelling_met_in_a_source_has_its_place(places, spelling):
    name, code = spelling
    assert places.borough(name) == code
    assert places.borough(f" {name.upper()} ") == code


def test_an_unheard_of_borough_has_no_place(places):
    assert places.borough("Inner London") is None


@pytest.mark.parametrize(
    ("layout", "major", "minor", "offence"),
    [
        ("mps_borough_crime_2008", "Theft and Handling", "Other Theft Person", "theft_from_person"),
        ("mps_borough_crime_2010", "Vehicle Offences", "Aggravated Vehicle Taking", "theft_of_motor_vehicle"),
        ("mps_borough_crime_2011", "Theft & Handling", "Theft Person", "theft_from_person"),
        ("mps_ward_crime_historical", "BURGLARY", "RES BURGLARY OF A HOME", "burglary_residential"),
        # cut at 50 characters in the published file, not in later ones
        (
            "mps_borough_crime_2010",
            "Public Order Offences",
            "Racially or Religiously Aggravated Public Fear, Alarm or Distress",
            "other_notifiable",
        ),
        ("ward_atlas", "Total crime (numbers)", None, "notifiable_offences"),
        ("mps_borough_crime_2008", "Theft and Handling", "Bicycle Theft", None),
        ("no_such_layout", "Robbery", None, None),
    ],
)
def test_a_category_has_the_offence_of_its_layout(places, layout, major, minor, offence):
    assert places.offence(layout, major, minor) == offence


def test_points_without_installed_boundaries_go_to_no_ward(places):
    points = places.ward_of_points(pl.Series([-0.13, None]), pl.Series([51.5, None]))
    assert points.to_list() == [None, None]


def test_places_are_read_in_a_tenth_of_a_second_once_the_files_are_known():
    Places.read()
    begin = time.perf_counter()
    Places.read()
    assert time.perf_counter() - begin < 0.5  # a goal of 0.1 s, with room for a busy machine
