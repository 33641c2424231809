"""What is worked out from an edition, kept: an edition never changes, so that a question to it has one answer."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Lock
from typing import Any, TypeVar

from tp_metrics.results.keeping import weighed

Work = TypeVar("Work", bound=Callable[..., Any])

#: How many answers of each function are kept, the latest used: a few pages of some places, of every session together.
MOST = 128
#: And how many bytes of them: what was screened of all boroughs takes half a megabyte for each window and end.
HEAVIEST = 12 * 2**20


def kept(work: Work) -> Work:
    """The function of an edition and of other things that do not change; the same question is answered once.

    Who asks what is being answered for somebody else waits for that answer, and does not work it out beside.
    """
    answered: Any = weighed(most=MOST, heaviest=HEAVIEST)(work)
    turns = _Turns()

    @wraps(work)
    def asked(*arguments: Any, **named: Any) -> Any:
        with turns.of((arguments, *sorted(named.items()))):
            return answered(*arguments, **named)

    asked.cache_clear = answered.cache_clear  # type: ignore[attr-defined]
    return asked  # type: ignore[return-value]


class _Turns:
    """A lock to each question that is being asked, and none to those that are not."""

    def __init__(self) -> None:
        self._locks: dict[Hashable, tuple[Lock, int]] = {}
        self._all = Lock()

    @contextmanager
    def of(self, question: Hashable) -> Iterator[None]:
        with self._all:
            lock, waiting = self._locks.get(question, (Lock(), 0))
            self._locks[question] = lock, waiting + 1
        try:
            with lock:
                yield
        finally:
            with self._all:
                lock, waiting = self._locks.pop(question)
                if waiting > 1:
                    self._locks[question] = lock, waiting - 1
