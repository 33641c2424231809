"""How sure the change on a year before is, given that both figures are uncertain."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from tp_metrics.measure import Measure
from tp_metrics.results.keeping import Batch
from tp_metrics.results.selection import Figure
from tp_metrics.stats import count_change, newcombe, rate_ratio_change

#: Of a plan of one row only this is worth the time: that what stands in it several times is reckoned once.
ONCE_EACH = pl.QueryOptFlags.none(comm_subexpr_elim=True)
#: How many pairs of limits are kept, the latest used.
KEPT = 4096

Method = Callable[..., tuple[pl.Expr, pl.Expr, pl.Expr]]
Limits = tuple[Any, Any]


@dataclass(frozen=True)
class Change:
    """The interval of a change.

    Attributes:
        lower, upper: 95 % limits of the change, in the measure's unit (points for per cent).
        percent_lower, percent_upper: the same in per cent of the year before; None for percentages.
        dispersion: how many times a Poisson variance the place's own history shows; None where it plays no part.
        clear: whether the interval leaves out no change at all.
    """

    lower: float
    upper: float
    percent_lower: float | None
    percent_upper: float | None
    dispersion: float | None

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out no change at all."""
        return self.lower > 0 or self.upper < 0


def change(measure: Measure, now: Figure, before: Figure, dispersion: float) -> Change | None:
    """The interval of the change from `before` to `now`; None where a figure, or what it rests on, is not known."""
    asked = _asked(measure, now, before, dispersion)
    found = _kept.of(asked)
    limits = [found[one] for one in asked]
    if measure.kind == "proportion" and limits:
        share = measure.factor
        return Change(share * limits[0][0], share * limits[0][1], None, None, None)
    if measure.kind == "count" and limits:
        return Change(*limits[0], *limits[1], dispersion)
    if limits and limits[0][0] is not None and limits[0][1] is not None:
        lower, upper = limits[0]
        points = (before.value * lower / 100, before.value * upper / 100)
        relative = (None, None) if measure.unit == "per cent" else (lower, upper)
        return Change(points[0], points[1], relative[0], relative[1], dispersion)
    return None


def read_changes(wanted: Iterable[tuple[Measure, Figure, Figure, float]]) -> None:
    """Reckon the limits of many changes in one go; `change` then finds them."""
    _kept.of(asked for one in wanted for asked in _asked(*one))


@dataclass(frozen=True)
class _Asked:
    """Limits that are asked of a method: the sums that it takes, and the dispersion where it takes one."""

    method: Method
    sums: tuple[float, ...]
    named: tuple[tuple[str, float], ...] = ()


def _asked(measure: Measure, now: Figure, before: Figure, dispersion: float) -> list[_Asked]:
    """What a change's limits are reckoned of; nothing where a figure, or what it rests on, is not known."""
    if now.value is None or before.value is None:
        return []
    spread = (("dispersion", float(dispersion)),)
    if measure.kind == "proportion" and now.base and before.base:
        share = measure.factor
        sums = (now.value / share * now.base, now.base, before.value / share * before.base, before.base)
        return [_Asked(newcombe, sums)]
    if measure.kind == "count":
        relative = _Asked(rate_ratio_change, (now.value, 1.0, before.value, 1.0), spread)
        return [_Asked(count_change, (now.value, before.value), spread), relative]
    above, below = (now.numerator, before.numerator), (now.denominator, before.denominator)
    if measure.kind in ("ratio", "quotient") and above[0] is not None and all((above[1], *below)):
        return [_Asked(rate_ratio_change, (above[0], below[0], above[1], below[1]), spread)]  # type: ignore[arg-type]
    return []


def _reckoned(new: list[_Asked]) -> list[Limits]:
    """The limits of changes, by methods of expressions: the questions to one method together.

    As a plan over columns, whose many repeated parts are reckoned once each: literals take three times as long.
    """
    found: dict[_Asked, Limits] = {}
    alike: dict[Method, list[_Asked]] = {}
    for one in new:
        alike.setdefault(one.method, []).append(one)
    for method, some in alike.items():
        sums, named = len(some[0].sums), tuple(name for name, _ in some[0].named)
        schema = dict.fromkeys((*(f"x{number}" for number in range(sums)), *named), pl.Float64)
        rows = [(*one.sums, *(value for _, value in one.named)) for one in some]
        plan = pl.LazyFrame(rows, schema=schema, orient="row").select(_plan(method, sums, named))
        limits = plan.collect(engine="in-memory", optimizations=ONCE_EACH).iter_rows()
        found |= dict(zip(some, limits, strict=True))
    return [found[one] for one in new]


_kept = Batch(KEPT, _reckoned)


@lru_cache(maxsize=8)
def _plan(method: Method, sums: int, named: tuple[str, ...]) -> list[pl.Expr]:
    """The expressions of a method; made once, as making them takes as long as running them."""
    made = method(*(pl.col(f"x{number}") for number in range(sums)), **{name: pl.col(name) for name in named})
    return [expr.alias(name) for name, expr in zip(("lower", "upper"), made[1:], strict=True)]
