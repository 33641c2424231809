"""Two people at one thing: the second sees what changed, and loses nothing that was typed."""

from __future__ import annotations

from datetime import date

import pytest

from tp_metrics.ledger import ChangedMeanwhile, Ledger, LedgerBusy, engine, merged


def test_the_second_of_two_sees_what_the_first_changed(ledger, robbery, ana, ben):
    case = ledger.open_case(robbery, ana)
    first = ledger.change_case(case.id, case.version, ana, reason="series", reason_words="Two people.")
    typed = {"reason": "demand", "owner": "Borough Commander"}
    with pytest.raises(ChangedMeanwhile) as clash:
        ledger.change_case(case.id, case.version, ben, **typed)
    assert clash.value.now == first
    assert clash.value.theirs == {"reason": "series", "reason_words": "Two people."}
    assert clash.value.both == ("reason",)
    assert clash.value.typed == typed
    assert str(clash.value) == f"case {case.id} was changed meanwhile, to version 2: reason, reason_words"
    assert ledger.case(case.id) == first
    with pytest.raises(ChangedMeanwhile):
        merged(clash.value)


def test_what_does_not_overlap_is_merged(ledger, robbery, ana, ben):
    case = ledger.open_case(robbery, ana)
    ledger.change_case(case.id, 1, ana, reason="series")
    ledger.change_case(case.id, 2, ana, status="watching")
    with pytest.raises(ChangedMeanwhile) as clash:
        ledger.change_case(case.id, 1, ben, owner="Borough Commander", status="watching")
    assert clash.value.both == (), "both set the same status"
    fields = merged(clash.value)
    assert fields == {"owner": "Borough Commander"}
    after = ledger.change_case(case.id, clash.value.now.version, ben, **fields)
    assert (after.reason, after.status, after.owner, after.version) == ("series", "watching", "Borough Commander", 4)


def test_a_change_that_was_taken_back_meanwhile_is_in_nobodys_way(ledger, robbery, ana, ben):
    case = ledger.open_case(robbery, ana)
    ledger.change_case(case.id, 1, ana, reason="series")
    ledger.change_case(case.id, 2, ana, reason=None)
    with pytest.raises(ChangedMeanwhile, match="to version 3: nothing that stands now") as clash:
        ledger.change_case(case.id, 1, ben, reason="demand")
    assert merged(clash.value) == {"reason": "demand"}


def test_actions_and_events_are_kept_from_each_other_too(ledger, ana, ben):
    action = ledger.add_action(
        "Do.", "BC", date(2011, 2, 1), ana, measure="robbery", place="TP", added=date(2011, 1, 1)
    )
    ledger.change_action(action.id, 1, ana, status="done", done_on=date(2011, 1, 20))
    with pytest.raises(ChangedMeanwhile) as clash:
        ledger.change_action(action.id, 1, ben, due=date(2011, 3, 1))
    assert clash.value.theirs == {"status": "done", "done_on": date(2011, 1, 20)}
    event = ledger.add_event(date(2010, 4, 1), "policy", "New.", ana)
    ledger.change_event(event.id, 1, ana, measures=("robbery",))
    with pytest.raises(ChangedMeanwhile) as clash:
        ledger.change_event(event.id, 1, ben, measures=("burglary",))
    assert clash.value.theirs == {"measures": ("robbery",)}


@pytest.mark.parametrize("version", [0, 2, -1])
def test_a_version_that_never_was_is_refused(ledger, robbery, ana, version):
    case = ledger.open_case(robbery, ana)
    with pytest.raises(ValueError, match=f"case {case.id} has no version {version}; it is at version 1"):
        ledger.change_case(case.id, version, ana, reason="series")


def test_a_turn_that_never_comes_is_given_up_in_a_sentence(url, places, robbery, ana, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 1)
    with Ledger(url, places=places) as first, Ledger(url, places=places) as second:
        case = first.open_case(robbery, ana)
        with first._writing():
            assert second.cases() == [case], "readers wait for nobody"
            with pytest.raises(LedgerBusy, match="others have been writing to the ledger for 1 seconds; nothing was"):
                second.note(case.id, "Me too.", ana)
        second.note(case.id, "Now.", ana)
        assert [note.words for note in first.notes(case.id)] == ["Now."]
