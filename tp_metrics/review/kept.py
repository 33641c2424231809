"""What is worked out from an edition, kept: an edition never changes, so that a question to it has one answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

Work = TypeVar("Work", bound=Callable[..., Any])

#: How many answers of each function are kept, the latest used: a few pages of some places, of every session together.
MOST = 128


def kept(work: Work) -> Work:
    """The function of an edition and of other things that do not change; the same question is answered once."""
    return lru_cache(maxsize=MOST)(work)  # type: ignore[return-value]
