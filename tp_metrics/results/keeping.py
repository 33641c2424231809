"""Answers that are kept as long as there is room: a number of them, and a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from functools import wraps
from threading import Lock
from typing import Any, TypeVar

import polars as pl

from tp_metrics.measure import Measure
from tp_metrics.results.selection import Selection

#: What has no frames of its own, and is not searched for them.
PLAIN = (Measure, Selection)

Work = TypeVar("Work", bound=Callable[..., Any])


def bytes_of(answer: Any) -> int:
    """The bytes of the frames in an answer, and some for its objects."""
    if isinstance(answer, pl.DataFrame):
        return int(answer.estimated_size()) + 5_000
    if isinstance(answer, Mapping):
        return sum(map(bytes_of, answer.values()))
    if isinstance(answer, tuple | list):
        return sum(map(bytes_of, answer))
    if is_dataclass(answer) and not isinstance(answer, PLAIN):
        return sum(bytes_of(getattr(answer, one.name)) for one in fields(answer)) + 1_000
    return 0


def weighed(most: int, heaviest: int, weight: Callable[[Any], int] = bytes_of) -> Callable[[Work], Work]:
    """A decorator that keeps the answers of a function, at most so many and so many bytes; the longest unused go first.

    `functools.lru_cache` counts answers alone, and of these the largest are a thousand times the smallest.
    """

    def keeping(work: Work) -> Work:
        answers: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        lock, bytes_held = Lock(), [0]

        @wraps(work)
        def asked(*given: Any, **named: Any) -> Any:
            question = (given, *sorted(named.items()))
            with lock:
                if question in answers:
                    answers.move_to_end(question)
                    return answers[question][0]
            made = work(*given, **named)
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
