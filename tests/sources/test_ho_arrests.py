from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.sources.sheets import accounted, edited, places, read, real, reasons
from tp_metrics.schema.reading import Reading, SourceRefused, silent
from tp_metrics.sources import ho_arrests as source
from tp_metrics.sources.recognise import recognise

FILE = "ho_arrests.csv"
REAL = "justice/ho_arrests_by_force_2006-07_2017-18.csv.gz"
MET = "2010/11,Metropolitan Police,Robbery,Mixed,Unknown,Male,1,2011-03-31"


@pytest.fixture(scope="module")
def whole(open_data: Path) -> Reading:
    return real(open_data / REAL)


def test_the_layout_is_recognised_plain_and_gzipped_and_every_row_is_accounted_for(layouts: Path, tmp_path: Path):
    assert accounted(source, layouts / FILE, tmp_path) == (9, 6, 3, 0)


def test_only_the_mets_rows_are_kept_and_what_is_not_available_is_set_aside(layouts: Path):
    assert reasons(read(source, layouts / FILE).set_aside) == {"another force's": 2, "not available": 1}


def test_rows_are_the_whole_forces_by_performance_year_in_the_words_of_the_record_table(layouts: Path):
    rows = read(source, layouts / FILE).tables["arrests"]
    assert set(rows["place"]) == {"MPS"}
    columns = ("first_day", "last_day", "arrests", "offence_group", "ethnicity", "age_band", "sex")
    found = rows.select(columns).rows()
    assert found[0] == (date(2009, 4, 1), date(2010, 3, 31), 40, "Burglary", "Asian", "10-17", "male")
    assert found[1][4:] == ("Other", "under 10", "female")
    assert found[2][4:] == (None, "18-20", "female")
    assert found[4][4:] == ("Mixed", None, "male")


def test_the_prefix_of_the_later_offence_groups_is_taken_off(layouts: Path):
    rows = read(source, layouts / FILE).tables["arrests"]
    assert rows.filter(pl.col("first_day") == date(2015, 4, 1))["offence_group"].to_list() == ["Drug offences"]


def test_the_file_speaks_for_the_force_in_the_years_that_it_has(layouts: Path):
    spoken = read(source, layouts / FILE).coverage
    assert spoken.select("table", "source", "place").unique().rows() == [("arrests", "ho_arrests", "MPS")]
    assert [day.year for day in spoken["first_day"]] == [2009, 2010, 2015]


@pytest.mark.parametrize(
    ("old", "new", "column", "reason"),
    [
        ("Mixed", "Martian", "ethnic_group", "expected one of Asian or Asian British"),
        ("Unknown", "Old", "age_group", "expected one of Under 10 years"),
        ("Male,1,2011", "M,1,2011", "sex", "expected one of Female, Male"),
        ("Male,1,2011", "Male,-1,2011", "arrests", "expected a whole number, 0 or more"),
        ("Male,1,2011", "Male,1.5,2011", "arrests", "expected a whole number, 0 or more"),
        ("Male,1,2011", "Male,9223372036854775807,2011", "arrests", "too large; expected a whole number"),
        ("Male,1,2011", "Male,9999999999999999999999999,2011", "arrests", "too large; expected a whole number"),
        ("Male,1,2011-03-31", "Male,1,2012-03-31", "year_ending", "expected the last day of the performance year"),
        (MET, MET.replace("2010/11", "2010/12"), "financial_year", "expected a performance year such as 2010/11"),
        (MET, MET.replace("Robbery", ""), "offence_group", "empty; expected an offence group"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(
    tmp_path: Path, layouts: Path, old: str, new: str, column: str, reason: str
):
    refused = read(source, edited(tmp_path, layouts / FILE, (old, new))).refused
    assert refused.select("line", "column").rows() == [(8, column)]
    assert refused["reason"][0].startswith(reason)


def test_a_second_row_of_the_same_group_is_refused(tmp_path: Path, layouts: Path):
    refused = read(source, edited(tmp_path, layouts / FILE, (MET, f"{MET}\n{MET}"))).refused
    assert refused["reason"].to_list() == ["line 8 is of the same group; expected one"]


def test_a_column_that_is_missing_is_named(tmp_path: Path, layouts: Path):
    path = edited(tmp_path, layouts / FILE, ("ethnic_group", "ethnicity"))
    with pytest.raises(SourceRefused, match="no column ethnic_group"):
        source.read(path, places(), silent)


def test_a_file_without_a_row_of_the_met_is_refused(tmp_path: Path):
    path = tmp_path / FILE
    path.write_text(",".join(source.COLUMNS) + "\n" + MET.replace("Metropolitan Police", "Surrey") + "\n")
    with pytest.raises(SourceRefused, match="no row of the Metropolitan Police: its first force_name is 'Surrey'"):
        source.read(path, places(), silent)


@pytest.mark.real
def test_the_real_file_has_the_published_totals_of_the_met(open_data: Path, whole: Reading):
    assert recognise(open_data / REAL) is source
    assert (whole.read, whole.kept, whole.set_aside.height, whole.refused.height) == (286_500, 6_660, 279_840, 0)
    years = whole.tables["arrests"].group_by("first_day").agg(pl.col("arrests").sum())
    assert dict(years.rows()) | {date(2009, 4, 1): 240_816, date(2010, 4, 1): 258_384} == dict(years.rows())
