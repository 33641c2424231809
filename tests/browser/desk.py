"""A server of the dashboard on a free port of this machine, and Chromium to look at it with."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, Page, Playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    # Without a graphics card a page is put together faster by the processor itself; maps are drawn as before.
    "--disable-gpu-compositing",
]

#: The pages by their address.
PAGES = (
    "performance_review",
    "exceptions",
    "value_for_money",
    "key_performance_review",
    "wards",
    "peers",
    "confidence",
    "satisfaction",
    "equality",
    "priority_crime",
    "productivity",
    "diamond",
    "restorative_justice",
    "offenders",
    "prosecution_teams",
    "virtual_courts",
    "structure",
    "calendar",
    "actions",
    "risks",
    "packs",
    "measures",
    "data",
    "accessibility",
)

#: The script has run to its end, and nothing on the page is still a placeholder.
SETTLED = """() => document.querySelector('.stApp')?.getAttribute('data-test-script-state') === 'notRunning'
    && !document.querySelector('[data-testid="stSkeleton"]')"""


@dataclass(frozen=True)
class Desk:
    """A running server: its address, the file that it logs to, and its process."""

    address: str
    log: Path
    process: subprocess.Popen[bytes]

    def warnings(self) -> list[str]:
        """The lines of the log that report something wrong."""
        signs = ("warning", "error", "traceback", "exception", "deprecat")
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if any(sign in line.lower() for sign in signs)]


def free_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(data: Path, log: Path, script: str = "serve.py", **environment: str) -> Iterator[Desk]:
    """Serve a data folder until the block ends, with what else the environment is to say."""
    port = free_port()
    options = {"headless": "true", "address": "127.0.0.1", "port": str(port), "fileWatcherType": "none"}
    command = [sys.executable, "-m", "streamlit", "run", script]
    command += [f"--server.{name}={value}" for name, value in options.items()]
    with log.open("w", encoding="utf-8") as out:
        told = {**os.environ, "TP_DATA": str(data), **environment}
        server = subprocess.Popen(command, cwd=ROOT, env=told, stdout=out, stderr=subprocess.STDOUT)
        try:
            answering(f"http://127.0.0.1:{port}/_stcore/health", server, log)
            yield Desk(f"http://127.0.0.1:{port}", log, server)
        finally:
            server.terminate()
            server.wait(20)


def answering(address: str, server: subprocess.Popen[bytes], log: Path, seconds: int = 90) -> None:
    """Wait until a server answers at an address."""
    for _ in range(seconds * 5):
        if server.poll() is not None:
            break
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the server did not answer; it said: {log.read_text(encoding='utf-8')[-2000:]}")


def status(asked: Request) -> int:
    """The status of an answer."""
    try:
        with urlopen(asked, timeout=30) as got:
            return int(got.status)
    except HTTPError as refused:
        return refused.code


def launched(playwright: Playwright) -> Browser:
    """Chromium as it runs without a screen or a graphics card."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


def go(page: Page, address: str, *, seconds: int = 120) -> None:
    """Open an address and wait until the page has settled."""
    page.goto(address, timeout=seconds * 1000)
    settle(page, seconds=seconds)


def settle(page: Page, *, seconds: int = 120) -> None:
    """Wait until the script has run, and what it drew stands still for a moment."""
    page.wait_for_selector('[data-testid="stHeading"], [data-testid="stAlert"]', timeout=seconds * 1000)
    page.wait_for_function(SETTLED, timeout=seconds * 1000)
    page.wait_for_timeout(400)
    page.wait_for_function(SETTLED, timeout=seconds * 1000)


#: A script begins to run within so many milliseconds, or does not.
BEGINS = 8000
#: Note the next moment at which the script runs.
WATCH = """() => {
    const app = document.querySelector('.stApp')
    window.ranAgain = false
    window.watched = Date.now()
    new MutationObserver((_, self) => {
        if (app.getAttribute('data-test-script-state') === 'notRunning') return
        window.ranAgain = true
        self.disconnect()
    }).observe(app, {attributes: true, attributeFilter: ['data-test-script-state']})
}"""


@contextmanager
def rerun(page: Page, *, seconds: int = 60) -> Iterator[None]:
    """Wait until the script has run because of what the block does, however soon it begins to, or late within seconds.

    A run that goes on as the block begins is waited for; one that it was merged into is not seen, and given up.
    """
    page.wait_for_function(SETTLED, timeout=seconds * 1000)
    page.evaluate(WATCH)
    yield
    # A function, since the page's policy allows no text to be run as one.
    begun = f"window.ranAgain || Date.now() - window.watched > {BEGINS}"
    page.wait_for_function(f"() => ({begun}) && ({SETTLED})()", timeout=seconds * 1000)
