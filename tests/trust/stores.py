"""What a data folder holds: to the byte, and in what it says whenever it was written."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import polars as pl

#: Moments of writing, and the digests of files whose rows may stand in another order; two runs differ in nothing else.
MOMENTS = ("imported_at", "made_at", "files")


def bytes_of(data: Path) -> dict[str, str]:
    """The SHA-256 of every file in a data folder but the lock and what an interrupted run left for the next."""
    return {
        name: hashlib.sha256((data / name).read_bytes()).hexdigest()
        for name in sorted(str(path.relative_to(data)) for path in data.rglob("*") if path.is_file())
        if name not in (".lock", "audit.jsonl") and "/.tmp-" not in f"/{name}"
    }


def sayings_of(data: Path) -> dict[str, Any]:
    """What every file of a data folder says: rows in one order, manifests without their moments, other files as is.

    Leftovers are part of it: after a run that ended there must be none. The audit is not: it tells when each run was.
    """
    return {
        str(path.relative_to(data)): saying(path)
        for path in sorted(data.rglob("*"))
        if path.is_file() and path.name not in (".lock", "audit.jsonl")
    }


#: What files of one content say, by their form and digest: runs that are held against each other leave the same ones.
_SAID: dict[tuple[str, str], Any] = {}


def saying(path: Path) -> Any:
    """What one whole file says."""
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if path.suffix == ".sha256":  # of a manifest, which tells its moment
        return content.decode() == hashlib.sha256(path.with_suffix(".json").read_bytes()).hexdigest()
    if path.suffix not in (".parquet", ".json"):
        return digest
    if (path.suffix, digest) not in _SAID:
        _SAID[path.suffix, digest] = _table(content) if path.suffix == ".parquet" else _timeless(json.loads(content))
    return _SAID[path.suffix, digest]


def _table(content: bytes) -> tuple[pl.Schema, str]:
    frame = pl.read_parquet(content)
    rows = frame.sort(frame.columns) if frame.height else frame
    return frame.schema, hashlib.sha256(
        rows.write_ipc(None, compat_level=pl.CompatLevel.oldest()).getvalue()
    ).hexdigest()


def _timeless(content: Any) -> Any:
    if isinstance(content, dict):
        return {name: _timeless(value) for name, value in content.items() if name not in MOMENTS}
    if isinstance(content, list):
        return [_timeless(value) for value in content]
    return content


#: What a person should never have to read.
MACHINE_WORDS = re.compile(
    r"Traceback|Error\(|Exception|polars|dataframely|pyogrio|GDAL|sqlalchemy|<class|0x[0-9a-f]{6}|\bNone\b"
)
LONGEST = 500


def not_a_sentence(name: str, said: str) -> str | None:
    """What is wrong with the words in which a file is refused; None where they are one sentence for a person."""
    if "\n" in said or len(said) > LONGEST or (not said[:1].isupper() and name not in said):
        return f"{name}: not a sentence: {said!r}"
    if MACHINE_WORDS.search(said):
        return f"{name}: not words for a person: {said!r}"
    return None
