"""Memory of the app after 50 sessions, real ones in Chromium, have opened every page."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.pages import PAGES, PROJECT
from bench.table import Line
from pages.parts.frame import SECTIONS

SESSIONS = 50
WARMING = 5
#: Small, so that drawing takes little of the machine; wide enough for the menus.
VIEWPORT = {"width": 1024, "height": 480}
RESTING = "[data-testid='stApp'][data-test-script-state='notRunning']"
FLAGS = "--no-sandbox --disable-quic --disable-background-networking --use-gl=angle --use-angle=swiftshader"


def lines(data: Path) -> list[Line]:
    """Growth per session, after a few that fill the caches."""
    what = f"memory per session, after {SESSIONS} have opened every page"
    chromium = shutil.which("chromium")
    if chromium is None:
        return [Line(what, "not measured: no chromium", "at most 5 MB", None)]
    from playwright.sync_api import sync_playwright

    with serving(data) as (port, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        for _ in range(WARMING):
            _visit(browser, port)
        before = _resident(process)
        for _ in range(SESSIONS):
            _visit(browser, port)
        after = _resident(process)
        browser.close()
    growth = (after - before) / SESSIONS / 1e6
    figure = f"{growth:.1f} MB ({before / 1e6:.0f} to {after / 1e6:.0f} MB)"
    return [Line(what, figure, "at most 5 MB", growth <= 5)]


@contextmanager
def serving(
    data: Path, script: Path = PROJECT / "serve.py", log: Path | None = None, told: Mapping[str, str] | None = None
) -> Iterator[tuple[int, int]]:
    """A server of the data folder with a copy of its ledger, which pages write into; its port and its process.

    What it says goes into the log, where one is named; `told` goes before what stands in its environment.
    """
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    streamlit = str(Path(sys.executable).with_name("streamlit"))
    command = [streamlit, "run", str(script), "--server.headless", "true", "--server.address", "localhost"]
    with tempfile.TemporaryDirectory(prefix="tp-bench-") as folder:
        ledger = Path(folder) / "ledger.db"
        if (data / "ledger.db").is_file():
            shutil.copy(data / "ledger.db", ledger)
        environment = {**os.environ, "TP_DATA": str(data), "TP_LEDGER": f"sqlite:///{ledger}", **(told or {})}
        with (log or Path(os.devnull)).open("w", encoding="utf-8") as out:
            server = subprocess.Popen(
                [*command, "--server.port", str(port)],
                cwd=PROJECT,
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT if log else None,
            )
        try:
            answering(f"http://localhost:{port}/_stcore/health")
            yield port, server.pid
        finally:
            server.terminate()
            server.wait(30)


def answering(address: str) -> None:
    """Wait until a server answers at an address; raises TimeoutError where it does not within a minute or two."""
    for _ in range(120):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"{address} does not answer")


def _visit(browser, port: int) -> None:
    """A session that opens every page by the menus of the navigation: a new address would begin another session."""
    context = browser.new_context(viewport=VIEWPORT)
    tab = context.new_page()
    tab.goto(f"http://localhost:{port}/{Path(PAGES[-1]).stem}")
    tab.wait_for_selector(RESTING, timeout=60_000)
    for page in PAGES:
        _open(tab, page)
    context.close()


def _open(tab, page: str) -> None:
    """Click a page's link in the menu of its section, and wait until the page has come to rest."""
    path = Path(page)
    tab.get_by_test_id("stTopNavSection").get_by_text(SECTIONS[path.parent.name], exact=True).click(timeout=60_000)
    tab.locator(f"a[data-testid='stTopNavDropdownLink'][href$='/{path.stem}']").click(timeout=60_000)
    tab.wait_for_url(f"**/{path.stem}**", timeout=60_000)
    tab.wait_for_timeout(100)  # the page that is left rests too, until the server answers
    tab.wait_for_selector(RESTING, timeout=60_000)


def _resident(pid: int) -> int:
    time.sleep(3)
    process = psutil.Process(pid)
    return process.memory_info().rss + sum(child.memory_info().rss for child in process.children(recursive=True))
