"""The plain shape of a series: level, a straight rise or fall, one step, or one point that stands alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tp_metrics.stats.sequence import numbers

Shape = Literal["level", "trend", "step", "outlier"]

#: How much better than a level a shape has to fit, in BIC: "strong" in Kass and Raftery 1995, JASA 90:773, table of
#: 2 log B.
STRONG = 6.0
#: A step has so many points on each side at least; with fewer than twice as many points there is only a level.
SIDE = 4


@dataclass(frozen=True)
class Pattern:
    """The shape that fits a series best.

    Attributes:
        shape: "level", "trend", "step" or "outlier".
        at: position, from 0, of the first point after the step, or of the outlier; None for a level and a trend.
        size: change per point of a trend, change at a step, or distance of an outlier from the others, in per cent of
            the mean (of a step: of the mean before it; of an outlier: of the others' mean); None for a level.
    """

    shape: Shape
    at: int | None = None
    size: float | None = None


def pattern(values: pl.Series) -> Pattern:
    """The shape that fits a series in time order best: a level, a trend, a step or an outlier.

    A control chart says that something is unusual; this says in one word what it looks like, so that a meeting asks
    the right question: what changed then, or what is growing. Least squares for each shape, compared by the Bayesian
    information criterion (Schwarz 1978, Annals of Statistics 6:461; the place of a step or outlier counts as a
    parameter), and a shape other than a level only where it is strongly better. Description, not a test: use it only
    where a chart's rule was hit. Nulls are left out, and `at` counts what is left. ValueError for values that are not
    finite.

    >>> pattern(pl.Series([10, 11, 10, 9, 10, 11, 20, 21, 19, 20, 21, 20]))
    Pattern(shape='step', at=6, size=98.36065573770495)
    """
    y = numbers(values.to_frame("value"), "value").drop_nulls().to_numpy()
    if len(y) < 2 * SIDE or np.ptp(y) == 0:
        return Pattern("level")
    step, step_left = _step(y)
    outlier, outlier_left = _outlier(y)
    left = {"level": _squares(y), "trend": _trend_left(y), "step": step_left, "outlier": outlier_left}
    parameters = {"level": 1, "trend": 2, "step": 3, "outlier": 3}
    score = {shape: _bic(left[shape], len(y), parameters[shape]) for shape in left}
    best = min(score, key=score.__getitem__)
    if score["level"] - score[best] <= STRONG:
        return Pattern("level")
    if best == "trend":
        return Pattern("trend", size=_share(_slope(y), float(y.mean())))
    if best == "step":
        before = float(y[:step].mean())
        return Pattern("step", step, _share(float(y[step:].mean()) - before, before))
    others = float(np.delete(y, outlier).mean())
    return Pattern("outlier", outlier, _share(float(y[outlier]) - others, others))


def _bic(left: float, count: int, parameters: int) -> float:
    """Of a fit that leaves so much: one that leaves nothing is held to leave next to nothing."""
    return float(count * np.log(max(left, 1e-12) / count) + parameters * np.log(count))


def _share(part: float, whole: float) -> float | None:
    return 100 * part / whole if whole else None


def _squares(y: NDArray[np.float64]) -> float:
    return float(((y - y.mean()) ** 2).sum())


def _slope(y: NDArray[np.float64]) -> float:
    when = np.arange(len(y)) - (len(y) - 1) / 2
    return float((when * y).sum() / (when**2).sum())


def _trend_left(y: NDArray[np.float64]) -> float:
    when = np.arange(len(y)) - (len(y) - 1) / 2
    return float(((y - y.mean() - _slope(y) * when) ** 2).sum())


def _step(y: NDArray[np.float64]) -> tuple[int, float]:
    """The best place of a step, and what it leaves."""
    left = {at: _squares(y[:at]) + _squares(y[at:]) for at in range(SIDE, len(y) - SIDE + 1)}
    at = min(left, key=left.__getitem__)
    return at, left[at]


def _outlier(y: NDArray[np.float64]) -> tuple[int, float]:
    """The point without which the others scatter least, and what they then leave."""
    at = int(np.argmax(np.abs(y - np.median(y))))
    return at, _squares(np.delete(y, at))
