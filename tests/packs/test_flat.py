"""Every table of a document as CSV and Parquet."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import polars as pl

import tp_metrics as tp
from tests.packs import made
from tp_metrics.packs import Chart, Figure, Figures, Plot, Section, Table
from tp_metrics.packs.flat import flat

ROWS = pl.DataFrame(
    {"Borough": [made.BOROUGH, None], "Now": ["1,234", "–"], "Number": [1.5, None], "Line": [[1.0, None], []]},
    schema_overrides={"Line": pl.List(pl.Float64)},
)
NUMBERS = pl.DataFrame({"Now": [1234.0, None]})


def document():
    chart = Chart("Same title", {}, Plot("bars", (), ()), ROWS.select("Borough"), "chart's source", "told")
    cards = Figures((Figure("Robbery", "63 %", "", "usual"),))
    return made.document(Section("Cards", (Table("Same title", ROWS, "a “source”", NUMBERS), chart, cards)))


def test_each_table_is_a_csv_with_its_source_and_a_parquet_with_numbers():
    with ZipFile(BytesIO(flat(document()))) as held:
        assert held.namelist() == [
            "csv/01-same-title.csv",
            "parquet/01-same-title.parquet",
            "csv/02-same-title.csv",
            "parquet/02-same-title.parquet",
            "csv/03-cards.csv",
            "parquet/03-cards.parquet",
            "definitions.csv",
        ]
        raw = held.read("csv/01-same-title.csv")
        assert raw.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(StringIO(raw.decode("utf-8-sig"), newline="")))
        assert rows == [
            ["Borough", "Now", "Number", "Line", "Source"],
            [f"'{made.BOROUGH}", "1,234", "1.5", "1.0 ", "a “source”"],
            ["", "–", "", "", "a “source”"],
        ]
        read = pl.read_parquet(held.open("parquet/01-same-title.parquet").read())
        assert read.columns == ["Borough", "Now", "Number", "Line", "Now: number"]
        assert read["Now: number"].to_list() == [1234.0, None]
        assert read.select("Borough", "Now", "Number").equals(ROWS.select("Borough", "Now", "Number"))
        assert {entry.date_time[:3] for entry in held.infolist()} == {(2010, 12, 31)}


def test_a_csv_is_the_one_that_the_screen_would_give():
    with ZipFile(BytesIO(flat(document()))) as held:
        assert held.read("csv/01-same-title.csv") == tp.words.csv(ROWS, "a “source”")


def test_the_same_document_gives_the_same_bytes():
    assert flat(document()) == flat(document())
