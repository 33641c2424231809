"""Answers that are kept as long as there is room for their bytes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from threading import Condition, Lock
from typing import Any, Generic, TypeVar

import polars as pl
from cachetools import LRUCache, cached

from tp_metrics.measure import Measure
from tp_metrics.results.packed import Packed
from tp_metrics.results.selection import Result, Selection

#: What has no frames of its own, and is not searched for them.
PLAIN = (Measure, Selection)
#: Bytes of any answer, for itself and for the question to it.
LEAST = 1_000
#: Bytes of a result's figure, words and question, beside its rows.
RESULT = 2_000
#: Bytes of a column of a frame beside its values, which most often are fewer.
COLUMN = 1_300

Work = TypeVar("Work", bound=Callable[..., Any])
Question = TypeVar("Question", bound=Hashable)
Answer = TypeVar("Answer")


def bytes_of(answer: Any) -> int:
    """The bytes of the frames in an answer, and some for its objects."""
    weigh = _weight(type(answer))  # type: ignore[arg-type]
    return weigh(answer) if weigh else 0


@cache
def _weight(kind: type) -> Callable[[Any], int] | None:
    """How an answer of a kind is weighed; None for what can hold no frame, as most things in an answer are."""
    if issubclass(kind, pl.DataFrame):
        return lambda frame: int(frame.estimated_size()) + COLUMN * frame.width
    if issubclass(kind, Result):
        return _of_result
    if issubclass(kind, Packed):
        return lambda packed: packed.weight
    if issubclass(kind, pl.Series):
        return lambda values: int(values.estimated_size()) + COLUMN
    if issubclass(kind, Mapping):
        return lambda mapping: sum(map(bytes_of, mapping.values()))
    if issubclass(kind, tuple | list):
        return lambda several: sum(map(bytes_of, several))
    if not is_dataclass(kind) or issubclass(kind, PLAIN) or not fields(kind):
        return None
    names = tuple(one.name for one in fields(kind))
    return lambda whole: LEAST + sum(bytes_of(vars(whole).get(name)) for name in names)  # what it holds by now


def _of_result(answer: Result) -> int:
    """The bytes of a result without its events, which many results share."""
    return RESULT + bytes_of([vars(answer).get("packed"), vars(answer).get("rows")])


def _heavy(heaviest: int, weight: Callable[[Any], int]) -> Callable[[Any], int]:
    """The bytes of an answer among others; one that is too heavy for any other stays itself."""
    return lambda answer: min(heaviest, LEAST + weight(answer))


def weighed(heaviest: int, weight: Callable[[Any], int] = bytes_of, *, once: bool = False) -> Callable[[Work], Work]:
    """A decorator that keeps the answers of a function up to a number of bytes; the longest unused go first.

    With `once`, who asks what is being answered for somebody else waits for that answer. `functools.lru_cache` counts
    answers alone, and of these the largest are a thousand times the smallest.
    """

    def keeping(work: Work) -> Work:
        answers: LRUCache[Any, Any] = LRUCache(maxsize=heaviest, getsizeof=_heavy(heaviest, weight))
        lock = Lock()
        decorator: Any = cached(answers, lock=lock, condition=Condition(lock) if once else None)
        return decorator(work)  # type: ignore[no-any-return]

    return keeping


class Batch(Generic[Question, Answer]):
    """Answers to questions that are reckoned together, as one reckoning of forty takes as long as one of one; kept.

    At most `most` of them, the latest used, or so many bytes of them where `weight` says what each has. `reckon` gives
    the answers to questions in their order.
    """

    def __init__(
        self,
        most: int,
        reckon: Callable[[list[Question]], Iterable[Answer]],
        weight: Callable[[Answer], int] | None = None,
    ) -> None:
        """Nothing is kept at first."""
        heavy = _heavy(most, weight) if weight else None
        self._answers: LRUCache[Question, Answer] = LRUCache(most, heavy)
        self._lock = Lock()
        self._reckon = reckon

    def __len__(self) -> int:
        """How many answers are kept."""
        return len(self._answers)

    def of(self, wanted: Iterable[Question]) -> dict[Question, Answer]:
        """The answers to all that is wanted; those that are not kept yet are reckoned in one go."""
        questions = list(dict.fromkeys(wanted))
        with self._lock:
            found = {one: self._answers[one] for one in questions if one in self._answers}
        if new := [one for one in questions if one not in found]:
            made = dict(zip(new, self._reckon(new), strict=True))
            found |= made
            with self._lock:
                self._answers.update(made)
        return found

    def clear(self) -> None:
        """Forget them all."""
        with self._lock:
            self._answers.clear()
