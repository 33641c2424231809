"""Neighbouring wards: those whose shapes share an edge, by the boundaries that are installed."""

from __future__ import annotations

import json
import os
import time
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from tests.geography.conftest import Published
from tp_metrics import desk
from tp_metrics.geography import register
from tp_metrics.geography.boundaries import install_boundaries, shapes
from tp_metrics.geography.neighbours import EDGE, _touching, neighbours


def plain(shape: Path, vintage: int) -> dict[str, set[str]]:
    """The neighbours of every ward, pair by pair, each laid against each."""
    frame = shapes("ward", vintage, shape, metres=20).frame
    every = dict(zip(frame.code, frame.geometry, strict=True))
    every.pop(register.CITY)
    return {
        one: {two for two in every if one != two and every[one].intersection(every[two]).length >= EDGE}
        for one in list(every)[::25]
    }


@pytest.mark.parametrize("vintage", register.VINTAGES)
def test_neighbours_share_an_edge_and_each_is_the_others(tmp_path: Path, vintage: int) -> None:
    found = neighbours(vintage, tmp_path)
    assert found.status == "indicative"
    assert set(found.of) == set(register.codes(vintage))
    assert all(one in found.of[other] for one, others in found.of.items() for other in others)
    expected = plain(tmp_path, vintage)
    assert {one: set(found.of[one]) for one in expected} == expected


def test_wards_that_meet_in_a_corner_are_no_neighbours() -> None:
    ground = [shapely.box(0, 51, 0.1, 51.1), shapely.box(0.1, 51, 0.2, 51.1), shapely.box(0.1, 51.1, 0.2, 51.2)]

    class Drawn:
        frame = gpd.GeoDataFrame({"code": ["A", "B", "C"]}, geometry=ground, crs=4326)

    assert sorted(_touching(Drawn())) == [("A", "B"), ("B", "C")]  # type: ignore[arg-type]


def test_they_are_worked_out_once_and_anew_when_boundaries_come(tmp_path: Path) -> None:
    first = neighbours(2011, tmp_path)
    assert neighbours(2011, tmp_path) is first
    frame = shapes("ward", 2011, tmp_path).frame.rename(columns={"code": "GSS_CODE"})
    file = tmp_path / "wards.geojson"
    file.write_text(json.dumps(json.loads(frame[["GSS_CODE", "geometry"]].to_json())), encoding="utf-8")
    install_boundaries(file, tmp_path)
    anew = neighbours(2011, tmp_path)
    assert anew is not first
    assert anew.status == "official"


def test_the_desk_names_them_with_their_boroughs(vintages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TP_DATA", str(vintages))
    edition = desk.edition(date(2016, 1, 31))
    found, status = desk.neighbours(edition.places.place("E05000129"))
    assert status == "indicative"
    assert {one.level for one in found} == {"ward"}
    assert [one.label for one in found] == sorted(one.label for one in found)
    assert "Holborn and Covent Garden" in [one.name for one in found]
    assert {one.parent for one in found} >= {"E09000007", "E09000033"}
    assert desk.neighbours(edition.places.place("E09000007")) == ((), "")


@pytest.mark.real
def test_bloomsbury_has_its_own_five_neighbours_on_the_official_boundaries(published: Published) -> None:
    _, home = published("london_wards_2011_full.geojson")
    begin = time.perf_counter()
    found = neighbours(2011, home)
    if not os.environ.get("TP_CI"):
        assert time.perf_counter() - begin < 10
    names = dict(register.wards(2011).select("code", "name").iter_rows())
    assert {names[code] for code in found.of["E05000129"]} == {
        *("Holborn and Covent Garden", "King's Cross", "Regent's Park"),
        *("Marylebone High Street", "West End"),
    }
    assert sum(map(len, found.of.values())) / 2 == pytest.approx(1_760, abs=12)
