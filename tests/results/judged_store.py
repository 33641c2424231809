"""A small store of made-up borough months, and the months again as plain Python, for the tests of judgements."""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition, publish
from tp_metrics.records import Store, checked
from tp_metrics.schema.reading import Reading, aside

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
MONTHS = periods.months(date(2007, 4, 1), date(2010, 12, 1))
END = date(2010, 12, 31)
#: The day from which nothing to the end of 2010 is provisional, the source being complete after 14 days.
SETTLED = date(2011, 1, 14)
BARKING, CAMDEN, HACKNEY, WESTMINSTER = "E09000002", "E09000007", "E09000012", "E09000033"
#: The boroughs whose residents are asked.
ASKED = (CAMDEN, "E09000019", WESTMINSTER)
SEASON = (0.95, 1.05, 1.1, 1.1, 1.05, 1.0, 1.05, 1.1, 0.9, 0.95, 0.85, 0.9)
TARGETS = """measure,place,kind,value,valid_from,valid_to,source,status
robbery,TP,change_percent,-50,2010-04-01,2011-03-31,made for a test,assumed
robbery,TP,change_percent,-1,2009-04-01,2010-03-31,made for a test,published
gun_crime,E09000007,change_percent,-99,2010-04-01,2011-03-31,made for a test,assumed
robbery,E09000012,change_percent,10,2010-04-01,,made for a test,assumed
robbery,E09000012,change_percent,-80,2008-04-01,,an older one that nobody ended,assumed
good_job,E09000007,level,99,2010-04-01,2011-03-31,made for a test,assumed
officers,TP,level,1,2010-04-01,2011-03-31,made for a test,assumed
"""


@cache
def boroughs() -> tuple[str, ...]:
    """The codes of the 32 boroughs, read with nothing but csv."""
    with (REFERENCE / "area_commands.csv").open(encoding="utf-8") as file:
        return tuple(sorted({row["borough"] for row in csv.DictReader(file)}))


def drawn(chance: random.Random, mean: float) -> int:
    return max(0, round(mean + math.sqrt(mean) * chance.gauss(0, 1)))


@cache
def records() -> dict[str, list[dict[str, Any]]]:
    """The rows of every table, the same in every run.

    Robbery has a season and one level, but for Camden, where it is half as much again from June 2010, and Hackney,
    where it is halved from then on; gun crime doubles in April 2009, when its definition changed.
    """
    chance = random.Random(20101231)
    crimes, people, strength = [], [], []
    for month in MONTHS:
        days = {"first_day": month.first, "last_day": month.last}
        for number, borough in enumerate(boroughs()):
            level = (40 + 2 * number) * SEASON[(month.first.month - 4) % 12]
            if month.first >= date(2010, 6, 1):
                level *= {CAMDEN: 1.5, HACKNEY: 0.5}.get(borough, 1.0)
            robberies = drawn(chance, level)
            detected = min(robberies, drawn(chance, robberies / 5))
            guns = drawn(chance, (60 if month.first >= date(2009, 4, 1) else 30) * (2 if borough == BARKING else 1))
            for offence, counted, solved in (("robbery_personal", robberies, detected), ("gun_crime", guns, None)):
                crimes.append(
                    {
                        **days,
                        "place": borough,
                        "offence": offence,
                        "offences": counted,
                        "sanction_detections": solved,
                    }
                )
            strength.append(
                {**days, "place": borough, "role": "officer", "unit": "fte", "strength": chance.randint(300, 340) / 2}
            )
        people += [answer(chance, month, borough, each) for borough in ASKED for each in range(20)]
    return {"offences": crimes, "confidence_survey": people, "strength": strength}


def answer(chance: random.Random, month: periods.Window, borough: str, number: int) -> dict[str, Any]:
    """What one resident says: well of the police in three of five cases, in four of five from 2010 on."""
    day = month.first.replace(day=1 + number)
    pleased = chance.random() < (0.8 if day.year == 2010 else 0.6)
    return {
        "first_day": day,
        "last_day": day,
        "place": borough,
        "respondent": f"{borough}-{day}",
        "survey": "pas",
        "weight": chance.choice([0.5, 1.0, 1.5]),
        "good_job": "good" if pleased else "poor",
    }


def published(
    folder: Path, *days: date, without: Iterable[tuple[str, date]] = (), events: str | None = None
) -> list[Edition]:
    """The store in a folder, with an edition as at each day.

    `without` names boroughs and months that are not told; `events` is the text of an events.csv of its own.
    """
    untold = set(without)
    tables = {
        name: [row for row in rows if (row["place"], row["first_day"].replace(day=1)) not in untold]
        for name, rows in records().items()
    }
    spoken = [
        {"table": "offences", "source": "force_extract", "first_day": m.first, "last_day": m.last, "place": borough}
        for m in MONTHS
        for borough in boroughs()
        if (borough, m.first) not in untold
    ]
    count = sum(map(len, tables.values()))
    reading = Reading(
        source="force_extract",
        tables={name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in tables.items()},
        coverage=pl.DataFrame(spoken),
        read=count,
        kept=count,
        set_aside=aside(),
        refused=aside(),
    )
    (folder / "reference").mkdir(parents=True)
    (folder / "reference" / "targets.csv").write_text(TARGETS, encoding="utf-8")
    if events is not None:
        (folder / "reference" / "events.csv").write_text(events, encoding="utf-8")
    store = Store(folder)
    store.add(checked(reading, store.places.frame["code"].unique()), "made", "0" * 64)
    return [publish(store, day) for day in days]


def counts(offence: str, borough: str | None = None, column: str = "offences") -> list[int]:
    """A count month by month from April 2007 to December 2010, of a borough or of all."""
    found = dict.fromkeys((month.first for month in MONTHS), 0)
    for row in records()["offences"]:
        if row["offence"] == offence and borough in (None, row["place"]):
            found[row["first_day"]] += row[column]
    return list(found.values())
