"""Pictures of the rest of the year."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from docs.draw_methods.pieces import SOURCE, Spec, line, lit, marks, number, numbers, picture, rung
from tp_metrics import charts, stats

PLACE = "Borough 20"
#: Where each of eight boroughs starts in the pictures that smooth, which takes a while for each.
FEW = tuple(f"Borough {n}" for n in range(16, 24))


@cache
def counts() -> pl.DataFrame:
    """32 boroughs with six past years, and seven months of this one."""
    rng = np.random.default_rng(21)
    season = 1 + 0.12 * np.sin((np.arange(12) - 1) * np.pi / 6)
    rows = []
    for place in range(32):
        for year in range(2005, 2012):
            level = (60 + 4 * place) * np.exp(rng.normal(0, 0.04)) * season * np.exp(rng.normal(0, 0.05, 12))
            rows += [(f"Borough {place}", year, month + 1, float(rng.poisson(level[month]))) for month in range(12)]
    frame = pl.DataFrame(rows, ["place", "year", "month", "value"], orient="row")
    return frame.filter((pl.col("year") < 2011) | (pl.col("month") <= 7))


@cache
def projections() -> pl.DataFrame:
    """What the simple rule makes of them, this year and in each past one."""
    return stats.projection(counts())


@cache
def aims() -> pl.DataFrame:
    """A target of 2 % fewer than last year."""
    last = counts().filter(pl.col("place") == PLACE, pl.col("year") == 2010)["value"].sum()
    return pl.DataFrame({"place": [PLACE], "target": [round(0.98 * last)]})


@picture("rest-of-year")
def rest_of_year() -> Spec:
    """A borough after seven months."""
    mine = counts().filter(pl.col("place") == PLACE)
    found = stats.outlook(projections(), aims()).filter(pl.col("place") == PLACE)
    chance = numbers(stats.probability_words(pl.lit(found["probability"][0])))[0]
    title = f"Chance of reaching the target: {chance}"
    return charts.fan(mine, found, title=title, unit="offences", source=SOURCE)


@picture("back-test")
def back_test() -> Spec:
    """What two rules would have said at this month of past years."""
    frame = counts().filter(pl.col("place").is_in(FEW))
    chosen = stats.backtested(frame)["method"][0]
    rows, errors = [], {}
    tests = [rule(frame).filter(pl.col("actual").is_not_null()) for rule in (stats.projection, stats.ets_projection)]
    both = tests[0].drop_nulls("projected").join(tests[1].drop_nulls("projected"), on=["place", "year"], how="semi")
    for test in tests:
        kept = test.join(both, on=["place", "year"], how="semi")
        error = 100 * (pl.col("actual") / pl.col("projected") - 1)
        name = kept["method"][0]
        errors[name] = kept.select(error.abs().mean()).item()
        for place, year, off in kept.filter(pl.col("place").is_in(FEW[4:6])).select("place", "year", error).iter_rows():
            rows.append(rung(name.capitalize(), f"{place}, {year}", [off], f"{number(off, 1, sign=True)} %"))
    rows = [row | {"lower": min(0.0, row["value"]), "upper": max(0.0, row["value"])} for row in rows]
    said = "; ".join(f"{name} {error:.2f} %" for name, error in errors.items())
    words = {"at": 0.0, "at_words": "as projected", "line_words": "actual above or below what was projected"}
    return charts.rungs(
        rows, title=f"Erred on average: {said}. Taken: {chosen}", unit="Per cent", source=SOURCE, **words
    )


@picture("carried-forward")
def carried_forward() -> Spec:
    """A share, of which the last value stays."""
    rng = np.random.default_rng(8)
    rows = []
    for place in range(32):
        level = rng.normal(62, 3)
        for year in range(2006, 2012):
            for month in (3, 6, 9, 12):
                level += rng.normal(0, 0.9)
                rows.append((f"Borough {place}", year, month, level))
    frame = pl.DataFrame(rows, ["place", "year", "month", "value"], orient="row")
    frame = frame.filter((pl.col("year") < 2011) | (pl.col("month") <= 6))
    found = stats.outlook(stats.carried_forward(frame), better="higher").filter(pl.col("place") == PLACE)
    title = f"The last value, {found['projected'][0]:.1f} %, stays; what such shares did before gives the fan"
    mine = frame.filter(pl.col("place") == PLACE)
    return charts.fan(mine, found, title=title, unit="per cent satisfied", source=SOURCE)


@picture("needed")
def needed() -> Spec:
    """What the rest of a year may still come to, beside the same months of last year."""
    last, before, now, at = 11_000.0, 4_500.0, 4_200.0, 5
    target = numbers(stats.target_level(pl.lit(-5.0), "change_percent", pl.lit(last)))[0]
    rest, percent = numbers(stats.needed(*lit(target, now, last - before)))
    last_year = line("last year", [0, at, 12], [0, before, last])
    to_date, to_come = line("", [0, at], [0, now]), line(f"target {number(target)}", [at, 12], [now, target])
    return charts.curves(
        pl.concat([to_come, last_year, to_date]),
        title=f"{number(rest)} are left for the rest of the year, {number(percent, 1, sign=True)} % on the same months",
        unit="offences added up",
        x_words="months since April",
        marks=marks((at, now, f"{number(now)} so far"), left=(0,)),
        zero=True,
        source=SOURCE,
    )


@picture("plausibility")
def plausibility() -> Spec:
    """What the target needs of the rest of the year, beside what those months did before."""
    found = stats.needs(projections(), aims()).row(0, named=True)
    rest = (
        counts()
        .filter(pl.col("place") == PLACE, pl.col("month") > 7, pl.col("year") < 2011)
        .group_by("year")
        .agg(pl.sum("value"))
        .sort("year")
        .with_columns(change=100 * (pl.col("value") / pl.col("value").shift() - 1))
        .drop_nulls()
    )
    rows = []
    for year, change in rest.select("year", "change").iter_rows():
        did, said = change <= found["needed_percent"], f"{number(change, 1, sign=True)} %"
        rows.append(
            rung("November to March", f"{year} to {year + 1}", [change, min(0, change), max(0, change)], said, did)
        )
    need = f"{number(found['needed_percent'], 1, sign=True)} %"
    title = f"{need} is needed from November to March, which {found['plausibility']}"
    words = {
        "at": found["needed_percent"],
        "at_words": f"needed, {need}",
        "line_words": "change on the same months before; filled: as good as that",
    }
    return charts.rungs(rows, title=title, unit="Per cent", source=SOURCE, **words)


@picture("probability")
def probability() -> Spec:
    """The share of past errors with which each target would be reached, as it is printed."""
    past = projections().drop_nulls(["actual", "projected"])
    errors = past.select(pl.col("actual") / pl.col("projected") - 1).to_series()
    away = [n / 2 for n in range(-24, 25)]
    found = stats.probability(errors, pl.Series(away) / 100)
    said = pl.select(stats.probability_words(pl.lit(found))).to_series()
    at = [away.index(n) for n in (-10.0, -2.0, 3.0, 10.0)]
    points = marks(*((away[n], 100 * found[n], said[n]) for n in at), left=(1, 2, 3))
    return charts.curves(
        line("", away, list(100 * found)),
        title=f"A target 2 % below the projection is reached with {said[at[1]]} of {len(errors)} past errors",
        unit="per cent of past errors with which the target would be reached",
        x_words="per cent by which the target lies above the projection",
        marks=points,
        zero=True,
        source=SOURCE,
    )
