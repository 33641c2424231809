"""Charts already built, kept by what they show and who may see it; bounded, and shared by all sessions."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from altair.utils.schemapi import debug_mode

from tp_metrics.words.once import once

if TYPE_CHECKING:
    from tp_metrics.results import Result

Spec = dict[str, Any]
Chart = TypeVar("Chart", bound=Callable[..., Spec])

#: How many charts are kept; the one longest unused goes first. At about 30 kB each this is some 10 MB.
MOST = 300

_charts: OrderedDict[Hashable, Spec] = OrderedDict()
_lock = Lock()


@once
def identity(result: Result) -> Hashable:
    """What makes one result's chart differ from another's; the selection holds the viewer's scope.

    An edition of the same id may stand in two data folders, and events may be entered at any time, so the values and
    the events themselves are part of it.
    """
    columns = ("code", "category", "last_day", "value", "previous", "lower", "provisional")
    values = hash((tuple(result.rows.select(columns).rows()), tuple(result.events.rows())))
    return (result.measure.id, result.selection, result.edition, result.source_name, result.cut, values)


def bare(spec: Spec) -> Spec:
    """The chart without its title and foot, which stand in `usermeta` for the page to print at its own width.

    A chart cannot know how wide it is drawn, and breaks its lines for a phone; a page breaks them where they end.
    """
    heading = " ".join(spec.get("title", {}).get("text", []))
    feet: list[str] = []
    plain = {key: _footless(part, feet) for key, part in spec.items() if key != "title"}
    under = re.sub(r"(?<![.]) Source: ", ". Source: ", " ".join(feet), count=1)
    return {**plain, "usermeta": {"title": heading, "foot": under}}


def _footless(part: Any, feet: list[str]) -> Any:
    """A part of a chart without the foot under its axis; the foot's lines are put into `feet`, once."""
    if isinstance(part, list):
        return [_footless(item, feet) for item in part]
    if not isinstance(part, dict):
        return part
    if "titleX" in part and isinstance(part.get("title"), list):
        if not feet:
            feet.extend(part["title"])
        return {key: item for key, item in part.items() if not key.startswith("title")} | {"title": None}
    return {key: item if key == "data" else _footless(item, feet) for key, item in part.items()}


def kept(draw: Chart) -> Chart:
    """The chart function, which builds each chart once; its options are keywords and take part in the key.

    Beside its own options a chart takes `words_beside=True`: its title and foot then stand in `usermeta`.
    """

    @wraps(draw)
    def chart(shown: Result | Sequence[Result], **options: Any) -> Spec:
        results = shown if isinstance(shown, Sequence) else (shown,)
        key = (draw.__name__, tuple(map(identity, results)), tuple(sorted(options.items())))
        with _lock:
            if key in _charts:
                _charts.move_to_end(key)
                return dict(_charts[key])
        with debug_mode(
            False
        ):  # Altair checks each step against its schema, at half the cost; the tests check the whole
            beside = options.pop("words_beside", False)
            spec = draw(shown, **options)
            spec = bare(spec) if beside else spec
        with _lock:
            _charts[key] = spec
            while len(_charts) > MOST:
                _charts.popitem(last=False)
        return dict(spec)

    return chart  # type: ignore[return-value]
