from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.sources.sheets import edited, read, real, reasons, total, year
from tp_metrics.schema.reading import SourceRefused
from tp_metrics.sources import mps_borough_crime_2011 as source
from tp_metrics.sources.recognise import recognise

FILE = "mps_borough_crime_2011.csv"
REAL = "crime/mps-recordedcrime-borough_201104-201303.csv"
LATER = "crime/MPS_Borough_Level_Crime_Historical_201004-202201.csv"


def test_the_layout_is_recognised_and_every_line_is_kept(layouts: Path):
    assert recognise(layouts / FILE).NAME == source.NAME
    reading = read(source, layouts / FILE)
    assert (reading.read, reading.kept) == (5, 5)
    assert reading.tables["offences"].select("first_day", "place", "offence", "offences").rows() == [
        (date(2011, 4, 1), "E09000007", "burglary_residential", 78),
        (date(2011, 4, 1), "E09000007", "theft_from_person", 60),
        (date(2011, 4, 1), "E09000033", "theft_from_person", 90),
        (date(2011, 5, 1), "E09000033", "theft_from_person", 91),
        (date(2011, 5, 1), "HEATHROW", "other_theft", 12),
    ]


def test_a_borough_without_any_line_for_a_month_is_not_known_then(layouts: Path):
    coverage = read(source, layouts / FILE).coverage
    assert coverage.filter(pl.col("place") == "E09000007")["first_day"].to_list() == [date(2011, 4, 1)]


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ('60,"Camden"', '-60,"Camden"', (3, "CrimeCount", "-60", "negative; expected a count of offences, 0 or more")),
        (
            '60,"Camden"',
            '60,"Kamden"',
            (3, "CrimeCount", "60", "'Kamden' is no borough known here; expected one of London's 32"),
        ),
        (
            "2,201104",
            "2,201113",
            (3, "CrimeCount", "60", "'201113' is no month; expected year and month, such as 201104"),
        ),
        (
            '"Theft Person",60',
            '"Theft Parson",60',
            (3, "CrimeCount", "60", "'Theft & Handling / Theft Parson' is no offence category known in this layout"),
        ),
        (',60,"Camden"', ",60", (3, None, "6 fields", "the line has 6 fields; expected 7 as in the header")),
        (
            '3,201104,"Theft & Handling","Theft Person",90,"Westminster"',
            '3,201104,"Theft & Handling","Theft Person",61,"Camden"',
            (
                4,
                "CrimeCount",
                "61",
                "line 3 has the same place, category and month with another figure; expected one line",
            ),
        ),
    ],
)
def test_a_line_that_does_not_fit_is_refused(
    tmp_path: Path, layouts: Path, old: str, new: str, refused: tuple[int, str | None, str, str]
):
    reading = read(source, edited(tmp_path, layouts / FILE, (old, new)))
    assert reading.refused.rows() == [refused]
    assert reading.kept == 4


def test_an_exact_repeat_is_set_aside(tmp_path: Path, layouts: Path):
    repeat = '3,201104,"Theft & Handling","Theft Person",60,"Camden"'
    path = edited(tmp_path, layouts / FILE, ('3,201104,"Theft & Handling","Theft Person",90,"Westminster"', repeat))
    assert reasons(read(source, path).set_aside) == {"an exact repeat of line 3": 1}


def test_a_file_without_a_month_is_refused(tmp_path: Path, layouts: Path):
    text = (layouts / FILE).read_text().replace("201104", "April").replace("201105", "May")
    path = tmp_path / FILE
    path.write_text(text)
    with pytest.raises(SourceRefused, match="no line has a month"):
        read(source, path)


@pytest.mark.real
def test_the_real_header_with_a_trailing_blank_and_row_numbers_is_read(open_data: Path):
    with (open_data / REAL).open() as file:
        assert file.readline().replace('"', "") == ",X,Month,CrimeType ,CrimeDetails,CrimeCount,Borough\n"
    assert recognise(open_data / REAL).NAME == source.NAME
    reading = real(open_data / REAL)
    assert (reading.read, reading.kept) == (23_771, 23_771)


@pytest.mark.real
def test_lines_without_a_borough_count_what_the_later_layout_counts_for_the_airports(open_data: Path):
    reading = real(open_data / REAL)
    assert reading.notes == ("Lines that name no borough (NULL), kept as the airports': 473.",)
    days = date(2011, 4, 1), date(2013, 3, 31)
    assert total(reading, *days, "HEATHROW") == 5_763
    assert total(real(open_data / LATER), *days, "HEATHROW") == 5_740
    for start in (2011, 2012):
        here, later = (total(real(open_data / name), *year(start), "HEATHROW") for name in (REAL, LATER))
        assert abs(here - later) < 20


@pytest.mark.real
def test_absent_lines_are_zeros_and_every_borough_is_known_in_every_month(open_data: Path):
    reading = real(open_data / REAL)
    assert reading.coverage.filter(pl.col("place").str.starts_with("E09")).height == 32 * 24
    assert pl.read_csv(open_data / REAL)["CrimeCount"].min() == 1
    assert total(reading, date(2011, 4, 1), date(2013, 3, 31), "E09") == 1_579_900
