"""A meeting, step by step, by keyboard alone: what its test holds, and what the pictures of docs/tour.md show."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser import keyboard
from tests.browser.desk import go, rerun, settle

#: The steps in their order; each is the name of a picture.
STEPS = ("headline", "exceptions", "robbery", "wards", "reason", "case", "actions", "next-edition")

WHY = "Two <b>series</b> in few wards, [by](http://elsewhere.example) one method."
DEED = "Brief the ward teams of the four wards."

#: A step's name, and what stands at the top of its picture.
Step = tuple[str, Locator]


def link(page: Page) -> dict[str, str]:
    """What the address bar says."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def said(page: Page, words: str) -> Locator:
    """What people typed, printed as plain text."""
    return page.get_by_test_id("stText").filter(has_text=words)


def steps(page: Page, address: str, *, why: str = WHY, who: str = "Ana Kaya") -> Iterator[Step]:
    """Hold the meeting; each step is given when the screen shows it."""
    yield from _read(page, address)
    yield from _wrote(page, why, who)
    yield from _found_again(page)


def _read(page: Page, address: str) -> Iterator[Step]:
    go(page, f"{address}/performance_review?edition=31 Dec 2010")
    expect(page.get_by_text("Worse than usual:")).to_be_visible()
    yield "headline", page.locator("body")
    keyboard.switch(page, "All", "Exceptions")
    assert link(page)["kind"].startswith("Exceptions")
    yield "exceptions", page.get_by_text("The year is threatened")
    keyboard.pick(page, "Open a measure", "Robbery")
    heading = page.get_by_role("heading", name="Robbery: 25,688")
    expect(heading).to_be_visible()
    yield "robbery", heading
    wards = page.get_by_text("of the rise is in 28 wards")
    expect(wards).to_be_attached()
    yield "wards", wards


def _wrote(page: Page, why: str, who: str) -> Iterator[Step]:
    keyboard.menu(page, "Strategic", "Exceptions")
    keyboard.switch(page, "Boroughs", "TP")
    assert link(page)["level"] == "TP"
    keyboard.pick(page, "Open an exception", "Robbery · Territorial Policing")
    assert link(page)["exception"] == "Robbery · Territorial Policing"
    keyboard.write(page, "Your name", who)
    with rerun(page):
        page.keyboard.press("Enter")
    keyboard.picked(page, "Reason for the variation", "series")
    keyboard.write(page, "Why, in words", why)
    yield "reason", page.get_by_test_id("stSelectbox").filter(has_text="Open an exception")
    keyboard.press(page, "button", "Open a case")
    expect(page.get_by_text("Case 1: open")).to_be_visible()
    expect(said(page, why)).to_be_visible()
    keyboard.write(page, "What is to be done", DEED)
    keyboard.picked(page, "Who (a role)", "Area Commander")
    keyboard.press(page, "button", "Add the action")
    expect(said(page, DEED)).to_be_visible()
    page.reload()
    settle(page)
    case = page.get_by_text("Case 1: open")
    expect(case).to_be_visible()
    yield "case", case


def _found_again(page: Page) -> Iterator[Step]:
    keyboard.menu(page, "Meetings", "Actions")
    expect(page.get_by_role("heading", name="Actions: 1 open, 0 overdue")).to_be_visible()
    keyboard.pick(page, "Open an action", "Action 1")
    expect(said(page, DEED)).to_be_visible()
    yield "actions", page.locator("body")
    keyboard.press(page, "link", "Its exception and its case")
    expect(page.get_by_text("Case 1: open")).to_be_visible()
    keyboard.press(page, "button", "Open the newest")
    heading = page.get_by_role("heading", name="Robbery: 27,748")
    expect(heading).to_be_visible()
    expect(page.get_by_text("Case 1: open")).to_be_visible()
    expect(said(page, DEED)).to_be_visible()
    yield "next-edition", heading
