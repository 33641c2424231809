"""From an empty database, an older and a newer one; the tables are those that the code maps."""

from __future__ import annotations

import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from tests.ledger.entries import everything, faults, fill
from tp_metrics.ledger import Ledger, LedgerRefused, ledger_url, upgrade
from tp_metrics.ledger.copies import NAMES
from tp_metrics.ledger.engine import address, engine_at, without_secrets, writers
from tp_metrics.ledger.tables import TABLES, DecisionRow, Row
from tp_metrics.ledger.upgrades import MIGRATIONS, NEWEST, REVISIONS, revision_of, take_steps


def at_revision(url: str, revision: str) -> None:
    engine = engine_at(url)
    with writers(engine).begin() as connection:
        take_steps(connection, revision)
    engine.dispose()


def renamed(url: str, revision: str) -> None:
    engine = engine_at(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": revision})
    engine.dispose()


def test_an_empty_database_gets_its_tables_when_it_is_opened(url, places):
    with Ledger(url, places=places) as ledger:
        assert ledger.cases() == []
    assert upgrade(url) == (NEWEST, NEWEST)


def test_upgrade_makes_them_too(url):
    assert upgrade(url) == (None, NEWEST)
    assert upgrade(url) == (NEWEST, NEWEST)


def test_the_revisions_named_are_those_of_the_migrations():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    steps = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(reversed([step.revision for step in steps])) == REVISIONS


def test_the_tables_that_the_migrations_make_are_those_that_the_code_maps(url):
    upgrade(url)
    engine = engine_at(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []
    engine.dispose()
    assert set(NAMES) == set(Row.metadata.tables)


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_an_older_ledger_says_the_command_and_loses_nothing_by_it(url, places, revision):
    at_revision(url, revision)
    renamed(url, NEWEST)
    tables = [table for table in TABLES if table is not DecisionRow]  # the newest revision brought them
    with Ledger(url, places=places) as ledger:
        fill(ledger, decisions=False)
        before = everything(ledger, tables)
    renamed(url, revision)
    with pytest.raises(LedgerRefused, match=r"run: python -m tp_metrics ledger upgrade"):
        Ledger(url, places=places)
    assert upgrade(url) == (revision, NEWEST)
    with Ledger(url, places=places) as ledger:
        assert everything(ledger) == {**before, "decisions": []}
        assert faults(everything(ledger)) == []


def test_a_newer_ledger_is_refused_and_left_alone(url, places):
    upgrade(url)
    renamed(url, "9999")
    for deed in (Ledger, upgrade):
        with pytest.raises(LedgerRefused, match="the ledger is of revision 9999, newer than this program's"):
            deed(url)
    engine = engine_at(url)
    with engine.connect() as connection:
        assert revision_of(connection) == "9999"
    engine.dispose()


def test_many_who_open_an_empty_ledger_at_once_find_one(url, places):
    def opened(_: int) -> int:
        with Ledger(url, places=places) as ledger:
            return len(ledger.cases())

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(opened, range(8))) == [0] * 8


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://root@localhost/test", "in PostgreSQL or in a file of SQLite, not at mysql://root@localhost/test"),
        ("sqlite://", "in PostgreSQL or in a file of SQLite"),
        ("not a url", "TP_LEDGER is no URL"),
        (
            "postgresql://tp:pa@secret@host:5432/x",
            "TP_LEDGER has an @ too many; in a name or a password it is written %40",
        ),
        ("postgresql://someone:secret@localhost:1/none", r"someone:\*\*\*@localhost:1/none cannot be used"),
        ("postgresql://tp@localhost:1/none?password=secret", r"none\?password=\*\*\* cannot be used"),
        ("postgresql://tp@localhost:1/none?sslpassword=secret&sslmode=require", r"require&sslpassword=\*\*\* "),
        ("postgresql://tp@localhost:1/none?PassWord=secret", r"PassWord=\*\*\* cannot be used: invalid conn"),
        ("postgresql://tp@localhost:1/none?password=secret&password=secret2", r"password=\*\*\*"),
        ("mysql://root@localhost/test?password=secret", r"not at mysql://root@localhost/test\?password=\*\*\*"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_in_a_sentence_without_the_password(url, says):
    with pytest.raises(LedgerRefused, match=says) as refused:
        Ledger(url)
    assert "secret" not in "".join(traceback.format_exception(refused.value))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("invalid value two words", "invalid value ***"),
        ("invalid value two%20words or two+words", "invalid value *** or ***"),
        ("bad dsn: host=x password='any other' port=1", "bad dsn: host=x password=*** port=1"),
        ("sslpassword=any&host=x", "sslpassword=***&host=x"),
        ("password authentication failed for user tp", "password authentication failed for user tp"),
    ],
)
def test_what_a_driver_says_is_told_without_secrets(said, kept):
    parts = address("postgresql://tp:one@host/db?sslpassword=two%20words")
    assert without_secrets(said, parts) == kept


def test_a_file_that_is_no_database_is_refused_in_a_sentence(tmp_path: Path):
    file = tmp_path / "ledger.db"
    file.write_bytes(b"not a database at all" * 100)
    with pytest.raises(LedgerRefused, match=r"ledger\.db cannot be used: file is not a database"):
        Ledger(f"sqlite:///{file}")


def test_the_ledger_of_a_data_folder_is_a_file_in_it_or_what_tp_ledger_names(tmp_path: Path, monkeypatch):
    monkeypatch.delenv("TP_LEDGER", raising=False)
    folder = tmp_path / "made for it?x=1 #2 100%41 é"
    with Ledger.open(folder) as ledger:
        assert ledger.cases() == []
    assert (folder / "ledger.db").is_file()
    monkeypatch.setenv("TP_LEDGER", f"sqlite:///{tmp_path / 'elsewhere.db'}")
    assert ledger_url(tmp_path).endswith("elsewhere.db")
    with Ledger.open(tmp_path):
        assert (tmp_path / "elsewhere.db").is_file()


def test_a_file_of_sqlite_is_written_ahead_and_keeps_its_keys(tmp_path: Path):
    url = f"sqlite:///{tmp_path / '100% sure.db'}"
    upgrade(url)
    engine = engine_at(url)
    with engine.connect() as connection:
        told = [connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "busy_timeout")]
    engine.dispose()
    assert told == ["wal", 1, 30_000]
