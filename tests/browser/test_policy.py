"""Every page works under the content security policy, with its maps, charts, files and the meeting."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from pages.parts.headers import FIXED
from tests.browser.desk import PAGES, Desk, go, rerun, serving, settle

pytestmark = [pytest.mark.browser, pytest.mark.trust, pytest.mark.xdist_group("browser")]

MINUTES = 180_000
#: Have the page tell of what it was not allowed to load or to do.
WATCH = """document.addEventListener("securitypolicyviolation", event =>
    console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI}`))"""


class Broken(list[str]):
    """What a browser was not allowed to do, and what failed because of it, in its own words."""

    def heard(self, message: ConsoleMessage) -> None:
        """Note a message of the console that speaks of the policy."""
        said = message.text
        if any(word in said for word in ("Content Security Policy", "Permissions policy", "BidiComponent Error")):
            self.append(said[:300])


@pytest.mark.parametrize("path", ["/", "/wards", "/ready", "/_stcore/health", "/_stcore/host-config", "/favicon.png"])
def test_every_answer_of_the_server_bears_the_headers(own: Desk, path: str):
    with urlopen(Request(own.address + path, headers={"X-Forwarded-Proto": "https"}), timeout=30) as answer:
        told = dict(answer.headers.items())
        cookies = answer.headers.get_all("Set-Cookie", [])
    lower = {name.lower(): value for name, value in told.items()}
    assert {name: lower.get(name.lower()) for name in FIXED} == FIXED
    assert "strict-transport-security" in lower
    assert all("Secure" in one and "SameSite" in one for one in cookies)


@pytest.fixture
def watched(window: BrowserContext) -> Iterator[tuple[Page, Broken]]:
    """A page, and what breaks the policy in it; its workers tell in the same console."""
    page, broken = window.new_page(), Broken()
    page.add_init_script(WATCH)
    page.on("console", broken.heard)
    page.on("pageerror", lambda error: broken.append(str(error)[:300]))
    yield page, broken
    page.close()


@pytest.fixture(scope="module")
def own(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A dashboard of few figures, in which a test may make and bring things."""
    folder = tmp_path_factory.mktemp("policy")
    data = Path(shutil.copytree(small, folder / "data"))
    with serving(data, folder / "server.log", TP_LEDGER=f"sqlite:///{folder / 'ledger.db'}") as served:
        yield served


@pytest.mark.parametrize("name", PAGES)
def test_no_page_breaks_the_policy(desk: Desk, watched: tuple[Page, Broken], name: str):
    page, broken = watched
    go(page, f"{desk.address}/{name}")
    expect(page.locator("h1").first).to_be_visible()
    for chart in page.locator('[data-testid="stVegaLiteChart"]').all()[:3]:
        expect(chart.locator("svg, canvas").first).to_be_attached()
    assert broken == []


def test_a_map_is_drawn_under_the_policy(desk: Desk, watched: tuple[Page, Broken]):
    page, broken = watched
    go(page, f"{desk.address}/wards")
    expect(page.locator('[data-testid="stDeckGlJsonChart"] canvas').first).to_be_visible()
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        settle(page)
    assert broken == []


@pytest.mark.parametrize(
    "name", ["performance_review?", "wards?", "key_performance_review?area=North&", "virtual_courts?"]
)
def test_a_meeting_goes_by_its_keys_under_the_policy(desk: Desk, watched: tuple[Page, Broken], name: str):
    page, broken = watched
    go(page, f"{desk.address}/{name}meet=1")
    expect(page.get_by_role("timer")).to_be_visible()
    with rerun(page):
        page.keyboard.press("ArrowRight")
    assert "item=2" in page.url
    assert broken == []


def test_files_come_and_go_under_the_policy(own: Desk, watched: tuple[Page, Broken], layouts: Path):
    page, broken = watched
    go(page, f"{own.address}/measures")
    with page.expect_download() as handed:
        page.get_by_test_id("stDownloadButton").locator("button").first.dispatch_event(
            "click"
        )  # a table may lie over it
    assert Path(handed.value.path()).stat().st_size > 100
    go(page, f"{own.address}/data?data-tab=Bring files")
    page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(layouts / "mps_borough_crime_2010.csv")
    page.get_by_role("button", name="Import and publish", exact=True).click(timeout=MINUTES)
    expect(page.get_by_text("is published")).to_be_visible(timeout=MINUTES)
    assert broken == []


def test_a_pack_is_made_and_looked_at_under_the_policy(own: Desk, watched: tuple[Page, Broken]):
    page, broken = watched
    go(page, f"{own.address}/packs")
    page.locator(".st-key-make-pack button").click()
    expect(page.get_by_text("Made last")).to_be_visible(timeout=MINUTES)
    settle(page)
    expect(page.locator("canvas").first).to_be_visible(timeout=MINUTES)
    assert broken == []


@pytest.mark.parametrize(
    ("deed", "rule"),
    [
        ("() => { const s = document.createElement('script'); s.text = '1'; document.body.append(s) }", "script-src"),
        ("() => { const s = document.createElement('script'); s.src = 'https://x.test'; document.body.append(s) }", ""),
        ("() => { const s = document.createElement('iframe'); s.src = 'https://x.test'; document.body.append(s) }", ""),
        ("() => { const s = new Image(); s.src = 'https://x.test/a.png' }", "img-src"),
        ("() => { fetch('https://x.test').catch(() => 0) }", "connect-src"),
        ("() => { const s = document.createElement('base'); s.href = '/x'; document.head.append(s) }", "base-uri"),
        ("() => { window.setTimeout('1') }", "script-src"),
    ],
)
def test_what_breaks_the_policy_is_seen(own: Desk, watched: tuple[Page, Broken], deed: str, rule: str):
    page, broken = watched
    go(page, f"{own.address}/structure")
    assert broken == []
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text, timeout=10_000):
        page.evaluate(deed)
    assert [said for said in broken if rule in said]


def test_no_other_site_shows_the_dashboard_in_a_frame(own: Desk, watched: tuple[Page, Broken]):
    page, broken = watched
    page.set_content(f"<iframe src='{own.address}/structure'></iframe>")
    page.wait_for_function("() => document.readyState === 'complete'")
    frame = page.frames[-1]
    assert frame.locator(".stApp").count() == 0
    assert [said for said in broken if "frame-ancestors" in said]


def test_a_page_of_the_same_address_shows_it_in_a_frame_as_community_cloud_does(own: Desk, page: Page):
    around = f"{own.address}/around"
    page.route(around, lambda route: route.fulfill(content_type="text/html", body="<iframe src='/structure'></iframe>"))
    page.goto(around)
    expect(page.frame_locator("iframe").locator("h1").first).to_be_visible(timeout=MINUTES)
