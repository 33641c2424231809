"""What the ledger keeps, as callers see it: frozen values, and the words that each of their fields may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tp_metrics.schema.reference_tables import EVENT_KINDS

__all__ = [
    "ACTION_STATUSES",
    "CASE_KINDS",
    "CASE_STATUSES",
    "CHANGEABLE",
    "COMMENTARY_STATUSES",
    "DECISION_STATUSES",
    "EVENT_KINDS",
    "EVENT_STATUSES",
    "REASONS",
    "SHOWN",
    "STANDING",
    "Action",
    "Author",
    "Case",
    "Change",
    "Commentary",
    "Decision",
    "Event",
    "Note",
    "Seen",
]

CASE_KINDS = ("concern", "improvement", "neutral")
CASE_STATUSES = ("open", "watching", "closed", "practice to share")
#: The statuses of a case that is not over; a measure has at most one such case at a place.
STANDING = ("open", "watching")
#: Why a figure differs from what was to be expected.
REASONS = ("recording change", "operation", "seasonal", "series", "demand", "unknown")
ACTION_STATUSES = ("open", "done", "dropped")
COMMENTARY_STATUSES = ("draft", "agreed", "locked", "withdrawn")
#: The statuses of commentary that a meeting may read.
SHOWN = ("agreed", "locked")
DECISION_STATUSES = ("taken", "withdrawn")
#: How sure an event is, in the words of data/reference/events.csv; a withdrawn one is kept and no longer drawn.
EVENT_STATUSES = ("published", "computed", "approximate", "assumed", "illustrative", "withdrawn")


@dataclass(frozen=True)
class Author:
    """Who writes: a name that a sign-in vouches for (`verified`), or one that was only typed."""

    name: str
    verified: bool = False


@dataclass(frozen=True)
class Seen:
    """An exception as a screen showed it: what a case is opened on.

    Attributes:
        edition, window: where it was seen, the window in words.
        kind: one of CASE_KINDS.
        words: the sentence that the screen said.
        rule, direction: which rule spoke, and which way the figure went.
    """

    measure: str
    place: str
    edition: str
    window: str
    kind: str
    words: str
    rule: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Case:
    """An exception of a measure at a place, from when it was first seen until it is closed.

    Attributes:
        measure to direction: what the screen said when it was first seen (see Seen); never changes.
        opened: the day from which the due date counts.
        author, verified: who opened it.
        status, reason: one of CASE_STATUSES, one of REASONS or None while nobody has said.
        owner: a role, or None.
        links: pages of the dashboard with their query, as `exceptions?measure=robbery`.
    """

    id: int
    version: int
    measure: str
    place: str
    edition: str
    window: str
    kind: str
    words: str
    rule: str
    direction: str
    opened: date
    author: str
    verified: bool
    status: str = "open"
    reason: str | None = None
    reason_words: str = ""
    owner: str | None = None
    due: date | None = None
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Note:
    """A review note on a case; notes are only ever added."""

    id: int
    case_id: int
    words: str
    author: str
    verified: bool
    at: datetime


@dataclass(frozen=True)
class Action:
    """What somebody is to do by a day, on a case or (without `case_id`) on a measure at a place.

    Attributes:
        owner: a role.
        meeting: a code of data/reference/meetings.csv, or None.
        added: the day from which the due date counts.
        author, verified: who added it.
        done_on: the day on which it was done; None unless `status` is "done".
    """

    id: int
    version: int
    case_id: int | None
    measure: str
    place: str
    words: str
    owner: str
    due: date
    added: date
    author: str
    verified: bool
    meeting: str | None = None
    status: str = "open"
    done_on: date | None = None


@dataclass(frozen=True)
class Commentary:
    """What an edition's figure of a measure at a place means, in somebody's words: draft, then agreed, then locked.

    Attributes:
        author, verified: who wrote these words last.
        agreed_by: who agreed them, or None.
    """

    id: int
    version: int
    measure: str
    place: str
    edition: str
    words: str
    author: str
    verified: bool
    status: str = "draft"
    agreed_by: str | None = None


@dataclass(frozen=True)
class Decision:
    """What a meeting decided on a theme at a place, with the figures of an edition before it.

    Attributes:
        meeting: a code of data/reference/meetings.csv.
        edition: the edition that the meeting read.
        theme: a theme of the scorecard, or a word for all of them.
        made: the day on which it was taken.
        author, verified: who wrote it down.
        status: one of DECISION_STATUSES; a withdrawn one is kept.
    """

    id: int
    version: int
    meeting: str
    edition: str
    place: str
    theme: str
    words: str
    made: date
    author: str
    verified: bool
    status: str = "taken"


@dataclass(frozen=True)
class Event:
    """A dated event, in the columns of data/reference/events.csv.

    Without measures it is about all of them, without a place about every place.

    Attributes:
        source: who says so.
        status: one of EVENT_STATUSES.
        author, verified: who entered it.
    """

    id: int
    version: int
    first_day: date
    measures: tuple[str, ...]
    place: str | None
    kind: str
    breaks: bool
    words: str
    source: str
    author: str
    verified: bool
    status: str = "assumed"


@dataclass(frozen=True)
class Change:
    """One entry of the history: what (`kind` and `item`) became which version, by whom, when (UTC), and how.

    `before` and `after` hold every field in JSON's types; `before` is None for the first version.
    """

    id: int
    kind: str
    item: int
    version: int
    author: str
    verified: bool
    at: datetime
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]


#: What may be changed in each, in the order of a form.
CHANGEABLE: dict[type, tuple[str, ...]] = {
    Case: ("status", "reason", "reason_words", "owner", "due", "links"),
    Action: ("words", "owner", "due", "meeting", "status", "done_on"),
    Commentary: ("words",),
    Decision: ("words", "status"),
    Event: ("first_day", "measures", "place", "kind", "breaks", "words", "source", "status"),
}
