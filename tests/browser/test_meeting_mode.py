"""Meeting mode in a browser: keys and a clicker, the agenda drawer, the clock, a decision, and the way out."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk, go, rerun

pytestmark = [pytest.mark.browser, pytest.mark.trust, pytest.mark.xdist_group("browser")]
CLOCK = ".clock"
#: Pixels of the smallest type of a room, read at 5 metres from a picture 2 metres wide.
LEAST = {1366: 19, 1920: 27}


def asked(page: Page) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def at(page: Page, item: int, of: int = 10) -> None:
    """The finding of a number is open, in the bar and in the link, and its clock runs, so that keys are heard."""
    expect(page.get_by_text(f"{item} of {of}", exact=True)).to_be_visible(timeout=20_000)
    expect(page.locator(CLOCK)).to_have_text(re.compile(r"\d+:\d\d"), timeout=20_000)
    assert asked(page)["item"] == str(item)


def seconds(page: Page) -> int:
    minutes, rest = page.locator(CLOCK).inner_text().split(":")
    return int(minutes) * 60 + int(rest)


@pytest.fixture
def held(desk: Desk, page: Page) -> Callable[[str], Page]:
    def opened(link: str) -> Page:
        go(page, f"{desk.address}/{link}")
        return page

    return opened


def test_a_meeting_is_entered_gone_through_by_keys_and_left_where_it_was(desk: Desk, held):
    page = held("priority_crime?borough=Camden&window=Quarter")
    view = {name: value for name, value in asked(page).items() if name not in ("meet", "item")}
    with rerun(page):
        page.get_by_role("button", name="Meeting mode").click()
    at(page, 1)
    expect(page.get_by_role("combobox", name="Borough")).to_be_hidden()
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    for number, key in enumerate(("ArrowRight", "PageDown", "n"), start=2):
        page.keyboard.press(key)
        at(page, number)
    for number, key in ((3, "ArrowLeft"), (2, "PageUp"), (1, "p")):
        page.keyboard.press(key)
        at(page, number)
    for _ in range(6):
        page.keyboard.press("PageDown")
    at(page, 7)
    expect(page.locator(".st-key-meeting-stage").get_by_test_id("stVegaLiteChart")).to_have_count(1)
    with rerun(page):
        page.keyboard.press("Escape")
    expect(page.get_by_role("combobox", name="Borough")).to_have_value("Camden")
    assert asked(page) == view
    assert desk.warnings() == []


def test_the_browsers_back_and_forward_go_through_the_meeting_and_out_of_it(desk: Desk, held):
    page = held("priority_crime?borough=Camden&window=Quarter")
    with rerun(page):
        page.get_by_role("button", name="Meeting mode").click()
    at(page, 1)
    for number in (2, 3):
        page.keyboard.press("PageDown")
        at(page, number)
    page.wait_for_timeout(1200)
    for number in (2, 1):
        page.go_back()
        at(page, number)
    page.go_forward()
    at(page, 2)
    page.go_back()
    at(page, 1)
    page.go_back()
    # The page that is left may stand beside the new one for a moment.
    expect(page.get_by_role("combobox", name="Borough").last).to_have_value("Camden", timeout=20_000)
    assert not {"meet", "item"} & set(asked(page))
    assert desk.warnings() == []


def test_the_agenda_drawer_goes_to_a_finding_and_the_clock_counts_it_alone(held):
    page = held("priority_crime?meet=1&item=4")
    at(page, 4)
    expect(page.locator(CLOCK)).to_be_visible()
    page.wait_for_timeout(2100)
    assert seconds(page) >= 2
    page.get_by_role("button", name="Agenda").click()
    with rerun(page):
        page.get_by_role("button", name="5. Every offence, and a year before").click()
    at(page, 5)
    assert seconds(page) < 5
    expect(page.get_by_role("button", name="5. Every offence, and a year before")).to_be_hidden()
    before = page.evaluate("performance.now()")
    runs = page.evaluate("""() => new Promise(done => {
        let runs = 0
        const seen = new MutationObserver(() => { runs += 1 })
        seen.observe(document.querySelector('.stApp'), {attributes: true, attributeFilter: ['data-test-script-state']})
        setTimeout(() => { seen.disconnect(); done(runs) }, 3200)
    })""")
    assert runs == 0, "the clock runs the page again"
    assert page.evaluate("performance.now()") > before + 3000


def test_a_decision_is_typed_in_place_and_the_keys_that_type_it_move_nothing(desk: Desk, held):
    page = held("satisfaction?meet=1&item=4&borough=Camden")
    at(page, 4, of=9)
    page.get_by_text("Write down a decision or an action").click()
    page.get_by_role("textbox", name="Your name").fill("A. Secretary")
    words = page.get_by_role("textbox", name="What is decided")
    words.click()
    page.keyboard.type("Ring back now; no people left waiting")
    for key in ("ArrowLeft", "ArrowRight", "PageDown", "Escape"):
        page.keyboard.press(key)
    page.wait_for_timeout(600)
    at(page, 4, of=9)
    with rerun(page):
        page.get_by_role("button", name="Write it down").click()
    said = page.locator(".st-key-meeting-below").get_by_text("Ring back now; no people left waiting")
    expect(said.first).to_be_visible()
    at(page, 4, of=9)
    with rerun(page):
        page.get_by_role("button", name="Leave").click()
    page.get_by_text("Decided on this page: 1").click()
    expect(page.get_by_text("Ring back now; no people left waiting").first).to_be_visible()
    assert desk.warnings() == []


@pytest.mark.parametrize("width", LEAST)
@pytest.mark.parametrize("item", [1, 3, 4, 5, 7])
def test_the_type_is_large_and_nothing_runs_off_the_screen(desk: Desk, page: Page, width: int, item: int):
    page.set_viewport_size({"width": width, "height": 768 if width == 1366 else 1080})
    go(page, f"{desk.address}/priority_crime?meet=1&item={item}")
    at(page, item)
    stage = page.locator(".st-key-meeting-stage")
    page.wait_for_timeout(1000)
    sizes = stage.evaluate("""stage => [...stage.querySelectorAll('p, h1, h2, h3, svg.marks text')]
        .filter(one => one.textContent.trim() && one.getClientRects().length)
        .map(one => [parseFloat(getComputedStyle(one).fontSize) * (one.currentCSSZoom || 1), one.textContent])""")
    assert min(sizes)[0] >= LEAST[width] * 0.85, min(sizes)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    beyond = stage.evaluate("""stage => [...stage.querySelectorAll('svg.marks, [data-testid=stDataFrame], p, h1, h3')]
        .map(one => one.getBoundingClientRect().right).filter(right => right > innerWidth + 1)""")
    assert beyond == []


@pytest.mark.parametrize("link", ["packs?meet=1", "key_performance_review?meet=1"])
def test_a_page_with_nothing_to_go_through_has_a_way_out_and_none_in(held, link: str):
    page = held(link)
    leave = page.get_by_role("button", name="Leave")
    expect(leave).to_be_visible()
    expect(page.get_by_role("button", name="Meeting mode")).to_be_hidden()
    with rerun(page):
        leave.click()
    assert "meet" not in asked(page)
    expect(page.get_by_role("button", name="Meeting mode")).to_be_visible()
