"""Pictures of intervals."""

from __future__ import annotations

import polars as pl

from docs.draw_methods.pieces import (
    SOURCE,
    Spec,
    between,
    held,
    line,
    lit,
    marks,
    number,
    numbers,
    picture,
    rung,
)
from tp_metrics import charts, stats


@picture("normal-quantile")
def normal_quantile() -> Spec:
    """How far out the limits stand, by how much they shall hold."""
    levels = [*(n / 200 for n in range(100, 199)), 0.992, 0.994, 0.996, 0.998, 0.9985, 0.999]
    quantile = stats.normal_quantile
    two = (stats.CONFIDENCE_95, stats.CONFIDENCE_99_8)
    points = marks(*((100 * c, quantile(c), f"{100 * c:.3g} %: {quantile(c):.2f}") for c in two), left=(0, 1))
    return charts.curves(
        line("", [100 * c for c in levels], [quantile(c) for c in levels]),
        title=f"To be surer, limits stand wider: {quantile(two[0]):.2f} for 95 %, {quantile(two[1]):.2f} for 99.8 %",
        unit="standard deviations from the mean to a limit",
        x_words="per cent of a normal distribution that the limits hold",
        marks=points,
    )


@picture("intervals")
def intervals() -> Spec:
    """One share of more and more people."""
    shares = [
        held(
            "Wilson's interval",
            f"{k} of {n}",
            [100 * one for one in (k / n, *numbers(stats.wilson(*lit(k, n))))],
            60,
            1,
        )
        for k, n in ((21, 30), (70, 100), (448, 640))
    ]
    title = "The same share says more, the more people were asked"
    return charts.rungs(shares, title=title, unit="Per cent", at=60.0, at_words="60 %", source=SOURCE)


@picture("differences")
def differences() -> Spec:
    """Differences of two shares, held against none."""
    pairs = ((156, 368, 136, 327), (156, 368, 166, 327), (78, 184, 68, 163))
    changes = [
        held(
            "First less second",
            f"{pair[0]}/{pair[1]} less {pair[2]}/{pair[3]}",
            [100 * one for one in numbers(stats.newcombe(*lit(*pair)))],
            0,
            1,
            sign=True,
        )
        for pair in pairs
    ]
    title = "A difference is clear where its interval leaves out nought"
    said = "The first pair is published (Diamond); the others are made up."
    return charts.rungs(changes, title=title, unit="Points", at=0.0, at_words="no difference", source=said)


@picture("gap-change")
def gap_change() -> Spec:
    """A gap now, a gap a year before, and what changed."""
    now, before = (-6.0, -9.0, -3.0), (-2.0, -6.0, 2.0)
    change = numbers(stats.mover(tuple(lit(*now)), tuple(lit(*before))))  # type: ignore[arg-type]
    found = [
        held("Gap to everyone", "a year before", before, 0, sign=True),
        held("Gap to everyone", "now", now, 0, sign=True),
        held("Change of the gap", "now less before", change, 0, sign=True),
    ]
    title = f"The gap is clear now; that it grew, {between(change, sign=True)}, is not"
    return charts.rungs(found, title=title, unit="Points", at=0.0, at_words="none", source=SOURCE)


@picture("counts")
def counts() -> Spec:
    """What level may lie behind a count, by both rules."""
    found = []
    for head, rule in (("Exact below 10", stats.poisson_limits), ("Byar's throughout", stats.byar)):
        for count in (0, 2, 5, 9, 30):
            limits = [float(count), *numbers(rule(pl.lit(count)))]
            found.append(rung(head, f"{count} counted", limits, f"{limits[1]:.2f} to {limits[2]:.2f}"))
    lower, upper = numbers(stats.poisson_limits(pl.lit(5)))
    title = f"Behind 5 events there may lie a level of {lower:.1f} to {upper:.1f}; the two rules hardly differ"
    return charts.rungs(found, title=title, unit="Events", at=None, at_words="", source=SOURCE)


@picture("effective-base")
def effective_base() -> Spec:
    """What unequal weights make of 640 interviews."""
    found, asked, share = [], 640, 0.62
    for name, heavy in (("all weigh alike", 1.0), ("half count double", 2.0), ("half count fourfold", 4.0)):
        weights = pl.Series([1.0, heavy] * (asked // 2))
        base = numbers(stats.effective_base(pl.lit(weights.sum()), pl.lit((weights**2).sum())))[0]
        limits = [100 * one for one in (share, *numbers(stats.wilson(*lit(share * base, base))))]
        found.append(rung("Weights", name, limits, f"worth {number(base)}"))
        least = base
    title = f"{asked} interviews of very unequal weights tell as much as {number(least)}"
    return charts.rungs(found, title=title, unit="Per cent satisfied", at=None, at_words="", source=SOURCE)
