from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.sources.sheets import edited, places, read, real, reasons
from tp_metrics.schema.reading import Reading, SourceRefused, silent
from tp_metrics.sources import pas_borough as source
from tp_metrics.sources.recognise import recognise

FILE = "pas_borough.csv"
#: The figures of the fourth line.
CELLS = (("Proportion", "0,41"), ("MPS", "0,5"))
REAL = "survey/PAS_Dashboard_Borough_2014-12_2023-12.csv"


@pytest.fixture(scope="module")
def whole(open_data: Path) -> Reading:
    return real(open_data / REAL)


def test_the_layout_is_recognised_and_every_cell_is_accounted_for(layouts: Path):
    assert recognise(layouts / FILE).NAME == source.NAME
    reading = read(source, layouts / FILE)
    assert (reading.read, reading.kept, reading.set_aside.height, reading.refused.height) == (14, 9, 5, 0)
    assert reading.coverage.is_empty()


def test_shares_stand_for_the_twelve_months_to_the_quarter(layouts: Path):
    good = read(source, layouts / FILE).tables["published"].filter(pl.col("measure") == "good_job")
    assert good.select("place", "first_day", "last_day", "value").sort("place").rows() == [
        ("E09000007", date(2014, 1, 1), date(2014, 12, 31), 0.56),
        ("E09000033", date(2014, 1, 1), date(2014, 12, 31), 0.7),
        ("MPS", date(2014, 1, 1), date(2014, 12, 31), 0.67),
    ]


def test_the_forces_figure_is_kept_once_and_stray_notes_are_set_aside(layouts: Path):
    assert sorted(read(source, layouts / FILE).set_aside.rows()) == [
        (3, "MPS", "0,67", "exact repeat of line 2"),
        (5, "MPS", "0,5", "exact repeat of line 4"),
        (6, "column 10", "0,71", "a stray note beside the table"),
        (6, "column 9", "Trust", "a stray note beside the table"),
        (7, "MPS", "0,71", "exact repeat of line 6"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ('"0,56"', '"0,5,6"', [(2, "Proportion", "0,5,6", "not a number; expected a share such as 0,56")]),
        ('"0,56"', '"-0,56"', [(2, "Proportion", "-0,56", "expected a share from 0 to 1, such as 0,56")]),
        ('"0,56"', "56", [(2, "Proportion", "56", "expected a share from 0 to 1, such as 0,56")]),
        ('"0,56"', "", [(2, "Proportion", "", "not a number; expected a share such as 0,56")]),
        (
            "31/12/2014,PAS,Camden,Informed",
            "2014,PAS,Camden,Informed",
            [(4, column, value, "Date is '2014'; expected a day such as 31/12/2014") for column, value in CELLS],
        ),
        (
            "31/12/2014,PAS,Camden,Informed",
            "30/11/2014,PAS,Camden,Informed",
            [(4, column, value, "Date is 30/11/2014; expected the last day of a quarter") for column, value in CELLS],
        ),
        (
            "Camden,Informed",
            "Camelot,Informed",
            [(4, column, value, "Borough is 'Camelot', which is no borough known here") for column, value in CELLS],
        ),
        (
            "PAS,Camden,Informed",
            "USS,Camden,Informed",
            [(4, column, value, "Survey is 'USS'; expected PAS") for column, value in CELLS],
        ),
        (
            '"0,7","0,67"',
            '"0,7","0,68"',
            [(3, "MPS", "0,68", "line 2 gives 0.67 for the same place, quarter and measure")],
        ),
    ],
)
def test_a_cell_that_does_not_fit_is_refused(
    tmp_path: Path, layouts: Path, old: str, new: str, refused: list[tuple[int, str, str, str]]
):
    reading = read(source, edited(tmp_path, layouts / FILE, (old, new)))
    assert reading.refused.rows() == refused
    assert reading.read == 14


def test_an_unknown_measure_names_the_known_ones(tmp_path: Path, layouts: Path):
    reading = read(source, edited(tmp_path, layouts / FILE, ("Camden,Informed local", "Camden,Rumours")))
    assert all(
        reason.startswith("Measure is 'Rumours'; expected one of Good Job local, ")
        for reason in reasons(reading.refused)
    )


def test_a_short_line_is_refused_cell_by_cell(tmp_path: Path, layouts: Path):
    reading = read(source, edited(tmp_path, layouts / FILE, ('Informed local,"0,41","0,5",,,,', "Informed local")))
    assert reading.refused["column"].to_list() == ["Proportion", "MPS"]
    assert reading.read == 14


def test_decimal_points_are_read_too(tmp_path: Path, layouts: Path):
    reading = read(source, edited(tmp_path, layouts / FILE, ('"0,56"', "0.56")))
    assert 0.56 in reading.tables["published"]["value"].to_list()


def test_a_renamed_header_is_not_recognised_and_forced_says_what_is_missing(tmp_path: Path, layouts: Path):
    path = edited(tmp_path, layouts / FILE, ("Proportion,MPS", "Share,MPS"))
    with pytest.raises(SourceRefused, match="layouts known here"):
        recognise(path)
    with pytest.raises(SourceRefused, match="the column 'Proportion' is missing"):
        recognise(path, force="pas_borough").read(path, places(), silent)


def test_a_header_alone_is_refused(tmp_path: Path):
    path = tmp_path / "pas.csv"
    path.write_text("Date,Survey,Borough,Measure,Proportion,MPS\n")
    assert recognise(path) is source
    with pytest.raises(SourceRefused, match="no rows"):
        source.read(path, places(), silent)


# The published dashboard, December 2014 to December 2023.


@pytest.mark.real
def test_the_real_file_is_accounted_for(open_data: Path, whole: Reading):
    assert recognise(open_data / REAL) is source
    assert (whole.read, whole.kept, whole.set_aside.height, whole.refused.height) == (18_626, 9_603, 9_023, 0)
    notes = whole.set_aside.filter(pl.col("reason") == "a stray note beside the table")
    assert notes.select("line", "value").rows() == [(8034, "Trust"), (8034, "0,71")]


@pytest.mark.real
def test_every_borough_has_every_quarter_and_both_spellings_are_one_place(whole: Reading):
    rows = whole.tables["published"].filter(pl.col("measure") == "good_job")
    assert (rows["place"].n_unique(), rows["last_day"].n_unique(), rows.height) == (33, 37, 33 * 37)
    assert {"E09000027", "E09000033", "MPS"} <= set(rows["place"])  # Richmond upon/Upon Thames, City of Westminster


@pytest.mark.real
def test_trust_begins_in_2016_and_windows_are_rolling_years(whole: Reading):
    rows = whole.tables["published"]
    assert rows.filter(pl.col("measure") == "trust_mps")["last_day"].min() == date(2016, 3, 31)
    assert (rows["first_day"] == rows["last_day"].dt.month_start().dt.offset_by("-11mo")).all()
    assert rows["measure"].n_unique() == 8
    first = rows.filter(pl.col("last_day") == date(2014, 12, 31), pl.col("measure") == "good_job")
    assert dict(first.select("place", "value").rows())["E09000002"] == 0.56
