"""PostgreSQL is restarted while five people write: what was saved stands, and who was refused reads why."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import pytest

from tests.ledger.entries import ANA, everything, faults, seen
from tests.trust.servers import binaries, server
from tests.trust.stores import not_a_sentence
from tp_metrics.geography import Places
from tp_metrics.ledger import Author, Ledger, LedgerRefused

pytestmark = [
    pytest.mark.trust,
    pytest.mark.cluster,
    pytest.mark.skipif(binaries() is None, reason="on Debian: apt-get install postgresql"),
]

WRITERS, RESTARTS, BETWEEN = 5, 2, 15


@dataclass
class Writer:
    """One who writes notes one after the other, and what became of each."""

    ledger: Ledger
    case: int
    name: str
    saved: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def write(self, done: threading.Event, moved: threading.Condition) -> None:
        number = 0
        while not done.is_set():
            words = f"{self.name}.{number}"
            number += 1
            try:
                self.ledger.note(self.case, words, Author(self.name))
                self.saved.append(words)
            except LedgerRefused as refused:
                self.refused.append(str(refused))
            except Exception as error:  # any other is what this test is there to find
                self.odd.append(f"{type(error).__name__}: {error}"[:300])
            with moved:
                moved.notify_all()


def test_a_restart_under_load_loses_nothing_that_was_saved_and_is_said_to_the_others(monkeypatch):
    monkeypatch.delenv("TP_LEDGER", raising=False)
    with server() as base, Ledger(base.url, places=Places.read()) as ledger:
        case = ledger.open_case(seen(), ANA)
        people = [Writer(ledger, case.id, f"w{number}") for number in range(WRITERS)]
        done, moved = threading.Event(), threading.Condition()
        threads = [threading.Thread(target=one.write, args=(done, moved), daemon=True) for one in people]
        for thread in threads:
            thread.start()

        def until(what: str, more: int) -> None:
            """Wait until people have together saved, or been refused, so much more than now."""

            def count() -> int:
                return sum(len(getattr(one, what)) for one in people)

            begin = count()
            with moved:
                assert moved.wait_for(lambda: count() >= begin + more or any(one.odd for one in people), 120)

        for _ in range(RESTARTS):
            until("saved", BETWEEN)
            base.stop()
            until("refused", WRITERS)
            base.start()
            until("saved", BETWEEN)  # by itself: nobody opened anything anew
        done.set()
        for thread in threads:
            thread.join(60)
        assert [odd for one in people for odd in one.odd] == []
        assert sum(len(one.refused) for one in people) >= RESTARTS * WRITERS
        assert [wrong for one in people for said in one.refused if (wrong := not_a_sentence("the ledger", said))] == []
        there = [note.words for note in ledger.notes(case.id)]
        assert {words for one in people for words in one.saved} <= set(there), "what was saved stands"
        assert len(there) == len(set(there)), "and once"
        assert faults(everything(ledger)) == []
