from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.sources.sheets import edited, places, read, real, reasons, total, year
from tp_metrics.schema.reading import SourceRefused, silent
from tp_metrics.sources import mps_borough_crime_2008 as source
from tp_metrics.sources.recognise import recognise

FILE = "mps_borough_crime_2008.csv"
REAL = "crime/MPS_Borough_Level_Crime_Historic_200801-201612.csv"


def test_the_layout_is_recognised_and_every_cell_is_kept(layouts: Path):
    assert recognise(layouts / FILE).NAME == source.NAME
    reading = read(source, layouts / FILE)
    assert (reading.read, reading.kept, reading.set_aside.height, reading.refused.height) == (24, 24, 0, 0)
    assert reading.notes == ("Boroughs, of 32, that the file says nothing of: 30.",)


def test_categories_that_are_one_offence_are_added_up(layouts: Path):
    april = read(source, layouts / FILE).tables["offences"].filter(pl.col("first_day") == date(2009, 4, 1))
    assert april.select("place", "last_day", "offence", "offences").sort("place", "offence").rows() == [
        ("E09000007", date(2009, 4, 30), "burglary_residential", 12),
        ("E09000007", date(2009, 4, 30), "rape", 2),
        ("E09000007", date(2009, 4, 30), "violence_with_injury", 116),
        ("E09000033", date(2009, 4, 30), "burglary_residential", 22),
        ("E09000033", date(2009, 4, 30), "violence_with_injury", 219),
    ]


def test_an_absent_record_is_a_zero_because_the_file_speaks_for_every_borough_and_month(layouts: Path):
    coverage = read(source, layouts / FILE).coverage
    assert coverage.select("place", "first_day").rows() == [
        (borough, first)
        for first in (date(2009, 3, 1), date(2009, 4, 1), date(2009, 5, 1))
        for borough in ("E09000007", "E09000033")
    ]


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ("21,22,23", "21,-22,23", [(6, "200904", "-22", "negative; expected a count of offences, 0 or more")]),
        ("21,22,23", "21,22,lots", [(6, "200905", "lots", "not a number; expected a count of offences")]),
        ("21,22,23", "21,,23", [(6, "200904", "", "the cell is empty; expected a count of offences")]),
        ("21,22,23", "21,22.5,23", [(6, "200904", "22.5", "not a whole number; expected a count of offences")]),
    ],
)
def test_a_cell_that_is_no_count_is_refused_and_its_borough_is_unknown_for_the_month(
    tmp_path: Path, layouts: Path, old: str, new: str, refused: list[tuple[int, str, str, str]]
):
    reading = read(source, edited(tmp_path, layouts / FILE, (old, new)))
    assert reading.refused.rows() == refused
    assert (reading.read, reading.kept, reading.coverage.height) == (24, 23, 5)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Westminster,Sex", "Wesminster,Sex", "'Wesminster' is no borough known here; expected one of London's 32"),
        (
            "Rape,1,0",
            "Arson,1,0",
            "'Sexual Offences / Arson' is no offence category known in this layout",
        ),
        ("Rape,1,0,3", "Rape,1", "the line has 4 fields; expected 6 as in the header"),
        (
            "Rape,1,0,3",
            "Rape,1,0,3\r\nWestminster,Sexual Offences,Rape,9,9,9",
            "line 7 has the same place, category and month with another figure; expected one line",
        ),
    ],
)
def test_a_line_that_does_not_fit_is_refused_month_by_month(
    tmp_path: Path, layouts: Path, old: str, new: str, reason: str
):
    reading = read(source, edited(tmp_path, layouts / FILE, (old, new)))
    assert reasons(reading.refused) == {reason: 3}
    assert ("E09000033" in reading.coverage["place"]) == ("no borough" in reason)


def test_an_exact_repeat_is_set_aside(tmp_path: Path, layouts: Path):
    again = "Rape,1,0,3\r\nWestminster,Sexual Offences,Rape,1,0,3"
    reading = read(source, edited(tmp_path, layouts / FILE, ("Rape,1,0,3", again)))
    assert reasons(reading.set_aside) == {"an exact repeat of line 7": 3}
    assert total(reading, date(2009, 5, 1), date(2009, 5, 31), "E09000033", offence="rape") == 3


def test_the_city_is_another_force(tmp_path: Path, layouts: Path):
    path = edited(tmp_path, layouts / FILE, *[("Camden,", "City of London,")] * 4)
    reading = read(source, path)
    assert reasons(reading.set_aside) == {"another force's: the City of London has its own police": 12}


def test_columns_may_stand_in_any_order(tmp_path: Path, layouts: Path):
    frame = pl.read_csv(layouts / FILE)
    path = tmp_path / "shuffled.csv"
    frame.select("200905", "Minor Category", "200903", "Borough", "200904", "Major Category").write_csv(path)
    assert recognise(path).NAME == source.NAME
    assert read(source, path).tables["offences"].equals(read(source, layouts / FILE).tables["offences"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("Minor Category", "Minor")], "the column 'Minor Category' is missing"),
        ([("200904", "200913")], "the column 200913 is no month"),
        ([("200904", "200903")], "the column '200903' stands there twice"),
        ([("200903", "Mar"), ("200904", "Apr"), ("200905", "May")], "no column is a month"),
        ([("Westminster,Sexual Offences,Rape,1,0,3\r\n", "")], "Westminster has 3 categories and other boroughs 4"),
        ([("8,9,10\r\n", "8")], "ends in the middle of line 9"),
        ([("8,9,10\r\n", "8,9,-")], "ends in the middle of line 9"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused_in_one_sentence(
    tmp_path: Path, layouts: Path, changes: list[tuple[str, str]], words: str
):
    with pytest.raises(SourceRefused, match=words):
        source.read(edited(tmp_path, layouts / FILE, *changes), places(), silent)


@pytest.mark.real
@pytest.mark.parametrize(
    ("start", "codes", "count"),
    [
        (2008, ("E09",), 841_241),
        (2009, ("E09",), 826_048),
        (2010, ("E09",), 820_515),
        (2009, ("E09000033",), 64_020),
        (2010, ("E09000033",), 64_052),
        (2009, ("E09000007",), 33_767),
        (2010, ("E09000007",), 34_237),
    ],
)
def test_real_totals_are_the_published_ones(open_data: Path, start: int, codes: tuple[str, ...], count: int):
    assert total(real(open_data / REAL), *year(start), *codes) == count


@pytest.mark.real
def test_the_real_file_has_no_gaps_negatives_or_duplicates(open_data: Path):
    reading = real(open_data / REAL)
    assert recognise(open_data / REAL).NAME == source.NAME
    assert (reading.read, reading.kept) == (1056 * 108, 1056 * 108)
    assert (reading.coverage.height, reading.coverage["place"].n_unique()) == (32 * 108, 32)
    assert reading.coverage["last_day"].max() == date(2016, 12, 31)
    assert b"\r\n" in (open_data / REAL).read_bytes()[:2000]
    assert reading.notes == ()
