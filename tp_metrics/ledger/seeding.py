"""Demonstration entries: what a ledger looks like in use, labelled in every text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from tp_metrics.ledger.ledger import Ledger
from tp_metrics.ledger.things import Author, Case, Seen

#: Who writes the demonstration entries, and how each of their texts begins.
DEMONSTRATION = Author("Demonstration")
LABEL = "Demonstration: "


@dataclass(frozen=True)
class _Story:
    """What is said of one exception: why it is, what is done, and how far that has come."""

    reason: str
    because: str
    owner: str
    action: str
    meeting: str
    days: int
    done: bool = False
    note: str = ""


_CONCERNS = (
    _Story(
        "series",
        "a short series in few wards, by the same method; two people are wanted.",
        "Superintendent Operations",
        "brief the ward teams of the four wards with the most offences.",
        "TASKING",
        14,
        note="the series is thought to be over; look at it again after the next month.",
    ),
    _Story(
        "demand",
        "calls rose with the school holidays, and the same officers answer more of them.",
        "Borough Commander",
        "move one team's duty times to the evening for six weeks.",
        "SMT",
        28,
        done=True,
    ),
    _Story(
        "recording change",
        "reports taken by telephone are recorded a category higher since the new form.",
        "Crime Recording Manager",
        "check fifty reports against the counting rules.",
        "SPM",
        21,
        note="thirty of fifty are checked.",
    ),
    _Story(
        "seasonal",
        "dark evenings; the rise is that of other years and earlier by two weeks.",
        "Borough Commander",
        "bring the autumn operation forward.",
        "APM",
        35,
    ),
    _Story(
        "unknown",
        "no ward, hour or method stands out.",
        "Performance Manager",
        "look at the addresses that were visited more than once.",
        "SPR",
        28,
    ),
)
_GOOD = (
    _Story(
        "operation",
        "plain-clothes patrols at the two stations where most was stolen.",
        "Superintendent Operations",
        "write down in one page what was done, for the other boroughs.",
        "SPM",
        28,
        done=True,
        note="two boroughs have asked for it.",
    ),
    _Story(
        "operation",
        "victims are called again within three days.",
        "Public Confidence Lead",
        "see whether it lasts another quarter.",
        "KPRM",
        90,
    ),
)
_ENTERED = timedelta(days=3)


def demonstration(ledger: Ledger, exceptions: Iterable[Seen], as_at: date) -> list[Case]:
    """Labelled demonstration cases, notes, actions and commentary on some exceptions; the cases.

    Args:
        ledger: where they are written.
        exceptions: what the screens show; those of one edition.
        as_at: the edition's as-at date, from which the due dates count.

    What is there already is not written again, so that an interrupted run is taken up where it stopped.
    """
    stories = {"concern": _CONCERNS, "improvement": _GOOD, "neutral": _CONCERNS[-1:]}
    told = dict.fromkeys(stories, 0)
    cases = []
    for seen in exceptions:
        number = told[seen.kind]
        told[seen.kind] += 1
        story = stories[seen.kind][number % len(stories[seen.kind])]
        case = _case(ledger, replace(seen, words=LABEL + seen.words), story, as_at)
        _note_and_action(ledger, case, story, as_at)
        _commentary(ledger, seen, story, number)
        cases.append(case)
    return cases


def _case(ledger: Ledger, seen: Seen, story: _Story, as_at: date) -> Case:
    there = ledger.cases(measure=seen.measure, place=seen.place)
    ours = [case for case in there if case.author == DEMONSTRATION.name and case.edition == seen.edition]
    standing = [case for case in there if case.status in ("open", "watching")]
    if ours or standing:
        return (ours or standing)[0]
    answers: dict[str, Any] = {
        "reason": story.reason,
        "reason_words": LABEL + story.because,
        "owner": story.owner,
        "due": as_at + timedelta(days=story.days),
        "status": "watching" if story.done else "open",
    }
    if seen.kind == "improvement" and story.done:
        answers["status"] = "practice to share"
    return ledger.open_case(seen, DEMONSTRATION, opened=as_at, **answers)


def _note_and_action(ledger: Ledger, case: Case, story: _Story, as_at: date) -> None:
    mine = DEMONSTRATION.name
    if story.note and not any(note.author == mine for note in ledger.notes(case.id)):
        ledger.note(case.id, LABEL + story.note, DEMONSTRATION)
    ours = [action for action in ledger.actions(case_id=case.id) if action.author == mine]
    due = as_at + timedelta(days=story.days)
    action = (
        ours[0]
        if ours
        else ledger.add_action(
            LABEL + story.action,
            story.owner,
            due,
            DEMONSTRATION,
            case_id=case.id,
            meeting=story.meeting,
            added=as_at + _ENTERED,
        )
    )
    if story.done and action.status == "open" and action.version == 1:
        ledger.change_action(action.id, 1, DEMONSTRATION, status="done", done_on=due - timedelta(days=1))


def _commentary(ledger: Ledger, seen: Seen, story: _Story, number: int) -> None:
    there = ledger.commentary(seen.edition, seen.measure, seen.place)
    written = there[0] if there else None
    if written is None:
        words = LABEL + story.because
        written = ledger.comment(seen.measure, seen.place, seen.edition, words, DEMONSTRATION)
    ours = written.author == DEMONSTRATION.name and written.version == 1
    if ours and number % 3 != 2:  # every third stays a draft
        ledger.agree(written.id, 1, DEMONSTRATION)
