"""The demonstration from nothing to three editions: time and disk."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from bench.table import Line


def lines(data: Path) -> list[Line]:
    """Build it in a folder, in a process of its own."""
    begin = time.perf_counter()
    environment = {**os.environ, "TP_DATA": str(data)}
    subprocess.run([sys.executable, "-m", "tp_metrics", "demo"], check=True, capture_output=True, env=environment)
    seconds = time.perf_counter() - begin
    size = sum(path.stat().st_size for path in data.rglob("*") if path.is_file()) / 1e6
    return [
        Line("demonstration: made and three editions published", f"{seconds:.1f} s", "goal 15 s", None),
        Line("demonstration: on disk", f"{size:.0f} MB", "under 80 MB", size < 80),
    ]
