"""The tables: cases, notes, actions, commentary, events and the history of them all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the six tables."""
    _cases()
    _notes()
    _actions()
    _commentary()
    _events()
    _history()


def _number() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _words(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _version_and_author() -> list[sa.Column[int] | sa.Column[str] | sa.Column[bool]]:
    return [
        sa.Column("version", sa.Integer(), nullable=False),
        _words("author"),
        sa.Column("verified", sa.Boolean(), nullable=False),
    ]


def _cases() -> None:
    required = ("measure", "place", "edition", "window", "kind", "words", "rule", "direction", "status")
    op.create_table(
        "cases",
        _number(),
        *_version_and_author(),
        *(_words(name) for name in required),
        _words("reason", nullable=True),
        _words("reason_words"),
        _words("owner", nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        _words("links"),
        sa.Column("opened", sa.Date(), nullable=False),
    )
    standing = sa.text("status IN ('open', 'watching')")
    op.create_index(
        "one_open_case",
        "cases",
        ["measure", "place"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def _notes() -> None:
    op.create_table(
        "notes",
        _number(),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False, index=True),
        _words("words"),
        _words("author"),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def _actions() -> None:
    op.create_table(
        "actions",
        _number(),
        *_version_and_author(),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=True, index=True),
        *(_words(name) for name in ("measure", "place", "words", "owner")),
        sa.Column("due", sa.Date(), nullable=False),
        _words("meeting", nullable=True),
        _words("status"),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("added", sa.Date(), nullable=False),
    )


def _commentary() -> None:
    op.create_table(
        "commentary",
        _number(),
        *_version_and_author(),
        *(_words(name) for name in ("measure", "place", "edition", "words", "status")),
        _words("agreed_by", nullable=True),
        sa.UniqueConstraint("edition", "measure", "place", name="one_commentary"),
    )


def _events() -> None:
    op.create_table(
        "events",
        _number(),
        *_version_and_author(),
        sa.Column("first_day", sa.Date(), nullable=False),
        _words("measures"),
        _words("place", nullable=True),
        _words("kind"),
        sa.Column("breaks", sa.Boolean(), nullable=False),
        *(_words(name) for name in ("words", "source", "status")),
    )


def _history() -> None:
    op.create_table(
        "history",
        _number(),
        _words("kind"),
        sa.Column("item", sa.Integer(), nullable=False),
        *_version_and_author(),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _words("before", nullable=True),
        _words("after"),
        sa.UniqueConstraint("kind", "item", "version", name="one_change"),
    )
