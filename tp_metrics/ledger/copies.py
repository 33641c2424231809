"""Backup and restore: one file of JSON lines that either database can be filled from again.

Its first line says what it is and of which revision, then comes a line to each row, and the last line holds the number
of rows and the SHA-256 of all the bytes before it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, MetaData, Table, func, insert, inspect, select, text
from sqlalchemy.exc import OperationalError, StatementError

from tp_metrics.ledger.engine import engine_at, in_sentences, readers, writers
from tp_metrics.ledger.refusals import LedgerRefused
from tp_metrics.ledger.tables import TABLES
from tp_metrics.ledger.upgrades import NEWEST, REVISIONS, refuse_newer, revision_of, take_steps

FORMAT = 1
NAMES = tuple(table.__tablename__ for table in TABLES)
_BATCH = 500


def backup(url: str, file: Path) -> int:
    """Write all of a ledger, as it is at one moment, to a new file; the number of rows.

    Others may write meanwhile. Raises LedgerRefused where the file exists or there is no ledger.
    """
    if file.exists():
        raise LedgerRefused(f"{file} exists; give the backup a name of its own")
    engine = engine_at(url)
    try:
        with in_sentences(engine), readers(engine).begin() as connection:
            revision = revision_of(connection)
            if revision is None:
                raise LedgerRefused("there is no ledger yet, so nothing to back up")
            refuse_newer(revision)
            with in_place(file) as out:
                return _write(connection, revision, out)
    finally:
        engine.dispose()


def restore(url: str, file: Path, *, replace: bool = False) -> int:
    """Fill a ledger from a backup, all or nothing, and bring it up to date; the number of rows.

    A ledger that holds anything is left as it is unless `replace` is set. Raises LedgerRefused for that, and for a
    file that is damaged, no backup, or of a newer program.
    """
    revision = _verified(file)
    engine = engine_at(url)
    try:
        with in_sentences(engine), writers(engine).begin() as connection:
            refuse_newer(revision_of(connection))
            if not replace and _holds_anything(connection):
                raise LedgerRefused("the ledger is not empty; --replace puts the backup in the place of all it holds")
            _empty(connection)
            take_steps(connection, revision)
            rows = _fill(connection, file)
            take_steps(connection, NEWEST)
            return rows
    finally:
        engine.dispose()


@contextlib.contextmanager
def in_place(file: Path) -> Iterator[BinaryIO]:
    """A file to write, which takes its name when it is whole and on the disk; on an error nothing is left."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".tmp-{uuid.uuid4().hex}")
    try:
        with beside.open("xb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        beside.rename(file)
    finally:
        beside.unlink(missing_ok=True)


def _write(connection: Connection, revision: str, out: BinaryIO) -> int:
    digest = hashlib.sha256()

    def line(content: dict[str, Any]) -> None:
        said = json.dumps(content, ensure_ascii=False).encode() + b"\n"
        digest.update(said)
        out.write(said)

    line({"ledger backup": FORMAT, "revision": revision, "made_at": datetime.now(UTC).isoformat(timespec="seconds")})
    rows = 0
    for table in _tables(connection):
        found = connection.execution_options(yield_per=_BATCH).execute(select(table).order_by(table.c.id))
        for row in found.mappings():
            line({"table": table.name, "row": {name: _said(value) for name, value in row.items()}})
            rows += 1
    out.write(json.dumps({"rows": rows, "sha256": digest.hexdigest()}).encode() + b"\n")
    return rows


def _verified(file: Path) -> str:
    """The revision of a whole backup; raises LedgerRefused for any other file."""
    digest, revision, last, rows = hashlib.sha256(), "", b"", -1
    with file.open("rb") as lines:
        for line in lines:
            digest.update(last)
            if not last:
                revision = _revision(file, line)
            last = line
            rows += 1
    with contextlib.suppress(ValueError, RecursionError):
        if last.endswith(b"\n") and json.loads(last) == {"rows": rows - 1, "sha256": digest.hexdigest()}:
            return revision
    raise LedgerRefused(f"{file.name} is damaged or cut short; nothing was restored")


def _revision(file: Path, first_line: bytes) -> str:
    try:
        head = json.loads(first_line)
        form, revision = int(head["ledger backup"]), str(head["revision"] or "")
    except (ValueError, KeyError, TypeError, RecursionError):
        raise LedgerRefused(f"{file.name} is no backup of a ledger") from None
    if not revision:
        raise LedgerRefused(f"{file.name} is no backup of a ledger: it names no revision")
    if form > FORMAT or revision not in REVISIONS:
        raise LedgerRefused(f"{file.name} is the backup of a newer program (revision {revision}); install that first")
    return revision


def _tables(connection: Connection) -> list[Table]:
    """The ledger's tables as they stand in the database, whatever its revision, in the order of filling."""
    inspector = inspect(connection)
    return [Table(name, MetaData(), autoload_with=connection) for name in NAMES if inspector.has_table(name)]


def _holds_anything(connection: Connection) -> bool:
    return any(connection.scalar(select(func.count()).select_from(table)) for table in _tables(connection))


def _empty(connection: Connection) -> None:
    for name in (*reversed(NAMES), "alembic_version"):
        connection.execute(text(f"DROP TABLE IF EXISTS {name}"))


def _fill(connection: Connection, file: Path) -> int:
    tables = {table.name: table for table in _tables(connection)}
    rows = 0
    try:
        with file.open("rb") as lines:
            content = (json.loads(line) for line in lines)
            entries = (entry for entry in content if "table" in entry)
            while batch := list(islice(entries, _BATCH)):
                rows += len(batch)
                if unknown := {entry["table"] for entry in batch} - set(tables):
                    raise ValueError(f"there is no table {unknown}")
                for name, table in tables.items():
                    given = [_read(table, entry["row"]) for entry in batch if entry["table"] == name]
                    if given:
                        connection.execute(insert(table), given)
    except OperationalError:  # the database is busy or gone: that is told elsewhere
        raise
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError, StatementError) as error:
        raise LedgerRefused(f"{file.name} holds what no ledger does; nothing was restored") from error
    if connection.dialect.name != "sqlite":
        for name, table in tables.items():
            following = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), following, False)))
    return rows


def _said(value: Any) -> Any:
    """A value in JSON's types; moments in UTC, which is what SQLite's are."""
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _read(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    kinds = {column.name: column.type.python_type for column in table.columns}
    if set(row) != set(kinds):
        raise ValueError(f"{table.name} has other columns")
    return {name: _of(kinds[name], value) for name, value in row.items()}


def _of(kind: type, value: Any) -> Any:
    if value is not None and issubclass(kind, date):
        return kind.fromisoformat(value)
    return value
