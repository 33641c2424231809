"""The demonstration entries are labelled, and made once."""

from __future__ import annotations

from datetime import date

from tests.ledger.entries import ANA, everything, faults, seen
from tp_metrics.ledger import REASONS, demonstration
from tp_metrics.ledger.seeding import _CONCERNS, _GOOD

AS_AT = date(2010, 12, 31)
EXCEPTIONS = [
    *(seen("robbery", place) for place in ("TP", "E09000007", "E09000003", "E09000030", "E09000033")),
    *(seen("burglary", place, "improvement") for place in ("TP", "E09000007")),
    seen("good_job", "TP", "neutral"),
]


def test_every_text_of_the_demonstration_says_so(ledger):
    cases = demonstration(ledger, EXCEPTIONS, AS_AT)
    assert [(case.measure, case.place) for case in cases] == [(one.measure, one.place) for one in EXCEPTIONS]
    said = everything(ledger)
    for table, field in (("cases", "words"), ("cases", "reason_words"), ("notes", "words"), ("actions", "words")):
        assert said[table], table
        assert all(row[field].startswith("Demonstration: ") for row in said[table])
    assert all(row["words"].startswith("Demonstration: ") for row in said["commentary"])
    assert {row["author"] for rows in said.values() for row in rows} == {"Demonstration"}
    assert not any(row["verified"] for rows in said.values() for row in rows)
    assert faults(said) == []


def test_the_demonstration_shows_every_state(ledger):
    demonstration(ledger, EXCEPTIONS, AS_AT)
    assert {case.status for case in ledger.cases()} == {"open", "watching", "practice to share"}
    assert {case.reason for case in ledger.cases()} == set(REASONS)
    assert {action.status for action in ledger.actions()} == {"open", "done"}
    assert {one.status for one in ledger.commentary()} == {"draft", "agreed"}
    assert ledger.actions(overdue_on=date(2011, 3, 1)) != []
    assert {story.meeting for story in (*_CONCERNS, *_GOOD)} >= {"SPR", "SPM", "KPRM"}


def test_made_twice_or_taken_up_again_it_is_the_same(ledger):
    demonstration(ledger, EXCEPTIONS[:3], AS_AT)
    demonstration(ledger, EXCEPTIONS, AS_AT)
    before = everything(ledger)
    assert demonstration(ledger, EXCEPTIONS, AS_AT) == ledger.cases()
    assert everything(ledger) == before


def test_a_case_of_somebodys_own_is_left_as_it_is(ledger):
    own = ledger.open_case(EXCEPTIONS[0], ANA, opened=AS_AT, reason="series")
    words = ledger.comment("robbery", "TP", "2010-12-31", "Ours.", ANA)
    demonstration(ledger, EXCEPTIONS, AS_AT)
    assert ledger.case(own.id) == own
    assert ledger.commentary("2010-12-31", "robbery", "TP") == [words]
