"""Draws the pictures of docs/screenshots from the demonstration data; run by `make screenshots`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.desk import CHROMIUM, ROOT, go, launched, serving

PICTURES = ROOT / "docs" / "screenshots"

#: Picture → address of the page on it.
PAGES = {"wards": "/", "confidence": "/confidence", "priority_crime": "/priority_crime", "data": "/data"}

#: What the map takes to draw its shapes, in milliseconds, after the page says that it has settled.
DRAWING = 4000


def demonstration(folder: Path) -> Path:
    """A data folder with the demonstration: the ready one of TP_TEST_DEMONSTRATION, or a new one."""
    if ready := os.environ.get("TP_TEST_DEMONSTRATION"):
        return Path(ready).absolute()
    subprocess.run([sys.executable, "-m", "tp_metrics", "--data", str(folder), "demo"], cwd=ROOT, check=True)
    return folder


def main() -> int:
    """Draw every picture."""
    if not CHROMIUM:
        print("Chromium was not found; on Debian: apt-get install chromium")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        data = demonstration(Path(temporary) / "data")
        with serving(data, Path(temporary) / "log") as desk, sync_playwright() as playwright:
            browser = launched(playwright)
            page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
            for name, path in PAGES.items():
                go(page, desk.address + path)
                page.wait_for_timeout(DRAWING)
                page.screenshot(path=PICTURES / f"{name}.png")
                print(PICTURES / f"{name}.png")
            browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
