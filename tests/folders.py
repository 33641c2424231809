"""Data folders that tests of screens open: a small one of made-up files, and the demonstration."""

from __future__ import annotations

import csv
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tp_metrics import periods
from tp_metrics.editions import publish
from tp_metrics.records import Store

#: What the small data folder is made of, from the made-up files of tests/layouts.
FILES = ("mps_borough_crime_2008.csv", "ward_atlas.csv")


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder of the run: the worker that asks for it first makes it, and others wait until it is whole."""
    run = factory.getbasetemp()
    run = run.parent if os.environ.get("PYTEST_XDIST_WORKER") else run
    folder, whole = run / name, run / f"{name}.whole"
    with (run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            whole.touch()
    return folder


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, layouts: Path) -> Path:
    """A data folder with two small editions, of records that are not demonstration data."""

    def make(folder: Path) -> None:
        store = Store(folder)
        for name in FILES:
            store.ingest(layouts / name, max_refused=1)
        for as_at in (date(2015, 3, 31), date(2016, 12, 31)):
            publish(store, as_at)

    return once(tmp_path_factory, "small", make)


REFERENCE = Path(__file__).parents[1] / "data" / "reference"
#: As-at date → the ward list on which the newest figures by ward of that edition stand.
LISTS = {date(2016, 1, 31): 2011, date(2022, 8, 31): 2018, date(2024, 2, 29): 2022}


@pytest.fixture(scope="session")
def vintages(tmp_path_factory: pytest.TempPathFactory, layouts: Path) -> Path:
    """A data folder with crime by ward on the lists of 2011, 2018 and 2022, and an edition as at the end of each."""

    def make(folder: Path) -> None:
        recent, historical = folder / "recent.csv", folder / "historical.parquet"
        names = ("MajorText", "MinorText", "WardName", "WardCode", "LookUp_BoroughName")
        ward_crime(2018, "202208", names, ("Theft", "Shoplifting")).write_csv(recent)
        lower = ("majortext", "minortext", "wardname", "wardcode", "lookup_boroughname")
        ward_crime(2022, "202402", lower, ("THEFT", "SHOPLIFTING")).write_parquet(historical)
        store = Store(folder)
        for file in (layouts / FILES[0], layouts / FILES[1], recent, historical):
            store.ingest(file, max_refused=1)
        for as_at in LISTS:
            publish(store, as_at)

    return once(tmp_path_factory, "vintages", make)


def ward_crime(year: int, until: str, names: tuple[str, ...], offence: tuple[str, str]) -> pl.DataFrame:
    """Shoplifting in every ward of a list, month by month from April 2021, no two wards alike in a month."""
    with (REFERENCE / "boroughs.csv").open(encoding="utf-8") as file:
        boroughs = {row["code"]: row["name"] for row in csv.DictReader(file)}
    with (REFERENCE / f"wards_{year}.csv").open(encoding="utf-8") as file:
        wards = [row for row in csv.DictReader(file) if row["borough"] in boroughs]
    last = date(int(until[:4]), int(until[4:]), 1)
    months = [f"{one.first:%Y%m}" for one in periods.months(date(2021, 4, 1), last)]
    rows = [
        (*offence, ward["name"], ward["code"], boroughs[ward["borough"]], *(number + at for at in range(len(months))))
        for number, ward in enumerate(wards)
    ]
    return pl.DataFrame(rows, schema=[*names, *months], orient="row")


@pytest.fixture(scope="session")
def demonstration_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demonstration, made once for all workers; TP_TEST_DEMONSTRATION names a ready one."""
    if ready := os.environ.get("TP_TEST_DEMONSTRATION"):
        return Path(ready)

    def make(folder: Path) -> None:
        # A process of its own, with all processors: the other worker waits for it.
        told = {name: value for name, value in os.environ.items() if name != "POLARS_MAX_THREADS"}
        making = [sys.executable, "-m", "tp_metrics", "--data", str(folder), "demo"]
        subprocess.run(making, cwd=REFERENCE.parents[1], env=told, check=True, capture_output=True)

    return once(tmp_path_factory, "demonstration", make)


#: What a folder of real published files is made of: crime by borough and ward, the workbook, the survey, arrests.
REAL = (
    "crime/MPS_Borough_Level_Crime_Historic_200801-201612.csv",
    "profiles/ward-atlas-data.csv",
    "workforce/MASTER_mps-figures_2015-12.xls",
    "survey/PAS_Dashboard_Borough_2014-12_2023-12.csv",
    "justice/ho_arrests_by_force_2006-07_2017-18.csv.gz",
)


@pytest.fixture(scope="session")
def real_folder(tmp_path_factory: pytest.TempPathFactory, open_data: Path) -> Path:
    """A data folder of real published files with editions of two Decembers; TP_TEST_REAL names a ready one."""
    if ready := os.environ.get("TP_TEST_REAL"):
        return Path(ready)

    def make(folder: Path) -> None:
        store = Store(folder)
        for name in REAL:
            store.ingest(open_data / name)
        for as_at in (date(2010, 12, 31), date(2015, 12, 31)):
            publish(store, as_at)

    return once(tmp_path_factory, "real", make)
