"""Fifty people at once: sessions that open pages and change filters, and how long each has to wait.

`python -m bench.load --data FOLDER` serves the data folder, lets the people in and prints a table; its exit status is 1
where something went wrong or a mark is missed. With `--replicas 2` two servers stand behind nginx, as docs/scale.md has
them; with `--address` they visit a server that runs already.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench.memory import serving
from bench.pages import PAGES
from bench.replicas import replicated
from bench.table import Line
from bench.visitor import Visitor, WentWrong

#: The mark: 95 of 100 interactions are over within a second, and nobody sees an error.
SECONDS, SHARE = 1.0, 0.95
#: How much the memory may still grow in the second half of the visit, in bytes a person and minute.
GROWTH = 1e6
#: Of ten interactions so many open another page; the others change a filter or another choice of the page.
OPENINGS = 0.4
ADDRESSES = tuple(Path(page).stem for page in PAGES)
#: The filters that are changed. An old edition is opened by few, and is another set of figures for all caches.
FILTERS = ("area", "borough", "ward", "measure", "window", "end")


@dataclass(frozen=True)
class Waited:
    """One interaction: on which page, what was done, how many seconds it took, and what went wrong."""

    page: str
    did: str
    seconds: float
    wrong: str = ""


@dataclass
class Load:
    """What is asked of the server, and what came of it."""

    address: str
    people: int = 50
    seconds: float = 300.0
    pause: float = 5.0
    seed: int = 2011
    patience: float = 60.0
    waited: list[Waited] = field(default_factory=list)

    async def run(self) -> None:
        """Let everybody in, spread over one pause, and wait until all have left."""
        await asyncio.gather(*(self._person(number) for number in range(self.people)))

    async def _person(self, number: int) -> None:
        drawn = random.Random(self.seed * 1000 + number)
        begin = time.perf_counter()
        due, until = begin + drawn.random() * self.pause, begin + self.seconds
        visitor: Visitor | None = None
        while due < until:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            visitor = await self._interaction(visitor, drawn)
            due = max(due + self.pause, time.perf_counter())
        if visitor:
            await visitor.leave()

    async def _interaction(self, visitor: Visitor | None, drawn: random.Random) -> Visitor | None:
        """One thing that a person does; who has seen an error begins anew, as with a browser's reload."""
        to, change = drawn.choice(ADDRESSES), drawn.random() >= OPENINGS
        picked = _picked(visitor, drawn) if visitor and change else None
        page, did = (visitor.page, f"change {picked[0]}") if visitor and picked else (to, "open")
        begin, wrong = time.perf_counter(), ""
        try:
            if visitor is None:
                did, visitor = "arrive", await Visitor.at(self.address, to, seconds=self.patience)
            elif picked:
                await visitor.choose(*picked)
            else:
                await visitor.open(to)
        except WentWrong as error:
            wrong = str(error)
        self.waited.append(Waited(page, did, time.perf_counter() - begin, wrong))
        if wrong and visitor:
            with suppress(OSError):
                await visitor.leave()
        return None if wrong else visitor


def _picked(visitor: Visitor, drawn: random.Random) -> tuple[str, str] | None:
    """A choice of the page, by its name in the address, and an option of it that is not chosen, where there is one."""
    shown = [
        one
        for name, one in visitor.choices.items()
        if (name in FILTERS if one.of_the_frame else not name.startswith("$$")) and len(one.options) > 1
    ]
    if not shown:
        return None
    choice = drawn.choice(shown)
    others = [option for option in choice.options if option not in choice.chosen]
    return choice.name, drawn.choice(others or choice.options)


async def warmed(address: str) -> None:
    """One person opens every page once, so that what is loaded once is not counted."""
    visitor = await Visitor.at(address, ADDRESSES[0], seconds=300)
    for page in ADDRESSES:
        await visitor.open(page)
    await visitor.leave()


def percentile(values: list[float], share: float) -> float:
    """The value that so large a share of all does not pass, none left out; 0 without any."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def grouped(waited: list[Waited], name: str) -> list[str]:
    """A line to each page or each kind of deed, the slowest first: how many, median, 95 %, longest, in seconds."""
    groups: dict[str, list[float]] = defaultdict(list)
    for one in waited:
        groups[getattr(one, name)].append(one.seconds)
    rows = sorted(groups.items(), key=lambda item: -percentile(item[1], SHARE))
    figures = {what: (statistics.median(found), percentile(found, SHARE), max(found)) for what, found in rows}
    return [
        f"  {what:<26} {len(groups[what]):>6} {middle:8.2f} {late:8.2f} {longest:8.2f}"
        for what, (middle, late, longest) in figures.items()
    ]


@dataclass(frozen=True)
class Process:
    """What a server has used: processor seconds since it began, and resident memory in bytes, with its children."""

    processor: float
    resident: int

    @classmethod
    def of(cls, pids: Sequence[int]) -> Process:
        """The processes of a server, or of its replicas together, as they are now."""
        found = [psutil.Process(pid) for pid in pids]
        every = [*found, *(child for one in found for child in one.children(recursive=True))]
        times = [one.cpu_times() for one in every]
        return cls(sum(one.user + one.system for one in times), sum(one.memory_info().rss for one in every))


@dataclass
class Watch:
    """The resident memory of a server, noted every few seconds while people are there."""

    pids: Sequence[int]
    every: float = 10.0
    noted: list[tuple[float, int]] = field(default_factory=list)

    async def run(self) -> None:
        """Note it until cancelled."""
        begin = time.perf_counter()
        while True:
            self.noted.append((time.perf_counter() - begin, Process.of(self.pids).resident))
            await asyncio.sleep(self.every)

    def by_minute(self) -> list[int]:
        """The bytes at the end of each whole minute of the visit."""
        return list({int(at // 60): resident for at, resident in self.noted if at >= 60}.values())

    def growth(self) -> float:
        """Bytes a minute over the second half of the visit, by a straight line; 0 where too little was noted."""
        late = self.noted[len(self.noted) // 2 :]
        if len(late) < 3:
            return 0.0
        return 60 * statistics.linear_regression(*zip(*late, strict=True)).slope


async def measured(load: Load, pids: Sequence[int], leaving: float) -> tuple[Process, Process, Process, Watch]:
    """The server before, when the last has left, and some seconds later when what they held is let go; the watch."""
    watch = Watch(pids)
    before = Process.of(pids)
    noting = asyncio.create_task(watch.run())
    await load.run()
    noting.cancel()
    after = Process.of(pids)
    await asyncio.sleep(leaving)
    return before, after, Process.of(pids), watch


def marks(load: Load) -> list[Line]:
    """What is promised: nothing went wrong, and 95 of 100 were over within a second."""
    seconds = [one.seconds for one in load.waited]
    wrong = [one for one in load.waited if one.wrong]
    due = int(load.people * load.seconds / load.pause)
    figures = ", ".join(f"{percentile(seconds, share):.2f}" for share in (0.5, SHARE, 0.99))
    soon = sum(one <= SECONDS for one in seconds) / max(len(seconds), 1)
    return [
        Line(f"interactions of {load.people} people", f"{len(seconds)} of some {due} due", "", None),
        Line("interactions that went wrong", f"{len(wrong)}", "none", not wrong),
        Line("seconds: median, 95 %, 99 %", figures, "", None),
        Line(f"over within {SECONDS:g} s", f"{soon:.1%}", f"at least {SHARE:.0%}", soon >= SHARE),
    ]


def used(load: Load, found: tuple[Process, Process, Process, Watch]) -> list[Line]:
    """What the server used: processor time to an interaction, and memory before, with everybody there, and after."""
    before, after, later, watch = found
    each = 1000 * (after.processor - before.processor) / max(len(load.waited), 1)
    memory = ", ".join(f"{one.resident / 1e6:.0f}" for one in (before, after, later))
    minutes = ", ".join(f"{resident / 1e6:.0f}" for resident in watch.by_minute())
    growth = watch.growth()
    level = growth / load.people <= GROWTH
    return [
        Line("processor time of the server to an interaction", f"{each:.0f} ms", "", None),
        Line("memory before, at the end, after all have left", f"{memory} MB", "", None),
        Line("memory, minute by minute", f"{minutes} MB", "", None),
        Line("growth in the second half", f"{growth / 1e6:.1f} MB a minute", "at most 1 MB a person", level),
    ]


async def visited(load: Load, pids: Sequence[int], *, warm: bool, leaving: float) -> list[Line]:
    """Let the people in, and say what came of it."""
    if warm:
        # Each replica has a first visitor: the proxy leads one after the other to the next.
        await asyncio.gather(*(warmed(load.address) for _ in pids or (0,)))
    begun = time.process_time()
    if not pids:
        await load.run()
        return [*marks(load), *driven(load, begun)]
    found = await measured(load, pids, leaving)
    return [*marks(load), *used(load, found), *driven(load, begun)]


def driven(load: Load, begun: float) -> list[Line]:
    """What the people themselves took of the same processors, since `begun` on this process's own clock."""
    each = 1000 * (time.process_time() - begun) / max(len(load.waited), 1)
    return [Line("processor time of the people to an interaction", f"{each:.0f} ms", "", None)]


def errors(log: str) -> list[str]:
    """The errors that a server's log tells of, each with the last place in our own code that led to it."""
    return [
        f"  {next((line for line in told if line[:1].strip()), '')}, {places[-1].strip() if places else ''}"
        for told in (one.splitlines()[1:] for one in log.split("Traceback (most recent call last)")[1:])
        for every in [[line for line in told if line.startswith("  File")]]
        for places in [[line for line in every if "site-packages" not in line] or every]
    ]


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    reader = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__.splitlines()[0])
    reader.add_argument("--people", type=int, default=50)
    reader.add_argument("--seconds", type=float, default=300.0, help="how long they stay")
    reader.add_argument("--pause", type=float, default=5.0, help="seconds from one interaction of a person to the next")
    reader.add_argument("--seed", type=int, default=2011, help="another seed: other pages, places and filters")
    reader.add_argument("--leaving", type=float, default=150.0, help="seconds until memory is read again at the end")
    reader.add_argument("--cold", action="store_true", help="nobody has opened every page before they come")
    reader.add_argument("--replicas", type=int, choices=(1, 2), default=1, help="two stand behind nginx, as deployed")
    where = reader.add_mutually_exclusive_group(required=True)
    where.add_argument("--data", type=Path, help="the data folder to serve; its ledger is copied, nothing is written")
    where.add_argument("--address", help="a server that runs already, such as http://localhost:8501")
    return reader.parse_args(arguments)


@contextmanager
def served(data: Path, log: Path, replicas: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The data folder served once, or by two replicas behind nginx: the port, and the processes of the servers."""
    if replicas == 2:
        with replicated(data, log) as found:
            yield found
    else:
        with serving(data, log=log) as (port, pid):
            yield port, (pid,)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and say by the exit status whether every mark is kept."""
    asked = options(arguments)
    load = Load(asked.address or "", asked.people, asked.seconds, asked.pause, asked.seed)
    how = {"warm": not asked.cold, "leaving": asked.leaving}
    said: list[str] = []
    if asked.address:
        lines = asyncio.run(visited(load, (), **how))
    else:
        with tempfile.TemporaryDirectory(prefix="tp-load-") as folder:
            log = Path(folder) / "server.log"
            with served(asked.data, log, asked.replicas) as (port, pids):
                load.address = f"http://localhost:{port}"
                lines = asyncio.run(visited(load, pids, **how))
            said = [error for one in Path(folder).glob("*.log") for error in errors(one.read_text(encoding="utf-8"))]
            lines.append(Line("errors in the server's log", f"{len(said)}", "none", not said))
    heads = f"{'number':>35} {'median':>8} {'95 %':>8} {'longest':>8}"
    wrong = sorted({f"  {one.page}, {one.did}: {one.wrong}" for one in load.waited if one.wrong} | set(said))
    words = [*map(str, lines), heads, *grouped(load.waited, "did"), heads, *grouped(load.waited, "page"), *wrong]
    sys.stdout.write("\n".join(words) + "\n")
    return 1 if any(line.passed is False for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
