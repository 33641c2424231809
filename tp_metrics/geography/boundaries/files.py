"""Boundary files as they come: GeoJSON, GeoPackage, shapefile or a zip of them → layers of shapes."""

from __future__ import annotations

import hashlib
import json
import shutil
import struct
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import geopandas as gpd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from shapely.errors import ShapelyError

from tp_metrics.geography.boundaries.refusal import BoundaryRefused

UNREADABLE = (
    DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError, ShapelyError, OSError, ValueError,
)  # fmt: skip
LARGEST = 1_000_000_000  # bytes that a zip may unpack to
HARMLESS, MOST_RATIO = 64 * 1024 * 1024, 200  # bytes and how many fold: shapes pack threefold, bombs a thousandfold
LARGEST_JSON = 200_000_000  # bytes of GeoJSON, in memory some ten times as much; the fullest wards have 4 MB
KNOWN = "GeoJSON, GeoPackage, shapefile (.shp beside its .dbf and .shx) or a zip of one of these"
SHAPEFILE = struct.pack(">i", 9994)


@dataclass(frozen=True)
class Layer:
    """One layer of a boundary file: its name, the words that it says of itself, and its shapes."""

    name: str
    words: str
    shapes: gpd.GeoDataFrame


def fingerprint(file: Path) -> str:
    """The SHA-256 of a file; of a shapefile, of all of its parts that carry content."""
    parts = [file]
    if file.suffix.lower() == ".shp":
        parts += [part for kind in ("dbf", "prj") if (part := beside(file, kind)) is not None]
    digest = hashlib.sha256()
    for part in parts:
        with part.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


def layers(file: Path) -> list[Layer]:
    """Every layer of areas in a boundary file, read; raises BoundaryRefused where there is none to read."""
    with opened(file) as sources:
        try:
            found = [layer for source in sources for layer in read(source)]
        except BoundaryRefused as refused:
            if file in sources:
                raise
            raise BoundaryRefused(f"{file.name}: {refused}") from refused
    if not found:
        raise BoundaryRefused(f"{file.name} holds no layer of shapes; expected {KNOWN}.")
    return found


@contextmanager
def opened(file: Path) -> Iterator[list[Path]]:
    """The files of shapes that a path leads to: itself, or what a zip holds, unpacked for as long as it is read."""
    if not file.is_file():
        raise BoundaryRefused(f"{file} is not there, or is a folder; name the file itself.")
    if form(file) != "zip":
        yield [file]
        return
    folder = Path(tempfile.mkdtemp(prefix="boundaries-"))
    try:
        unpack(file, folder)
        inside = [path for path in sorted(folder.rglob("*")) if is_source(path)]
        if not inside:
            raise BoundaryRefused(f"{file.name} is a zip without a .shp, .gpkg or .geojson in it.")
        yield inside
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_source(path: Path) -> bool:
    """Whether an unpacked member is one to read (a Mac's resource forks are not)."""
    named = path.suffix.lower() in (".shp", ".gpkg", ".geojson", ".json")
    return named and path.is_file() and "__MACOSX" not in path.parts and not path.name.startswith(".")


def form(file: Path) -> str:
    """What a file is by its first bytes: "zip", "gpkg", "shp" or "geojson"; raises BoundaryRefused for others."""
    with file.open("rb") as stream:
        start = stream.read(512)
    if not start:
        raise BoundaryRefused(f"{file.name} is empty.")
    if start.startswith(b"PK"):
        return "zip"
    if start.startswith(b"SQLite format 3\0"):
        return "gpkg"
    if start.startswith(SHAPEFILE) and file.suffix.lower() == ".shp":
        return "shp"
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return "geojson"
    if file.suffix.lower() in (".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx"):
        raise BoundaryRefused(f"{file.name} is one part of a shapefile: name the .shp, with the other parts beside it.")
    raise BoundaryRefused(f"{file.name} is no boundary file that can be read here; expected {KNOWN}.")


def is_boundaries(file: Path) -> bool:
    """Whether a file looks like one of shapes, by its content; whether it fits shows when it is installed.

    A zip counts by what it holds; JSON in a zip does not, as police.uk's crimes come so.
    """
    try:
        kind = form(file)
        if kind == "zip":
            with zipfile.ZipFile(file) as archive:
                return any(name.lower().endswith((".shp", ".gpkg", ".geojson")) for name in archive.namelist())
        if kind == "geojson":
            with file.open("rb") as stream:
                start = stream.read(4096)
            return b'"FeatureCollection"' in start or b'"Topology"' in start
    except (zipfile.BadZipFile, struct.error, RuntimeError, ValueError, OSError):
        return False
    return True


def unpack(file: Path, folder: Path) -> None:
    """Unpack a zip into a folder; raises BoundaryRefused where it is broken, too large or reaches outside."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            for member in members:
                name = PurePosixPath(member.filename.replace("\\", "/"))
                if ".." in name.parts or name.is_absolute() or ":" in name.parts[0]:
                    raise BoundaryRefused(f"{file.name} holds a member that reaches outside it ({member.filename}).")
            size, packed = (sum(getattr(one, of) for one in members) for of in ("file_size", "compress_size"))
            if size > LARGEST:
                raise BoundaryRefused(f"{file.name} unpacks to more than {LARGEST // 10**9} GB.")
            if size > HARMLESS and size > MOST_RATIO * max(packed, 1):
                raise BoundaryRefused(f"{file.name} is unsafe: its {packed:,} bytes would unpack to {size:,}.")
            archive.extractall(folder)
    except BoundaryRefused:
        raise
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, OSError) as error:
        reason = "is protected by a password" if "password" in str(error) else "is a broken zip, perhaps cut short"
        raise BoundaryRefused(f"{file.name} {reason}.") from error


def beside(file: Path, kind: str) -> Path | None:
    """The part of a shapefile with this ending, in whatever case it is written."""
    return next(
        (part for part in file.parent.glob(f"{glob_safe(file.stem)}.*") if part.suffix.lower() == f".{kind}"), None
    )


def glob_safe(text: str) -> str:
    """A file name in which glob's own signs stand for themselves."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in text)


def read(source: Path) -> Iterator[Layer]:
    """The layers of areas in one file; raises BoundaryRefused where it cannot be read."""
    kind = form(source)
    words = source.stem
    if kind == "shp":
        complete(source)
    if kind == "geojson":
        words = f"{words} {own_words(source)}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL's remarks on ring order and file names are no concern of a reader
            for name, geometry in pyogrio.list_layers(source):
                if geometry is None:
                    continue
                frame = pyogrio.read_dataframe(source, layer=name, force_2d=True)
                yield Layer(str(name), f"{words} {name}", frame)
    except UNREADABLE as error:
        raise BoundaryRefused(
            f"{source.name} cannot be read as {named(kind)}; it seems broken or cut short."
        ) from error


def named(kind: str) -> str:
    """A file form as a person calls it."""
    return {"shp": "a shapefile", "gpkg": "a GeoPackage", "geojson": "GeoJSON"}[kind]


def complete(file: Path) -> None:
    """Refuse a shapefile without the parts that it needs, or one that was cut short."""
    for kind, holds in (("dbf", "the codes"), ("shx", "the index of its shapes")):
        if beside(file, kind) is None:
            raise BoundaryRefused(
                f"{file.name} stands without its .{kind}, which holds {holds}; put all parts of the shapefile together."
            )
    with file.open("rb") as stream:
        header = stream.read(28)
    length = struct.unpack(">i", header[24:28])[0] * 2 if len(header) == 28 else -1
    if length != file.stat().st_size:
        raise BoundaryRefused(f"{file.name} is cut short: {file.stat().st_size:,} bytes, its header says {length:,}.")


def own_words(file: Path) -> str:
    """What a GeoJSON file says of itself; raises BoundaryRefused where it is no whole GeoJSON."""
    if file.stat().st_size > LARGEST_JSON:
        raise BoundaryRefused(
            f"{file.name} is larger than {LARGEST_JSON // 10**6} MB, which is more than GeoJSON of London takes; save "
            "it as a GeoPackage."
        )
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BoundaryRefused(f"{file.name} cannot be read as GeoJSON; it seems broken or cut short.") from error
    if not isinstance(content, dict) or content.get("type") not in ("FeatureCollection", "Topology"):
        raise BoundaryRefused(
            f"{file.name} is JSON, but no collection of shapes; expected a GeoJSON FeatureCollection."
        )
    if content.get("features") == []:
        raise BoundaryRefused(f"{file.name} holds no shapes.")
    return " ".join(str(content.get(key, "")) for key in ("name", "title", "description"))
