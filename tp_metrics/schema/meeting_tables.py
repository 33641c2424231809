"""Schemas of the reference files that meetings are described by; none of them alters a figure."""

from __future__ import annotations

import dataframely as dy

from tp_metrics.schema.sourced import IDENTIFIER, Dated, Sourced

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
#: How often a meeting is held, in the words of meetings.csv.
FREQUENCIES = ("weekly", "every two weeks", "monthly", "quarterly")
#: What Met Forward, the plan of 2009, calls its strands.
STRANDS = ("Streets", "Specialist", "Partners", "Connect", "People", "Standards", "Support")


class MeetingRules(Sourced):
    """When a meeting is held, which meeting it reports to, and the page that it reads.

    A weekly meeting and one of every two weeks count from `first_day`; a monthly and a quarterly one are on the `nth`
    weekday of the month, the quarterly one in the month after the quarter. Where it is held once for `each` area, they
    follow one another on working days.
    """

    meeting = dy.String(nullable=False, min_length=2)
    reports_to = dy.String(nullable=True)
    frequency = dy.String(nullable=False, regex=f"^({'|'.join(FREQUENCIES)})$", description="a frequency")
    weekday = dy.String(nullable=False, regex=f"^({'|'.join(WEEKDAYS)})$", description="a working day's name")
    nth = dy.Int64(nullable=True, min=1, max=4)
    first_day = dy.Date(nullable=False)
    each = dy.String(nullable=True, regex="^area$", description="area")
    page = dy.String(nullable=False, regex=r"^[a-z_]+(\?.+)?$", description="a page of the dashboard")
    reads = dy.String(nullable=False, min_length=1)


class ThemeOwners(Dated):
    """Who answers for a theme, in which command, and when."""

    theme = dy.String(nullable=False, min_length=1)
    owner = dy.String(nullable=False, min_length=1)
    command = dy.String(nullable=False, min_length=2)
    measures = dy.String(nullable=True)
    note = dy.String(nullable=True)


class Risks(Sourced):
    """A risk to performance, and the figure that watches it.

    `watched_by` is a measure's id or "concerns without a case"; without one, `needs` says what is missing.
    """

    code = dy.String(nullable=False, regex=r"^R\d+$", description="a risk's number, as R1")
    risk = dy.String(nullable=False, min_length=1)
    words = dy.String(nullable=False, min_length=1)
    owner = dy.String(nullable=False, min_length=1)
    meeting = dy.String(nullable=False, min_length=2)
    watched_by = dy.String(nullable=True, min_length=1)
    needs = dy.String(nullable=True, min_length=1)
    page = dy.String(nullable=True, regex=r"^[a-z_]+(\?.+)?$", description="a page of the dashboard")


class Strands(Sourced):
    """The measures that tell of a strand of Met Forward; a strand without one has a row that says what is missing."""

    strand = dy.String(nullable=False, regex=f"^({'|'.join(STRANDS)})$", description="a strand of Met Forward")
    aim = dy.String(nullable=False, min_length=1)
    measure = dy.String(nullable=True, regex=IDENTIFIER, description="a measure's id")
    needs = dy.String(nullable=True, min_length=1)


MEETING_SCHEMAS: dict[str, type[dy.Schema]] = {
    "meeting_rules": MeetingRules,
    "theme_owners": ThemeOwners,
    "risks": Risks,
    "strands": Strands,
}

#: Columns that no two rows of a file may have alike.
MEETING_KEYS: dict[str, tuple[str, ...]] = {
    "meeting_rules": ("meeting",),
    "theme_owners": ("theme", "valid_from"),
    "risks": ("code",),
    "strands": ("strand", "measure"),
}

#: Reference files that describe meetings: a change in them needs no new edition.
ALTER_NO_FIGURE = ("meetings", "borough_indicators", *MEETING_SCHEMAS)
