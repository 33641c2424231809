"""The meetings that read the figures: which reports to which, when the next ones are, who owns which theme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import polars as pl

from tp_metrics.periods import DAY, add_months, year_start
from tp_metrics.schema.meeting_tables import WEEKDAYS
from tp_metrics.schema.reference import ReferenceRefused, read_reference

#: So many weeks lie between two meetings of these kinds.
WEEKS = {"weekly": 1, "every two weeks": 2}
#: So many months; a quarterly meeting is held in the month after the quarter.
MONTHS = {"monthly": 1, "quarterly": 3}


@dataclass(frozen=True)
class Meeting:
    """A meeting and its rule.

    Attributes:
        code, name, chair, level, frequency, content: of meetings.csv; the chair may not be known.
        reports_to: the code of the meeting that it reports to, None for the highest.
        page, reads: the page of the dashboard that it reads, with its query, and what that is in words.
        each: "area" where it is held once for each area command.
        status: how sure its day and its line of reporting are.
    """

    code: str
    name: str
    chair: str | None
    level: str
    frequency: str
    content: str
    reports_to: str | None
    page: str
    reads: str
    each: str | None
    status: str


@dataclass(frozen=True, order=True)
class Sitting:
    """One meeting on one day: its code and name, of which area where it is held for each, and the link to its view."""

    day: date
    code: str
    name: str
    area: str | None
    frequency: str
    content: str
    reads: str
    link: str


#: The files that say who meets, owns and watches what; they are read as they stand, beside the editions.
GOVERNANCE = ("meetings", "meeting_rules", "theme_owners", "risks", "strands")


def governance(reference: Path | None) -> tuple[Path | None, str]:
    """The folder whose files of the governance stand, and an empty text; None, for the shipped ones, and why they do.

    One that does not fit puts the shipped ones in the place of all, for they name each other's meetings.
    """
    try:
        for name in GOVERNANCE:
            read_reference(name, reference)
    except ReferenceRefused as refused:
        return None, str(refused)
    return reference, ""


def meetings(reference: Path | None = None) -> list[Meeting]:
    """The meetings that have a rule, the highest first; raises ReferenceRefused for a file that does not fit."""
    names = read_reference("meetings", reference).drop("frequency", "source", "status")
    rules = read_reference("meeting_rules", reference).rename({"meeting": "code"})
    rows = rules.join(names, on="code", how="inner", maintain_order="left")
    return [Meeting(**{name: row[name] for name in Meeting.__annotations__}) for row in rows.iter_rows(named=True)]


def meeting_names(reference: Path | None = None) -> dict[str, str]:
    """The code of each meeting that has a rule, and its name; the highest first."""
    return {one.code: one.name for one in meetings(reference)}


def sittings(first: date, last: date, reference: Path | None = None) -> list[Sitting]:
    """Every meeting from a day to a day, both included, in the order of the days; the next ones first.

    Days are made from the rules alone: bank holidays are not known here.
    """
    found = []
    rules = {row["meeting"]: row for row in read_reference("meeting_rules", reference).iter_rows(named=True)}
    for meeting in meetings(reference):
        for day in held(rules[meeting.code], first - 7 * DAY, last):
            found += _sat(meeting, day, reference)
    return sorted(one for one in found if first <= one.day <= last)


def held(rule: dict[str, Any], first: date, last: date) -> Iterator[date]:
    """The days from first to last on which a rule of meeting_rules.csv has its meeting (or the first of them)."""
    weekday = WEEKDAYS.index(rule["weekday"])
    if weeks := WEEKS.get(rule["frequency"]):
        begin = rule["first_day"] + timedelta(days=(weekday - rule["first_day"].weekday()) % 7)
        step = timedelta(weeks=weeks)
        day = begin + max(0, -((begin - first) // step)) * step
        while day <= last:
            yield day
            day += step
        return
    month = year_start(first)
    while month <= last:
        day = nth_weekday(month, weekday, rule["nth"] or 1)
        if max(first, rule["first_day"]) <= day <= last:
            yield day
        month = add_months(month, MONTHS[rule["frequency"]])


def nth_weekday(month: date, weekday: int, nth: int) -> date:
    """The nth of a weekday (Monday is 0) in the month that begins on a day.

    >>> nth_weekday(date(2010, 4, 1), 3, 3)
    datetime.date(2010, 4, 15)
    """
    return month + timedelta(days=(weekday - month.weekday()) % 7 + 7 * (nth - 1))


def _sat(meeting: Meeting, day: date, reference: Path | None) -> list[Sitting]:
    shared = (meeting.code, meeting.name)
    told = (meeting.frequency, meeting.content, meeting.reads)
    areas = _areas(day, reference) if meeting.each else []
    if not areas:
        return [Sitting(day, *shared, None, *told, with_query(meeting.page))]
    on = day
    made = []
    for area in areas:
        made.append(Sitting(on, *shared, area, *told, with_query(meeting.page, area=area)))
        on += DAY if on.weekday() < 4 else 3 * DAY
    return made


def _areas(day: date, reference: Path | None) -> list[str]:
    rows = read_reference("area_commands", reference)
    return in_force(rows, day)["area_name"].unique().sort().to_list()


def with_query(link: str, **also: str) -> str:
    """A link of the dashboard with more in its query.

    >>> with_query("wards?measure=Robbery", area="North East")
    'wards?measure=Robbery&area=North%20East'
    """
    page, _, query = link.partition("?")
    asked = urlencode([*parse_qsl(query), *also.items()], quote_via=quote)
    return f"{page}?{asked}" if asked else page


def in_force(rows: pl.DataFrame, day: date) -> pl.DataFrame:
    """The rows of a dated reference table that are in force on a day."""
    return rows.filter((pl.col("valid_from") <= day) & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= day)))


def theme_owners(day: date, reference: Path | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Who owns which theme on a day, and what changes after it: both in the columns of theme_owners.csv."""
    rows = read_reference("theme_owners", reference)
    return in_force(rows, day), rows.filter(pl.col("valid_from") > day).sort("valid_from")


def roles(reference: Path | None = None) -> list[str]:
    """The roles that an action may be given to: those who chair a meeting or own a theme, by name."""
    chairs = read_reference("meetings", reference)["chair"].drop_nulls()
    owners = read_reference("theme_owners", reference)["owner"]
    return sorted({*chairs, *owners})


def icalendar(found: list[Sitting], address: str, made: datetime | None = None) -> bytes:
    """The meetings as an iCalendar file (RFC 5545): days without an hour, as no hour is known.

    Args:
        found: the meetings.
        address: the dashboard's own, before the links; "" leaves the links out.
        made: when the file is made; now when left out.
    """
    from icalendar import Calendar, Event  # takes half a second to load, and a download alone needs it

    calendar = Calendar()
    calendar.add("prodid", "-//Territorial Policing metrics//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Territorial Policing performance meetings")
    for one in found:
        entry = Event()
        named = f"{one.name}, {one.area}" if one.area else one.name
        entry.add("summary", named)
        entry.add("dtstart", one.day)
        entry.add("dtend", one.day + DAY)
        entry.add("dtstamp", made or datetime.now(UTC))
        entry.add("uid", f"{one.code}-{one.area or 'TP'}-{one.day:%Y%m%d}@tp-metrics".replace(" ", "-"))
        link = f"{address.rstrip('/')}/{one.link}" if address else ""
        entry.add("description", "\n".join(part for part in (f"{one.content}.", f"Reads: {one.reads}.", link) if part))
        if link:
            entry.add("url", link)
        entry.add("transp", "TRANSPARENT")
        calendar.add_component(entry)
    return bytes(calendar.to_ical())
