"""A meeting by keyboard alone, from the headline to a reason and an action, found again; and a row by the mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import meeting
from tests.browser.desk import Desk, go, rerun, serving

pytestmark = [pytest.mark.browser, pytest.mark.trust, pytest.mark.xdist_group("browser")]


def test_a_meeting_is_held_by_keyboard_alone(desk: Desk, page: Page):
    held = tuple(name for name, _ in meeting.steps(page, desk.address))
    assert held == meeting.STEPS
    assert page.locator("b", has_text="series").count() == 0  # what people typed is no HTML
    assert desk.warnings() == []


@pytest.mark.real
def test_a_meeting_is_held_by_keyboard_alone_on_real_files(real_folder: Path, page: Page, tmp_path: Path):
    with serving(real_folder, tmp_path / "server.log", TP_LEDGER=f"sqlite:///{tmp_path / 'ledger.db'}") as desk:
        held = tuple(name for name, _ in meeting.steps(page, desk.address, meeting.REAL))
        assert held == meeting.STEPS
        assert desk.warnings() == []


def test_a_click_on_a_row_of_the_scorecard_opens_its_panel(desk: Desk, page: Page):
    go(page, f"{desk.address}/performance_review")
    with rerun(page):
        page.get_by_test_id("stDataFrame").first.click(position={"x": 14, "y": 83})  # the box before the second row
    opened = meeting.link(page)["panel"]
    expect(page.get_by_role("heading", name=f"{opened}: ").first).to_be_visible()
    assert page.get_by_role("combobox", name="Open a measure").input_value() == opened
    with rerun(page):
        page.get_by_role("radio", name="Exceptions").click()
    assert meeting.link(page)["panel"] == opened
    assert desk.warnings() == []
