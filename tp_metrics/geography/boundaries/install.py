"""Boundary files → installed boundaries: checked, simplified for the screen, and put in place in one step."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import shapely

from tp_metrics.geography import register
from tp_metrics.geography.boundaries import checking, recognition
from tp_metrics.geography.boundaries.files import Layer, fingerprint, layers
from tp_metrics.geography.boundaries.refusal import BoundaryRefused

Progress = Callable[[float, str], None]

#: Metres by which the lines are simplified: for a borough, an area command, all London, and all London at a pinch.
SCREENS = (20, 60, 80, 120)
FULL = 0
MANIFEST = "manifest.json"
LICENCE = (
    "Contains National Statistics data © Crown copyright and database right; contains Ordnance Survey data © Crown "
    "copyright and database right. Licensed under the Open Government Licence v3.0 unless the file's publisher says "
    "otherwise."
)
APPROXIMATE = ("bestfit", "best fit", "best-fit", "best_fit", "approximate", "indicative")


@dataclass(frozen=True)
class Installed:
    """Boundaries that stand in place of the indicative ones.

    Attributes:
        kind: "wards_2011", "wards_2018", "wards_2022" or "boroughs".
        status: "official", or "approximate" where the file says that it is.
        file: the name of the file.
        sha256: of the file; for a shapefile of its parts.
        places: how many places have a shape (the City of London included).
        notes: sentences on what was mended, left out or is missing.
        installed: the moment, in UTC.
        folder: the sub-folder that holds the shapes.
        new: whether this call put them there, rather than finding the same file in place.
    """

    kind: str
    status: str
    source: str
    licence: str
    file: str
    sha256: str
    places: int
    notes: tuple[str, ...]
    installed: str
    folder: str
    new: bool = False

    @property
    def level(self) -> str:
        """The level of place: "ward" or "borough"."""
        return "borough" if self.kind == "boroughs" else "ward"

    @property
    def vintage(self) -> int | None:
        """The year of the ward list; None for boroughs."""
        return None if self.kind == "boroughs" else int(self.kind.removeprefix("wards_"))

    @property
    def title(self) -> str:
        """What is installed, in words: "wards of 2011" or "boroughs"."""
        return "boroughs" if self.kind == "boroughs" else f"wards of {self.vintage}"

    def __str__(self) -> str:
        """What is installed from where: "wards of 2011: official, 625 shapes of wards.shp"."""
        return f"{self.title}: {self.status}, {self.places} shapes of {self.file}"


def silent(_share: float, _words: str) -> None:
    """A progress that nobody watches."""


def install_boundaries(
    file: Path, folder: Path, progress: Progress = silent, *, override: Path | None = None
) -> Installed:
    """The boundaries of a file, put in place under `folder`; raises BoundaryRefused with one sentence.

    The same file twice changes nothing. `override` is the folder of reference tables that stand in for the
    shipped ones.
    """
    progress(0.0, f"Reading {file.name}")
    found = layers(file)
    layer, fit = best(found, file, override)
    sha256 = fingerprint(file)
    here = current(folder, fit.kind)
    if here is not None and here.sha256 == sha256:
        progress(1.0, f"{file.name} is installed already")
        return here
    progress(0.2, f"Checking {len(fit.found)} shapes")
    shapes, notes = checked(layer, fit, file.name)
    if len(found) > 1:
        notes.insert(0, f"Of {len(found)} layers in the file, {layer.name} was taken.")
    status = "approximate" if any(word in f"{file.name} {layer.words}".lower() for word in APPROXIMATE) else "official"
    if status == "official" and fit.kind != "boroughs":  # points are placed by official wards alone
        notes += checking.lines(shapes)
    moment = datetime.now(UTC)
    installed = Installed(
        kind=fit.kind,
        status=status,
        source=f"Boundaries of {file.name}",
        licence=LICENCE,
        file=file.name,
        sha256=sha256,
        places=len(shapes),
        notes=tuple(notes),
        installed=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        folder=f"{moment:%Y%m%dT%H%M%S%f}-{sha256[:12]}",
        new=True,
    )
    progress(0.5, "Simplifying for the screen")
    place(installed, shapes, folder, progress)
    progress(1.0, f"Installed the {installed.title}")
    return installed


def best(found: list[Layer], file: Path, override: Path | None) -> tuple[Layer, recognition.Fit]:
    """The layer that fits a list of places best, wards before boroughs; raises BoundaryRefused where none fits."""
    lists = register.lists(override)
    fits = [(layer, fit) for layer in found if (fit := recognition.fit(layer.shapes, lists)) is not None]
    if not fits:
        columns = ", ".join(sorted({str(name) for layer in found for name in layer.shapes.columns} - {"geometry"}))
        raise BoundaryRefused(
            f"{file.name} has no column of London ward codes (E05…) or borough codes (E09…); its columns are "
            f"{columns or 'none'}."
        )
    fits.sort(key=lambda pair: (not pair[1].whole, pair[1].kind == "boroughs", len(pair[1].missing),
                                len(pair[1].unknown)))  # fmt: skip
    layer, fit = fits[0]
    if not fit.whole:
        listed = len(fit.found) + len(fit.missing)
        title = "boroughs" if fit.kind == "boroughs" else f"wards of {fit.kind.removeprefix('wards_')}"
        raise BoundaryRefused(
            f"{file.name} holds {len(fit.found)} of the {listed} {title}, the list that it fits best; missing are "
            f"{checking.listing(fit.missing, 3)}."
        )
    return layer, fit


def checked(layer: Layer, fit: recognition.Fit, name: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """The shapes of the known places on the British National Grid, and notes on what is not as it should be."""
    coded = gpd.GeoDataFrame(
        {"code": recognition.codes(layer.shapes[fit.column])}, geometry=layer.shapes.geometry.to_numpy(),
        crs=layer.shapes.crs,
    )  # fmt: skip
    shapes = coded[coded.code.isin(fit.found | {recognition.CITY})]
    shapes, notes = recognition.on_the_ground(shapes, name)
    shapes, mended = checking.areas(shapes, name)
    notes += mended
    if fit.unknown:
        notes.append(f"{checking.listing(fit.unknown)}: on no list for this map, left out.")
    drawn = fit.found & frozenset(shapes.code)
    missing = fit.missing | (fit.found - drawn)
    if not replace(fit, found=drawn, missing=missing).whole:
        raise BoundaryRefused(
            f"{name} has a shape with an area for {len(drawn)} of {len(drawn) + len(missing)} places; without one are "
            f"{checking.listing(missing, 3)}."
        )
    if missing:
        notes.append(f"{checking.listing(missing)}: missing, so without a shape on the map.")
    return shapes, notes + checking.ground(shapes, name)


def place(installed: Installed, shapes: gpd.GeoDataFrame, folder: Path, progress: Progress) -> None:
    """Write the shapes beside, then make them current by renaming their manifest; what stood there goes last."""
    home = folder / installed.kind
    home.mkdir(parents=True, exist_ok=True)
    before = list(home.iterdir())
    beside = Path(tempfile.mkdtemp(prefix=".new-", dir=home))
    for done, metres in enumerate((FULL, *SCREENS)):
        simplified(shapes, metres).to_parquet(beside / f"{metres}.parquet", compression="zstd", index=False)
        flush(beside / f"{metres}.parquet")
        progress(0.5 + 0.08 * (done + 1), "Simplifying for the screen")
    content = {key: value for key, value in asdict(installed).items() if key != "new"}
    manifest = beside / MANIFEST
    manifest.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")
    flush(manifest)
    flush(beside)
    target = home / installed.folder
    beside.rename(target)
    shutil.copyfile(target / MANIFEST, home / ".manifest")
    flush(home / ".manifest")
    (home / ".manifest").replace(home / MANIFEST)
    flush(home)
    for old in before:
        if old.is_dir():
            shutil.rmtree(old, ignore_errors=True)


def simplified(shapes: gpd.GeoDataFrame, metres: int) -> gpd.GeoDataFrame:
    """The shapes in WGS 84: as they are for 0 metres, else simplified so that neighbours keep their common line."""
    if metres == FULL:
        return shapes.to_crs(recognition.WGS84)
    geometry = shapely.coverage_simplify(shapes.geometry.to_numpy(), metres)
    drawn = gpd.GeoDataFrame(shapes[["code"]], geometry=geometry, crs=recognition.BNG).to_crs(recognition.WGS84)
    decimals = 5 if metres < min(SCREENS[1:]) else 4
    return drawn.assign(geometry=rounded(drawn.geometry.to_numpy(), decimals))


def rounded(geometry: shapely.Geometry, decimals: int) -> list[shapely.Geometry]:
    """Shapes with their coordinates rounded, point by point, so that common lines stay common; mended where need be."""
    near = shapely.remove_repeated_points(shapely.transform(geometry, lambda points: points.round(decimals)))
    return [shape if shape.is_valid else checking.polygons(shapely.make_valid(shape)) for shape in near]


def flush(path: Path) -> None:
    """Have the disk hold what was written."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def current(folder: Path, kind: str) -> Installed | None:
    """The boundaries of a kind that are in place, or None."""
    manifest = folder / kind / MANIFEST
    try:
        content = json.loads(manifest.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    here = Installed(**{**content, "notes": tuple(content["notes"])})
    return here if (folder / kind / here.folder).is_dir() else None


def installed(folder: Path) -> list[Installed]:
    """All boundaries that are in place under a folder."""
    return [here for kind in register.KINDS if (here := current(folder, kind)) is not None]
