"""Two replicas behind nginx: when a browser's own one is killed, the other goes on with its view and what was typed."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.replicas import NGINX, proxied
from pages.parts.moved import MOVED
from tests.browser.desk import Desk, go, rerun, serving
from tests.trust.stores import bytes_of
from tp_metrics.ledger import Ledger

pytestmark = [pytest.mark.trust, pytest.mark.browser, pytest.mark.proxy, pytest.mark.xdist_group("browser")]


@dataclass(frozen=True)
class Replicas:
    """Both servers by the name that the proxy's cookie has for them, their address before all, and their ledger."""

    address: str
    by_name: dict[str, Desk]
    ledger: str
    data: Path


@pytest.fixture
def replicas(demonstration_folder: Path, tmp_path: Path) -> Iterator[Replicas]:
    """The demonstration served twice with one ledger, and nginx before both."""
    if NGINX is None:
        pytest.skip("nginx is not installed; on Debian: apt-get install nginx-light")
    ledger = f"sqlite:///{tmp_path / 'ledger.db'}"
    told = {"TP_LEDGER": ledger, "TP_OPEN": "1", "STREAMLIT_SERVER_COOKIE_SECRET": "the same for both"}
    with (
        serving(demonstration_folder, tmp_path / "first.log", **told) as first,
        serving(demonstration_folder, tmp_path / "second.log", **told) as second,
        proxied(tmp_path, *(urlsplit(desk.address).port or 0 for desk in (first, second))) as port,
    ):
        yield Replicas(f"http://127.0.0.1:{port}", {"first": first, "second": second}, ledger, demonstration_folder)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window, without cookies."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()


def own(page: Page) -> str:
    """The replica that the browser's cookie names."""
    return next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "tp_replica")


def view(page: Page) -> tuple[str, dict[str, list[str]], str]:
    """What is shown: the page's title, what its link chooses, and the page."""
    asked = urlsplit(page.url)
    return page.locator("h1").first.inner_text(), parse_qs(asked.query), asked.path


class Well(BaseHTTPRequestHandler):
    """A server that is well."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")


@pytest.mark.skipif(NGINX is None, reason="on Debian: apt-get install nginx-light")
def test_the_site_serves_one_replica_too_which_then_has_both_names(tmp_path: Path):
    with ThreadingHTTPServer(("127.0.0.1", 0), Well) as only:
        threading.Thread(target=only.serve_forever, daemon=True).start()
        with proxied(tmp_path, only.server_port, only.server_port) as port:
            for replica in ("", "first", "second"):
                asked = Request(f"http://127.0.0.1:{port}/", headers={"Cookie": f"tp_replica={replica}"})
                with urlopen(asked) as answer:
                    assert answer.read() == b"ok"
        only.shutdown()


def test_a_browser_goes_on_at_the_other_replica_and_what_was_typed_is_kept(
    replicas: Replicas, page: Page, monkeypatch: pytest.MonkeyPatch
):
    before = bytes_of(replicas.data / "editions")
    go(page, f"{replicas.address}/exceptions?borough=Camden&window=rolling+12+months", seconds=300)
    served = own(page)
    other = next(name for name in replicas.by_name if name != served)
    name = page.get_by_role("textbox", name="Your name")
    name.fill("A. Officer")
    with rerun(page, seconds=300):
        name.press("Enter")
    with rerun(page, seconds=300):
        page.get_by_text("Enter an event", exact=True).first.click()
    words = page.get_by_role("textbox", name="What happened")
    # By the keyboard: leaving the field takes its hint away, the button moves up, and a mouse may miss it.
    entered = page.get_by_role("button", name="Enter the event")
    words.fill("Said before the replica ended")
    with rerun(page, seconds=300):
        entered.press("Enter")
    expect(words).to_have_value("", timeout=60_000)
    words.fill("Typed before and saved after")
    shown = view(page)

    with page.expect_websocket(timeout=300_000):
        os.kill(replicas.by_name[served].process.pid, signal.SIGKILL)
    expect(page.get_by_test_id("stConnectionStatus")).to_have_count(0, timeout=300_000)
    assert view(page) == shown
    expect(words).to_have_value("Typed before and saved after")

    with rerun(page, seconds=300):
        entered.press("Enter")
    expect(page.get_by_text(MOVED)).to_be_visible(timeout=300_000)
    with rerun(page, seconds=300):
        page.get_by_role("button", name="I have read it").click()
    expect(page.get_by_text(MOVED)).to_have_count(0)
    assert own(page) == other
    assert view(page) == shown
    expect(words).to_have_value("", timeout=60_000)
    monkeypatch.setenv("TP_LEDGER", replicas.ledger)
    with Ledger.open(replicas.data) as ledger:
        assert [one.words for one in ledger.events()] == [
            "Said before the replica ended",
            "Typed before and saved after",
        ]
    go(page, page.url, seconds=300)
    assert view(page) == shown
    assert bytes_of(replicas.data / "editions") == before


def test_browsers_are_spread_and_stay_with_the_replica_that_answered(replicas: Replicas):
    named = []
    for _ in range(4):
        with urlopen(f"{replicas.address}/_stcore/health", timeout=30) as answer:
            cookies = answer.headers.get_all("Set-Cookie")
        named += [found[1] for one in cookies if (found := re.match(r"tp_replica=(\w+)", one))]
    assert set(named) == {"first", "second"}
