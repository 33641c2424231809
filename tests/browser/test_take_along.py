"""A page taken along in a browser: what the dialog leaves out is not in the files, and the page stays as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import go, serving, settle
from tests.packs.reading import presentation, title

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.trust]


def test_a_page_is_taken_along_without_what_is_left_out(demonstration_folder: Path, page: Page, tmp_path: Path):
    own = shutil.copytree(demonstration_folder, tmp_path / "own")
    page.emulate_media(color_scheme="dark")
    with serving(own, tmp_path / "server.log", TP_LEDGER=f"sqlite:///{tmp_path / 'ledger.db'}") as desk:
        go(page, f"{desk.address}/value_for_money?fewer=20&borough=Camden")
        shown, link = page.locator("h1").first.inner_text(), page.url
        page.get_by_role("button", name="Take along").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text("Charts, tables and maps that go into the pack")).to_be_visible()
        left_out = "People by who pays for them"
        dialog.get_by_text(left_out).locator("xpath=ancestor::*[.//*[name()='svg']][1]").locator("svg").first.click()
        expect(dialog.get_by_text(left_out)).to_have_count(0)
        dialog.get_by_role("button", name="Make the pack").click()
        slides = dialog.get_by_role("button", name="Slides")
        expect(slides).to_be_visible(timeout=60_000)
        with page.expect_download() as handed:
            slides.click()
        titles = [title(one) for one in presentation(Path(handed.value.path()).read_bytes()).slides]
        assert "Cost, crime and confidence, borough by borough" in titles
        assert left_out not in titles
        settle(page)  # a dialog whose run has not ended yet is drawn again
        dialog.get_by_role("button", name="Close").click()
        expect(dialog).to_have_count(0)
        settle(page)
        assert (page.locator("h1").first.inner_text(), page.url) == (shown, link)
        assert desk.warnings() == []
        go(page, f"{desk.address}/packs")
        expect(page.get_by_text("Value for money. Camden").first).to_be_visible()
