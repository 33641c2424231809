"""Values → colours: at most five classes, each with the numbers that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, isfinite, log10
from typing import Literal

import numpy as np

Method = Literal["quantile", "fixed"]
MOST = 5

#: Low is near the page, high stands out from it; told apart without colour, each further from it than the one before.
BLUES = ("#DCE6F2", "#A6C0E0", "#6C94C8", "#2F65AC", "#0D2A50")
#: On a dark page low is dark and high is light.
BLUES_ON_DARK = ("#1F4474", "#2D68AC", "#4F8CD0", "#86B6EA", "#D3E5FB")
#: The same blues nearer the page, for wards that cannot be told from their boroughs: they keep their hue and order, as
#: see-through colours do not on a dark page. The less is known, the less they differ (Correll and others 2018).
PALE_BLUES = ("#EBF5FF", "#D0E5FE", "#B6D6FB", "#9BC4F7", "#82B1ED")
PALE_BLUES_ON_DARK = ("#132237", "#19304F", "#1F3F69", "#284F82", "#325F9A")
#: Lower is purple, higher is orange, the middle near the page.
PURPLE_ORANGE = ("#5E3C99", "#B2ABD2", "#F1F0F4", "#FDB863", "#B35806")
PURPLE_ORANGE_ON_DARK = ("#CDB4F0", "#8567BE", "#3A3F4C", "#A86A22", "#F5BC70")


@dataclass(frozen=True)
class Classes:
    """The classes of a map, lowest first.

    Attributes:
        edges: where each class begins, and where the last one ends; a value on an edge is in the class above it.
        colours: one to a class, as "#RRGGBB".
        labels: the numbers that each stands for.
        counts: how many places are in each.
        pale: one to a class, for places whose figures are uncertain; empty where the map shows no certainty.
    """

    edges: tuple[float, ...]
    colours: tuple[str, ...]
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    pale: tuple[str, ...] = ()

    def of(self, value: float | None) -> int | None:
        """The number of the class that a value is in, the lowest 0; None for a value that is not known.

        Values beyond the edges are in the first or last class.
        """
        if value is None or not isfinite(value) or not self.colours:
            return None
        return int(np.searchsorted(self.edges[1:-1], value, side="right"))

    def colour(self, value: float | None, *, pale: bool = False) -> str | None:
        """The colour of a value, the paler one where that is asked for; None for one that is not known."""
        number = self.of(value)
        return None if number is None else (self.pale if pale else self.colours)[number]


def plain(value: float) -> str:
    """A number with commas and as many decimals as it needs, two at most."""
    return f"{value:,.2f}".rstrip("0").rstrip(".").replace("-", "−")


def classes(
    values: Sequence[float | None],
    method: Method = "quantile",
    edges: Sequence[float] | None = None,
    *,
    text: Callable[[float], str] = plain,
    colours: Sequence[str] = BLUES,
) -> Classes:
    """At most five classes for values; none where no value is known.

    "quantile" puts as even a number of places in each as ties allow, and labels each class with the lowest and
    highest value in it. "fixed" has `edges` (ascending), or round steps where none are given: maps of two moments
    then compare. Fewer than five different values have a class each.
    """
    known = np.sort(np.array([value for value in values if value is not None and isfinite(value)], dtype=float))
    if method == "fixed":
        borders = tuple(map(float, edges)) if edges is not None else steps(known)
        if (len(borders) < 2 and edges is not None) or any(a >= b for a, b in pairwise(borders)):
            raise ValueError(f"edges must ascend and be two at least, not {list(borders)}")
        if len(borders) - 1 > len(colours):
            raise ValueError(
                f"{len(borders) - 1} classes are more than {len(colours)}, which is what a map can tell apart"
            )
        return _labelled(borders, known, text, colours, ranges(borders, known, text))
    borders = quantiles(known)
    return _labelled(borders, known, text, colours, extents(borders, known, text))


def differences(
    values: Sequence[float | None], *, text: Callable[[float], str] = plain, colours: Sequence[str] = PURPLE_ORANGE
) -> Classes:
    """Five classes about zero, alike on both sides: lower by more, lower, about level, higher, higher by more.

    The two borders are round numbers near a third and two thirds of the sizes.
    """
    known = np.sort(np.array([value for value in values if value is not None and isfinite(value)], dtype=float))
    sizes = np.abs(known[known != 0])
    if not known.size:
        return Classes((), (), (), ())
    near = rounded(float(np.quantile(sizes, 1 / 3))) if sizes.size else 1.0
    far = max(rounded(float(np.quantile(sizes, 2 / 3))) if sizes.size else 2.0, 2 * near)
    span = max(float(np.abs(known).max()), far)
    borders = (-span, -far, -near, near, far, span)
    words = (
        f"lower by more than {text(far)}",
        f"lower by {text(near)} to {text(far)}",
        f"within {text(near)}",
        f"higher by {text(near)} to {text(far)}",
        f"higher by {text(far)} or more",
    )
    return _labelled(borders, known, text, colours, words)


def quantiles(known: np.ndarray) -> tuple[float, ...]:
    """Edges that are values themselves, so that no class is empty; places that tie are never parted.

    Of all ways to part the different values the one whose classes are most even (the least sum of squared sizes):
    of many noughts, ones and twos it makes a class each.
    """
    if not known.size:
        return ()
    different, counts = np.unique(known, return_counts=True)
    if different.size <= MOST:
        return (*map(float, different), float(known[-1]))
    before = np.concatenate(([0], np.cumsum(counts, dtype=float)))  # how many places lie below each value
    cost = np.where(np.tri(before.size, k=-1, dtype=bool), (before[:, None] - before) ** 2, np.inf)
    least, cuts = cost[:, 0], []
    for _ in range(MOST - 1):
        through = least + cost  # of the places below each value, when the last class begins at each other
        cuts.append(through.argmin(axis=1))
        least = through.min(axis=1)
    starts, at = [], different.size
    for cut in reversed(cuts):
        at = int(cut[at])
        starts.append(float(different[at]))
    return (float(known[0]), *reversed(starts), float(known[-1]))


def steps(known: np.ndarray) -> tuple[float, ...]:
    """Edges at round, equal steps that hold all values in five classes at most."""
    if not known.size:
        return ()
    low, high = float(known[0]), float(known[-1])
    if low == high:
        return (low, low + 1)
    size = max((high - low) / MOST, 1e-9 * max(abs(low), abs(high), 1.0))  # closer together they are the same
    power = 10.0 ** floor(log10(size))
    for step in (power * factor for factor in (1, 2, 2.5, 5, 10, 20)):
        first = floor(low / step)
        last = max(ceil(high / step), first + 1)
        if last - first <= MOST:
            return tuple(step * number for number in range(first, last + 1))
    return (low, high)


def rounded(size: float) -> float:
    """A positive number to one digit.

    >>> rounded(0.0347), rounded(1870.0)
    (0.03, 2000.0)
    """
    return round(size, -floor(log10(size))) if size > 0 else size


def extents(borders: Sequence[float], known: np.ndarray, text: Callable[[float], str]) -> tuple[str, ...]:
    """Labels that give the lowest and highest value in each class."""
    members = _members(borders, known)
    return tuple(_span(text(float(own.min())), text(float(own.max()))) for own in members)


def ranges(borders: Sequence[float], known: np.ndarray, text: Callable[[float], str]) -> tuple[str, ...]:
    """Labels that give the edges; the first and last say so where values lie beyond them."""
    if len(borders) < 2:
        return ()
    labels = [f"{text(a)} to under {text(b)}" for a, b in pairwise(borders)]
    labels[-1] = f"{text(borders[-2])} to {text(borders[-1])}"
    if known.size and known[-1] > borders[-1]:
        labels[-1] = f"{text(borders[-2])} or more"
    if known.size and known[0] < borders[0]:
        labels[0] = f"under {text(borders[1])}"
    return tuple(labels)


def _span(low: str, high: str) -> str:
    if low == high:
        return low
    return f"{low.removesuffix(' %')} to {high}" if high.endswith(" %") else f"{low} to {high}"


def _members(borders: Sequence[float], known: np.ndarray) -> list[np.ndarray]:
    number = np.searchsorted(borders[1:-1], known, side="right")
    return [known[number == one] for one in range(max(len(borders) - 1, 0))]


def _labelled(
    borders: tuple[float, ...],
    known: np.ndarray,
    text: Callable[[float], str],
    colours: Sequence[str],
    labels: tuple[str, ...],
) -> Classes:
    """The classes, with colours spread over the whole scale where there are few."""
    number = max(len(borders) - 1, 0)
    if number == 1:
        picked = [len(colours) // 2]
    else:
        picked = [round(one * (len(colours) - 1) / (number - 1)) for one in range(number)]
    counts = tuple(int(own.size) for own in _members(borders, known))
    return Classes(borders, tuple(colours[one] for one in picked), labels, counts)
