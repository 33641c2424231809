"""A meeting by keyboard alone, from the headline to a reason and an action, found again; and a row by the mouse."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import keyboard
from tests.browser.desk import Desk, go, rerun, settle

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WHY = "Two <b>series</b> in few wards, [by](http://elsewhere.example) one method."
DEED = "Brief the ward teams of the four wards."


def link(page: Page) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def said(page: Page, words: str) -> Locator:
    """What people typed, printed as plain text."""
    return page.get_by_test_id("stText").filter(has_text=words)


def test_a_meeting_is_held_by_keyboard_alone(desk: Desk, page: Page):
    go(page, f"{desk.address}/performance_review?edition=31 Dec 2010")
    expect(page.get_by_text("Worse than usual:")).to_be_visible()
    keyboard.switch(page, "All 36", 1)
    assert link(page)["kind"].startswith("Exceptions")
    keyboard.pick(page, "Open a measure", "Robbery")
    expect(page.get_by_role("heading", name="Robbery: 25,688")).to_be_visible()
    expect(page.get_by_text("of the rise is in 28 wards")).to_be_attached()

    keyboard.menu(page, "Strategic", "Exceptions")
    keyboard.switch(page, "Boroughs", 2)
    assert link(page)["level"] == "TP"
    keyboard.pick(page, "Open an exception", "Robbery · Territorial Policing")
    assert link(page)["exception"] == "Robbery · Territorial Policing"
    keyboard.write(page, "Your name", "Ana Kaya")
    with rerun(page):
        page.keyboard.press("Enter")
    keyboard.picked(page, "Reason for the variation", "series")
    keyboard.write(page, "Why, in words", WHY)
    keyboard.press(page, "button", "Open a case")
    expect(page.get_by_text("Case 1: open")).to_be_visible()
    expect(said(page, WHY)).to_be_visible()
    keyboard.write(page, "What is to be done", DEED)
    keyboard.picked(page, "Who (a role)", "Area Commander")
    keyboard.press(page, "button", "Add the action")
    expect(said(page, DEED)).to_be_visible()

    page.reload()
    settle(page)
    expect(page.get_by_text("Case 1: open")).to_be_visible()
    assert page.locator("b", has_text="series").count() == 0

    keyboard.menu(page, "Meetings", "Actions")
    expect(page.get_by_role("heading", name="Actions: 1 open, 0 overdue")).to_be_visible()
    keyboard.pick(page, "Open an action", "Action 1")
    expect(said(page, DEED)).to_be_visible()
    keyboard.press(page, "link", "Its exception and its case")
    expect(page.get_by_text("Case 1: open")).to_be_visible()

    keyboard.press(page, "button", "Open the newest")
    expect(page.get_by_text("Robbery: 27,748").first).to_be_visible()
    expect(page.get_by_text("Case 1: open")).to_be_visible()
    expect(said(page, DEED)).to_be_visible()
    assert desk.warnings() == []


def test_a_click_on_a_row_of_the_scorecard_opens_its_panel(desk: Desk, page: Page):
    go(page, f"{desk.address}/performance_review")
    with rerun(page):
        page.get_by_test_id("stDataFrame").first.click(position={"x": 14, "y": 83})  # the box before the second row
    opened = link(page)["panel"]
    expect(page.get_by_role("heading", name=f"{opened}: ")).to_be_visible()
    assert page.get_by_role("combobox", name="Open a measure").input_value() == opened
