"""Empty databases for tests: a file of SQLite, or a schema of its own in PostgreSQL that is dropped afterwards."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from tp_metrics.ledger.tables import TABLES

SERVER = "postgresql://postgres@localhost:5432/test"


def server() -> URL:
    """The database server of TP_TEST_DATABASE, or the one on this machine."""
    return make_url(os.environ.get("TP_TEST_DATABASE") or SERVER).set(drivername="postgresql+psycopg")


@cache
def unreachable() -> str:
    """Why the database server cannot be used; empty where it can."""
    engine = create_engine(server(), connect_args={"connect_timeout": 5})
    try:
        with engine.connect():
            return ""
    except OperationalError as error:
        return f"no database server: {error.orig}"
    finally:
        engine.dispose()


@contextlib.contextmanager
def empty(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database: of "sqlite" in the folder, or of "postgresql"."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / f'{uuid.uuid4().hex}.db'}"
        return
    if why := unreachable():
        pytest.skip(why)
    schema = f"ledger_{uuid.uuid4().hex}"
    engine = create_engine(server(), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
        url = server().update_query_dict({"options": f"-csearch_path={schema}"})
        yield url.render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text("SET client_min_messages = error"))
            connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
        engine.dispose()


def forget(url: str) -> bool:
    """Empty the tables of a ledger in PostgreSQL, as only its administrator may; whether it is done."""
    engine = create_engine(url)
    tables = ", ".join(row.__tablename__ for row in TABLES)
    try:
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))  # triggers are off
            connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY"))
    except ProgrammingError:
        return False
    finally:
        engine.dispose()
    return True
