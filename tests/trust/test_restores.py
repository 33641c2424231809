"""A broken backup, and a broken reference file, end in one clear sentence and change nothing."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.ledger.entries import everything, fill
from tests.screens.conftest import Opened, ledger_address, opened
from tests.trust.corpus import zipped
from tests.trust.stores import bytes_of, not_a_sentence
from tests.trust.tables import ERROR_PAGE
from tp_metrics.cli import app
from tp_metrics.editions import editions, publish
from tp_metrics.geography import Places
from tp_metrics.ledger import Ledger, LedgerRefused, backup, restore
from tp_metrics.records import Store
from tp_metrics.schema.reference import SHIPPED, ReferenceRefused

__all__ = ["ledger_address", "opened"]

pytestmark = [pytest.mark.trust, pytest.mark.xdist_group("screens")]


def sealed(lines: list[dict[str, Any]]) -> bytes:
    """Lines with a last one whose digest and count are right, as an enemy would seal them."""
    said = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    end = {"rows": len(lines) - 1, "sha256": hashlib.sha256(said).hexdigest()}
    return said + json.dumps(end).encode() + b"\n"


def rows(change: Callable[[dict[str, Any]], None]) -> Callable[[bytes], bytes]:
    """Change the first row of a backup, and seal it again."""

    def made(content: bytes) -> bytes:
        lines = [json.loads(line) for line in content.splitlines()[:-1]]
        change(lines[1])
        return sealed(lines)

    return made


def head(**said: Any) -> Callable[[bytes], bytes]:
    """Change the first line of a backup, and seal it again."""

    def made(content: bytes) -> bytes:
        lines = [json.loads(line) for line in content.splitlines()[:-1]]
        return sealed([{**lines[0], **said}, *lines[1:]])

    return made


BACKUPS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _content: b"",
    "a line end": lambda _content: b"\n",
    "cut": lambda content: content[: len(content) // 2],
    "without its last line": lambda content: b"".join(content.splitlines(keepends=True)[:-1]),
    "without its last byte": lambda content: content[:-1],
    "without a row": lambda content: b"".join(content.splitlines(keepends=True)[:2] + content.splitlines(True)[3:]),
    "rows exchanged": lambda content: b"".join(
        content.splitlines(True)[:1] + content.splitlines(True)[2:0:-1] + content.splitlines(True)[3:]
    ),
    "a letter changed": lambda content: content.replace(b"robbery", b"Robbery", 1),
    "NULs": lambda content: content[:400] + bytes(40) + content[400:],
    "UTF-16": lambda content: content.decode().encode("utf-16"),
    "gzip": lambda content: gzip.compress(content, mtime=0),
    "zip": lambda content: zipped({"ledger.jsonl": content}),
    "twice": lambda content: content + content,
    "Windows line ends": lambda content: content.replace(b"\n", b"\r\n"),
    "an error page": lambda _content: ERROR_PAGE,
    "CSV": lambda _content: b"id,version\n1,1\n",
    "a database": lambda _content: b"SQLite format 3\x00" + bytes(4080),
    "a list": lambda _content: b"[1, 2]\n",
    "a deep list": lambda _content: b"[" * 100_000 + b"\n",
    "one long line": lambda _content: b"x" * 5_000_000,
    "of no revision": head(revision=None),
    "of a newer revision": head(revision="9999"),
    "of a newer form": head(**{"ledger backup": 99}),
    "of words for a form": head(**{"ledger backup": "many"}),
    "of an unknown table": rows(lambda line: line.update(table="users")),
    "of no table": rows(lambda line: line.update(table=None)),
    "of a row that is a word": rows(lambda line: line.update(row="robbery")),
    "of a row that is null": rows(lambda line: line.update(row=None)),
    "of a row without a column": rows(lambda line: line["row"].pop("id")),
    "of a row with a column more": rows(lambda line: line["row"].update(apples=7)),
    "of a number that is a word": rows(lambda line: line["row"].update(id="one")),
    "of a number beyond all": rows(lambda line: line["row"].update(id=10**40)),
    "of a list for a word": rows(lambda line: line["row"].update(measure=["robbery"])),
    "of a day that is none": rows(lambda line: line["row"].update(opened="2010-02-30")),
    "of nothing where something must be": rows(lambda line: line["row"].update(measure=None)),
}


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes, dict[str, Any]]:
    """A ledger's address, its backup, and what it says."""
    folder = tmp_path_factory.mktemp("backed")
    url = f"sqlite:///{folder / 'ledger.db'}"
    with Ledger(url, places=Places.read()) as ledger:
        fill(ledger)
        said = everything(ledger)
    backup(url, folder / "whole.jsonl")
    return url, (folder / "whole.jsonl").read_bytes(), said


@pytest.mark.parametrize("how", BACKUPS)
def test_a_broken_backup_is_refused_and_the_ledger_stays_as_it_was(backed_up, tmp_path, how):
    url, content, before = backed_up
    broken = BACKUPS[how](content)
    assert broken != content
    file = tmp_path / "ledger.jsonl"
    file.write_bytes(broken)
    with pytest.raises(LedgerRefused) as refused:
        restore(url, file, replace=True)
    assert not_a_sentence(file.name, str(refused.value)) is None
    with Ledger(url, places=Places.read()) as ledger:
        assert everything(ledger) == before


def shipped(name: str) -> str:
    return (SHIPPED / f"{name}.csv").read_text(encoding="utf-8")


def first(name: str, old: str, new: str) -> bytes:
    text = shipped(name)
    assert old in text
    return text.replace(old, new, 1).encode()


def cells(name: str, new: str) -> bytes:
    """Every cell of the second column another word."""
    lines = shipped(name).splitlines()
    return "\n".join([lines[0], *(f"{line.split(',')[0]},{new}" for line in lines[1:])]).encode()


TWO_AREAS = shipped("area_commands").encode() + b"E09000002,AREA-N,N,2012-01-01,,o,assumed\n"
REFERENCES: list[tuple[str, str, bytes]] = [
    ("empty", "boroughs", b""),
    ("blank", "boroughs", b" \n \n"),
    ("header only", "boroughs", shipped("boroughs").splitlines()[0].encode()),
    ("no header", "boroughs", "\n".join(shipped("boroughs").splitlines()[1:]).encode()),
    ("cut in a line", "boroughs", shipped("boroughs").encode()[:700]),
    ("UTF-16", "boroughs", shipped("boroughs").encode("utf-16")),
    ("Windows-1252", "events", first("events", "The", "Thé").decode().encode("cp1252")),
    ("NULs", "boroughs", shipped("boroughs").encode()[:500] + bytes(20)),
    ("bytes", "targets", bytes(range(256))),
    ("semicolons", "boroughs", shipped("boroughs").replace(",", ";").encode()),
    ("tabs", "boroughs", shipped("boroughs").replace(",", "\t").encode()),
    ("error page", "sources", ERROR_PAGE),
    ("JSON", "sources", b'[{"name": "x"}]'),
    ("zip", "sources", zipped({"sources.csv": shipped("sources").encode()})),
    ("a quote left open", "boroughs", first("boroughs", "Barnet", '"Barnet')),
    ("a column twice", "boroughs", first("boroughs", "code,bocu", "code,code")),
    ("a code twice", "boroughs", first("boroughs", "E09000003", "E09000002")),
    ("a code unknown", "wards_2011", first("wards_2011", "E09000002", "E09000099")),
    ("a ward of nowhere", "wards_2022", first("wards_2022", "E09000030", "nowhere")),
    ("a number that is a word", "borough_populations", first("borough_populations", "162444", "many")),
    ("a number below nothing", "borough_populations", first("borough_populations", "162444", "-5")),
    ("thousands", "borough_populations", first("borough_populations", "162444", '"162,444"')),
    ("a formula", "borough_populations", first("borough_populations", "162444", "=1+1")),
    ("an infinite number", "targets", first("targets", "51.4", "inf")),
    ("no number", "targets", first("targets", "51.4", "NaN")),
    ("a day of another land", "area_commands", first("area_commands", "2010-06-01", "01/06/2010")),
    ("a day that is none", "area_commands", first("area_commands", "2010-06-01", "2010-06-31")),
    ("days exchanged", "area_commands", first("area_commands", "2010-06-01,", "2010-06-01,2009-01-01")),
    ("a borough in two areas", "area_commands", TWO_AREAS),
    ("an unknown place", "targets", first("targets", ",MPS,", ",Mars,")),
    ("a rumour", "sources", first("sources", ",false,published", ",false,rumoured")),
    ("neither true nor false", "events", first("events", ",false,", ",perhaps,")),
    ("an unknown offence", "offences", first("offences", ",burglary_other,", ",burglarious,")),
    ("shares beyond a whole", "funding", first("funding", "grant,75", "grant,95")),
    ("rows of two cells", "peers", cells("peers", "x")),
    ("an emoji for a code", "other_places", first("other_places", "MPS,", "🚓,")),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small data folder in a copy, with room for reference files of its own."""
    made = shutil.copytree(small, tmp_path_factory.mktemp("references") / "data")
    (made / "reference").mkdir()
    return made


@pytest.mark.parametrize(("how", "name", "content"), REFERENCES, ids=[one[0] for one in REFERENCES])
def test_a_broken_reference_file_stops_a_publication_in_a_sentence(folder, monkeypatch, how, name, content):
    monkeypatch.setenv("TP_DATA", str(folder))
    file = folder / "reference" / f"{name}.csv"
    file.write_bytes(content)
    before = bytes_of(folder)
    try:
        store = Store(folder)
        with pytest.raises(ReferenceRefused) as refused:
            publish(store, date(2016, 12, 31))
        assert str(refused.value).startswith(tuple(f"{one}.csv, row" for one in (name, "boroughs", "targets")))
        assert not_a_sentence(str(refused.value).partition(",")[0], str(refused.value)) is None
        assert bytes_of(folder) == before
        assert len(editions(store)) == 2
        looked = CliRunner().invoke(app, ["doctor"])
        assert looked.exit_code == 1
        assert any(line.startswith("broken") and ".csv, row" in line for line in looked.output.splitlines())
    finally:
        file.unlink()


@pytest.mark.parametrize("at", range(0, len(REFERENCES), 9))
def test_pages_open_beside_a_broken_reference_file(folder: Path, opened: Opened, at: int):
    _, name, content = REFERENCES[at]
    file = folder / "reference" / f"{name}.csv"
    file.write_bytes(content)
    try:
        for page in ("pages/about/data.py", "pages/area/wards.py", "pages/meetings/structure.py"):
            assert not opened(folder, page).exception
    finally:
        file.unlink()
