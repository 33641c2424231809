"""Pictures of reoffending: what counts, what two groups allow to be said, and the curves."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from docs.draw_methods.pieces import SOURCE, Spec, held, number, numbers, picture, rung
from tp_metrics import charts, stats


@picture("maturity")
def maturity() -> Spec:
    """Which of four cohorts may be measured."""
    as_at, rows = date(2011, 12, 31), []
    for start in (date(2010, 1, 31), date(2010, 6, 30), date(2010, 9, 30), date(2011, 3, 31)):
        word = numbers(stats.maturity(pl.lit(start), pl.lit(as_at)))[0]
        age = 12 * (as_at.year - start.year) + as_at.month - start.month
        rows.append(rung("Last recruit", f"{start:%B %Y}", [age, 0, age], word, word == "mature"))
    title = f"On {as_at.day} {as_at:%B %Y} {sum(row['strong'] for row in rows)} of {len(rows)} cohorts can be measured"
    words = {
        "at": 18.0,
        "at_words": "12 months to reoffend and 6 for the courts",
        "line_words": "since the last recruit",
    }
    return charts.rungs(rows, title=title, unit="Months", source=SOURCE, **words)


@picture("proven")
def proven() -> Spec:
    """Which of five offences count, each from its day to that of its outcome."""
    rows, month = [], 365.25 / 12
    start = date(2010, 1, 1)
    for name, offence, outcome in (
        ("convicted soon", date(2010, 4, 10), date(2010, 8, 2)),
        ("convicted late", date(2010, 10, 20), date(2011, 5, 15)),
        ("convicted too late", date(2010, 11, 5), date(2011, 8, 20)),
        ("after the year", date(2011, 2, 3), date(2011, 4, 11)),
        ("never convicted", date(2010, 6, 1), None),
    ):
        counts = numbers(stats.proven_reoffence(pl.lit(start), pl.lit(offence), pl.lit(outcome, pl.Date)))[0]
        at, end = ((day - start).days / month for day in (offence, outcome or offence))
        rows.append(rung("Offence, to its outcome", name, [at, at, end], "counts" if counts else "does not", counts))
    title = f"{sum(row['strong'] for row in rows)} of {len(rows)} offences are proven reoffences"
    words = {
        "at": 12.0,
        "at_words": "end of the year",
        "line_words": "from the offence (mark) to its conviction or caution",
    }
    return charts.rungs(rows, title=title, unit="Months since the index date", source=SOURCE, **words)


@picture("prevalence")
def prevalence() -> Spec:
    """How many reoffend, and how much."""
    groups = {"scheme": [0] * 58 + [1] * 30 + [2] * 12, "controls": [0] * 58 + [1] * 14 + [3] * 16 + [5] * 12}
    rows = []
    many = {name: 100 * numbers(stats.prevalence(pl.lit(pl.Series(one))))[0] for name, one in groups.items()}
    much = {name: numbers(stats.frequency(pl.lit(pl.Series(one))))[0] for name, one in groups.items()}
    for head, found in (("People who reoffend", many), ("Their reoffences", much)):
        rows += [rung(head, name, [value, 0, value], number(value), name == "scheme") for name, value in found.items()]
    offences = f"with {number(much['scheme'])} offences and not {number(much['controls'])}"
    title = f"As many reoffend, {number(many['scheme'])} of 100, but {offences}"
    words = {"at": None, "at_words": "", "line_words": "from nought"}
    return charts.rungs(rows, title=title, unit="For each 100 people of the cohort", source=SOURCE, **words)


@picture("verdict")
def verdict() -> Spec:
    """The three verdicts."""
    rows = []
    for name, pair in (
        ("156/368, 136/327", (156, 368, 136, 327)),
        ("120/368, 136/327", (120, 368, 136, 327)),
        ("190/368, 136/327", (190, 368, 136, 327)),
    ):
        found = stats.verdict(*pair)
        limits = (found.difference, found.lower, found.upper)
        rows.append(held(found.word.capitalize(), f"{name}: p {found.p:.3f}", limits, 0, 1, sign=True))
    least = stats.verdict(156, 368, 136, 327).detectable
    title = f"Three verdicts on groups which can tell a change of {least:.0f} points"
    said = "The first pair is published (Diamond); the others are made up."
    return charts.rungs(
        rows, title=title, unit="Points, scheme less controls", at=0.0, at_words="no difference", source=said
    )


@picture("survival")
def survival() -> Spec:
    """Two made-up groups, some of whom are followed for less than a year."""
    people = followed()
    curve = stats.kaplan_meier(people, "months", "reoffended", "group")
    p = stats.log_rank(people, "months", "reoffended", "group")[1]
    title = f"Those on the scheme reoffend later (log-rank p\u00a0{p:.3f})"
    return charts.survival(curve, title=title, chosen="scheme", source=SOURCE)


def followed() -> pl.DataFrame:
    """Two made-up groups, with half months to the first reoffence or to the end of the follow-up."""
    rng = np.random.default_rng(30)
    parts = []
    for name, count, mean in (("scheme", 160, 24.0), ("matched group", 160, 13.0)):
        time, seen = rng.exponential(mean, count), np.minimum(12.0, rng.uniform(6, 20, count))
        when = np.ceil(np.minimum(time, seen) * 2) / 2
        parts.append(pl.DataFrame({"group": name, "months": when, "reoffended": time <= seen}))
    return pl.concat(parts)


@picture("cox")
def cox() -> Spec:
    """How much faster some reoffend, the others equal."""
    rng = np.random.default_rng(5)
    scheme, young, priors = rng.integers(0, 2, 600), rng.integers(0, 2, 600), rng.poisson(3, 600)
    time = rng.exponential(22 * np.exp(0.5 * scheme - 0.5 * young - 0.08 * priors))
    people = pl.DataFrame(
        {"on the scheme": scheme, "under 21": young, "one prior more": priors}
        | {"months": np.minimum(time, 12).round(2), "reoffended": time <= 12}
    )
    found = stats.cox(people, "months", "reoffended", ["on the scheme", "under 21", "one prior more"])
    rows = [
        held("Hazard ratio", name, limits, 1, 2)
        for name, *limits in found.select("covariate", "hazard_ratio", "lower", "upper").iter_rows()
    ]
    title = f"Those on the scheme reoffend {rows[0]['value']:.2f} times as fast, age and priors being equal"
    return charts.rungs(rows, title=title, unit="Times as fast", at=1.0, at_words="as fast", source=SOURCE)
