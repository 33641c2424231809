"""Answers that are kept as long as there is room: a number of them, and a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, TypeVar

Work = TypeVar("Work", bound=Callable[..., Any])


def weighed(most: int, heaviest: int, weight: Callable[[Any], int]) -> Callable[[Work], Work]:
    """A decorator that keeps the answers of a function, at most so many and so many bytes; the longest unused go first.

    `functools.lru_cache` counts answers alone, and of these the largest are a thousand times the smallest.
    """

    def keeping(work: Work) -> Work:
        answers: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        lock, bytes_held = Lock(), [0]

        @wraps(work)
        def asked(*question: Any) -> Any:
            with lock:
                if question in answers:
                    answers.move_to_end(question)
                    return answers[question][0]
            made = work(*question)
            with lock:
                if question in answers:  # somebody asked meanwhile, and all shall hold the same one
                    return answers[question][0]
                answers[question] = made, weight(made)
                bytes_held[0] += answers[question][1]
                while len(answers) > most or (bytes_held[0] > heaviest and len(answers) > 1):
                    bytes_held[0] -= answers.popitem(last=False)[1][1]
            return made

        def cache_clear() -> None:
            with lock:
                answers.clear()
                bytes_held[0] = 0

        asked.cache_clear = cache_clear  # type: ignore[attr-defined]
        return asked  # type: ignore[return-value]

    return keeping
