"""Packs kept and written, and ledgers brought up to date, each forked from a process that has the project loaded.

As tests.trust.forge, which does so with the command line. The first argument is the deed: `keep`, `out FILE`, or
`upgrade URL N`, which ends itself before the Nth statement that it sends to the database.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.trust import forge

#: As large as a pack's files are, so that they are written in more than one piece.
WRITTEN = bytes(range(256)) * 2000


def _deed() -> int:
    deed, *given = sys.argv[1:]
    folder = Path(os.environ["TP_DATA"])
    try:
        if deed == "keep":
            _keep(folder)
        elif deed == "out":
            from tp_metrics.cli.pack import in_place

            in_place(Path(given[0]), WRITTEN)
        else:
            _upgrade(given[0], int(given[1]))
    except (OSError, ValueError) as error:
        from tp_metrics.schema.wholeness import unusable

        print(unusable(error) if isinstance(error, OSError) else error)
        return 2
    return 0


def _keep(folder: Path) -> None:
    from tests.packs import made
    from tp_metrics.packs import FILES, Section, Words, keep

    document = made.document(Section("S", (Words("Said."),)))
    keep(document, dict.fromkeys(FILES, WRITTEN), folder, place="TP", by="A. Name")


def _upgrade(url: str, most: int) -> None:
    from sqlalchemy import Engine, event

    from tp_metrics.ledger import upgrade

    sent = 0

    def counted(*_: Any) -> None:
        nonlocal sent
        if sent == most:
            os.kill(os.getpid(), signal.SIGKILL)
        sent += 1

    event.listen(Engine, "before_cursor_execute", counted)
    upgrade(url)
    print(f"{sent} statements")


if __name__ == "__main__":
    for name in ("alembic.command", "tests.packs.made", "tp_metrics.packs", "tp_metrics.cli.pack", "tp_metrics.ledger"):
        import_module(name)
    forge.serve(_deed)
