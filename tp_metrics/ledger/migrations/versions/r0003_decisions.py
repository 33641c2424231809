"""Decisions of meetings; as of the other tables, nothing is deleted from theirs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

REFUSAL = "nothing is deleted from decisions"


def upgrade() -> None:
    """Make the table and its refusal."""
    words = ("meeting", "edition", "place", "theme", "words", "author", "status")
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in words),
        sa.Column("made", sa.Date(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
    else:
        op.execute(
            "CREATE TRIGGER decisions_no_delete BEFORE DELETE OR TRUNCATE ON decisions "
            f"FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses('{REFUSAL}')"
        )
