"""Decisions: what a meeting decided on a theme at a place."""

from __future__ import annotations

from datetime import date

import pytest

from tp_metrics.access import Scope
from tp_metrics.ledger import ChangedMeanwhile

DAY = date(2011, 1, 20)
BARNET = Scope("borough", frozenset({"E09000003"}))


def decided(ledger, author, place="E09000007", theme="Priority crime", words="Two more patrols.", **also):
    return ledger.decide("KPRM", "2010-12-31", place, theme, words, author, made=DAY, **also)


def test_a_decision_is_found_by_its_meeting_edition_place_and_theme(ledger, ana):
    one = decided(ledger, ana)
    other = decided(ledger, ana, theme="Productivity")
    assert ledger.decisions() == [one, other]
    assert ledger.decisions(meeting="KPRM", edition="2010-12-31", place="E09000007", theme="Priority crime") == [one]
    assert ledger.decisions(edition="2011-12-31") == []
    here = {"edition": "2010-12-31", "place": "E09000007", "theme": "Priority crime"}
    assert ledger.decided(**here)
    for other_field in ({"edition": "2011-12-31"}, {"place": "E09000008"}, {"theme": "Rape"}):
        assert not ledger.decided(**(here | other_field))
    assert (one.made, one.author, one.verified, one.status) == (DAY, ana.name, True, "taken")


def test_a_withdrawn_decision_is_kept_and_no_longer_listed(ledger, ana, ben):
    one = decided(ledger, ana)
    gone = ledger.change_decision(one.id, 1, ben, status="withdrawn")
    assert ledger.decisions() == []
    assert not ledger.decided(edition=one.edition, place=one.place, theme=one.theme)
    assert ledger.decisions(status=None) == [gone]
    assert [change.after["status"] for change in ledger.history("decision", one.id)] == ["taken", "withdrawn"]


def test_the_second_of_two_who_change_a_decision_sees_what_changed(ledger, ana, ben):
    one = decided(ledger, ana)
    ledger.change_decision(one.id, 1, ana, words="Three more patrols.")
    with pytest.raises(ChangedMeanwhile) as clash:
        ledger.change_decision(one.id, 1, ben, words="One more patrol.")
    assert clash.value.theirs == {"words": "Three more patrols."}
    assert clash.value.typed == {"words": "One more patrol."}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"words": " "}, "the decision is empty"),
        ({"theme": ""}, "the theme is empty"),
        ({"place": "E99"}, "'E99' is no code of a place known here"),
    ],
)
def test_a_decision_on_nothing_is_refused(ledger, ana, given, says):
    with pytest.raises(ValueError, match=says):
        decided(ledger, ana, **given)
    with pytest.raises(ValueError, match="'XYZ' is no meeting; there are COG, SPR"):
        ledger.decide("XYZ", "2010-12-31", "TP", "All", "Words.", ana)
    with pytest.raises(ValueError, match="'place' is not for changing"):
        ledger.change_decision(1, 1, ana, place="TP")
    assert ledger.decisions(status=None) == []


def test_a_viewer_sees_and_writes_the_decisions_of_their_own_places_only(ledger, ana):
    one = decided(ledger, ana)
    assert ledger.decisions(viewer=BARNET) == []
    with pytest.raises(ValueError, match=f"there is no decision {one.id}"):
        ledger.change_decision(one.id, 1, ana, words="Mine.", viewer=BARNET)
    with pytest.raises(ValueError, match="no place that borough may write about"):
        decided(ledger, ana, viewer=BARNET)
