"""Packs of the demonstration and of small folders, and the text of a PDF as it is read."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import tp_metrics as tp
from tp_metrics.editions import Edition


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that reads a PDF says so."""
    for item in items:
        if "read" in getattr(item, "fixturenames", ()) and item.nodeid.startswith("tests/packs/"):
            item.add_marker(pytest.mark.paper)


@dataclass(frozen=True)
class Read:
    """A PDF as its readers have it: the text without blanks in the order of reading, and each page's words in it."""

    file: Path

    def text(self, *options: str) -> str:
        """The text as pdftotext gives it."""
        command = ["pdftotext", *options, str(self.file), "-"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    @property
    def whole(self) -> str:
        """All text without any blank."""
        return squeezed(self.text("-raw"))

    def pages(self) -> list[list[tuple[float, float, float, float, str]]]:
        """The words of each page with their boxes: left, top, right, bottom, text."""
        word = re.compile(r'<word xMin="([^"]+)" yMin="([^"]+)" xMax="([^"]+)" yMax="([^"]+)">(.*?)</word>')
        found = []
        for page in self.text("-bbox").split("<page ")[1:]:
            found.append([(*map(float, one[:4]), one[4]) for one in word.findall(page)])
        return found

    def about(self) -> dict[str, str]:
        """What pdfinfo says of it."""
        out = subprocess.run(["pdfinfo", str(self.file)], capture_output=True, text=True, check=True).stdout
        return {name: said.strip() for name, _, said in (line.partition(":") for line in out.splitlines())}


def squeezed(text: str) -> str:
    """A text without blanks, and without the marks that say which way letters run."""
    return re.sub(r"[\s\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufe0f]+", "", text)


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], Read]:
    """Read a PDF; skipped on a desk that has no poppler."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed (on Debian: apt-get install poppler-utils)")

    def reading(made: bytes) -> Read:
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}.pdf"
        file.write_bytes(made)
        return Read(file)

    return reading


@pytest.fixture
def demonstration(demonstration_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Edition:
    """The newest edition of the demonstration, on whose folder the desk is."""
    monkeypatch.setenv("TP_DATA", str(demonstration_folder))
    monkeypatch.delenv("TP_LEDGER", raising=False)
    return tp.edition()
