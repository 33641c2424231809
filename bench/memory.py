"""Memory of the app after 50 sessions, real ones in Chromium, have opened every page."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil

from bench.pages import PAGES, PROJECT
from bench.table import Line

SESSIONS = 50
WARMING = 5
FLAGS = "--no-sandbox --disable-quic --disable-background-networking --use-gl=angle --use-angle=swiftshader"


def lines(data: Path) -> list[Line]:
    """Growth per session, after a few that fill the caches."""
    what = f"memory per session, after {SESSIONS} have opened every page"
    chromium = shutil.which("chromium")
    if chromium is None:
        return [Line(what, "not measured: no chromium", "at most 5 MB", None)]
    from playwright.sync_api import sync_playwright

    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    streamlit = str(Path(sys.executable).with_name("streamlit"))
    command = [streamlit, "run", "serve.py", "--server.headless", "true", "--server.address", "localhost"]
    environment = {**os.environ, "TP_DATA": str(data)}
    server = subprocess.Popen(
        [*command, "--server.port", str(port)], cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _wait(f"http://localhost:{port}/health")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
            for _ in range(WARMING):
                _visit(browser, port)
            before = _resident(server.pid)
            for _ in range(SESSIONS):
                _visit(browser, port)
            after = _resident(server.pid)
            browser.close()
    finally:
        server.terminate()
        server.wait(30)
    growth = (after - before) / SESSIONS / 1e6
    figure = f"{growth:.1f} MB ({before / 1e6:.0f} to {after / 1e6:.0f} MB)"
    return [Line(what, figure, "at most 5 MB", growth <= 5)]


def _wait(address: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"{address} does not answer")


def _visit(browser, port: int) -> None:
    context = browser.new_context(viewport={"width": 800, "height": 600})
    tab = context.new_page()
    tab.goto(f"http://localhost:{port}/{Path(PAGES[-1]).stem}")
    for page in (*PAGES[1:], PAGES[0]):
        # A click on the navigation keeps the session; a new address would begin another.
        link = tab.locator(f"a[href$='/{Path(page).stem}']").first
        link.wait_for(state="attached", timeout=60_000)
        link.evaluate("link => link.click()")
        tab.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']", timeout=60_000)
    context.close()


def _resident(pid: int) -> int:
    time.sleep(3)
    process = psutil.Process(pid)
    return process.memory_info().rss + sum(child.memory_info().rss for child in process.children(recursive=True))
