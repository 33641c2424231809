"""Whether an edition is whole: a damaged one is passed over, and whoever opens the newest is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from tp_metrics.schema.wholeness import ADDED, OTHER_BYTES, fault, sound, tampered

MANIFEST = "manifest.json"
#: What every manifest says, and the kind of thing that it is.
PARTS = {"as_at": str, "made_at": str, "sources": list, "imports": list, "reference": dict, "measures": dict}

#: By what a file is known to be the one that was read: its times, length and number, and the sum it is to have.
Stamp = tuple[int, int, int, int, str]

#: What reading all of a file has told: what it was then, and what is wrong with it, which is mostly nothing.
_read: dict[Path, tuple[Stamp, str]] = {}
_faulty: set[tuple[Path, Stamp]] = set()
_reading = threading.Lock()


def damage(folder: Path) -> str:
    """What is wrong with the edition in a folder, in a few words; empty where it is whole as far as is known.

    Lengths and ends are looked at, and nothing is read; what was read before is known while the file stays as it was.
    """
    manifest = _manifest(folder)
    if isinstance(manifest, str):
        return manifest
    return next(_faults(folder, manifest), "")


def differing(folder: Path, begins: str = "") -> str:
    """As `damage`, of the files whose names begin so, with their bytes held to their sums; nothing where none is kept.

    A file is read once while it stays as it is, whoever asks: the facts and reference files of a year take some 20 ms.
    """
    manifest = _manifest(folder)
    if isinstance(manifest, str):
        return manifest
    written = manifest.get("files") or {}
    wanted = {name: told for name, told in written.items() if name.startswith(begins)}
    with _reading:
        found = ((name, _compared(folder / name, *told)) for name, told in wanted.items())
        return next((f"{name} {wrong}" for name, wrong in found if wrong), "")


def noticed() -> int:
    """How many files have turned out to be damaged; what was listed before the last of them did is out of date."""
    return len(_faulty)


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
    """Remember that a file of an edition cannot be read, while it stays as it is; what is wrong, in a few words."""
    name, manifest = file.relative_to(folder).as_posix(), _manifest(folder)
    _, digest = ({} if isinstance(manifest, str) else manifest.get("files") or {}).get(name, (None, ""))
    _told(file, _stamp(file, digest), "cannot be read")
    return f"{name} cannot be read"


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
        content = manifest.read_bytes()
        found = json.loads(content)
        date.fromisoformat(found["as_at"])
        whole = sound(manifest, content)
    except (OSError, ValueError, TypeError, KeyError):
        return f"{MANIFEST} cannot be read"
    if lacks := [name for name, kind in PARTS.items() if not isinstance(found.get(name), kind)]:
        return f"{MANIFEST} does not say its {lacks[0]}"
    if manifest.parent.name.partition(".")[0] != found["as_at"]:
        return f"{MANIFEST} is of an edition as at {found['as_at']}"
    return found if whole else f"{MANIFEST} {OTHER_BYTES}"


def _faults(folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """What is missing, too short, without a readable end, or added."""
    written = manifest.get("files") or dict.fromkeys(_expected(manifest), (None, ""))
    for name, (size, digest) in written.items():
        known = _known(folder / name, digest)
        if wrong := fault(folder / name, size) if known is None else known:
            yield f"{name} {wrong}"
    if manifest.get("files"):
        there = (*sorted(folder.glob("facts/*.parquet")), *sorted(folder.glob("reference/*.csv")))
        names = (one.relative_to(folder).as_posix() for one in there)
        yield from (f"{name} {ADDED}" for name in names if name not in written)


def _compared(file: Path, size: int, digest: str) -> str:
    """What is wrong with a file, all of which is read where that was not done since it changed."""
    if (known := _known(file, digest)) is not None:
        return known
    before, wrong = _stamp(file, digest), tampered(file, size, digest)
    if wrong in ("", OTHER_BYTES):  # anything else is seen without reading, or may be gone the next time
        _told(file, before, wrong)
    return wrong


def _known(file: Path, digest: str) -> str | None:
    """What reading a file has told; None where it was not read, or has changed since."""
    stamp, wrong = _read.get(file, (None, ""))
    return wrong if stamp is not None and stamp == _stamp(file, digest) else None


def _told(file: Path, stamp: Stamp | None, wrong: str) -> None:
    if stamp is not None:
        _read[file] = stamp, wrong
    if stamp is not None and wrong:
        _faulty.add((file, stamp))


def _stamp(file: Path, digest: str) -> Stamp | None:
    """What a file is now; None where there is none."""
    try:
        about = file.stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_ctime_ns, about.st_size, about.st_ino, digest


def _expected(manifest: dict[str, Any]) -> Iterator[str]:
    """The files of an edition from before manifests listed them."""
    yield "coverage.parquet"
    yield from (f"facts/{measure}.parquet" for measure in manifest["measures"])
    yield from (f"reference/{name}.csv" for name in manifest["reference"])
