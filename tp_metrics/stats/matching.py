"""A comparison group: people like those treated, matched on their propensity to be treated."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

#: Two groups are alike in a covariate when their standardised difference is below this (Austin 2009).
BALANCED: Final = 0.1


def covariate_values(frame: pl.DataFrame, covariates: Sequence[str]) -> NDArray[np.float64]:
    """One row a person, one column a covariate, centred on the mean; refuses what no model can be fitted to.

    ValueError for no covariates, a missing column, nulls, values that are not finite numbers or true or false, a
    covariate that is the same for everyone, and one that follows from the others.

    >>> covariate_values(pl.DataFrame({"age": [20, 30]}), ["age"]).tolist()
    [[-5.0], [5.0]]
    """
    if not covariates:
        raise ValueError("a comparison needs at least one covariate")
    _present(frame, covariates)
    kinds = {name: frame[name].dtype for name in covariates}
    if wrong := [name for name, kind in kinds.items() if not (kind.is_numeric() or kind == pl.Boolean)]:
        raise ValueError(f"a covariate must be a number or true or false: {', '.join(wrong)}")
    values = frame.select(pl.col(covariates).cast(pl.Float64)).to_numpy()
    if not np.isfinite(values).all():
        raise ValueError("a covariate is not a finite number")
    if constant := [name for name, size in zip(covariates, np.ptp(values, axis=0), strict=True) if size == 0]:
        raise ValueError(f"a covariate is the same for everyone: {', '.join(constant)}")
    centred = values - values.mean(axis=0)
    if np.linalg.matrix_rank(centred / centred.std(axis=0)) < len(covariates):
        raise ValueError("one covariate follows from the others; leave it out")
    return np.asarray(centred)


def _present(frame: pl.DataFrame, columns: Sequence[str]) -> None:
    if absent := [name for name in columns if name not in frame.columns]:
        raise ValueError(f"there is no column {', '.join(absent)}")
    if frame.select(pl.any_horizontal(pl.col(columns).is_null()).any()).item():
        raise ValueError(f"one of {', '.join(columns)} is null for somebody")


def _side(frame: pl.DataFrame, treated: str) -> NDArray[np.bool_]:
    """Who was treated."""
    _present(frame, [treated])
    if frame[treated].dtype != pl.Boolean:
        raise ValueError(f"{treated} must be true or false")
    side = frame[treated].to_numpy()
    if side.all() or not side.any():
        raise ValueError("an arm of the comparison is empty")
    return side


def _logits(side: NDArray[np.bool_], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The log odds of each person to be treated."""
    # Imported here because statsmodels takes half a second, and only a comparison needs it.
    from statsmodels.discrete.discrete_model import Logit
    from statsmodels.tools.sm_exceptions import ModelWarning

    design = np.column_stack([np.ones(len(values)), values / values.std(axis=0)])
    with warnings.catch_warnings():
        warnings.simplefilter("error", ModelWarning)
        warnings.simplefilter("error", RuntimeWarning)
        try:
            fitted = Logit(side.astype(float), design).fit(disp=0)
        except (ModelWarning, RuntimeWarning, np.linalg.LinAlgError):
            raise ValueError("the covariates tell treated from controls perfectly, so that nobody is alike") from None
    # Rounded, so that people alike in every covariate tie on every machine.
    return np.round(np.asarray(design @ fitted.params), 12)


def _pairs(logits: NDArray[np.float64], side: NDArray[np.bool_], reach: float) -> list[tuple[int, int]]:
    """Row numbers of treated and control, nearest first come, each control once.

    One treated person after another because each takes a control from those that follow.
    """
    treated, controls = np.flatnonzero(side), np.flatnonzero(~side)
    # A stable sort: of equals the first row goes first, so that the same file gives the same pairs.
    order = treated[np.argsort(-logits[treated], kind="stable")]
    free = logits[controls].copy()
    pairs = []
    for person in order:
        gaps = np.abs(free - logits[person])
        nearest = int(np.argmin(gaps))
        if gaps[nearest] <= reach:
            pairs.append((int(person), int(controls[nearest])))
            free[nearest] = np.inf
    return pairs


def matched(frame: pl.DataFrame, *, treated: str, covariates: Sequence[str], caliper: float = 0.2) -> pl.DataFrame:
    """The frame, one row a person, with `logit` (log odds of being treated) and `pair` (its number, null if unmatched).

    Whoever consents to a scheme differs from who does not, and a raw comparison measures that too. Propensity by
    logistic regression; each treated person, from the highest propensity (the hardest to match) down, gets the nearest
    control not yet taken, within `caliper` standard deviations of the logit (the root of the mean of the two groups'
    variances). Equals go in the order of the rows: no chance enters. Null pairs among the treated narrow whom the
    comparison speaks for; say how many. It removes the differences that were measured, never the others. ValueError for
    an empty arm, nulls, covariates that are constant, collinear, not numbers, or that separate the arms perfectly,
    and a caliper that is not above 0. Rosenbaum and Rubin 1985, American Statistician 39:33; Austin 2011,
    Pharmaceutical Statistics 10:150, for 0.2.

    >>> people = pl.DataFrame({"scheme": [True, True, False, False, False], "age": [20, 30, 21, 40, 29]})
    >>> matched(people, treated="scheme", covariates=["age"], caliper=0.5)["pair"].to_list()
    [1, 2, 1, None, 2]
    """
    if not caliper > 0:
        raise ValueError(f"a caliper is above 0, not {caliper}")
    side = _side(frame, treated)
    logits = _logits(side, covariate_values(frame, covariates))
    reach = caliper * float(np.sqrt((_variance(logits[side]) + _variance(logits[~side])) / 2))
    pair: list[int | None] = [None] * len(frame)
    for number, (person, control) in enumerate(_pairs(logits, side, reach), start=1):
        pair[person] = pair[control] = number
    return frame.with_columns(pl.Series("logit", logits), pl.Series("pair", pair, pl.Int64))


def _variance(values: NDArray[np.float64]) -> float:
    return float(values.var(ddof=1)) if len(values) > 1 else 0.0


def _gaps(values: NDArray[np.float64], side: NDArray[np.bool_], spread: NDArray[np.float64]) -> list[float | None]:
    """Differences of the two sides' means in standard deviations; null without people or without spread."""
    if not len(values):
        return [None] * len(spread)
    gaps = values[side].mean(axis=0) - values[~side].mean(axis=0)
    return [float(gap / size) if size else None for gap, size in zip(gaps, spread, strict=True)]


def balance(frame: pl.DataFrame, *, treated: str, covariates: Sequence[str]) -> pl.DataFrame:
    """Standardised differences, treated less control, one row a covariate: before, after, balanced.

    `frame` comes from `matched`: before is everyone, after the pairs. In standard deviations (the root of the mean of
    the two groups' variances *before* matching, in both columns, lest matching flatter itself by another yardstick).
    Not a p-value, which matching improves merely by leaving fewer people. Balanced is below 0.1 either way. After is
    null without pairs. ValueError as in `matched`. Austin 2009, Statistics in Medicine 28:3083; Stuart 2010,
    Statistical Science 25:1.

    >>> people = pl.DataFrame({"scheme": [True, True, False, False, False], "age": [20, 30, 21, 40, 29]})
    >>> found = matched(people, treated="scheme", covariates=["age"], caliper=0.5)
    >>> balance(found, treated="scheme", covariates=["age"]).with_columns(pl.col("before", "after").round(3)).row(0)
    ('age', -0.595, 0.0, True)
    """
    side = _side(frame, treated)
    if "pair" not in frame.columns:
        raise ValueError("a balance needs the pairs of a matched frame")
    values = covariate_values(frame, covariates)
    spread = np.sqrt([(_variance(column[side]) + _variance(column[~side])) / 2 for column in values.T])
    paired = frame["pair"].is_not_null().to_numpy()
    before, after = (_gaps(values[rows], side[rows], spread) for rows in (np.full(len(side), True), paired))
    columns = {"covariate": pl.String, "before": pl.Float64, "after": pl.Float64}
    table = pl.DataFrame(zip(covariates, before, after, strict=True), columns, orient="row")
    return table.with_columns(balanced=pl.col("after").abs() < BALANCED)
