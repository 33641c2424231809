"""A run that is killed at any moment leaves the last edition whole, and the next run ends as if nothing had been."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from random import Random
from typing import Any

import pytest

from tests.trust import calls
from tests.trust.forge import ROOT, Forge, Run
from tests.trust.stores import bytes_of, saying, sayings_of

pytestmark = [
    pytest.mark.trust,
    pytest.mark.skipif(not calls.possible(), reason="file-system calls are heard on Linux (x86-64, ARM64) only"),
]

#: Random moments of each run; together 200.
MOMENTS = 100
SEED = 20101231
FORGES = 2


@dataclass(frozen=True)
class Job:
    """A run of the command line, the data folder before it, and what the folder says after it."""

    arguments: tuple[str, ...]
    before: Path
    after: dict[str, Any]
    calls: int
    seconds: float


class Workshop:
    """Forges that work side by side, and the folder that they work in."""

    def __init__(self, folder: Path, layouts: Path) -> None:
        self.folder = folder
        self.forges = [Forge() for _ in range(FORGES)]
        self.free: SimpleQueue[Forge] = SimpleQueue()
        for forge in self.forges:
            self.free.put(forge)
        first, second = layouts / "mps_borough_crime_2008.csv", layouts / "mps_borough_crime_2010.csv"
        published = folder / "published"
        # Reference files of its own, as a force would have: what the runs say rests on nothing outside the folder.
        shutil.copytree(ROOT / "data" / "reference", published / "reference")
        self.run(published, "ingest", str(first))
        self.run(published, "publish", "--as-at", "2009-06-30")
        ingest = self.job(published, "ingest", str(second))
        ingested = folder / "ingested"
        shutil.copytree(published, ingested)
        self.run(ingested, *ingest.arguments)
        self.jobs = {"ingest": ingest, "publish": self.job(ingested, "publish", "--as-at", "2010-12-31")}

    def run(self, data: Path, *arguments: str, **limits: Any) -> Run:
        """A run by whichever forge is free; one that is not to be killed must succeed."""
        forge = self.free.get()
        try:
            run = forge.run(data, *arguments, **limits)
        finally:
            self.free.put(forge)
        assert run.status == 0 or (run.killed and limits), run
        return run

    def job(self, before: Path, *arguments: str) -> Job:
        """A run, undisturbed: how long it takes, what it calls, and what it leaves."""
        data = self.copy(before, "undisturbed")
        timed = self.run(data, *arguments)
        again = self.copy(before, "counted")
        counted = self.run(again, *arguments, watched=True)
        assert sayings_of(data) == sayings_of(again), "two undisturbed runs say the same"
        return Job(arguments, before, sayings_of(data), counted.calls, timed.seconds)

    def copy(self, before: Path, name: str) -> Path:
        """A data folder of its own, as it was before a run."""
        data = self.folder / name
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(before, data)
        return data

    def outcome(self, job: Job, name: str, **limits: Any) -> str | None:
        """What went wrong when a run was killed within these limits; None where nothing did."""
        data = self.copy(job.before, name)
        killed = self.run(data, *job.arguments, **limits)
        fault = whole(job, data) or self._next_run(job, data)
        shutil.rmtree(data)
        return f"{limits}, {'killed' if killed.killed else 'ended'}: {fault}" if fault else None

    def _next_run(self, job: Job, data: Path) -> str | None:
        self.run(data, *job.arguments)
        said = sayings_of(data)
        # A publish that was whole when it was killed stands; the next one is another edition of the same day.
        twice = {name: saying for name, saying in said.items() if "/2010-12-31.2/" in f"/{name}"}
        once = {name: saying for name, saying in said.items() if name not in twice}
        for name, told in twice.items():  # and is carried over from it
            if name.endswith("manifest.json"):
                if told["carried_from"] != "2010-12-31":
                    return f"{name} is carried over from {told['carried_from']}"
                twice[name] = {**told, "carried_from": None}
        for found in (once, {**once, **{name.replace("2010-12-31.2", "2010-12-31"): twice[name] for name in twice}}):
            if found != job.after:
                odd = sorted(name for name in {*found, *job.after} if found.get(name) != job.after.get(name))
                return f"after the next run these differ: {', '.join(odd[:5])}"
        return None

    def outcomes(self, kills: list[Callable[[], str | None]]) -> list[str]:
        """All that went wrong in some kills, made side by side."""
        with ThreadPoolExecutor(FORGES) as pool:
            found = pool.map(lambda kill: kill(), kills)
            return [fault for fault in found if fault]

    def close(self) -> None:
        """End the forges."""
        for forge in self.forges:
            forge.close()


def whole(job: Job, data: Path) -> str | None:
    """What a killed run broke; None where all that stood still stands, and what is new is whole or not there."""
    before, now = bytes_of(job.before), bytes_of(data)
    if broken := [name for name in before if now.get(name) != before[name]]:
        return f"no longer as they were: {', '.join(broken[:5])}"
    new = {name: saying(data / name) for name in now if name not in before}
    if new and new != {name: saying for name, saying in job.after.items() if name not in before}:
        return f"new, and not whole: {', '.join(sorted(new)[:5])}"
    return None


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory, layouts: Path) -> Iterator[Workshop]:
    made = Workshop(tmp_path_factory.mktemp("kills"), layouts)
    yield made
    made.close()


@pytest.mark.parametrize("verb", ["ingest", "publish"])
def test_a_kill_after_every_file_system_call_leaves_the_store_whole(workshop, verb):
    job = workshop.jobs[verb]
    assert job.calls > 20, "the kernel tells of every call"
    kills = [
        lambda after=after: workshop.outcome(job, f"{verb} after {after}", after=after)
        for after in range(job.calls + 1)
    ]
    assert workshop.outcomes(kills) == []


@pytest.mark.parametrize("verb", ["ingest", "publish"])
def test_a_kill_at_a_random_moment_leaves_the_store_whole(workshop, verb):
    job = workshop.jobs[verb]
    random = Random(f"{SEED} {verb}")
    # One moment in each hundredth of the run: random, and none of it left out.
    moments = [(step + random.random()) / MOMENTS * job.seconds for step in range(MOMENTS)]
    kills = [
        lambda step=step, seconds=seconds: workshop.outcome(job, f"{verb} moment {step}", seconds=seconds)
        for step, seconds in enumerate(moments)
    ]
    assert workshop.outcomes(kills) == []
