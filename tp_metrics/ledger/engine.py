"""The database: its address, its connections, and its writers' turns."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from tp_metrics.ledger.refusals import LedgerBusy, LedgerRefused

#: How long a writer waits for its turn before it gives up.
BUSY_SECONDS = 30

#: How many of one program may be at the ledger at once; those beyond wait as long.
CONNECTIONS = {"pool_size": 5, "max_overflow": 35, "pool_timeout": BUSY_SECONDS}

_POSTGRESQL = ("postgres", "postgresql", "postgresql+psycopg")
_BUSY = ("database is locked", "database is busy", "lock timeout", "lock_timeout")


def ledger_url(data_folder: Path) -> str:
    """Where the ledger of a data folder is kept: TP_LEDGER, or `ledger.db` in the folder."""
    file = URL.create("sqlite", database=str(data_folder.absolute() / "ledger.db"))
    return os.environ.get("TP_LEDGER") or file.render_as_string()


def address(url: str) -> URL:
    """The parts of a URL; raises LedgerRefused for what is neither SQLite's nor PostgreSQL's."""
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        raise LedgerRefused("TP_LEDGER is no URL; write it like postgresql://user@host:5432/database") from None
    if parts.drivername in _POSTGRESQL:
        return parts.set(drivername="postgresql+psycopg")
    if parts.drivername == "sqlite" and parts.database and parts.database != ":memory:":
        return parts
    raise LedgerRefused(
        f"a ledger is kept in PostgreSQL or in a file of SQLite, not at {parts.render_as_string(hide_password=True)}"
    )


def engine_at(url: str) -> Engine:
    """An engine for `readers` and `writers`; raises LedgerRefused for an address that cannot be used."""
    parts = address(url)
    if parts.drivername == "sqlite":
        Path(str(parts.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parts, connect_args={"timeout": BUSY_SECONDS}, **CONNECTIONS)
        event.listen(engine, "connect", _sqlite_connected)
        event.listen(engine, "begin", _sqlite_begins)
        return engine
    try:
        engine = create_engine(parts, pool_pre_ping=True, isolation_level="READ COMMITTED", **CONNECTIONS)
    except (ImportError, NoSuchModuleError):
        raise LedgerRefused("PostgreSQL needs its driver: pip install 'psycopg[binary]'") from None
    event.listen(engine, "begin", _postgresql_begins)
    return engine


def readers(engine: Engine) -> Engine:
    """The same engine for transactions that only read: all that one sees is of one moment."""
    options = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    return engine.execution_options(**options)


def writers(engine: Engine) -> Engine:
    """The same engine for transactions that write: they take turns, and see all that was written before their own."""
    return engine.execution_options(writing=True)


def _sqlite_connected(connection: Any, _record: Any) -> None:
    """Transactions are begun by hand; what is committed is on the disk."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    _write_ahead(cursor)
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Switch to WAL; SQLite does not wait its turn for that as it does for all else, so it is asked again."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except Exception as error:
            if not any(words in str(error) for words in _BUSY) or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _sqlite_begins(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _postgresql_begins(connection: Connection) -> None:
    """Writers of one ledger take turns, as SQLite's do: nothing that one read can change before it has written."""
    if connection.get_execution_options().get("writing"):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('ledger of ' || current_schema()))")


@contextlib.contextmanager
def in_sentences(engine: Engine) -> Iterator[None]:
    """Turn what a database says when it cannot be used into LedgerRefused, and an endless wait into LedgerBusy."""
    busy = f"others have been writing to the ledger for {BUSY_SECONDS} seconds; nothing was saved, try again"
    try:
        yield
    except NoConnectionFree as error:
        raise LedgerBusy(busy) from error
    except DatabaseError as error:
        said = " ".join(str(error.orig).split())
        if any(words in said for words in _BUSY):
            raise LedgerBusy(busy) from error
        if isinstance(error, OperationalError) or "not a database" in said or "malformed" in said:
            where = engine.url.render_as_string(hide_password=True)
            raise LedgerRefused(f"the ledger at {where} cannot be used: {said[:300]}") from error
        raise
