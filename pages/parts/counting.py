"""What the server counts for those who run it: reruns and how long they take, errors, packs, writes; no person.

Counting a rerun reads a clock twice and adds to a few numbers in memory: some microseconds of the hundreds of
milliseconds that a page takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from streamlit import runtime

import tp_metrics as tp

REGISTRY = CollectorRegistry()
SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
RERUNS = Histogram(
    "tp_rerun_seconds", "Seconds that the script of a page took, from the first line to the last", buckets=SECONDS,
    registry=REGISTRY,
)  # fmt: skip
ERRORS = Counter("tp_page_errors", "Pages, and parts of pages, that failed", registry=REGISTRY)
PACKS = Counter("tp_packs_made", "Packs that were made by the screen", registry=REGISTRY)
WRITES = Counter("tp_ledger_writes", "Changes that were written into the ledger by the screen", registry=REGISTRY)
SESSIONS = Gauge("tp_sessions_open", "Browser windows that are connected", registry=REGISTRY)
EDITIONS = Gauge("tp_editions", "Editions that can be chosen", registry=REGISTRY)
AGE = Gauge("tp_edition_age_days", "Days since the as-at date of the newest edition", registry=REGISTRY)


@contextmanager
def rerun() -> Iterator[None]:
    """Count a run of the script, however it ends."""
    begun = perf_counter()
    try:
        yield
    finally:
        RERUNS.observe(perf_counter() - begun)


def failed(_error: Exception) -> None:
    """Count a page that failed; Streamlit goes on to log it and to say so on the screen."""
    ERRORS.inc()


def text() -> bytes:
    """Everything that is counted, in Prometheus' text format."""
    SESSIONS.set(_sessions())
    try:
        found = tp.editions()
    except (OSError, ValueError):
        found = []
    EDITIONS.set(len(found))
    AGE.set((date.today() - found[0].as_at).days if found else float("nan"))
    return generate_latest(REGISTRY)


def _sessions() -> int:
    if not runtime.exists():
        return 0
    stats = runtime.get_instance().stats_mgr.get_stats(family_names=["active_sessions"])
    return sum(getattr(one, "value", 0) for one in stats.get("active_sessions", ()))
