"""Looking at a ledger without opening it to be written: nothing is made where there is none."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, func, select, table
from sqlalchemy.exc import DatabaseError

from tp_metrics.ledger.copies import NAMES
from tp_metrics.ledger.engine import address, engine_at, in_sentences, readers, told, without_secrets
from tp_metrics.ledger.refusals import LedgerRefused
from tp_metrics.ledger.upgrades import refuse_other, revision_of

#: So many seconds a database server has to answer.
PATIENCE = 10


def looked_at(url: str) -> str | None:
    """The revision of a ledger that is whole and this program's; None where there is none yet.

    Raises LedgerRefused for one that cannot be read, is damaged, or is of another revision.
    """
    engine = _reading(address(url))
    if engine is None:
        return None
    try:
        with in_sentences(engine), readers(engine).connect() as connection:
            revision = revision_of(connection)
            if revision is not None:
                refuse_other(revision)
                _read_through(connection)
            return revision
    except DatabaseError as error:
        said = without_secrets(" ".join(str(error.orig).split()), engine.url)
        raise LedgerRefused(f"the ledger at {told(engine.url)} cannot be read: {said[:300]}") from None
    finally:
        engine.dispose()


def _reading(parts: URL) -> Engine | None:
    """An engine that cannot write; None where a file is not there."""
    if parts.drivername != "sqlite":
        patient = (
            parts if "connect_timeout" in parts.query else parts.update_query_dict({"connect_timeout": str(PATIENCE)})
        )
        return engine_at(patient.render_as_string(hide_password=False))
    file = Path(str(parts.database)).absolute()
    if not file.exists():
        return None
    # Without a log beside it nobody is writing; a file that may change would have SQLite make one, and leave it there.
    how = "mode=ro" if Path(f"{file}-wal").exists() else "immutable=1"
    return create_engine(parts, creator=lambda: sqlite3.connect(f"{file.as_uri()}?{how}", uri=True))


def _read_through(connection: Connection) -> None:
    """Read every page of a file, and count the rows of every table; raises DatabaseError or LedgerRefused."""
    if connection.dialect.name == "sqlite":
        said = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if said != "ok":
            raise LedgerRefused(
                f"the ledger at {told(connection.engine.url)} is damaged: {' '.join(str(said).split())}"
            )
    for name in NAMES:
        connection.execute(select(func.count()).select_from(table(name)))
