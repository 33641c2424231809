"""Malformed boundary files, made from the indicative boroughs: other ground, other geometry, other programs' forms."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from tests.trust.corpus import Files, zipped
from tp_metrics.geography import indicative

BNG, WGS84 = 27700, 4326


def boroughs() -> gpd.GeoDataFrame:
    """The boroughs of the indicative wards, in WGS 84, with their codes."""
    from tp_metrics.schema.reference import read_reference

    wards = indicative.wards(2011)
    of = dict(read_reference("wards_2011").select("code", "borough").rows())
    frame = wards[["code", "geometry"]].assign(GSS=wards.code.map(of)).dropna(subset="GSS")
    whole = frame.dissolve("GSS", as_index=False)[["GSS", "geometry"]].set_crs(wards.crs, allow_override=True)
    return whole.to_crs(WGS84)


def of_shapes(frame: gpd.GeoDataFrame) -> Files:
    """Every malformed boundary file that is one file."""
    for words, spoil in FRAMES.items():
        yield f"{words}.geojson", _geojson(spoil(frame))
    sound = json.loads(_geojson(frame))
    for words, change in TEXTS.items():
        yield f"{words}.geojson", change(json.loads(json.dumps(sound)))
    text = json.dumps(sound).encode()
    yield "cut.geojson", text[: len(text) // 2]
    yield "UTF-16.geojson", text.decode().encode("utf-16")
    yield "BOM twice.geojson", b"\xef\xbb\xbf" * 2 + text
    yield "NULs.geojson", text[:5000] + bytes(64) + text[5000:]
    yield "not UTF-8.geojson", text.replace(b"GSS", b"G\xffS")
    yield "two in one.geojson", text + text
    yield "KML.geojson", b"<?xml version='1.0'?><kml xmlns='http://www.opengis.net/kml/2.2'></kml>"
    yield "deep.geojson", b'{"type": "FeatureCollection", "features": ' + b"[" * 200_000
    yield "error page.geojson", b"<!DOCTYPE html><html><body>503</body></html>"
    yield from _packages(frame)
    yield from _zips(frame, text)


def _geojson(frame: gpd.GeoDataFrame) -> bytes:
    named = {"type": "name", "properties": {"name": str(frame.crs)}} if frame.crs is not None else None
    features = [
        {
            "type": "Feature",
            "properties": {"GSS": code},
            "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
        }
        for code, shape in zip(frame.GSS, frame.geometry, strict=True)
    ]
    content: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    return json.dumps(content | ({"crs": named} if named and frame.crs != WGS84 else {})).encode()


def _each(make: Callable[[Any], Any]) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    return lambda frame: frame.set_geometry([make(shape) for shape in frame.geometry], crs=frame.crs)


def _points(change: Callable[[Any], Any]) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    return lambda frame: frame.set_geometry(shapely.transform(frame.geometry.to_numpy(), change), crs=frame.crs)


def _tie(_shape: Any) -> Any:
    """One bow-tie across all of London, the same for every borough."""
    return shapely.Polygon([(-0.4, 51.3), (0.2, 51.6), (0.2, 51.3), (-0.4, 51.6)])


FRAMES: dict[str, Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]] = {
    "points": _each(lambda shape: shape.centroid),
    "many points": _each(lambda shape: shapely.MultiPoint(shapely.get_coordinates(shape)[:9])),
    "lines": _each(lambda shape: shapely.LineString(shapely.get_coordinates(shape)[:40])),
    "many lines": _each(lambda shape: shapely.MultiLineString([shapely.get_coordinates(shape)[:40]])),
    "a point among areas": lambda frame: frame.set_geometry([frame.geometry[0].centroid, *frame.geometry[1:]]),
    "collections of lines": _each(
        lambda shape: shapely.GeometryCollection([shapely.LineString(shapely.get_coordinates(shape)[:9])])
    ),
    "collections without anything": _each(lambda _shape: shapely.GeometryCollection()),
    "empty areas": _each(lambda _shape: shapely.Polygon()),
    "no geometry": _each(lambda _shape: None),
    "crossing themselves over one another": _each(_tie),
    "flat": _points(lambda points: np.column_stack([points[:, 0], np.full(len(points), 51.5)])),
    "latitude first": _points(lambda points: points[:, ::-1]),
    "at the equator": _points(lambda points: points * 0),
    "in the north": _points(lambda points: points + np.array([0, 3])),
    "in the other hemisphere": _points(lambda points: points * [1, -1]),
    "in degrees times a million": _points(lambda points: points * 1e6),
    "in Web Mercator, said to be British": lambda frame: frame.to_crs(3857).set_crs(BNG, allow_override=True),
    "in British metres, said to be of Ireland": lambda frame: frame.to_crs(BNG).set_crs(2157, allow_override=True),
    "over one another": _each(lambda shape: shape.buffer(0.02)),
    "one shape for all": _each(lambda _shape: shapely.box(-0.2, 51.4, 0.1, 51.6)),
    "half": lambda frame: frame.iloc[: len(frame) // 2],
    "one": lambda frame: frame.iloc[:1],
    "unknown codes": lambda frame: frame.assign(
        GSS=[f"E0900{number:04d}" for number in range(5000, 5000 + len(frame))]
    ),
    "one code for all": lambda frame: frame.assign(GSS="E09000007"),
    "no codes": lambda frame: frame.assign(GSS=None),
    "numbers for codes": lambda frame: frame.assign(GSS=range(len(frame))),
    "codes of constituencies": lambda frame: frame.assign(GSS=[f"E140005{number:02d}" for number in range(len(frame))]),
    "names for codes": lambda frame: frame.assign(GSS="Camden"),
}


def _set(path: list[Any], value: Any) -> Callable[[dict[str, Any]], bytes]:
    """Put a value in one place of the collection."""

    def change(content: dict[str, Any]) -> bytes:
        here: Any = content
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = value
        return json.dumps(content).encode()

    return change


TEXTS: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "no features": _set(["features"], []),
    "features are a word": _set(["features"], "many"),
    "features are null": _set(["features"], None),
    "features are numbers": _set(["features"], [1, 2, 3]),
    "another type": _set(["type"], "GeometryCollection"),
    "no type": _set(["type"], None),
    "a topology of nothing": lambda _content: b'{"type": "Topology", "objects": {}, "arcs": []}',
    "words for coordinates": _set(["features", 0, "geometry", "coordinates"], "51.5, -0.1"),
    "text in coordinates": _set(["features", 0, "geometry", "coordinates"], [[["a", "b"], ["c", "d"]]]),
    "geometry of another kind": _set(["features", 0, "geometry", "type"], "Blob"),
    "infinite": lambda content: json.dumps(content).encode().replace(b"51.5", b"1e999"),
    "NaN": lambda content: json.dumps(content).encode().replace(b"51.5", b"NaN"),
    "one feature": lambda content: json.dumps(content["features"][0]).encode(),
    "list of features": lambda content: json.dumps(content["features"]).encode(),
}


def _packages(frame: gpd.GeoDataFrame) -> Files:
    """GeoPackages and databases."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        frame.to_file(folder / "a.gpkg", layer="boroughs")
        whole = (folder / "a.gpkg").read_bytes()
        yield "cut.gpkg", whole[: len(whole) // 2]
        yield "first page.gpkg", whole[:4096]
        yield "spoilt.gpkg", whole[:8192] + bytes(16384) + whole[24576:]
        for words, deed in (
            ("no layer", "DELETE FROM gpkg_contents"),
            ("layer without its table", "DROP TABLE boroughs"),
            ("layer without rows", "DELETE FROM boroughs"),
            ("layer without shapes", "UPDATE boroughs SET geom = NULL"),
            ("shapes that are none", "UPDATE boroughs SET geom = x'00'"),
        ):
            file = folder / f"{words}.gpkg"
            shutil.copyfile(folder / "a.gpkg", file)
            _changed(file, deed)
            yield file.name, file.read_bytes()
        _changed(folder / "b.gpkg", "CREATE TABLE crimes (id INTEGER)")
        yield "another database.gpkg", (folder / "b.gpkg").read_bytes()
        frame.set_geometry(frame.representative_point()).to_file(folder / "points.gpkg")
        yield "points.gpkg", (folder / "points.gpkg").read_bytes()


def _changed(file: Path, deed: str) -> None:
    base = sqlite3.connect(file)
    for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        base.execute(f'DROP TRIGGER "{name}"')
    base.execute(deed)
    base.commit()
    base.close()


def _zips(frame: gpd.GeoDataFrame, text: bytes) -> Files:
    """Zips of boundaries that are unsafe, locked, nested or half there."""
    parts = dict(_shapefile(frame))
    whole = zipped(parts)
    yield "cut.zip", whole[: len(whole) // 2]
    yield "without dbf.zip", zipped({name: part for name, part in parts.items() if not name.endswith("dbf")})
    yield "without shx.zip", zipped({name: part for name, part in parts.items() if not name.endswith("shx")})
    yield "cut shp.zip", zipped(parts | {"b.shp": parts["b.shp"][: len(parts["b.shp"]) // 2]})
    yield "cut dbf.zip", zipped(parts | {"b.dbf": parts["b.dbf"][: len(parts["b.dbf"]) // 2]})
    yield "shp of nothing.zip", zipped(parts | {"b.shp": b""})
    yield "climbs.zip", zipped({f"../{name}": part for name, part in parts.items()})
    yield "absolute.zip", zipped({f"/{name}": part for name, part in parts.items()})
    yield "drive.zip", zipped({f"C:\\{name}": part for name, part in parts.items()})
    yield "nested.zip", zipped({"b.zip": whole})
    yield "of JSON.zip", zipped({"notes.txt": text[:200]})
    yield "symlink.zip", _linked("b.geojson", "/etc/passwd")
    yield "bomb.zip", zipped({"b.geojson": b"{" + b" " * (300 * 1024 * 1024)})
    locked = bytearray(whole)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = whole.find(signature)
        while place >= 0:
            locked[place + offset] |= 1
            place = whole.find(signature, place + 1)
    yield "password.zip", bytes(locked)


def _shapefile(frame: gpd.GeoDataFrame) -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory() as name:
        frame.to_file(Path(name) / "b.shp")
        for part in sorted(Path(name).iterdir()):
            yield part.name, part.read_bytes()


def _linked(name: str, target: str) -> bytes:
    with tempfile.TemporaryFile() as out:
        with zipfile.ZipFile(out, "w") as archive:
            link = zipfile.ZipInfo(name)
            link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, target)
        out.seek(0)
        return out.read()
