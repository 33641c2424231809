from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.sources.sheets import edited, places, read, real, reasons
from tp_metrics.schema.reading import Reading, SourceRefused
from tp_metrics.sources import ward_profiles as source
from tp_metrics.sources.recognise import recognise

FILE = "ward_profiles.csv"
REAL = "profiles/ward-profiles-excel-version.csv"
CITY = "another force's: the City of London has its own police"


def described(reading: Reading, place: str, indicator: str) -> list[tuple[date, date, float]]:
    rows = reading.tables["indicators"].filter(pl.col("place") == place, pl.col("indicator") == indicator)
    return rows.select("first_day", "last_day", "value").rows()


def test_the_layout_is_recognised_and_every_cell_is_accounted_for(layouts: Path):
    assert recognise(layouts / FILE).NAME == source.NAME
    reading = read(source, layouts / FILE)
    assert (reading.read, reading.kept, reading.refused.height) == (28, 14, 0)
    assert reasons(reading.set_aside) == {
        "a total of a larger area": 8,
        "an exact repeat of line 2": 4,
        "not available": 1,
        CITY: 1,
    }


def test_figures_are_indicators_of_wards_and_boroughs(layouts: Path):
    reading = read(source, layouts / FILE)
    assert described(reading, "E05000644", "Population") == [(date(2015, 1, 1), date(2015, 12, 31), 12_000)]
    assert described(reading, "E09000033", "Crime rate") == [(date(2014, 4, 1), date(2015, 3, 31), 200.1)]
    assert described(reading, "E05000644", "Median House Price (£)")[0][2] == 900_000
    assert described(reading, "E05000026", "Median House Price (£)") == []


@pytest.mark.parametrize(
    ("old", "new", "reason", "times"),
    [
        ("14750.0", "plenty", "not a number; expected a number or 'n/a'", 1),
        ("E05000026", "E05999999", "'Barking and Dagenham - Abbey' (code 'E05999999') is no place known here", 3),
        ("Westminster,00BK", "Westminister,00BK", "'Westminister' (code 'E09000033') is no place known here", 4),
        ("800000.0,200.1", "800000.0", "the line has 6 fields; expected 7 as in the header", 4),
        (
            "E05000026",
            "E05000644",
            "line 3 is about the same place with other figures; expected one line",
            4,
        ),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, layouts: Path, old: str, new: str, reason: str, times: int):
    reading = read(source, edited(tmp_path, layouts / FILE, (old, new)))
    assert reasons(reading.refused) == {reason: times}


def test_a_missing_column_refuses_the_file(tmp_path: Path, layouts: Path):
    with pytest.raises(SourceRefused, match="the column 'New code' is missing"):
        read(source, edited(tmp_path, layouts / FILE, ("New code", "Newest code")))


@pytest.mark.real
def test_every_cell_of_the_real_file_is_accounted_for(open_data: Path):
    assert recognise(open_data / REAL).NAME == source.NAME
    reading = real(open_data / REAL)
    assert (reading.read, reading.refused.height) == (660 * 64, 0)
    assert reading.set_aside.filter(pl.col("value") == "n/a").height == 54


@pytest.mark.real
def test_the_real_city_stands_there_twice_and_is_kept_once(open_data: Path):
    reading = real(open_data / REAL)
    assert reasons(reading.set_aside)["an exact repeat of line 2"] == 64
    assert described(reading, "E09000001", "Population") == [(date(2015, 1, 1), date(2015, 12, 31), 8100)]
    assert reasons(reading.set_aside)[CITY] == 2


@pytest.mark.real
def test_the_real_file_is_windows_1252_with_crlf_and_names_all_wards_and_boroughs(open_data: Path):
    raw = (open_data / REAL).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    assert raw.count(b"\r\n") == 661
    named = set(real(open_data / REAL).tables["indicators"]["place"])
    assert {place for place in named if place.startswith("E05")} == set(places().wards(2011)["ward_code"])
    assert len(named) == 624 + 33
