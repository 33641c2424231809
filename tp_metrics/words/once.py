"""What is worked out from a result once and kept for as long as the result is, and no longer than others need room."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Any, TypeVar

Work = TypeVar("Work", bound=Callable[..., Any])

#: Answers of one function. A page asks for some twenty; those of a ward's board take forty kilobytes each.
MOST = 256


def once(work: Work) -> Work:
    """The function of one result or of several, whose answer is kept until one of them is gone.

    Results are told apart by identity: a rerun of a page asks for the very same ones, and two of equal figures may
    have different rows. Of more than MOST answers the oldest go first. Anything else that is worked out from an
    edition once and kept, as boards and drivers are, may stand for a result; what is given beside it takes part in
    the key.
    """
    kept: dict[tuple[Any, ...], tuple[Any, list[weakref.ref[Any]]]] = {}

    @wraps(work)
    def answer(given: Any, *more: Any) -> Any:
        results = tuple(given) if isinstance(given, Sequence) else (given,)
        key = (*map(id, results), *(tuple(one) if isinstance(one, list) else one for one in more))
        if (found := kept.get(key)) is None:
            gone = partial(_forget, kept, key)
            # A reference tells of its result's end only as long as it is kept itself, beside the answer.
            found = kept[key] = (work(given, *more), [weakref.ref(result, gone) for result in results])
            if len(kept) > MOST:
                for oldest in list(kept)[: MOST // 4]:
                    kept.pop(oldest, None)
        return found[0]

    return answer  # type: ignore[return-value]


def _forget(kept: dict[Any, Any], key: Any, _gone: weakref.ref[Any]) -> None:
    kept.pop(key, None)
