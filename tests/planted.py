"""Proves that the import contracts see: a forbidden import planted in a copy of each layer has to be caught.

Run by `make check`. The table here is that of architecture.md; the contracts in pyproject.toml say the same to
import-linter, and tests/test_house.py keeps the two equal.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]

_RECORDS = ("periods", "stats", "schema", "measure", "geography", "access", "measures", "sources", "engines")
_RESULTS = (*_RECORDS, "records", "facts", "editions")
_WORDS = ("results", "review", "outcomes", "periods", "measure")
_DRAWN = ("words", "results", "review", "outcomes", "geography", "periods", "stats", "measure")
_DOOR = (*_RESULTS, "demo", "ledger", "results", "review", "outcomes", "words", "charts", "maps")
_PIECES = ("arrivals", "audit", "definitions", "desk", "holdings")
#: A pack is made of what the screen is made of; it reads editions and imports nothing new.
_PACKED = tuple(name for name in (*_DOOR, *_PIECES) if name not in ("demo", "sources", "arrivals"))

#: Layer of tp_metrics, or `pages` → what it may import of tp_metrics. `words` and the charts read what a measure
#: says of itself, so they may know `measure`, which imports nothing but `periods`.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "stats": (),
    "periods": (),
    "schema": ("periods",),
    "measure": ("periods",),
    "geography": ("schema", "periods"),
    "access": ("schema", "geography"),
    "measures": ("measure",),
    "engines": (),
    "sources": ("schema", "geography", "periods", "measures"),
    "demo": ("schema", "geography", "periods"),
    "records": (*_RECORDS, "facts", "editions"),
    "facts": (*_RECORDS, "records", "editions"),
    "editions": (*_RECORDS, "records", "facts"),
    "results": _RESULTS,
    "outcomes": (*_RESULTS, "results"),
    "ledger": ("schema", "periods", "geography", "access"),
    "review": (*_RESULTS, "results", "outcomes", "ledger"),
    "words": _WORDS,
    "charts": _DRAWN,
    "maps": _DRAWN,
    "arrivals": (*_DOOR, *_PIECES),
    "audit": (),
    "definitions": (*_DOOR, *_PIECES),
    "desk": (*_DOOR, *_PIECES),
    "holdings": (*_DOOR, *_PIECES),
    "packs": _PACKED,
    "cli": (*_DOOR, *_PIECES, "packs"),
    "__main__": (*_DOOR, *_PIECES, "packs", "cli"),
    "pages": (),
}


def layers() -> list[str]:
    """The modules and packages directly under tp_metrics."""
    found = (PROJECT / "tp_metrics").iterdir()
    names = [path.stem for path in found if path.suffix == ".py" or (path / "__init__.py").is_file()]
    return sorted(set(names) - {"__init__"})


def forbidden(layer: str) -> list[str]:
    """What a layer must not import: every other layer but those that it may."""
    return [f"tp_metrics.{other}" for other in layers() if other != layer and other not in MAY_IMPORT[layer]]


#: Libraries that have their home in few layers → that home; none for those that tp_metrics does without.
HOMES: dict[str, tuple[str, ...]] = {
    "altair": ("charts",),
    "pydeck": ("maps",),
    "geopandas": ("geography", "maps"),
    "shapely": ("geography", "maps"),
    "pyogrio": ("geography",),
    "dataframely": ("schema", "records", "sources"),
    "typer": ("cli",),
    "sqlalchemy": ("ledger",),
    "alembic": ("ledger",),
    "icalendar": ("review",),
    "simpy": ("outcomes",),
    "pptx": ("packs",),
    "pyspark": ("engines",),
    "typst": ("packs",),
    "vl_convert": ("packs",),
    "xlsxwriter": ("packs",),
    "cachetools": ("results",),
    "streamlit": (),
}

#: What pages do without: they ask for results and lay them out.
NOT_ON_PAGES = ("polars", "pandas", "narwhals", "numpy")


def themes() -> list[str]:
    """The folders of pages."""
    return sorted(path.parent.name for path in (PROJECT / "pages").glob("*/__init__.py"))


def contracts() -> dict[str, list[str]]:
    """Every contract: what it protects → the only modules that may import it."""
    rules = {
        f"tp_metrics.{layer}": [f"tp_metrics.{other}" for other in sorted(MAY_IMPORT) if layer in MAY_IMPORT[other]]
        for layer in layers()
    }
    rules |= {library: [f"tp_metrics.{home}" for home in homes] for library, homes in HOMES.items()}
    rules["streamlit"] = ["pages"]
    rules |= {library: ["tp_metrics"] for library in NOT_ON_PAGES}
    return rules | {f"pages.{theme}": ["pages"] if theme == "parts" else [] for theme in themes()}


def plants() -> set[tuple[str, str]]:
    """What is planted: a module and an import that is forbidden to it, for every layer, library and folder of pages."""
    wrong = {
        ("pages" if layer == "pages" else f"tp_metrics.{layer}", imported)
        for layer in MAY_IMPORT
        for imported in forbidden(layer)[:1] + forbidden(layer)[-1:]
    }
    wrong |= {
        (f"tp_metrics.{layer}", library) for library in HOMES for layer in layers() if layer not in HOMES[library]
    }
    wrong |= {(f"pages.{theme}", library) for theme in themes() for library in (*NOT_ON_PAGES, "altair")}
    return wrong | {
        (f"pages.{theme}", f"pages.{other}")
        for theme in themes()
        for other in themes()
        if other not in (theme, "parts")
    }


def folders(module: str, root: Path) -> list[Path]:
    """The package folders of a module, itself first; for a single file, the file."""
    path = root / module.replace(".", "/")
    return [file.parent for file in sorted(path.rglob("__init__.py"))] if path.is_dir() else [path.with_suffix(".py")]


def plant(module: str, imported: str, root: Path) -> list[str]:
    """Write a forbidden import into a module of the copy, in each folder of a package; the importers' names."""
    importers = []
    for number, place in enumerate(folders(module, root)):
        file = place / f"planted_{number}_{imported.replace('.', '_')}.py" if place.is_dir() else place
        with file.open("a", encoding="utf-8") as text:
            text.write(f"\nimport {imported}\n")
        importers.append(".".join(file.relative_to(root).with_suffix("").parts))
    return importers


def main() -> int:
    """Plant, look, and say what was not seen."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        for name in ("tp_metrics", "pages"):
            shutil.copytree(PROJECT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(PROJECT / "pyproject.toml", root)
        planted = {(importer, imported) for module, imported in plants() for importer in plant(module, imported, root)}
        command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
        seen = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    caught = set(re.findall(r"(\S+) ->\s+(\S+)\s+\(l", seen.stdout))  # long names are wrapped
    if missed := sorted(planted - caught):
        print(f"{len(missed)} of {len(planted)} planted imports were not caught, among them:", *missed[:10], sep="\n  ")
        print(seen.stdout[-2000:], seen.stderr[-2000:])
        return 1
    print(f"The import contracts see: {len(planted)} forbidden imports planted, all caught.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
