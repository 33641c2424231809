"""Draws the pictures of docs/screenshots and of docs/tour.md from the demonstration data; run by `make screenshots`."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import meeting
from tests.browser.desk import CHROMIUM, ROOT, go, launched, serving, settle

PICTURES = ROOT / "docs" / "screenshots"
TOUR = ROOT / "docs" / "tour"

#: Picture → address of the page on it.
PAGES = {
    "strategic": "/performance_review",
    "exceptions": "/exceptions",
    "wards": "/wards",
    "confidence": "/confidence",
    "priority_crime": "/priority_crime",
    "data": "/data",
}

#: What the map takes to draw its shapes, in milliseconds, after the page says that it has settled.
DRAWING = 4000
#: Colours of a picture: enough for text, charts and maps, at a third of the size.
COLOURS = 128
#: Bring something to the top, under the navigation.
UP = "found => { found.style.scrollMarginTop = '80px'; found.scrollIntoView({block: 'start'}) }"
WHY = "Two series in few wards, by one method."


def demonstration(folder: Path) -> Path:
    """A data folder with the demonstration: the ready one of TP_TEST_DEMONSTRATION, or a new one."""
    if ready := os.environ.get("TP_TEST_DEMONSTRATION"):
        return Path(ready).absolute()
    subprocess.run([sys.executable, "-m", "tp_metrics", "--data", str(folder), "demo"], cwd=ROOT, check=True)
    return folder


def drawn(page: Page, path: Path) -> None:
    """What the page shows now, as a small picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    whole.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path} {path.stat().st_size / 1000:.0f} kB")


def opened(browser: Browser) -> Page:
    """A page as the projector of the meeting room shows it."""
    return browser.new_page(viewport={"width": 1366, "height": 768}, color_scheme="light")


def tour(page: Page, address: str) -> None:
    """Hold the meeting, with a picture of each step."""
    for name, top in meeting.steps(page, address, why=WHY):
        settle(page)
        top.first.evaluate(UP)
        page.wait_for_timeout(800)
        drawn(page, TOUR / f"{name}.png")


def main() -> int:
    """Draw every picture."""
    if not CHROMIUM:
        print("Chromium was not found; on Debian: apt-get install chromium")
        return 1
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        own = Path(temporary)
        data = demonstration(own / "data")
        browser = launched(playwright)
        with serving(data, own / "log") as desk:
            page = opened(browser)
            for name, path in PAGES.items():
                go(page, desk.address + path)
                page.wait_for_timeout(DRAWING)
                drawn(page, PICTURES / f"{name}.png")
        with serving(data, own / "log", TP_LEDGER=f"sqlite:///{own / 'ledger.db'}") as desk:
            tour(opened(browser), desk.address)
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
