"""The figures a second time, in plain Python: the csv module, dictionaries and loops, and nothing of the first."""

from __future__ import annotations

import calendar
import csv
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
DAY = timedelta(days=1)
LAG = timedelta(days=14)
Z = 1.959963984540054

Record = dict[str, object]
Span = tuple[date, date]


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def ward_borough() -> dict[str, str]:
    return {row["code"]: row["borough"] for row in rows("wards_2011")}


@cache
def borough_area(as_at: date) -> dict[str, str]:
    said = as_at.isoformat()
    return {
        row["borough"]: row["area"]
        for row in rows("area_commands")
        if row["valid_from"] <= said and (not row["valid_to"] or row["valid_to"] >= said)
    }


def boroughs() -> list[str]:
    return [row["code"] for row in rows("boroughs")]


def holders(place: str, as_at: date) -> list[str]:
    """The place itself and every larger place that holds it."""
    if place in ward_borough():
        return [place, *holders(ward_borough()[place], as_at)]
    if place in borough_area(as_at):
        return [place, borough_area(as_at)[place], "TP"]
    return [place, "TP"] if place.startswith("AREA-") else [place]


def wards_of(borough: str) -> list[str]:
    return [ward for ward, holder in ward_borough().items() if holder == borough]


def month_of(day: date) -> Span:
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def before(day: date) -> date:
    """The same day a year before; a month's end is a month's end."""
    if day == month_of(day)[1]:
        return month_of(date(day.year - 1, day.month, 1))[1]
    return date(day.year - 1, day.month, day.day)


def months_in(span: Span) -> list[Span]:
    """The months of a span, empty where it is not made of whole ones."""
    first, last = span
    found = []
    while first <= last:
        found.append(month_of(first))
        first = found[-1][1] + DAY
    return found if found and found[0][0] == span[0] and found[-1][1] == last else []


# What a record adds above and below the line.

OVERLAPPING = {"knife_crime", "gun_crime", "racist_religious_hate"}
ROBBERY = {"robbery_personal", "robbery_business", "robbery"}


def number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def robbery(record: Record) -> tuple[float, float]:
    return (number(record["offences"]), 0.0) if record["offence"] in ROBBERY else (0.0, 0.0)


def total(record: Record) -> tuple[float, float]:
    return (0.0, 0.0) if record["offence"] in OVERLAPPING else (number(record["offences"]), 0.0)


def rape(record: Record) -> tuple[float, float]:
    return (number(record["offences"]), 0.0) if record["offence"] == "rape" else (0.0, 0.0)


def knife(record: Record) -> tuple[float, float]:
    mine = record["offence"] == "knife_crime" or record["knife_crime"] is True
    return (number(record["offences"]), 0.0) if mine else (0.0, 0.0)


def detections(record: Record) -> tuple[float, float]:
    if record["offence"] in OVERLAPPING or record["sanction_detections"] is None:
        return 0.0, 0.0
    return number(record["sanction_detections"]), number(record["offences"])


def good_job(record: Record) -> tuple[float, float]:
    if record["good_job"] in (None, "don't know"):
        return 0.0, 0.0
    weight = number(record["weight"])
    return (weight if record["good_job"] in ("excellent", "good") else 0.0), weight


def arrests(record: Record) -> tuple[float, float]:
    return (0.0, 0.0) if record["arrests"] is None else (number(record["arrests"]), number(record["stops"]))


def officers(record: Record) -> tuple[float, float]:
    return (number(record["strength"]), 0.0) if record["role"] == "officer" else (0.0, 0.0)


@dataclass(frozen=True)
class Rule:
    """What the naive side knows of a measure."""

    kind: str
    table: str
    adds: Callable[[Record], tuple[float, float]]
    smallest: int = 0
    few: bool = False
    weekly: bool = False


RULES = {
    "robbery": Rule("count", "offences", robbery, weekly=True),
    "rape": Rule("count", "offences", rape, few=True, weekly=True),
    "knife_crime": Rule("count", "offences", knife),
    "total_notifiable_offences": Rule("count", "offences", total),
    "sanction_detection_ratio": Rule("ratio", "offences", detections, smallest=30),
    "good_job": Rule("weighted", "confidence_survey", good_job, smallest=30),
    "stop_arrest_rate": Rule("share", "stops", arrests, smallest=30),
    "officers": Rule("stock", "strength", officers),
}
#: Quotient → above the line, below it, times.
QUOTIENTS = {
    "offences_per_officer": ("total_notifiable_offences", "officers", 1.0),
    "robbery_rate": ("robbery", "residents", 1000.0),
    "rape_rate": ("rape", "residents", 1000.0),
}

Figure = dict[str, float | None]
FIELDS = ("value", "numerator", "denominator", "base", "lower", "upper")
NOTHING: Figure = dict.fromkeys(FIELDS)


@dataclass
class Naive:
    """Records of each table, what they speak for (table → place and month), and the day of the edition."""

    records: dict[str, list[Record]]
    spoken: dict[str, set[tuple[str, Span]]]
    as_at: date

    def covered(self, table: str, place: str, month: Span) -> bool:
        """Whether every part of a place is spoken for in a month, or the place itself."""
        if (place, month) in self.spoken[table]:
            return True
        if place in boroughs():
            return all((ward, month) in self.spoken[table] for ward in wards_of(place))
        inside = [one for one in boroughs() if place in holders(one, self.as_at)[1:]]
        return bool(inside) and all(self.covered(table, one, month) for one in inside)

    def answers(self, name: str, place: str, span: Span) -> bool:
        """Whether there is a figure for a place in a span of whole months, or of a week where events have them."""
        rule = RULES[name]
        if span[1] > self.as_at:
            return False
        if not (spans := months_in(span)):
            spans = [month_of(span[0]), month_of(span[1])]
            if not rule.weekly or place in ward_borough() or not place.startswith(("TP", "E09", "AREA")):
                return False
            if any(month[1] > self.as_at for month in spans):
                return False
        if rule.kind == "stock":
            return all(self._stands(name, place, month) for month in spans)
        return all(self.covered(rule.table, place, month) for month in spans)

    def _stands(self, name: str, place: str, month: Span) -> bool:
        inside = [one for one in boroughs() if place in holders(one, self.as_at)]
        parts = [place] if place in inside or not inside else inside
        return all(any(True for _ in self._of(name, part, month)) for part in parts)

    def _of(self, name: str, place: str, span: Span, group: tuple[str, str] | None = None) -> Iterable[tuple]:
        rule = RULES[name]
        for record in self.records[rule.table]:
            if not (span[0] <= record["first_day"] and record["last_day"] <= span[1] <= self.as_at):
                continue
            if place not in holders(str(record["place"]), self.as_at):
                continue
            if group and (record[group[0]] or "not known") != group[1]:
                continue
            above, below = rule.adds(record)
            if above or below:
                yield above, below

    def figure(self, name: str, place: str, span: Span, group: tuple[str, str] | None = None) -> Figure:
        """One figure, all of it None where there is none."""
        if name in QUOTIENTS:
            return self._quotient(name, place, span)
        if not self.answers(name, place, span):
            return NOTHING
        pairs = list(self._of(name, place, span, group))
        above, below = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        if group and not pairs:
            return NOTHING
        return valued(RULES[name], above, below, sum(pair[1] ** 2 for pair in pairs), len(months_in(span)))

    def _quotient(self, name: str, place: str, span: Span) -> Figure:
        over, under, times = QUOTIENTS[name]
        top = self.figure(over, place, span)
        below = residents(place, span, self.as_at) if under == "residents" else self.figure(under, place, span)["value"]
        divided = {field: times * top[field] / below if below and top[field] is not None else None for field in FIELDS}
        return {**top, "denominator": below} | {field: divided[field] for field in ("value", "lower", "upper")}

    def provisional(self, span: Span) -> bool:
        """Whether late records may still come."""
        return span[1] + LAG > self.as_at


def residents(place: str, span: Span, as_at: date) -> float | None:
    """Residents in the performance year in which a span ends: of a ward those of the census."""
    year = str(span[1].year - (span[1].month < 4))
    if place in ward_borough():
        return next(float(row["residents"]) for row in rows("wards_2011") if row["code"] == place)
    mine = [
        float(row["residents"])
        for row in rows("borough_populations")
        if row["year"] == year and place in holders(row["code"], as_at)
    ]
    return sum(mine) if mine else None


def valued(rule: Rule, above: float, below: float, squares: float, months: int) -> Figure:
    """Value, base and limits of the sums, as the kind of measure has them."""
    if rule.kind == "count":
        if rule.few and above < 5:
            return NOTHING
        lower, upper = poisson(above)
        return dict(zip(FIELDS, (above, above, None, above, lower, upper), strict=True))
    if rule.kind == "stock":
        mean = above / months
        return dict(zip(FIELDS, (mean, mean, None, float(months), None, None), strict=True))
    base = (below * below / squares if squares else None) if rule.kind == "weighted" else below
    if base is None or base < rule.smallest:
        return NOTHING | {"base": base}
    share = above / below
    if rule.kind == "ratio":
        lower, upper = (limit / below for limit in poisson(above))
    else:
        lower, upper = wilson(share, base)
    return dict(zip(FIELDS, (100 * share, above, below, base, 100 * lower, 100 * upper), strict=True))


def wilson(share: float, base: float) -> tuple[float, float]:
    """Wilson's limits by the text of the book: centre and half width."""
    centre = (share + Z * Z / (2 * base)) / (1 + Z * Z / base)
    half = Z / (1 + Z * Z / base) * math.sqrt(share * (1 - share) / base + Z * Z / (4 * base * base))
    return max(0.0, centre - half), min(1.0, centre + half)


def poisson(count: float) -> tuple[float, float]:
    """Limits of a count: exact below 10, by bisection of the distribution itself; from 10 Byar's."""
    if count >= 10:
        lower = count * (1 - 1 / (9 * count) - Z / (3 * math.sqrt(count))) ** 3
        more = count + 1
        return lower, more * (1 - 1 / (9 * more) + Z / (3 * math.sqrt(more))) ** 3
    whole = int(count)
    lower = 0.0 if whole == 0 else _where(lambda mean: 1 - at_most(whole - 1, mean) < 0.025)
    return lower, _where(lambda mean: at_most(whole, mean) > 0.025)


def at_most(count: int, mean: float) -> float:
    return sum(math.exp(-mean) * mean**n / math.factorial(n) for n in range(count + 1))


def _where(below: Callable[[float], bool]) -> float:
    """The mean at which a condition that holds for small means ceases to hold."""
    low, high = 0.0, 60.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return low
