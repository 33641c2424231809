"""What has stood for a while is not searched for garbage at every run, and what is let go of is found all the same."""

from __future__ import annotations

import asyncio
import gc
import time
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from pages.parts import sweeping
from pages.parts.sweeping import Sweeping, swept


class Thing:
    """Something that holds itself, as sessions do."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_is_set_aside_is_searched_again_at_the_next_sweep():
    thing = Thing()
    seen = weakref.ref(thing)
    one = Sweeping()
    one.sweep()
    assert gc.get_freeze_count() > 0
    del thing
    gc.collect()
    assert seen() is not None, "set aside: not searched"
    one.sweep()
    assert seen() is None


@pytest.mark.parametrize(("generation", "aside"), [(0, False), (2, True)])
def test_what_stands_is_set_aside_when_a_search_of_everything_took_long(generation, aside):
    one = Sweeping()
    gc.unfreeze()
    one.heard("start", {"generation": generation})
    one._begun -= 1
    one.heard("stop", {"generation": generation})
    one.tend()
    assert (gc.get_freeze_count() > 0) is aside


def test_everything_is_searched_again_when_that_was_not_done_for_long():
    one = Sweeping()
    thing = Thing()
    seen = weakref.ref(thing)
    gc.freeze()
    del thing
    one.tend()
    assert seen() is not None, "set aside not long ago"
    one.swept_at = time.monotonic() - sweeping.UNSEARCHED - 1
    one.tend()
    assert seen() is None


def test_the_server_sweeps_as_long_as_it_runs_and_leaves_nothing_behind(monkeypatch):
    monkeypatch.setattr(sweeping, "EVERY", 0.001)
    monkeypatch.setattr(sweeping, "LONGEST", -1.0)
    callbacks = list(gc.callbacks)

    async def run() -> None:
        async with swept(None):
            async with asyncio.timeout(30):
                while not gc.get_freeze_count():
                    await asyncio.sleep(0.001)

    with ThreadPoolExecutor(1) as thread:  # a browser test of the same process may have left its own loop running
        thread.submit(asyncio.run, run()).result()
    assert gc.callbacks == callbacks
    assert gc.get_freeze_count() == 0
