"""What stands behind the figures: sources, completeness, and what was left out."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tp_metrics import holdings
from tp_metrics.charts import completeness as grid
from tp_metrics.editions import Edition, edition, editions
from tp_metrics.records import Store
from tp_metrics.schema.reading import aside


@pytest.fixture
def store(small: Path) -> Store:
    return Store(small)


@pytest.fixture
def newest(store: Store) -> Edition:
    return edition(store)


def test_the_tables_hold_a_row_to_each_edition_source_and_import(store: Store, newest: Edition):
    assert holdings.editions_table(editions(store))["As at"].to_list() == [date(2016, 12, 31), date(2015, 3, 31)]
    found = holdings.sources_table(newest)
    assert found["Source"].to_list() == ["MPS crime by borough, 2008 to 2016", "Ward atlas: crime by ward and year"]
    account = holdings.imports_table(store)
    assert (account["Read"] == account["Kept"] + account["Set aside"] + account["Refused"]).all()


def test_completeness_tells_months_with_figures_from_months_without(newest: Edition):
    rows = holdings.completeness(newest, "robbery", months=80)
    assert rows.height == 32 * 80
    assert rows["month"].max() == date(2015, 3, 1)
    full = rows.filter(pl.col("state") == "figures")
    assert set(full["month"]) == {date(2009, 3, 1), date(2009, 4, 1), date(2009, 5, 1)}
    assert full["counted"].null_count() == 0
    boroughs = full["place"].n_unique()
    assert holdings.completeness_words(rows) == "32 of 32 boroughs lack figures for some of the last 80 months"
    table = holdings.completeness_table(rows)
    assert table.shape == (32, 81)
    assert (table["Apr 2009"] != "–").sum() == boroughs


def test_a_rate_is_as_complete_as_its_count(newest: Edition):
    assert holdings.completeness(newest, "robbery_rate").equals(holdings.completeness(newest, "robbery"))


def test_the_grid_carries_its_title_and_source_and_marks_gaps(newest: Edition):
    rows = holdings.completeness(newest, "robbery", months=80)
    for theme in ("light", "dark"):
        spec = grid(rows, "Robbery is complete", "Edition as at 31 Dec 2016.", theme=theme)
        assert spec["title"]["text"] == ["Robbery is complete"]
        assert "Edition as at 31 Dec 2016." in str(spec)
        assert len(spec["layer"]) == 2


def test_every_row_left_out_has_its_reason(store: Store):
    entry = next(one for one in store.imports() if one.set_aside)
    rows = holdings.left_out(store, entry)
    assert rows.height == entry.set_aside + entry.refused
    assert rows["Reason"].null_count() == 0
    assert holdings.reasons(rows)["Rows"].sum() == rows.height


def test_reasons_that_differ_in_a_line_or_a_sum_alone_are_one_reason():
    told = [
        *(f"exact repeat of line {line}" for line in (7, 1_026)),
        "repeats line 1,058 in full",
        "the offence groups add up to 1007.0, the total is 1009.0; expected the same",
        "the offence groups add up to 945.75, the total is 1009.5; expected the same",
    ]
    left = aside([(line, None, None, reason) for line, reason in enumerate(told, start=2)])
    found = holdings.reasons(holdings.account(left, aside()))
    assert found.select("Reason", "Rows", "First line").rows() == [
        ("exact repeat of an earlier line", 2, 2),
        ("the offence groups do not add up to the total; expected the same", 2, 5),
        ("repeats an earlier line in full", 1, 4),
    ]


def test_levels_are_named_as_a_reader_names_them(newest: Edition):
    assert holdings.sources_table(newest)["Figures of"].to_list() == [
        "boroughs",
        "wards",
    ]


def test_a_changed_reference_file_is_said_to_be_pending(small: Path, tmp_path: Path, newest: Edition):
    copy = Store(shutil.copytree(small, tmp_path / "copy"))
    assert holdings.pending(copy, edition(copy)) == []
    copy.reference_folder.mkdir()
    own = copy.reference_folder / "events.csv"
    own.write_bytes((newest.reference_folder / "events.csv").read_bytes().replace(b"\n", b"\r\n"))
    assert holdings.pending(copy, edition(copy)) == ["the reference file events"]
    own.write_text("not,the,columns\n1,2,3\n", encoding="utf-8")
    assert holdings.pending(copy, edition(copy)) == ["the reference file events (refused until mended)"]


def test_an_edition_says_in_one_sentence_what_it_holds(newest: Edition):
    counted = holdings.counted_words(holdings.held(newest))
    assert holdings.summary(newest) == (
        f"The edition as at 31 December 2016 holds figures of {counted}, to 31 March 2015, from 2 sources."
    )


def test_measures_and_rates_are_counted_apart_and_what_rates_are_reckoned_by_not_at_all():
    names = ["robbery", "robbery_rate", "incidents_per_officer", "residents", "households"]
    assert holdings.counted(names) == (1, 2)
    assert holdings.counted_words(names) == "1 measure and 2 rates"
    assert holdings.counted_words(["robbery", "burglary"]) == "2 measures"
