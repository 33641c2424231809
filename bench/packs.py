"""Packs: how long with and without known results, how much memory, and what a page's rerun takes meanwhile."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from streamlit.testing.v1 import AppTest

import tp_metrics as tp
from bench.pages import LINKS, PROJECT
from bench.table import Line
from tp_metrics.packs import Document, make

#: The page that is rerun meanwhile, and how often before and at least while packs are made.
PAGE, TIMES = "pages/strategic/performance_review.py", 10
AREAS = 4
PERIOD = 0.05
#: What a new process does: a pack in every form, and how many seconds that took, from its first import on.
COLD = """
import json, sys, time
begin = time.perf_counter()
from pathlib import Path
from bench.packs import maker
from tp_metrics.packs import make
kind, options, folder = sys.argv[1:]
make(maker(kind, json.loads(options)), Path(folder), place=kind, by="")
print(time.perf_counter() - begin)
"""


def lines() -> list[Line]:
    """The two packs, their memory, and the rerun while five people make packs at once."""
    with tempfile.TemporaryDirectory(prefix="tp-bench-") as folder:
        kept = Path(folder)
        return [*_timed("spr", {}, 5, kept), *_timed("kprm", {"area": area_codes()[0]}, 10, kept), rerun(kept)]


def area_codes() -> list[str]:
    """The codes of the area commands."""
    return list(tp.edition().places.children("TP", "area"))


def maker(kind: str, options: dict[str, str]) -> Callable[[], Document]:
    """What makes a pack of the newest edition."""
    return lambda: tp.packs.pack(kind, tp.edition(), ledger=tp.book(), **options)


def _timed(kind: str, options: dict[str, str], most: int, folder: Path) -> Iterator[Line]:
    """Seconds to a pack in every form, and the memory of the processes that write it, with what they alone hold."""
    work = maker(kind, options)
    work()
    with watched() as held:
        begin = time.perf_counter()
        make(work, folder, place=kind, by="")
        seconds = time.perf_counter() - begin
    yield Line(f"{kind}: PDF, slides, sheets and tables", f"{seconds:.1f} s", f"at most {most} s", seconds <= most)
    largest = max(held, default=0) / 1e6
    yield Line(f"{kind}: memory of what writes it", f"{largest:.0f} MB", "at most 300 MB", largest <= 300)
    cold = [sys.executable, "-c", COLD, kind, json.dumps(options), str(folder)]
    seconds = float(subprocess.run(cold, cwd=PROJECT, capture_output=True, text=True, check=True).stdout)
    yield Line(
        f"{kind}: the same in a new process, where no result is known", f"{seconds:.1f} s", f"goal {most} s", None
    )


@contextmanager
def watched() -> Iterator[list[int]]:
    """What the processes begun by this one hold for themselves, in bytes, seen every twentieth of a second."""
    seen: list[int] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(PERIOD):
            seen.append(sum(map(_own, psutil.Process().children(recursive=True))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _own(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().uss)
    except psutil.Error:
        return 0


def rerun(folder: Path) -> Line:
    """A page's rerun while five people make packs, against the same page before."""
    test = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=120)
    for name, value in LINKS.get(PAGE, {}).items():
        test.query_params[name] = value
    test.switch_page(PAGE).run().run()
    wanted = [maker("spr", {}), *(maker("kprm", {"area": code}) for code in area_codes()[:AREAS])]
    for one in wanted:
        one()
    before = [_run(test) for _ in range(TIMES)]
    people = [
        threading.Thread(target=make, args=(one, folder), kwargs={"place": str(number), "by": ""})
        for number, one in enumerate(wanted)
    ]
    for person in people:
        person.start()
    meanwhile = []
    while any(person.is_alive() for person in people) or len(meanwhile) < TIMES:
        meanwhile.append(_run(test))
    for person in people:
        person.join()
    shutil.rmtree(folder / "packs", ignore_errors=True)
    usual, now = statistics.median(before), statistics.median(meanwhile)
    ratio = now / usual
    figure = f"{ratio:.1f} x ({1000 * usual:.0f} to {1000 * now:.0f} ms)"
    return Line("rerun while five people make packs at once", figure, "at most 2", ratio <= 2)


def _run(test: AppTest) -> float:
    begin = time.perf_counter()
    test.run()
    return time.perf_counter() - begin
