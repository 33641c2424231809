"""Draws the pictures of docs/screenshots from the demonstration data; run by `make screenshots`."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
PICTURES = PROJECT / "docs" / "screenshots"

#: Picture → address of the page on it.
PAGES = {
    "wards": "/",
    "confidence": "/confidence",
    "priority_crime": "/priority_crime",
    "data": "/data",
}

#: Chromium without a graphics card draws the map in software.
ARGUMENTS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
BUSY = "[data-testid='stSkeleton'], [data-testid='stStatusWidget'], [data-testid='stSpinner']"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The dashboard on a data folder; gives its address."""
    port = free_port()
    streamlit = Path(sys.executable).with_name("streamlit")
    command = [str(streamlit), "run", "serve.py", "--server.address", "localhost", "--server.headless", "true"]
    environment = {**os.environ, "TP_DATA": str(data)}
    server = subprocess.Popen([*command, "--server.port", str(port)], cwd=PROJECT, env=environment)
    try:
        address = f"http://localhost:{port}"
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/health", timeout=5).read()
                break
            except (urllib.error.URLError, TimeoutError):
                time.sleep(1)
        yield address
    finally:
        server.terminate()
        server.wait()


def settled(page: Page) -> None:
    """Wait until the page has drawn everything, the map too."""
    page.wait_for_selector("h1, h2", timeout=120_000)
    for _ in range(120):
        page.wait_for_timeout(1000)
        if page.locator(BUSY).count() == 0:
            break
    page.wait_for_timeout(4000)


def main() -> int:
    """Draw every picture."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("Chromium was not found; on Debian: apt-get install chromium")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(os.environ.get("TP_DATA", temporary)).absolute()
        if not (data / "editions").is_dir():
            demo = [sys.executable, "-m", "tp_metrics", "--data", str(data), "demo"]
            subprocess.run(demo, cwd=PROJECT, check=True)
        with served(data) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
            for name, path in PAGES.items():
                page.goto(address + path, timeout=120_000)
                settled(page)
                page.screenshot(path=PICTURES / f"{name}.png")
                print(PICTURES / f"{name}.png")
            browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
