"""Pictures of the corporate verdicts."""

from __future__ import annotations

from functools import partial

import polars as pl

from docs.draw_methods.pieces import PICTURES, SOURCE, Spec, lit, number, numbers, picture, rung, series, steady
from tp_metrics import charts, stats

_red = [*steady(29, 7, scatter=7.0), 105.0]
_red[-13] = 99.0
_green = [*steady(24, 9, level=88.0, scatter=4.0), 93.0, 92.0, 94.0, 93.0, 95.0, 94.0, 93.0, 96.0]


@picture("target-level")
def target_level() -> Spec:
    """The levels that two targets ask for."""
    found = []
    for head, kind, target, known in (
        ("5 % fewer than last year", "change_percent", -5.0, (4500, 3900, 3300)),
        ("A level of 4,000", "level", 4000.0, (4500, 3900, 3300)),
    ):
        for previous in known:
            level = numbers(stats.target_level(pl.lit(target), kind, pl.lit(previous)))[0]
            span = [level, min(level, previous), max(level, previous)]
            found.append(rung(head, f"{previous:,} last year", span, number(level)))
    title = "A target in per cent goes with last year's same months; a level does not"
    words = {
        "at": None,
        "at_words": "",
        "line_words": "target (dot) and the same months of last year (end of the line)",
    }
    return charts.rungs(found, title=title, unit="Offences", source=SOURCE, **words)


@picture("rag")
def rag() -> Spec:
    """Four figures, one target, and the colour that each has."""
    target, found = 95.0, []
    for now, before in ((93.0, 90.0), (98.0, 102.0), (100.0, 100.0), (101.0, 97.0)):
        colour = numbers(stats.rag(*lit(now, before, target), better="lower"))[0]
        span = [now, min(now, before), max(now, before)]
        found.append(rung("Fewer is better", f"{now:.0f}, after {before:.0f}", span, colour, colour == "red"))
    title = "Green is on target, amber off it and no worse than last year, red off it and worse"
    words = {"at": target, "at_words": "target", "line_words": "now (dot) and last year (end of the line)"}
    return charts.rungs(found, title=title, unit="Offences", source=SOURCE, **words)


def quarrel(values: list[float], target: float, colour: str) -> Spec:
    """A chart on which the corporate colour and the chart's signal differ."""
    chart = stats.xmr(series(values), better="lower")
    signal, last_year = stats.latest_signal(chart)["signal"][0], values[-13]
    found = pl.DataFrame({"v": values[-1:], "p": [last_year], "t": [target], "s": [signal]})
    verdict = stats.rag(pl.col("v"), pl.col("p"), pl.col("t"), better="lower")
    said = found.select(r=verdict, d=stats.disagreement(verdict, pl.col("s"))).row(0)
    assert said[0] == colour, said
    levels = {"target": target, "year before": last_year}
    unit = "offences in an average month"
    return charts.control(chart, levels=levels, title=said[1], unit=unit, source=SOURCE)


PICTURES["verdict-red-usual"] = partial(quarrel, _red, 95.0, "red")
PICTURES["verdict-green-concern"] = partial(quarrel, _green, 100.0, "green")
