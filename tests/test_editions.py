"""Editions: what is late is provisional, what has changed waits for the next, and nothing is published by halves."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tp_metrics.editions import NothingToPublish, edition, editions, pending_reference, publish
from tp_metrics.records import Store
from tp_metrics.schema.reference import ReferenceRefused, reference_path


@pytest.fixture
def store(tmp_path: Path, layouts: Path) -> Store:
    """A data folder with offences by borough to May 2009, and no edition yet."""
    found = Store(tmp_path)
    found.ingest(layouts / "mps_borough_crime_2008.csv", max_refused=1)
    return found


@pytest.fixture
def extract(tmp_path: Path, layouts: Path) -> Store:
    """A data folder with a force's own extract, October to December 2010, whose source lags by fourteen days."""
    found = Store(tmp_path / "extract")
    found.ingest(layouts / "template_offences.csv", max_refused=1)
    return found


def provisional(one) -> dict[date, bool]:
    """The ends of an edition's months of offences, and whether they are provisional."""
    facts = one.facts("total_notifiable_offences").filter(pl.col("last_day") == pl.col("last_day").dt.month_end())
    months = facts.filter(pl.col("first_day").dt.day() == 1)
    return dict(months.group_by("last_day").agg(pl.col("provisional").any()).sort("last_day").rows())


@pytest.mark.parametrize(
    ("as_at", "late"),
    [
        (date(2010, 12, 30), {10: False, 11: False}),  # December has not ended: its events count in weeks alone
        (date(2010, 12, 13), {10: False, 11: True}),
        (date(2010, 12, 14), {10: False, 11: False}),  # fourteen days after the end of November
        (date(2011, 1, 5), {10: False, 11: False, 12: True}),
        (date(2011, 1, 14), {10: False, 11: False, 12: False}),
    ],
)
def test_facts_within_their_sources_lag_are_provisional_and_those_after_the_day_are_left_out(extract, as_at, late):
    one = publish(extract, as_at)
    assert one.sources["force_extract"].lag_days == 14
    assert {day.month: is_late for day, is_late in provisional(one).items()} == late


def test_an_edition_holds_the_hashes_of_its_files_and_an_account_that_adds_up(store):
    manifest = publish(store, date(2009, 5, 31)).manifest
    assert manifest["as_at"] == "2009-05-31"
    for entry in manifest["imports"]:
        assert len(entry["sha256"]) == 64
        assert entry["read"] == entry["kept"] + entry["set_aside"] + entry["refused"]
    assert manifest["reference"].keys() >= {"area_commands", "targets", "peers", "events", "offences"}


def test_a_changed_reference_file_is_pending_until_the_next_edition(store):
    first = publish(store, date(2009, 5, 31))
    assert pending_reference(store, first) == []
    own = store.reference_folder / "area_commands.csv"
    own.parent.mkdir()
    text = reference_path("area_commands", None).read_text(encoding="utf-8")
    own.write_text(text.replace("assumed", "published"), encoding="utf-8")
    assert pending_reference(store, first) == ["area_commands"]
    assert set(first.reference("area_commands")["status"]) == {"assumed"}
    second = publish(store, date(2009, 5, 31))
    assert second.id == "2009-05-31.2"
    assert pending_reference(store, second) == []
    assert set(second.reference("area_commands")["status"]) == {"published"}
    assert pending_reference(store, first) == ["area_commands"]


def test_a_broken_reference_file_stops_the_publication_and_leaves_the_last_edition(store):
    first = publish(store, date(2009, 5, 31))
    before = json.dumps(first.manifest)
    own = store.reference_folder / "area_commands.csv"
    own.parent.mkdir()
    lines = reference_path("area_commands", None).read_text(encoding="utf-8").splitlines()
    broken = lines[1].replace(lines[1].split(",")[0], "E09999999")
    own.write_text("\n".join([lines[0], broken, *lines[2:]]) + "\n", encoding="utf-8")
    with pytest.raises(ReferenceRefused, match=r"area_commands\.csv.*2"):
        publish(store, date(2009, 6, 30))
    assert [one.id for one in editions(store)] == ["2009-05-31"]
    assert json.dumps(edition(store).manifest) == before
    assert not list(store.editions_folder.glob(".tmp-*"))


def test_nothing_is_published_before_the_first_record(store):
    with pytest.raises(NothingToPublish, match="2007-12-31"):
        publish(store, date(2007, 12, 31))
    assert editions(store) == []


def test_an_edition_is_found_by_its_id_and_its_date_and_refused_with_those_there_are(store):
    publish(store, date(2009, 5, 31))
    second = publish(store, date(2009, 5, 31))
    assert edition(store) == edition(store, date(2009, 5, 31)) == edition(store, "2009-05-31.2") == second
    with pytest.raises(ValueError, match=r"there are 2009-05-31\.2, 2009-05-31$"):
        edition(store, "2010-01-01")
