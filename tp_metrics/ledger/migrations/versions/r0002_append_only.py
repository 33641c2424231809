"""The database itself refuses to delete, to rewrite history and notes, and to change locked commentary."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = ("cases", "notes", "actions", "commentary", "events", "history")
APPEND_ONLY = ("notes", "history")
LOCKED = "locked commentary never changes"


def upgrade() -> None:
    """Put the refusals into the database."""
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
    else:
        _on_postgresql()


def _on_sqlite() -> None:
    for table in TABLES:
        _refusal(f"{table}_no_delete", f"BEFORE DELETE ON {table}", f"nothing is deleted from {table}")
    for table in APPEND_ONLY:
        _refusal(f"{table}_no_update", f"BEFORE UPDATE ON {table}", f"{table} are only ever added to")
    _refusal("commentary_locked", "BEFORE UPDATE ON commentary WHEN OLD.status = 'locked'", LOCKED)


def _refusal(name: str, when: str, words: str) -> None:
    op.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{words}'); END")


def _on_postgresql() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0]; END $$"
    )
    refuses = "EXECUTE FUNCTION ledger_refuses"
    for table in TABLES:
        words = f"nothing is deleted from {table}"
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT {refuses}('{words}')"
        )
    for table in APPEND_ONLY:
        words = f"{table} are only ever added to"
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH STATEMENT {refuses}('{words}')")
    op.execute(
        "CREATE TRIGGER commentary_locked BEFORE UPDATE ON commentary FOR EACH ROW "
        f"WHEN (OLD.status = 'locked') {refuses}('{LOCKED}')"
    )
