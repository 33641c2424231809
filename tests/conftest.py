"""What the tests share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.folders import demonstration_folder, real_folder, small, vintages

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["demonstration_folder", "real_folder", "small", "vintages"]

# How long an example takes says something of the machine alone.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def open_data() -> Path:
    """The folder of real published files that TP_OPEN_DATA names."""
    folder = os.environ.get("TP_OPEN_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("TP_OPEN_DATA names no folder of real published files")
    return Path(folder).resolve()


@pytest.fixture(scope="session")
def layouts() -> Path:
    """Small made-up files, one in each published layout."""
    return Path(__file__).parent / "layouts"


@pytest.fixture(scope="session", autouse=True)
def components_known() -> Iterator[None]:
    """What is found among the installed packages: AppTest looks through all of them for each screen, for 0.1 s."""
    if "streamlit.testing.v1" not in sys.modules:  # no test of this run opens a screen
        yield
        return
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session")
def empty_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger in which nothing stands: to make its tables takes ten times as long as to copy them."""
    from tp_metrics.ledger import Ledger

    file = tmp_path_factory.mktemp("ledger") / "empty.db"
    Ledger(f"sqlite:///{file}").close()
    return file


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; what asks for it is skipped without it."""
    from playwright.sync_api import sync_playwright

    from tests.browser.desk import CHROMIUM, launched

    if not CHROMIUM:
        pytest.skip("Chromium is not installed; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        found = launched(playwright)
        yield found
        found.close()


#: What may be skipped on a desk, and never where TP_CI is set; how to have it run.
MUST_RUN = {
    "browser": "install Chromium (on Debian: apt-get install chromium)",
    "database": "start PostgreSQL on localhost:5432, or name a database by TP_TEST_DATABASE",
    "cluster": "install PostgreSQL, of which the test starts its own (on Debian: apt-get install postgresql)",
    "office": "install LibreOffice and poppler-utils (on Debian: apt-get install libreoffice-impress libreoffice-calc "
    "poppler-utils)",
    "proxy": "install nginx (on Debian: apt-get install nginx-light)",
    "spark": "install PySpark (.venv/bin/python -m pip install -r requirements-spark.txt) and Java 17 or later "
    "(on Debian: apt-get install default-jre-headless)",
    "paper": "install poppler-utils (on Debian: apt-get install poppler-utils)",
    "real": "set TP_OPEN_DATA to the folder of real published files",
}
_skipped: dict[str, list[str]] = {kind: [] for kind in MUST_RUN}


#: Folders whose tests ask for the same figures, screens or shapes again and again: one worker works them out for each.
#: That of the methods is the largest group and so the first: one worker does it while another makes the demonstration.
TOGETHER = ("access", "cli", "demo", "geography", "outcomes", "packs", "results", "review", "screens", "stats")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist asks which tests go together
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of some folders go together; one that asks for the real files is one of them, whether it says so or not."""
    for item in items:
        top, _, path = item.nodeid.partition("/")
        folder = path.partition("/")[0]
        if top == "tests" and folder in TOGETHER and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(folder))
        if "open_data" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.real)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note what is skipped of what has to run."""
    if report.skipped and not hasattr(report, "wasxfail"):
        for kind in MUST_RUN:
            if kind in report.keywords:
                _skipped[kind].append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where TP_CI is set, a skipped browser, database or real-file test fails the run."""
    if os.environ.get("TP_CI") and any(_skipped.values()) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each kind that was skipped, with how to have it run."""
    for kind, tests in _skipped.items():
        if tests:
            failing = ", which fails the run, as TP_CI is set" if os.environ.get("TP_CI") else ""
            terminalreporter.write_line(f"{len(tests)} {kind} tests skipped{failing}: {MUST_RUN[kind]}")
