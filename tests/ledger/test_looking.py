"""A ledger is looked at without being made or changed; what is wrong with it is said in one sentence."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from tests.ledger.test_upgrades import at_revision
from tp_metrics.cli import app
from tp_metrics.ledger import Ledger, LedgerRefused, looked_at
from tp_metrics.ledger.upgrades import NEWEST, REVISIONS


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_whole_ledger_is_of_this_programs_revision_and_stays_as_it_is(ledger, tmp_path):
    assert looked_at(ledger.url) == NEWEST
    ledger.close()
    before = files(tmp_path)
    assert looked_at(ledger.url) == NEWEST
    assert files(tmp_path) == before


def test_where_there_is_none_none_is_made(url, tmp_path):
    before = files(tmp_path)
    assert looked_at(url) is None
    assert looked_at(f"sqlite:///{tmp_path / 'none' / 'ledger.db'}") is None
    assert files(tmp_path) == before
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_an_older_one_says_the_command(url, revision):
    at_revision(url, revision)
    with pytest.raises(LedgerRefused, match=f"of revision {revision}, and this program needs {NEWEST}; run: python"):
        looked_at(url)


def test_one_without_a_table_is_refused_in_a_sentence(url):
    Ledger(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE notes"))
    engine.dispose()
    with pytest.raises(LedgerRefused, match=r"the ledger at \S+ cannot be .*notes"):
        looked_at(url)


def garbage(file: Path) -> None:
    file.write_bytes(b"\xff\x00garbage" * 9000)


def half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def middle(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096 : len(content) // 2] = bytes(len(content) // 2 - 4096)
    file.write_bytes(content)


@pytest.mark.parametrize("damage", [garbage, half, middle])
def test_doctor_names_a_ledger_that_is_damaged(small, tmp_path, monkeypatch, damage):
    monkeypatch.setenv("TP_DATA", str(small))
    file = tmp_path / "ledger.db"
    Ledger(f"sqlite:///{file}").close()
    damage(file)
    monkeypatch.setenv("TP_LEDGER", f"sqlite:///{file}")
    before = files(tmp_path)
    said = CliRunner().invoke(app, ["doctor"])
    assert said.exit_code == 1
    (line,) = [line for line in said.output.splitlines() if line.startswith("broken")]
    assert str(file) in line
    assert files(tmp_path) == before


def test_doctor_names_a_server_that_does_not_answer_and_no_password(small, monkeypatch):
    monkeypatch.setenv("TP_DATA", str(small))
    monkeypatch.setenv("TP_LEDGER", "postgresql://tp:hidden-one@127.0.0.1:1/tp?password=hidden-two")
    said = CliRunner().invoke(app, ["doctor"])
    assert said.exit_code == 1
    (line,) = [line for line in said.output.splitlines() if line.startswith("broken")]
    assert (
        "the ledger at postgresql+psycopg://tp:***@127.0.0.1:1/tp?connect_timeout=10&password=*** cannot be used"
        in line
    )
    assert "hidden" not in said.output


def test_doctor_says_which_revision_and_makes_no_ledger(small, tmp_path, monkeypatch):
    monkeypatch.setenv("TP_DATA", str(small))
    monkeypatch.setenv("TP_LEDGER", f"sqlite:///{tmp_path / 'ledger.db'}")
    said = CliRunner().invoke(app, ["doctor"])
    assert said.exit_code == 0
    assert "well     no ledger yet" in said.output
    assert not list(tmp_path.iterdir())
    Ledger(f"sqlite:///{tmp_path / 'ledger.db'}").close()
    with sqlite3.connect(tmp_path / "ledger.db") as writer:  # somebody has it open
        assert writer.execute("SELECT count(*) FROM cases").fetchone() == (0,)
        assert f"well     ledger, revision {NEWEST}" in CliRunner().invoke(app, ["doctor"]).output
