"""The demonstration's entries in the ledger: true, labelled, made once, and never in a ledger of somebody's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import tp_metrics as tp
from tp_metrics.ledger import Ledger
from tp_metrics.review.book import seed_ledger
from tp_metrics.review.seeding import DECIDED, STANDS_OUT, seed


@pytest.fixture
def demonstration(demonstration_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TP_DATA", str(demonstration_folder))
    monkeypatch.delenv("TP_LEDGER", raising=False)
    return demonstration_folder


def test_what_is_written_down_stands_out_in_the_charts(demonstration):
    for day, picked in STANDS_OUT.items():
        edition = tp.edition(day)
        for measure, place, name, kind, rule, direction in picked:
            judged = tp.result(measure, tp.Selection(place=place, edition=edition.id)).judgement
            assert (judged.signal, judged.rule, judged.direction) == (kind, rule, direction), (measure, place)
            assert place == "TP" or edition.places.place(place).name == name


def test_the_entries_are_labelled_and_made_once(demonstration, tmp_path):
    with Ledger(f"sqlite:///{tmp_path / 'ledger.db'}") as ledger:
        count = seed(ledger, tp.editions())
        assert count == sum(map(len, STANDS_OUT.values()))
        first = ledger.cases(), ledger.actions(), ledger.commentary(), ledger.decisions()
        assert len(first[3]) == sum(map(len, DECIDED.values()))
        assert {case.author for case in first[0]} == {"Demonstration"}
        assert all(case.words.startswith("Demonstration: ") for case in first[0])
        assert {case.status for case in first[0]} >= {"open", "watching", "practice to share"}
        seed(ledger, tp.editions())
        assert (ledger.cases(), ledger.actions(), ledger.commentary(), ledger.decisions()) == first


def test_a_ledger_that_tp_ledger_names_gets_none(demonstration, tmp_path, monkeypatch):
    address = f"sqlite:///{tmp_path / 'shared.db'}"
    monkeypatch.setenv("TP_LEDGER", address)
    seed_ledger(tmp_path, tp.editions())
    assert not list(tmp_path.iterdir())
    with Ledger(address) as ledger:
        assert ledger.cases() == []


def test_a_ledger_that_cannot_be_opened_does_the_demonstration_no_harm(demonstration, tmp_path, caplog):
    (tmp_path / "ledger.db").write_text("this is no database, and longer than a page of one is " * 100)
    seed_ledger(tmp_path, tp.editions())
    assert "no demonstration entries were written" in caplog.text


def test_making_the_demonstration_again_writes_the_entries_into_its_own_ledger(demonstration, tmp_path, monkeypatch):
    own = tmp_path / "data"
    shutil.copytree(demonstration, own, ignore=shutil.ignore_patterns("ledger.db*"))
    monkeypatch.setenv("TP_DATA", str(own))
    tp.demonstrate()
    assert len(tp.book().cases()) == sum(map(len, STANDS_OUT.values()))
