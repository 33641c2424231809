"""Commentary: draft, agreed, locked."""

from __future__ import annotations

import pytest

from tp_metrics.access import Scope
from tp_metrics.ledger import ChangedMeanwhile, Locked

KEY = ("robbery", "E09000007", "2010-12-31")
BARNET = Scope("borough", frozenset({"E09000003"}))


def test_words_are_written_agreed_and_locked_with_the_edition(ledger, ana, ben):
    draft = ledger.comment(*KEY, "Up in three wards.", ana)
    assert (draft.status, draft.version, draft.author, draft.agreed_by) == ("draft", 1, "Ana Kaya", None)
    assert ledger.shown_commentary("2010-12-31") == []
    agreed = ledger.agree(draft.id, 1, ben)
    assert (agreed.status, agreed.agreed_by, agreed.author) == ("agreed", "Ben", "Ana Kaya")
    assert ledger.shown_commentary("2010-12-31") == [agreed]
    (locked,) = ledger.lock("2010-12-31", ana)
    assert (locked.status, locked.words, locked.agreed_by) == ("locked", "Up in three wards.", "Ben")
    assert ledger.shown_commentary("2010-12-31", "robbery", "E09000007") == [locked]
    assert ledger.lock("2010-12-31", ana) == []


def test_locked_commentary_never_changes(ledger, ana):
    draft = ledger.comment(*KEY, "Up.", ana)
    ledger.agree(draft.id, 1, ana)
    (locked,) = ledger.lock("2010-12-31", ana)
    with pytest.raises(Locked, match="the commentary on robbery at E09000007 is locked with edition 2010-12-31"):
        ledger.comment(*KEY, "Down.", ana, version=3)
    for deed in (ledger.agree, ledger.withdraw_commentary):
        with pytest.raises(Locked, match="is locked with edition 2010-12-31"):
            deed(locked.id, 3, ana)
    assert ledger.commentary() == [locked]


def test_a_lock_leaves_drafts_and_other_editions(ledger, ana):
    draft = ledger.comment(*KEY, "Not yet.", ana)
    other = ledger.comment("robbery", "E09000007", "2011-01-31", "Next month's.", ana)
    other = ledger.agree(other.id, 1, ana)
    assert ledger.lock("2010-12-31", ana) == []
    assert ledger.commentary() == [draft, other]


def test_words_that_are_written_anew_are_a_draft_again(ledger, ana, ben):
    first = ledger.comment(*KEY, "Up.", ana)
    ledger.agree(first.id, 1, ana)
    again = ledger.comment(*KEY, "Up, and why.", ben, version=2)
    assert (again.id, again.status, again.author, again.agreed_by) == (first.id, "draft", "Ben", None)
    assert ledger.shown_commentary() == []


def test_commentary_that_was_not_read_is_not_written_over(ledger, ana, ben):
    ledger.comment(*KEY, "Up.", ana)
    with pytest.raises(ChangedMeanwhile) as clash:
        ledger.comment(*KEY, "Down.", ben)
    assert (clash.value.now.words, clash.value.typed, clash.value.both) == ("Up.", {"words": "Down."}, ("words",))
    assert ledger.comment(*KEY, "Up.", ben).version == 1, "the same words change nothing"


def test_only_words_that_were_read_are_agreed(ledger, ana, ben):
    draft = ledger.comment(*KEY, "Up.", ana)
    ledger.comment(*KEY, "Up by 12.", ana, version=1)
    with pytest.raises(ChangedMeanwhile, match="was changed meanwhile, to version 2: words"):
        ledger.agree(draft.id, 1, ben)


def test_withdrawn_commentary_is_kept_and_not_shown(ledger, ana):
    draft = ledger.comment(*KEY, "Up.", ana)
    agreed = ledger.agree(draft.id, 1, ana)
    gone = ledger.withdraw_commentary(agreed.id, 2, ana)
    assert (gone.status, gone.words, gone.agreed_by) == ("withdrawn", "Up.", None)
    assert ledger.shown_commentary() == []
    with pytest.raises(ValueError, match="is withdrawn; write it anew before it is agreed"):
        ledger.agree(gone.id, 3, ana)
    back = ledger.comment(*KEY, "Up.", ana, version=3)
    assert (back.id, back.status) == (gone.id, "draft")


def test_a_viewer_sees_and_writes_the_commentary_of_their_own_places_only(ledger, ana):
    draft = ledger.comment(*KEY, "Up.", ana)
    ledger.agree(draft.id, 1, ana)
    assert ledger.commentary(viewer=BARNET) == []
    assert ledger.lock("2010-12-31", ana, viewer=BARNET) == []
    with pytest.raises(ValueError, match="may write about"):
        ledger.comment(*KEY, "Down.", ana, version=2, viewer=BARNET)
    with pytest.raises(ValueError, match=f"there is no commentary {draft.id}"):
        ledger.withdraw_commentary(draft.id, 2, ana, viewer=BARNET)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("robbery", "E09000007", "2010-12-31", ""), "the commentary is empty"),
        (("robbery", "E09000007", "", "Up."), "the edition is empty"),
        (("robbery", "nowhere", "2010-12-31", "Up."), "'nowhere' is no code of a place"),
        (("Robbery", "TP", "2010-12-31", "Up."), "'Robbery' is no measure's id"),
    ],
)
def test_commentary_on_nothing_is_refused(ledger, ana, given, says):
    with pytest.raises(ValueError, match=says):
        ledger.comment(*given, ana)
    with pytest.raises(ValueError, match="there is no commentary on robbery at TP in edition E yet"):
        ledger.comment("robbery", "TP", "E", "Up.", ana, version=1)
