"""Boundary files as they come, and what is made of them."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from tests.geography.conftest import Published
from tp_metrics.geography import indicative, register
from tp_metrics.geography.boundaries import BoundaryRefused, install_boundaries, installed, is_boundaries, shapes

BNG = 27700


@pytest.fixture(scope="session")
def wards() -> gpd.GeoDataFrame:
    """Made-up wards of 2011 with real codes, in the manner of the published shapefile."""
    frame = indicative.wards(2011).to_crs(BNG)
    return gpd.GeoDataFrame({"NAME": "Somewhere", "GSS_CODE": frame.code, "HECTARES": 1.0}, geometry=frame.geometry)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where boundaries are installed."""
    return tmp_path / "boundaries"


def geojson(path: Path, frame: gpd.GeoDataFrame) -> Path:
    """A GeoJSON file of a frame."""
    path.write_text(frame.to_json(drop_id=True), encoding="utf-8")
    return path


def shapefile(folder: Path, frame: gpd.GeoDataFrame, name: str = "wards.shp") -> Path:
    """A shapefile of a frame, in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    frame.to_file(folder / name)
    return folder / name


def zipped(path: Path, folder: Path, under: str = "") -> Path:
    """A zip of all files in a folder."""
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.rglob("*")):
            if part.is_file():
                archive.write(part, f"{under}{part.relative_to(folder)}")
    return path


def bowtie(frame: gpd.GeoDataFrame, row: int) -> gpd.GeoDataFrame:
    """The same with one small bow-tie in place of a shape."""
    x, y = frame.geometry.iloc[row].centroid.coords[0]
    tie = shapely.Polygon([(x, y), (x + 100, y + 100), (x + 100, y), (x, y + 100)])
    shape = frame.geometry.to_numpy().copy()
    shape[row] = tie
    return frame.set_geometry(shape, crs=frame.crs)


@pytest.mark.parametrize(
    "form", ["geojson", "gpkg", "shp", "zip", "zip in a folder", "upper case", "no grid", "wgs84", "borough column"]
)
def test_wards_are_read_in_every_form(form: str, wards: gpd.GeoDataFrame, tmp_path: Path, home: Path) -> None:
    file = tmp_path / "wards.geojson"
    if form == "geojson":
        geojson(file, wards.to_crs(4326))
    elif form == "gpkg":
        wards.to_file(file := tmp_path / "wards.gpkg")
    elif form == "shp":
        file = shapefile(tmp_path / "plain", wards)
    elif form in ("zip", "zip in a folder"):
        shapefile(tmp_path / "plain", wards)
        file = zipped(tmp_path / "wards.zip", tmp_path / "plain", "a/b c/" if "folder" in form else "")
    elif form == "upper case":
        plain = shapefile(tmp_path / "plain", wards)
        for part in list(plain.parent.iterdir()):
            part.rename(part.with_name(part.name.upper()))
        file = plain.with_name("WARDS.SHP")
    elif form == "no grid":
        file = shapefile(tmp_path / "plain", wards)
        file.with_suffix(".prj").unlink()
    elif form == "wgs84":
        file = shapefile(tmp_path / "plain", wards.to_crs(4326))
    else:
        geojson(file, wards.assign(A_BOROUGH="E09000007", GSS_CODE=" " + wards.GSS_CODE.str.lower()).to_crs(4326))
    there = install_boundaries(file, home)
    assert (there.kind, there.level, there.vintage, there.status) == ("wards_2011", "ward", 2011, "official")
    assert (there.places, there.file, there.new) == (625, file.name, True)
    grid = ["The file names no grid; its coordinates are British National Grid."]
    assert [note for note in there.notes if "simplified" not in note] == (grid if form == "no grid" else [])
    drawn = shapes("ward", 2011, home, metres=0)
    assert drawn.status == "official"
    shared = shapely.intersection(drawn.frame.to_crs(BNG).geometry.to_numpy(), wards.geometry.to_numpy())
    assert shapely.area(shared).sum() == pytest.approx(wards.area.sum(), rel=1e-4)


def test_grid_is_told_from_coordinates_where_the_file_names_another(
    wards: gpd.GeoDataFrame, tmp_path: Path, home: Path
) -> None:
    file = geojson(tmp_path / "wards.geojson", wards.set_crs(None, allow_override=True))  # GeoJSON means WGS 84
    there = install_boundaries(file, home)
    assert "coordinates are British National Grid" in there.notes[0]


def test_any_grid_is_read(wards: gpd.GeoDataFrame, tmp_path: Path, home: Path) -> None:
    wards.to_crs(3857).to_file(file := tmp_path / "wards.gpkg")
    install_boundaries(file, home)
    assert shapes("ward", 2011, home, metres=0).frame.to_crs(BNG).area.sum() == pytest.approx(
        wards.area.sum(), rel=1e-4
    )


def test_same_file_twice_changes_nothing(wards: gpd.GeoDataFrame, tmp_path: Path, home: Path) -> None:
    file = geojson(tmp_path / "wards.geojson", wards.to_crs(4326))
    first = install_boundaries(file, home)
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    second = install_boundaries(file, home)
    assert (first.new, second.new) == (True, False)
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*")} == before
    assert installed(home) == [second]
    assert str(second) == "wards of 2011: official, 625 shapes of wards.geojson"


def test_installed_boundaries_replace_the_indicative_ones_at_once(
    wards: gpd.GeoDataFrame, tmp_path: Path, home: Path
) -> None:
    assert {shapes(level, None, home).status for level in ("ward", "borough", "area", "tp")} == {"indicative"}
    before = shapes("ward", 2011, home)
    install_boundaries(geojson(tmp_path / "wards.geojson", wards.to_crs(4326)), home)
    after = shapes("ward", 2011, home)
    assert after.key != before.key
    assert {shapes(level, None, home).status for level in ("ward", "borough", "area", "tp")} == {"official"}
    assert shapes("ward", 2018, home).status == "indicative"
    install_boundaries(geojson(tmp_path / "wards_again.geojson", wards.iloc[::-1].to_crs(4326)), home)
    assert shapes("ward", 2011, home).source == "Boundaries of wards_again.geojson"
    assert len([path for path in (home / "wards_2011").iterdir() if path.is_dir()]) == 1


def test_boroughs_and_areas_are_put_together_from_wards(home: Path) -> None:
    boroughs = shapes("borough", None, home).frame
    assert list(boroughs.code) == sorted([*register.boroughs()["code"], "E09000001"])
    areas = shapes("area", None, home, as_at=date(2011, 1, 1)).frame
    assert list(areas.code) == ["AREA-N", "AREA-NE", "AREA-SE", "AREA-SW", "AREA-W"]
    assert list(areas.name) == ["North", "North East", "South East", "South West", "West"]
    assert shapes("tp", None, home).codes == {"TP"}
    ward = shapes("ward", 2022, home)
    assert ward.frame.name.notna().all()
    assert len(ward.within(["E09000007"])) == 20  # Camden has twenty wards since 2022


def test_boroughs_keep_their_own_shapes(tmp_path: Path, home: Path) -> None:
    frame = shapes("borough", None, home).frame.rename(columns={"code": "lad11cd"})[["lad11cd", "geometry"]]
    there = install_boundaries(geojson(tmp_path / "boroughs.geojson", frame), home)
    assert (there.kind, there.vintage, there.places) == ("boroughs", None, 33)
    assert shapes("borough", None, home).status == "official"
    assert shapes("borough", 2011, home).status == "indicative"  # as drawn around the wards of 2011


def test_approximate_shapes_say_so(tmp_path: Path, home: Path) -> None:
    frame = indicative.wards(2022).rename(columns={"code": "ward_code"})
    there = install_boundaries(geojson(tmp_path / "wards_2022_bestfit.geojson", frame), home)
    assert (there.kind, there.status) == ("wards_2022", "approximate")
    assert "crimes near a boundary" not in " ".join(there.notes)
    assert shapes("ward", 2022, home).status == "approximate"
    content = json.loads(frame.to_json()) | {"name": "Best fit wards"}
    (tmp_path / "plain.geojson").write_text(json.dumps(content))
    assert install_boundaries(tmp_path / "plain.geojson", home).status == "approximate"


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (lambda w: bowtie(w, 8), "E05000033: a line that crosses itself, mended."),
        (lambda w: w.iloc[[*range(625), 6]], "E05000031: in more than one row, joined."),
        (
            lambda w: w.assign(GSS_CODE=w.GSS_CODE.replace("E05000031", "E05999999")),
            "E05999999: on no list for this map",
        ),
        (lambda w: w.iloc[10:], "E05000026, E05000027, E05000028, E05000029, E05000030 and 4 more: missing"),
        (lambda w: w.set_geometry([None, *w.geometry[1:]], crs=BNG), "E09000001: no shape."),
    ],
    ids=["bow-tie", "duplicate", "unknown", "missing", "null"],
)
def test_what_is_not_as_it_should_be_is_noted(
    change: object, note: str, wards: gpd.GeoDataFrame, tmp_path: Path, home: Path
) -> None:
    ordered = wards.sort_values("GSS_CODE", ignore_index=True)
    ordered = ordered.iloc[[624, *range(624)]].reset_index(drop=True)  # the City first
    change(ordered).to_file(file := tmp_path / "wards.gpkg")  # type: ignore[operator]
    there = install_boundaries(file, home)
    assert any(line.startswith(note) for line in there.notes), there.notes


def written(path: Path, content: bytes) -> Path:
    """A file of these bytes."""
    path.write_bytes(content)
    return path


REFUSALS = {
    "empty": (lambda w, t: written(t / "a.geojson", b""), "a.geojson is empty."),
    "absent": (lambda w, t: t / "nowhere.shp", "is not there"),
    "picture": (lambda w, t: written(t / "a.png", b"\x89PNG\r\n"), "is no boundary file that can be read here"),
    "text": (lambda w, t: written(t / "a.csv", b"ward,value\n"), "is no boundary file that can be read here"),
    "cut GeoJSON": (lambda w, t: written(t / "a.geojson", w.to_json().encode()[:50_000]), "cannot be read as GeoJSON"),
    "other JSON": (lambda w, t: written(t / "a.json", b'{"a": 1}'), "no collection of shapes"),
    "no shapes": (
        lambda w, t: written(t / "a.json", b'{"type": "FeatureCollection", "features": []}'),
        "holds no shapes",
    ),
    "no .dbf": (lambda w, t: without(shapefile(t / "s", w), ".dbf"), "stands without its .dbf, which holds the codes"),
    "no .shx": (lambda w, t: without(shapefile(t / "s", w), ".shx"), "stands without its .shx"),
    "cut .shp": (lambda w, t: cut(shapefile(t / "s", w)), "wards.shp is cut short"),
    "cut .dbf": (lambda w, t: cut(shapefile(t / "s", w), ".dbf"), "cannot be read as a shapefile"),
    "part": (lambda w, t: shapefile(t / "s", w).with_suffix(".dbf"), "is one part of a shapefile"),
    "cut gpkg": (lambda w, t: cut(package(t / "a.gpkg", w)), "cannot be read as a GeoPackage"),
    "broken zip": (lambda w, t: written(t / "a.zip", b"PK\x03\x04 and no more"), "is a broken zip"),
    "misnamed zip": (lambda w, t: misnamed(zipped(t / "a.zip", shapefile(t / "s", w).parent)), "is a broken zip"),
    "empty zip": (lambda w, t: zipped(t / "a.zip", t / "nothing"), "is a zip without a .shp"),
    "reaching zip": (lambda w, t: reaching(t / "a.zip"), "reaches outside it (../wards.shp)"),
    "no codes": (
        lambda w, t: geojson(t / "a.geojson", w.drop(columns="GSS_CODE")),
        "has no column of London ward codes",
    ),
    "half": (lambda w, t: geojson(t / "a.geojson", w.iloc[:300].to_crs(4326)), "of the 624 wards of 2011"),
    "elsewhere": (
        lambda w, t: geojson(t / "a.geojson", shifted(w, 0, 300_000).to_crs(4326)),
        "neither British National",
    ),
    "exchanged": (lambda w, t: geojson(t / "a.geojson", exchanged(w)), "has latitude before longitude"),
    "points": (lambda w, t: geojson(t / "a.geojson", w.set_geometry(w.centroid).to_crs(4326)), "no areas (Point)"),
    "twofold": (
        lambda w, t: geojson(t / "a.geojson", w.set_geometry(w.buffer(300)).to_crs(4326)),
        "in two places at once",
    ),
}


def without(file: Path, kind: str) -> Path:
    """A shapefile without one of its parts."""
    file.with_suffix(kind).unlink()
    return file


def cut(file: Path, kind: str | None = None) -> Path:
    """A file, or a part of it, of which half is gone."""
    part = file.with_suffix(kind) if kind else file
    os.truncate(part, part.stat().st_size // 2)
    return file


def misnamed(file: Path) -> Path:
    """A zip whose first member's name is said to be UTF-8 and is not."""
    content = bytearray(file.read_bytes())
    content[7] |= 0x08
    content[30] = 0xCB
    file.write_bytes(content)
    return file


def package(file: Path, frame: gpd.GeoDataFrame) -> Path:
    """A GeoPackage of a frame."""
    frame.to_file(file)
    return file


def reaching(file: Path) -> Path:
    """A zip with a member that reaches outside."""
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../wards.shp", b"")
    return file


def shifted(frame: gpd.GeoDataFrame, east: float, north: float) -> gpd.GeoDataFrame:
    """The same shapes elsewhere."""
    return frame.set_geometry(frame.translate(east, north))


def exchanged(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The same shapes in WGS 84 with latitude first."""
    turned = shapely.transform(frame.to_crs(4326).geometry.to_numpy(), lambda points: points[:, ::-1])
    return frame.set_geometry(turned, crs=4326)


@pytest.mark.parametrize("case", REFUSALS)
def test_what_does_not_fit_is_refused_in_one_sentence(
    case: str, wards: gpd.GeoDataFrame, tmp_path: Path, home: Path
) -> None:
    make, words = REFUSALS[case]
    (tmp_path / "nothing").mkdir()
    with pytest.raises(BoundaryRefused) as refusal:
        install_boundaries(make(wards, tmp_path), home)
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert installed(home) == []
    assert not list(tmp_path.parent.glob("wards.shp"))


@pytest.mark.parametrize(
    ("make", "looks"),
    [
        (lambda w, t: geojson(t / "a.json", w.to_crs(4326)), True),
        (lambda w, t: package(t / "a.gpkg", w), True),
        (lambda w, t: shapefile(t / "s", w), True),
        (lambda w, t: zipped(t / "a.zip", shapefile(t / "s", w).parent), True),
        (lambda w, t: zipped(t / "a.zip", geojson(t / "s.json", w.to_crs(4326)).parent), False),
        (lambda w, t: shapefile(t / "s", w).with_suffix(".dbf"), False),
        (lambda w, t: written(t / "a.csv", b"ward,value"), False),
        (lambda w, t: written(t / "a.json", b'{"a": 1}'), False),
        (lambda w, t: written(t / "a.zip", b"PK\x03\x04"), False),
        (lambda w, t: written(t / "a", b""), False),
        (lambda w, t: t, False),
    ],
)
def test_files_of_shapes_are_told_from_others(make: Any, looks: bool, wards: gpd.GeoDataFrame, tmp_path: Path) -> None:
    assert is_boundaries(make(wards.iloc[:5], tmp_path)) is looks


def test_a_refused_file_leaves_what_is_installed(wards: gpd.GeoDataFrame, tmp_path: Path, home: Path) -> None:
    there = install_boundaries(geojson(tmp_path / "wards.geojson", wards.to_crs(4326)), home)
    with pytest.raises(BoundaryRefused):
        install_boundaries(written(tmp_path / "a.geojson", b""), home)
    assert [here.sha256 for here in installed(home)] == [there.sha256]


def test_an_interrupted_installation_leaves_the_last_one(
    wards: gpd.GeoDataFrame, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_boundaries(geojson(tmp_path / "wards.geojson", wards.to_crs(4326)), home)
    before = shapes("ward", 2011, home).key

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    other = geojson(tmp_path / "other.geojson", wards.iloc[::-1].to_crs(4326))
    for call in ("rename", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(Path, call, stop)
            with pytest.raises(KeyboardInterrupt):
                install_boundaries(other, home)
        assert shapes("ward", 2011, home).key == before
    assert install_boundaries(other, home).new
    assert shapes("ward", 2011, home).key != before
    assert sorted(path.name[0] for path in (home / "wards_2011").iterdir()) == ["2", "m"]


def test_simplified_neighbours_keep_their_common_line(wards: gpd.GeoDataFrame, tmp_path: Path, home: Path) -> None:
    install_boundaries(geojson(tmp_path / "wards.geojson", wards.to_crs(4326)), home)
    sizes = []
    for metres in (0, 20, 60, 120):
        drawn = shapes("ward", 2011, home, metres=metres)
        sizes.append(sum(map(len, drawn.drawn.values())))
        pieces = drawn.frame.to_crs(BNG).geometry.make_valid()
        assert pieces.area.sum() - shapely.union_all(pieces.to_numpy()).area < 1e-3 * pieces.area.sum()
    assert sizes == sorted(sizes, reverse=True)


REAL = [
    ("original/London_Ward_CityMerged.shp", "wards_2011", "official", 625),
    ("london_wards_2011.geojson", "wards_2011", "official", 625),
    ("london_wards_2011_full.geojson", "wards_2011", "official", 625),
    ("london_wards_2018.geojson", "wards_2018", "official", 633),
    ("london_wards_2022_bestfit.geojson", "wards_2022", "approximate", 680),
    ("original/London_Borough_Excluding_MHW.shp", "boroughs", "official", 33),
    ("london_boroughs.geojson", "boroughs", "official", 33),
    ("london_boroughs_full.geojson", "boroughs", "official", 33),
]


@pytest.mark.real
@pytest.mark.parametrize(("name", "kind", "status", "places"), REAL)
def test_published_files_are_installed(name: str, kind: str, status: str, places: int, published: Published) -> None:
    there, _ = published(name)
    assert (there.kind, there.status, there.places) == (kind, status, places)
    # Points are placed by official wards alone: boroughs and best-fit wards have no crimes to misplace.
    coarse = kind.startswith("wards") and status == "official" and "full" not in name and "original" not in name
    assert [note.split(" (")[0] for note in there.notes] == (["Its lines are simplified"] if coarse else [])


@pytest.mark.real
def test_the_published_shapefile_lands_on_the_published_geojson(open_data: Path, published: Published) -> None:
    _, home = published("original/London_Ward_CityMerged.shp")
    full = gpd.read_file(open_data / "geo/london_wards_2011_full.geojson").sort_values("ward_code").to_crs(BNG)
    mine = shapes("ward", 2011, home, metres=0).frame.to_crs(BNG)
    assert list(mine.code) == list(full.ward_code)
    apart = shapely.hausdorff_distance(mine.geometry.to_numpy(), full.geometry.to_numpy())
    assert apart.max() < 5  # metres


@pytest.mark.real
def test_a_zip_of_both_published_shapefiles_gives_the_wards(open_data: Path, tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "statistical-gis-boundaries-london"
    shutil.copytree(open_data / "geo/original", folder / "ESRI")
    there = install_boundaries(zipped(tmp_path / "boundaries.zip", folder.parent), home)
    assert there.kind == "wards_2011"
    assert there.notes == ("Of 2 layers in the file, London_Ward_CityMerged was taken.",)
