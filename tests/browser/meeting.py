"""A meeting, step by step, by keyboard alone: what its test holds, and what the pictures of docs/tour.md show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Agenda:
    """What a meeting reads on an edition and on the next one: the beginnings of texts that stand on the screen."""

    threat: str
    robbery: str
    wards: str
    later: str


#: On the demonstration, and on the real files that were published of the same time.
DEMONSTRATION = Agenda(
    threat="The year is threatened",
    robbery="Robbery: 25,688",
    wards="of the rise is in 28 wards",
    later="Robbery: 27,748",
)
REAL = Agenda(
    threat="Worse than usual:",
    robbery="Robbery: 25,955",
    wards="By ward this edition has figures of April 2009 to March 2010",
    later="Robbery: 16,335",
)


def link(page: Page) -> dict[str, str]:
    """What the address bar says."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def said(page: Page, words: str) -> Locator:
    """What people typed, printed as plain text."""
    return page.get_by_test_id("stText").filter(has_text=words)


def steps(
    page: Page, address: str, agenda: Agenda = DEMONSTRATION, *, why: str = WHY, who: str = "Ana Kaya"
) -> Iterator[Step]:
    """Hold the meeting; each step is given when the screen shows it."""
    yield from _read(page, address, agenda)
    yield from _wrote(page, why, who)
    yield from _found_again(page, agenda)


def _read(page: Page, address: str, agenda: Agenda) -> Iterator[Step]:
    go(page, f"{address}/performance_review?edition=31 Dec 2010")
    expect(page.get_by_text("Worse than usual:")).to_be_visible()
    yield "headline", page.locator("body")
    keyboard.switch(page, "All", "Exceptions")
    assert link(page)["kind"].startswith("Exceptions")
    yield "exceptions", page.get_by_text(agenda.threat)
    keyboard.pick(page, "Open a measure", "Robbery")
    heading = page.get_by_role("heading", name=agenda.robbery)
    expect(heading).to_be_visible()
    yield "robbery", heading
    wards = page.get_by_text(agenda.wards)
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


def _found_again(page: Page, agenda: Agenda) -> Iterator[Step]:
    keyboard.menu(page, "Meetings", "Actions")
    expect(page.get_by_role("heading", name="Actions: 1 open")).to_be_visible()
    keyboard.pick(page, "Open an action", "Action 1")
    expect(said(page, DEED)).to_be_visible()
    yield "actions", page.locator("body")
    keyboard.press(page, "link", "Its exception and its case")
    expect(page.get_by_text("Case 1: open")).to_be_visible()
    keyboard.press(page, "button", "Open the newest")
    heading = page.get_by_role("heading", name=agenda.later)
    expect(heading).to_be_visible()
    expect(page.get_by_text("Case 1: open")).to_be_visible()
    expect(said(page, DEED)).to_be_visible()
    yield "next-edition", heading
