"""The dashboard in a real browser: every page opens, links restore the view, and a row opens its ward."""

from __future__ import annotations

import statistics
import time
from base64 import b64encode
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import PAGES, Desk, go, rerun, serving, settle

# One worker serves them all: another one would build its own server for the same few pages.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

#: One of two wards of a name, and one with what a link has to escape; tests/screens opens every ward by its link.
WARDS = {"Abbey, Merton": "Merton", "St. James's": "Westminster"}


def link(page: Page) -> dict[str, str]:
    """What the address bar says."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def title(page: Page) -> str:
    """The page's first line."""
    return page.locator("h1").first.inner_text()


#: A phone, after the desk on which each page opens.
PHONE = {"width": 390, "height": 844}

WITHIN = "() => document.documentElement.scrollWidth <= window.innerWidth + 1"


#: The page with most to draw, a map; `make trust` opens the others.
FIRST = ("wards",)
OPENED = [name if name in FIRST else pytest.param(name, marks=pytest.mark.trust) for name in PAGES]


#: Every title that the browser's tab has had since the page was asked for.
TITLES = """() => {
    window.titles = [document.title]
    new MutationObserver(() => window.titles.push(document.title))
        .observe(document.head, { childList: true, subtree: true, characterData: true })
}"""


def test_each_page_has_its_own_title_in_the_tab_and_loses_it_at_no_time(desk: Desk, page: Page):
    go(page, f"{desk.address}/structure")
    expect(page).to_have_title("Structure · Territorial Policing metrics")
    page.evaluate(TITLES)
    with rerun(page):
        page.keyboard.press("r")
    assert set(page.evaluate("window.titles")) == {"Structure · Territorial Policing metrics"}
    page.get_by_test_id("stTopNavSection").filter(has_text="About").click()
    page.get_by_test_id("stTopNavDropdownLink").filter(has_text="Measures").click()
    expect(page).to_have_title("Measures · Territorial Policing metrics")
    settle(page)
    ends = ("", " · Territorial Policing metrics")
    assert set(page.evaluate("window.titles")) <= {f"{name}{end}" for name in ("Structure", "Measures") for end in ends}
    go(page, desk.address)
    expect(page).to_have_title("Strategic performance · Territorial Policing metrics")


@pytest.mark.parametrize("name", OPENED)
def test_every_page_opens_by_a_cold_link_asks_nobody_else_and_is_no_wider_than_its_screen(
    desk: Desk, page: Page, name: str
):
    elsewhere: list[str] = []
    page.on("request", lambda asked: elsewhere.append(asked.url) if not asked.url.startswith(local(desk)) else None)
    go(page, f"{desk.address}/{name}")
    assert page.locator('[data-testid="stException"]').count() == 0
    assert page.get_by_text("Page not found").count() == 0
    assert title(page)
    assert elsewhere == []
    assert desk.warnings() == []
    assert page.evaluate(WITHIN)
    page.set_viewport_size(PHONE)
    settle(page)
    page.wait_for_function(WITHIN, timeout=10_000)


def local(desk: Desk) -> tuple[str, ...]:
    """What an address of this server's begins with."""
    return desk.address, desk.address.replace("http", "ws"), "data:", "blob:"


@pytest.mark.trust
@pytest.mark.parametrize("ward", WARDS)
def test_a_ward_opens_by_a_link_that_names_it_alone(desk: Desk, page: Page, ward: str):
    go(page, f"{desk.address}/wards?ward={ward}")
    expect(page.locator("h1").first).to_contain_text(ward)
    assert link(page)["borough"] == WARDS[ward]


def test_what_is_chosen_stands_in_the_link_and_a_pasted_link_restores_it(desk: Desk, page: Page):
    go(page, f"{desk.address}/priority_crime")
    choose(page, "Borough", "Camden")
    choose(page, "Window", "Rolling 12 months")
    assert link(page) == {"area": "North", "borough": "Camden", "window": "Rolling 12 months"}
    first_line = title(page)
    assert "Camden" in first_line

    other = page.context.new_page()
    go(other, page.url)
    assert title(other) == first_line


@pytest.mark.trust
def test_the_link_keeps_what_another_page_does_not_use(desk: Desk, page: Page):
    go(page, f"{desk.address}/wards?ward=Abbey, Merton&measure=Robbery")
    menu(page, "About", "Measures")
    settle(page)
    assert link(page) | {"ward": "Abbey, Merton", "measure": "Robbery"} == link(page)
    menu(page, "Places", "Wards")
    page.wait_for_function("() => document.querySelector('h1')?.innerText.includes('Robbery')", timeout=60_000)
    assert "Abbey, Merton" in title(page)


@pytest.mark.trust
def test_the_link_keeps_its_filters_on_the_way_from_pages_with_choices_of_their_own(desk: Desk, page: Page):
    asked = {"ward": "Abbey, Merton", "measure": "Robbery", "window": "Rolling 12 months", "end": "Sep 2011"}
    go(page, f"{desk.address}/measures?" + "&".join(f"{name}={value}" for name, value in asked.items()))
    for section, name in (
        ("Meetings", "Actions"),
        ("Justice", "Diamond Districts"),
        ("Strategic", "Value for money"),
        ("Places", "Wards"),
    ):
        menu(page, section, name)
        settle(page)
        assert link(page) | asked == link(page), name
    page.reload()
    settle(page)
    assert "Abbey, Merton" in title(page)
    assert desk.warnings() == []


@pytest.mark.trust
def test_keys_step_through_the_agenda_the_link_keeps_the_step_and_writing_moves_nothing(desk: Desk, page: Page):
    go(page, f"{desk.address}/key_performance_review?area=South East&edition=31 Dec 2010")
    expect(page.locator("h1").first).to_contain_text("South East area, ", timeout=60_000)
    for key, step in (("n", "Bexley, confidence"), ("n", "Bexley, victims"), ("p", "Bexley, confidence")):
        page.keyboard.press(key)
        expect(page.locator("h1").first).to_contain_text(step, timeout=60_000)
        settle(page)
    assert link(page)["step"] == "Bexley · Confidence and satisfaction"
    first_line = title(page)
    page.reload()
    expect(page.locator("h1").first).to_have_text(first_line, timeout=60_000)
    settle(page)
    page.locator("summary").filter(has_text="Write down a decision").click()
    box = page.get_by_label("What is decided").first
    box.press_sequentially("no pens: p, n")
    with rerun(page):
        box.press("Tab")
    assert box.input_value() == "no pens: p, n"
    assert title(page) == first_line
    assert link(page)["step"] == "Bexley · Confidence and satisfaction"


def test_a_wrong_link_shows_no_figure(desk: Desk, page: Page):
    go(page, f"{desk.address}/wards?ward=Abbey")
    expect(page.locator('[data-testid="stAlert"]')).to_contain_text("2 of that name")
    assert page.locator("h1").count() == 0
    page.get_by_role("button", name="Open Abbey, Merton").click()
    expect(page.locator("h1").first).to_contain_text("Abbey, Merton", timeout=60_000)


def test_a_click_on_a_row_of_the_table_opens_its_ward(desk: Desk, page: Page):
    go(page, f"{desk.address}/wards?borough=Merton")
    table = page.locator('[data-testid="stDataFrame"]').first
    table.scroll_into_view_if_needed()
    table.click(position={"x": 14, "y": 48})  # the box before the first row
    page.wait_for_url("**ward=**", timeout=60_000)
    settle(page)
    assert link(page)["ward"].split(",")[0] in title(page)


@pytest.mark.trust
@pytest.mark.timed
def test_a_ward_that_is_selected_has_its_headline_within_half_a_second(desk: Desk, page: Page):
    go(page, f"{desk.address}/wards?borough=Merton")
    table, seconds = page.locator('[data-testid="stDataFrame"]').first, []
    for number in range(9):
        table.scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        before = title(page)
        begin = time.perf_counter()
        table.click(position={"x": 14, "y": 48 + 33 * (number % 6)})
        page.wait_for_function("before => document.querySelector('h1')?.innerText !== before", arg=before)
        seconds.append(time.perf_counter() - begin)
        settle(page)
    assert statistics.median(seconds) < 0.5, seconds


@pytest.mark.parametrize(("width", "height"), [pytest.param(390, 844, marks=pytest.mark.trust), (1366, 768)])
def test_all_london_is_on_the_map_and_at_a_desk_on_the_first_screen(desk: Desk, page: Page, width: int, height: int):
    page.set_viewport_size({"width": width, "height": height})
    go(page, f"{desk.address}/wards")
    if width < 640:
        page.wait_for_function(
            "() => document.querySelector('#deckgl-overlay, .stDeckGlJsonChart canvas')?.clientHeight < 400"
        )
    canvas = page.locator(".stDeckGlJsonChart canvas").first
    canvas.wait_for(timeout=60_000)
    box = canvas.bounding_box()
    assert box
    assert width < 640 or box["y"] + box["height"] <= height
    left, top, right, bottom = painted(page, canvas, 0.6 * min(box["width"], box["height"]))
    assert 2 < left < right < box["width"] - 3
    assert 2 < top < bottom < box["height"] - 3


def painted(page: Page, canvas: Locator, across: float) -> list[int]:
    """How far the map reaches in its canvas, once it is painted `across` so many pixels and has come to rest."""
    last: list[int] = []
    for _ in range(120):
        extent = page.evaluate(EXTENT, b64encode(canvas.screenshot()).decode())
        if extent == last and extent[2] - extent[0] > across:
            return extent
        last = extent
        page.wait_for_timeout(250)
    raise AssertionError(f"the map came to no rest at a width of {across:.0f} pixels; it reaches {last}")


#: How far what is drawn on a white ground reaches in a picture: left, top, right and bottom, in pixels.
EXTENT = """async picture => {
    const image = new Image()
    image.src = "data:image/png;base64," + picture
    await image.decode()
    const sheet = new OffscreenCanvas(image.width, image.height).getContext("2d")
    sheet.drawImage(image, 0, 0)
    const at = sheet.getImageData(0, 0, image.width, image.height).data
    let [left, top, right, bottom] = [image.width, image.height, -1, -1]
    for (let y = 0; y < image.height; y++)
        for (let x = 0; x < image.width; x++)
            if (at[4 * (y * image.width + x)] < 250) {
                left = Math.min(left, x), right = Math.max(right, x)
                top = Math.min(top, y), bottom = Math.max(bottom, y)
            }
    return [left, top, right, bottom]
}"""


@pytest.mark.trust
def test_a_click_on_a_row_opens_its_ward_of_a_later_ward_list(vintages, page: Page, tmp_path):
    with serving(vintages, tmp_path / "server.log") as desk:
        go(page, f"{desk.address}/wards?borough=Hillingdon")
        table = page.locator('[data-testid="stDataFrame"]').first
        table.scroll_into_view_if_needed()
        table.click(position={"x": 14, "y": 48})
        page.wait_for_url("**ward=**", timeout=60_000)
        settle(page)
        assert link(page)["borough"] == "Hillingdon"
        assert link(page)["ward"].split(",")[0] in title(page)


def menu(page: Page, section: str, name: str) -> None:
    """Open a page by its section's menu."""
    page.get_by_test_id("stTopNavSection").get_by_text(section, exact=True).click()
    page.get_by_test_id("stTopNavDropdownLink").get_by_text(name, exact=True).click()


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a select box by typing it."""
    box = page.get_by_role("combobox", name=label).first
    box.click()
    box.fill(option)
    with rerun(page):
        page.get_by_role("option", name=option, exact=True).first.click()


@pytest.mark.trust
def test_an_empty_folder_opens_the_start_page_under_any_address(browser, page: Page, tmp_path):
    with serving(tmp_path / "nothing", tmp_path / "server.log") as desk:
        for name in ("", "wards", "confidence"):
            go(page, f"{desk.address}/{name}")
            assert title(page) == "No figures yet"
        expect(page.get_by_role("button", name="Build the demonstration")).to_be_visible()
        assert desk.warnings() == []
