"""Before and after where places begin at different times: staggered difference-in-differences."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import special  # type: ignore[import-untyped,unused-ignore]

Floats = npt.NDArray[np.float64]

#: Chance with which an effect of the detectable size is found.
POWER: Final = 0.8
#: A unit that never begins, as a period.
NEVER: Final = np.inf
EVENTS: Final = {
    "event": pl.Int64,
    "effect": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "treated": pl.Int64,
    "comparison": pl.Int64,
}


@dataclass(frozen=True, eq=False)
class Staggered:
    """What beginning is followed by, held against units that had not begun.

    Attributes:
        events: one row to a period since the beginning (event, from below 0 to above), with effect, lower, upper, how
            many units it rests on (treated) and the fewest that they are held against (comparison). Limits are null
            where leaving out one unit would leave no estimate.
        effect, lower, upper, p: over every unit and period from the beginning on; limits and p None likewise.
        detectable: the smallest effect that these units find in 4 of 5 trials; None likewise.
        freedom: the degrees of freedom of its interval.
        treated: units that the effect rests on.
        last: the last period that could be estimated: after it nobody was left to hold against.
        left_out: units that had begun before there was anything to hold them against.
    """

    events: pl.DataFrame
    effect: float
    lower: float | None
    upper: float | None
    p: float | None
    detectable: float | None
    freedom: float
    treated: int
    last: int
    left_out: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves nought out."""
        return self.lower is not None and self.upper is not None and (self.lower > 0 or self.upper < 0)


@dataclass(frozen=True)
class _Cells:
    """Groups that begin together × periods: effect, and how it would be without each unit (unit × group × period)."""

    effect: Floats
    without: Floats
    treated: Floats
    treated_without: Floats
    comparison: Floats
    event: npt.NDArray[np.int64]


def staggered(panel: pl.DataFrame, *, base: int = 4, confidence: float = 0.95) -> Staggered:
    """The effect of beginning, by period since the beginning and over all, of a panel (unit, time, value, first).

    `time` is the number of a period, `first` the first period in which the unit has begun, null for one that has not
    by the end; a null `value` is not known. Each unit's value is held against the mean of its own last `base` periods
    before, less the same change of the units that have not begun by then; units that have are never held against. That
    is what a regression with unit and period effects gets wrong when effects grow: it holds the late against the early.
    With `base` 1 these are the group-time effects of Callaway and Sant'Anna 2021 (Journal of Econometrics 225:200)
    without covariates; four quarters take the chance out of a single one, and the season. Events before 0 should lie
    about nought: whether they do shows whether the units ran alike. Limits are of Student's t about a delete-one-unit
    jackknife, which keeps a unit's periods together (CV3 of MacKinnon, Nielsen and Webb 2023, Journal of Econometrics
    232:272), with the degrees of freedom of Welch from the units that begin and those that do not.

    ValueError where a unit has two beginnings or a period two values, where none begins with a period before it, and
    where nobody is left that has not begun: there is then nothing to hold against.

    >>> rows = [(u, t, v, f) for u, f, values in [("A", 1, (10, 15, 18)), ("B", 2, (20, 22, 27)),
    ...         ("C", None, (30, 31, 33))] for t, v in enumerate(values)]
    >>> panel = pl.DataFrame(rows, schema=["unit", "time", "value", "first"], orient="row")
    >>> round(staggered(panel, base=1).effect, 2)
    3.83
    """
    values, first, start = _matrix(panel)
    cells = _cells(values, first, base)
    found = ~np.isnan(cells.effect)
    after = found & (cells.event >= 0)
    if not after.any():
        raise ValueError("nobody is left that has not begun, so that there is nothing to hold the others against")
    never = np.isinf(first)
    rows = []
    for event in np.unique(cells.event[found]):
        at = found & (cells.event == event)
        effect, error, freedom = _over(cells, at, never)
        reach = _reach(error, freedom, confidence)
        limits = (None, None) if reach is None else (effect - reach, effect + reach)
        rows.append((int(event), effect, *limits, int(cells.treated[at].sum()), int(cells.comparison[at].min())))
    effect, error, freedom = _over(cells, after, never)
    reach = _reach(error, freedom, confidence)
    begun = np.isfinite(first)
    rested = int(sum((first == group).sum() for group in _groups(first)[after.any(axis=1)]))
    return Staggered(
        events=pl.DataFrame(rows, schema=EVENTS, orient="row"),
        effect=effect,
        lower=None if reach is None else effect - reach,
        upper=None if reach is None else effect + reach,
        p=None if error is None else _p(effect, error, freedom),
        detectable=None if error is None else _detectable(error, freedom, confidence),
        freedom=freedom,
        treated=rested,
        last=int(np.flatnonzero(after.any(axis=0)).max()) + start,
        left_out=int(begun.sum()) - rested,
    )


def _matrix(panel: pl.DataFrame) -> tuple[Floats, Floats, int]:
    """Values as unit × period, each unit's first period from the beginning of the panel, and where that lies."""
    if panel.select("unit", "time").is_duplicated().any():
        raise ValueError("a unit has two values for one period")
    firsts = panel.group_by("unit", maintain_order=True).agg(pl.col("first").unique(), n=pl.col("first").n_unique())
    if (firsts["n"] > 1).any():
        unit = firsts.filter(pl.col("n") > 1)["unit"][0]
        raise ValueError(f"unit {unit} has two beginnings")
    start, end = int(panel["time"].min()), int(panel["time"].max())  # type: ignore[arg-type]
    values = np.full((firsts.height, end - start + 1), np.nan)
    number = {unit: at for at, unit in enumerate(firsts["unit"])}
    rows = [number[unit] for unit in panel["unit"]]
    values[rows, (panel["time"] - start).to_numpy()] = panel["value"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    first = np.array([NEVER if one[0] is None or one[0] > end else one[0] - start for one in firsts["first"].to_list()])
    return values, first, start


def _groups(first: Floats) -> Floats:
    """The periods in which somebody begins who has a period before."""
    found = np.unique(first[np.isfinite(first) & (first >= 1)])
    if not found.size:
        raise ValueError("nobody begins within the panel with a period before it")
    return np.asarray(found, dtype=float)


def _cells(values: Floats, first: Floats, base: int) -> _Cells:
    periods = np.arange(values.shape[1])
    each = [_of_group(values, first, int(group), base, periods) for group in _groups(first)]
    effect, without, treated, treated_without, comparison = (np.stack(parts) for parts in zip(*each, strict=True))
    event = periods[None, :] - _groups(first)[:, None].astype(np.int64)
    return _Cells(effect, without.swapaxes(0, 1), treated, treated_without.swapaxes(0, 1), comparison, event)


def _of_group(
    values: Floats, first: Floats, group: int, base: int, periods: npt.NDArray[np.int64]
) -> tuple[Floats, ...]:
    """The effect in each period of those who begin in one, and without each unit."""
    before = values[:, max(0, group - base) : group]
    known_before = ~np.isnan(before)
    level = _mean(np.where(known_before, before, 0).sum(axis=1), known_before.sum(axis=1))
    change = values - level[:, None]
    known = ~np.isnan(change)
    mine = known & (first == group)[:, None]
    # Who is held against has not begun by the period, nor in the base: those who begin with the group are not among.
    others = known & (first[:, None] > np.maximum(periods, group)[None, :])
    moved = np.where(known, change, 0)
    own, held = (mine * moved).sum(axis=0), (others * moved).sum(axis=0)
    treated, comparison = mine.sum(axis=0), others.sum(axis=0)
    effect = _mean(own, treated) - _mean(held, comparison)
    treated_without = treated - mine
    without = _mean(own - mine * moved, treated_without) - _mean(held - others * moved, comparison - others)
    return effect, without, treated.astype(float), treated_without.astype(float), comparison.astype(float)


def _mean(total: Floats, count: npt.NDArray[np.int64]) -> Floats:
    """Totals over counts; not known where nobody counts."""
    found: Floats = np.divide(total, count, out=np.full(np.shape(total), np.nan), where=count > 0)
    return found


def _over(cells: _Cells, at: npt.NDArray[np.bool_], never: npt.NDArray[np.bool_]) -> tuple[float, float | None, float]:
    """The mean effect over some cells, each by its units; its standard error, None without one; degrees of freedom."""
    effect = float(np.average(cells.effect[at], weights=cells.treated[at]))
    some, weights = cells.without[:, at], cells.treated_without[:, at] * ~np.isnan(cells.without[:, at])
    if (weights.sum(axis=1) == 0).any():
        return effect, None, 0.0
    without = (np.where(weights > 0, some, 0) * weights).sum(axis=1) / weights.sum(axis=1)
    squares = (without - effect) ** 2
    count = len(squares)
    parts = [(squares[kind].sum(), int(kind.sum())) for kind in (never, ~never)]
    variance = (count - 1) / count * squares.sum()
    welch = sum((size**2 / max(units - 1, 1) for size, units in parts), 0.0)
    freedom = squares.sum() ** 2 / welch if welch > 0 else float(count - 1)
    return effect, math.sqrt(variance), float(freedom)


def _reach(error: float | None, freedom: float, confidence: float) -> float | None:
    return None if error is None else float(special.stdtrit(freedom, (1 + confidence) / 2)) * error


def _p(effect: float, error: float, freedom: float) -> float:
    """Two-sided; an effect without any scatter is certain, none of it is not."""
    if error == 0:
        return 1.0 if effect == 0 else 0.0
    return float(2 * special.stdtr(freedom, -abs(effect) / error))


def _detectable(error: float, freedom: float, confidence: float) -> float:
    quantiles = special.stdtrit(freedom, np.array([(1 + confidence) / 2, POWER]))
    return float(quantiles.sum()) * error
