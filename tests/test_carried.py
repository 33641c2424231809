"""What is carried over from an earlier edition is what would have been summed anew, whatever was imported between."""

from __future__ import annotations

import json
import random
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.results.judged_store import END, MONTHS, boroughs, published
from tp_metrics import periods
from tp_metrics.editions import Edition, damaged_editions, edition, publish
from tp_metrics.records import Store, checked
from tp_metrics.schema.reading import Reading, aside
from tp_metrics.schema.reference import reference_path

WARDS = {"E09000002": ["E05000026", "E05000027", "E05000028"], "E09000007": ["E05000130", "E05000131", "E05000132"]}
CODES = ("robbery_personal", "burglary_residential", "knife_crime")
CALENDAR = periods.months(date(2009, 1, 1), date(2010, 12, 1))
#: Days on which the boroughs are in the same areas.
DAYS = [month.last for month in CALENDAR if month.first >= date(2010, 6, 1)] + [date(2010, 7, 14), date(2010, 10, 2)]


def bring(store: Store, chance: random.Random) -> None:
    """Import a few months of made-up records: by month or by day, of boroughs or wards, all of them told or not."""
    first, count = chance.randrange(len(CALENDAR)), chance.randint(1, 5)
    months = CALENDAR[first : first + count]
    source = chance.choice(["force_extract", "force_extract", "demonstration", "demonstration_weekly"])
    by_day = source == "force_extract" and chance.random() < 0.5
    of_wards = source != "demonstration_weekly" and chance.random() < 0.7
    places = [ward for wards in WARDS.values() for ward in wards] if of_wards else list(WARDS)
    crimes, told, asked, strength = [], [], [], []
    for month in months:
        spans = periods.part_weeks(month.first, month.last) if source == "demonstration_weekly" else [month]
        for place in places:
            if chance.random() < 0.85:
                told += [row("offences", source, one, place) for one in spans]
            if chance.random() < 0.9:
                told.append(row("confidence_survey", source, month, place))
            for span in spans:
                day = span.first + timedelta(chance.randrange((span.last - span.first).days + 1))
                when = periods.Window(day, day, "day") if by_day else span
                crimes.append(
                    {
                        **within(when, place),
                        "offence": chance.choice(CODES),
                        "offences": chance.randint(0, 9),
                        "sanction_detections": chance.choice([None, 1]),
                    }
                )
            answered = periods.Window(month.last, month.last, "day")
            asked.append(
                {
                    **within(answered, place),
                    "respondent": f"{place}-{month.first}-{chance.random()}",
                    "survey": "pas",
                    "weight": chance.choice([0.5, 1.0, 1.25]),
                    "sex": chance.choice(["female", "male", None]),
                    "good_job": chance.choice(["good", "poor", "don't know", None]),
                }
            )
        strength += [
            {**within(month, borough), "role": "officer", "unit": "fte", "strength": chance.randint(10000, 90000) / 100}
            for borough in boroughs()
            if chance.random() < 0.98
        ]
    tables = {"offences": crimes}
    if source != "demonstration_weekly":
        tables |= {"confidence_survey": asked, "strength": strength}
    rows = sum(map(len, tables.values()))
    reading = Reading(
        source=source,
        tables={
            name: pl.DataFrame(each, infer_schema_length=None).with_columns(source=pl.lit(source))
            for name, each in tables.items()
        },
        coverage=pl.DataFrame([one for one in told if one["table"] in tables]),
        read=rows,
        kept=rows,
        set_aside=aside(),
        refused=aside(),
    )
    store.add(checked(reading, store.places.frame["code"].unique()), "made", f"{chance.getrandbits(256):064x}")


def within(window: periods.Window, place: str) -> dict[str, Any]:
    return {"first_day": window.first, "last_day": window.last, "place": place}


def row(table: str, source: str, window: periods.Window, place: str) -> dict[str, Any]:
    return {"table": table, "source": source, **within(window, place)}


def alike(one: Edition, other: Edition) -> None:
    """Whether two editions say the same of every measure."""
    assert one.manifest["measures"] == other.manifest["measures"]
    for measure in one.manifest["measures"]:
        assert_frame_equal(one.facts(measure), other.facts(measure), check_exact=True, categorical_as_str=True)


@pytest.mark.trust
@pytest.mark.parametrize("seed", range(12))
def test_an_edition_that_carries_over_is_one_that_was_made_anew(tmp_path, seed):
    chance = random.Random(seed)
    store, carried = Store(tmp_path), 0
    for _ in range(chance.randint(1, 4)):
        bring(store, chance)
    for as_at in sorted(chance.sample(DAYS, 3)):
        if chance.random() < 0.8:
            bring(store, chance)
        made, anew = publish(store, as_at), publish(store, as_at, anew=True)
        assert anew.manifest["carried_from"] is None
        carried += made.manifest["carried_from"] is not None
        alike(made, anew)
    assert carried


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("before")
    published(folder, date(2010, 9, 30))
    return folder


@pytest.fixture
def store(before, tmp_path) -> Store:
    """Borough months to December 2010 and an edition as at September, whose figures carry over."""
    shutil.copytree(before, tmp_path / "data")
    return Store(tmp_path / "data")


def test_the_newest_edition_that_will_do_is_carried_over_and_the_manifest_names_it(store):
    assert publish(store, END).manifest["carried_from"] == "2010-09-30"
    assert publish(store, MONTHS[-2].last).manifest["carried_from"] == "2010-09-30"
    assert publish(store, END).manifest["carried_from"] == "2010-12-31"
    assert publish(store, date(2010, 8, 31)).manifest["carried_from"] is None


@pytest.mark.parametrize("what", ["program", "engine", "imports", "reference"])
def test_nothing_is_carried_over_from_an_edition_that_was_made_otherwise(store, what):
    manifest = store.editions_folder / "2010-09-30" / "manifest.json"
    said = json.loads(manifest.read_text(encoding="utf-8"))
    other = {"program": "0" * 64, "engine": "spark", "imports": [{**said["imports"][0], "id": "another"}]}
    if what == "reference":
        own = store.reference_folder / "offences.csv"
        own.write_text(
            reference_path("offences", None).read_text(encoding="utf-8").replace("\n", "\r\n"), encoding="utf-8"
        )
    else:
        manifest.write_text(json.dumps(said | {what: other[what]}), encoding="utf-8")
        manifest.with_name("manifest.sha256").unlink()
    assert publish(store, END).manifest["carried_from"] is None


def test_a_reference_file_that_alters_no_figure_is_no_reason_to_sum_anew(store):
    own = store.reference_folder / "meetings.csv"
    own.write_text(reference_path("meetings", None).read_text(encoding="utf-8").replace("\n", "\r\n"), encoding="utf-8")
    assert publish(store, END).manifest["carried_from"] == "2010-09-30"


def test_nothing_is_carried_over_from_a_file_whose_bytes_have_changed(store):
    facts = store.editions_folder / "2010-09-30" / "facts" / "robbery.parquet"
    changed = bytearray(facts.read_bytes())
    changed[len(changed) // 2] ^= 1
    facts.write_bytes(changed)
    made = publish(store, END)
    assert made.manifest["carried_from"] is None
    assert damaged_editions(store) == {"2010-09-30": "facts/robbery.parquet holds other bytes than were written"}


def test_areas_that_have_moved_are_summed_anew(store):
    own = store.reference_folder / "area_commands.csv"
    lines = reference_path("area_commands", None).read_text(encoding="utf-8").splitlines()
    head = lines[0].split(",")
    rows = [dict(zip(head, line.split(","), strict=True)) for line in lines[1:]]
    moved = next(one for one in rows if one["valid_to"] == "")
    other = next(one for one in rows if one["area"] != moved["area"])
    later = moved | {"area": other["area"], "valid_from": "2010-11-01"}
    moved["valid_to"] = "2010-10-31"
    own.write_text("\n".join([lines[0], *(",".join(one.values()) for one in [*rows, later])]) + "\n", encoding="utf-8")
    first = publish(store, date(2010, 10, 31))
    assert first.manifest["carried_from"] is None
    second = publish(store, END)
    assert second.manifest["carried_from"] is None
    assert edition(store).id == second.id
    alike(second, publish(store, END, anew=True))
