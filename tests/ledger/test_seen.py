"""The ledger of one viewer: every deed and look goes by their scope, none can widen it, and deeds are told."""

from __future__ import annotations

import inspect
from datetime import date

import pytest

from tests.access.people import HACKNEY, OF_HACKNEY, VIEWER, WESTMINSTER
from tp_metrics.access import ANALYST, EVERYONE, NOBODY
from tp_metrics.ledger import Author, Ledger, seen_by
from tp_metrics.ledger.seen import PLAIN, READS, WRITES

WHO = Author("A. Name", verified=True)


def add(ledger, place):
    return ledger.add_action(
        "words", "owner", date(2012, 1, 1), WHO, measure="robbery", place=place, added=date(2011, 12, 1)
    )


def test_every_deed_and_look_of_the_ledger_that_takes_a_viewer_is_known():
    public = {name: one for name, one in inspect.getmembers(Ledger) if not name.startswith("_") and callable(one)}
    takes = {name for name, one in public.items() if "viewer" in inspect.signature(one).parameters}
    assert takes - {"may_see", "shows"} == READS | WRITES
    assert set(public) - takes - PLAIN - {"open"} == set()


def test_what_a_viewer_adds_and_reads_is_of_their_own_places(ledger):
    told = []
    mine = seen_by(ledger, OF_HACKNEY, told.append)
    add(ledger, WESTMINSTER)
    own = add(mine, HACKNEY)
    assert mine.actions() == [own]
    with pytest.raises(ValueError, match="is no place that borough commander may write about"):
        add(mine, WESTMINSTER)
    done = mine.change_action(own.id, own.version, WHO, status="done")
    assert mine.history("action", own.id)[-1].version == 2
    assert told == [f"add action: action {own.id}, version 1", f"change action: action {own.id}, version 2"]
    assert done.status == "done"


@pytest.mark.parametrize("viewer", [VIEWER, NOBODY])
def test_who_has_no_place_of_their_own_reads_and_writes_nothing(ledger, viewer):
    ledger.add_event(date(2011, 6, 1), "operation", "about every place", WHO)
    add(ledger, HACKNEY)
    theirs = seen_by(ledger, viewer)
    assert theirs.events() == theirs.actions() == []
    assert theirs.event_rows().is_empty()
    ledger.decide("SPM", "2011-12-31", HACKNEY, "Robbery", "words", WHO)
    asked = {"edition": "2011-12-31", "place": HACKNEY, "theme": "Robbery"}
    assert ledger.decided(**asked)
    assert seen_by(ledger, OF_HACKNEY).decided(**asked)
    assert not theirs.decided(**asked)
    with pytest.raises(ValueError, match="may write about"):
        add(theirs, HACKNEY)
    with pytest.raises(ValueError, match="about every place is not for"):
        theirs.add_event(date(2011, 6, 1), "operation", "x", WHO)


def test_no_call_widens_what_a_viewer_sees(ledger):
    add(ledger, WESTMINSTER)
    mine = seen_by(ledger, OF_HACKNEY)
    assert mine.actions(viewer=EVERYONE) == []
    assert seen_by(mine, ANALYST).actions() == []
    for name in ("_reading", "_engine", "_ledger_of", "backup"):
        with pytest.raises(AttributeError):
            getattr(mine, name)
