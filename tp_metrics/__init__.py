"""Territorial Policing performance: from published files to figures and ward maps.

The front door. Pages and packs use these names and no others.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

# Before numpy is loaded: matrices are small here, and a second thread of its algebra only spins while it waits.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from tp_metrics import access, audit, periods
from tp_metrics.access import EVERYONE, Scope
from tp_metrics.desk import (
    beside_borough,
    book,
    by_ward,
    coverage,
    damaged_editions,
    demonstrate,
    edition,
    editions,
    ingest,
    measures,
    neighbours,
    over_time,
    passed_over,
    places,
    publish,
    result,
    spoken,
    store,
    together,
    trend,
    ward_signals,
    ward_source,
)
from tp_metrics.results import Figure, Result, Selection
from tp_metrics.schema.wholeness import FileDamaged

if TYPE_CHECKING:
    from tp_metrics import arrivals, charts, definitions, holdings, ledger, maps, outcomes, packs, review, words

__all__ = [
    "EVERYONE",
    "Figure",
    "FileDamaged",
    "Result",
    "Scope",
    "Selection",
    "access",
    "arrivals",
    "audit",
    "beside_borough",
    "book",
    "by_ward",
    "charts",
    "coverage",
    "damaged_editions",
    "definitions",
    "demonstrate",
    "edition",
    "editions",
    "holdings",
    "ingest",
    "ledger",
    "maps",
    "measures",
    "neighbours",
    "outcomes",
    "over_time",
    "packs",
    "passed_over",
    "periods",
    "places",
    "publish",
    "result",
    "review",
    "spoken",
    "store",
    "together",
    "trend",
    "ward_signals",
    "ward_source",
    "words",
]


#: What is imported when it is first used.
LATE = ("arrivals", "charts", "definitions", "holdings", "ledger", "maps", "outcomes", "packs", "review", "words")


def __getattr__(name: str) -> Any:
    """Import what draws, and what reads files, when it is first used: the command line needs no drawing library."""
    if name in LATE:
        return import_module(f"tp_metrics.{name}")
    raise AttributeError(f"module 'tp_metrics' has no attribute '{name}'")
