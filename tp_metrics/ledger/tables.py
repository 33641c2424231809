"""The tables as SQLAlchemy maps them; `migrations` makes them, and a test keeps the two equal."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, Dialect, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from tp_metrics.ledger.things import Action, Case, Change, Commentary, Decision, Event, Note


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC."""
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC."""
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


class Json(TypeDecorator[Any]):
    """Anything of JSON's types, as text that reads the same on either database; a list comes back as a tuple."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """To JSON."""
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """From JSON."""
        found = None if value is None else json.loads(value)
        return tuple(found) if isinstance(found, list) else found


class Row(DeclarativeBase):
    """What every table shares."""

    type_annotation_map = {  # noqa: RUF012
        str: Text(),
        date: Date(),
        datetime: Moment(),
        tuple[str, ...]: Json(),
        dict[str, Any]: Json(),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    author: Mapped[str]
    verified: Mapped[bool]


class CaseRow(Row):
    """Table `cases`."""

    __tablename__ = "cases"

    version: Mapped[int]
    measure: Mapped[str]
    place: Mapped[str]
    edition: Mapped[str]
    window: Mapped[str]
    kind: Mapped[str]
    words: Mapped[str]
    rule: Mapped[str]
    direction: Mapped[str]
    status: Mapped[str]
    reason: Mapped[str | None]
    reason_words: Mapped[str]
    owner: Mapped[str | None]
    due: Mapped[date | None]
    links: Mapped[tuple[str, ...]]
    opened: Mapped[date]

    _standing = text("status IN ('open', 'watching')")
    __table_args__ = (
        Index("one_open_case", "measure", "place", unique=True, sqlite_where=_standing, postgresql_where=_standing),
    )


class NoteRow(Row):
    """Table `notes`."""

    __tablename__ = "notes"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    words: Mapped[str]
    at: Mapped[datetime]


class ActionRow(Row):
    """Table `actions`."""

    __tablename__ = "actions"

    version: Mapped[int]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    measure: Mapped[str]
    place: Mapped[str]
    words: Mapped[str]
    owner: Mapped[str]
    due: Mapped[date]
    meeting: Mapped[str | None]
    status: Mapped[str]
    done_on: Mapped[date | None]
    added: Mapped[date]


class CommentaryRow(Row):
    """Table `commentary`."""

    __tablename__ = "commentary"
    __table_args__ = (UniqueConstraint("edition", "measure", "place", name="one_commentary"),)

    version: Mapped[int]
    measure: Mapped[str]
    place: Mapped[str]
    edition: Mapped[str]
    words: Mapped[str]
    status: Mapped[str]
    agreed_by: Mapped[str | None]


class DecisionRow(Row):
    """Table `decisions`."""

    __tablename__ = "decisions"

    version: Mapped[int]
    meeting: Mapped[str]
    edition: Mapped[str]
    place: Mapped[str]
    theme: Mapped[str]
    words: Mapped[str]
    made: Mapped[date]
    status: Mapped[str]


class EventRow(Row):
    """Table `events`."""

    __tablename__ = "events"

    version: Mapped[int]
    first_day: Mapped[date]
    measures: Mapped[tuple[str, ...]]
    place: Mapped[str | None]
    kind: Mapped[str]
    breaks: Mapped[bool]
    words: Mapped[str]
    source: Mapped[str]
    status: Mapped[str]


class HistoryRow(Row):
    """Table `history`."""

    __tablename__ = "history"
    __table_args__ = (UniqueConstraint("kind", "item", "version", name="one_change"),)

    kind: Mapped[str]
    item: Mapped[int]
    version: Mapped[int]
    at: Mapped[datetime]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any]]


#: Tables in the order in which they can be filled.
TABLES: tuple[type[Row], ...] = (CaseRow, NoteRow, ActionRow, CommentaryRow, DecisionRow, EventRow, HistoryRow)

#: Each thing that has versions, or is noted, and its table.
TABLE_OF: dict[type, type[Row]] = {
    Case: CaseRow,
    Note: NoteRow,
    Action: ActionRow,
    Commentary: CommentaryRow,
    Decision: DecisionRow,
    Event: EventRow,
    Change: HistoryRow,
}
_THING_OF = {row: thing for thing, row in TABLE_OF.items()}


def kind_of(thing: type) -> str:
    """What the history calls a thing: "case", "note", "action", "commentary", "decision", "event"."""
    return thing.__name__.lower()


def thing_of(row: Row) -> Any:
    """A row as callers see it."""
    thing = _THING_OF[type(row)]
    return thing(**{field.name: getattr(row, field.name) for field in fields(thing)})


def plain(thing: Any) -> dict[str, Any]:
    """A thing's fields in JSON's types, as the history keeps them."""
    return {name: _plain(value) for name, value in asdict(thing).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
