"""Whether an edition is whole: a damaged one is passed over, and whoever opens the newest is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from tp_metrics.schema.wholeness import fault, tampered

MANIFEST = "manifest.json"
#: What every manifest says, and the kind of thing that it is.
PARTS = {"as_at": str, "made_at": str, "sources": list, "imports": list, "reference": dict, "measures": dict}

#: Editions in which a file turned out to be unreadable though its length is right, by folder.
_found_out: dict[Path, str] = {}


def damage(folder: Path) -> str:
    """What is wrong with the edition in a folder, in a few words; empty where it is whole as far as lengths tell."""
    if folder in _found_out:
        return _found_out[folder]
    manifest = _manifest(folder)
    if isinstance(manifest, str):
        return manifest
    return next(_faults(folder, manifest), "")


def damage_within(folder: Path) -> str:
    """As `damage`, with every byte read that was counted when it was published: what `doctor` says."""
    manifest = _manifest(folder)
    if isinstance(manifest, str):
        return manifest
    found = next(_faults(folder, manifest), "")
    written = manifest.get("files", {}).items()
    return found or next(
        (f"{name} {wrong}" for name, (size, digest) in written if (wrong := tampered(folder / name, size, digest))), ""
    )


def found_out(folder: Path, file: Path) -> str:
    """Remember that a file of an edition cannot be read; what is wrong, in a few words."""
    _found_out[folder] = f"{file.relative_to(folder)} cannot be read"
    return _found_out[folder]


def _manifest(folder: Path) -> dict[str, Any] | str:
    """What the manifest says, or what is wrong with it."""
    try:
        about = (folder / MANIFEST).stat()
    except OSError:
        return f"{MANIFEST} is missing"
    return _said(folder / MANIFEST, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=64)
def _said(manifest: Path, _modified: int, _size: int) -> dict[str, Any] | str:
    try:
        found = json.loads(manifest.read_text(encoding="utf-8"))
        date.fromisoformat(found["as_at"])
    except (OSError, ValueError, TypeError, KeyError):
        return f"{MANIFEST} cannot be read"
    lacks = [name for name, kind in PARTS.items() if not isinstance(found.get(name), kind)]
    return f"{MANIFEST} does not say its {lacks[0]}" if lacks else found


def _faults(folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """What is missing, too short, or without a readable end."""
    written = manifest.get("files") or dict.fromkeys(_expected(manifest), (None, ""))
    for name, (size, _) in written.items():
        if wrong := fault(folder / name, size):
            yield f"{name} {wrong}"


def _expected(manifest: dict[str, Any]) -> Iterator[str]:
    """The files of an edition from before manifests listed them."""
    yield "coverage.parquet"
    yield from (f"facts/{measure}.parquet" for measure in manifest["measures"])
    yield from (f"reference/{name}.csv" for name in manifest["reference"])
