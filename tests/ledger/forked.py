"""Deeds on a ledger, each run forked from a process that has the project loaded, and ended where it is asked to be.

As tests.trust.forge, which does so with the command line: `python -m tests.ledger.forked` answers the same requests,
and its argument is the ledger's URL.
"""

from __future__ import annotations

import sys
from importlib import import_module

from tests.ledger.entries import fill
from tests.trust import forge
from tp_metrics.geography import Places
from tp_metrics.ledger import Ledger
from tp_metrics.schema.reference import read_reference

PLACES = Places.read()


def _deeds() -> int:
    with Ledger(sys.argv[1], places=PLACES) as ledger:
        fill(ledger)
    return 0


if __name__ == "__main__":
    # Looked up once here: the threads that read reference files would not outlive a fork.
    PLACES.place("TP")
    read_reference("meetings")
    import_module("alembic.command")
    forge.serve(_deeds)
