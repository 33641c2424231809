from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.sources.sheets import read, real, reasons
from tp_metrics import words
from tp_metrics.editions import publish
from tp_metrics.records import Store
from tp_metrics.results import Selection, result
from tp_metrics.schema.reading import Reading, SourceRefused
from tp_metrics.sources import mps_custody_disposals as source
from tp_metrics.sources.recognise import recognise

FILE = "mps_custody_disposals.parquet"
REAL = "justice/mps_custody_disposals_2021-01_2026-02.parquet"
#: How many rows the made-up file has.
ROWS = 8


@pytest.fixture(scope="module")
def whole(open_data: Path) -> Reading:
    return real(open_data / REAL)


def changed(folder: Path, original: Path, column: str, value: object, row: int = 2) -> Path:
    """The made-up file with another value in one cell, its column as text where the value is."""
    table = pl.read_parquet(original)
    cells = table[column].to_list()
    cells[row] = value
    if isinstance(value, str):
        cells = [str(cell) for cell in cells]
    path = folder / FILE
    table.with_columns(pl.Series(column, cells, strict=False)).write_parquet(path)
    return path


def test_the_layout_is_recognised_by_its_columns_and_every_row_is_accounted_for(layouts: Path, tmp_path: Path):
    renamed = tmp_path / "any.bin"
    renamed.write_bytes((layouts / FILE).read_bytes())
    for path in (layouts / FILE, renamed):
        assert recognise(path) is source
        reading = read(source, path)
        assert (reading.read, reading.kept, reading.set_aside.height, reading.refused.height) == (ROWS, ROWS, 0, 0)


def test_rows_are_the_whole_forces_by_month_for_there_is_no_borough(layouts: Path):
    reading = read(source, layouts / FILE)
    rows = reading.tables["custody_disposals"]
    assert set(rows["place"]) == {"MPS"}
    assert rows.select("first_day", "last_day").unique().sort("first_day").rows() == [
        (date(2021, 1, 1), date(2021, 1, 31)),
        (date(2021, 2, 1), date(2021, 2, 28)),
    ]
    assert rows["disposals"].to_list() == [56, 7, 30, 13, 10, 4, 9, 2]
    assert reading.notes[0] == "Disposals of the whole force by month: no borough."


def test_every_disposal_has_a_word_and_bail_and_release_are_none_that_decides(layouts: Path):
    assert read(source, layouts / FILE).tables["custody_disposals"]["disposal"].to_list() == [
        *("no further action", "out of court", "prosecution", "out of court", "to court"),
        *("police bail", "released under investigation", "other"),
    ]


def test_what_is_not_recorded_is_unknown_and_a_child_is_a_juvenile(layouts: Path):
    rows = read(source, layouts / FILE).tables["custody_disposals"]
    assert rows["sex"].to_list()[4:6] == ["male", None]
    assert rows["age_group"].to_list()[1:6] == ["adult", "juvenile", "adult", "adult", None]
    assert rows["ethnicity"].to_list()[2:7] == ["Black", None, "Asian", None, "Other"]


def test_the_file_speaks_for_the_force_in_its_months_and_says_that_its_last_ones_hold_bail(layouts: Path):
    reading = read(source, layouts / FILE)
    spoken = reading.coverage.select("table", "source", "place", "first_day").rows()
    assert spoken == [("custody_disposals", source.NAME, "MPS", date(2021, month, 1)) for month in (1, 2)]
    assert "the last months hold most of those still on bail" in reading.notes[1]


@pytest.mark.parametrize(
    ("column", "value", "named", "reason"),
    [
        (source.YEAR, 1921, source.YEAR, "expected a year such as 2021"),
        (source.YEAR, "2021.5", source.YEAR, "expected a year such as 2021"),
        (source.MONTH, 13, source.MONTH, "expected a month from 1 to 12"),
        (source.MONTH, None, source.MONTH, "expected a month from 1 to 12"),
        (source.MONTH_NAME, "March", source.MONTH_NAME, "expected January, the name of the month"),
        (source.MONTH_NAME, None, source.MONTH_NAME, "expected January, the name of the month"),
        ("gender", "M", "gender", "expected one of Female, Male, Not Recorded"),
        ("age_group", "Old", "age_group", "expected one of Adult, Child, Not Recorded"),
        (source.ETHNICITY, "Mixed", source.ETHNICITY, "expected one of Asian, Black, Other, White, Not Recorded"),
        ("offence_group", None, "offence_group", "empty; expected an offence group"),
        ("current_disposal", "Hanged", "current_disposal", "expected one of Prosecution, To Court, Out of Court"),
        (source.COUNT, -1, source.COUNT, "expected a whole number, 0 or more"),
        (source.COUNT, None, source.COUNT, "expected a whole number, 0 or more"),
        (source.COUNT, "1.5", source.COUNT, "expected a whole number, 0 or more"),
        (source.COUNT, 10**9, source.COUNT, "too large; expected a whole number, 100,000,000 or less"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(
    tmp_path: Path, layouts: Path, column: str, value: object, named: str, reason: str
):
    reading = read(source, changed(tmp_path, layouts / FILE, column, value))
    assert reading.refused.select("line", "column").rows() == [(3, named)]
    assert reading.refused["reason"][0].startswith(reason)
    assert (reading.read, reading.kept) == (ROWS, ROWS - 1)


def test_a_second_row_of_the_same_group_is_refused(tmp_path: Path, layouts: Path):
    table = pl.read_parquet(layouts / FILE)
    path = tmp_path / FILE
    pl.concat([table, table.slice(1, 1)]).write_parquet(path)
    refused = read(source, path).refused
    assert refused.select("line", "reason").rows() == [(ROWS + 1, "line 2 is of the same group; expected one")]


def test_a_file_without_rows_or_with_lists_for_cells_or_without_a_column_is_refused_in_one_sentence(
    tmp_path: Path, layouts: Path
):
    table, path = pl.read_parquet(layouts / FILE), tmp_path / FILE
    table.clear().write_parquet(path)
    with pytest.raises(SourceRefused, match="columns, but no rows"):
        read(source, path)
    table.with_columns(pl.concat_list("gender")).write_parquet(path)
    with pytest.raises(SourceRefused, match="the column gender holds list values; expected text, numbers"):
        read(source, path)
    table.drop("gender").write_parquet(path)
    with pytest.raises(SourceRefused, match="no column gender"):
        read(source, path)
    with pytest.raises(SourceRefused, match=r"a Parquet file with the columns .*, which is none of the"):
        recognise(path)


@pytest.mark.real
def test_every_row_of_the_real_file_is_kept(open_data: Path, whole: Reading):
    assert recognise(open_data / REAL) is source
    assert (whole.read, whole.kept, whole.set_aside.height, whole.refused.height) == (32_870, 32_870, 0, 0)
    rows = whole.tables["custody_disposals"]
    assert (rows["first_day"].min(), rows["last_day"].max()) == (date(2021, 1, 1), date(2026, 2, 28))
    assert rows["disposals"].sum() == 1_091_273
    assert reasons(whole.refused) == {}


@pytest.mark.real
def test_the_last_months_of_the_real_file_are_full_of_bail(whole: Reading):
    bail = whole.tables["custody_disposals"].filter(pl.col("disposal") == "police bail")
    by = dict(bail.group_by("first_day").agg(pl.col("disposals").sum()).iter_rows())
    assert (by[date(2025, 2, 1)], by[date(2026, 2, 1)]) == (344, 8_236)


@pytest.mark.real
def test_an_edition_of_the_real_file_prints_what_is_settled_out_of_court(
    open_data: Path, tmp_path: Path, whole: Reading
):
    store = Store(tmp_path)
    store.ingest(open_data / REAL)
    edition = publish(store, date(2026, 2, 28))
    found = result(
        edition, "custody_out_of_court", Selection(place="MPS", window="performance year", edition=edition.id)
    )
    rows = whole.tables["custody_disposals"].filter(pl.col("first_day").is_between(date(2024, 4, 1), date(2025, 3, 1)))
    by = dict(rows.group_by("disposal").agg(pl.col("disposals").sum()).iter_rows())
    decided = by["out of court"] + by["prosecution"] + by["to court"]
    assert (found.figure.numerator, found.figure.denominator) == (by["out of court"], decided) == (5_155, 72_995)
    said = words.out_of_court_words(found)
    assert "2024/25: 7.1 % (5,155 of 72,995 offences prosecuted, taken to court or settled out of court" in said
    assert "no count of restorative justice" in said
