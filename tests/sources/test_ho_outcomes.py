from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.sources.sheets import accounted, edited, places, read, real, reasons
from tp_metrics import words
from tp_metrics.editions import publish
from tp_metrics.records import Store
from tp_metrics.results import Selection, result
from tp_metrics.schema.reading import Reading, SourceRefused, silent
from tp_metrics.sources import ho_outcomes as source
from tp_metrics.sources.recognise import recognise

FILE = "ho_outcomes.csv"
REAL = "justice/ho_crime_outcomes_by_force_2018-19.csv.gz"
RESOLUTION = "Community Resolution,Out-of-court (informal),8,13,20"
#: The line of that row.
LINE = 7


@pytest.fixture(scope="module")
def whole(open_data: Path) -> Reading:
    return real(open_data / REAL)


def test_the_layout_is_recognised_plain_and_gzipped_and_every_row_is_accounted_for(layouts: Path, tmp_path: Path):
    assert accounted(source, layouts / FILE, tmp_path) == (8, 5, 3, 0)


def test_other_forces_and_what_is_no_outcome_yet_are_set_aside(layouts: Path):
    assert reasons(read(source, layouts / FILE).set_aside) == {
        "another force's": 2,
        "not an outcome: none was assigned yet": 1,
    }


def test_rows_are_the_whole_forces_by_quarter_with_how_somebody_was_dealt_with(layouts: Path):
    rows = read(source, layouts / FILE).tables["crime_outcomes"]
    assert set(rows["place"]) == {"MPS"}
    found = rows.select("first_day", "last_day", "outcomes", "disposal", "offence_description").rows()
    assert found[0] == (date(2018, 4, 1), date(2018, 6, 30), 40, "charged", "Shoplifting")
    assert found[1][2:4] == (5, "caution")
    assert found[2][:4] == (date(2018, 7, 1), date(2018, 9, 30), 20, "community resolution")


def test_the_count_is_of_outcomes_recorded_in_the_quarter_whenever_the_crime_was(layouts: Path):
    """Not the other count, of the crimes recorded in it: 40 and not 35, 20 and not 13."""
    assert read(source, layouts / FILE).tables["crime_outcomes"]["outcomes"].to_list() == [40, 5, 20, 0, 1]


def test_an_offence_with_commas_a_dash_and_an_expired_code_are_read(layouts: Path):
    rows = read(source, layouts / FILE).tables["crime_outcomes"]
    assert rows["offence_description"][3] == "Disclosure, obstruction, false or misleading statements etc"
    assert rows["outcome"][3] == "Investigation complete – no suspect identified"
    assert rows.row(4, named=True)["disposal"] == "penalty notice"
    assert rows["first_day"][4] == date(2019, 1, 1)


def test_the_file_speaks_for_the_force_in_the_quarters_that_it_has(layouts: Path):
    spoken = read(source, layouts / FILE).coverage
    assert spoken.select("table", "source", "place").unique().rows() == [("crime_outcomes", "ho_outcomes", "MPS")]
    assert [day.month for day in spoken["first_day"]] == [4, 7, 1]


@pytest.mark.parametrize(
    ("old", "new", "column", "reason"),
    [
        (RESOLUTION, RESOLUTION.replace(",8,", ",99,"), "outcome_type", "expected one of 1, 2, 3"),
        (RESOLUTION, RESOLUTION.replace(",20", ",-1"), source.COUNT, "expected a whole number, 0 or more"),
        (RESOLUTION, RESOLUTION.replace(",20", ",1.5"), source.COUNT, "expected a whole number, 0 or more"),
        (
            RESOLUTION,
            RESOLUTION.replace(",20", ",9223372036854775807"),
            source.COUNT,
            "too large; expected a whole number",
        ),
        (
            RESOLUTION,
            RESOLUTION.replace(",20", ",9999999999999999999999999"),
            source.COUNT,
            "too large; expected a whole number",
        ),
        (RESOLUTION, RESOLUTION.replace(",20", ",NA"), source.COUNT, "expected a whole number, 0 or more"),
        (
            "2018/19,2,Metropolitan Police,Shop",
            "2018/20,2,Metropolitan Police,Shop",
            "financial_year",
            "expected a perf",
        ),
        (
            "2018/19,2,Metropolitan Police,Shop",
            "2018/19,5,Metropolitan Police,Shop",
            "financial_quarter",
            "expected a q",
        ),
        (
            RESOLUTION,
            RESOLUTION.replace("Community Resolution", ""),
            "outcome_description",
            "empty; expected the outcome",
        ),
    ],
)
def test_a_row_that_does_not_fit_is_refused(
    tmp_path: Path, layouts: Path, old: str, new: str, column: str, reason: str
):
    refused = read(source, edited(tmp_path, layouts / FILE, (old, new))).refused
    assert refused.select("line", "column").rows() == [(LINE, column)]
    assert refused["reason"][0].startswith(reason)


def test_a_second_row_of_the_same_offence_and_outcome_is_refused(tmp_path: Path, layouts: Path):
    line = (layouts / FILE).read_text(encoding="utf-8").splitlines()[LINE - 1]
    refused = read(source, edited(tmp_path, layouts / FILE, (line, f"{line}\n{line}"))).refused
    assert refused["reason"].to_list() == [f"line {LINE} is of the same offence and outcome; expected one"]


def test_a_column_that_is_missing_is_named(tmp_path: Path, layouts: Path):
    path = edited(tmp_path, layouts / FILE, ("outcome_type", "kind"))
    with pytest.raises(SourceRefused, match="no column outcome_type"):
        source.read(path, places(), silent)


def test_a_file_without_a_row_of_the_met_is_refused(tmp_path: Path, layouts: Path):
    path = tmp_path / FILE
    path.write_text((layouts / FILE).read_text(encoding="utf-8").replace("Metropolitan Police", "Surrey"))
    with pytest.raises(SourceRefused, match="no row of the Metropolitan Police: its first force_name is 'Lancashire'"):
        source.read(path, places(), silent)


@pytest.mark.real
def test_the_real_file_has_the_community_resolutions_that_its_readme_counts(open_data: Path, whole: Reading):
    assert recognise(open_data / REAL) is source
    assert (whole.read, whole.kept, whole.set_aside.height, whole.refused.height) == (132_529, 3_582, 128_947, 0)
    assert reasons(whole.set_aside)["not an outcome: none was assigned yet"] == 368
    by = dict(whole.tables["crime_outcomes"].group_by("disposal").agg(pl.col("outcomes").sum()).iter_rows())
    assert by["community resolution"] == 20_870
    assert (by["charged"], by["caution"], by["penalty notice"], by["cannabis warning"]) == (
        62_808,
        10_130,
        3_858,
        1_873,
    )
    assert sum(by.values()) == 844_537


@pytest.mark.real
def test_an_edition_of_the_real_file_prints_the_shares_out_of_court(open_data: Path, tmp_path: Path):
    store = Store(tmp_path)
    store.ingest(open_data / REAL)
    edition = publish(store, date(2019, 6, 30))
    asked = Selection(place="MPS", window="performance year", edition=edition.id)
    found = result(edition, "community_resolutions", asked)
    assert (found.figure.numerator, found.figure.denominator) == (20_870, 99_572)
    assert round(found.figure.value, 1) == 21.0
    assert round(result(edition, "out_of_court", asked).figure.value, 1) == 36.9
    said = words.out_of_court_words(found)
    assert "2018/19: 21 % (20,870 of 99,572 outcomes in which somebody was dealt with)" in said
    assert "no count of restorative justice" in said
