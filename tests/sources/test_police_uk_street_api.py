"""Street crime from the API, one JSON file to a ward polygon: the layout, and the zip of January 2016."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.sources.police_uk_files import kinds, schema_holds
from tp_metrics.schema.reading import SourceRefused
from tp_metrics.sources import police_uk, police_uk_street_api
from tp_metrics.sources.recognise import recognise

LAYOUT = "police_uk_street_api.zip"
REAL = "police_uk_api_street_london_wards_2016-01.zip"
FOLDER = "london_month_2016_01/crime_month_2016_01_area_"


def crime(number: int, **changes: object) -> dict[str, object]:
    """A crime as the API writes it."""
    return {
        "category": "burglary",
        "location_type": "Force",
        "location": {"latitude": "51.539500", "street": {"id": 1, "name": "x"}, "longitude": "0.078000"},
        "context": "",
        "outcome_status": None,
        "persistent_id": "",
        "id": number,
        "location_subtype": "",
        "month": "2016-01",
    } | changes


def at(longitude: str, latitude: str) -> dict[str, object]:
    return {"latitude": latitude, "longitude": longitude}


def zipped(folder: Path, files: dict[str, object]) -> Path:
    """A zip of these files; what is not bytes is written as JSON."""
    made = folder / "street.zip"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content if isinstance(content, bytes) else json.dumps(content))
    return made


def test_each_crime_of_the_layout_is_counted_once_or_is_another_force_s(layouts, squares):
    assert recognise(layouts / LAYOUT).NAME == "police_uk_street_api"
    reading = police_uk_street_api.read(layouts / LAYOUT, squares)
    assert (reading.source, reading.read, reading.kept, reading.refused.height) == ("police_uk_street", 8, 6, 0)
    assert kinds(reading.set_aside) == {
        "reported by British Transport Police, another force": 1,
        "the crime stands on a boundary and is counted in n": 1,
    }
    assert schema_holds(reading)
    crimes = reading.tables["street_crimes"]
    assert dict(crimes.group_by("place").len().iter_rows()) == {"E05000026": 4, "E05000027": 1, "E05000644": 1}


def test_categories_are_in_the_words_of_the_api(layouts, squares):
    crimes = police_uk_street_api.read(layouts / LAYOUT, squares).tables["street_crimes"]
    assert set(crimes["category"]) == {
        "anti-social-behaviour",
        "bicycle-theft",
        "burglary",
        "theft-from-the-person",
        "violent-crime",
    }


def test_absence_is_zero_in_wards_with_a_file_and_boroughs_with_all_their_wards(layouts, squares):
    coverage = police_uk_street_api.read(layouts / LAYOUT, squares).coverage
    # Westminster has a ward without a file here, and so has London.
    assert coverage["place"].to_list() == ["E05000026", "E05000027", "E05000644", "E09000002"]
    assert coverage.select("first_day", "last_day").unique().rows() == [(date(2016, 1, 1), date(2016, 1, 31))]


@pytest.mark.parametrize(
    ("point", "ward"),
    [
        (at("0.150000", "51.545000"), "E05000027"),  # inside the second ward
        (at("0.078000", "51.545000"), "E05000026"),  # inside the first
        (at("-0.132000", "51.505000"), "E05000026"),  # inside a third that does not list it: the lowest code
        (at("-2.550000", "53.600000"), "E05000026"),  # nowhere
        (None, "E05000026"),
    ],
)
def test_a_crime_in_two_wards_files_gets_the_ward_of_its_point_else_the_lowest_code(squares, tmp_path, point, ward):
    both = [crime(7, location=point), crime(7, location=point)]
    made = zipped(tmp_path, {f"{FOLDER}E05000027_0.json": both, f"{FOLDER}E05000026_0.json": both[:1]})
    reading = police_uk_street_api.read(made, squares)
    assert reading.tables["street_crimes"]["place"].to_list() == [ward]
    assert (reading.read, reading.set_aside.height) == (3, 2)


def test_a_crime_that_one_ward_lists_stays_there_wherever_its_point_is(squares, tmp_path):
    made = zipped(tmp_path, {f"{FOLDER}E05000027_0.json": [crime(7)]})  # the point is in E05000026
    assert police_uk_street_api.read(made, squares).tables["street_crimes"]["place"].to_list() == ["E05000027"]


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"category": "piracy"}, "category", "unknown; expected a category of the API, such as burglary"),
        ({"category": ""}, "category", "expected a category of crime"),
        ({"month": "2016-02"}, "month", "expected 2016-01, the month that the file is named for"),
        ({"month": "1900-01"}, "month", "expected a day between Dec 2010"),
        ({"month": None}, "month", "expected a month written like 2016-01"),
        ({"id": "seven"}, "id", "expected a crime's number"),
        ({"location": {"latitude": "51.5", "longitude": "east"}}, "Longitude", "expected a longitude in degrees"),
        ({"location": {"latitude": "51.5"}}, "Longitude", "expected both a longitude and a latitude, or neither"),
        ({"outcome_status": {"category": "Hanged", "date": "2016-02"}}, "outcome", "unknown; expected an outcome"),
        ({"location_type": "RAF"}, "location_type", "expected Force or BTP"),
    ],
)
def test_a_crime_that_does_not_fit_is_refused_with_its_file(squares, tmp_path, changes, column, reason):
    made = zipped(tmp_path, {f"{FOLDER}E05000026_0.json": [crime(1), crime(2, **changes)]})
    reading = police_uk_street_api.read(made, squares)
    assert (reading.kept, reading.refused.select("line", "column").rows()) == (1, [(2, column)])
    assert reading.refused["reason"][0].startswith(reason)
    assert reading.refused["reason"][0].endswith("(crime_month_2016_01_area_E05000026_0.json)")


def test_the_file_of_an_unknown_ward_is_refused_and_the_city_s_set_aside(squares, tmp_path):
    made = zipped(tmp_path, {f"{FOLDER}E05999999_0.json": [crime(1)], f"{FOLDER}E09000001_0.json": [crime(2)]})
    reading = police_uk_street_api.read(made, squares)
    assert kinds(reading.refused) == {"expected the code of a ward of n": 1}
    assert kinds(reading.set_aside) == {"in the City of London, which has another force": 1}
    assert reading.coverage.is_empty()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"../crime_month_2016_01_area_E05000026_0.json": []}, "leads out of its folder: unsafe"),
        ({"a/../../crime_month_2016_01_area_E05000026_0.json": []}, "leads out of its folder: unsafe"),
        ({"/crime_month_2016_01_area_E05000026_0.json": []}, "leads out of its folder: unsafe"),
        ({"C:/crime_month_2016_01_area_E05000026_0.json": []}, "leads out of its folder: unsafe"),
        ({f"{FOLDER}E05000026_0.json": [], "..\\evil.json": []}, "leads out of its folder: unsafe"),
        ({f"{FOLDER}E05000026_0.json": b"0" * 3_000_000}, "would unpack to 3,000,000 bytes"),
        ({"crime_month_2016_13_area_E05000026_0.json": []}, "named for a month that does not exist"),
        ({"readme.txt": []}, "holds no file named like"),
        ({f"{FOLDER}E05000026_0.json": b'[{"id": 1, "cat'}, "is cut, or not a JSON list of crimes"),
        ({f"{FOLDER}E05000026_0.json": b"[1, 2]"}, "is cut, or not a JSON list of crimes"),
        ({f"{FOLDER}E05000026_0.json": {"error": "404"}}, "is not a JSON list of crimes"),
        ({f"{FOLDER}E05000026_0.json": b""}, "is not a JSON list of crimes"),
    ],
)
def test_an_unsafe_or_damaged_zip_is_refused_in_a_sentence(squares, tmp_path, files, sentence):
    with pytest.raises(SourceRefused, match=sentence) as refusal:
        police_uk_street_api.read(zipped(tmp_path, files), squares)
    assert "\n" not in str(refusal.value)
    assert str(refusal.value).startswith("street.zip")


def test_a_member_that_stands_twice_is_refused(squares, tmp_path):
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as archive:
        archive.writestr(f"{FOLDER}E05000026_0.json", "[]")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(f"{FOLDER}E05000026_0.json", "[]")
    with pytest.raises(SourceRefused, match="holds two files named"):
        police_uk_street_api.read(tmp_path / "twice.zip", squares)


def test_a_size_that_lies_in_the_header_is_noticed(squares, tmp_path, monkeypatch):
    monkeypatch.setattr(police_uk_street_api, "MOST_MEMBER_BYTES", 1_000)
    made = zipped(tmp_path, {f"{FOLDER}E05000026_0.json": [crime(n) for n in range(9)]})
    content = made.read_bytes()
    with zipfile.ZipFile(made) as archive:
        size = archive.infolist()[0].file_size
    made.write_bytes(content.replace(size.to_bytes(4, "little"), (500).to_bytes(4, "little")))
    with pytest.raises(SourceRefused, match=r"is damaged|more than its header says|is cut"):
        police_uk_street_api.read(made, squares)


@pytest.fixture(scope="module")
def january(open_data, full_wards):
    path = open_data / "police_uk" / REAL
    assert recognise(path).NAME == "police_uk_street_api"
    return police_uk_street_api.read(path, full_wards)


@pytest.mark.trust
@pytest.mark.real
def test_58941_rows_are_56174_crimes_of_which_54557_are_the_met_s(january, open_data):
    with zipfile.ZipFile(open_data / "police_uk" / REAL) as archive:
        assert len(archive.namelist()) == 496
        crimes = pl.concat(
            pl.read_json(archive.read(name), schema={"id": pl.Int64, "location_type": pl.String})
            for name in archive.namelist()
        )
    assert (crimes.height, crimes["id"].n_unique()) == (58_941, 56_174)
    assert crimes.filter(location_type="BTP")["id"].n_unique() == 56_174 - 54_557
    assert (january.read, january.kept, january.refused.height) == (58_941, 54_557, 0)
    assert kinds(january.set_aside) == {
        "reported by British Transport Police, another force": 1_782,
        "the crime stands on a boundary and is counted in n": 2_602,
    }
    assert schema_holds(january)


@pytest.mark.trust
@pytest.mark.real
def test_every_crime_is_in_a_ward_that_lists_it_so_that_wards_add_up(january, open_data):
    crimes = january.tables["street_crimes"]
    assert crimes["place"].str.starts_with("E05").all()
    derived = pl.read_parquet(open_data / "police_uk" / "street_crime_by_ward_2016-01.parquet")
    listed = derived.filter(location_type="Force").group_by("ward_code").agg(pl.col("id").n_unique().alias("listed"))
    counted = crimes.group_by(ward_code="place").agg(pl.len().alias("counted"))
    both = listed.join(counted, on="ward_code", how="left")
    assert (both["counted"] <= both["listed"]).all()
    assert both["counted"].sum() == 54_557


@pytest.mark.trust
@pytest.mark.real
def test_january_2016_speaks_for_483_wards_and_the_25_boroughs_that_they_fill(january):
    places = january.coverage["place"]
    assert places.filter(places.str.starts_with("E05")).len() == 483
    boroughs = set(places.filter(places.str.starts_with("E09")))
    assert len(boroughs) == 25
    # Bexley, Croydon, Redbridge, Southwark, Hackney, Kensington and Chelsea, Tower Hamlets were recoded.
    recoded = {f"E090000{n:02d}" for n in (4, 8, 26, 28, 12, 20, 30)}
    assert not boroughs & (recoded | {"E09000001"})
    assert "TP" not in places


@pytest.mark.trust
@pytest.mark.real
def test_the_api_s_incidents_of_anti_social_behaviour_have_no_outcome(january):
    crimes = january.tables["street_crimes"]
    incidents = crimes.filter(category="anti-social-behaviour")
    assert (incidents.height, incidents["outcome"].null_count(), incidents["crime_id"].null_count()) == (
        10_881,
        10_881,
        10_877,
    )
    assert set(crimes["category"]) <= set(police_uk.CATEGORIES.values())
