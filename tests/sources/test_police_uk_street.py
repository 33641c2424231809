"""Street crime CSV of data.police.uk: the layout, and City of London's file of January 2016."""

from __future__ import annotations

import zipfile
from datetime import date

import polars as pl
import pytest

from tests.sources.police_uk_files import changed, kinds, schema_holds
from tests.sources.standin import Ground
from tp_metrics.schema.reading import SourceRefused
from tp_metrics.sources import police_uk, police_uk_street
from tp_metrics.sources.recognise import recognise

LAYOUT = "police_uk_street.csv"
MET = police_uk.FORCE


def test_the_layout_is_recognised_by_its_header_alone(layouts, tmp_path):
    plain = tmp_path / "download"
    plain.write_bytes((layouts / LAYOUT).read_bytes())
    assert recognise(plain).NAME == "police_uk_street"


def test_each_row_of_the_layout_is_a_record_or_set_aside(layouts, squares):
    reading = police_uk_street.read(layouts / LAYOUT, squares)
    assert (reading.read, reading.kept, reading.refused.height) == (12, 10, 0)
    assert kinds(reading.set_aside) == {
        "repeats line n in full": 1,
        "reported by City of London Police, another force": 1,
    }
    assert reading.set_aside["line"].to_list() == [7, 12]
    assert schema_holds(reading)


def test_a_crime_without_a_point_among_the_met_wards_counts_in_tp(layouts, squares):
    crimes = police_uk_street.read(layouts / LAYOUT, squares).tables["street_crimes"]
    assert dict(crimes.group_by("place").len().iter_rows()) == {"E05000026": 3, "E05000027": 1, "E05000644": 3, "TP": 3}
    in_tp = crimes.filter(pl.col("place") == "TP")["category"].to_list()
    assert in_tp == ["drugs", "other-theft", "bicycle-theft"]  # no point, Bolton, the City of London


def test_equal_rows_of_anti_social_behaviour_are_different_incidents(layouts, squares):
    crimes = police_uk_street.read(layouts / LAYOUT, squares).tables["street_crimes"]
    assert crimes.filter(category="anti-social-behaviour", place="E05000026").height == 2


def test_both_words_for_violence_are_brought_to_the_api_s(layouts, squares):
    crimes = police_uk_street.read(layouts / LAYOUT, squares).tables["street_crimes"]
    assert crimes.filter(category="violent-crime").height == 2
    assert set(crimes["category"]) <= set(police_uk.CATEGORIES.values())


def test_absence_is_zero_in_every_ward_borough_and_tp(layouts, squares):
    coverage = police_uk_street.read(layouts / LAYOUT, squares).coverage
    assert coverage["place"].to_list() == [
        "E05000026",
        "E05000027",
        "E05000644",
        "E05000645",
        "E09000002",
        "E09000033",
        "TP",
    ]
    assert coverage.select("first_day", "last_day").unique().rows() == [(date(2016, 1, 1), date(2016, 1, 31))]


def test_without_boundaries_everything_counts_in_tp_and_the_import_says_how_to_have_wards(layouts):
    reading = police_uk_street.read(layouts / LAYOUT, Ground.of_nothing())
    assert set(reading.tables["street_crimes"]["place"]) == set(reading.coverage["place"]) == {"TP"}
    assert any("install the boundaries (command `boundaries`) before importing" in note for note in reading.notes)


def test_one_crime_listed_with_two_outcomes_counts_once(layouts, squares, tmp_path):
    made = changed(layouts / LAYOUT, tmp_path, lambda text: text.replace("Local resolution", "Offender fined", 1))
    reading = police_uk_street.read(made, squares)
    assert reading.kept == 10
    assert kinds(reading.set_aside)["the crime of line n again"] == 1


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (("Burglary", "Burglaries"), ("Crime type", "Burglaries", "unknown; expected a category of data.police.uk")),
        (("Burglary", ""), ("Crime type", "", "expected a category of crime")),
        (("Offender sent to prison", "Hanged"), ("Last outcome category", "Hanged", "unknown; expected an outcome")),
        (("0.150000", "east"), ("Longitude", "east", "expected a longitude in degrees between -180 and 180")),
        (("51.545000", "NaN"), ("Latitude", "NaN", "expected a latitude in degrees between -90 and 90")),
        (("51.545000", "151.5"), ("Latitude", "151.5", "expected a latitude in degrees between -90 and 90")),
        (("51.545000", ""), ("Longitude", "0.150000", "expected both a longitude and a latitude, or neither")),
        ((f",{MET},", ",Burglary,"), ("Reported by", "Burglary", "expected a force")),
        (("2016-01", "2016-13"), ("Month", "2016-13", "expected a month written like 2016-01")),
        (("2016-01", "Jan 2016"), ("Month", "Jan 2016", "expected a month written like 2016-01")),
        (("2016-01", "1900-01"), ("Month", "1900-01", "expected a day between Dec 2010")),
        (("2016-01", "2100-01"), ("Month", "2100-01", "expected a day between Dec 2010")),
        ((f",{MET},", ",,"), ("Reported by", "", "expected a force")),
    ],
)
def test_what_does_not_fit_is_refused_with_line_column_and_reason(layouts, squares, tmp_path, change, refusal):
    made = changed(layouts / LAYOUT, tmp_path, lambda text: text.replace(*change, 1))
    refused = police_uk_street.read(made, squares).refused
    assert refused.height == 1
    row = refused.row(0, named=True)
    assert made.read_text().splitlines()[row["line"] - 1].count(refusal[1] or ",,")
    assert (row["column"], row["value"]) == refusal[:2]
    assert row["reason"].startswith(refusal[2])


def test_a_stray_row_of_another_month_is_refused(layouts, squares, tmp_path):
    row = (layouts / LAYOUT).read_text().splitlines()[-1]
    many = "\n".join(f"{n:08d}{row[8:]}" for n in range(20))
    stray = f"99999999{row[8:]}".replace("2016-01", "2016-02")
    made = changed(layouts / LAYOUT, tmp_path, lambda text: f"{text}{many}\n{stray}\n")
    reading = police_uk_street.read(made, squares)
    assert reading.refused.rows() == [(34, "first_day", "2016-02-01", "the file is of Jan 2016")]
    assert reading.coverage["first_day"].unique().to_list() == [date(2016, 1, 1)]


def test_columns_may_stand_in_another_order_and_quotes_and_line_ends_differ(layouts, squares, tmp_path):
    frame = pl.read_csv(layouts / LAYOUT, infer_schema=False)
    made = tmp_path / "shuffled.csv"
    text = frame.select(reversed(frame.columns)).write_csv(quote_style="always").replace("\n", "\r\n")
    made.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert recognise(made).NAME == "police_uk_street"
    assert (
        police_uk_street.read(made, squares)
        .tables["street_crimes"]
        .equals(police_uk_street.read(layouts / LAYOUT, squares).tables["street_crimes"])
    )


def test_a_line_with_a_cell_too_few_or_too_many_is_refused_and_the_others_kept(layouts, squares, tmp_path):
    made = changed(
        layouts / LAYOUT, tmp_path, lambda text: text.replace(",Burglary", "", 1).replace(",Drugs", ",,Drugs")
    )
    reading = police_uk_street.read(made, squares)
    assert (reading.read, reading.kept) == (12, 8)
    assert reading.refused.select("line", "reason").rows() == [
        (5, "expected 12 cells in the line"),
        (10, "expected 12 cells in the line"),
    ]


def test_a_file_that_breaks_off_is_refused_in_a_sentence(layouts, squares, tmp_path):
    made = changed(layouts / LAYOUT, tmp_path, lambda text: text[: text.rindex("Metropolitan")])
    with pytest.raises(SourceRefused, match=r"breaks off in line 13; fetch it again\.$"):
        police_uk_street.read(made, squares)


def test_a_file_without_a_column_is_refused_in_a_sentence(layouts, squares, tmp_path):
    made = changed(layouts / LAYOUT, tmp_path, lambda text: text.replace("Crime type", "Kind", 1))
    with pytest.raises(SourceRefused, match="has no column Crime type; its columns are Crime ID"):
        police_uk_street.read(made, squares)


def test_a_file_that_names_a_column_twice_is_refused_in_a_sentence(layouts, squares, tmp_path):
    made = changed(layouts / LAYOUT, tmp_path, lambda text: text.replace("Context", "Context,Context", 1))
    with pytest.raises(SourceRefused, match="names a column twice"):
        police_uk_street.read(made, squares)


def test_a_header_without_rows_is_refused_in_a_sentence(layouts, squares, tmp_path):
    made = changed(layouts / LAYOUT, tmp_path, lambda text: text.splitlines()[0] + "\n")
    with pytest.raises(SourceRefused, match=r"has a header and no rows; fetch it again\.$"):
        police_uk_street.read(made, squares)


@pytest.mark.real
def test_the_city_of_london_has_another_force(open_data, full_wards):
    path = open_data / "police_uk" / "2016-01-city-of-london-street.csv"
    assert recognise(path).NAME == "police_uk_street"
    reading = police_uk_street.read(path, full_wards)
    assert (reading.read, reading.kept, reading.set_aside.height, reading.refused.height) == (446, 0, 446, 0)
    assert reading.coverage.is_empty()
    assert reading.notes[0].startswith(
        "No row is the Metropolitan Police Service's: the file is of City of London Police"
    )


@pytest.mark.real
def test_in_the_published_layout_anti_social_behaviour_has_no_id_and_no_outcome(open_data, full_wards, tmp_path):
    """The City's rows stand in for the Met's, whose own street files are not among the open data."""
    path = open_data / "police_uk" / "2016-01-city-of-london-street.csv"
    made = changed(path, tmp_path, lambda text: text.replace("City of London Police", MET))
    reading = police_uk_street.read(made, full_wards)
    crimes = reading.tables["street_crimes"]
    assert (reading.kept, reading.refused.height, reading.set_aside.height) == (446, 0, 0)
    incidents = crimes.filter(category="anti-social-behaviour")
    assert (incidents.height, incidents["crime_id"].null_count(), incidents["outcome"].null_count()) == (65, 65, 65)
    assert crimes.filter(pl.col("longitude").is_null())["place"].to_list() == ["TP"] * 15
    assert pl.read_csv(path, infer_schema=False)["Context"].null_count() == 446
    assert schema_holds(reading)


@pytest.mark.real
def test_incidents_of_anti_social_behaviour_share_category_and_map_point(open_data):
    """Why equal rows without an ID are kept: the API gives each an id, and 4,538 are where another was."""
    with zipfile.ZipFile(open_data / "police_uk" / "police_uk_api_street_london_wards_2016-01.zip") as archive:
        frames = [
            pl.read_json(
                archive.read(name),
                schema={
                    "id": pl.Int64,
                    "category": pl.String,
                    "location_type": pl.String,
                    "location": pl.Struct({"latitude": pl.String, "longitude": pl.String}),
                },
            )
            for name in archive.namelist()
        ]
    incidents = pl.concat(frames).filter(category="anti-social-behaviour", location_type="Force").unique("id")
    assert (incidents.height, incidents.height - incidents.unique("location").height) == (10_881, 4_538)
