"""Deeds on a ledger, each run forked from a process that has the project loaded, and ended where it is asked to be.

As tests.trust.forge, which does so with the command line: `python -m tests.ledger.forked` answers the same requests,
and its argument is the ledger's URL.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module

from tests.ledger.entries import fill
from tests.trust import forge
from tp_metrics.geography import Places
from tp_metrics.ledger import Ledger
from tp_metrics.schema.reference import read_reference

PLACES = Places.read()


class ForgeOfDeeds(forge.Forge):
    """The process that forks."""

    def __init__(self) -> None:
        alone = {"POLARS_MAX_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.ledger.forked"],
            cwd=forge.ROOT,
            env=os.environ | alone,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


def _deeds() -> int:
    with Ledger(sys.argv[1], places=PLACES) as ledger:
        fill(ledger)
    return 0


if __name__ == "__main__":
    # Looked up once here: the threads that read reference files would not outlive a fork.
    PLACES.place("TP")
    read_reference("meetings")
    import_module("alembic.command")
    forge._command = _deeds
    forge.serve()
