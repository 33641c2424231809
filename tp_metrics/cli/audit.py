"""`audit`: who signed in, published, took figures away or changed the ledger."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.table import Table

from tp_metrics import audit, desk


def listed(since: str | None) -> Table:
    """The entries as a table, the oldest first; raises ValueError for a day that is none."""
    table = Table("at (UTC)", "kind", "who", "role", "what", box=None)
    for one in audit.entries(desk.data_folder(), _moment(since) if since else None):
        table.add_row(one.at[:19].replace("T", " "), one.kind, one.who, one.role, one.what)
    return table


def _moment(text: str) -> datetime:
    """A day, or a day and time, in UTC where no zone is said."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is no day; write it like 2010-12-31, or 2010-12-31T09:00") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
