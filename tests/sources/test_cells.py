from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest

from tp_metrics.schema.reading import SourceRefused
from tp_metrics.sources import cells

BOM = b"\xef\xbb\xbf"


def written(folder: Path, content: bytes) -> Path:
    path = folder / "sheet.csv"
    path.write_bytes(content)
    return path


def of_texts(*texts: str | None) -> pl.DataFrame:
    return pl.DataFrame({"text": texts}, schema={"text": pl.String}).with_columns(
        line=pl.int_range(2, pl.len() + 2), column=pl.lit("200904")
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12.0),
        (" 12 ", 12.0),
        ("-3.5", -3.5),
        ("1,645", 1645.0),  # the ward atlas
        ("55,609,600", 55_609_600.0),
        ("13,025,966.7", 13_025_966.7),
        ("£63,620", 63_620.0),  # the borough profiles
        ("39%", 39.0),
        ("1e3", 1000.0),
        ("1,6", None),  # a decimal comma is no thousands comma
        ("1,64,500", None),
        ("12 offences", None),
        ("inf", None),
        ("NaN", None),
        ("n/a", None),
        ("", None),
        (None, None),
    ],
)
def test_a_cell_is_a_number_or_none(text: str | None, value: float | None):
    assert of_texts(text).select(cells.number(pl.col("text"))).item() == value


@pytest.mark.parametrize(
    ("text", "value"), [("0,56", 0.56), ("56", 56.0), ("-0,5", -0.5), ("0.56", None), ("1,2,3", None)]
)
def test_a_decimal_comma_is_read_where_the_source_writes_one(text: str, value: float | None):
    assert of_texts(text).select(cells.number(pl.col("text"), decimal=",")).item() == value


@pytest.mark.parametrize("text", ["", " ", "n/a", "N/A", ".", "..", "-", "–", "#N/A", "NULL", "NA", None])
def test_not_available_is_written_in_many_ways(text: str | None):
    assert of_texts(text).select(cells.unavailable(pl.col("text"))).item()


@pytest.mark.parametrize("text", ["0", "twelve", "-1", "£"])
def test_what_says_something_is_not_unavailable(text: str):
    assert not of_texts(text).select(cells.unavailable(pl.col("text"))).item()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-4", "negative; expected a count of offences, 0 or more"),
        ("many", "not a number; expected a count of offences"),
        ("2.5", "not a whole number; expected a count of offences"),
        ("inf", "not a number; expected a count of offences"),
        ("٣", "not a number; expected a count of offences"),
        ("100000001", "too large; expected a count of offences, 100,000,000 or fewer"),
        ("9223372036854775807", "too large; expected a count of offences, 100,000,000 or fewer"),
        ("1234567890123456789012345", "too large; expected a count of offences, 100,000,000 or fewer"),
        ("1e308", "too large; expected a count of offences, 100,000,000 or fewer"),
        ("", "the cell is empty; expected a count of offences"),
        ("n/a", "the cell is empty; expected a count of offences"),
    ],
)
def test_what_is_no_count_is_refused_with_its_line_column_and_value(text: str, reason: str):
    kept, refused = cells.counted(of_texts("7", text, "1,200", "12.0"))
    assert sorted(kept["count"]) == [7, 12, 1200]
    assert refused.rows() == [(3, "200904", text, reason)]


def test_whole_numbers_are_counts_without_being_text():
    kept, refused = cells.counted(of_texts("1", "2", "-3").cast({"text": pl.Int64}))
    assert kept["count"].to_list() == [1, 2]
    assert refused["value"].to_list() == ["-3"]


def test_cells_are_sorted_into_three_heaps_and_none_is_lost():
    frame = of_texts("1", "2", "3", "4").with_columns(
        aside=pl.Series([None, "a total", "a total", None]), refused=pl.Series([None, None, "negative", "negative"])
    )
    kept, set_aside, refused = cells.sort_out(frame)
    assert kept["text"].to_list() == ["1"]
    assert set_aside.rows() == [(3, "200904", "2", "a total"), (4, "200904", "3", "a total")]
    assert refused.rows() == [(5, "200904", "4", "negative")]


@pytest.mark.parametrize(
    "content",
    [
        b"Borough,200904\nCamden,1\n",
        b"Borough,200904\r\nCamden,1\r\n",
        b"Borough,200904\rCamden,1\r",
        BOM + b"Borough,200904\nCamden,1\n",
        b" Borough , 200904 \n\n , \nCamden,1,,\n,\n",  # blank lines, and blank cells beyond the header
        b'"Borough","200904"\n"Camden","1"',
        gzip.compress(b"Borough,200904\nCamden,1\n", mtime=0),
    ],
)
def test_a_sheet_reads_the_same_however_it_was_saved(tmp_path: Path, content: bytes):
    sheet = cells.sheet(written(tmp_path, content))
    assert sheet.names == ("Borough", "200904")
    assert sheet.rows.select("Borough", "200904").rows() == [("Camden", "1")]
    assert sheet.ragged.height == 0


def test_windows_1252_is_read_as_what_it_is(tmp_path: Path):
    sheet = cells.sheet(written(tmp_path, "Median price (£),Café\n1,2\n".encode("windows-1252")))
    assert sheet.names == ("Median price (£)", "Café")


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path):
    sheet = cells.sheet(written(tmp_path, b'Name,Value\n\n"two\nlines",1\nnext,2\n'))
    assert sheet.rows.select("line", "Name").rows() == [(3, "two\nlines"), (5, "next")]


def test_lines_with_too_few_or_too_many_fields_are_kept_apart(tmp_path: Path):
    sheet = cells.sheet(written(tmp_path, b"Borough,200904,200905\nCamden,1\nBrent,1,2\nBarnet,1,2,3\n"))
    assert sheet.rows["Borough"].to_list() == ["Brent"]
    assert sheet.ragged.select("line", "fields", "Borough").rows() == [(2, 2, "Camden"), (4, 4, "Barnet")]
    assert sheet.ragged_rows()["reason"].to_list() == [
        "the line has 2 fields; expected 3 as in the header",
        "the line has 4 fields; expected 3 as in the header",
    ]
    assert sheet.ragged_cells(["200904", "200905"])["line"].to_list() == [2, 2, 4, 4]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Borough,200904\n", "sheet.csv has a header, but no rows."),
        (b"Borough,200904,200904\nCamden,1,2\n", "sheet.csv: the column '200904' stands there twice."),
        (
            b"Borough,200904,200905\nCamden,1,2\nBrent,1",
            "sheet.csv ends in the middle of line 3: the file has been cut.",
        ),
        (b"", "empty"),
        (bytes(range(256)) * 4, "no text file"),
        ("Borough\nCamden\n".encode("utf-16"), "UTF-16"),
        (b"Borough\n\x81Camden\n", "neither UTF-8 nor Windows-1252"),
        (gzip.compress(b"Borough,200904\nCamden,1\n" * 99, mtime=0)[:-20], "gzip"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_in_one_sentence(tmp_path: Path, content: bytes, words: str):
    with pytest.raises(SourceRefused) as refusal:
        cells.sheet(written(tmp_path, content))
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ("٣", "sheet.csv: line 3, 200905, '٣': not a number; expected a count of offences"),
        ("inf", "sheet.csv: line 3, 200905, 'inf': not a number; expected a count of offences"),
        ("1.5", "sheet.csv: line 3, 200905, '1.5': not a whole number; expected a count of offences"),
        ("", "sheet.csv ends in the middle of line 3: the file has been cut."),
        ("-", "sheet.csv ends in the middle of line 3: the file has been cut."),
    ],
)
def test_a_last_cell_that_is_no_count_is_named_and_not_called_a_cut(tmp_path: Path, last: str, words: str):
    sheet = cells.sheet(written(tmp_path, f"Borough,200904,200905\nCamden,1,2\nBrent,1,{last}".encode()))
    _, refused = cells.counted(cells.wide(sheet.rows, ["200904", "200905"]))
    with pytest.raises(SourceRefused) as refusal:
        sheet.refuse_cut(refused)
    assert str(refusal.value).startswith(words)


def test_columns_are_named_whatever_their_case_and_blanks(tmp_path: Path):
    sheet = cells.sheet(written(tmp_path, b"CRIMETYPE ,Borough\nRobbery,Camden\n"))
    assert sheet.named(major="CrimeType", borough="borough").names == ("major", "borough")
    with pytest.raises(
        SourceRefused, match=r"sheet.csv: the column 'WardCode' is missing; it has CRIMETYPE, Borough\."
    ):
        sheet.named(code="WardCode")


def test_a_wide_sheet_becomes_one_row_for_each_value_cell(tmp_path: Path):
    sheet = cells.sheet(written(tmp_path, b"Borough,200904,200905\nCamden,1,2\n"))
    assert cells.wide(sheet.rows, ["200904", "200905"], ["Borough"]).rows() == [
        (2, "Camden", "200904", "1"),
        (2, "Camden", "200905", "2"),
    ]
