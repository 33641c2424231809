"""Points → wards."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import polars as pl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.geography.conftest import Published
from tp_metrics.geography.points import placing, ward_of_points

SQUARES = gpd.GeoDataFrame(
    {"code": ["E05000002", "E05000001"]},
    geometry=[shapely.box(0, 51, 0.5, 52), shapely.box(0.5, 51, 1, 52)],
    crs=4326,
)


@pytest.mark.parametrize(
    ("longitude", "latitude", "ward"),
    [
        (0.2, 51.5, "E05000002"),
        (0.7, 51.5, "E05000001"),
        (0.5, 51.5, "E05000001"),  # on the common line: the lowest code
        (1.5, 51.5, None),
        (None, 51.5, None),
        (float("nan"), 51.5, None),
        (float("inf"), 51.5, None),
    ],
)
def test_each_point_has_one_ward(longitude: float | None, latitude: float, ward: str | None) -> None:
    found = ward_of_points(pl.Series([longitude, 0.2]), pl.Series([latitude, 51.5]), SQUARES)
    assert found.to_list() == [ward, "E05000002"]


def test_without_wards_nothing_is_placed() -> None:
    assert ward_of_points(pl.Series([0.2]), pl.Series([51.5]), None).to_list() == [None]
    assert ward_of_points(pl.Series([], dtype=pl.Float64), pl.Series([], dtype=pl.Float64), SQUARES).to_list() == []


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from([None, 0.0, 0.1, 0.5, 0.9, 2.0]), st.sampled_from([None, 51.0, 51.5, 53.0]))))
def test_order_and_repeats_change_nothing(points: list[tuple[float | None, float | None]]) -> None:
    frame = pl.DataFrame(points, schema={"x": pl.Float64, "y": pl.Float64}, orient="row")
    together = ward_of_points(frame["x"], frame["y"], SQUARES).to_list()
    alone = [ward_of_points(row["x"].to_frame()["x"], row["y"], SQUARES)[0] for row in frame.iter_slices(1)]
    assert together == alone


def test_indicative_and_approximate_shapes_place_no_points(tmp_path: Path) -> None:
    assert placing(2011, None) is None
    assert placing(2011, tmp_path) is None


@pytest.mark.real
def test_crimes_of_the_ward_files_lie_in_their_wards(open_data: Path, published: Published) -> None:
    assert placing(2022, published("london_wards_2022_bestfit.geojson")[1]) is None
    wards = placing(2011, published("london_wards_2011_full.geojson")[1])
    assert wards is not None
    crimes = pl.read_parquet(open_data / "police_uk/street_crime_by_ward_2016-01.parquet")
    found = ward_of_points(crimes["longitude"], crimes["latitude"], wards.frame)
    assert found.is_not_null().mean() > 0.999  # type: ignore[operator]
    assert (found == crimes["ward_code"]).mean() > 0.94  # type: ignore[operator]  # 2,767 stand in two files
