from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.sources.sheets import edited, read, real, reasons
from tp_metrics.schema.reading import Reading, SourceRefused
from tp_metrics.sources import borough_profiles as source
from tp_metrics.sources.recognise import recognise

FILE = "borough_profiles.csv"
REAL = "profiles/london-borough-profiles.csv"
WORDS = "words, not a figure"


def described(reading: Reading, place: str, indicator: str) -> list[tuple[date, date, float]]:
    rows = reading.tables["indicators"].filter(pl.col("place") == place, pl.col("indicator") == indicator)
    return rows.select("first_day", "last_day", "value").rows()


def test_the_layout_is_recognised_and_every_cell_is_accounted_for(layouts: Path):
    assert recognise(layouts / FILE).NAME == source.NAME
    reading = read(source, layouts / FILE)
    assert (reading.read, reading.kept, reading.refused.height) == (35, 12, 0)
    assert reasons(reading.set_aside) == {
        "a total of a larger area": 14,
        WORDS: 6,
        "not available": 2,
        "another force's: the City of London has its own police": 1,
    }


@pytest.mark.parametrize(
    ("place", "indicator", "value"),
    [
        ("E09000007", "GLA Population Estimate", 242_500),  # thousands comma
        ("E09000033", "Net internal migration", -3_273),  # may be negative
        ("E09000007", "Modelled Household median income estimates", 43_750),  # pound sign
        ("E09000001", "Life satisfaction score 2011-14 (out of 10)", 6.6),
    ],
)
def test_figures_are_read_however_they_are_written(layouts: Path, place: str, indicator: str, value: float):
    assert described(read(source, layouts / FILE), place, indicator)[0][2] == value


@pytest.mark.parametrize(
    ("old", "new", "reason", "times"),
    [
        ('"242,500"', "plenty", "not a number; expected a number or 'n/a'", 1),
        ("E09000007,Camden", "E09000007,Kamden", "'Kamden' (code 'E09000007') is no place known here", 4),
        (",Lab", "", "the line has 10 fields; expected 11 as in the header", 7),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, layouts: Path, old: str, new: str, reason: str, times: int):
    reading = read(source, edited(tmp_path, layouts / FILE, (old, new)))
    assert reasons(reading.refused) == {reason: times}


def test_a_missing_column_refuses_the_file(tmp_path: Path, layouts: Path):
    with pytest.raises(SourceRefused, match="the column 'Area name' is missing"):
        read(source, edited(tmp_path, layouts / FILE, ("Area name", "Name")))


@pytest.mark.real
def test_every_cell_of_the_real_file_is_accounted_for(open_data: Path):
    assert recognise(open_data / REAL).NAME == source.NAME
    reading = real(open_data / REAL)
    assert (reading.read, reading.refused.height) == (39 * 81, 0)
    assert reading.tables["indicators"]["place"].n_unique() == 33


@pytest.mark.real
def test_the_real_larger_areas_and_the_national_comparator_are_totals(open_data: Path):
    assert reasons(real(open_data / REAL).set_aside)["a total of a larger area"] == 6 * 81


@pytest.mark.real
def test_the_real_ways_of_saying_missing_are_all_known(open_data: Path):
    reading = real(open_data / REAL)
    missing = reading.set_aside.filter(pl.col("reason") == "not available")["value"].unique()
    assert set(missing) >= {".", "n/a"}
    assert set(missing) <= {".", "-", "n/a", "", " "}


@pytest.mark.real
def test_the_real_file_is_windows_1252_and_its_second_line_is_blank(open_data: Path):
    raw = (open_data / REAL).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    assert not raw.splitlines()[1].strip(b", ")
    reading = real(open_data / REAL)
    assert reading.set_aside["line"].min() == 3
    assert described(reading, "E09000001", "Modelled Household median income estimates")[0][2] == 63_620
    assert described(reading, "E09000002", "Inland Area (Hectares)") == [(date(2017, 1, 1), date(2017, 12, 31), 3_611)]


@pytest.mark.real
def test_real_words_are_no_figures(open_data: Path):
    words = real(open_data / REAL).set_aside.filter(pl.col("reason") == WORDS)
    assert words.height == 33 * 7
    assert {"India", "Lab", "No Overall Control"} <= set(words["value"])
