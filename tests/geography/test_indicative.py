"""Indicative shapes: how good they are."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from tp_metrics.geography import indicative, register
from tp_metrics.geography.boundaries import shapes

BNG = 27700


@pytest.mark.parametrize("vintage", register.VINTAGES)
def test_every_ward_has_one_area_of_its_own(vintage: int) -> None:
    frame = indicative.wards(vintage)
    assert list(frame.code) == sorted([*register.wards(vintage)["code"], register.CITY])
    assert frame.is_valid.all()
    assert not frame.is_empty.any()
    ground = frame.to_crs(BNG)
    assert ground.area.sum() == pytest.approx(ground.union_all().area, rel=1e-6)


@pytest.mark.real
def test_three_quarters_of_the_ground_lie_in_the_right_ward(open_data: Path) -> None:
    official = gpd.read_file(open_data / "geo/london_wards_2011_full.geojson").sort_values("ward_code").to_crs(BNG)
    mine = indicative.wards(2011).to_crs(BNG)
    shared = shapely.area(shapely.intersection(official.geometry.to_numpy(), mine.geometry.to_numpy())).sum()
    assert shared / official.area.sum() == pytest.approx(0.745, abs=0.005)


@pytest.mark.real
def test_a_borough_overlaps_its_true_self_by_over_four_fifths(open_data: Path, tmp_path: Path) -> None:
    official = gpd.read_file(open_data / "geo/london_boroughs_full.geojson").sort_values("borough_code").to_crs(BNG)
    mine = shapes("borough", None, tmp_path).frame.to_crs(BNG)
    left, right = official.geometry.to_numpy(), mine.geometry.to_numpy()
    overlap = shapely.area(shapely.intersection(left, right)) / shapely.area(shapely.union(left, right))
    inside = official.borough_code.to_numpy() != register.CITY
    assert overlap[inside].mean() == pytest.approx(0.83, abs=0.01)


def test_areas_that_are_not_published_are_told_from_the_neighbours() -> None:
    grid = np.array([(x * 1000.0, y * 1000.0) for x in range(9) for y in range(9)])
    inner = indicative.reach(grid).reshape(9, 9)[3:6, 3:6]
    assert inner == pytest.approx(1_000_000, rel=0.15)
