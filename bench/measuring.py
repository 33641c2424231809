"""How things are measured here: in turns, side by side, the median of five; memory in a process of its own."""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

#: Everything is measured with as many threads as this.
THREADS = 2
RUNS = 5


@dataclass(frozen=True)
class Line:
    """One line of the table: what was measured, what came out, and what it had to be.

    `passed` is None where the bound is a goal that depends on the machine: it is printed, and fails nothing.
    """

    what: str
    figure: str
    bound: str
    passed: bool
    goal: bool = False

    @property
    def verdict(self) -> str:
        """Pass or miss; a missed goal is no miss of a pass mark."""
        return "pass" if self.passed else ("goal missed" if self.goal else "MISS")


@dataclass(frozen=True)
class Spent:
    """What a deed took, as the medians of its runs: seconds on the wall and on the processors."""

    wall: float
    cpu: float


def in_turns(deeds: Mapping[str, Callable[[], object]], runs: int = RUNS) -> dict[str, Spent]:
    """The medians of each deed, run in turns so that a busy moment of the machine meets all of them alike."""
    walls: dict[str, list[float]] = {name: [] for name in deeds}
    cpus: dict[str, list[float]] = {name: [] for name in deeds}
    for deed in deeds.values():
        deed()
    for _ in range(runs):
        for name, deed in deeds.items():
            gc.collect()
            wall, cpu = time.perf_counter(), time.process_time()
            deed()
            walls[name].append(time.perf_counter() - wall)
            cpus[name].append(time.process_time() - cpu)
    return {name: Spent(statistics.median(walls[name]), statistics.median(cpus[name])) for name in deeds}


def alone(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> dict[str, object]:
    """What a module prints last, as JSON, run in a process of its own with THREADS threads."""
    around = {**os.environ, "POLARS_MAX_THREADS": str(THREADS), **(environment or {})}
    command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    done = subprocess.run(command, env=around, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[3:])} failed: {done.stderr.strip()[-2000:]}")
    found: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def folder() -> Path:
    """Where benchmark data are kept between runs, outside of the repository."""
    kept = Path(os.environ.get("TP_BENCH", Path(tempfile.gettempdir()) / "tp-metrics-bench"))
    kept.mkdir(parents=True, exist_ok=True)
    return kept


def demonstration() -> Path:
    """A data folder with the demonstration's editions, made once and kept."""
    data = folder() / "demonstration"
    if len(list(data.glob("editions/[0-9]*/manifest.json"))) < 3:
        make_demonstration(data)
    return data


def make_demonstration(data: Path) -> float:
    """Make the demonstration by the command that a person would give; the seconds that it took."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "tp_metrics", "demo"],
        env={**os.environ, "TP_DATA": str(data)},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


def print_table(lines: list[Line]) -> None:
    """The table of what, figure, bound and verdict, as the terminal and docs/speed.md have it."""
    rows = [("what", "figure", "pass mark or goal", ""), *((x.what, x.figure, x.bound, x.verdict) for x in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for number, row in enumerate(rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
