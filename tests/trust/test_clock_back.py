"""The clock is put back: what came later still counts as later, and nothing is lost or refused for it."""

from __future__ import annotations

import datetime as time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.ledger.entries import ANA, everything, faults, seen
from tests.packs import made
from tp_metrics import audit, packs, records
from tp_metrics.editions import edition, editions, publish, publishing
from tp_metrics.geography import Places
from tp_metrics.ledger import Ledger, book, cases, copies
from tp_metrics.packs import FILES, Section, Words, keep, keeping, kept
from tp_metrics.records import Store
from tp_metrics.review import meetings

pytestmark = pytest.mark.trust

#: The modules that ask what time it is.
ASKING = (audit, publishing, records, keeping, book, cases, meetings)


class Clock:
    """A clock that tests put forward and back; every module of the project that asks the time asks it."""

    def __init__(self) -> None:
        self.now = datetime(2020, 6, 1, 12, tzinfo=UTC)

    def back(self, **by: float) -> None:
        self.now -= timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    told = Clock()

    class Moment(time.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return told.now.astimezone(tz) if tz else told.now.replace(tzinfo=None)

    class Day(time.date):
        @classmethod
        def today(cls) -> date:
            return told.now.date()

    for module in ASKING:
        for name, kind in (("datetime", Moment), ("date", Day)):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, kind)
    return told


@pytest.fixture
def store(tmp_path: Path, layouts: Path) -> Store:
    found = Store(tmp_path / "data")
    found.ingest(layouts / "mps_borough_crime_2008.csv", max_refused=1)
    return found


def test_the_last_published_edition_of_a_day_is_the_newest(store, clock):
    one = publish(store, date(2009, 5, 31))
    clock.back(days=400)
    for number in range(2, 12):
        assert publish(store, date(2009, 5, 31)).id == f"2009-05-31.{number}"
        clock.back(hours=1)
    assert edition(store).id == "2009-05-31.11", "number eleven comes after nine"
    assert editions(store)[-1] == one
    assert [one.made_at for one in editions(store)] == sorted(one.made_at for one in editions(store))


def test_a_later_import_comes_later(store, clock, layouts):
    clock.back(days=400)
    later = store.ingest(layouts / "mps_borough_crime_2010.csv", max_refused=1)
    first, second = store.imports()
    assert (second, second.sequence) == (later, first.sequence + 1)
    assert second.imported_at < first.imported_at


def test_an_edition_of_a_day_that_has_become_tomorrow_still_opens(store, clock):
    publish(store, date(2009, 5, 31))
    clock.back(days=12 * 365)
    assert edition(store).as_at == date(2009, 5, 31)
    with pytest.raises(publishing.NotYet, match="that day lies ahead"):
        publish(store, date(2009, 5, 31))


def test_the_pack_that_was_made_last_is_the_first_and_is_never_let_go(tmp_path, clock):
    document = made.document(Section("S", (Words("Said."),)))
    for number in range(keeping.MOST + 3):
        keep(document, dict.fromkeys(FILES, b"bytes"), tmp_path, place=str(number), by="")
        clock.back(hours=7)
    assert [one.place for one in kept(tmp_path)] == [str(number) for number in range(keeping.MOST + 2, 2, -1)]
    assert packs.kept_table(kept(tmp_path)).height == keeping.MOST


def test_the_ledger_keeps_the_order_in_which_people_wrote(tmp_path, clock):
    with Ledger(f"sqlite:///{tmp_path / 'ledger.db'}", places=Places.read()) as ledger:
        case = ledger.open_case(seen(), ANA)
        for number in range(5):
            clock.back(days=30)
            case = ledger.change_case(case.id, case.version, ANA, reason_words=f"word {number}")
            ledger.note(case.id, f"note {number}", ANA)
        history = ledger.history("case", case.id)
        assert [change.version for change in history] == [1, 2, 3, 4, 5, 6]
        assert [change.after["reason_words"] for change in history][1:] == [f"word {number}" for number in range(5)]
        assert history[-1].at < history[0].at
        assert [note.words for note in ledger.notes(case.id)] == [f"note {number}" for number in range(5)]
        assert ledger.case(case.id).reason_words == "word 4"
        assert faults(everything(ledger)) == []


def test_the_audit_keeps_the_order_in_which_things_were_done(tmp_path, clock):
    for number in range(5):
        assert audit.record("export", who="ana@example.org", role="viewer", what=f"table {number}", folder=tmp_path)
        clock.back(days=30)
    found = list(audit.entries(tmp_path))
    assert [one.what for one in found] == [f"table {number}" for number in range(5)]
    assert found[-1].at < found[0].at


def test_a_backup_of_later_holds_all_that_was_written(tmp_path, clock):
    places = Places.read()
    old, new = (f"sqlite:///{tmp_path / name}.db" for name in ("ledger", "new"))
    with Ledger(old, places=places) as ledger:
        case = ledger.open_case(seen(), ANA)
        clock.back(days=400)
        ledger.note(case.id, "after the clock went back", ANA)
        before = everything(ledger)
    copies.backup(old, tmp_path / "ledger.jsonl")
    copies.restore(new, tmp_path / "ledger.jsonl")
    with Ledger(new, places=places) as restored:
        assert everything(restored) == before
