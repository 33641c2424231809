"""A meeting in the browser: from the headline to the exceptions, to a reason and an action, and found again."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import Desk, go, settle
from tests.browser.test_screens import choose, menu

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WHY = "Two <b>series</b> in few wards, [by](http://elsewhere.example) one method."
DEED = "Brief the ward teams of the four wards."


def link(page: Page) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settle(page)


def said(page: Page, words: str) -> Locator:
    """What people typed, printed as plain text."""
    return page.get_by_test_id("stText").filter(has_text=words)


def typed(page: Page, label: str, words: str) -> None:
    page.get_by_label(label, exact=True).fill(words)


def test_a_meeting_is_held_on_the_demonstration(desk: Desk, page: Page):
    go(page, f"{desk.address}/performance_review?edition=31 Dec 2010")
    expect(page.get_by_text("Worse than usual:")).to_be_visible()
    page.get_by_role("radio", name="Exceptions").click()
    settle(page)
    choose(page, "Open a measure", "Robbery")
    expect(page.get_by_role("heading", name="Robbery: 25,688")).to_be_visible()

    menu(page, "Strategic", "Exceptions")
    settle(page)
    page.get_by_role("radio", name="TP", exact=True).click()
    settle(page)
    choose(page, "Open an exception", "Robbery · Territorial Policing")
    assert link(page)["exception"] == "Robbery · Territorial Policing"
    assert link(page)["level"] == "TP"
    typed(page, "Your name", "Ana Kaya")
    page.get_by_label("Your name", exact=True).press("Enter")
    settle(page)
    choose(page, "Reason for the variation", "series")
    typed(page, "Why, in words", WHY)
    press(page, "Open a case")
    expect(page.get_by_text("Case 1: open")).to_be_visible(timeout=60_000)
    expect(said(page, WHY)).to_be_visible()
    typed(page, "What is to be done", DEED)
    choose(page, "Who (a role)", "Area Commander")
    press(page, "Add the action")
    expect(said(page, DEED)).to_be_visible(timeout=60_000)

    page.reload()
    settle(page)
    expect(page.get_by_text("Case 1: open")).to_be_visible(timeout=60_000)
    assert page.locator("b", has_text="series").count() == 0

    menu(page, "Meetings", "Actions")
    settle(page)
    expect(page.get_by_role("heading", name="Actions: 1 open, 0 overdue")).to_be_visible()
    choose(page, "Open an action", "Action 1")
    expect(said(page, DEED)).to_be_visible()
    page.get_by_role("link", name="Its exception and its case").click()
    expect(page.get_by_text("Case 1: open")).to_be_visible(timeout=60_000)

    go(page, f"{desk.address}/exceptions?level=TP&exception=Robbery · Territorial Policing")
    expect(page.get_by_text("Robbery: 27,748").first).to_be_visible()
    expect(page.get_by_text("Case 1: open")).to_be_visible()
    expect(said(page, DEED)).to_be_visible()
    assert desk.warnings() == []
