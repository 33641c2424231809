"""A way to open the screens, on the data folders of tests/folders.py."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import tp_metrics as tp
from pages.parts import downloads

APP = Path(__file__).parents[2] / "app.py"

Opened = Callable[..., AppTest]


@pytest.fixture
def own(small: Path, tmp_path: Path) -> Path:
    """The small data folder in a copy that a test may change."""
    return shutil.copytree(small, tmp_path / "own")


@pytest.fixture
def ledger_address(empty_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A ledger of the test's own, so that none is made in a data folder which tests share."""
    own = shutil.copyfile(empty_ledger, tmp_path / "ledger.db")
    address = f"sqlite:///{own}"
    monkeypatch.setenv("TP_LEDGER", address)
    return address


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, ledger_address: str) -> Opened:
    """Open a page on a data folder, by a link: opened(folder, "pages/about/data.py", ward="Abbey, Merton")."""

    def open_page(
        folder: Path, page: str | None = None, *, state: dict[str, str] | None = None, **link: str
    ) -> AppTest:
        monkeypatch.setenv("TP_DATA", str(folder))
        screen = AppTest.from_file(APP, default_timeout=60)
        for name, value in (state or {}).items():
            screen.session_state[name] = value
        for name, value in link.items():
            screen.query_params[name] = value
        return (screen.switch_page(page) if page else screen).run()

    return open_page


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The text of every download that a page offers, as it is drawn."""
    found: list[str] = []
    drawn = downloads.download

    def overheard(frame, title, source, **options):
        found.append(tp.words.csv(frame, source).decode("utf-8-sig"))
        return drawn(frame, title, source, **options)

    monkeypatch.setattr(downloads, "download", overheard)
    monkeypatch.setattr("pages.parts.pictures.download", overheard)
    return found
