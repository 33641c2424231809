"""Answers that leave at once: no packet waits until the one before it has been received, and no thread for long.

asyncio sends so over sockets that say that they are of TCP, and Streamlit binds its own without saying it (1.67). Then
the second packet of an answer waits for a browser that in its turn waits a twenty-fifth of a second before it says that
the first has come, which each of the 170 files of a page's first view may do.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

#: Seconds after which a thread of Python makes room for another that waits. Of each of the many small plans of a page
#: Polars gives the interpreter back, and to have it again a page waits for so long, for every other page that is being
#: worked out: with Python's own 5 ms fifty people made some of them wait for half a minute.
TURN = 0.0005


@contextmanager
def short_turns() -> Iterator[None]:
    """Meanwhile the threads of this process wait for one another as shortly as TURN says."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def send_at_once(loop: asyncio.AbstractEventLoop) -> None:
    """Let all sockets that the loop will listen on send at once; those that they accept do as they do."""
    listen: Any = loop.create_server

    def listening(*given: Any, **named: Any) -> Any:
        bound = named.get("sock")
        if bound is not None and bound.family in (socket.AF_INET, socket.AF_INET6):
            bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listen(*given, **named)

    loop.create_server = listening  # type: ignore[method-assign]
