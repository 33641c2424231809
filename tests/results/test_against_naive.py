"""Results against a second implementation: plain Python over the same records, dictionaries and loops."""

import csv
import math
import random
import tempfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tp_metrics import periods
from tp_metrics.editions import publish
from tp_metrics.records import Store, checked
from tp_metrics.results import Selection, result
from tp_metrics.schema.reading import Reading, aside

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
BOROUGHS = ["E09000002", "E09000007", "E09000033"]
MONTHS = periods.months(date(2009, 4, 1), date(2010, 12, 1))
ANSWERS = ["excellent", "good", "fair", "poor", "very poor", "don't know", None]
CODES = ["robbery_personal", "robbery_business", "burglary_residential", "knife_crime"]
WINDOWS = ["2010/11 to Dec", "2009/10", "12 months to Dec 2010", "Q3 2010/11", "Dec 2010"]
Z = 1.959963984540054


def held_by():
    """Ward → borough, and borough → area, read with nothing but csv."""
    with (REFERENCE / "wards_2011.csv").open(encoding="utf-8") as file:
        wards = {row["code"]: row["borough"] for row in csv.DictReader(file)}
    with (REFERENCE / "area_commands.csv").open(encoding="utf-8") as file:
        areas = {row["borough"]: row["area"] for row in csv.DictReader(file)}
    return wards, areas


WARDS, AREAS = held_by()


def inside(code, place):
    borough = WARDS.get(code, code)
    return place in (code, borough, AREAS.get(borough), "TP")


def made(seed):
    chance = random.Random(seed)
    wards = [code for code, borough in WARDS.items() if borough in BOROUGHS]
    crimes, people, strength = [], [], []
    for month in MONTHS:
        for ward in chance.sample(wards, 12):
            counted = chance.randint(0, 30)
            crimes.append(
                {
                    **days(month.first, month.last, ward),
                    "offence": chance.choice(CODES),
                    "offences": counted,
                    "sanction_detections": chance.choice([None, chance.randint(0, 9)]),
                }
            )
            day = month.first.replace(day=chance.randint(1, 28))
            people.append(
                {
                    **days(day, day, ward),
                    "respondent": f"{month.first}-{ward}",
                    "survey": "pas",
                    "weight": chance.choice([0.5, 1.0, 1.25, 3.0]),
                    "sex": chance.choice(["female", "male", None]),
                    "good_job": chance.choice(ANSWERS),
                }
            )
        for borough in AREAS:
            row = {**days(month.first, month.last, borough), "role": "officer", "unit": "fte"}
            strength.append({**row, "strength": chance.randint(100, 900) / 4})
    return crimes, people, strength


def days(first, last, place):
    return {"first_day": first, "last_day": last, "place": place}


def published(folder, crimes, people, strength):
    store = Store(folder)
    spoken = [
        {"table": "offences", "source": "force_extract", **days(month.first, month.last, ward)}
        for month in MONTHS
        for ward in WARDS
    ]
    tables = {"offences": crimes, "confidence_survey": people, "strength": strength}
    rows = sum(map(len, tables.values()))
    reading = Reading(
        source="force_extract",
        tables={name: pl.DataFrame(each, infer_schema_length=None) for name, each in tables.items()},
        coverage=pl.DataFrame(spoken),
        read=rows,
        kept=rows,
        set_aside=aside(),
        refused=aside(),
    )
    store.add(checked(reading, store.places.frame["code"].unique()), "made", "0" * 64)
    return publish(store, date(2010, 12, 31))


def within(row, window, place):
    return window.first <= row["first_day"] and row["last_day"] <= window.last and inside(row["place"], place)


def naive_count(crimes, codes, window, place):
    return sum(row["offences"] for row in crimes if row["offence"] in codes and within(row, window, place))


def naive_ratio(crimes, codes, window, place):
    known = [r for r in crimes if r["offence"] in codes and r["sanction_detections"] is not None]
    known = [row for row in known if within(row, window, place)]
    offences = sum(row["offences"] for row in known)
    return None if offences < 30 else 100 * sum(row["sanction_detections"] for row in known) / offences


def naive_share(people, window, place):
    asked = [row for row in people if within(row, window, place) and row["good_job"] not in ("don't know", None)]
    weights = [row["weight"] for row in asked]
    if not asked or sum(weights) ** 2 / sum(w * w for w in weights) < 30:
        return None
    base = sum(weights) ** 2 / sum(w * w for w in weights)
    p = sum(row["weight"] for row in asked if row["good_job"] in ("excellent", "good")) / sum(weights)
    spread = Z * math.sqrt(Z * Z + 4 * p * base * (1 - p))
    lower, upper = ((2 * p * base + Z * Z + sign * spread) / (2 * (base + Z * Z)) for sign in (-1, 1))
    return 100 * p, 100 * lower, 100 * upper, base


def naive_officers(strength, window, place):
    months = {row["first_day"] for row in strength if within(row, window, "TP")}
    return sum(row["strength"] for row in strength if within(row, window, place)) / len(months)


@settings(max_examples=3, derandomize=True)
@given(st.integers(0, 10_000))
def test_results_agree_with_plain_python_on_random_records(seed):
    crimes, people, strength = made(seed)
    with tempfile.TemporaryDirectory() as folder:
        edition = published(Path(folder), crimes, people, strength)
        for place in ("TP", "AREA-N", *BOROUGHS, crimes[0]["place"]):
            for text in WINDOWS:
                window = periods.parse(text)
                agrees(edition, Selection(place=place, end=window.last, window=window.kind), window, crimes, people)
                if place not in WARDS:
                    staffed(
                        edition, Selection(place=place, end=window.last, window=window.kind), window, crimes, strength
                    )


def agrees(edition, selection, window, crimes, people):
    place, before = selection.place, window.previous()
    robbery = result(edition, "robbery", selection).figure
    assert robbery.value == naive_count(crimes, CODES[:2], window, place)
    if before.first >= MONTHS[0].first:
        assert robbery.previous == naive_count(crimes, CODES[:2], before, place)
        assert robbery.change == robbery.value - robbery.previous
    else:
        assert robbery.previous is None
    knife = result(edition, "knife_crime", selection).figure
    assert knife.value == naive_count(crimes, CODES[3:], window, place)
    ratio = result(edition, "robbery_detection_ratio", selection).figure
    assert ratio.value == pytest.approx(naive_ratio(crimes, CODES[:2], window, place))
    good = result(edition, "good_job", selection).figure
    expected = naive_share(people, window, place)
    if expected is None:
        assert good.value is None
    else:
        assert (good.value, good.lower, good.upper, good.base) == pytest.approx(expected)


def staffed(edition, selection, window, crimes, strength):
    place = selection.place
    mean = naive_officers(strength, window, place)
    assert result(edition, "officers", selection).figure.value == pytest.approx(mean)
    offences = naive_count(crimes, CODES[:3], window, place)
    each = result(edition, "offences_per_officer", selection).figure.value
    assert each == pytest.approx(offences / mean)
    wards = result(edition, "robbery", Selection(place, window.last, window.kind, by=("ward",))).rows
    assert sum(wards["value"]) == naive_count(crimes, CODES[:2], window, place)
