"""Pictures of how a scheme is planned, and its people matched."""

from __future__ import annotations

import numpy as np
import polars as pl

from docs.draw_methods.pieces import SOURCE, Spec, line, marks, number, picture, rung
from tp_metrics import charts, stats

COVARIATES = ["age", "priors"]


@picture("detectable")
def detectable() -> Spec:
    """The smallest change that groups of each size find."""
    sizes, base = list(range(60, 1501, 20)), 136 / 327
    found = [stats.detectable_effect(n, n, base) for n in sizes]
    diamond = stats.detectable_effect(368, 327, base) or 0.0
    return charts.curves(
        line("", sizes, found),
        title=f"Groups of 368 and 327, as in Diamond, find a change of {diamond:.0f} points and no less",
        unit=f"smallest change from {100 * base:.0f} %, in points, found with 80 % power",
        x_words="people in each group",
        marks=marks((347, diamond, f"Diamond: {diamond:.1f}")),
        zero=True,
    )


@picture("pilot")
def pilot() -> Spec:
    """How long a pilot runs, by what it looks for and by how many it recruits."""
    effects = [n / 2 for n in range(10, 41)]
    months = {
        rate: [stats.pilot_plan(-effect / 100, 0.42, recruits_per_month=rate).answer for effect in effects]
        for rate in (30, 60)
    }
    plan = stats.pilot_plan(-0.10, 0.42, recruits_per_month=30)
    return charts.curves(
        pl.concat([line(f"{rate} recruits a month", effects, found) for rate, found in months.items()]),
        title=f"To find a fall of 10 points from 42 %, {plan.treated + plan.controls} people and {plan.answer} months",
        unit="months to the answer",
        x_words="points of the fall that is looked for",
        marks=marks((10, plan.answer, f"{plan.treated} in each arm, {plan.answer} months")),
        levels={"follow-up and courts alone": 18.0},
        zero=True,
    )


def people() -> pl.DataFrame:
    """Those who took a made-up scheme, and three times as many who did not."""
    rng = np.random.default_rng(4)
    taken = np.repeat([True, False], [60, 180])
    age = np.where(taken, rng.normal(24, 5, 240), rng.normal(28, 7, 240)).round()
    priors = np.where(taken, rng.poisson(5, 240), rng.poisson(3.6, 240))
    frame = pl.DataFrame({"scheme": taken, "age": age, "priors": priors})
    return stats.matched(frame, treated="scheme", covariates=COVARIATES)


@picture("matched")
def matched() -> Spec:
    """The first ten on the scheme, each with the nearest who was not."""
    frame = people()
    controls = frame.filter(~pl.col("scheme")).drop_nulls("pair").select("pair", other="logit")
    treated = frame.filter("scheme").join(controls, on="pair", how="left").sort("logit", descending=True)
    rows = []
    for number_, (own, other) in enumerate(treated.head(10).select("logit", "other").iter_rows(), start=1):
        alone = other is None
        span = [own] if alone else [own, min(own, other), max(own, other)]
        said = "nobody near" if alone else f"{number(own, 2)} and {number(other, 2)}"
        rows.append(rung("Likeliest first", f"person {number_}", span, said, not alone))
    left = treated["other"].null_count()
    title = f"{treated.height - left} of {treated.height} on the scheme have a partner"
    words = {"at": None, "at_words": "", "line_words": "to that of the partner (end of the line)"}
    return charts.rungs(rows, title=title, unit="Log odds of being on the scheme", source=SOURCE, **words)


@picture("balance")
def balance() -> Spec:
    """How alike the groups are before and after matching."""
    found = stats.balance(people(), treated="scheme", covariates=COVARIATES)
    rows = []
    for head, of in (("Before matching", "before"), ("After matching", "after")):
        for covariate, apart in found.select("covariate", of).iter_rows():
            span = [apart, min(0, apart), max(0, apart)]
            rows.append(rung(head, covariate, span, number(apart, 2, sign=True), abs(apart) < 0.1))
    title = f"Matching brings {found['balanced'].sum()} of {found.height} covariates within 0.1 (filled)"
    words = {"at": 0.0, "at_words": "alike", "line_words": "scheme less controls"}
    return charts.rungs(rows, title=title, unit="Standard deviations", source=SOURCE, **words)
