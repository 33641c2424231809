"""What was done by whom: one line to a deed, in a file of the data folder that only grows."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path


def record(kind: str, *, who: str, role: str, what: str, folder: Path | None = None) -> None:
    """Append a line to the audit."""
    path = (folder or Path(os.environ.get("TP_DATA", "data"))) / "audit.jsonl"
    line = {"at": datetime.now(UTC).isoformat(), "kind": kind, "who": who, "role": role, "what": what}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
