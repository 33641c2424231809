"""The facts of one measure in one edition, in memory, cut by source and level, and how windows are summed from them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path
from threading import Lock

import numpy as np
import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.facts import TOTAL
from tp_metrics.results.days import facts_of_days

TEXTS = pl.col("place", "category")
SUMS = ("records", "denominator", "numerator", "denominator_squares")
#: Up to so many places are looked up before their facts are summed, and more where all are so many times as many.
FEW, SHARE = 16, 4
#: How many sets of windows a part remembers.
KEPT = 64


class Calendar:
    """Periods in order, each with its number, and which of them make up a window; measures of one table share it."""

    def __init__(self, spans: tuple[tuple[date, date], ...], ready_made: frozenset[int]) -> None:
        """Number the periods; those in `ready_made` answer their own window and are never summed."""
        self.spans = list(spans)
        self.numbers = {span: number for number, span in enumerate(spans)}
        self.ready_made = ready_made
        self.summable = [span for number, span in enumerate(spans) if number not in ready_made]
        self._tiles: dict[tuple[date, date], tuple[int, ...] | None] = {}
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

    def wanted(self, windows: tuple[periods.Window, ...]) -> pl.DataFrame:
        """The periods that make up each window (numbered `w`), and how many it needs; the latest few are kept."""
        if (kept := self._asked.get(windows)) is not None:
            return kept
        found = [(number, self.tiles(window)) for number, window in enumerate(windows)]
        pairs = [(tile, number, len(tiles)) for number, tiles in found if tiles for tile in tiles]
        shape = {"period": pl.UInt32, "w": pl.UInt32, "needed": pl.UInt32}
        wanted = pl.DataFrame(pairs, schema=shape, orient="row")
        if len(self._asked) >= KEPT:
            self._asked.clear()
        self._asked[windows] = wanted
        return wanted  # what is kept may be gone: sessions ask at once


@lru_cache(maxsize=128)
def _calendar(spans: tuple[tuple[date, date], ...], ready_made: frozenset[int]) -> Calendar:
    return Calendar(spans, ready_made)


def _numbered(frame: pl.DataFrame) -> tuple[pl.Series, list[tuple[date, date]]]:
    """The number of each row's period, counted up where the days change, and the days of each number."""
    first, last = (frame[name].to_physical().to_numpy() for name in ("first_day", "last_day"))
    changed = np.flatnonzero((np.diff(first) != 0) | (np.diff(last) != 0)) + 1
    begins = np.concatenate([[0], changed])[: frame.height]
    lengths = np.diff(begins, append=frame.height)
    numbers = pl.Series("period", np.repeat(np.arange(len(begins), dtype=np.uint32), lengths))
    return numbers, frame.select("first_day", "last_day")[begins].rows()


class Part:
    """The facts of one source at one level, of one dimension (or the totals): rows numbered by their period."""

    def __init__(self, frame: pl.DataFrame) -> None:
        """Number the periods of a frame of facts, which an edition keeps in their order."""
        numbers, spans = _numbered(frame)
        if any(one >= after for one, after in pairwise(spans)):
            frame = frame.sort("first_day", "last_day", "place")
            numbers, spans = _numbered(frame)
        self.frame = frame.select(numbers, "place", "category", *SUMS, "provisional")
        given: frozenset[int] = frozenset()
        if frame["records"].null_count():
            given = frozenset(self.frame.filter(pl.col("records").is_null())["period"].unique().to_list())
        self.calendar = _calendar(tuple(spans), given)
        self.spans, self.numbers = self.calendar.spans, self.calendar.numbers
        #: Periods of ready made figures, which answer their own window and are never summed.
        self.ready_made, self.summable = self.calendar.ready_made, self.calendar.summable
        self.tiles = self.calendar.tiles
        #: The periods that a place has, as it is asked for; most places have the same, in one set of some kilobytes.
        self._there: dict[str, frozenset[int]] = {}
        self._alike: dict[frozenset[int], frozenset[int]] = {}
        self._places: int | None = None
        #: The row with which each period begins, as they stand in order; and the end of the last.
        self._begins = np.searchsorted(numbers.to_numpy(), np.arange(len(spans) + 1)).tolist()
        self._last = sorted({last for _, last in spans}, reverse=True)

    def holds(self, window: periods.Window, code: str) -> bool:
        """Whether a place has the facts of every tile of a window."""
        tiles = self.tiles(window)
        if not tiles:
            return False
        if code not in self._there:
            found = frozenset(self.frame.filter(pl.col("place") == code)["period"].to_list())
            self._there[code] = self._alike.setdefault(found, found)
        return self._there[code].issuperset(tiles)

    def printed_later(self, window: periods.Window, latest: date) -> bool:
        """Whether a window is a ready made figure, and another one ends after it, up to `latest`."""
        if not self.ready_made.intersection(self.tiles(window) or ()):
            return False
        return any(window.last < self.spans[number][1] <= latest for number in self.ready_made)

    def ends(self, latest: date) -> list[date]:
        """The days on which periods end, up to `latest`, the last first."""
        return [last for last in self._last if last <= latest]

    def sums(self, windows: Sequence[periods.Window], codes: Sequence[str] | None) -> pl.LazyFrame:
        """The four sums of each place and category in each window that the facts tile exactly, lazily.

        Columns: w (the window's number), place, category, the sums, tiles (how many there are), needed (how many make
        the window), provisional. Of many codes all places are summed: that is sooner done than looking them up.
        """
        needed = self.calendar.wanted(tuple(windows))
        plan = self.few(codes, needed).lazy().join(needed.lazy(), on="period")
        return _added_up(plan, "w", "place", "category").with_columns(TEXTS.cast(pl.String))

    def few(self, codes: Sequence[str] | None, needed: pl.DataFrame) -> pl.DataFrame:
        """The facts from the first period that is needed to the last; of some places if they are few, else of all."""
        numbers = needed["period"].to_list()
        begins = (self._begins[min(numbers)], self._begins[max(numbers) + 1]) if numbers else (0, 0)
        rows = self.frame.slice(begins[0], begins[1] - begins[0])
        return rows if codes is None or not self.are_few(codes) else rows.filter(pl.col("place").is_in(list(codes)))

    def are_few(self, codes: Sequence[str]) -> bool:
        """Whether some places are sooner looked up among all than all are summed."""
        if self._places is None and len(codes) > FEW:
            self._places = self.frame["place"].n_unique()
        return len(codes) <= FEW or len(codes) * SHARE <= (self._places or 0)


def all_sums(
    asked: Sequence[tuple[Part, tuple[periods.Window, ...], Sequence[str] | None]], *, groups: bool = False
) -> pl.LazyFrame:
    """The sums of several parts in one reckoning, as `Part.sums` gives those of one; `number` says of which.

    The parts are of totals, or of `groups`.
    """
    wanted = [part.calendar.wanted(windows) for part, windows, _ in asked]
    whole = _facts_of([(part, codes, needed) for (part, _, codes), needed in zip(asked, wanted, strict=True)]).lazy()
    needed = pl.concat(wanted).lazy().with_columns(_number(wanted))
    joined = whole.join(needed, on=["number", "period"])
    if groups:
        return _added_up(joined, "number", "w", "place", "category").with_columns(TEXTS.cast(pl.String))
    sums = _added_up(joined, "number", "w", "place")
    return sums.with_columns(pl.col("place").cast(pl.String), category=pl.lit(TOTAL))


def _facts_of(asked: Sequence[tuple[Part, Sequence[str] | None, pl.DataFrame]]) -> pl.DataFrame:
    """The facts of several parts, with their number; where all are asked for the same few places, found in one go."""
    codes = {None if some is None else tuple(some) for _, some, _ in asked}
    frames = [part.few(None if len(codes) == 1 else some, needed) for part, some, needed in asked]
    whole = pl.concat(frames).with_columns(_number(frames))
    few = next(iter(codes))
    if len(codes) > 1 or few is None or not all(part.are_few(few) for part, _, _ in asked):
        return whole
    return whole.filter(pl.col("place").is_in(list(few)))


def _number(frames: Sequence[pl.DataFrame]) -> pl.Series:
    """Which frame each row of them all is of."""
    return pl.Series("number", np.repeat(np.arange(len(frames), dtype=np.uint32), [one.height for one in frames]))


def _added_up(plan: pl.LazyFrame, *keys: str) -> pl.LazyFrame:
    return plan.group_by(keys).agg(
        *(pl.col(name).sum() if name != "records" else _whole_sum(name) for name in SUMS),
        tiles=pl.len(),
        needed=pl.col("needed").first(),
        provisional=pl.col("provisional").any(),
    )


def _whole_sum(name: str) -> pl.Expr:
    return pl.when(pl.col(name).has_nulls()).then(None).otherwise(pl.col(name).sum()).alias(name)


class Holding:
    """The facts of one measure in one edition, totals of larger places first: most are of wards, or of groups."""

    def __init__(self, read: Callable[[str, bool], pl.DataFrame]) -> None:
        """Take what reads the facts of a dimension, of wards or of all larger places; it is asked when they are."""
        self._read = read
        self._frames: dict[tuple[str, bool], dict[tuple[str, str], pl.DataFrame]] = {}
        self._parts: dict[tuple[str, str, str], Part] = {}
        self._sources: dict[str, list[str]] = {}
        self._lock = Lock()

    @property
    def begun(self) -> bool:
        """Whether the totals of larger places have been read."""
        return (TOTAL, False) in self._frames

    def take(self, cut: dict[tuple[str, str], pl.DataFrame]) -> None:
        """Take the totals of larger places, by source and level, as read for it; what it has it keeps."""
        with self._lock:
            if not self.begun:
                self._keep(TOTAL, False, cut)

    def _keep(self, dimension: str, wards: bool, cut: dict[tuple[str, str], pl.DataFrame]) -> None:
        if dimension == TOTAL:
            found: dict[str, list[str]] = {}
            for source, level in cut:
                found.setdefault(level, []).append(source)
            self._sources.update(found)
        self._frames[dimension, wards] = cut
        if cut and (wards or dimension != TOTAL):
            LARGE.read(self, dimension, wards, sum(int(one.estimated_size()) for one in cut.values()))

    def _cut(self, dimension: str, wards: bool) -> dict[tuple[str, str], pl.DataFrame]:
        """The facts of a dimension by source and level; those that were numbered are gone."""
        if (dimension, wards) not in self._frames:
            whole = self._read(dimension, wards).partition_by("source", "level", as_dict=True)
            self._keep(dimension, wards, {(str(source), str(level)): one for (source, level), one in whole.items()})
        return self._frames[dimension, wards]

    def part(self, source: str, level: str, dimension: str = TOTAL) -> Part | None:
        """The facts of a source at a level, or None."""
        key, wards = (dimension, source, level), level == "ward"
        if (found := self._parts.get(key)) is None:
            with self._lock:
                found = self._parts.get(key) or self._numbered(key, wards)
            LARGE.bounded()
        if wards or dimension != TOTAL:
            LARGE.used(self, dimension, wards)
        return found

    def _numbered(self, key: tuple[str, str, str], wards: bool) -> Part | None:
        """The facts of a dimension, source and level, read where they are not yet; None where there are none."""
        dimension, source, level = key
        if (frame := self._cut(dimension, wards).pop((source, level), None)) is None:
            return None
        found = self._parts[key] = Part(frame)
        return found

    def forget(self, dimension: str, wards: bool) -> None:
        """Let go of the facts of a dimension, of wards or of all larger places, until they are asked for again."""
        with self._lock:
            self._frames.pop((dimension, wards), None)
            for key in [one for one in self._parts if one[0] == dimension and (one[2] == "ward") == wards]:
                del self._parts[key]

    def sources(self, level: str) -> list[str]:
        """The sources that have totals at a level."""
        if level not in self._sources:
            with self._lock:
                self._cut(TOTAL, level == "ward")
            LARGE.bounded()
        return self._sources.get(level, [])


class Large:
    """The facts of wards and of groups that are held, by measure: most of all facts, of which few are asked for again.

    Up to a number of bytes; the longest unused are let go of, and read again when they are asked for.
    """

    def __init__(self, heaviest: int) -> None:
        """Nothing is held at first."""
        self.heaviest = heaviest
        self._bytes: OrderedDict[tuple[Holding, str, bool], int] = OrderedDict()
        self._lock = Lock()

    def read(self, holding: Holding, dimension: str, wards: bool, weight: int) -> None:
        """Note what was read."""
        with self._lock:
            self._bytes[holding, dimension, wards] = weight

    def used(self, holding: Holding, dimension: str, wards: bool) -> None:
        """Note what was asked for."""
        with self._lock:
            if (holding, dimension, wards) in self._bytes:
                self._bytes.move_to_end((holding, dimension, wards))

    def bounded(self) -> None:
        """Let go of what is too much; whoever has it in hand keeps it. No holding may be locked by who asks for it."""
        while True:
            with self._lock:
                if len(self._bytes) < 2 or sum(self._bytes.values()) <= self.heaviest:
                    return
                (holding, dimension, wards), _ = self._bytes.popitem(last=False)
            holding.forget(dimension, wards)


LARGE = Large(96 * 2**20)


@lru_cache(maxsize=192)
def _held(folder: Path, measure: str) -> Holding:
    return Holding(partial(Edition(folder.name, folder).facts, measure))


@lru_cache(maxsize=32)
def _held_of_days(folder: Path, measure: str, windows: tuple[periods.Window, ...]) -> Holding:
    found = facts_of_days(Edition(folder.name, folder), measure, windows)
    at = pl.col("level") == "ward"
    return Holding(lambda dimension, wards: found.filter(pl.col("dimension") == dimension, at if wards else ~at))


def holding(edition: Edition, measure: str, windows: Sequence[periods.Window] = ()) -> Holding:
    """The facts of a measure in an edition, read once and kept: an edition never changes.

    For windows of any days they are the facts of those windows alone.
    """
    if windows and windows[0].of_days:
        return _held_of_days(edition.folder, measure, tuple(windows))
    return _held(edition.folder, measure)


def hold(edition: Edition, measures: Iterable[str]) -> None:
    """Read the totals of larger places of those measures that are not held yet: of many together, in half the time."""
    held = {measure: _held(edition.folder, measure) for measure in measures}
    new = {measure: one for measure, one in held.items() if not one.begun}
    if len(new) < 2:
        return
    cuts: dict[str, dict[tuple[str, str], pl.DataFrame]] = {measure: {} for measure in new}
    rows = edition.larger_totals(new).drop("dimension")
    cut = rows.partition_by("measure", "source", "level", include_key=False, as_dict=True)
    for (measure, source, level), frame in cut.items():
        cuts[str(measure)][str(source), str(level)] = frame
    for measure, one in new.items():
        one.take(cuts[measure])
