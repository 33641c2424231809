"""A borough among those that resemble it: where it stands, how its change compares, and over which window."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.measure import Measure
from tp_metrics.measures import catalogue
from tp_metrics.results import Result, Selection, result
from tp_metrics.results.judging import Peers, among, group, place_sums
from tp_metrics.stats import mover, newcombe, rate_ratio_change

#: The windows that are set side by side.
SHORT, LONG = "rolling 3 months", "rolling 12 months"
#: Why a borough has no standing.
NO_BASE = "published without a base, so that a difference from its peers cannot be told from chance"
TOO_FEW = "too few of the group have a figure"
#: The statuses of a group: that of the reference file stands in its rows, this is of one that is tried out.
TRIED = "candidate"


@dataclass(frozen=True)
class Moves:
    """The change of a borough on a year before, and that of its peers.

    Attributes:
        own, theirs: each in points for per cent, else in per cent of the year before; theirs is the change of their
            figures put together.
        apart: the borough's less the peers', in points, or how many per cent the ratio of the two changes is from 1.
        lower, upper: its 95 % limits.
    """

    own: float
    theirs: float
    apart: float
    lower: float
    upper: float

    @property
    def word(self) -> str:
        """Whether the borough's figure moved "up" or "down" against its peers', or "alike" by more than chance."""
        return "up" if self.lower > 0 else "down" if self.upper < 0 else "alike"


@dataclass(frozen=True, eq=False)
class Standing:
    """A borough among its peers in one measure and window.

    Attributes:
        answer: the borough's own result.
        compared: the boroughs' results in what is compared, the rate of a count: the borough and its peers alone.
        peers: its position and rank; None where it cannot be told.
        moves: its change beside theirs; None where a year is missing, or the two years are not alike.
        codes, status: the peers, the nearest first, and what kind of group they are.
        note: why there is no standing.
    """

    answer: Result
    compared: Result
    peers: Peers | None
    moves: Moves | None
    codes: tuple[str, ...]
    status: str
    note: str

    @property
    def measure(self) -> Measure:
        """What is compared."""
        return self.compared.measure


@lru_cache(maxsize=128)
def standing(edition: Edition, measure: str, selection: Selection, tried: tuple[str, ...] | None = None) -> Standing:
    """A borough (the selection's place) among its group of the reference file, or among the boroughs `tried`."""
    answer = result(edition, measure, replace(selection, edition=edition.id, by=()))
    codes, status = (tried, TRIED) if tried is not None else group(edition, selection.place)
    compared = answer.measure
    if compared.kind == "count":
        compared = catalogue().get(f"{measure}_rate", compared)
    window = answer.window
    asked = replace(answer.selection, place="TP", by=("borough",))
    if window is not None:
        asked = replace(asked, end=window.last, window=window.kind)
    rows = result(edition, compared.id, asked)
    mine = pl.col("code").is_in([selection.place, *codes])
    beside = replace(rows, rows=rows.rows.filter(mine))
    if window is None or answer.figure.value is None or rows.window != window:
        return Standing(answer, beside, None, None, codes, status, answer.note or rows.note)
    if compared.kind in ("count", "stock", "published"):
        return Standing(answer, beside, None, None, codes, status, "nothing that boroughs of unlike size share")
    spread = answer.judgement.dispersion
    found = among(compared, rows.rows, selection.place, codes, status, spread)
    if tried is None:
        found = answer.judgement.peers
    moved = _moves(edition, beside, selection.place, spread) if found and not answer.unlike else None
    note = "" if found else NO_BASE if answer.figure.base is None and compared.kind == "proportion" else TOO_FEW
    return Standing(answer, beside, found, moved, codes, status, note)


def _moves(edition: Edition, now: Result, code: str, dispersion: float) -> Moves | None:
    """The change of a borough beside that of its peers, over those that have both years."""
    assert now.window is not None
    before = now.window.previous()
    asked = replace(now.selection, end=before.last, window=before.kind)
    then = result(edition, now.measure.id, asked)
    if then.window != before or then.rows["source"].unique().to_list() != now.rows["source"].unique().to_list():
        return None
    sums = [place_sums(now.measure, one.rows) for one in (now, then)]
    if sums[0] is None or sums[1] is None:
        return None
    both = sums[0].join(sums[1].select("code", k0="k", n0="n"), on="code")
    mine = pl.col("code") == code
    sides = [both.filter(where).select(pl.col("k", "n", "k0", "n0").sum()) for where in (mine, ~mine)]
    if both.filter(mine).is_empty() or both.height < 2:
        return None
    return _apart(now.measure, pl.concat(sides), dispersion)


def _apart(measure: Measure, sides: pl.DataFrame, dispersion: float) -> Moves | None:
    """The two changes and how far they are apart: `sides` has the borough's sums, then the peers'."""
    sums = [pl.col(name) for name in ("k", "n", "k0", "n0")]
    if measure.kind == "proportion":
        parts = [measure.factor * part for part in newcombe(*sums)]
    else:
        parts = [(1 + part / 100).log() for part in rate_ratio_change(*sums, dispersion=dispersion)]
    moved = measure.factor * (pl.col("k") / pl.col("n") - pl.col("k0") / pl.col("n0"))
    made = sides.select(**dict(zip(("d", "lower", "upper"), parts, strict=True)), points=moved)
    # What cannot be told is null, and a null of no type cannot be reckoned with.
    own, theirs = (
        (pl.lit(row["d"], pl.Float64), pl.lit(row["lower"], pl.Float64), pl.lit(row["upper"], pl.Float64))
        for row in made.to_dicts()
    )
    apart = pl.select(*(part.alias(str(at)) for at, part in enumerate(mover(own, theirs)))).row(0)
    points = made["points"].to_list()
    if any(one is None for one in (*apart, *points, *made["d"])):
        return None
    if measure.kind == "proportion":
        return Moves(points[0], points[1], *apart)
    ratio = [100 * math.expm1(one) for one in (*made["d"], *apart)]
    if measure.unit == "per cent":
        return Moves(points[0], points[1], *ratio[2:])
    return Moves(*ratio)


def both_windows(edition: Edition, measure: str, selection: Selection) -> tuple[Standing, ...]:
    """A borough's standing over the last 3 and the last 12 months that end with its window; those there are.

    A survey that is read over twelve months has no three.
    """
    last = standing(edition, measure, selection).answer.window
    if last is None:
        return ()
    found: list[Standing] = []
    for kind in (SHORT, LONG):
        window = periods.ending(kind, last.last)
        asked = replace(selection, window=kind, end=window.last)
        one = standing(edition, measure, asked)
        if one.answer.window == window:
            found.append(one)
    return tuple(found)


@lru_cache(maxsize=64)
def every_standing(edition: Edition, measure: str, selection: Selection) -> tuple[Standing, ...]:
    """The standing of every borough of a place, each among its own peers."""
    codes = edition.places.children(selection.place, "borough")
    return tuple(standing(edition, measure, replace(selection, place=code)) for code in codes)
