"""Made-up data and real data in one folder: it is said when they meet, and beside every edition that holds both."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.cli.test_cli import run
from tests.screens.conftest import ledger_address, opened
from tp_metrics import holdings
from tp_metrics.editions import edition, editions, publish
from tp_metrics.records import Store

__all__ = ["ledger_address", "opened", "run"]

REAL = "mps_borough_crime_2008.csv"


@pytest.fixture(scope="module")
def data() -> Path:
    """Nothing is read from the folder that `run` has by default."""
    return Path("nothing")


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory, layouts: Path) -> Path:
    """A data folder with a few records of the source that is made up, and an edition of them."""
    store = Store(tmp_path_factory.mktemp("made-up"))
    reading = store.read(layouts / "template_offences.csv")
    name = pl.lit("demonstration").alias("source")
    tables = {table: frame.with_columns(name) for table, frame in reading.tables.items()}
    made = replace(reading, source="demonstration", tables=tables, coverage=reading.coverage.with_columns(name))
    store.add(made, "demonstration", "0" * 64, max_refused=1)
    publish(store, date(2010, 12, 31))
    return store.path


@pytest.fixture
def folder(made_up: Path, tmp_path: Path) -> Path:
    """The same in a copy."""
    return shutil.copytree(made_up, tmp_path / "mixed")


@pytest.fixture
def mixed(folder: Path, layouts: Path) -> Store:
    """The same with a real file imported, and a second edition."""
    store = Store(folder)
    store.ingest(layouts / REAL, max_refused=1)
    publish(store, date(2011, 12, 31))
    return store


def test_an_edition_of_both_is_partly_demonstration_data_and_the_earlier_one_all(mixed):
    newest, before = editions(mixed)
    assert (newest.mixed, newest.demonstration) == (True, True)
    assert (before.mixed, before.demonstration) == (False, True)
    assert [holdings.kind_words(one) for one in (newest, before)] == ["partly demonstration data", "demonstration data"]
    assert holdings.editions_table([newest, before])["Data"].to_list() == ["mixed", "demonstration"]
    assert "partly demonstration data" in holdings.edition_notes(mixed, newest)[0]
    assert holdings.edition_notes(mixed, before) == []


def test_it_is_said_when_the_two_would_meet_and_not_else(folder, mixed, layouts, tmp_path):
    real = Store(tmp_path / "real")
    assert holdings.mixing(real, ["mps_borough_crime_2008"]) == ""
    real.ingest(layouts / REAL, max_refused=1)
    assert holdings.mixing(real, ["ward_atlas"]) == ""
    assert holdings.mixing(real, ["demonstration"]).startswith("This folder holds real data: ")
    assert holdings.mixing(mixed, []).startswith("This folder holds demonstration data: ")


def test_the_command_line_says_it_at_import_and_beside_the_edition(run, folder, layouts):
    _, out, _ = run("ingest", str(layouts / REAL), folder=folder)
    assert "  This folder holds demonstration data: editions that are published from it will be mixed" in out
    _, out, _ = run("publish", "--as-at", "2010-12-31", folder=folder)
    assert "It is partly demonstration data" in out
    assert "partly demonstration data" in run("editions", folder=folder)[1]
    assert "rates, partly demonstration data" in run("doctor", folder=folder)[1]


def test_the_screen_says_it_in_the_preview_and_in_the_frame(opened, folder, layouts):
    screen = opened(folder, "pages/about/data.py")
    assert screen.selectbox("edition").label == "Edition · demonstration data"
    screen.session_state["data-tab"] = "Bring files"
    screen.run()
    screen.file_uploader[0].upload(REAL, (layouts / REAL).read_bytes())
    screen.run()
    for file in screen.session_state["dropped"].values():
        file.reading.thread.join(60)
    screen.run()
    assert [one.value[:40] for one in screen.warning] == ["This folder holds demonstration data: ed"]

    store = Store(folder)
    store.ingest(layouts / REAL, max_refused=1)
    publish(store, date(2011, 12, 31))
    screen = opened(folder, "pages/about/data.py")
    assert screen.selectbox("edition").label == "Edition · partly demonstration data"
    assert edition(store).mixed
