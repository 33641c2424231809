from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.sources.sheets import accounted, edited, places, read, real, reasons
from tp_metrics.editions import NothingToPublish, publish
from tp_metrics.records import Store
from tp_metrics.schema.reading import Reading, SourceRefused, silent
from tp_metrics.sources import moj_proven_reoffending as source
from tp_metrics.sources.recognise import recognise

FILE = "moj_proven_reoffending.csv"
REAL = "justice/moj_proven_reoffending_rates_2007-2017.csv.gz"
ROBBERY = "2010-03-31,adult,robbery,0.3625"
#: The line of that row.
LINE = 4


@pytest.fixture(scope="module")
def whole(open_data: Path) -> Reading:
    return real(open_data / REAL)


def test_the_layout_is_recognised_plain_and_gzipped_and_every_row_is_accounted_for(layouts: Path, tmp_path: Path):
    assert accounted(source, layouts / FILE, tmp_path) == (8, 7, 1, 0)


def test_a_rate_is_a_share_of_england_and_wales_in_a_year_to_march(layouts: Path):
    rows = read(source, layouts / FILE).tables["reoffending_rates"]
    assert set(rows["place"]) == {"K04000001"}
    assert rows.row(2) == (source.NAME, date(2009, 4, 1), date(2010, 3, 31), "K04000001", "adult", "robbery", 0.3625)
    assert rows["reoffending_rate"].is_between(0, 1).all()


def test_all_offenders_of_an_age_group_are_all_offences(layouts: Path):
    rows = read(source, layouts / FILE).tables["reoffending_rates"].filter(pl.col("index_offence") == "all")
    assert rows["age_group"].to_list() == ["adult", "juvenile", "adult", "juvenile", "adult"]


def test_what_is_not_available_is_set_aside_and_the_file_says_that_it_is_a_context(layouts: Path):
    reading = read(source, layouts / FILE)
    assert reading.set_aside.rows() == [(6, "proportion", "NA", "not available")]
    assert "not a like-for-like comparison" in reading.notes[0]


@pytest.mark.parametrize(
    ("new", "column", "reason"),
    [
        ("2010-12-31,adult,robbery,0.3625", "year_ending", "expected the end of a year to March"),
        ("2010,adult,robbery,0.3625", "year_ending", "expected the end of a year to March"),
        ("1900-03-31,adult,robbery,0.3625", "year_ending", "expected the end of a year to March"),
        ("2100-03-31,adult,robbery,0.3625", "year_ending", "expected the end of a year to March"),
        ("2010-03-31,old,robbery,0.3625", "age", "expected one of adult, juvenile"),
        ("2010-03-31,adult,,0.3625", "index_offence", "empty; expected an index offence"),
        ("2010-03-31,adult,all juvenile offenders,0.3625", "index_offence", "expected an offence, or all adult"),
        ("2010-03-31,adult,robbery,36.25", "proportion", "expected a share from 0 to 1"),
        ("2010-03-31,adult,robbery,-0.1", "proportion", "expected a share from 0 to 1"),
        ("2010-03-31,adult,robbery,NaN%", "proportion", "expected a share from 0 to 1"),
        ("2010-03-31,adult,robbery", "the whole line", "expected 4 cells in the line"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(tmp_path: Path, layouts: Path, new: str, column: str, reason: str):
    refused = read(source, edited(tmp_path, layouts / FILE, (ROBBERY, new))).refused
    assert refused.select("line", "column").rows() == [(LINE, column)]
    assert refused["reason"][0].startswith(reason)


def test_a_second_row_of_the_same_group_is_refused(tmp_path: Path, layouts: Path):
    refused = read(source, edited(tmp_path, layouts / FILE, (ROBBERY, f"{ROBBERY}\n{ROBBERY}"))).refused
    assert refused.select("line", "reason").rows() == [(LINE + 1, f"line {LINE} is of the same group; expected one")]


def test_a_column_that_is_missing_is_named(tmp_path: Path, layouts: Path):
    path = edited(tmp_path, layouts / FILE, ("proportion", "share"))
    with pytest.raises(SourceRefused, match="no column proportion"):
        source.read(path, places(), silent)


def test_a_later_file_replaces_the_same_rates_and_keeps_the_others(tmp_path: Path, layouts: Path):
    store = Store(tmp_path / "data")
    store.ingest(layouts / FILE)
    store.ingest(edited(tmp_path, layouts / FILE, (ROBBERY, "2010-03-31,adult,robbery,0.4")))
    held = store.scan("reoffending_rates").collect()
    assert held.height == 7
    assert held.filter(pl.col("index_offence") == "robbery")["reoffending_rate"].to_list() == [0.4]


def test_rates_alone_make_no_edition_since_they_are_of_no_measure(tmp_path: Path, layouts: Path):
    store = Store(tmp_path)
    store.ingest(layouts / FILE)
    with pytest.raises(NothingToPublish):
        publish(store, date(2011, 12, 31))


@pytest.mark.parametrize(
    ("as_at", "last"),
    [
        (date(2010, 9, 29), None),
        (date(2010, 9, 30), date(2009, 3, 31)),
        (date(2011, 9, 29), date(2009, 3, 31)),
        (date(2011, 12, 31), date(2010, 3, 31)),
        (date(2012, 9, 30), date(2011, 3, 31)),
    ],
)
def test_an_edition_holds_no_year_that_could_not_be_known_on_its_day(
    tmp_path: Path, layouts: Path, as_at: date, last: date | None
):
    store = Store(tmp_path)
    store.ingest(layouts / FILE)
    store.ingest(layouts / "mps_borough_crime_2008.csv")
    assert publish(store, as_at).counts("reoffending_rates")["last_day"].max() == last


@pytest.mark.real
def test_every_rate_of_the_real_file_is_kept_but_those_not_available(open_data: Path, whole: Reading):
    assert recognise(open_data / REAL) is source
    assert (whole.read, whole.kept, whole.set_aside.height, whole.refused.height) == (308, 292, 16, 0)
    assert reasons(whole.set_aside) == {"not available": 16}
    rows = whole.tables["reoffending_rates"]
    assert rows["last_day"].unique().sort().to_list() == [date(year, 3, 31) for year in range(2007, 2018)]
    every = rows.filter(pl.col("index_offence") == "all", pl.col("last_day") == date(2010, 3, 31))
    assert dict(every.select("age_group", pl.col("reoffending_rate").round(4)).iter_rows()) == {
        "adult": 0.2942,
        "juvenile": 0.3826,
    }
