"""Events."""

from __future__ import annotations

from datetime import date

import pytest

from tp_metrics.access import Scope
from tp_metrics.schema.reference import read_reference

DAY = date(2010, 4, 1)
CAMDEN = Scope("borough", frozenset({"E09000007"}))


def test_an_event_is_found_in_the_columns_of_an_edition(ledger, ana):
    ledger.add_event(
        DAY,
        "recording",
        "A new form.",
        ana,
        measures=("robbery", "burglary"),
        place="E09000007",
        breaks=True,
        source="Crime Recording",
    )
    ledger.add_event(date(2009, 4, 1), "policy", "Everywhere.", ana)
    rows = ledger.event_rows()
    shipped = read_reference("events")
    assert dict(rows.drop("author").schema) == dict(shipped.select(rows.drop("author").columns).schema)
    assert set(rows.columns) == {*shipped.columns, "author"}
    assert rows.rows() == [
        (date(2009, 4, 1), None, None, "policy", False, "Everywhere.", "Ana Kaya", "assumed", "Ana Kaya"),
        (
            DAY,
            "robbery;burglary",
            "E09000007",
            "recording",
            True,
            "A new form.",
            "Crime Recording",
            "assumed",
            "Ana Kaya",
        ),
    ]


def test_a_withdrawn_event_is_kept_and_no_longer_drawn(ledger, ana, ben):
    event = ledger.add_event(DAY, "operation", "A big one.", ana, place="TP")
    changed = ledger.change_event(event.id, 1, ben, breaks=True, measures=("robbery",))
    assert (changed.breaks, changed.measures, changed.author) == (True, ("robbery",), "Ana Kaya")
    gone = ledger.change_event(event.id, 2, ben, status="withdrawn")
    assert ledger.events() == [gone]
    assert ledger.event(event.id) == gone
    assert ledger.event_rows().is_empty()
    assert ledger.event_rows().columns[:3] == ["first_day", "measures", "place"]


def test_a_viewer_sees_what_happened_to_their_places_and_those_that_hold_them(ledger, ana):
    seen = [
        ledger.add_event(DAY, "operation", words, ana, place=place)
        for words, place in (("Everywhere.", None), ("TP.", "TP"), ("The force.", "MPS"), ("Camden.", "E09000007"))
    ]
    barnet = ledger.add_event(DAY, "operation", "Barnet.", ana, place="E09000003")
    assert ledger.events(viewer=CAMDEN) == seen
    assert ledger.events() == [*seen, barnet]
    assert ledger.history("event", barnet.id, viewer=CAMDEN) == []
    assert len(ledger.history("event", seen[1].id, viewer=CAMDEN)) == 1


def test_a_viewer_writes_events_of_their_own_places_only(ledger, ana):
    whole = ledger.add_event(DAY, "operation", "TP.", ana, place="TP")
    own = ledger.add_event(DAY, "operation", "Camden.", ana, place="E09000007", viewer=CAMDEN)
    with pytest.raises(ValueError, match="'TP' is no place that borough may write about"):
        ledger.change_event(whole.id, 1, ana, status="withdrawn", viewer=CAMDEN)
    with pytest.raises(ValueError, match="'TP' is no place that borough may write about"):
        ledger.change_event(own.id, 1, ana, place="TP", viewer=CAMDEN)
    with pytest.raises(ValueError, match="an event about every place is not for borough to write"):
        ledger.add_event(DAY, "operation", "All.", ana, viewer=CAMDEN)
    assert ledger.events() == [whole, own]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"kind": "party"}, "'party' is no kind of event; there are recording, survey, boundary, operation, policy"),
        ({"words": ""}, "the event is empty"),
        ({"measures": ("robbery", "a;b")}, "'a;b' is no measure's id"),
        ({"place": "nowhere"}, "'nowhere' is no code of a place"),
        ({"first_day": "1 April"}, "the event's first day is a day"),
        ({"source": ""}, "who says so is empty"),
        ({"status": "sure"}, "'sure' is no status of an event; there are published, computed"),
        ({"breaks": 1}, "is true or false, not 1"),
    ],
)
def test_what_no_event_is_is_refused(ledger, ana, given, says):
    whole = {"first_day": DAY, "kind": "policy", "words": "New."}
    with pytest.raises(ValueError, match=says):
        ledger.add_event(author=ana, **(whole | given))
    assert ledger.events() == []
