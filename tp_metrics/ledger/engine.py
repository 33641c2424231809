"""The database: its address, its connections, and its writers' turns."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from tp_metrics.ledger.refusals import LedgerBusy, LedgerRefused

#: How long a writer waits for its turn before it gives up.
BUSY_SECONDS = 30

#: How many of one program may be at the ledger at once; those beyond wait as long.
CONNECTIONS = {"pool_size": 5, "max_overflow": 35, "pool_timeout": BUSY_SECONDS}

#: What stands where a secret stood.
MASK = "***"
#: Names of settings that are secrets, by libpq's own: password, sslpassword, oauth_client_secret, scram_client_key …
_SECRET = re.compile(r"pass(?!file)|secret|_key|token", re.IGNORECASE)
_NAMED = re.compile(r"(\b\w*(?:password|secret)\s*=\s*)(?:'[^']*'|[^\s&'\"]+)", re.IGNORECASE)

_POSTGRESQL = ("postgres", "postgresql", "postgresql+psycopg")
_UNUSABLE = ("not a database", "malformed", "invalid connection option")
#: What SQLite says of a full disk; the second also of one that breaks.
_FULL = ("disk is full", "disk I/O error", "No space left on device")
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
    if "@" in f"{parts.host}{parts.port}{parts.database if parts.drivername in _POSTGRESQL else ''}":
        raise LedgerRefused("TP_LEDGER has an @ too many; in a name or a password it is written %40, and / is %2F")
    if parts.drivername in _POSTGRESQL:
        return parts.set(drivername="postgresql+psycopg")
    if parts.drivername == "sqlite" and parts.database and parts.database != ":memory:":
        return parts
    raise LedgerRefused(f"a ledger is kept in PostgreSQL or in a file of SQLite, not at {told(parts)}")


def told(parts: URL) -> str:
    """An address as it may be read by others: its password, and every secret that libpq takes in the query, are `***`.

    >>> told(make_url("postgresql://tp:one@host/db?password=two&sslmode=require"))
    'postgresql://tp:***@host/db?password=***&sslmode=require'
    """
    hidden = {name: MASK if _SECRET.search(name) else value for name, value in parts.query.items()}
    return parts.set(query=hidden).render_as_string(hide_password=True).replace(quote_plus(MASK), MASK)


def without_secrets(words: str, parts: URL) -> str:
    """What a driver said of an address, without its secrets, as they are or as an address writes them."""
    values = [value for name, value in parts.query.items() if _SECRET.search(name)]
    said = [one for value in values for one in ([value] if isinstance(value, str) else value)]
    secrets = {one for one in (parts.password, *said) if one}
    for secret in sorted({form for one in secrets for form in (str(one), quote(one), quote_plus(one))}, key=len)[::-1]:
        words = words.replace(secret, MASK)
    return _NAMED.sub(rf"\1{MASK}", words)


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
        whole = " ".join(str(error.orig).split())
        said = without_secrets(whole, engine.url)
        if any(words in said for words in _BUSY):
            raise LedgerBusy(busy) from error
        if isinstance(error, OperationalError) or said != whole or any(words in said for words in _UNUSABLE):
            # Not from what the driver said: the log would print that with its secrets.
            full = ", since its disk is full or cannot be written" if any(words in said for words in _FULL) else ""
            raise LedgerRefused(f"the ledger at {told(engine.url)} cannot be used{full}: {said[:300]}") from None
        raise
