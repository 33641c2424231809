"""One line of the table, and how it is measured."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """What was measured, the figure in words, what it is held against, and whether it passes (None for a goal)."""

    what: str
    figure: str
    mark: str
    passed: bool | None

    def __str__(self) -> str:
        verdict = {True: "pass", False: "MISS", None: "-"}[self.passed]
        return f"{self.what:<58} {self.figure:>34}   {self.mark:<34} {verdict}"


def medians(times: int, *works: Callable[[], object]) -> list[float]:
    """The median seconds of each work, run in turns so that a noisy minute falls on all of them alike."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for seconds, work in zip(found, works, strict=True):
            begin = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - begin)
    return [statistics.median(seconds) for seconds in found]
