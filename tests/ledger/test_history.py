"""The history is complete, and only ever added to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from tests.ledger.entries import fill
from tp_metrics.access import Scope
from tp_metrics.ledger import Ledger


def test_every_version_of_a_case_stands_with_its_author_and_moment(ledger, robbery, ana, ben):
    before = datetime.now(UTC)
    case = ledger.open_case(robbery, ana, opened=date(2011, 1, 13))
    ledger.change_case(case.id, 1, ben, due=date(2011, 2, 1), links=("wards?place=TP",))
    first, second = ledger.history("case", case.id)
    assert (first.kind, first.item, first.version, first.author, first.verified) == ("case", 1, 1, "Ana Kaya", True)
    assert (second.version, second.author, second.verified) == (2, "Ben", False)
    assert before - timedelta(seconds=1) <= first.at <= second.at <= datetime.now(UTC)
    assert first.before is None
    assert second.before == first.after
    assert first.after["opened"] == "2011-01-13"
    changed = {name: value for name, value in second.after.items() if first.after[name] != value}
    assert changed == {"version": 2, "due": "2011-02-01", "links": ["wards?place=TP"]}


def test_every_kind_of_thing_has_its_history(ledger):
    fill(ledger)
    for kind in ("case", "note", "action", "commentary", "decision", "event"):
        changes = ledger.history(kind, 1)
        assert [change.version for change in changes] == list(range(1, len(changes) + 1))
        assert all(later.before == earlier.after for earlier, later in pairwise(changes))
    assert ledger.history("case", 1)[-1].after["status"] == ledger.case(1).status
    assert ledger.history("note", 1)[0].after["words"] == ledger.notes(1)[0].words


def test_what_a_viewer_may_not_see_has_no_history_for_them(ledger):
    fill(ledger)
    barnet = Scope("borough", frozenset({"E09000003"}))
    camden = Scope("borough", frozenset({"E09000007"}))
    for kind in ("case", "note", "action", "commentary", "decision"):
        assert ledger.history(kind, 1, viewer=barnet) == []
        assert ledger.history(kind, 1, viewer=camden) == ledger.history(kind, 1)
    assert ledger.history("case", 99) == []
    with pytest.raises(ValueError, match="'row' is no kind of thing in the ledger; there are case, note"):
        ledger.history("row", 1)


REFUSED = {
    "DELETE FROM history": "nothing is deleted from history",
    "UPDATE history SET author = 'Nobody'": "history are only ever added to",
    "DELETE FROM notes": "nothing is deleted from notes",
    "UPDATE notes SET words = ''": "notes are only ever added to",
    "DELETE FROM actions": "nothing is deleted from actions",
    "DELETE FROM commentary": "nothing is deleted from commentary",
    "DELETE FROM decisions": "nothing is deleted from decisions",
    "DELETE FROM events": "nothing is deleted from events",
    "DELETE FROM cases WHERE id = 3": "nothing is deleted from cases",
    "UPDATE commentary SET words = '' WHERE status = 'locked'": "locked commentary never changes",
}


@pytest.mark.trust
@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_itself_refuses_to_forget(url, places, statement):
    with Ledger(url, places=places) as ledger:
        fill(ledger)
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    try:
        with pytest.raises(DBAPIError, match=REFUSED[statement]), engine.begin() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()
