from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.sources.sheets import edited, read, real, reasons
from tp_metrics.schema.reading import Reading, SourceRefused
from tp_metrics.sources import crime_rates_borough as source
from tp_metrics.sources.recognise import recognise

FILE = "crime_rates_borough.csv"
REAL = "crime/crime-rates-borough_1999-2017.csv"
CITY = "another force's: the City of London has its own police"


def published(reading: Reading, place: str, measure: str, start: int) -> float:
    rows = reading.tables["published"].filter(
        pl.col("place") == place, pl.col("measure") == measure, pl.col("first_day") == date(start, 4, 1)
    )
    assert rows["last_day"].to_list() == [date(start + 1, 3, 31)]
    return round(rows["value"].item(), 6)


def described(reading: Reading, place: str, indicator: str, first: date) -> float:
    rows = reading.tables["indicators"].filter(
        pl.col("place") == place, pl.col("indicator") == indicator, pl.col("first_day") == first
    )
    return float(rows["value"].item())


def test_the_layout_is_recognised_and_every_cell_is_accounted_for(layouts: Path):
    assert recognise(layouts / FILE).NAME == source.NAME
    reading = read(source, layouts / FILE)
    assert (reading.read, reading.kept, reading.refused.height) == (7 * 8, 26, 0)
    assert reasons(reading.set_aside) == {"a total of a larger area": 16, "not available": 8, CITY: 6}


def test_rates_that_are_measures_are_published_per_resident(layouts: Path):
    reading = read(source, layouts / FILE)
    assert published(reading, "E09000033", "total_notifiable_offences_rate", 2009) == 0.2951
    assert published(reading, "E09000007", "robbery_rate", 2010) == 0.0042
    assert published(reading, "MPS", "robbery_rate", 2010) == 0.0044


def test_other_rates_and_populations_are_indicators(layouts: Path):
    reading = read(source, layouts / FILE)
    assert set(reading.tables["published"]["measure"]) == {"total_notifiable_offences_rate", "robbery_rate"}
    assert described(reading, "E09000007", "Drugs; offences per 1,000 residents", date(2009, 4, 1)) == 9.9
    assert described(reading, "E09000001", "Mid-year estimates", date(2010, 1, 1)) == 7338


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("4.1,4.2", "-4.1,4.2", 4, "negative; expected a number, 0 or more"),
        ("4.1,4.2", "high,4.2", 4, "not a number; expected a number or 'n/a'"),
        ("4.1,4.2", "1e308,4.2", 4, "too large; expected a number, 1,000,000,000,000 or less"),
    ],
)
def test_a_figure_that_does_not_fit_is_refused(
    tmp_path: Path, layouts: Path, old: str, new: str, line: int, reason: str
):
    reading = read(source, edited(tmp_path, layouts / FILE, (old, new)))
    assert reading.refused.rows() == [(line, "Robbery; 2009-10", new.split(",", maxsplit=1)[0], reason)]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("E09000007,Camden", "E09000007,Kamden", "'Kamden' (code 'E09000007') is no place known here"),
        ("E09000007,Camden", "E09000008,Camden", "'Camden' (code 'E09000008') is no place known here"),
        (',"212,928","216,943"', "", "the line has 8 fields; expected 10 as in the header"),
        (
            "E09000007,Camden",
            "E09000033,Westminster",
            "line 4 is about the same place with other figures; expected one line",
        ),
    ],
)
def test_a_line_that_does_not_fit_is_refused_cell_by_cell(
    tmp_path: Path, layouts: Path, old: str, new: str, reason: str
):
    reading = read(source, edited(tmp_path, layouts / FILE, (old, new)))
    assert reasons(reading.refused) == {reason: 8}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("2009-10", "2009-11")], "'2009-11' under 'All recorded offences' is no year"),
        ([("Robbery", "Robberies")], "'Robberies' is no offence group known in this layout"),
        ([("Borough", "Place")], "the column 'Borough' is missing"),
    ],
)
def test_headings_that_do_not_fit_refuse_the_file(
    tmp_path: Path, layouts: Path, changes: list[tuple[str, str]], words: str
):
    with pytest.raises(SourceRefused, match=words):
        read(source, edited(tmp_path, layouts / FILE, *changes))


@pytest.mark.real
def test_the_real_file_with_its_two_header_rows_is_read(open_data: Path):
    assert recognise(open_data / REAL).NAME == source.NAME
    reading = real(open_data / REAL)
    assert (reading.read, reading.refused.height) == (38 * 198, 0)
    assert published(reading, "E09000033", "total_notifiable_offences_rate", 2009) == 0.2951
    assert published(reading, "E09000002", "total_notifiable_offences_rate", 1999) == 0.1205
    assert published(reading, "E09000033", "total_notifiable_offences_rate", 2016) == 0.1713
    assert described(reading, "MPS", "Mid-year estimates", date(2010, 1, 1)) == 8_061_495  # thousands commas


@pytest.mark.real
def test_the_real_city_heathrow_and_totals_are_set_aside_and_blank_lines_are_nothing(open_data: Path):
    reading = real(open_data / REAL)
    assert reasons(reading.set_aside) == {"a total of a larger area": 3 * 198, "not available": 198 + 18, CITY: 180}
    assert set(reading.tables["published"]["place"]) == {f"E090000{n:02d}" for n in range(2, 34)} | {"MPS"}
    blank = [line for line in (open_data / REAL).read_text().splitlines() if line and not line.strip(",")]
    assert len(blank) > 0
    heathrow = reading.set_aside.filter(pl.col("line") == 36)
    assert set(heathrow["value"]) <= {"n/a", ""}
