"""The data folder may be read and not written: pages open, and what cannot be done is said in a sentence."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trust.forge import ROOT
from tests.trust.stores import bytes_of

pytestmark = pytest.mark.trust

PAGES = (
    "pages/strategic/performance_review.py",
    "pages/strategic/exceptions.py",
    "pages/area/wards.py",
    "pages/meetings/actions.py",
    "pages/meetings/packs.py",
    "pages/about/data.py",
)
VERBS = (
    ("ingest", "tests/layouts/mps_borough_crime_2010.csv"),
    ("publish", "--as-at", "2016-12-31"),
    ("demo",),
    ("ledger", "upgrade"),
)


@pytest.fixture(scope="module", params=["with a ledger", "without a ledger"])
def folder(request: pytest.FixtureRequest, small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The small data folder, in which nothing may be written."""
    made = shutil.copytree(small, tmp_path_factory.mktemp("bound") / "data")
    if request.param == "with a ledger":
        assert said(made, "--", "ledger", "upgrade").returncode == 0
    everything = [made, *made.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield made
    for path in everything:
        path.chmod(0o755 if path.is_dir() else 0o644)


def said(folder: Path, *asked: str) -> subprocess.CompletedProcess[str]:
    """What a process without the rights of root over files says."""
    alone = {name: value for name, value in os.environ.items() if name != "TP_LEDGER"}
    command = [sys.executable, "-m", "tests.trust.bound", str(folder), *asked]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, env=alone)


def test_pages_open_and_say_what_cannot_be_done(folder):
    before = bytes_of(folder)
    ran = said(folder, *PAGES)
    assert ran.returncode == 0, ran.stderr[-2000:]
    pages = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(pages) == len(PAGES)
    for page in pages:
        assert page["exceptions"] == [], page
        assert page["title"] or page["errors"], page
    actions = next(page for page in pages if page["page"].endswith("actions.py"))
    assert any(words.startswith("The ledger cannot be reached just now") for words in actions["errors"]), actions
    assert not actions["text"], actions  # what the database says is for the log
    assert bytes_of(folder) == before


@pytest.mark.parametrize("verb", VERBS, ids=[one[0] for one in VERBS])
def test_the_command_line_says_in_a_sentence_that_it_may_not_write(folder, verb):
    before = bytes_of(folder)
    ran = said(folder, "--", *verb)
    assert ran.returncode == 2, ran
    assert "Traceback" not in ran.stderr
    [words] = ran.stderr.strip().splitlines()
    assert "permission denied" in words or "unable to open" in words or "readonly" in words, words
    assert bytes_of(folder) == before


def test_figures_are_printed_all_the_same(folder):
    ran = said(folder, "--", "figure", "burglary", "--place", "Camden", "--window", "Apr 2008")
    assert "Traceback" not in ran.stderr
    assert said(folder, "--", "editions").returncode == 0
