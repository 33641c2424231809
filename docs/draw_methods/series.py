"""Pictures of figures over time."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import polars as pl

from docs.draw_methods.pieces import PICTURES, SOURCE, Spec, line, marks, number, numbers, picture, rung, series, steady
from tp_metrics import charts, stats

SAID = {"unit": "offences in an average month", "source": SOURCE}
_flat, _calm = steady(30, 4), steady(30, 1)
#: Each rule of the chart → made-up months that it hits.
RULES = {
    "outside": [*_flat[:24], 132.0, *_flat[25:]],
    "trend": [*_flat[:20], 92.0, 95.0, 97.0, 100.0, 104.0, 107.0, 111.0, *_flat[27:]],
    "two of three": [*_calm[:22], 109.0, 103.0, 108.0, *_calm[25:]],
    "shift": [*steady(21, 9), 95.0, 93.0, 97.0, 94.0, 95.0, 96.0, 92.0, 96.0, 95.0],
}
TITLES = {
    "outside": "Outside: one month beyond the limits",
    "trend": "Trend: seven months, each above the one before",
    "two of three": "Two of three: close to a limit, on one side of the mean",
    "shift": "Shift: seven months or more on one side of the mean",
}


def rule(name: str) -> Spec:
    """A control chart on which one rule is hit."""
    return charts.control(stats.xmr(series(RULES[name]), better="lower"), title=TITLES[name], **SAID)


for _name in RULES:
    PICTURES[f"control-{_name.replace(' ', '-')}"] = partial(rule, _name)


@picture("control-break")
def control_break() -> Spec:
    """Limits that start afresh."""
    stepped = series([*steady(20, 5), *steady(16, 7, level=80.0)], new=[n == 20 for n in range(36)])
    chart = stats.xmr(stepped, better="lower", breaks="new")
    return charts.control(chart, title="A dated event: mean and limits start afresh", **SAID)


def varying(share: float, seed: int) -> tuple[Any, Any]:
    """24 bases between few and many, and how many events chance puts in each."""
    rng = np.random.default_rng(seed)
    bases = (120 + 100 * np.sin(np.arange(24) / 3)).round()
    return bases, rng.poisson(share * bases)


@picture("control-laney-p")
def laney_p() -> Spec:
    """The share of victims satisfied, of few and of many who were asked."""
    asked, unhappy = varying(0.24, 2)
    unhappy[[4, 13]] = [round(0.42 * asked[4]), round(0.42 * asked[13])]
    frame = series(asked - unhappy).rename({"value": "good"}).with_columns(asked=pl.Series(asked))
    chart = stats.laney_p(frame, "good", "asked", better="higher")
    title = f"58 % of {asked[4]:.0f} is a signal, 58 % of {asked[13]:.0f} is not: limits are wide where few were asked"
    assert chart["signal"].to_list().count("concern") == 1
    return charts.control(chart, title=title, unit="per cent satisfied", scale=100.0, source=SOURCE)


@picture("control-laney-u")
def laney_u() -> Spec:
    """Calls per officer, of few and of many officers."""
    officers, calls = varying(9.0, 8)
    frame = series(calls).rename({"value": "calls"}).with_columns(officers=pl.Series(officers))
    chart = stats.laney_u(frame, "calls", "officers")
    title = "Where few officers were on duty, calls per officer may stray further"
    return charts.control(chart, title=title, unit="calls per officer", source=SOURCE)


@picture("assurance")
def assurance() -> Spec:
    """Three stable series against one target."""
    target, found = 70.0, []
    for name, level in (("Camden", 78.0), ("Brent", 70.5), ("Ealing", 62.0)):
        now = stats.latest_signal(stats.xmr(series(steady(30, 3, level, 2.0)), better="higher"))
        mean, lower, upper = now.select("mean", "lower", "upper").row(0)
        word = numbers(stats.assurance(pl.lit(lower), pl.lit(upper), pl.lit(target), better="higher"))[0]
        found.append(rung("Limits of the chart", name, [mean, lower, upper], word, word != "hit and miss"))
    title = "Where higher is better: limits above the target, about it, and below it"
    words = {"at": target, "at_words": "target", "line_words": "mean and limits of each place's control chart"}
    return charts.rungs(found, title=title, unit="Per cent", source=SOURCE, **words)


@picture("latest-signal")
def latest_signal() -> Spec:
    """What four charts say now."""
    places = ("Barnet", "Camden", "Ealing", "Newham")
    values = ([*_calm[:24], 126.0], RULES["trend"][:27], RULES["shift"], _flat)
    frames = [series(own, place=place) for place, own in zip(places, values, strict=True)]
    found = stats.latest_signal(stats.xmr(pl.concat(frames), series="place", better="lower"), "place")
    rows = []
    for row in found.iter_rows(named=True):
        usual = row["signal"] == "usual"
        said = "usual" if usual else f"{row['rule']} since {row['since']:%b %Y}"
        limits = [row["value"], row["lower"], row["upper"]]
        rows.append(rung("Latest month", row["place"], limits, said, not usual))
    title = f"Of four charts {sum(row['strong'] for row in rows)} signal in their latest month (filled)"
    words = {"at": None, "at_words": "", "line_words": "with the limits of its chart"}
    return charts.rungs(rows, title=title, unit="Offences", source=SOURCE, **words)


@picture("season")
def season() -> Spec:
    """The season that is taken out of four made-up years."""
    chance = np.random.default_rng(6).normal(1, 0.03, 48)
    counts = [1200 * (1 + 0.15 * np.sin(n * np.pi / 6)) * chance[n] for n in range(48)]
    found = stats.seasonally_adjusted(series(counts)).tail(12)
    month = pl.col("month").dt.month()
    shown = found.select(month, percent=100 * (pl.col("factor") - 1), latest=month == 3)
    highest = shown.sort("percent")["percent"][-1]
    title = f"The season that is taken out: summers lie up to {highest:.0f} % above, winters below"
    return charts.season(shown, title=title, source=SOURCE)


@picture("against-trend")
def against_trend() -> Spec:
    """A strength that falls on its way, and then falls off it."""
    values = [600 - n + x for n, x in enumerate(steady(24, 2, 0.0, 1.5))] + [566.0]
    found = stats.against_trend(series(values)).row(0, named=True)
    fitted = [found["expected"] + found["slope"] * (n - 24) for n in range(25)]
    limits = line("", [24, 24], [found["lower"], found["upper"]])
    said = f"{values[-1]:.0f}, {found['position']}"
    return charts.curves(
        pl.concat([line("officers", range(25), values), line("own course", range(25), fitted), limits]),
        title=f"{number(found['lower'])} to {number(found['upper'])} officers were to be expected on the old course",
        unit="officers; upright at the end: where one more figure may lie",
        x_words="month",
        marks=marks((24, values[-1], said), left=(0,)),
        source=SOURCE,
    )


@picture("patterns")
def patterns() -> Spec:
    """Four shapes, each named by the method."""
    chance = np.array(steady(24, 12, 0.0, 1.2))
    shapes = {
        "trend": 90 + np.arange(24) * 0.9,
        "step": np.where(np.arange(24) < 12, 64.0, 76.0),
        "outlier": np.where(np.arange(24) == 17, 60.0, 42.0),
        "level": np.full(24, 20.0),
    }
    lines = []
    for wanted, values in shapes.items():
        found = stats.pattern(pl.Series(values + chance))
        assert found.shape == wanted, found
        size = "" if found.size is None else f" {number(found.size, 1, sign=True)} %"
        lines.append(line(f"{found.shape}{size}", range(1, 25), values + chance))
    title = "The shape that fits each series best, with its size"
    return charts.curves(pl.concat(lines), title=title, unit="offences", x_words="month", height=300, source=SOURCE)
