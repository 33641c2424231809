"""Data folders that tests of screens open: a small one of made-up files, and the demonstration."""

from __future__ import annotations

import fcntl
import os
from datetime import date
from pathlib import Path

import pytest

from tp_metrics.editions import publish
from tp_metrics.records import Store

#: What the small data folder is made of, from the made-up files of tests/layouts.
FILES = ("mps_borough_crime_2008.csv", "ward_atlas.csv")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, layouts: Path) -> Path:
    """A data folder with two small editions, of records that are not demonstration data."""
    folder = tmp_path_factory.mktemp("small")
    store = Store(folder)
    for name in FILES:
        store.ingest(layouts / name, max_refused=1)
    for as_at in (date(2015, 3, 31), date(2016, 12, 31)):
        publish(store, as_at)
    return folder


@pytest.fixture(scope="session")
def demonstration_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demonstration, made once for all workers; TP_TEST_DEMONSTRATION names a ready one."""
    if ready := os.environ.get("TP_TEST_DEMONSTRATION"):
        return Path(ready)
    run = tmp_path_factory.getbasetemp()
    run = run.parent if os.environ.get("PYTEST_XDIST_WORKER") else run
    folder = run / "demonstration"
    with (run / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "editions" / "2011-12-31").is_dir():
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("TP_DATA", str(folder))
                import tp_metrics as tp

                tp.demonstrate()
    return folder
