"""The facts of a measure in memory: read by what is asked for, and numbered by their days."""

from __future__ import annotations

from functools import partial

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.results.judged_store import END
from tp_metrics import periods
from tp_metrics.results.holding import Holding, Part, all_sums

YEAR = periods.ending("performance year to date", END)
WINDOWS = (YEAR, YEAR.previous(), periods.ending("month", END))


@pytest.fixture(scope="module")
def robberies(edition) -> pl.DataFrame:
    return edition.facts("robbery", "total", wards=False).filter(pl.col("level") == "borough")


def _sums(part: Part) -> pl.DataFrame:
    return part.sums(WINDOWS, None).sort("w", "place").collect()


def test_facts_in_another_order_are_numbered_alike(robberies):
    ordered, shuffled = Part(robberies), Part(robberies.sample(fraction=1, shuffle=True, seed=1))
    assert ordered.spans == shuffled.spans == sorted(set(robberies.select("first_day", "last_day").rows()))
    assert ordered.tiles(YEAR) == shuffled.tiles(YEAR)
    assert len(ordered.tiles(YEAR) or ()) == 9
    assert_frame_equal(_sums(ordered), _sums(shuffled))


def test_measures_of_the_same_periods_share_what_makes_up_a_window(robberies, edition):
    others = edition.facts("gun_crime", "total", wards=False).filter(pl.col("level") == "borough")
    assert Part(robberies).calendar is Part(others).calendar


def test_the_sums_of_several_parts_are_those_of_each(robberies, edition):
    parts = [
        Part(robberies),
        Part(edition.facts("good_job", "total", wards=False).filter(pl.col("level") == "borough")),
    ]
    found = all_sums([(part, WINDOWS, None) for part in parts]).sort("number", "w", "place").collect()
    for number, part in enumerate(parts):
        own = found.filter(pl.col("number") == number).drop("number")
        assert_frame_equal(own, _sums(part), check_column_order=False)


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


def test_facts_of_wards_and_of_larger_places_are_all_there_are(edition):
    facts = partial(edition.facts, "robbery", "total")
    assert facts(wards=True).height + facts(wards=False).height == facts().height
    assert set(facts(wards=False)["level"].cast(pl.String)) == {"borough", "area", "tp"}
