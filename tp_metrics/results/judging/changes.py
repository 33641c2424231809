"""How sure the change on a year before is, given that both figures are uncertain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from tp_metrics.measure import Measure
from tp_metrics.results.selection import Figure
from tp_metrics.stats import count_change, newcombe, rate_ratio_change

#: Of a plan of one row only this is worth the time: that what stands in it several times is reckoned once.
ONCE_EACH = pl.QueryOptFlags.none(comm_subexpr_elim=True)


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
    if now.value is None or before.value is None:
        return None
    if measure.kind == "proportion" and now.base and before.base:
        share = measure.factor
        sums = (now.value / share * now.base, now.base, before.value / share * before.base, before.base)
        _, lower, upper = _reckoned(newcombe, *sums)
        return Change(share * lower, share * upper, None, None, None)
    if measure.kind == "count":
        made = _reckoned(count_change, now.value, before.value, dispersion=dispersion)
        relative = _relative((now.value, 1.0, before.value, 1.0), dispersion)
        return Change(made[1], made[2], relative[0], relative[1], dispersion)
    above, below = (now.numerator, before.numerator), (now.denominator, before.denominator)
    if measure.kind in ("ratio", "quotient") and above[0] is not None and all((above[1], *below)):
        lower, upper = _relative((above[0], below[0], above[1], below[1]), dispersion)  # type: ignore[arg-type]
        if lower is None or upper is None:
            return None
        points = (before.value * lower / 100, before.value * upper / 100)
        relative = (None, None) if measure.unit == "per cent" else (lower, upper)
        return Change(points[0], points[1], relative[0], relative[1], dispersion)
    return None


def _relative(sums: tuple[float, float, float, float], dispersion: float) -> tuple[float | None, float | None]:
    _, lower, upper = _reckoned(rate_ratio_change, *sums, dispersion=dispersion)
    return lower, upper


def _reckoned(method: Callable[..., tuple[pl.Expr, pl.Expr, pl.Expr]], *sums: float, **named: float) -> tuple[Any, ...]:
    """A change and its limits, by a method of expressions.

    As a plan over columns, whose many repeated parts are reckoned once each: literals take three times as long.
    """
    given = {**{f"x{number}": one for number, one in enumerate(sums)}, **named}
    frame = pl.LazyFrame([tuple(given.values())], schema=dict.fromkeys(given, pl.Float64), orient="row")
    plan = frame.select(_plan(method, len(sums), tuple(named)))
    return plan.collect(engine="in-memory", optimizations=ONCE_EACH).row(0)


@lru_cache(maxsize=8)
def _plan(method: Callable[..., tuple[pl.Expr, pl.Expr, pl.Expr]], sums: int, named: tuple[str, ...]) -> list[pl.Expr]:
    """The expressions of a method; made once, as making them takes as long as running them."""
    made = method(*(pl.col(f"x{number}") for number in range(sums)), **{name: pl.col(name) for name in named})
    return [expr.alias(name) for name, expr in zip(("change", "lower", "upper"), made, strict=True)]
