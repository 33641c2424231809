"""What is worked out from an edition, kept: an edition never changes, so that a question to it has one answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from tp_metrics.results.keeping import weighed

Work = TypeVar("Work", bound=Callable[..., Any])

#: Bytes of a function's answers: what was screened of all boroughs takes half a megabyte for each window and end.
HEAVIEST = 6 * 2**20


def kept(work: Work) -> Work:
    """The function of an edition and of other things that do not change; the same question is answered once.

    Who asks what is being answered for somebody else waits for that answer, and does not work it out beside.
    """
    return weighed(HEAVIEST, once=True)(work)
