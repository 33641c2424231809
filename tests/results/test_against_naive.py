"""`result()` against a second implementation in plain Python, on random records."""

from __future__ import annotations

import hashlib
import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.results.naive import DAY, FIELDS, QUOTIENTS, RULES, Naive, before, boroughs, month_of, wards_of
from tp_metrics import Selection
from tp_metrics.editions import publish
from tp_metrics.periods import Window, parse
from tp_metrics.records import Store, checked
from tp_metrics.results import result
from tp_metrics.schema import COVERAGE, RECORDS
from tp_metrics.schema.reading import Reading, aside

AS_AT = date(2010, 12, 31)
CAMDEN, WESTMINSTER, BARNET = "E09000007", "E09000033", "E09000003"
OWN_WARDS = [ward for borough in (CAMDEN, WESTMINSTER) for ward in wards_of(borough)[:3]]
#: Months of the records; those after the edition's day must never count.
MONTHS = [month_of(date(2009 + (n // 12), n % 12 + 1, 1)) for n in range(26)]

WINDOWS = [
    "Nov 2010", "Dec 2010", "Q2 2010/11", "Q3 2010/11", "2010/11 to Dec", "2010/11 to Nov", "2009/10",
    "12 months to Dec 2010", "12 months to Jun 2010", "2010/11 to 12 Dec 2010", "week to 12 Dec 2010",
    "week to 4 Jul 2010", "Jan 2011", "2010/11",
]  # fmt: skip
PLACES = ["TP", "AREA-N", "AREA-SW", CAMDEN, WESTMINSTER, BARNET, *OWN_WARDS[:4], "HEATHROW"]


def offences(draw: random.Random) -> list[dict]:
    """Events at wards, boroughs and larger places, monthly counts of boroughs, and overlapping counts."""
    events = [
        {
            "place": draw.choice([*OWN_WARDS, *OWN_WARDS, CAMDEN, BARNET, *boroughs()[:4], "TP", "AREA-N", "HEATHROW"]),
            "offence": draw.choice(["robbery_personal", "robbery_business", "rape", "drugs"]),
            "first_day": (day := MONTHS[0][0] + timedelta(days=draw.randrange(785))),
            "last_day": day,
            "offences": 1,
            "sanction_detections": draw.choice([None, 0, 0, 1]),
            "knife_crime": draw.choice([True, False, None]),
        }
        for _ in range(draw.randrange(300, 700))
    ]
    counts = [
        {
            "place": borough,
            "offence": draw.choice(["criminal_damage", "knife_crime", "burglary"]),
            "first_day": month[0],
            "last_day": month[1],
            "offences": draw.randrange(40),
            "sanction_detections": draw.choice([None, draw.randrange(9)]),
            "knife_crime": None,
        }
        for month in MONTHS
        for borough in boroughs()
        if draw.random() < 0.5
    ]
    return events + counts


def answers(draw: random.Random) -> list[dict]:
    """Interviews with weights in sixty-fourths, most in two boroughs; months without an interview are among them."""
    return [
        {
            "place": draw.choice([*OWN_WARDS[:2], CAMDEN, CAMDEN, WESTMINSTER, *boroughs()]),
            "first_day": (day := MONTHS[0][0] + timedelta(days=draw.randrange(785))),
            "last_day": day,
            "respondent": f"r{number}",
            "weight": draw.randrange(16, 256) / 64,
            "survey": "pas",
            "sex": draw.choice(["female", "male", None]),
            "good_job": draw.choice(["excellent", "good", "fair", "poor", "very poor", "don't know", None]),
        }
        for number in range(draw.randrange(300, 900))
    ]


def stops(draw: random.Random) -> list[dict]:
    return [
        {
            "place": draw.choice([*OWN_WARDS, CAMDEN, BARNET, *boroughs(), "TP"]),
            "first_day": (day := MONTHS[0][0] + timedelta(days=draw.randrange(785))),
            "last_day": day,
            "stops": 1,
            "arrests": draw.choice([None, 0, 0, 1]),
            "ethnicity": draw.choice(["White", "Black", "Asian", None]),
        }
        for _ in range(draw.randrange(200, 600))
    ]


def strength(draw: random.Random) -> list[dict]:
    """Officers of every borough and month, but for a few that are not known; PCSOs, who are no officers."""
    return [
        {"place": place, "first_day": first, "last_day": last, "role": role, "unit": "fte", "strength": fte}
        for first, last in MONTHS
        for place in [*boroughs(), "HEATHROW"]
        for role, fte in (("officer", draw.randrange(1, 6400) / 4), ("pcso", 10.0))
        if draw.random() > 0.001 or role == "pcso"
    ]


MAKERS = {"offences": offences, "confidence_survey": answers, "stops": stops, "strength": strength}


def spoken_for(table: str, draw: random.Random) -> set[tuple[str, tuple[date, date]]]:
    """Every borough and month, the wards of two boroughs, and Heathrow; a month of a borough is missing at random."""
    if table == "strength":
        return set()
    everywhere = [*boroughs(), *wards_of(CAMDEN), *wards_of(WESTMINSTER), "HEATHROW"]
    whole = {(place, month) for place in everywhere for month in MONTHS}
    return whole - {(draw.choice(everywhere), draw.choice(MONTHS)) for _ in range(draw.randrange(3))}


def reading(table: str, records: list[dict], spoken: set) -> Reading:
    schema = RECORDS[table].create_empty().schema
    frame = pl.DataFrame(records, schema={name: schema[name] for name in records[0]})
    coverage = pl.DataFrame(
        [(table, "force_extract", *month, place) for place, month in spoken], schema=COVERAGE, orient="row"
    )
    return Reading("force_extract", {table: frame}, coverage, frame.height, frame.height, aside(), aside())


def world(folder: Path, seed: int) -> tuple[Naive, object]:
    """Random records of a seed, published in a store and laid before the naive implementation."""
    draw = random.Random(seed)
    store = Store(folder)
    records = {table: make(draw) for table, make in MAKERS.items()}
    spoken = {table: spoken_for(table, draw) for table in MAKERS}
    known = store.places.frame["code"].unique()
    for table, made in records.items():
        digest = hashlib.sha256(table.encode()).hexdigest()
        store.add(checked(reading(table, made, spoken[table]), known), table, digest)
    return Naive(records, spoken, AS_AT), publish(store, AS_AT)


def span_before(window: Window) -> tuple[date, date]:
    if window.kind == "week":
        return window.first - 364 * DAY, window.last - 364 * DAY
    return before(window.first), before(window.last)


def compared(naive: Naive, name: str, row: dict, group: tuple[str, str] | None = None) -> None:
    """Assert that a figure says what the naive implementation says."""
    window = parse(row["window"])
    wanted = naive.figure(name, row["code"], (window.first, window.last), group)
    what = f"{name}, {row['code']}, {row['window']}, {group}"
    for field in FIELDS if wanted["value"] is not None else ("value",):
        expected = None if wanted[field] is None else pytest.approx(wanted[field], rel=1e-9, abs=1e-9)
        assert row[field] == expected, f"{field} of {what}"
    previous = naive.figure(name, row["code"], span_before(window), group)["value"]
    assert row["previous"] == (None if previous is None else pytest.approx(previous, rel=1e-9)), f"previous of {what}"
    if wanted["value"] is None or previous is None:
        assert row["change"] is None
    else:
        assert row["change"] == pytest.approx(wanted["value"] - previous, rel=1e-9, abs=1e-9)
    if wanted["value"] is None:
        assert row["note"], f"nothing says why there is no {what}"
    else:
        assert row["provisional"] == naive.provisional((window.first, window.last)), what


def asked(edition, name: str, place: str, words: str, by: tuple[str, ...] = (), count: int = 45):
    """The result for a window in words, or None where another kind of window was all there was."""
    window = parse(words)
    found = result(edition, name, Selection(place=place, end=window.last, window=window.kind, by=by, periods=count))
    return None if found.window is None or found.window.kind != window.kind else found


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_figures_and_breakdowns_are_those_of_the_naive_implementation(seed):
    with tempfile.TemporaryDirectory() as folder:
        naive, edition = world(Path(folder), seed)
        for name in (*RULES, *QUOTIENTS):
            for words in WINDOWS:
                window = parse(words)
                for place in PLACES:
                    found = asked(edition, name, place, words)
                    if found is None:
                        lone = naive.figure(name, place, (window.first, window.last))
                        assert lone["value"] is None, f"{name}, {place}, {words} is known to the naive side alone"
                    else:
                        compared(naive, name, found.rows.row(0, named=True))
            broken_down(naive, edition, name)


def broken_down(naive: Naive, edition, name: str) -> None:
    """Compare the breakdowns of a measure by place, by time, and by its groups."""
    seen = 0
    for place, by in (("TP", "borough"), ("TP", "area"), (CAMDEN, "ward"), (CAMDEN, "month"), ("TP", "quarter")):
        found = asked(edition, name, place, "2010/11 to Sep", (by,), 16 if by == "month" else 5)
        for row in found.rows.iter_rows(named=True) if found else ():
            compared(naive, name, row)
            seen += 1
    for dimension, column, at in (
        ("offence", "offence", CAMDEN),
        ("sex", "sex", CAMDEN),
        ("ethnicity", "ethnicity", "TP"),
    ):
        table = RULES[name].table if name in RULES else ""
        if not any(column in record for record in naive.records.get(table, ())[:1]):
            continue
        try:
            found = asked(edition, name, at, "2010/11 to Sep", (dimension,))
        except ValueError:
            continue  # the measure has no such group
        for row in found.rows.iter_rows(named=True) if found else ():
            compared(naive, name, row, (column, row["category"]))
            seen += 1
    assert seen > 10 or name == "officers", f"few breakdowns of {name} were compared"
