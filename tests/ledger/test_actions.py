"""Actions."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tp_metrics.access import Scope

ADDED, DUE = date(2011, 1, 13), date(2011, 2, 10)
BARNET = Scope("borough", frozenset({"E09000003"}))


@pytest.fixture
def case(ledger, robbery, ana):
    return ledger.open_case(robbery, ana, opened=ADDED)


def test_an_action_on_a_case_is_about_its_measure_and_place(ledger, case, ana):
    action = ledger.add_action(
        "Brief the wards.", "Borough Commander", DUE, ana, case_id=case.id, meeting="SPM", added=ADDED
    )
    assert (action.case_id, action.measure, action.place) == (case.id, "robbery", "E09000007")
    assert (action.words, action.owner, action.due, action.added) == (
        "Brief the wards.",
        "Borough Commander",
        DUE,
        ADDED,
    )
    assert (action.meeting, action.status, action.done_on, action.version) == ("SPM", "open", None, 1)
    assert ledger.action(action.id) == action


def test_an_action_without_a_case_is_about_a_measure_at_a_place(ledger, ana):
    action = ledger.add_action("Ask.", "DAC TP", DUE, ana, measure="good_job", place="TP", added=ADDED)
    assert (action.case_id, action.measure, action.place, action.meeting) == (None, "good_job", "TP", None)


def test_an_action_that_is_done_has_its_day(ledger, case, ana, ben):
    action = ledger.add_action("Brief.", "BC", DUE, ana, case_id=case.id, added=ADDED)
    done = ledger.change_action(action.id, 1, ben, status="done", done_on=date(2011, 2, 9))
    assert (done.status, done.done_on) == ("done", date(2011, 2, 9))
    again = ledger.change_action(action.id, 2, ben, status="open")
    assert (again.status, again.done_on) == ("open", None)
    now = ledger.change_action(action.id, 3, ben, status="done")
    assert now.done_on == datetime.now(UTC).date()
    assert ledger.change_action(action.id, 4, ben, words="Brief them.").done_on == now.done_on


def test_actions_are_found_by_meeting_owner_and_day(ledger, case, ana):
    def added(owner: str, due: date, meeting: str | None = None):
        return ledger.add_action("Do.", owner, due, ana, case_id=case.id, meeting=meeting, added=ADDED)

    late = added("BC", date(2011, 3, 1), "SPM")
    early = added("BC", date(2011, 2, 1))
    done = added("DAC TP", date(2011, 1, 20), "SPM")
    done = ledger.change_action(done.id, 1, ana, status="done", done_on=date(2011, 1, 19))
    assert ledger.actions() == [done, early, late]
    assert ledger.actions(meeting="SPM") == [done, late]
    assert ledger.actions(owner="BC", case_id=case.id) == [early, late]
    assert ledger.actions(status=("done", "dropped")) == [done]
    assert ledger.actions(overdue_on=date(2011, 2, 1)) == [], "what is due today is not overdue"
    assert ledger.actions(overdue_on=date(2011, 2, 2)) == [early]
    assert ledger.actions(overdue_on=date(2011, 3, 2), measure="robbery", place="E09000007") == [early, late]


def test_a_viewer_sees_and_changes_the_actions_of_their_own_places_only(ledger, case, ana):
    action = ledger.add_action("Brief.", "BC", DUE, ana, case_id=case.id, added=ADDED)
    assert ledger.actions(viewer=BARNET) == []
    with pytest.raises(ValueError, match=f"there is no action {action.id}"):
        ledger.change_action(action.id, 1, ana, status="dropped", viewer=BARNET)
    with pytest.raises(ValueError, match=f"there is no case {case.id}"):
        ledger.add_action("Brief.", "BC", DUE, ana, case_id=case.id, viewer=BARNET)
    with pytest.raises(ValueError, match="'TP' is no place that borough may write about"):
        ledger.add_action("Brief.", "BC", DUE, ana, measure="robbery", place="TP", added=ADDED, viewer=BARNET)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"words": ""}, "the action is empty"),
        ({"owner": " "}, "the owner is empty"),
        ({"due": date(2011, 1, 12)}, "due on 2011-01-12, which is before it was added on 2011-01-13"),
        ({"due": None}, "due is a day, not None"),
        ({"meeting": "TEA"}, "'TEA' is no meeting; there are COG, SPR"),
        ({"case_id": 99, "measure": None, "place": None}, "there is no case 99"),
        ({"case_id": 99}, "an action belongs to a case, or else to a measure at a place"),
        ({"place": None}, "an action belongs to a case, or else to a measure at a place"),
        ({"measure": None, "place": None}, "an action belongs to a case, or else to a measure at a place"),
    ],
)
def test_what_no_action_is_is_refused(ledger, ana, given, says):
    whole = {"words": "Do.", "owner": "BC", "due": DUE, "measure": "robbery", "place": "TP", "added": ADDED}
    with pytest.raises(ValueError, match=says):
        ledger.add_action(author=ana, **(whole | given))
    assert ledger.actions() == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"status": "over"}, "'over' is no status of an action; there are open, done, dropped"),
        ({"done_on": DUE}, "has the day on which it was done when it is done"),
        ({"meeting": "TEA"}, "'TEA' is no meeting"),
        ({"place": "TP"}, "'place' is not for changing; what is of a kept action: words"),
    ],
)
def test_what_an_action_may_not_become_is_refused(ledger, ana, change, says):
    action = ledger.add_action("Do.", "BC", DUE, ana, measure="robbery", place="TP", added=ADDED)
    with pytest.raises(ValueError, match=says):
        ledger.change_action(action.id, 1, ana, **change)
    assert ledger.actions() == [action]


def test_a_meeting_of_ones_own_is_known(url, tmp_path, places, ana):
    from tp_metrics.ledger import Ledger

    own = tmp_path / "reference"
    own.mkdir()
    (own / "meetings.csv").write_text(
        "code,name,chair,level,frequency,content,source,status\nTEA,Tea,,tp,daily,Tea,ourselves,assumed\n",
        encoding="utf-8",
    )
    with Ledger(url, places=places, reference=own) as book:
        action = book.add_action("Do.", "BC", DUE, ana, measure="robbery", place="TP", meeting="TEA", added=ADDED)
        assert book.actions(meeting="TEA") == [action]
