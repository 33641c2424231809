"""Every page can be used by keyboard, by ear, in large type and without motion, in both themes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Literal, get_args

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pages.parts import gate
from pages.parts.accessible import KNOWN
from tests.browser.accessible import CUT, MOVING, drawn, faults, pictures, unfolded, walked
from tests.browser.desk import PAGES, Desk, go
from tests.browser.keyboard import pick
from tests.sight import contrast

# One worker serves them all: another one would build its own server for the same few pages.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Theme = Literal["light", "dark"]
THEMES = get_args(Theme)
#: Whether the page stands on a light ground.
LIGHT = """() => getComputedStyle(document.querySelector('.stApp')).backgroundColor === 'rgb(255, 255, 255)'"""
#: Pictures whose table stands further down the page in place of a button beside them.
FAR = {
    ("wards", "st-key-map"),
    ("wards", "st-key-wards-chart"),
    ("structure", "stGraphVizChart"),
    ("data", "stVegaLiteChart"),
}
#: Pages beyond their first view: what stands in them when something is opened.
OPENED = (
    "wards?shade=Certainty&borough=Camden",
    "wards?ward=Abbey, Merton&part=Compare wards",
    "data?data-tab=Bring files",
)


@pytest.fixture
def calm(page: Page) -> Page:
    """A page whose computer asks for less motion."""
    page.emulate_media(reduced_motion="reduce")
    return page


@pytest.fixture(scope="module")
def enlarged(browser: Browser) -> Iterator[BrowserContext]:
    """What a window of 1366 by 768 holds when the browser enlarges everything to 200 %."""
    context = browser.new_context(viewport={"width": 683, "height": 384}, device_scale_factor=2)
    yield context
    context.close()


@pytest.mark.parametrize("theme", THEMES)
def test_the_first_page_has_no_fault(desk: Desk, calm: Page, theme: Theme):
    calm.emulate_media(color_scheme=theme)
    go(calm, f"{desk.address}/accessibility")
    assert faults(calm)[0] == []
    assert calm.evaluate(LIGHT) == (theme == "light")


@pytest.mark.trust
@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_on_any_page_but_what_is_known_and_all_of_that(desk: Desk, calm: Page, theme: Theme):
    calm.emulate_media(color_scheme=theme)
    page, new, met = calm, {}, set()
    for name in (*PAGES, *OPENED):
        go(page, f"{desk.address}/{name}")
        unfolded(page)
        drawn(page)
        found, known = faults(page)
        met |= known
        if found:
            new[name] = found
        assert not page.evaluate(MOVING), f"{name} moves"
    assert new == {}
    assert met == {(fault.rule, fault.selector) for fault in KNOWN}


@pytest.mark.trust
def test_every_chart_and_map_says_what_it_shows_and_has_a_table(desk: Desk, page: Page):
    silent, alone, far, seen = [], [], set(), 0
    for name in (*PAGES, *OPENED):
        go(page, f"{desk.address}/{name}")
        drawn(page)
        for one in pictures(page):
            seen += 1
            told = len(one["text"].split()) >= 6 and re.search(r"\d|\bno\b|\breports to\b", one["text"])
            if not told:
                silent.append((name, one["kind"], one["text"]))
            if not one["twin"]:
                alone.append((name, one["kind"], one["text"]))
            if one["twin"] == "table":
                far.add((name.partition("?")[0], one["key"] or one["kind"]))
    assert seen > 40
    assert silent == []
    assert alone == []
    assert far == FAR


@pytest.mark.trust
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_used_by_keyboard_and_shows_what_is_in_focus(desk: Desk, calm: Page, name: str):
    go(calm, f"{desk.address}/{name}")
    drawn(calm)
    missed, unseen = walked(calm)
    assert missed == {}
    assert unseen == []


@pytest.mark.trust
def test_what_a_click_on_the_map_opens_is_opened_by_keyboard_and_so_is_a_charts_table(desk: Desk, page: Page):
    go(page, f"{desk.address}/wards?borough=Merton")
    drawn(page)
    pick(page, "Ward", "Abbey, Merton")
    expect(page.locator("h1").first).to_contain_text("Abbey, Merton")
    go(page, f"{desk.address}/confidence")
    drawn(page)
    twin = page.get_by_role("button", name="As a table").first
    twin.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stPopoverBody").get_by_test_id("stDataFrame")).to_be_visible(timeout=60_000)


@pytest.mark.trust
@pytest.mark.parametrize("name", PAGES)
def test_at_twice_the_size_no_text_is_cut_and_none_lies_over_other_text(
    desk: Desk, enlarged: BrowserContext, name: str
):
    page = enlarged.new_page()
    go(page, f"{desk.address}/{name}")
    drawn(page)
    found = page.evaluate(CUT)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    page.close()
    assert found == {"cut": [], "over": []}
    assert wide <= 1


@pytest.mark.parametrize("scheme", THEMES)
def test_the_page_where_nobody_can_sign_in_reads_well_by_day_and_night(browser: Browser, scheme: Theme):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.set_content(gate.UNREACHABLE.format(back="/"))
    ground = "#" + Image.open(BytesIO(page.screenshot())).convert("RGB").tobytes()[:3].hex()
    assert (contrast(ground, "#FFFFFF") > 10) == (scheme == "dark")
    for element in ("h1", "p", "a"):
        said = page.locator(element).first.evaluate("one => getComputedStyle(one).color")
        colour = "#" + bytes(int(part) for part in re.findall(r"\d+", said)[:3]).hex()
        assert contrast(colour, ground) >= 4.5, (element, said, ground)
    context.close()
