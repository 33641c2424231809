"""Keep Python's search for garbage short: what has stood for a while is set aside, and looked through now and then.

Streamlit has all of the process searched after every run of a page (1.67, `ScriptRunner._on_script_finished`): with the
libraries and the kept answers that is a fifth of a second of every interaction. What is frozen is left out; to freeze
moves a list, and costs nothing, so that it is done whenever a search begins to be felt.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from pages.parts.loading import load
from pages.parts.promptly import send_at_once, short_turns

#: Seconds: how often it is asked; how long a search may last; and how long what was set aside is not searched at all.
EVERY, LONGEST, UNSEARCHED = 1.0, 0.003, 40.0


class Sweeping:
    """How long the last search of everything took, and when all of it was last searched, what is set aside too."""

    def __init__(self) -> None:
        self.lasted = 0.0
        self.swept_at = time.monotonic()
        self._begun = 0.0

    def heard(self, phase: str, info: Mapping[str, int]) -> None:
        """Time a search; what `gc.callbacks` calls."""
        if info["generation"] < 2:
            return
        if phase == "start":
            self._begun = time.perf_counter()
        else:
            self.lasted = time.perf_counter() - self._begun

    def tend(self) -> None:
        """Set aside what stands where a search takes too long; search it all where that was not done for long."""
        if time.monotonic() - self.swept_at > UNSEARCHED:
            self.sweep()
        elif self.lasted > LONGEST:
            gc.freeze()
            self.lasted = 0.0

    def sweep(self) -> None:
        """Search everything, and set aside what is still in use."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self.lasted, self.swept_at = 0.0, time.monotonic()


async def _again(sweeping: Sweeping) -> None:
    while True:
        await asyncio.sleep(EVERY)
        sweeping.tend()


@asynccontextmanager
async def swept(_app: Any) -> AsyncIterator[None]:
    """Load the program before the server listens, then sweep for as long as it runs."""
    load()
    send_at_once(asyncio.get_running_loop())
    sweeping = Sweeping()
    sweeping.sweep()
    gc.callbacks.append(sweeping.heard)
    task = asyncio.create_task(_again(sweeping))
    try:
        with short_turns():
            yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        gc.callbacks.remove(sweeping.heard)
        gc.unfreeze()
