"""Performance years, weeks, windows and how they tile."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tp_metrics import periods

days = st.dates(date(2003, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2010/11", date(2010, 4, 1), date(2011, 3, 31)),
        ("1999/00", date(1999, 4, 1), date(2000, 3, 31)),
        ("2010/11 to Dec", date(2010, 4, 1), date(2010, 12, 31)),
        ("2010/11 to February", date(2010, 4, 1), date(2011, 2, 28)),
        ("2010/11 to 14 Nov 2010", date(2010, 4, 1), date(2010, 11, 14)),
        ("12 months to Dec 2010", date(2010, 1, 1), date(2010, 12, 31)),
        ("36 months to Mar 2011", date(2008, 4, 1), date(2011, 3, 31)),
        ("Q3 2010/11", date(2010, 10, 1), date(2010, 12, 31)),
        ("Q4 2010/11", date(2011, 1, 1), date(2011, 3, 31)),
        ("Dec 2010", date(2010, 12, 1), date(2010, 12, 31)),
        ("feb 2012", date(2012, 2, 1), date(2012, 2, 29)),
        ("week to 14 Nov 2010", date(2010, 11, 8), date(2010, 11, 14)),
        ("26 Oct 2010 to 19 Nov 2010", date(2010, 10, 26), date(2010, 11, 19)),
        ("1 nov 2010 to 1 November 2010", date(2010, 11, 1), date(2010, 11, 1)),
    ],
)
def test_words_of_a_window_are_read(text, first, last):
    window = periods.parse(text)
    assert (window.first, window.last) == (first, last)
    assert periods.parse(str(window)) == window


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2010", "is no window"),
        ("2010/12", "is no performance year"),
        ("Q5 2010/11", "is no window"),
        ("2010/11 to 14 Nov 2011", "is not in 2010/11"),
        ("week to 15 Nov 2010", "is a Monday"),
        ("2010/11 to 31 Feb 2011", "no day of the calendar"),
        ("0 months to Dec 2010", "between 1 and 600"),
        ("26 Oct 2010 to 25 Oct 2010", "cannot end"),
        ("26 Oct 2010 to 31 Nov 2010", "no day of the calendar"),
        ("", "is no window"),
    ],
)
def test_what_is_no_window_is_refused_with_the_reason(text, says):
    with pytest.raises(ValueError, match=says):
        periods.parse(text)


@pytest.mark.parametrize(
    ("window", "before"),
    [
        ("2010/11 to Dec", "2009/10 to Dec"),
        ("26 Oct 2010 to 19 Nov 2010", "26 Oct 2009 to 19 Nov 2009"),
        ("1 Feb 2012 to 14 Mar 2012", "1 Feb 2011 to 14 Mar 2011"),  # a day fewer: there is no 29 February
        ("2012/13 to Feb", "2011/12 to Feb"),
        ("Feb 2013", "Feb 2012"),  # 28 days against the leap year's 29: the whole month
        ("12 months to Feb 2012", "12 months to Feb 2011"),
        ("week to 14 Nov 2010", "week to 15 Nov 2009"),
        ("2010/11 to 14 Nov 2010", "2009/10 to 14 Nov 2009"),
    ],
)
def test_the_year_before_is_the_same_window(window, before):
    assert str(periods.parse(window).previous()) == before


@given(days, st.sampled_from(periods.KINDS))
def test_every_kind_of_window_ends_on_or_before_the_day_and_reads_back(day, kind):
    window = periods.ending(kind, day)
    assert window.last <= day
    assert periods.parse(str(window)) == window
    assert periods.ending(kind, window.last) == window


@settings(max_examples=30)
@given(days, st.integers(0, 400))
def test_part_weeks_are_exactly_their_days_and_break_at_sundays_and_month_ends(first, length):
    last = first + timedelta(days=length)
    parts = periods.part_weeks(first, last)
    assert [day for part in parts for day in periods.calendar_days(part.first, part.last)] == list(
        periods.calendar_days(first, last)
    )
    for part in parts[:-1]:
        assert periods.ends_part_week(part.last)


SPANS = [
    (window.first, window.last)
    for cut in (periods.months, periods.part_weeks)
    for window in cut(date(2006, 4, 1), date(2018, 1, 31))
]


@settings(max_examples=30)
@given(st.dates(date(2008, 4, 1), date(2016, 12, 31)))
def test_a_year_to_a_sunday_and_the_same_days_before_are_tiled_by_months_and_part_weeks(day):
    window = periods.ending("performance year to date", day + timedelta(days=6 - day.weekday()))
    for one in (window, window.previous()):
        tiles = periods.tiling(one, SPANS)
        assert tiles is not None
        assert sum((last - first).days + 1 for first, last in tiles) == one.days


@pytest.mark.parametrize(
    ("spans", "tiles"),
    [
        ([("2010-04-01", "2010-04-30"), ("2010-05-01", "2010-05-31"), ("2010-06-01", "2010-06-30")], 3),
        ([("2010-04-01", "2010-06-30"), ("2010-04-01", "2010-04-30")], 1),
        ([("2010-04-01", "2010-04-30"), ("2010-06-01", "2010-06-30")], None),
        ([("2010-04-01", "2010-05-15"), ("2010-05-01", "2010-06-30")], None),
        ([("2010-03-01", "2010-06-30")], None),
        ([], None),
    ],
)
def test_a_window_is_tiled_exactly_or_not_at_all(spans, tiles):
    found = periods.tiling(
        periods.parse("Q1 2010/11"), [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in spans]
    )
    assert (None if found is None else len(found)) == tiles


def test_a_window_cannot_end_before_it_begins():
    with pytest.raises(ValueError, match="cannot end"):
        periods.Window(date(2010, 4, 2), date(2010, 4, 1))


def test_an_unknown_kind_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match=r"no kind of window.*rolling 12 months"):
        periods.ending("fortnight", date(2010, 4, 1))
