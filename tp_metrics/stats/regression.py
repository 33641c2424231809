"""What goes with what among the answers of one survey: regression with the survey's weights."""

from __future__ import annotations

from collections.abc import Sequence

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
    logistic regression does not give. ValueError for missing columns, a column that is no number, weights that are not
    above 0, no driver, fewer than 20 people for each column of the regression, and an outcome or a driver that is the
    same for everybody or follows from the others. Fuller 1975, Sankhya C 37:117; Binder 1983, International
    Statistical Review 51:279.

    >>> people = pl.DataFrame({"good": [0, 0, 1, 0, 1, 1, 1, 1] * 10, "fair": [0, 0, 0, 0, 1, 1, 1, 1] * 10, "w": 1.0})
    >>> weighted_regression(people, "good", ["fair"], weight="w")["effect"].round(2).to_list()
    [0.75]
    """
    normal_quantile(confidence)  # refuses what is no confidence
    whole = _complete(frame, outcome, drivers, weight, alike)
    y, w = whole[outcome].to_numpy(), whole[weight].to_numpy()
    x = np.column_stack([np.ones(len(y)), whole.select(drivers).to_numpy(), _dummies(whole, alike)])
    columns = x.shape[1]
    if len(y) < PEOPLE_A_COLUMN * columns:
        raise ValueError(f"{len(y)} people answered everything, and {columns} columns need {PEOPLE_A_COLUMN * columns}")
    asked = np.column_stack([y, x[:, 1 : 1 + len(drivers)]])
    for name, size in zip((outcome, *drivers), np.ptp(asked, axis=0), strict=True):
        if size == 0:
            raise ValueError(f"column '{name}' is the same for everybody")
    if np.linalg.matrix_rank(x) < columns:
        raise ValueError("a driver follows from the others, so that they cannot be told apart")
    from statsmodels.regression.linear_model import WLS  # loading it takes a second, and most pages do without

    fitted = WLS(y, x, weights=w).fit(cov_type="HC1")
    own = slice(1, 1 + len(drivers))
    effect = fitted.params[own]
    reach = special.stdtrit(len(y) - columns, (1 + confidence) / 2) * fitted.bse[own]
    spread = _spread(asked, w)
    unit = spread[1:] / spread[0]
    return pl.DataFrame(
        {
            "driver": list(drivers),
            "effect": effect,
            "lower": effect - reach,
            "upper": effect + reach,
            "standardised": effect * unit,
            "standardised_lower": (effect - reach) * unit,
            "standardised_upper": (effect + reach) * unit,
            "explained": np.full(len(drivers), fitted.rsquared),
            "people": np.full(len(drivers), len(y)),
        }
    )


def _complete(
    frame: pl.DataFrame, outcome: str, drivers: Sequence[str], weight: str, alike: Sequence[str]
) -> pl.DataFrame:
    """The people who answered everything, their numbers as numbers."""
    if not drivers:
        raise ValueError("a regression needs a driver")
    present(frame, [outcome, *drivers, weight, *alike])
    told = frame.select(*(numbers(frame, name).alias(name) for name in (outcome, *drivers, weight)), *alike)
    if (told[weight] <= 0).any():
        raise ValueError(f"column '{weight}' has a weight that is not above 0")
    return told.drop_nulls()


def _dummies(whole: pl.DataFrame, alike: Sequence[str]) -> NDArray[np.float64]:
    """The columns in which people are made alike: of words one to each word but the first."""
    words = [name for name in alike if not whole[name].dtype.is_numeric()]
    told = whole.select(alike).with_columns(pl.col(words).cast(pl.String)).to_dummies(words, drop_first=True)
    return np.asarray(told.to_numpy(), dtype=float).reshape(whole.height, told.width)


def _spread(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard deviations by weight, of each column."""
    mean = np.average(values, axis=0, weights=weights)
    return np.asarray(np.sqrt(np.average((values - mean) ** 2, axis=0, weights=weights)))
