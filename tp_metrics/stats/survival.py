"""Time to reoffence: who has not reoffended yet, where not everybody has been followed for as long."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy import special  # type: ignore[import-untyped,unused-ignore]

from tp_metrics.stats.intervals import normal_quantile
from tp_metrics.stats.matching import covariate_values
from tp_metrics.stats.sequence import numbers, present


def _followed(frame: pl.DataFrame, time: str, event: str, others: dict[str, str]) -> pl.DataFrame:
    """Columns time, event and the others by their own names, whole and possible."""
    present(frame, [time, event, *others.values()])
    columns = {own: pl.col(name) for own, name in others.items()}
    happened = frame.select(pl.col(event).cast(pl.Int8) if frame[event].dtype == pl.Boolean else event)
    people = frame.select(time=numbers(frame, time, least=0), event=numbers(happened, event), **columns)
    if people.is_empty():
        raise ValueError("nobody was followed")
    if people.select(pl.any_horizontal(pl.all().is_null()).any()).item():
        raise ValueError("a time, an event or what people are compared by is null")
    if not people.select(pl.col("event").is_in([0.0, 1.0]).all()).item():
        raise ValueError("an event has happened, 1 or true, or has not, 0 or false")
    return people


def _some_event(people: pl.DataFrame) -> None:
    if people["event"].sum() == 0:
        raise ValueError("nobody had the event")


def kaplan_meier(
    frame: pl.DataFrame, time: str, event: str, group: str | None = None, *, confidence: float = 0.95
) -> pl.DataFrame:
    """The share not yet reoffended, from 0 to 1, one row a (group and) time from time 0 on: the steps of the curve.

    Columns: group (where one is named), time, at_risk (just before), events, censored, survival, lower, upper. Unlike
    the plain share it uses people who were followed for less than the whole time for as long as they were seen; whoever
    leaves at a time still counts as at risk at it. Limits are Greenwood's on the log(−log) scale, which stay within 0
    and 1; null where the curve stands at 1 or at 0. ValueError for missing columns, nulls, negative times, events
    other than 0 and 1, and nobody at all. Kaplan and Meier 1958, JASA 53:457; Kalbfleisch and Prentice 2002, The
    Statistical Analysis of Failure Time Data, section 1.4.

    >>> people = pl.DataFrame({"months": [2, 3, 3, 8], "reoffended": [True, True, False, True]})
    >>> kaplan_meier(people, "months", "reoffended")["survival"].round(3).to_list()
    [1.0, 0.75, 0.5, 0.0]
    """
    z = normal_quantile(confidence)
    people = _followed(frame, time, event, {"group": group} if group else {})
    people = people if group else people.with_columns(group=pl.lit(None))
    start = people.select(pl.col("group").unique(), time=pl.lit(0.0), events=pl.lit(0.0), leaving=pl.lit(0, pl.UInt32))
    steps = people.group_by("group", "time").agg(events=pl.col("event").sum(), leaving=pl.len().cast(pl.UInt32))
    steps = (
        pl.concat([start, steps.select(start.columns)])
        .group_by("group", "time")
        .agg(pl.all().sum())
        .with_columns(at_risk=pl.col("leaving").cum_sum(reverse=True).over("group", order_by="time"))
    )
    lost, at_risk = pl.col("events"), pl.col("at_risk")
    greenwood = (lost / (at_risk * (at_risk - lost))).cum_sum()
    curve = steps.with_columns(
        survival=(1 - lost / at_risk).cum_prod().over("group", order_by="time"),
        greenwood=greenwood.over("group", order_by="time"),
    ).sort("group", "time")
    survival = pl.col("survival")
    inside = pl.when((survival > 0) & (survival < 1)).then(survival)
    width = (z * pl.col("greenwood").sqrt() / inside.log().abs()).exp()
    return curve.select(
        *(["group"] if group else []),
        *("time", pl.col("at_risk", "events").cast(pl.Int64)),
        (pl.col("leaving") - lost).cast(pl.Int64).alias("censored"),
        *("survival", (inside**width).alias("lower"), (inside ** (1 / width)).alias("upper")),
    )


def log_rank(frame: pl.DataFrame, time: str, event: str, group: str) -> tuple[float, float]:
    """Chi squared and p of the log-rank test that the groups' curves are one curve.

    It uses the whole curves, where a comparison at one month throws the rest away; weak where curves cross. One
    degree of freedom fewer than there are groups, hypergeometric variance, by statsmodels. ValueError as in
    `kaplan_meier`, for fewer than two groups, and where nobody had the event. Mantel 1966, Cancer Chemotherapy
    Reports 50:163.

    >>> people = pl.DataFrame({"months": [1, 2, 3, 4, 5, 6], "reoffended": [1] * 6, "arm": ["a"] * 3 + ["b"] * 3})
    >>> tuple(round(part, 3) for part in log_rank(people, "months", "reoffended", "arm"))
    (5.052, 0.025)
    """
    people = _followed(frame, time, event, {"group": group})
    if people["group"].n_unique() < 2:
        raise ValueError("a comparison needs two groups")
    _some_event(people)
    # Imported here, as below, because statsmodels takes half a second, and only these tests need it.
    from statsmodels.duration.survfunc import survdiff

    labels = people["group"].rank("dense").to_numpy()
    try:
        squared, p = survdiff(people["time"].to_numpy(), people["event"].to_numpy(), labels)
    except np.linalg.LinAlgError:
        raise ValueError("the groups were never at risk together while somebody was left to compare") from None
    return float(squared), float(p)


def cox(frame: pl.DataFrame, time: str, event: str, covariates: Sequence[str]) -> pl.DataFrame:
    """Hazard ratios with 95 % limits, one row a covariate: covariate, hazard_ratio, lower, upper, z, p.

    The ratio of the rates of reoffending at any time of two people who differ by one in that covariate and are alike
    in the others; 1 is no difference. It supposes that the ratio stays the same over the follow-up: look at the curves
    first. Partial likelihood with Efron's treatment of ties, by statsmodels. Covariates are numbers or true or false.
    ValueError as in `kaplan_meier`, for covariates that are constant, collinear or not numbers, and where one
    separates those with the event perfectly. Cox 1972, JRSS B 34:187; Efron 1977, JASA 72:557.

    >>> people = pl.DataFrame({"months": [1, 2, 3, 4, 5, 6], "reoffended": [1] * 6, "drugs": [1, 0, 1, 0, 1, 0]})
    >>> cox(people, "months", "reoffended", ["drugs"])["hazard_ratio"].round(2).to_list()
    [1.88]
    """
    people = _followed(frame, time, event, {})
    _some_event(people)
    values = covariate_values(frame, covariates)
    scale = values.std(axis=0)
    from statsmodels.duration.hazard_regression import PHReg
    from statsmodels.tools.sm_exceptions import ModelWarning

    with warnings.catch_warnings():
        warnings.simplefilter("error", ModelWarning)
        warnings.simplefilter("error", RuntimeWarning)
        try:
            model = PHReg(people["time"].to_numpy(), values / scale, status=people["event"].to_numpy(), ties="efron")
            fitted = model.fit(disp=0)
        except (ModelWarning, RuntimeWarning, np.linalg.LinAlgError):
            raise ValueError("a covariate tells who had the event perfectly, or too few had it") from None
    size, error = np.asarray(fitted.params) / scale, np.asarray(fitted.bse) / scale
    reach = normal_quantile(0.95) * error
    parts = {"hazard_ratio": np.exp(size), "lower": np.exp(size - reach), "upper": np.exp(size + reach)}
    z = size / error
    return pl.DataFrame({"covariate": list(covariates), **parts, "z": z, "p": 2 * special.ndtr(-np.abs(z))})
