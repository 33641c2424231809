"""Cases and their notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tp_metrics.access import Scope
from tp_metrics.ledger import STANDING, Author, ChangedMeanwhile, Ledger, Seen

CAMDEN = Scope("borough", frozenset({"E09000007"}))
BARNET = Scope("borough", frozenset({"E09000003"}))


def test_a_case_says_what_the_screen_said_and_who_opened_it(ledger, robbery, ana):
    case = ledger.open_case(robbery, ana, opened=date(2011, 1, 13))
    assert {name: getattr(case, name) for name in vars(robbery)} == vars(robbery)
    assert (case.version, case.status, case.reason, case.reason_words, case.owner) == (1, "open", None, "", None)
    assert (case.author, case.verified, case.opened, case.links) == ("Ana Kaya", True, date(2011, 1, 13), ())
    assert ledger.case(case.id) == case


def test_a_changed_case_is_found_as_it_was_left(ledger, robbery, ana, ben):
    case = ledger.open_case(robbery, ana, opened=date(2011, 1, 13))
    given = {
        "status": "watching",
        "reason": "series",
        "reason_words": "Two people, three wards.",
        "owner": "Superintendent Operations",
        "due": date(2011, 2, 10),
        "links": ("exceptions?measure=robbery&place=E09000007",),
    }
    changed = ledger.change_case(case.id, 1, ben, **given)
    assert {name: getattr(changed, name) for name in given} == given
    assert (changed.version, changed.author) == (2, "Ana Kaya")
    assert ledger.cases() == [changed]


def test_a_change_that_changes_nothing_is_no_version(ledger, robbery, ana):
    case = ledger.open_case(robbery, ana)
    assert ledger.change_case(case.id, 1, ana, status="open") == case
    assert len(ledger.history("case", case.id)) == 1


def test_a_case_that_stands_is_continued_and_not_doubled(ledger, robbery, ana, ben):
    case = ledger.open_case(robbery, ana)
    later = replace(robbery, edition="2011-01-31", window="2010/11 to Jan")
    assert ledger.open_case(later, ben) == case
    assert ledger.cases(measure="robbery") == [case]


@pytest.mark.parametrize("status", ["closed", "practice to share"])
def test_after_a_case_is_over_another_one_is_opened(ledger, robbery, ana, status):
    good = replace(robbery, kind="improvement")
    first = ledger.open_case(good, ana)
    ledger.change_case(first.id, 1, ana, status=status)
    second = ledger.open_case(good, ana)
    assert second.id != first.id
    with pytest.raises(ValueError, match=f"case {second.id} on robbery at E09000007 stands already"):
        ledger.change_case(first.id, 2, ana, status="open")


def test_two_blank_forms_on_one_exception_fill_in_one_case(ledger, robbery, ana, ben):
    ledger.open_case(robbery, ana, reason="series", status="open")
    case = ledger.open_case(robbery, ben, owner="Borough Commander", reason=None, reason_words="")
    assert (case.reason, case.owner, case.version) == ("series", "Borough Commander", 2)
    with pytest.raises(ChangedMeanwhile) as clash:
        ledger.open_case(robbery, ben, reason="demand", reason_words="Longer evenings.")
    assert clash.value.both == ("reason",)
    assert clash.value.typed == {"reason": "demand", "reason_words": "Longer evenings."}
    assert ledger.case(case.id) == case


def test_notes_stand_in_the_order_in_which_they_were_written(ledger, robbery, ana, ben):
    case = ledger.open_case(robbery, ana)
    written = [ledger.note(case.id, words, author) for words, author in (("Looked at.", ana), ("Over.", ben))]
    assert ledger.notes(case.id) == written
    assert [(note.words, note.author, note.verified) for note in written] == [
        ("Looked at.", "Ana Kaya", True),
        ("Over.", "Ben", False),
    ]
    assert written[0].at.tzinfo is not None
    assert ledger.case(case.id).version == 1, "a note is in nobody's way"


def test_cases_are_found_by_what_they_are(ledger, robbery, ana):
    first = ledger.open_case(robbery, ana, owner="Borough Commander")
    second = ledger.open_case(replace(robbery, measure="burglary", kind="improvement"), ana)
    third = ledger.open_case(replace(robbery, place="TP", edition="2011-01-31"), ana, status="closed")
    assert ledger.cases(status="closed") == [third]
    assert ledger.cases(status=STANDING) == [first, second]
    assert ledger.cases(measure="robbery") == [first, third]
    assert ledger.cases(place="E09000007", kind="improvement") == [second]
    assert ledger.cases(edition="2011-01-31") == [third]
    assert ledger.cases(owner="Borough Commander") == [first]


def test_a_viewer_sees_the_cases_of_their_own_places_only(ledger, robbery, ana):
    case = ledger.open_case(robbery, ana)
    ward = ledger.open_case(replace(robbery, place="E05000144"), ana)  # Swiss Cottage, Camden
    whole = ledger.open_case(replace(robbery, place="TP"), ana)
    ledger.note(case.id, "For Camden.", ana)
    assert ledger.cases(viewer=CAMDEN) == [case, ward]
    assert ledger.cases(viewer=BARNET) == []
    assert ledger.cases(viewer=Scope("tp", frozenset({"TP"}))) == [case, ward, whole]
    assert ledger.notes(case.id, viewer=BARNET) == []
    assert [note.words for note in ledger.notes(case.id, viewer=CAMDEN)] == ["For Camden."]


def test_a_viewer_writes_about_their_own_places_only(ledger, robbery, ana):
    case = ledger.open_case(robbery, ana)
    with pytest.raises(ValueError, match=f"there is no case {case.id}"):
        ledger.case(case.id, viewer=BARNET)
    with pytest.raises(ValueError, match=f"there is no case {case.id}"):
        ledger.change_case(case.id, 1, ana, status="closed", viewer=BARNET)
    with pytest.raises(ValueError, match=f"there is no case {case.id}"):
        ledger.note(case.id, "Mine?", ana, viewer=BARNET)
    with pytest.raises(ValueError, match="'E09000007' is no place that borough may write about"):
        ledger.open_case(robbery, ana, viewer=BARNET)
    assert ledger.cases() == [case]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"measure": "Robbery!"}, "'Robbery!' is no measure's id"),
        ({"place": "E99"}, "'E99' is no code of a place known here"),
        ({"kind": "bad"}, "'bad' is no kind of case; there are concern, improvement, neutral"),
        ({"words": " "}, "what the screen said is empty"),
        ({"edition": ""}, "the edition is empty"),
    ],
)
def test_what_no_screen_says_is_refused(ledger, robbery, ana, change, says):
    with pytest.raises(ValueError, match=says):
        ledger.open_case(replace(robbery, **change), ana)
    assert ledger.cases() == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"status": "over"}, "'over' is no status of a case; there are open, watching, closed, practice to share"),
        ({"status": "practice to share"}, "only an improvement is a practice to share, and this case is a concern"),
        ({"reason": "weather"}, "'weather' is no kind of reason; there are recording change, operation"),
        ({"owner": " \n"}, "the owner is empty"),
        ({"due": date(2011, 1, 12)}, "due on 2011-01-12, which is before it was opened on 2011-01-13"),
        ({"due": "soon"}, "due is a day, not 'soon'"),
        ({"reason_words": "x" * 10_001}, "the words on the reason has 10,001 characters, and at most 10,000"),
        ({"reason_words": "a\0b"}, "has the character NUL at position 2, which cannot be kept"),
        ({"reason_words": "a\ud800"}, "has half a character at position 2, which cannot be kept"),
        ({"links": ("javascript:alert(1)",)}, "a link is a page here with its query"),
        ({"links": ("//elsewhere.example",)}, "a link is a page here with its query"),
        ({"measure": "burglary"}, "'measure' is not for changing; what is of a kept case: status, reason"),
    ],
)
def test_what_a_case_may_not_hold_is_refused(ledger, robbery, ana, change, says):
    case = ledger.open_case(robbery, ana, opened=date(2011, 1, 13))
    with pytest.raises(ValueError, match=says):
        ledger.change_case(case.id, 1, ana, **change)
    assert ledger.case(case.id) == case
    assert len(ledger.history("case", case.id)) == 1


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\0"])
def test_an_author_has_a_name(ledger, robbery, name):
    with pytest.raises(ValueError, match="the author's name"):
        ledger.open_case(robbery, Author(name))


def test_where_the_measures_are_known_no_other_is_taken(url, places, robbery, ana):
    with Ledger(url, places=places, known={"burglary"}) as book:
        book.open_case(replace(robbery, measure="burglary"), ana)
        with pytest.raises(ValueError, match="'robbery' is no measure"):
            book.open_case(robbery, ana)


def test_what_was_seen_is_a_value():
    seen = Seen("robbery", "TP", "2010-12-31", "Dec 2010", "neutral", "As ever.")
    assert (seen.rule, seen.direction) == ("", "")
