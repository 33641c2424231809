"""Real published files go in, checked figures come out: the figures by which the foundation was accepted."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from tp_metrics import results
from tp_metrics.cli.figure import Asked, answer, as_json
from tp_metrics.editions import edition, editions, publish
from tp_metrics.geography.boundaries import install_boundaries, installed
from tp_metrics.periods import parse
from tp_metrics.records import Store

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("acceptance")]

FILES = (
    "crime/MPS_Borough_Level_Crime_Historic_200801-201612.csv",
    "profiles/ward-atlas-data.csv",
    "workforce/MASTER_mps-figures_2015-12.xls",
    "survey/PAS_Dashboard_Borough_2014-12_2023-12.csv",
)
LATER_FILES = (
    "police_uk/police_uk_api_street_london_wards_2016-01.zip",
    "crime/MPS_Ward_Level_Crime_most_recent_24_months_202009-202208.csv",
    "crime/mps_ward_level_crime_historical_201004-202402.parquet",
)
WARD = "E05000644"
EARLY, LATE = "2010-12-31", "2015-12-31"


def tree(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of a data folder but the lock."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


@pytest.fixture(scope="module")
def real(tmp_path_factory, open_data) -> SimpleNamespace:
    """The store of the four files and the boundaries, with both editions; and the same bytes after a second import."""
    store = Store(tmp_path_factory.mktemp("real"))
    install_boundaries(open_data / "geo/original/London_Ward_CityMerged.shp", store.boundaries_folder)
    for name in FILES:
        store.ingest(open_data / name)
    once = tree(store.path)
    for name in FILES:
        store.ingest(open_data / name)
    twice = tree(store.path)
    for day in (EARLY, LATE):
        publish(store, date.fromisoformat(day))
    return SimpleNamespace(store=store, once=once, twice=twice)


@pytest.fixture
def desk(real, monkeypatch) -> Store:
    """The store, as the data folder of the command line."""
    monkeypatch.setenv("TP_DATA", str(real.store.path))
    return real.store


def asked(measure: str, place: str, window: str, as_at: str, **more: str) -> list[dict]:
    """The rows that `figure --json` prints."""
    return json.loads(as_json(answer(Asked(measure, place, window, as_at=date.fromisoformat(as_at), **more))))


#: Measure, place, window, editions, value, value a year before (None: not listed).
LISTED = [
    ("total_notifiable_offences", "Westminster", "2009/10", (EARLY, LATE), 64_020, None),
    ("total_notifiable_offences", "Westminster", "2010/11", (LATE,), 64_052, 64_020),
    ("total_notifiable_offences", "Camden", "2009/10", (EARLY, LATE), 33_767, None),
    ("total_notifiable_offences", "Camden", "2010/11", (LATE,), 34_237, 33_767),
    ("total_notifiable_offences", "TP", "2010/11", (LATE,), 820_515, None),
    ("total_notifiable_offences", WARD, "2009/10", (EARLY, LATE), 15_675, None),
    ("total_notifiable_offences", WARD, "2010/11", (LATE,), 15_749, 15_675),
    ("officers", "Westminster", "Mar 2010", (EARLY, LATE), 1_631.84, None),
    ("officers", "TP", "Mar 2010", (EARLY, LATE), 20_599.48, None),
    ("total_notifiable_offences", "Westminster", "2010/11 to Dec", (EARLY, LATE), 48_038, 48_532),
    ("total_notifiable_offences", "Camden", "2010/11 to Dec", (EARLY, LATE), 25_560, 25_598),
    ("total_notifiable_offences", "TP", "2010/11 to Dec", (EARLY, LATE), 620_460, 624_708),
]


@pytest.mark.parametrize(
    ("measure", "place", "window", "as_at", "value", "previous"),
    [(*row[:3], as_at, *row[4:]) for row in LISTED for as_at in row[3]],
)
def test_the_listed_figures_come_out_in_each_edition(desk, measure, place, window, as_at, value, previous):
    (row,) = asked(measure, place, window, as_at)
    assert row["value"] == pytest.approx(value, abs=0.005)
    assert row["window"] == window
    if previous is not None:
        assert (row["previous"], row["change"]) == (previous, value - previous)


@pytest.mark.parametrize(
    ("place", "there_is"),
    [
        ("Westminster", "months from 1 Jan 2008 to 31 Dec 2010"),
        ("TP", "months from 1 Jan 2008 to 31 Dec 2010"),
        (WARD, "years from 1 Apr 2001 to 31 Mar 2010"),
    ],
)
def test_a_year_that_is_not_over_is_refused_with_what_there_is(desk, place, there_is):
    with pytest.raises(ValueError, match="2010/11") as refusal:
        asked("total_notifiable_offences", place, "2010/11", EARLY)
    assert there_is in str(refusal.value)
    assert f"edition {EARLY}" in str(refusal.value)


def test_the_boroughs_of_a_breakdown_are_32_and_add_up_to_their_total(desk):
    rows = asked("total_notifiable_offences", "TP", "2010/11", LATE, by="borough")
    assert len(rows) == 32
    assert sum(row["value"] for row in rows) == 820_515


def test_both_editions_stand_with_their_real_wards_and_sources(real):
    assert [one.id for one in editions(real.store)] == [LATE, EARLY]
    assert all(
        {"mps_borough_crime_2008", "ward_atlas", "mps_workbook"} <= {*one.manifest["sources"]}
        for one in editions(real.store)
    )
    assert not any(one.demonstration for one in editions(real.store))
    assert [(one.level, one.vintage) for one in installed(real.store.boundaries_folder)] == [("ward", 2011)]


def test_the_54_wards_whose_figures_the_atlas_got_wrong_say_so(desk):
    wards = results.result(
        edition(desk, date.fromisoformat(LATE)),
        "total_notifiable_offences",
        results.Selection(by=("ward",), window="performance year", end=date(2015, 3, 31)),
    )
    assert sum(bool(figure.refusal) for figure in wards.figures) == 54
    assert all(figure.refusal for figure in wards.figures if figure.value is None)


def test_importing_everything_twice_changes_nothing(real):
    assert real.twice == real.once
    assert len(real.store.imports()) == len(FILES)


@pytest.fixture(scope="module")
def vintages(real, open_data) -> Store:
    """The same store with boundaries and figures of wards of 2018 and 2022 and the street crime of one month."""
    for name in ("london_wards_2018.geojson", "london_wards_2022_bestfit.geojson"):
        install_boundaries(open_data / "geo" / name, real.store.boundaries_folder)
    for name in LATER_FILES:
        real.store.ingest(open_data / name)
    publish(real.store, date(2024, 3, 31))
    return real.store


#: Measure, ward, window, source, vintage and value, counted in the files by hand.
VINTAGE_FIGURES = [
    ("street_crime", WARD, "Jan 2016", "police_uk_street", 2011, 926),
    ("total_notifiable_offences", "E05000026", "2021/22", "mps_ward_crime_recent", 2018, 2_871),
    ("total_notifiable_offences", "E05013806", "2022/23", "mps_ward_crime_historical", 2022, 21_187),
]


@pytest.mark.trust  # the boundaries of all London twice over, and fourteen years of crime by ward
@pytest.mark.parametrize(("measure", "ward", "window", "source", "vintage", "value"), VINTAGE_FIGURES)
def test_each_ward_source_answers_on_its_own_vintage(vintages, measure, ward, window, source, vintage, value):
    found = results.result(
        edition(vintages, "2024-03-31"),
        measure,
        results.Selection(place=ward, end=parse(window).last, window=parse(window).kind),
    )
    assert found.figure.value == value
    assert (found.source_name, found.vintage, found.figure.window) == (source, vintage, window)


def test_published_confidence_opens_and_says_what_only_interviews_could_tell(desk, monkeypatch, tmp_path):
    monkeypatch.setenv("TP_LEDGER", f"sqlite:///{tmp_path / 'ledger.db'}")
    screen = AppTest.from_file(str(Path(__file__).parents[1] / "app.py"), default_timeout=60)
    screen.query_params["borough"] = "Camden"
    screen.query_params["edition"] = "31 Dec 2015"
    screen.session_state["changes"] = True
    screen.switch_page("pages/public/confidence.py").run()
    assert not screen.exception
    published = asked("good_job", "Camden", "12 months to Dec 2015", LATE)[0]
    assert screen.title[0].value.startswith(f"Police do a good job locally, Camden: {published['value']:.0f} %")
    assert any("no interviews" in said.value for said in screen.caption)
    compared = next(table.value for table in screen.dataframe if "What it says" in table.value)
    assert set(compared["What it says"]) == {"published without its base"}
