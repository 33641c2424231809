"""Backup and restore, from either database into either."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.ledger.conftest import KINDS
from tests.ledger.databases import empty
from tests.ledger.entries import ANA, everything, fill, seen
from tp_metrics.ledger import Ledger, LedgerRefused, backup, restore, upgrade
from tp_metrics.ledger.upgrades import NEWEST


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backups" / "ledger.jsonl"


@pytest.mark.parametrize("into", KINDS)
def test_what_was_backed_up_is_restored_into_either_database(url, into, tmp_path, places, file):
    with Ledger(url, places=places) as ledger:
        fill(ledger)
        before = everything(ledger)
    rows = backup(url, file)
    assert rows == sum(map(len, before.values()))
    with empty(into, tmp_path) as target:
        assert restore(target, file) == rows
        with Ledger(target, places=places) as restored:
            assert everything(restored) == before
            case = restored.open_case(seen("homicide", "TP"), ANA)
            assert case.id == max(row["id"] for row in before["cases"]) + 1
            assert restored.change_case(1, 2, ANA, reason="demand").version == 3
        again = tmp_path / "again.jsonl"
        backup(target, again)
        assert len(again.read_bytes().splitlines()) == rows + 2 + 3


def test_two_backups_of_one_ledger_hold_the_same_rows(url, places, tmp_path):
    with Ledger(url, places=places) as ledger:
        fill(ledger)
    files = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    for one in files:
        backup(url, one)
    assert files[0].read_bytes().splitlines()[1:-1] == files[1].read_bytes().splitlines()[1:-1]


def test_a_ledger_that_holds_anything_is_replaced_only_when_asked(url, places, file):
    with Ledger(url, places=places) as ledger:
        fill(ledger)
        before = everything(ledger)
    backup(url, file)
    with Ledger(url, places=places) as ledger:
        ledger.open_case(seen("homicide", "TP"), ANA)
        after = everything(ledger)
        with pytest.raises(LedgerRefused, match="the ledger is not empty; --replace puts the backup in the place"):
            restore(url, file)
        assert everything(ledger) == after
        restore(url, file, replace=True)
        assert everything(ledger) == before, "an open ledger goes on with what was restored"


def test_an_old_backup_is_brought_up_to_date(url, places, file):
    with Ledger(url, places=places) as ledger:
        fill(ledger, decisions=False)
        before = everything(ledger)
    backup(url, file)
    lines = file.read_bytes().splitlines(keepends=True)
    head = json.loads(lines[0]) | {"revision": "0001"}
    resealed(file, [json.dumps(head).encode() + b"\n", *lines[1:-1]])
    restore(url, file, replace=True)
    assert upgrade(url) == (NEWEST, NEWEST)
    with Ledger(url, places=places) as ledger:
        assert everything(ledger) == before


def resealed(file: Path, lines: list[bytes]) -> None:
    whole = b"".join(lines)
    seal = {"rows": len(lines) - 1, "sha256": hashlib.sha256(whole).hexdigest()}
    file.write_bytes(whole + json.dumps(seal).encode() + b"\n")


DAMAGES = {
    "cut short": (lambda lines: lines[:-1], "damaged or cut short"),
    "cut within the last line": (lambda lines: [*lines[:-1], lines[-1][:-1]], "damaged or cut short"),
    "a row lost": (lambda lines: [*lines[:3], *lines[4:]], "damaged or cut short"),
    "a letter changed": (
        lambda lines: [*lines[:2], lines[2].replace(b'"TP"', b'"TQ"', 1), *lines[3:]],
        "damaged or cut short",
    ),
    "a row more": (lambda lines: [*lines, lines[1]], "damaged or cut short"),
    "empty": (lambda lines: [], "damaged or cut short"),
    "the head alone": (lambda lines: lines[:1], "damaged or cut short"),
    "something else": (lambda lines: [b"measure,place\n", b"robbery,TP\n"], "is no backup of a ledger"),
    "not text": (lambda lines: [b"\xff\xfe\x00", *lines], "is no backup of a ledger"),
    "of a newer form": (
        lambda lines: [lines[0].replace(b'"ledger backup": 1', b'"ledger backup": 2'), *lines[1:]],
        "is the backup of a newer program",
    ),
    "of a newer revision": (
        lambda lines: [lines[0].replace(f'"{NEWEST}"'.encode(), b'"9999"'), *lines[1:]],
        r"is the backup of a newer program \(revision 9999\)",
    ),
}


@pytest.fixture(scope="module")
def backed_up(shared: Ledger, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ledger, dict[str, Any], list[bytes]]:
    """A ledger of each kind with something of everything, what it holds, and the lines of its backup."""
    fill(shared)
    file = tmp_path_factory.mktemp("backed-up") / "ledger.jsonl"
    backup(shared.url, file)
    return shared, everything(shared), file.read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_or_newer_backup_is_refused_and_the_ledger_left_as_it_was(backed_up, tmp_path, damage):
    ledger, before, lines = backed_up
    change, says = DAMAGES[damage]
    file = tmp_path / "ledger.jsonl"
    file.write_bytes(b"".join(change(lines)))
    with pytest.raises(LedgerRefused, match=says):
        restore(ledger.url, file, replace=True)
    assert everything(ledger) == before


@pytest.mark.trust
@pytest.mark.parametrize(
    "row",
    [
        {"table": "secrets", "row": {"id": 1}},
        {"table": "notes", "row": {"id": 9, "case_id": 1}},
        {
            "table": "notes",
            "row": {
                "id": 9,
                "case_id": 99,
                "words": "x",
                "author": "x",
                "verified": True,
                "at": "2011-01-13T00:00:00Z",
            },
        },
        {
            "table": "notes",
            "row": {"id": 9, "case_id": 1, "words": "x", "author": "x", "verified": True, "at": "yesterday"},
        },
    ],
)
def test_a_sealed_file_that_holds_what_no_ledger_does_is_refused(url, places, file, row):
    with Ledger(url, places=places) as ledger:
        fill(ledger)
        before = everything(ledger)
        backup(url, file)
        lines = file.read_bytes().splitlines(keepends=True)
        resealed(file, [*lines[:-1], json.dumps(row).encode() + b"\n"])
        with pytest.raises(LedgerRefused, match="holds what no ledger does; nothing was restored"):
            restore(url, file, replace=True)
        assert everything(ledger) == before


def test_a_backup_takes_no_other_files_place(url, file):
    with pytest.raises(LedgerRefused, match="there is no ledger yet"):
        backup(url, file)
    assert not file.exists()
    upgrade(url)
    assert backup(url, file) == 0
    with pytest.raises(LedgerRefused, match="exists; give the backup a name of its own"):
        backup(url, file)
    assert [path.name for path in file.parent.iterdir()] == ["ledger.jsonl"], "nothing is left beside it"
