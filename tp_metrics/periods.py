"""Performance years (April to March), quarters, months, weeks, and the windows that figures are given for."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

MONTHS = tuple(calendar.month_abbr)[1:]
DAY = timedelta(days=1)

#: How the kind of a window of any days ends: "25 days".
DAYS = " days"
#: The kinds of window, in the order in which screens offer them.
KINDS = (
    "performance year to date",
    "performance year",
    "rolling 12 months",
    "rolling 24 months",
    "rolling 36 months",
    "quarter",
    "month",
    "week",
)


@dataclass(frozen=True, order=True)
class Window:
    """A stretch of whole days from `first` to `last`, both included, and the kind of window it is."""

    first: date
    last: date
    kind: str = "period"

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a window cannot end ({self.last}) before it begins ({self.first})")

    @property
    def days(self) -> int:
        """The number of days in the window."""
        return (self.last - self.first).days + 1

    @property
    def of_days(self) -> bool:
        """Whether its days were named one by one: it is no month, week or year, and begins and ends on any day."""
        return self.kind.endswith(DAYS)

    def __str__(self) -> str:
        """The window as a person says it; `parse` reads it back.

        >>> str(Window(date(2010, 4, 1), date(2010, 12, 31), "performance year to date"))
        '2010/11 to Dec'
        """
        year = performance_year(self.first)
        if self.kind == "performance year":
            return year
        if self.kind == "performance year to date":
            if is_month_end(self.last):
                return f"{year} to {MONTHS[self.last.month - 1]}"
            return f"{year} to {day_text(self.last)}"
        if self.kind.startswith("rolling"):
            return f"{self.kind.removeprefix('rolling ')} to {month_text(self.last)}"
        if self.kind == "quarter":
            return f"Q{(self.first.month - 4) % 12 // 3 + 1} {year}"
        if self.kind == "month":
            return month_text(self.last)
        if self.kind == "week":
            return f"week to {day_text(self.last)}"
        return f"{day_text(self.first)} to {day_text(self.last)}"

    def previous(self) -> Window:
        """The same window of the year before: same days of the calendar, or for a week the 52 weeks' earlier one.

        >>> str(parse("2010/11 to Dec").previous())
        '2009/10 to Dec'
        """
        if self.kind == "week":
            shift = timedelta(weeks=52)
            return Window(self.first - shift, self.last - shift, "week")
        last = year_before(self.last)
        if is_month_end(self.last):
            last = month_end(last)
        return (
            from_to(year_before(self.first), last) if self.of_days else Window(year_before(self.first), last, self.kind)
        )


def from_to(first: date, last: date) -> Window:
    """The window of any days, whose kind says how many they are; raises ValueError where it ends before it begins.

    >>> from_to(date(2010, 10, 26), date(2010, 11, 19)).kind
    '25 days'
    """
    return Window(first, last, f"{(last - first).days + 1}{DAYS}")


def day_text(day: date) -> str:
    """A date as words: 14 Nov 2010."""
    return f"{day.day} {month_text(day)}"


def month_text(day: date) -> str:
    """The month of a date as words: Nov 2010."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def months_along(first: date, count: int) -> dict[int, str]:
    """So many months from that of a date on, numbered from 0, as words."""
    return {at: month_text(add_months(first.replace(day=1), at)) for at in range(count)}


def performance_year(day: date) -> str:
    """The performance year (April to March) that a day falls in, such as 2010/11."""
    start = day.year - (day.month < 4)
    return f"{start}/{(start + 1) % 100:02d}"


def year_start(day: date) -> date:
    """The 1 April on or before a day."""
    return date(day.year - (day.month < 4), 4, 1)


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def is_month_end(day: date) -> bool:
    """Whether a day is the last of its month."""
    return (day + DAY).month != day.month


def add_months(day: date, months: int) -> date:
    """The first day of the month that lies `months` after a day's month (before it, when negative)."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def year_before(day: date) -> date:
    """The same day of the year before; 28 February for 29 February."""
    return date(day.year - 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def ending(kind: str, last: date) -> Window:
    """The window of a kind that ends on `last`, or the latest one that ends before it.

    A month, a quarter, a rolling window and a performance year end with a month; a week with a Sunday; a
    performance year to date with either; so many days ("25 days") on any. Raises ValueError for an unknown kind.

    >>> str(ending("quarter", date(2010, 12, 31)))
    'Q3 2010/11'
    """
    if kind == "week":
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        return Window(sunday - 6 * DAY, sunday, kind)
    if kind == "performance year to date" and last.weekday() == 6:
        return Window(year_start(last), last, kind)
    if match := re.fullmatch(rf"([1-9]\d*){DAYS}", kind):
        return Window(last - (int(match[1]) - 1) * DAY, last, kind)
    end = last if is_month_end(last) else last.replace(day=1) - DAY
    if kind == "month":
        return Window(end.replace(day=1), end, kind)
    if kind == "quarter":
        end = add_months(end + DAY, -((end.month - 3) % 3)) - DAY
        return Window(add_months(end, -2), end, kind)
    if kind == "performance year":
        end = end if end.month == 3 else year_start(end) - DAY
        return Window(year_start(end), end, kind)
    if kind == "performance year to date":
        return Window(year_start(end), end, kind)
    if match := re.fullmatch(r"rolling (\d+) months", kind):
        return Window(add_months(end, 1 - int(match[1])), end, kind)
    raise ValueError(f"'{kind}' is no kind of window; there are: {', '.join(KINDS)}")


def calendar_days(first: date, last: date) -> Iterator[date]:
    """Each day from `first` to `last`."""
    for offset in range((last - first).days + 1):
        yield first + offset * DAY


def ends_part_week(day: date) -> bool:
    """Whether a part-week ends on this day: a Sunday, a month's end, or the day that is a Sunday a year later.

    Part-weeks tile weeks and months alike, and let a year to date that ends on a Sunday meet the same days of the
    year before.
    """
    if day.weekday() == 6 or is_month_end(day):
        return True
    return (day.month, day.day) != (2, 29) and day.replace(year=day.year + 1).weekday() == 6


def part_weeks(first: date, last: date) -> list[Window]:
    """The part-weeks from `first` to `last`, in order; together they are exactly those days."""
    parts: list[Window] = []
    begin = first
    for day in calendar_days(first, last):
        if ends_part_week(day) or day == last:
            parts.append(Window(begin, day, "part-week"))
            begin = day + DAY
    return parts


def months(first: date, last: date) -> list[Window]:
    """The whole months from the month of `first` to the month of `last`."""
    starts = (add_months(first, n) for n in range((last.year - first.year) * 12 + last.month - first.month + 1))
    return [Window(start, month_end(start), "month") for start in starts]


def tiling(window: Window, periods: Iterable[tuple[date, date]]) -> list[tuple[date, date]] | None:
    """The fewest of `periods` that together are exactly the days of `window`, in order, or None.

    >>> tiling(parse("Q1 2010/11"), [(w.first, w.last) for w in months(date(2010, 1, 1), date(2010, 12, 1))])[0]
    (datetime.date(2010, 4, 1), datetime.date(2010, 4, 30))
    """
    starts: dict[date, list[date]] = {}
    for first, last in set(periods):
        if first >= window.first and last <= window.last:
            starts.setdefault(first, []).append(last)
    reached: dict[date, list[tuple[date, date]]] = {window.first: []}
    for day in calendar_days(window.first, window.last):
        if day not in reached:
            continue
        for last in starts.get(day, ()):
            after = last + DAY
            if after not in reached or len(reached[day]) + 1 < len(reached[after]):
                reached[after] = [*reached[day], (day, last)]
    return reached.get(window.last + DAY)


_MONTH = "(" + "|".join(MONTHS) + ")[a-z]*"
_YEAR = r"(\d{4})/(\d{2})"
_DAY = rf"(\d{{1,2}}) {_MONTH} (\d{{4}})"


def _year_first(match: re.Match[str]) -> date:
    start = int(match[1])
    if (start + 1) % 100 != int(match[2]):
        raise ValueError(f"'{match[0]}' is no performance year: {start} is followed by {(start + 1) % 100:02d}")
    return date(start, 4, 1)


def _month(text: str) -> int:
    return MONTHS.index(text[:3].title()) + 1


@lru_cache(maxsize=1024)
def parse(text: str) -> Window:
    """The window that a person's words mean.

    Reads `2010/11`, `2010/11 to Dec`, `2010/11 to 14 Nov 2010`, `12 months to Dec 2010`, `Q3 2010/11`,
    `Dec 2010`, `week to 14 Nov 2010` and `26 Oct 2010 to 19 Nov 2010`. Raises ValueError, with the forms that can be
    read, for anything else.

    >>> parse("12 months to Dec 2010").first
    datetime.date(2010, 1, 1)
    >>> parse("26 Oct 2010 to 19 Nov 2010").kind
    '25 days'
    """
    words = " ".join(text.split())
    if match := re.fullmatch(_YEAR, words):
        first = _year_first(match)
        return Window(first, date(first.year + 1, 3, 31), "performance year")
    if match := re.fullmatch(rf"{_YEAR} to {_MONTH}", words, re.I):
        first = _year_first(match)
        month = _month(match[3])
        return Window(first, month_end(date(first.year + (month < 4), month, 1)), "performance year to date")
    if match := re.fullmatch(rf"{_YEAR} to {_DAY}", words, re.I):
        first, last = _year_first(match), _date(match[3], match[4], match[5])
        if performance_year(last) != performance_year(first):
            raise ValueError(f"{day_text(last)} is not in {performance_year(first)}")
        return Window(first, last, "performance year to date")
    if match := re.fullmatch(rf"(\d+) months to {_MONTH} (\d{{4}})", words, re.I):
        if not 1 <= int(match[1]) <= 600:
            raise ValueError(f"'{text}': the number of months lies between 1 and 600")
        return ending(f"rolling {match[1]} months", month_end(date(int(match[3]), _month(match[2]), 1)))
    if match := re.fullmatch(rf"Q([1-4]) {_YEAR}", words, re.I):
        first = _year_first(re.fullmatch(_YEAR, f"{match[2]}/{match[3]}"))  # type: ignore[arg-type]
        return ending("quarter", month_end(add_months(first, 3 * int(match[1]) - 1)))
    if match := re.fullmatch(rf"{_MONTH} (\d{{4}})", words, re.I):
        return ending("month", month_end(date(int(match[2]), _month(match[1]), 1)))
    if match := re.fullmatch(rf"week to {_DAY}", words, re.I):
        sunday = _date(match[1], match[2], match[3])
        if sunday.weekday() != 6:
            raise ValueError(f"a week ends on a Sunday, and {day_text(sunday)} is a {sunday:%A}")
        return ending("week", sunday)
    if match := re.fullmatch(rf"{_DAY} to {_DAY}", words, re.I):
        return from_to(_date(match[1], match[2], match[3]), _date(match[4], match[5], match[6]))
    raise ValueError(
        f"'{text}' is no window; write it like 2010/11, 2010/11 to Dec, 12 months to Dec 2010, Q3 2010/11, "
        "Dec 2010, week to 14 Nov 2010 or 26 Oct 2010 to 19 Nov 2010"
    )


def _date(day: str, month: str, year: str) -> date:
    try:
        return date(int(year), _month(month), int(day))
    except ValueError:
        raise ValueError(f"'{day} {month} {year}' is no day of the calendar") from None
