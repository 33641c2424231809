"""The facts of a measure in memory: read by what is asked for, and numbered by their days."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.results.judged_store import CAMDEN, END, HACKNEY
from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.results.holding import FEW, Holding, Large, Part, all_sums, hold, holding
from tp_metrics.schema.wholeness import FileDamaged

YEAR = periods.ending("performance year to date", END)
WINDOWS = (YEAR, YEAR.previous(), periods.ending("month", END))


@pytest.fixture(scope="module")
def robberies(edition) -> pl.DataFrame:
    return edition.facts("robbery", "total", wards=False).filter(pl.col("level") == "borough")


def _sums(part: Part, codes: list[str] | None = None) -> pl.DataFrame:
    return part.sums(WINDOWS, codes).sort("w", "place").collect()


def test_facts_in_another_order_are_numbered_alike(robberies):
    ordered, shuffled = Part(robberies), Part(robberies.sample(fraction=1, shuffle=True, seed=1))
    assert ordered.spans == shuffled.spans == sorted(set(robberies.select("first_day", "last_day").rows()))
    assert ordered.tiles(YEAR) == shuffled.tiles(YEAR)
    assert len(ordered.tiles(YEAR) or ()) == 9
    assert_frame_equal(_sums(ordered), _sums(shuffled))


def test_measures_of_the_same_periods_share_what_makes_up_a_window(robberies, edition):
    others = edition.facts("gun_crime", "total", wards=False).filter(pl.col("level") == "borough")
    assert Part(robberies).calendar is Part(others).calendar


@pytest.mark.parametrize("codes", [None, [CAMDEN, HACKNEY]])
def test_the_sums_of_several_parts_are_those_of_each(robberies, edition, codes):
    parts = [
        Part(robberies),
        Part(edition.facts("good_job", "total", wards=False).filter(pl.col("level") == "borough")),
    ]
    found = all_sums([(part, WINDOWS, codes) for part in parts]).sort("number", "w", "place").collect()
    for number, part in enumerate(parts):
        own = found.filter(pl.col("number") == number).drop("number")
        assert_frame_equal(own, _sums(part, codes), check_column_order=False)


@pytest.mark.parametrize("many", [FEW, FEW + 1, 40, 150, 400])
def test_some_of_many_places_have_the_sums_that_they_have_among_all(demonstration_folder, many):
    # Up to a quarter of all they are looked up first; of more all are summed.
    folder = max((demonstration_folder / "editions").iterdir())
    facts = Edition(folder.name, folder).facts("robbery", "total", wards=True)
    part = Part(facts.filter(pl.col("source") == facts["source"][-1]))
    every = part.frame["place"].cast(pl.String).unique(maintain_order=True).to_list()
    codes = every[::-1][:many]
    assert part.are_few(codes) == (many <= FEW or 4 * many <= len(every))
    mine = pl.col("place").is_in(codes)
    among_all = _sums(part).filter(mine)
    assert set(among_all["place"]) == set(codes)
    assert_frame_equal(_sums(part, codes).filter(mine), among_all, check_exact=True)
    several = all_sums([(part, WINDOWS, codes)] * 2).filter(pl.col("number") == 1, mine).sort("w", "place").collect()
    assert_frame_equal(several.drop("number"), among_all, check_column_order=False, check_exact=True)


def test_what_places_have_is_told_apart_where_they_differ_and_is_one_set_where_not(robberies):
    part = Part(robberies.filter((pl.col("place") != CAMDEN) | (pl.col("first_day") < YEAR.first)))
    assert part.holds(YEAR, HACKNEY)
    assert not part.holds(YEAR, CAMDEN)
    others = [code for code in part.frame["place"].unique().to_list() if code != CAMDEN]
    assert all(part.holds(YEAR, code) for code in others)
    assert len({id(one) for one in part._there.values()}) == 2


def test_wards_are_read_when_they_are_asked_for(edition):
    read = []

    def noted(dimension: str, wards: bool) -> pl.DataFrame:
        read.append((dimension, wards))
        return edition.facts("robbery", dimension, wards)

    held = Holding(noted)
    assert read == []
    (source,) = held.sources("borough")
    assert held.part(source, "tp") is not None
    assert read == [("total", False)]
    assert held.sources("ward") == []
    assert held.part(source, "ward") is None
    assert read == [("total", False), ("total", True)]


def test_facts_of_groups_longest_unused_are_let_go_of_and_read_again(edition, monkeypatch):
    read = []

    def noted(dimension: str, wards: bool) -> pl.DataFrame:
        read.append(dimension)
        return edition.facts("good_job", dimension, wards)

    monkeypatch.setattr("tp_metrics.results.holding.LARGE", Large(1))
    held = Holding(noted)
    (source, *_) = held.sources("borough")
    first = held.part(source, "borough", "sex").frame
    assert held.part(source, "borough", "sex").frame is first
    assert held.part(source, "borough", "ethnicity").frame.height
    assert_frame_equal(held.part(source, "borough", "sex").frame, first, check_exact=True)
    assert read == ["total", "sex", "ethnicity", "sex"]
    assert held.part(source, "borough") is held.part(source, "borough"), "totals of larger places stay"


def test_facts_of_wards_and_of_larger_places_are_all_there_are(edition):
    facts = partial(edition.facts, "robbery", "total")
    assert facts(wards=True).height + facts(wards=False).height == facts().height
    assert set(facts(wards=False)["level"].cast(pl.String)) == {"borough", "area", "tp"}


def test_totals_that_were_read_together_are_those_of_each_measure(edition, tmp_path):
    names = ["robbery", "good_job", "gun_crime", "no_such_measure"]
    copied = Edition(edition.id, Path(shutil.copytree(edition.folder, tmp_path / edition.id)))
    hold(copied, names)
    for name in names:
        assert holding(copied, name).begun
        alone = Holding(partial(edition.facts, name))
        for level in ("borough", "area", "tp", "other"):
            assert holding(copied, name).sources(level) == alone.sources(level)
            for source in alone.sources(level):
                part, own = holding(copied, name).part(source, level), alone.part(source, level)
                assert part.spans == own.spans
                assert part.ready_made == own.ready_made
                assert_frame_equal(part.frame, own.frame, check_exact=True)


def test_a_damaged_file_among_several_is_named(edition, tmp_path):
    copied = Edition(edition.id, Path(shutil.copytree(edition.folder, tmp_path / edition.id)))
    file = copied.folder / "facts" / "robbery.parquet"
    file.write_bytes(b"?" * file.stat().st_size)
    with pytest.raises(FileDamaged, match=r"facts/robbery.parquet is cut short or damaged"):
        hold(copied, ["good_job", "robbery"])
