"""The governance: meetings on their days, the iCalendar file, theme owners, risks and strands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from tp_metrics import charts, words
from tp_metrics.measures import catalogue
from tp_metrics.review import icalendar, meetings, roles, sittings, theme_owners
from tp_metrics.review.meetings import held, with_query
from tp_metrics.review.risks import UNANSWERED
from tp_metrics.schema.meeting_tables import STRANDS
from tp_metrics.schema.reference import SHIPPED, read_reference

PAGES = {
    file.stem
    for file in (Path(__file__).parents[1] / "pages").glob("*/*.py")
    if file.parent.name != "parts" and file.stem != "__init__"
}
JANUARY = date(2011, 1, 1), date(2011, 1, 31)
days = st.dates(date(2010, 4, 1), date(2030, 12, 31))


def of(code: str, first: date, last: date) -> list[date]:
    return [one.day for one in sittings(first, last) if one.code == code]


@pytest.mark.parametrize(
    ("code", "on"),
    [
        ("COG", [3, 10, 17, 24, 31]),  # every Monday
        ("SPR", [11, 25]),  # every second Tuesday from 6 April 2010
        ("SPM", [20]),  # the third Thursday
        ("APM", [12]),  # the second Wednesday
        ("KPRM", [17, 18, 19, 20, 21]),  # from the third Monday after the quarter, one a day for each area
    ],
)
def test_each_meeting_is_on_the_days_that_a_wall_calendar_gives(code, on):
    assert of(code, *JANUARY) == [date(2011, 1, day) for day in on]


def test_the_quarterly_meetings_are_in_the_month_after_the_quarter_one_for_each_area():
    found = [one for one in sittings(date(2010, 4, 1), date(2011, 3, 31)) if one.code == "KPRM"]
    assert {one.day.month for one in found} == {4, 7, 10, 1}
    assert [one.area for one in found if one.day.month == 1] == [
        "North",
        "North East",
        "South East",
        "South West",
        "West",
    ]
    assert [one.area for one in found if one.day.month == 4] == [None], "no area command is known before June 2010"


@given(begin=days, length=st.integers(0, 400))
@settings(max_examples=40)
def test_whatever_days_are_asked_for_the_meetings_are_those_of_the_whole_calendar(begin: date, length: int):
    last = begin + timedelta(days=length)
    for rule in read_reference("meeting_rules").iter_rows(named=True):
        whole = list(held(rule, date(2010, 1, 1), date(2033, 1, 1)))
        assert list(held(rule, begin, last)) == [day for day in whole if begin <= day <= last]
        assert {day.strftime("%A") for day in whole} == {rule["weekday"]}


@given(begin=days)
@settings(max_examples=15)
def test_the_list_begins_with_the_next_meeting_and_holds_no_past_one(begin: date):
    found = sittings(begin, begin + timedelta(days=60))
    assert [one.day for one in found] == sorted(one.day for one in found)
    assert found[0].day >= begin


def test_every_meeting_has_a_rule_reports_to_a_meeting_and_reads_a_page_that_there_is():
    found = meetings()
    names = read_reference("meetings")
    assert {one.code for one in found} == set(names["code"])
    assert {one.reports_to for one in found if one.reports_to} <= set(names["code"])
    assert [one.code for one in found if one.reports_to is None] == ["COG"]
    assert {one.page.partition("?")[0] for one in found} <= PAGES
    frequency = dict(names.select("code", "frequency").rows())
    assert {one.code: one.frequency for one in found} == frequency


def test_a_meeting_of_ones_own_replaces_the_shipped_rule(tmp_path: Path):
    text = (SHIPPED / "meeting_rules.csv").read_text(encoding="utf-8").replace("monthly,Thursday,3", "monthly,Friday,1")
    (tmp_path / "meeting_rules.csv").write_text(text, encoding="utf-8")
    assert [one.day for one in sittings(*JANUARY, tmp_path) if one.code == "SPM"] == [date(2011, 1, 7)]


def test_the_calendar_file_holds_every_meeting_as_a_day_of_its_own():
    found = sittings(*JANUARY)
    text = icalendar(found, "http://dashboard.example", datetime(2011, 1, 1, tzinfo=UTC))
    read = Calendar.from_ical(text)
    entries = read.walk("VEVENT")
    assert read["version"] == "2.0"
    assert [entry.decoded("dtstart") for entry in entries] == [one.day for one in found]
    assert [entry.decoded("dtend") - entry.decoded("dtstart") for entry in entries] == [timedelta(days=1)] * len(found)
    assert len({str(entry["uid"]) for entry in entries}) == len(found)
    assert str(entries[0]["url"]) == "http://dashboard.example/performance_review"
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert text.endswith(b"END:VCALENDAR\r\n")


def test_a_calendar_file_without_an_address_has_no_links():
    assert b"URL" not in icalendar(sittings(*JANUARY), "")


def test_tp_emerald_moves_to_central_operations_in_2011():
    before, later = theme_owners(date(2011, 1, 13))
    justice = before.filter(before["theme"] == "Criminal justice").row(0, named=True)
    assert (justice["owner"], justice["command"], justice["status"]) == ("TP Emerald", "TP", "assumed")
    assert later["command"].to_list() == ["CO"]
    assert "Central Operations" in words.owner_changes(later)[0]
    after, none = theme_owners(date(2011, 12, 31))
    assert after.filter(after["theme"] == "Criminal justice")["command"].to_list() == ["CO"]
    assert none.is_empty()


def test_every_theme_has_one_owner_at_a_time():
    rows = read_reference("theme_owners")
    for day in (date(2010, 4, 1), date(2011, 3, 31), date(2011, 4, 1), date(2015, 1, 1)):
        now, _ = theme_owners(day)
        assert now["theme"].is_unique().all()
        assert now.height == rows["theme"].n_unique()


def test_roles_are_the_chairs_and_the_owners():
    assert {"Area Commander", "TP Emerald", "Public Confidence Lead"} <= set(roles())


def test_the_diagram_shows_every_meeting_and_every_line_of_reporting():
    found = meetings()
    for theme in ("light", "dark"):
        drawn = charts.governance(found, theme=theme)
        assert all(f'"{one.code}" [label=' in drawn for one in found)
        assert drawn.count("->") == sum(one.reports_to is not None for one in found)
    assert "rankdir=BT" in charts.governance(found, across=False)
    assert "Borough tasking reports to Borough Senior Management Team" in words.structure_alt(found)


def test_every_risk_says_what_watches_it_or_what_is_missing():
    for row in read_reference("risks").iter_rows(named=True):
        assert row["watched_by"] or row["needs"], row["code"]
        assert row["watched_by"] in (None, UNANSWERED, *catalogue()), row["code"]
        assert row["page"] is None or row["page"].partition("?")[0] in PAGES
        assert row["meeting"] in set(read_reference("meetings")["code"])
    named = " ".join(read_reference("risks")["risk"])
    assert all(said in named for said in ("whilst wanted", "unseen", "virtual courts"))


def test_every_strand_of_met_forward_has_measures_that_there_are():
    rows = read_reference("strands")
    assert set(rows["strand"]) == set(STRANDS)
    assert set(rows["measure"].drop_nulls()) <= set(catalogue())
    owners = read_reference("theme_owners")["measures"].drop_nulls().str.split(";").explode(empty_as_null=True)
    assert set(owners) <= set(catalogue())


def test_a_link_keeps_its_query_and_takes_more():
    assert with_query("exceptions?level=Area commands") == "exceptions?level=Area%20commands"
    assert with_query("wards") == "wards"
