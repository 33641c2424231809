"""What a data folder holds: to the byte, and in what it says whenever it was written."""

from __future__ import annotations

import hashlib
import json
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
        if name != ".lock" and "/.tmp-" not in f"/{name}"
    }


def sayings_of(data: Path) -> dict[str, Any]:
    """What every file of a data folder says: rows in one order, manifests without their moments, other files as is.

    Leftovers are part of it: after a run that ended there must be none.
    """
    return {
        str(path.relative_to(data)): saying(path)
        for path in sorted(data.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def saying(path: Path) -> Any:
    """What one whole file says."""
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path)
        rows = frame.sort(frame.columns) if frame.height else frame
        return frame.schema, hashlib.sha256(
            rows.write_ipc(None, compat_level=pl.CompatLevel.oldest()).getvalue()
        ).hexdigest()
    if path.suffix == ".json":
        return _timeless(json.loads(path.read_text(encoding="utf-8")))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _timeless(content: Any) -> Any:
    if isinstance(content, dict):
        return {name: _timeless(value) for name, value in content.items() if name not in MOMENTS}
    if isinstance(content, list):
        return [_timeless(value) for value in content]
    return content
