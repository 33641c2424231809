"""A first day in the browser: an empty folder, the demonstration, a file dropped and published, official boundaries."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import go, serving, settle

pytestmark = [pytest.mark.browser, pytest.mark.trust, pytest.mark.xdist_group("browser")]

MINUTES = 180_000


def dropped(page: Page, file: Path, button: str, done: str) -> None:
    """Drop a file on the Data page, confirm it, and wait until it is said to be done."""
    page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(file)
    page.get_by_role("button", name=button, exact=True).click(timeout=MINUTES)
    expect(page.get_by_text(done)).to_be_visible(timeout=MINUTES)


def test_from_nothing_to_figures_on_official_wards_without_a_restart(page: Page, tmp_path: Path, open_data, layouts):
    with serving(tmp_path / "data", tmp_path / "server.log") as desk:
        go(page, f"{desk.address}/wards")
        page.get_by_role("button", name="Build the demonstration").click()
        expect(page.locator('[data-testid="stProgress"]')).to_be_visible(timeout=MINUTES)
        expect(page.locator("h1").first).to_contain_text("Total notifiable offences", timeout=MINUTES)
        settle(page)
        expect(page.get_by_text("Indicative boundaries, drawn around").first).to_be_visible()

        go(page, f"{desk.address}/data?data-tab=Bring files")
        dropped(page, layouts / "mps_borough_crime_2010.csv", "Import and publish", "is published")
        go(page, f"{desk.address}/data?data-tab=Bring files")
        dropped(page, open_data / "geo" / "london_wards_2011.geojson", "Install", "every map draws them from now on")

        go(page, f"{desk.address}/wards?edition=31 Dec 2011")
        expect(page.get_by_text("Source:").first).to_be_visible(timeout=MINUTES)
        expect(page.get_by_text("Indicative boundaries, drawn around")).to_have_count(0)
        assert desk.warnings() == []
