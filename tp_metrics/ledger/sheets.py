"""Export: one CSV to a table, for a spreadsheet; no cell of it is taken for a formula."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tp_metrics.access import EVERYONE, Scope
from tp_metrics.ledger.copies import in_place
from tp_metrics.ledger.ledger import Ledger
from tp_metrics.ledger.tables import TABLES, Row, plain, thing_of

#: What a spreadsheet takes for the beginning of a formula, or strips before it looks for one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def export(ledger: Ledger, folder: Path, *, viewer: Scope = EVERYONE) -> list[Path]:
    """Write cases.csv, notes.csv, actions.csv, commentary.csv, decisions.csv, events.csv and history.csv; the files.

    UTF-8 with a byte order mark, as spreadsheets want it. A text that begins like a formula gets an apostrophe, so
    these files are for reading and not for restoring. All are of one moment, and hold what the viewer may see.
    """
    with ledger._reading() as session:
        sheets = {
            table.__tablename__: [
                plain(thing_of(row))
                for row in session.scalars(select(table).order_by(table.id))
                if ledger.shows(session, viewer, row)
            ]
            for table in TABLES
        }
    written = []
    for table in TABLES:
        file = folder / f"{table.__tablename__}.csv"
        with in_place(file) as out:
            out.write(_sheet(table, sheets[table.__tablename__]).encode("utf-8-sig"))
        written.append(file)
    return written


def _sheet(table: type[Row], rows: list[dict[str, Any]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    columns = [column.name for column in table.__table__.columns]
    columns.sort(key=lambda name: (name != "id", name != "version"))
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = "\n".join(value)
    elif isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
