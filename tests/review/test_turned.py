"""Turning a change round in the records turns the headline's sentence, for every measure that has a chart."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.results.judged_store import END, MONTHS, boroughs
from tp_metrics import review, words
from tp_metrics.editions import publish
from tp_metrics.measures import catalogue
from tp_metrics.records import Store, checked
from tp_metrics.results import Selection
from tp_metrics.review.scorecard import SCORECARD, Line
from tp_metrics.schema.reading import Reading, aside

pytestmark = pytest.mark.xdist_group("turned")

#: Until then everything is level; from then on it is half as much again, or two thirds.
TURN = date(2010, 4, 1)
WAYS = {"rise": 1.5, "fall": 2 / 3}
#: No event breaks a series.
EVENTS = "first_day,measures,place,kind,breaks,words,source,status\n2007-04-01,,TP,policy,false,None.,made,assumed\n"
#: What is answered by those who are counted in a share, and by all others.
CONFIDENCE = {
    "good_job": ("good", "poor"),
    "police_council": ("tend to agree", "tend to disagree"),
    "informed": ("very well informed", "not at all informed"),
    "fair_treatment": ("tend to agree", "tend to disagree"),
    "worried": ("very worried", "not very worried"),
}
STAGES = ("overall", "ease_of_contact", "action", "follow_up", "treatment")
SATISFACTION = dict.fromkeys(STAGES, ("very satisfied", "very dissatisfied"))
OFFENCES = (
    *("homicide", "rape", "violence_with_injury", "robbery_personal", "burglary_residential", "criminal_damage"),
    *("theft_of_motor_vehicle", "theft_from_motor_vehicle", "theft_from_person", "knife_crime", "gun_crime"),
    *("serious_youth_violence", "domestic_offences", "racist_religious_hate", "homophobic_hate", "disability_hate"),
)
MEASURES = [name for names in SCORECARD.values() for name in names if catalogue()[name].kind != "stock"]


def rows(factor: float) -> Iterator[tuple[str, dict[str, Any]]]:
    """The table and the fields of every record; all that is counted, in three boroughs, turns by a factor."""
    chance = random.Random(2010)
    for month in MONTHS:
        turn = factor if month.first >= TURN else 1.0
        for place in boroughs():
            at = {"first_day": month.first, "last_day": month.last, "place": place}
            yield "strength", {**at, "role": "officer", "unit": "fte", "strength": 100.0}
        for place in boroughs()[:3]:
            at = {"first_day": month.first, "last_day": month.last, "place": place}
            for offence in OFFENCES:
                count = round(turn * chance.randint(95, 105))
                yield (
                    "offences",
                    {**at, "offence": offence, "offences": count, "sanction_detections": count * turn // 3},
                )
            met = round(50 * turn) + chance.randint(-2, 2)
            for grade in ("I", "S"):
                told = {"kind": "crime", "category": "made", "grade": grade, "timed": 100, "in_time": met}
                yield "incidents", {**at, **told, "incidents": round(200 * turn) + chance.randint(-4, 4)}
            yield "stops", {**at, "stops": 100, "arrests": met}
            for number in range(20):
                said = int(number >= round(10 * turn) + chance.randint(-1, 1))
                asked = {**at, "respondent": f"{place}-{month.first}-{number}", "weight": 1.0}
                confidence = {name: answers[said] for name, answers in CONFIDENCE.items()}
                yield "confidence_survey", {**asked, "survey": "pas", **confidence}
                satisfaction = {name: answers[said] for name, answers in SATISFACTION.items()}
                yield "satisfaction_survey", {**asked, "crime_group": "burglary", **satisfaction}


@pytest.fixture(scope="module", params=WAYS)
def turned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Line]]:
    """Which way everything turned, and the lines of the scorecard."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for table, row in rows(WAYS[request.param]):
        tables.setdefault(table, []).append(row)
    spoken = [
        {"table": table, "source": "force_extract", "first_day": m.first, "last_day": m.last, "place": place}
        for table in tables
        for m in MONTHS
        for place in boroughs()
    ]
    count = sum(map(len, tables.values()))
    frames = {table: pl.DataFrame(found, infer_schema_length=None) for table, found in tables.items()}
    reading = Reading("force_extract", frames, pl.DataFrame(spoken), count, count, aside(), aside())
    folder: Path = tmp_path_factory.mktemp(request.param)
    (folder / "reference").mkdir()
    (folder / "reference" / "events.csv").write_text(EVENTS, encoding="utf-8")
    store = Store(folder)
    store.add(checked(reading, store.places.frame["code"].unique()), "made", "0" * 64)
    edition = publish(store, date(2011, 1, 14))
    lines = review.scorecard(edition, Selection(edition=edition.id, end=END))
    return request.param, {line.result.measure.id: line for line in lines}


@pytest.mark.parametrize("name", MEASURES)
def test_a_change_that_is_turned_round_in_the_records_turns_its_sentence(turned, name):
    way, lines = turned
    better = catalogue()[name].better
    worse, *other = words.headline_sentences((lines[name],))[:-1]
    moved = f"{words.titled(lines[name].result)} ({'+' if way == 'rise' else '−'}"
    if better == "neither":
        assert worse.startswith(f"Nothing is worse or better than usual; unusual, but neither: {moved}")
    elif (better == "higher") == (way == "rise"):
        assert worse == "Worse than usual: nothing."
        assert other[0].startswith(f"Better than usual: {moved}")
    else:
        assert worse.startswith(f"Worse than usual: {moved}")
        assert other == ["Better than usual: nothing."]
