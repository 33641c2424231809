"""Pictures of two counts, two rates and two shares."""

from __future__ import annotations

import numpy as np
import polars as pl

from docs.draw_methods.pieces import (
    NOUGHT,
    SOURCE,
    Spec,
    first_beyond,
    held,
    line,
    lit,
    marks,
    number,
    numbers,
    picture,
)
from tp_metrics import charts, stats

LIMIT = stats.normal_quantile(stats.CONFIDENCE_95)
BEYOND = {"beyond chance, 95 %": LIMIT}
PAIRS = ((60, 40), (120, 100), (1200, 1000))
WIDER = 3.0


@picture("shares-z")
def shares_z() -> Spec:
    """Two gaps, by how many people were asked."""
    asked = np.arange(50, 2001, 50)
    five, ten = (
        pl.select(stats.shares_z(pl.lit(pl.Series(0.6 * asked)), n, pl.lit(pl.Series(other * asked)), n)).to_series()
        for n in [pl.lit(pl.Series(asked))]
        for other in (0.55, 0.5)
    )
    at = first_beyond(asked, five, LIMIT)
    return charts.curves(
        pl.concat([line("5 points apart", asked, five), line("10 points apart", asked, ten)]),
        title=f"5 points apart are beyond chance from some {asked[at]} people on either side",
        unit="z of the difference, 60 % against 55 or 50 %",
        x_words="people asked on either side",
        levels=BEYOND,
        marks=marks((asked[at], five[at], f"z {five[at]:.2f}")),
        zero=True,
        source=SOURCE,
    )


@picture("rates-z")
def rates_z() -> Spec:
    """A tenth more, by how many there were and by how restless the series is."""
    before = np.arange(50, 5001, 50)
    one = pl.lit(1)
    plain, wider = (
        pl.select(
            stats.rates_z(pl.lit(pl.Series(1.1 * before)), one, pl.lit(pl.Series(before)), one, dispersion=phi)
        ).to_series()
        for phi in (1.0, WIDER)
    )
    at, later = first_beyond(before, plain, LIMIT), first_beyond(before, wider, LIMIT)
    return charts.curves(
        pl.concat([line("φ 1", before, plain), line(f"φ {WIDER:.0f}", before, wider)]),
        title=f"A tenth more is beyond chance from {number(before[at])} events on; "
        f"where φ is {WIDER:.0f}, from {number(before[later])}",
        unit="z of a tenth more",
        x_words="events the year before",
        levels=BEYOND,
        marks=marks(
            (before[at], plain[at], f"z {plain[at]:.2f}"), (before[later], wider[later], f"z {wider[later]:.2f}")
        ),
        zero=True,
        source=SOURCE,
    )


@picture("p-value")
def p_value() -> Spec:
    """How seldom chance alone goes so far."""
    z = np.arange(0, 4.01, 0.05)
    p = 100 * pl.select(stats.p_value(pl.lit(pl.Series(z)))).to_series()
    called = [(at, 100 * numbers(stats.p_value(pl.lit(at)))[0]) for at in (1.0, 2.0, 3.0)]
    return charts.curves(
        line("", z, p),
        title=f"At z = 2 chance alone goes so far {called[1][1]:.1f} times in 100",
        unit="times in 100 that chance alone goes so far",
        x_words="z",
        marks=marks(*((at, p, f"{p:.2g} in 100") for at, p in called)),
        zero=True,
    )


@picture("count-change")
def count_change() -> Spec:
    """Three changes in events, by how restless the series is."""
    found = [
        held(f"φ {phi:.0f}", f"{x0:,} to {x1:,}", numbers(stats.count_change(*lit(x1, x0), dispersion=phi)), 0, 1, True)
        for phi in (1.0, WIDER)
        for x1, x0 in PAIRS
    ]
    clear = sum(mark["strong"] for mark in found[:3]), sum(mark["strong"] for mark in found[3:])
    title = f"{clear[0]} of 3 changes leave out nought if chance alone is at work, {clear[1]} if φ is {WIDER:.0f}"
    return charts.rungs(found, title=title, unit="Events more or fewer", source=SOURCE, **NOUGHT)


@picture("rate-change")
def rate_change() -> Spec:
    """The same changes in per cent."""
    found = []
    for phi in (1.0, WIDER):
        for x1, x0 in PAIRS:
            change = numbers(stats.rate_ratio_change(*lit(x1, 1, x0, 1), dispersion=phi))
            found.append(held(f"φ {phi:.0f}", f"{x0:,} to {x1:,}", change, 0, sign=True))
    title = "A fifth more of 1,000 is known far better than a fifth more of 100"
    return charts.rungs(found, title=title, unit="Per cent more or fewer", source=SOURCE, **NOUGHT)


@picture("two-counts")
def two_counts() -> Spec:
    """The exact test and the normal one, and where the one gives way to the other."""
    first, second = 1, list(range(1, 12))
    exact = [100 * stats.e_test(x, first) for x in second]
    normal = [100 * numbers(stats.p_value(stats.rates_z(*lit(x, 1, first, 1))))[0] for x in second]
    parted = max(range(len(second)), key=lambda n: abs(exact[n] - normal[n]))
    return charts.curves(
        pl.concat([line("E-test", second, exact), line("normal z", second, normal)]),
        title=f"{second[parted]} after {first}: {exact[parted]:.0f} in 100 by the E-test, {normal[parted]:.0f} by z",
        unit="times in 100 that chance alone goes so far",
        x_words=f"events now, after {first}",
        marks=marks((second[parted], exact[parted], f"{abs(exact[parted] - normal[parted]):.0f} apart")),
        zero=True,
        source=SOURCE,
    )


@picture("dispersion")
def dispersion() -> Spec:
    """A series that chance moves, and one that moves more."""
    rng = np.random.default_rng(5)
    calm = rng.poisson(90, 36)
    restless = rng.poisson(90 * np.exp(rng.normal(0, 0.2, 36)))
    found = [numbers(stats.dispersion(pl.lit(pl.Series(values))))[0] for values in (calm, restless)]
    lines = [line(f"φ {phi:.1f}", range(1, 37), values) for phi, values in zip(found, (calm, restless), strict=True)]
    return charts.curves(
        pl.concat(lines[::-1]),
        title=f"Two series of one level: chance moves the dashed one, the other has φ {found[1]:.1f}",
        unit="offences",
        x_words="month",
        source=SOURCE,
    )
