"""Which revision a ledger is of, and bringing it up to this program's."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, column, inspect, select, table

from tp_metrics.ledger.engine import engine_at, in_sentences, writers
from tp_metrics.ledger.refusals import LedgerRefused

#: Every revision that this program knows, the oldest first; the last is the one that it works with.
REVISIONS = ("0001", "0002", "0003")
NEWEST = REVISIONS[-1]
MIGRATIONS = Path(__file__).parent / "migrations"

COMMAND = "python -m tp_metrics ledger upgrade"


def revision_of(connection: Connection) -> str | None:
    """The revision of the ledger that a connection leads to; None where there is none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(select(column("version_num")).select_from(table("alembic_version")))


def refuse_newer(revision: str | None) -> None:
    """Raise LedgerRefused where a revision is none that this program knows."""
    if revision not in (None, *REVISIONS):
        raise LedgerRefused(
            f"the ledger is of revision {revision}, newer than this program's {NEWEST}; install the newer program"
        )


def refuse_other(revision: str) -> None:
    """Raise LedgerRefused where a revision is not the one that this program works with."""
    refuse_newer(revision)
    if revision != NEWEST:
        raise LedgerRefused(f"the ledger is of revision {revision}, and this program needs {NEWEST}; run: {COMMAND}")


def take_steps(connection: Connection, revision: str = NEWEST) -> None:
    """Bring the ledger of a writing connection up to a revision, within its transaction."""
    from alembic import command  # only a ledger that is not up to date needs Alembic
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def make_ready(engine: Engine) -> None:
    """Make the tables where there are none; raises LedgerRefused for a ledger of another revision."""
    with in_sentences(engine):
        with engine.connect() as connection:
            revision = revision_of(connection)
        if revision is None:
            with writers(engine).begin() as connection:
                if revision_of(connection) is None:  # nobody else has made them meanwhile
                    take_steps(connection)
            return
    refuse_other(revision)


def upgrade(url: str) -> tuple[str | None, str]:
    """Bring a ledger up to date, all or nothing; the revision that it was of (None: there was none) and now is.

    Raises LedgerRefused for a ledger that is newer than this program.
    """
    engine = engine_at(url)
    try:
        with in_sentences(engine), writers(engine).begin() as connection:
            before = revision_of(connection)
            refuse_newer(before)
            if before != NEWEST:
                take_steps(connection)
        return before, NEWEST
    finally:
        engine.dispose()
