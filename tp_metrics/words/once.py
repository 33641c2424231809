"""What is worked out from a result once and kept for as long as the result is."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

Work = TypeVar("Work", bound=Callable[..., Any])


def once(work: Work) -> Work:
    """The function of one result or of several, whose answer is kept until one of them is gone.

    Results are told apart by identity: a rerun of a page asks for the very same ones, and two of equal figures may
    have different rows. What is kept is as bounded as the results themselves are. Anything else that is worked out
    from an edition once and kept, as boards and drivers are, may stand for a result; what is given beside it takes
    part in the key.
    """
    kept: dict[tuple[Any, ...], Any] = {}

    @wraps(work)
    def answer(given: Any, *more: Any) -> Any:
        results = tuple(given) if isinstance(given, Sequence) else (given,)
        key = (*map(id, results), *(tuple(one) if isinstance(one, list) else one for one in more))
        if key not in kept:
            made = work(given, *more)
            for result in results:
                weakref.finalize(result, kept.pop, key, None).atexit = False
            kept[key] = made
        return kept[key]

    return answer  # type: ignore[return-value]
