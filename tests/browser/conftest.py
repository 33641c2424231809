"""A served dashboard for the browser tests, and windows that look at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.desk import Desk, serving


@pytest.fixture(scope="session")
def desk(demonstration_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The demonstration, served with an empty ledger of the run's own."""
    own = tmp_path_factory.mktemp("log")
    with serving(demonstration_folder, own / "server.log", TP_LEDGER=f"sqlite:///{own / 'ledger.db'}") as served:
        yield served


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A window of 1366 by 768, as the projector of the meeting room shows it, which loads the app's scripts once."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    yield context
    context.close()


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """A fresh page."""
    page = window.new_page()
    yield page
    for one in window.pages:
        one.close()
