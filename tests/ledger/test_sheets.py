"""Export to CSV."""

from __future__ import annotations

import csv

import polars as pl
import pytest

from tests.ledger.entries import everything, fill
from tp_metrics.ledger import export
from tp_metrics.ledger.tables import TABLES

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


@pytest.fixture
def sheets(ledger, tmp_path):
    fill(ledger)
    return {file.stem: file for file in export(ledger, tmp_path / "sheets")}


def rows(file):
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def test_every_table_is_a_file_with_all_its_rows(ledger, sheets):
    said = everything(ledger)
    assert list(sheets) == ["cases", "notes", "actions", "commentary", "decisions", "events", "history"]
    for name, file in sheets.items():
        assert file.read_bytes().startswith(b"\xef\xbb\xbf"), "a spreadsheet wants the byte order mark"
        found = rows(file)
        assert [int(row["id"]) for row in found] == [row["id"] for row in said[name]]
        assert set(found[0]) == set(said[name][0])
        assert pl.read_csv(file, infer_schema=False).height == len(found)


def test_no_cell_begins_like_a_formula(sheets):
    cells = [cell for file in sheets.values() for row in rows(file) for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(FORMULAS)] == []
    assert rows(sheets["actions"])[0]["words"] == "'-do"
    assert rows(sheets["actions"])[0]["owner"] == "'+role"
    assert rows(sheets["notes"])[0]["words"].startswith("'@note")
    assert rows(sheets["cases"])[0]["reason_words"] == "'=1+1\r\n\t'; DROP TABLE cases; -- \u2028 😀 \x01"


def test_an_export_takes_the_place_of_an_earlier_one(ledger, sheets, robbery, ana):
    folder = sheets["cases"].parent
    ledger.change_case(1, 2, ana, status="closed")
    export(ledger, folder)
    assert rows(sheets["cases"])[0]["status"] == "closed"
    assert len(list(folder.iterdir())) == len(TABLES)
