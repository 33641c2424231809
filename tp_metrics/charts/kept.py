"""Charts already built, kept by what they show and who may see it; bounded, and shared by all sessions."""

from __future__ import annotations

import pickle
import re
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl
from altair.utils.schemapi import debug_mode

from tp_metrics.words.once import once

if TYPE_CHECKING:
    from tp_metrics.results import Result

Spec = dict[str, Any]
Chart = TypeVar("Chart", bound=Callable[..., Spec])

#: How many charts are kept; the one longest unused goes first. A chart of 179 kB in objects is packed to some 5 kB.
MOST = 1000

_charts: OrderedDict[Hashable, bytes] = OrderedDict()
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
    below = "titleX" in part or part.get("titleOrient") == "bottom"  # of an axis, or of small pictures together
    if below and isinstance(part.get("title"), list):
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
        beside = options.pop("words_beside", False)
        return _kept(key, lambda: bare(draw(shown, **options)) if beside else draw(shown, **options))

    return chart  # type: ignore[return-value]


def kept_by_values(draw: Chart) -> Chart:
    """The chart function of frames and words, which builds each chart once: the values of both are the key.

    A method returns a new frame each time that it is asked, of the same values. `words_beside=True` is as in `kept`.
    """

    @wraps(draw)
    def chart(*given: Any, **options: Any) -> Spec:
        key = (draw.__name__, _values(given), _values(options))
        beside = options.pop("words_beside", False)
        return _kept(key, lambda: bare(draw(*given, **options)) if beside else draw(*given, **options))

    return chart  # type: ignore[return-value]


def _kept(key: Hashable, build: Callable[[], Spec]) -> Spec:
    """The chart of a key: the one that is kept, or a new one.

    Altair checks each step against its schema, at half the cost, which is left out here: the tests check the whole.
    """
    with _lock:
        packed = _charts.get(key)
        if packed is not None:
            _charts.move_to_end(key)
    if packed is not None:
        return pickle.loads(zlib.decompress(packed))  # type: ignore[no-any-return]
    with debug_mode(False):
        spec = build()
    packed = zlib.compress(pickle.dumps(spec, pickle.HIGHEST_PROTOCOL), level=1)
    with _lock:
        _charts[key] = packed
        while len(_charts) > MOST:
            _charts.popitem(last=False)
    return spec


def _values(given: Any) -> Hashable:
    """What tells one argument of a chart from another; of a frame its columns and the hash of every row."""
    if isinstance(given, pl.DataFrame):
        return tuple(given.schema.items()), given.hash_rows().to_numpy().tobytes()
    if isinstance(given, Mapping):
        return tuple((name, _values(each)) for name, each in sorted(given.items()))
    if isinstance(given, list | tuple):
        return tuple(map(_values, given))
    return (type(given), given)
