"""`python -m bench.scale [ROWS …]`: facts of all measures of offences from that many events, each in a fresh process.

What is measured is what a publication does with the largest table: every measure of offences with its groups, by month
and by part-week, at every place. The rows are written first, and are gone afterwards. docs/scale.md has the figures.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

#: How many rows are measured where none are named.
ROWS = (10_000_000, 100_000_000, 300_000_000)
#: A row of the demonstration's events takes about this much of a disk, with room to spare.
BYTES_A_ROW = 8
#: What makes the facts: Polars, or Spark where it is installed.
ENGINE = os.environ.get("TP_BENCH_ENGINE", "polars")


def main(sizes: list[int]) -> None:
    """Print one line for each number of rows, as soon as it is known."""
    for rows in sizes:
        with tempfile.TemporaryDirectory(prefix="tp-scale-") as folder:
            free = shutil.disk_usage(folder).free
            if free < rows * BYTES_A_ROW:
                raise SystemExit(f"{rows:,} rows need {rows * BYTES_A_ROW / 1e9:.1f} GB; {folder} has {free / 1e9:.1f}")
            events = Path(folder) / "events.parquet"
            written = _run("write", str(rows), str(events))
            found = _run("read", ENGINE, str(events))
            size = events.stat().st_size / 1e6
        sys.stdout.write(
            f"{rows:>11,} rows ({size:,.0f} MB on disk; written in {written['seconds']:,.0f} s): {found['facts']:,.0f} "
            f"facts in {found['seconds']:,.1f} s, {found['processor']:,.1f} s of processor, "
            f"at most {found['megabytes']:,.0f} MB\n"
        )
        sys.stdout.flush()


def _run(*what: str) -> dict[str, float]:
    """What a process of its own says of its work, on the last line that it prints."""
    environment = {"POLARS_MAX_THREADS": "2", **os.environ}
    command = [sys.executable, "-m", "bench.scale", *what]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout
    answer: dict[str, float] = json.loads(said.splitlines()[-1])
    return answer


def _write(rows: str, to: str) -> int:
    from tp_metrics.demo import event_records

    event_records(Path(to), int(rows))
    return 0


def _read(engine: str, events: str) -> int:
    from tp_metrics.engines import engine_of
    from tp_metrics.facts import facts, named, with_names
    from tp_metrics.geography import Places
    from tp_metrics.measures import catalogue

    measures = [one for one in catalogue().values() if one.table == "offences"]
    rollup = named(Places.read().rollup(2011, date(2011, 12, 31)))
    with engine_of(engine) as chosen:
        return facts(with_names(chosen.scan([Path(events)])), measures, rollup, weekly=True).height


def _measured(what: str, *words: str) -> None:
    import resource
    import time

    import tp_metrics.facts  # noqa: F401  imports are no part of the work

    begin, before = time.perf_counter(), time.process_time()
    made = {"write": _write, "read": _read}[what](*words)
    said = {
        "facts": made,
        "seconds": time.perf_counter() - begin,
        "processor": time.process_time() - before,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    if sys.argv[1:2] in (["write"], ["read"]):
        _measured(*sys.argv[1:])
    else:
        main([int(word.replace("_", "")) for word in sys.argv[1:]] or list(ROWS))
