"""Altair's chart, built as quickly as a page needs it."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt


class Chart(alt.Chart):
    """A chart whose channels of a field or of a value are known by their names.

    For each channel that is given as a text Altair looks through its whole schema, which takes 5 ms: a control chart
    has twenty of them. Here the name of a channel says its class, and what comes out is the same.
    """

    def encode(self, *given: Any, **channels: Any) -> Any:
        """The chart with these channels; a text is a field in Altair's short form."""
        return super().encode(*given, **{name: _channel(name, told) for name, told in channels.items()})

    def copy(self, deep: Any = True, ignore: list[str] | None = None) -> Any:
        """The chart once more, of the same parts: nothing changes a part in place.

        A chart of layers copies each of them three times, and to copy all parts of each takes as long as all the rest.
        """
        return super().copy(deep=False if deep is True else deep, ignore=ignore)


def _channel(name: str, told: Any) -> Any:
    """A channel as Altair's own object, where its name and what it is told say which; else as it was."""
    found = _classes().get(name, {})
    if isinstance(told, str) and "field" in found:
        return found["field"](told)
    if isinstance(told, dict) and "value" in found and "value" in told and _plain(told):
        return found["value"](**told)
    return told


def _plain(told: dict[str, Any]) -> bool:
    """Whether a value, and the condition on which it is another, are no more than values."""
    condition = told.get("condition", {})
    return set(told) <= {"value", "condition"} and isinstance(condition, dict) and set(condition) <= {"test", "value"}


@cache
def _classes() -> dict[str, dict[str, Any]]:
    """The classes of each channel's name: of a field, and of a value."""
    found: dict[str, dict[str, Any]] = {}
    for one in vars(alt).values():
        name = getattr(one, "_encoding_name", None)
        if isinstance(one, type) and name and not one.__name__.endswith("Datum"):
            found.setdefault(name, {})["value" if one.__name__.endswith("Value") else "field"] = one
    return found
