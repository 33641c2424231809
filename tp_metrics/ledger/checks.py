"""What may be written into the ledger; anything else is refused in one sentence that says what was expected."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from tp_metrics.ledger.things import (
    ACTION_STATUSES,
    CASE_KINDS,
    CASE_STATUSES,
    COMMENTARY_STATUSES,
    DECISION_STATUSES,
    EVENT_KINDS,
    EVENT_STATUSES,
    REASONS,
    Action,
    Author,
    Case,
    Commentary,
    Decision,
    Event,
    Note,
)
from tp_metrics.schema.reference_tables import IDENTIFIER

#: The most characters of what people write, of a name, role or phrase, and of a link; the most links of a case.
LONGEST_WORDS = 10_000
LONGEST_NAME = 200
LONGEST_LINK = 2_000
MOST_LINKS = 50

_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*:|//|\\)", re.I)


def check_author(author: Author) -> None:
    """Raise ValueError where an author has no usable name."""
    _text("the author's name", author.name, LONGEST_NAME)
    _flag("the author's sign-in", author.verified)


def check(thing: Case | Note | Action | Commentary | Decision | Event) -> None:
    """Raise ValueError where a field of a thing holds what it may not."""
    if isinstance(thing, Case):
        _case(thing)
    elif isinstance(thing, Action):
        _action(thing)
    elif isinstance(thing, Commentary):
        _place_and_measure(thing)
        _text("the edition", thing.edition, LONGEST_NAME)
        _text("the commentary", thing.words, LONGEST_WORDS)
        _one_of("status of commentary", thing.status, COMMENTARY_STATUSES)
    elif isinstance(thing, Decision):
        _decision(thing)
    elif isinstance(thing, Event):
        _event(thing)
    else:
        _text("the note", thing.words, LONGEST_WORDS)


def one_of_the(known: Iterable[str], what: str, value: str) -> None:
    """Raise ValueError, with those that there are, where a value is none of the known ones."""
    _one_of(what, value, tuple(known))


def _case(case: Case) -> None:
    _place_and_measure(case)
    for what, value in (("the edition", case.edition), ("the window", case.window)):
        _text(what, value, LONGEST_NAME)
    for what, value in (("the rule", case.rule), ("the direction", case.direction)):
        _text(what, value, LONGEST_NAME, empty=True)
    _text("what the screen said", case.words, LONGEST_WORDS)
    _text("the words on the reason", case.reason_words, LONGEST_WORDS, empty=True)
    _one_of("kind of case", case.kind, CASE_KINDS)
    _one_of("status of a case", case.status, CASE_STATUSES)
    if case.reason is not None:
        _one_of("kind of reason", case.reason, REASONS)
    if case.owner is not None:
        _text("the owner", case.owner, LONGEST_NAME)
    if case.status == "practice to share" and case.kind != "improvement":
        raise ValueError(f"only an improvement is a practice to share, and this case is a {case.kind}")
    _not_before("due", case.due, "opened", case.opened)
    _links(case.links)


def _action(action: Action) -> None:
    _place_and_measure(action)
    _text("the action", action.words, LONGEST_WORDS)
    _text("the owner", action.owner, LONGEST_NAME)
    _one_of("status of an action", action.status, ACTION_STATUSES)
    _day("due", action.due)
    _not_before("due", action.due, "added", action.added)
    if action.done_on is not None:
        _day("done", action.done_on)
    if (action.done_on is None) == (action.status == "done"):
        raise ValueError("an action has the day on which it was done when it is done, and only then")


def _decision(decision: Decision) -> None:
    for what in ("meeting", "edition", "place", "theme"):
        _text(f"the {what}", getattr(decision, what), LONGEST_NAME)
    _text("the decision", decision.words, LONGEST_WORDS)
    _day("the day of the decision", decision.made)
    _one_of("status of a decision", decision.status, DECISION_STATUSES)


def _event(event: Event) -> None:
    _day("the event's first day", event.first_day)
    if not isinstance(event.measures, tuple):
        raise ValueError(f"the measures of an event are a tuple of ids, not {event.measures!r}")
    for measure in event.measures:
        _identifier(measure)
    if event.place is not None:
        _text("the place", event.place, LONGEST_NAME)
    _one_of("kind of event", event.kind, EVENT_KINDS)
    _flag("whether the event breaks the series", event.breaks)
    _text("the event", event.words, LONGEST_WORDS)
    _text("who says so", event.source, LONGEST_NAME)
    _one_of("status of an event", event.status, EVENT_STATUSES)


def _place_and_measure(thing: Case | Action | Commentary) -> None:
    _identifier(thing.measure)
    _text("the place", thing.place, LONGEST_NAME)


def _identifier(measure: Any) -> None:
    if not isinstance(measure, str) or not re.fullmatch(IDENTIFIER, measure) or len(measure) > LONGEST_NAME:
        raise ValueError(f"{measure!r} is no measure's id; one is written like residential_burglary")


def _text(what: str, value: Any, longest: int, *, empty: bool = False) -> None:
    """Text is kept exactly as typed, so what no database keeps is refused: NUL, and half of a surrogate pair."""
    if not isinstance(value, str):
        raise ValueError(f"{what} is text, not {value!r}")
    if not empty and not value.strip():
        raise ValueError(f"{what} is empty; write something")
    if len(value) > longest:
        raise ValueError(f"{what} has {len(value):,} characters, and at most {longest:,} are kept")
    if "\0" in value:
        raise ValueError(f"{what} has the character NUL at position {value.index(chr(0)) + 1}, which cannot be kept")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{what} has half a character at position {error.start + 1}, which cannot be kept") from None


def _one_of(what: str, value: Any, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{value!r} is no {what}; there are {', '.join(allowed)}")


def _flag(what: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise ValueError(f"{what} is true or false, not {value!r}")


def _day(what: str, value: Any) -> None:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"{what} is a day, not {value!r}")


def _not_before(what: str, value: Any, start: str, begin: Any) -> None:
    _day(start, begin)
    if value is None:
        return
    _day(what, value)
    if value < begin:
        raise ValueError(f"due on {value}, which is before it was {start} on {begin}")


def _links(links: Any) -> None:
    if not isinstance(links, tuple) or len(links) > MOST_LINKS:
        raise ValueError(f"the links are a tuple of at most {MOST_LINKS}, not {links!r:.200}")
    for link in links:
        _text("the link", link, LONGEST_LINK)
        if _SCHEME.match(link):
            raise ValueError(f"a link is a page here with its query, like exceptions?place=TP, not {link!r:.200}")
