"""What goes with what among the answers of one survey: regression with the survey's weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import special  # type: ignore[import-untyped,unused-ignore]

from tp_metrics.stats.intervals import normal_quantile
from tp_metrics.stats.sequence import numbers, present

#: So many people are needed for each column of the regression; with fewer its limits are too narrow.
PEOPLE_A_COLUMN = 20


def weighted_regression(
    frame: pl.DataFrame,
    outcome: str,
    drivers: Sequence[str],
    *,
    weight: str,
    alike: Sequence[str] = (),
    confidence: float = 0.95,
) -> pl.DataFrame:
    """What each driver goes with, all others being alike: one row to a driver, in the order given.

    Columns: driver, effect (units of the outcome for one unit of the driver) with lower and upper, standardised (the
    same in standard deviations of both) with standardised_lower and standardised_upper, explained (the share of the
    outcome's variance that all columns explain together, from 0 to 1) and people. One row of the frame is one person;
    rows in which anything is null are left out. `alike` are columns of words or numbers that people are made alike in.

    Least squares by weight; limits from the linearised variance (the sandwich with n/(n − k)), Student's t with n − k
    degrees of freedom. A weight says how many people someone stands for, and not how exactly they answered: the usual
    formula would take it for that. With outcome and drivers of 0 and 1 an effect is in points for each point, which a
    logistic regression does not give. ValueError for columns that are missing or named twice, a column that is no
    number, weights that are not above 0, no driver, fewer than 20 people for each column of the regression, an outcome
    or a driver that is the same for everybody, has two values of which fewer than 20 people have one (its limits would
    hold the truth too seldom) or follows from the others, and numbers too far apart to reckon with. Fuller 1975,
    Sankhya C 37:117; Binder 1983, International Statistical Review 51:279.

    >>> people = pl.DataFrame({"good": [0, 0, 1, 0, 1, 1, 1, 1] * 10, "fair": [0, 0, 0, 0, 1, 1, 1, 1] * 10, "w": 1.0})
    >>> weighted_regression(people, "good", ["fair"], weight="w")["effect"].round(2).to_list()
    [0.75]
    """
    normal_quantile(confidence)  # refuses what is no confidence
    whole = _complete(frame, outcome, drivers, weight, alike)
    x = np.column_stack([np.ones(whole.height), whole.select(drivers).to_numpy(), *_alike(whole, alike)])
    columns = x.shape[1]
    if whole.height < PEOPLE_A_COLUMN * columns:
        raise ValueError(
            f"{whole.height} people answered everything, and {columns} columns need {PEOPLE_A_COLUMN * columns}"
        )
    for name in (outcome, *drivers):
        _told_apart(whole[name])
    # Only the proportions of weights count, and each column's own size does not.
    y, w = whole[outcome].to_numpy(), whole[weight].to_numpy() / whole[weight].max()
    size = np.abs(x).max(axis=0)
    if np.linalg.matrix_rank(np.sqrt(w)[:, None] * (x / size)) < columns:
        raise ValueError("a driver follows from the others, so that they cannot be told apart")
    from statsmodels.regression.linear_model import WLS  # loading it takes a second, and most pages do without

    own = slice(1, 1 + len(drivers))
    with np.errstate(all="ignore"):  # what cannot be reckoned with is refused below
        fitted = WLS(y, x / size, weights=w / w.mean()).fit(cov_type="HC1")
        effect = fitted.params[own] / size[own]
        reach = special.stdtrit(whole.height - columns, (1 + confidence) / 2) * fitted.bse[own] / size[own]
        spread = _spread(whole.select(outcome, *drivers).to_numpy(), w)
        unit = spread[1:] / spread[0]
        told = np.array([effect, reach, effect * unit, reach * unit])
    if not (np.isfinite(told).all() and -1e-9 <= fitted.rsquared <= 1):
        raise ValueError("the numbers or their weights lie too far apart to reckon with")
    return pl.DataFrame(
        {
            "driver": list(drivers),
            "effect": effect,
            "lower": effect - reach,
            "upper": effect + reach,
            "standardised": effect * unit,
            "standardised_lower": (effect - reach) * unit,
            "standardised_upper": (effect + reach) * unit,
            "explained": np.full(len(drivers), max(fitted.rsquared, 0.0)),
            "people": np.full(len(drivers), whole.height),
        }
    )


def _complete(
    frame: pl.DataFrame, outcome: str, drivers: Sequence[str], weight: str, alike: Sequence[str]
) -> pl.DataFrame:
    """The people who answered everything, their numbers as numbers."""
    if not drivers:
        raise ValueError("a regression needs a driver")
    named = [outcome, *drivers, weight, *alike]
    present(frame, named)
    for name in named:
        if named.count(name) > 1:
            raise ValueError(f"column '{name}' is named twice")
    told = frame.select(*(numbers(frame, name).alias(name) for name in (outcome, *drivers, weight)), *alike)
    if (told[weight] <= 0).any():
        raise ValueError(f"column '{weight}' has a weight that is not above 0")
    return told.drop_nulls()


def _alike(whole: pl.DataFrame, alike: Sequence[str]) -> Iterator[NDArray[np.float64]]:
    """The columns in which people are made alike: of words one to each word but the first, of numbers the numbers."""
    for name in alike:
        column = whole[name]
        if column.dtype.is_numeric():
            if column.n_unique() > 1:
                yield numbers(whole, name).to_numpy()
        elif column.dtype.is_nested() or column.dtype in (pl.Object, pl.Binary):
            raise ValueError(f"column '{name}' holds {column.dtype}, not words or numbers")
        else:
            said = column.cast(pl.String)
            for word in said.unique().sort()[1:]:
                yield (said == word).cast(pl.Float64).to_numpy()


def _told_apart(column: pl.Series) -> None:
    """Nothing, where people differ in the column enough to learn from it."""
    counts = column.value_counts()["count"]
    if len(counts) == 1:
        raise ValueError(f"column '{column.name}' is the same for everybody")
    rarer = int(counts.min())  # type: ignore[arg-type]
    if len(counts) == 2 and rarer < PEOPLE_A_COLUMN:
        raise ValueError(
            f"column '{column.name}' has its rarer value for {rarer} people, and {PEOPLE_A_COLUMN} are needed"
        )


def _spread(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard deviations by weight, of each column."""
    mean = np.average(values, axis=0, weights=weights)
    return np.asarray(np.sqrt(np.average((values - mean) ** 2, axis=0, weights=weights)))
