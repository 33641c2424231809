"""Stop and search CSV of data.police.uk: the layout, and the Met's file of May 2017."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tests.sources.police_uk_files import changed, kinds, schema_holds
from tests.sources.standin import Ground
from tp_metrics.schema.reading import SourceRefused
from tp_metrics.sources import police_uk_stops
from tp_metrics.sources.recognise import recognise

LAYOUT = "police_uk_stops.csv.gz"
REAL = "2017-05-metropolitan-stop-and-search.csv.gz"


@pytest.fixture
def stops(layouts, squares):
    return police_uk_stops.read(layouts / LAYOUT, squares).tables["stops"]


def test_each_row_of_the_layout_is_a_record_or_set_aside(layouts, squares):
    assert recognise(layouts / LAYOUT).NAME == "police_uk_stops"
    reading = police_uk_stops.read(layouts / LAYOUT, squares)
    assert (reading.read, reading.kept, reading.refused.height) == (7, 6, 0)
    assert kinds(reading.set_aside) == {"repeats line n in full": 1}
    assert schema_holds(reading)


def test_the_layout_reads_alike_gunzipped(layouts, squares, tmp_path, stops):
    made = changed(layouts / LAYOUT, tmp_path, str)
    assert police_uk_stops.read(made, squares).tables["stops"].equals(stops)


def test_a_stop_is_of_its_day_in_london(stops):
    """23:05 UTC on 30 April is past midnight in London, 22:59 UTC on 31 May is not."""
    assert stops["first_day"].to_list() == [date(2017, 5, day) for day in (1, 1, 9, 12, 20, 31)]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2017-01-31T23:30:00+00:00", date(2017, 1, 31)),  # winter: London is on UTC
        ("2017-06-30T23:30:00+00:00", date(2017, 7, 1)),
        ("2017-07-01T00:30:00+01:00", date(2017, 7, 1)),
        ("2017-03-26T23:30:00+00:00", date(2017, 3, 27)),  # the clocks went forward that morning
        ("01/05/2017 12:00", None),
    ],
)
def test_london_day(written, day):
    assert pl.DataFrame({"Date": [written]}).select(police_uk_stops.london_day()).item() == day


def test_arrests_are_read_from_the_wording_before_and_since_2018(stops):
    assert stops.select("outcome", "arrests").rows() == [
        ("A no further action disposal", 0),
        ("Arrest", 1),
        ("Arrest", 1),
        ("Community resolution", 0),
        ("Community resolution", 0),
        (None, None),
    ]


def test_ethnicity_is_the_person_s_own_and_not_stated_is_null(stops):
    assert stops["ethnicity"].to_list() == ["White", "Black", "Mixed", None, None, "Asian"]
    assert stops["sex"].to_list() == ["male", "male", "female", None, "other", "male"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (("Suspect arrested", "Nicked"), ("Outcome", "Nicked", "unknown; expected an outcome of data.police.uk")),
        (("25-34", "30ish"), ("Age range", "30ish", "unknown; expected one of under 10, 10-17")),
        (("Female", "F"), ("Gender", "F", "unknown; expected Male, Female or Other")),
        (("Mixed/Multiple", "Whiteish/Multiple"), ("Self-defined ethnicity", None, "expected a group that begins")),
        (("2017-05-09T12:30:00+00:00", "9 May"), ("Date", "9 May", "expected a time written like")),
        (("2017-05-09", "1900-05-09"), ("Date", "1900-05-09T12:30:00+00:00", "expected a day between Dec 2010")),
        (("2017-05-09", "2100-05-09"), ("Date", "2100-05-09T12:30:00+00:00", "expected a day between Dec 2010")),
    ],
)
def test_what_does_not_fit_is_refused(layouts, squares, tmp_path, change, refusal):
    made = changed(layouts / LAYOUT, tmp_path, lambda text: text.replace(*change, 1))
    refused = police_uk_stops.read(made, squares).refused
    column, value, reason = refusal
    assert refused.height == 1
    assert refused["column"][0] == column
    assert value is None or refused["value"][0] == value
    assert refused["reason"][0].startswith(reason)


def test_a_file_whose_stops_lie_elsewhere_is_of_another_force(layouts, squares, tmp_path):
    made = changed(layouts / LAYOUT, tmp_path, lambda text: text.replace(",51.5", ",53.5"))
    with pytest.raises(SourceRefused, match=r"is of another force: 5 of its 5 map points lie outside the wards"):
        police_uk_stops.read(made, squares)


def test_without_boundaries_no_file_is_taken_for_another_force_s(layouts):
    reading = police_uk_stops.read(layouts / LAYOUT, Ground.of_nothing())
    assert set(reading.tables["stops"]["place"]) == {"TP"}


@pytest.mark.real
def test_may_2017_reads_in_full(open_data, full_wards):
    path = open_data / "police_uk" / REAL
    assert recognise(path).NAME == "police_uk_stops"
    reading = police_uk_stops.read(path, full_wards)
    assert (reading.read, reading.kept, reading.refused.height) == (11_561, 11_209, 0)
    assert kinds(reading.set_aside) == {"repeats line n in full": 352}
    stops = reading.tables["stops"]
    assert stops["stops"].sum() == 11_209
    different = pl.read_csv(path, infer_schema=False).unique()
    assert stops["arrests"].sum() == different.filter(Outcome="Suspect arrested").height == 2_324
    # 14 lie outside the Met's wards; of the 1,042 rows without coordinates 1,016 are different.
    assert stops.filter(place="TP").height == 1_016 + 14
    assert reading.coverage.height == 624 + 32 + 1
    assert schema_holds(reading)


@pytest.mark.real
def test_the_first_stop_of_may_2017_is_dated_april_in_utc(open_data, full_wards):
    raw = pl.read_csv(open_data / "police_uk" / REAL, infer_schema=False)
    assert raw["Date"][0] == "2017-04-30T23:05:00+00:00"
    stops = police_uk_stops.read(open_data / "police_uk" / REAL, full_wards).tables["stops"]
    assert (stops["first_day"].min(), stops["first_day"].max()) == (date(2017, 5, 1), date(2017, 5, 31))


@pytest.mark.real
def test_three_columns_of_may_2017_are_empty_and_1042_rows_have_no_coordinates(open_data):
    raw = pl.read_csv(open_data / "police_uk" / REAL, infer_schema=False)
    empty = [name for name in raw.columns if raw[name].null_count() == raw.height]
    assert empty == [
        "Policing operation",
        "Outcome linked to object of search",
        "Removal of more than just outer clothing",
    ]
    assert raw.filter(pl.col("Latitude").is_null() & pl.col("Longitude").is_null()).height == 1_042
