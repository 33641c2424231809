"""The facts of one measure in one edition, in memory, cut by source and level, and how windows are summed from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import Any

import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.facts import TOTAL
from tp_metrics.results.days import facts_of_days

SUMS = ("records", "denominator", "numerator", "denominator_squares")
#: Up to so many places are looked up before their facts are summed.
FEW = 16
#: How many sets of windows a part remembers.
KEPT = 64


class Part:
    """The facts of one source at one level, of one dimension (or the totals): rows numbered by their period."""

    def __init__(self, frame: pl.DataFrame) -> None:
        """Number the periods of a frame of facts."""
        spans = frame.select("first_day", "last_day").unique().sort("first_day", "last_day")
        spans = spans.with_row_index("period")
        self.frame = (
            frame.join(spans, on=["first_day", "last_day"])
            .select("period", "place", "category", *SUMS, "provisional")
            .sort("period", "place")
        )
        self.spans = [(first, last) for _, first, last in spans.iter_rows()]
        self.numbers = {span: number for number, span in enumerate(self.spans)}
        given = self.frame.filter(pl.col("records").is_null())["period"].unique()
        #: Periods of ready made figures, which answer their own window and are never summed.
        self.ready_made = frozenset(given.to_list())
        self.summable = [span for number, span in enumerate(self.spans) if number not in self.ready_made]
        self._tiles: dict[tuple[date, date], tuple[int, ...] | None] = {}
        self._there: dict[str, frozenset[int]] = {}
        self._asked: dict[tuple[periods.Window, ...], pl.DataFrame] = {}

    def tiles(self, window: periods.Window) -> tuple[int, ...] | None:
        """The numbers of the periods that together are exactly the window, or None.

        Ready made figures cannot be summed: they answer only a window that is their own period.
        """
        span = (window.first, window.last)
        if span in self.numbers:
            return (self.numbers[span],)
        if span not in self._tiles:
            found = periods.tiling(window, self.summable)
            self._tiles[span] = None if found is None else tuple(self.numbers[tile] for tile in found)
        return self._tiles[span]

    def holds(self, window: periods.Window, code: str) -> bool:
        """Whether a place has the facts of every tile of a window."""
        tiles = self.tiles(window)
        if not tiles:
            return False
        if code not in self._there:
            self._there[code] = frozenset(self.frame.filter(pl.col("place") == code)["period"].to_list())
        return self._there[code].issuperset(tiles)

    def printed_later(self, window: periods.Window, latest: date) -> bool:
        """Whether a window is a ready made figure, and another one ends after it, up to `latest`."""
        if not self.ready_made.intersection(self.tiles(window) or ()):
            return False
        return any(window.last < self.spans[number][1] <= latest for number in self.ready_made)

    def ends(self, latest: date) -> list[date]:
        """The days on which periods end, up to `latest`, the last first."""
        return sorted({last for _, last in self.spans if last <= latest}, reverse=True)

    def _wanted(self, windows: tuple[periods.Window, ...]) -> pl.DataFrame:
        """The periods that make up each window (numbered `w`), and how many it needs; the latest few are kept."""
        if (kept := self._asked.get(windows)) is not None:
            return kept
        found = [(number, self.tiles(window)) for number, window in enumerate(windows)]
        pairs = [(tile, number, len(tiles)) for number, tiles in found if tiles for tile in tiles]
        shape: dict[str, Any] = {"period": self.frame.schema["period"], "w": pl.UInt32, "needed": pl.UInt32}
        wanted = pl.DataFrame(pairs, schema=shape, orient="row")
        if len(self._asked) >= KEPT:
            self._asked.clear()
        self._asked[windows] = wanted
        return wanted  # what is kept may be gone: sessions ask at once

    def sums(self, windows: Sequence[periods.Window], codes: Sequence[str] | None) -> pl.LazyFrame:
        """The four sums of each place and category in each window that the facts tile exactly, lazily.

        Columns: w (the window's number), place, category, the sums, tiles (how many there are), needed (how many make
        the window), provisional. Of many codes all places are summed: that is sooner done than looking them up.
        """
        wanted = self._wanted(tuple(windows))
        frame = self.frame.lazy()
        if codes is not None and len(codes) <= FEW:
            frame = frame.filter(pl.col("place").is_in(list(codes)))
        return (
            frame.join(wanted.lazy(), on="period")
            .group_by("w", "place", "category")
            .agg(
                *(pl.col(name).sum() if name != "records" else _whole_sum(name) for name in SUMS),
                tiles=pl.len(),
                needed=pl.col("needed").first(),
                provisional=pl.col("provisional").any(),
            )
            .with_columns(pl.col("place", "category").cast(pl.String))
        )


def _whole_sum(name: str) -> pl.Expr:
    return pl.when(pl.col(name).has_nulls()).then(None).otherwise(pl.col(name).sum()).alias(name)


class Holding:
    """The facts of one measure in one edition, totals first: most are of groups that nobody asks for."""

    def __init__(self, read: Callable[[str], pl.DataFrame]) -> None:
        """Take what reads the facts of a dimension: they are read, and a part of them is numbered, when asked for."""
        self._read = read
        self._frames: dict[str, dict[tuple[str, str], pl.DataFrame]] = {}
        self._parts: dict[tuple[str, str, str], Part] = {}
        self._lock = Lock()
        with self._lock:
            self._levels = list(self._cut(TOTAL))

    def _cut(self, dimension: str) -> dict[tuple[str, str], pl.DataFrame]:
        """The facts of a dimension by source and level; those that were numbered are gone."""
        if dimension not in self._frames:
            whole = self._read(dimension).partition_by("source", "level", as_dict=True)
            self._frames[dimension] = {(str(source), str(level)): frame for (source, level), frame in whole.items()}
        return self._frames[dimension]

    def part(self, source: str, level: str, dimension: str = TOTAL) -> Part | None:
        """The facts of a source at a level, or None."""
        key = (dimension, source, level)
        if key not in self._parts:
            with self._lock:
                if (frame := self._cut(dimension).pop((source, level), None)) is not None:
                    self._parts[key] = Part(frame)
        return self._parts.get(key)

    def sources(self, level: str) -> list[str]:
        """The sources that have totals at a level."""
        return [source for source, at in self._levels if at == level]


@lru_cache(maxsize=96)
def _held(folder: Path, measure: str) -> Holding:
    return Holding(partial(Edition(folder.name, folder).facts, measure))


@lru_cache(maxsize=32)
def _held_of_days(folder: Path, measure: str, windows: tuple[periods.Window, ...]) -> Holding:
    found = facts_of_days(Edition(folder.name, folder), measure, windows)
    return Holding(lambda dimension: found.filter(pl.col("dimension") == dimension))


def holding(edition: Edition, measure: str, windows: Sequence[periods.Window] = ()) -> Holding:
    """The facts of a measure in an edition, read once and kept: an edition never changes.

    For windows of any days they are the facts of those windows alone.
    """
    if windows and windows[0].of_days:
        return _held_of_days(edition.folder, measure, tuple(windows))
    return _held(edition.folder, measure)
