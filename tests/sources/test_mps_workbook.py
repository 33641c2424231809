from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.sources.sheets import places, read, real, reasons, year
from tests.sources.workbooks import Rows, workbook
from tp_metrics.schema.reading import Reading, SourceRefused, silent
from tp_metrics.sources import mps_workbook as source
from tp_metrics.sources.recognise import recognise

FILE = "mps_workbook.xls"
REAL = "workforce/MASTER_mps-figures_2015-12.xls"


@pytest.fixture(scope="module")
def small(layouts: Path) -> Reading:
    return read(source, layouts / FILE)


@pytest.fixture(scope="module")
def whole(open_data: Path) -> Reading:
    return real(open_data / REAL)


def figures(reading: Reading, table: str, *columns: str, **where: object) -> list[tuple[object, ...]]:
    rows = reading.tables[table].filter(*(pl.col(name) == value for name, value in where.items()))
    return rows.select(columns).rows()


def test_the_layout_is_recognised_and_every_cell_is_accounted_for(layouts: Path, small: Reading):
    assert recognise(layouts / FILE).NAME == source.NAME
    assert (small.read, small.kept, small.set_aside.height, small.refused.height) == (151, 121, 30, 0)
    assert small.coverage.is_empty()


def test_strength_is_placed_and_other_business_groups_are_one_place(small: Reading):
    april = figures(small, "strength", "place", "unit", "strength", role="officer", first_day=date(2009, 4, 1))
    assert sorted(april) == [
        ("E09000002", "fte", 100.25),
        ("E09000007", "fte", 400.5),
        ("E09000033", "fte", 1600.75),
        ("MPS", "fte", 2160.5),
        ("SPECIALIST", "fte", 50.0),
        ("TP-NON-BOROUGH", "fte", 9.0),
    ]
    assert {unit for (unit,) in figures(small, "strength", "unit", role="special")} == {"headcount"}


def test_sergeants_are_read_beside_their_empty_column_and_upside_down_labels(small: Reading):
    assert dict(figures(small, "strength", "place", "strength", role="sergeant")) == {
        "E09000002": 10.0,
        "E09000007": 40.5,
        "E09000033": 160.0,
        "TP-NON-BOROUGH": 3.0,
        "MPS": 213.5,
    }


def test_totals_and_repeats_are_set_aside_with_their_line_as_excel_shows_it(small: Reading):
    rows = small.set_aside.filter(pl.col("line") == 6).select("column", "value", "reason").rows()
    assert ("Officer Strength-Borough!Borough Total", "2101.5", "total of the boroughs") in rows
    assert (
        "Police-strength!Police Officer",
        "2170.25",
        "exact repeat of Officer Strength-Borough!MPS Total",
    ) in rows
    assert ("MOPAC Priority!column 6", "60", "a working figure beside the table, without a heading") in rows
    change = "worked out from the months above (% Change over last two 12 month periods)"
    assert ("MOPAC Priority-Borough!Camden", "-0.1", change) in rows


def test_the_total_and_the_series_that_overlap_it_have_sources_of_their_own(small: Reading):
    offences = small.tables["offences"].group_by("source").agg(pl.col("offence").unique().sort()).sort("source")
    assert offences.row(0) == ("mps_workbook", ["notifiable_offences"])
    assert "notifiable_offences" not in offences.row(1)[1]


def test_burglaries_of_the_series_add_up_to_all_burglary(small: Reading):
    rows = small.tables["offences"].filter(pl.col("offence").str.starts_with("burglary"))
    assert rows.group_by("first_day").agg(pl.col("offences").sum()).sort("first_day")["offences"].to_list() == [
        30,
        33,
        36,
    ]
    assert rows["offence"].unique().sort().to_list() == ["burglary_other", "burglary_residential"]


def test_cumulative_detection_rates_are_differenced_and_others_kept_as_published(small: Reading):
    detected = dict(figures(small, "offences", "first_day", "sanction_detections", offence="victim_based"))
    assert list(detected.values()) == [15, 25, 30]
    assert figures(small, "published", "first_day", "last_day", "value", measure="knife_crime_detection_ratio") == [
        (date(2009, 4, 1), date(2009, 4, 30), 0.33),
        (date(2009, 4, 1), date(2009, 5, 31), 0.215),
        (date(2009, 4, 1), date(2009, 6, 30), 0.2511),
    ]


def test_a_month_dated_twice_is_mended_and_text_percentages_are_shares(small: Reading):
    camden = figures(small, "published", "first_day", "last_day", "value", place="E09000007")
    assert camden == [
        (date(2007, 7, 1), date(2008, 6, 30), 0.5),
        (date(2007, 10, 1), date(2008, 9, 30), 0.51),
        (date(2008, 1, 1), date(2008, 12, 31), 0.52),
        (date(2008, 4, 1), date(2009, 3, 31), 0.53),
        (date(2011, 10, 1), date(2012, 9, 30), 0.32),
    ]
    assert small.notes[0].startswith(
        "Fear of Crime-Borough, line 6: dated Sep 2008 like the line above; read as Dec 2008"
    )


def test_calls_beyond_the_categories_are_kept_and_a_stale_total_is_not_believed(small: Reading):
    calls = (
        small.tables["incidents"].group_by("kind", "first_day").agg(pl.col("incidents").sum()).sort("kind", "first_day")
    )
    assert calls.rows() == [
        ("asb", date(2009, 5, 1), 14),
        ("asb", date(2009, 6, 1), 13),
        ("crime", date(2009, 5, 1), 30),
        ("crime", date(2010, 5, 1), 35),
        ("crime", date(2010, 6, 1), 38),
    ]
    assert reasons(small.set_aside)["a total that repeats that of a year before; the categories add up to 35"] == 1


def test_arrests_are_counted_where_the_rate_yields_a_whole_number(small: Reading):
    assert figures(small, "stops", "stops", "arrests") == [(1000, 81), (1100, None), (1200, 120)]
    assert figures(small, "published", "first_day", "value", measure="stop_arrest_rate") == [(date(2009, 5, 1), 0.0905)]


def test_missing_sheets_and_sheets_that_are_not_read_are_named(small: Reading):
    assert "The workbook lacks the sheet PCSO Strength-Borough: its figures are missing." in small.notes
    assert small.notes[-1].endswith("the sheets Home, Indicator Trends, Sheet1, Definitions.")


OFFENCES: Rows = (["Total Counts"], [], ["Month-Year", "TNO"], ["2009-04-01", 200], ["2009-05-01", 220])
STOPS: Rows = ([], [], ["Month-Year", "Searches Total"], ["2009-04-01", 1000])
CONFIDENCE: Rows = ([], ["Month-Year", "Confidence in the Police"], ["2012-06-01", 0.65])


def with_offences(folder: Path, *rows: Sequence[str | float | None]) -> Path:
    sheets = {"All offences": rows, "Stop&Search": STOPS, "Confidence in Police": CONFIDENCE}
    return workbook(folder / "book.xls", sheets)


def test_rows_left_empty_at_the_top_are_counted(tmp_path: Path):
    path = with_offences(tmp_path, [], [], [], ["Month-Year", "TNO"], ["2009-04-01", "x"])
    assert recognise(path) is source
    assert read(source, path).refused.rows() == [(5, "All offences!TNO", "x", "not a number")]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (-5, "negative; expected 0 or more"),
        (1_000_000_000, "too large; expected 100,000,000 or less"),
        (1.5, "not a whole number; expected a count"),
        ("39%", "a percentage; expected a count"),
        ("=SUM(B1:B3)", "not a number"),
        ("lots", "not a number"),
    ],
)
def test_a_cell_that_does_not_fit_is_refused(tmp_path: Path, cell: str | float, reason: str):
    reading = read(source, with_offences(tmp_path, *OFFENCES, ["2009-06-01", cell]))
    assert reading.refused.rows() == [(6, "All offences!TNO", str(cell), reason)]
    assert reading.kept == reading.read - 1


@pytest.mark.parametrize(
    ("rows", "set_aside", "refused"),
    [
        ([["2009-06-01", "n/a"]], "not available", None),
        ([["2009-06-01", "1,234"]], None, None),
        ([["2009-05-01", 220]], "exact repeat of line 5", None),
        ([["2009-05-01", 221]], None, "the month stands twice; line 5 has 220"),
        ([["June", 221]], None, "no month in the first column; expected a date"),
        ([[None, 221]], None, "no month in the first column; expected a date"),
        ([["Total", 420]], "worked out from the months above (Total)", None),
        ([["1809-05-01", 220]], None, "dated 1809-05-01; expected a month from 1990 to 2059"),
        ([["2009-06-01", 220, 3]], None, "no heading above the column"),
    ],
)
def test_odd_rows_are_set_aside_or_refused(tmp_path: Path, rows: Rows, set_aside: str | None, refused: str | None):
    reading = read(source, with_offences(tmp_path, *OFFENCES, *rows))
    assert reading.set_aside["reason"].to_list() == ([set_aside] if set_aside else [])
    assert reading.refused["reason"].to_list() == ([refused] if refused else [])


def test_a_renamed_heading_is_refused_cell_by_cell(tmp_path: Path):
    reading = read(source, with_offences(tmp_path, ["Month-Year", "Notifiable"], ["2009-04-01", 200]))
    assert reasons(reading.refused) == {"unknown heading; no offence goes by this name": 1}


def test_totals_that_do_not_add_up_are_refused(tmp_path: Path):
    officers = (["Month-Year", "Camden", "Borough Total"], ["2009-04-01", 400.5, 401])
    sheets = {"Officer Strength-Borough": officers, "Stop&Search": STOPS, "Confidence in Police": CONFIDENCE}
    reading = read(source, workbook(tmp_path / "book.xls", sheets))
    assert reading.refused.rows() == [
        (2, "Officer Strength-Borough!Borough Total", "401", "the boroughs add up to 400.5; expected the same")
    ]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "is empty"),
        ([["Month-Year", "TNO"]], "has no months"),
        ([["2009-04-01", 200]], "no row of headings"),
    ],
)
def test_a_sheet_without_months_or_headings_is_refused_in_one_sentence(tmp_path: Path, rows: Rows, sentence: str):
    path = with_offences(tmp_path, *rows)
    with pytest.raises(SourceRefused, match=re.escape(sentence)):
        source.read(path, places(), silent)


def test_other_files_are_refused_in_one_sentence(tmp_path: Path):
    page = tmp_path / "page.xls"
    page.write_text("<html><table><tr><td>Month-Year</td></tr></table></html>")
    with pytest.raises(SourceRefused, match="is a web page"):
        recognise(page)
    with pytest.raises(SourceRefused, match="is no spreadsheet"):
        source.read(page, places(), silent)
    other = workbook(tmp_path / "other.xlsx", {"Sheet1": [["a"]], "Home": [["b"]]})
    with pytest.raises(SourceRefused, match="is a workbook with the sheets Sheet1, Home"):
        recognise(other)
    with pytest.raises(SourceRefused, match="none of the sheets"):
        source.read(other, places(), silent)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.9, 0.99, 0.9999])
def test_a_workbook_that_has_been_cut_is_refused_in_one_sentence(
    tmp_path: Path, layouts: Path, share: float, capfd: pytest.CaptureFixture[str]
):
    content = (layouts / FILE).read_bytes()
    path = tmp_path / "cut.xls"
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(SourceRefused, match="is a spreadsheet that has been cut; fetch it again"):
        recognise(path)
    assert capfd.readouterr().err == ""  # the reader's own panic would be printed there


# The published workbook of December 2015.


@pytest.mark.real
def test_the_real_workbook_is_accounted_for(open_data: Path, whole: Reading):
    assert recognise(open_data / REAL) is source
    assert (whole.read, whole.kept, whole.set_aside.height, whole.refused.height) == (24_835, 23_013, 1_822, 0)
    assert "Indicator Trends" in whole.notes[-1]  # named with a leading blank in the file


@pytest.mark.real
@pytest.mark.parametrize(
    ("place", "strength"),
    [("E09000033", 1631.84), ("E09000007", 879.42), ("E09", 20599.48), ("MPS", 33260.24), ("TP-NON", 1710.66)],
)
def test_officers_in_march_2010(whole: Reading, place: str, strength: float):
    march = whole.tables["strength"].filter(pl.col("first_day") == date(2010, 3, 1), pl.col("role") == "officer")
    found = march.filter(pl.col("place").str.starts_with(place))["strength"].sum()
    assert found == pytest.approx(strength, abs=0.001)


@pytest.mark.real
def test_every_role_has_its_boroughs_and_months(whole: Reading):
    boroughs = whole.tables["strength"].filter(pl.col("place").str.starts_with("E09"))
    spans = boroughs.group_by("role").agg(
        pl.col("place").n_unique(), pl.col("first_day").min(), pl.col("last_day").max(), pl.len()
    )
    assert spans.sort("role").rows() == [
        ("officer", 32, date(2008, 4, 1), date(2015, 11, 30), 32 * 92),
        ("pcso", 32, date(2008, 4, 1), date(2015, 11, 30), 32 * 92),
        ("sergeant", 32, date(2013, 4, 1), date(2015, 11, 30), 32 * 32),
        ("special", 32, date(2008, 4, 1), date(2015, 11, 30), 32 * 92),
        ("staff", 32, date(2008, 4, 1), date(2015, 11, 30), 32 * 92),
    ]


@pytest.mark.real
def test_empty_cells_of_special_constables_are_not_zeros(whole: Reading):
    groups = whole.tables["strength"].filter(pl.col("role") == "special", pl.col("place") == "SPECIALIST")
    assert groups.height == 92  # SC&O alone in the first thirteen months, then with Specialist Operations


@pytest.mark.real
@pytest.mark.parametrize(("start", "offences"), [(2008, 844_910), (2009, 829_338), (2010, 823_468)])
def test_total_notifiable_offences_by_year(whole: Reading, start: int, offences: int):
    first, last = year(start)
    rows = whole.tables["offences"].filter(
        pl.col("source") == "mps_workbook", pl.col("first_day") >= first, pl.col("last_day") <= last
    )
    assert rows["offences"].sum() == offences


@pytest.mark.real
@pytest.mark.parametrize(
    ("offence", "start", "per_cent"),
    [
        ("victim_based", 2009, 15.9),
        ("victim_based", 2010, 15.5),
        ("violence_with_injury", 2009, 32.9),
        ("violence_with_injury", 2010, 33.0),
        ("knife_crime", 2009, 24.4),
        ("knife_crime", 2010, 24.6),
        ("gun_crime", 2009, 26.7),
        ("gun_crime", 2010, 29.0),
    ],
)
def test_recovered_detections_give_the_published_rate_of_the_year(
    whole: Reading, offence: str, start: int, per_cent: float
):
    first, last = year(start)
    rows = whole.tables["offences"].filter(
        pl.col("offence") == offence, pl.col("first_day") >= first, pl.col("last_day") <= last
    )
    assert rows["sanction_detections"].null_count() == 0
    assert 100 * rows["sanction_detections"].sum() / rows["offences"].sum() == pytest.approx(per_cent, abs=0.051)


@pytest.mark.real
def test_from_april_2011_the_detection_rates_are_those_of_single_months(whole: Reading):
    """In May 2011 rate × the month's offences is whole in all five series, rate × offences since April in none."""
    may = whole.tables["offences"].filter(
        pl.col("first_day") == date(2011, 5, 1), pl.col("sanction_detections").is_not_null()
    )
    assert may.height == 5
    assert any(note.startswith("From Apr 2011 on, detection rates are those of single months") for note in whole.notes)


@pytest.mark.real
def test_rates_that_yield_no_whole_number_stand_as_published(whole: Reading):
    rows = whole.tables["published"].filter(pl.col("measure") == "knife_crime_detection_ratio").sort("last_day")
    year_so_far = rows.filter(pl.col("last_day") <= date(2009, 3, 31))
    assert year_so_far["first_day"].unique().to_list() == [date(2008, 4, 1)]
    assert year_so_far.select("last_day", "value").row(-1) == (date(2009, 3, 31), pytest.approx(0.244597323))
    assert rows.filter(pl.col("last_day") > date(2009, 3, 31))["first_day"].to_list() == [
        date(2014, 7, 1),
        date(2014, 8, 1),
        date(2014, 9, 1),
    ]


@pytest.mark.real
def test_worry_about_crime_has_its_third_quarter_and_its_text_percentages(whole: Reading):
    rows = whole.tables["published"].filter(pl.col("measure") == "worried_about_crime")
    assert (rows["place"].n_unique(), rows.height) == (33, 33 * 28)
    barking = dict(rows.filter(pl.col("place") == "E09000002").select("last_day", "value").rows())
    assert barking[date(2008, 12, 31)] == pytest.approx(0.491408975)
    assert barking[date(2012, 9, 30)] == 0.39
    assert (rows["first_day"] == rows["last_day"].dt.month_start().dt.offset_by("-11mo")).all()
    text = [date(2012, 9, 30), date(2012, 12, 31), date(2013, 6, 30), date(2013, 9, 30)]
    assert rows.filter(pl.col("last_day").is_in(text))["value"].is_between(0.05, 0.9).all()


@pytest.mark.real
def test_satisfaction_and_confidence_are_the_forces_own(whole: Reading):
    december = whole.tables["published"].filter(pl.col("last_day") == date(2012, 12, 31), pl.col("place") == "MPS")
    assert dict(december.select("measure", "value").rows()) == {
        "worried_about_crime": 0.35,
        "satisfaction_contact": 0.93,
        "satisfaction_action": 0.71,
        "satisfaction_follow_up": 0.65,
        "satisfaction_treatment": 0.87,
        "satisfaction_overall": 0.75,
        "good_job": 0.64,
    }


@pytest.mark.real
@pytest.mark.parametrize(
    ("kind", "start", "calls"),
    [("crime", 2009, 962_427), ("crime", 2010, 1_131_769), ("asb", 2009, 531_117), ("asb", 2010, 559_430)],
)
def test_calls_by_year(whole: Reading, kind: str, start: int, calls: int):
    first, last = year(start)
    rows = whole.tables["incidents"].filter(
        pl.col("kind") == kind, pl.col("first_day") >= first, pl.col("last_day") <= last
    )
    assert rows["incidents"].sum() == calls


@pytest.mark.real
def test_the_total_of_crime_calls_of_september_2015_is_not_believed(whole: Reading):
    september = whole.tables["incidents"].filter(pl.col("kind") == "crime", pl.col("first_day") == date(2015, 9, 1))
    assert september["incidents"].sum() == 74_793  # the sheet's total, 83,033, is that of September 2014


@pytest.mark.real
def test_asb_categories_of_before_and_after_october_2013_stand_side_by_side(whole: Reading):
    asb = whole.tables["incidents"].filter(pl.col("kind") == "asb")
    late = asb.filter(pl.col("first_day") >= date(2014, 1, 1))["category"].unique().sort().to_list()
    assert late == ["ASB Environmental", "ASB Nuisance", "ASB Personal"]
    assert (
        "Rowdy Or Inconsiderate Behaviour" in asb.filter(pl.col("first_day") < date(2013, 1, 1))["category"].to_list()
    )


@pytest.mark.real
def test_arrests_are_recovered_until_the_rates_are_rounded(whole: Reading):
    stops = whole.tables["stops"].sort("first_day")
    assert (stops.height, stops["arrests"].null_count()) == (92, 10)
    assert stops.select("stops", "arrests").row(0) == (34_000, 3_292)


@pytest.mark.real
def test_priority_crimes_by_borough_have_heathrow_between_them(whole: Reading):
    rows = whole.tables["offences"].filter(pl.col("offence") == "mopac_priority")
    assert (rows["first_day"].min(), rows["last_day"].max()) == (date(2011, 4, 1), date(2015, 10, 31))
    assert {"HEATHROW", "MPS", "E09000016", "E09000017"} <= set(rows["place"])
    assert rows["place"].n_unique() == 34
