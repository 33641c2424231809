"""Pictures of many tests at once, and of concentration, which chance alone makes too."""

from __future__ import annotations

import numpy as np
import polars as pl

from docs.draw_methods.pieces import NOUGHT, SOURCE, Spec, held, line, lit, marks, number, numbers, picture
from tp_metrics import charts, stats

#: Counts of this year and of last year of eight made-up measures.
PAIRS = {
    **{"Measure A": (460, 380), "Measure B": (300, 240), "Measure C": (118, 89), "Measure D": (225, 198)},
    **{"Measure E": (70, 62), "Measure F": (95, 101), "Measure G": (150, 146), "Measure H": (44, 50)},
}


@picture("discoveries")
def discoveries() -> Spec:
    """Which of eight made-up changes stand, when all are tested together."""
    found, ps = [], []
    for name, pair in PAIRS.items():
        found.append(held("Change of each measure", name, numbers(stats.count_change(*lit(*pair))), 0, sign=True))
        ps.append(numbers(stats.p_value(stats.rates_z(*lit(pair[0], 1, pair[1], 1))))[0])
    stand = pl.DataFrame({"p": ps}).select(stats.discoveries(pl.col("p")))["p"].to_list()
    alone = sum(mark["strong"] for mark in found)
    found = [mark | {"strong": kept} for mark, kept in zip(found, stand, strict=True)]
    title = f"Of {len(found)} changes {alone} look clear one by one, {sum(stand)} stand together (filled)"
    return charts.rungs(found, title=title, unit="Offences more or fewer", source=SOURCE, **NOUGHT)


@picture("false-alarms")
def false_alarms() -> Spec:
    """How many alarms charts at rest raise in a month."""
    charted = list(range(0, 1001, 50))
    every = [stats.expected_false_alarms(n) for n in charted]
    outside = [stats.expected_false_alarms(n, rules=("outside",)) for n in charted]
    here = stats.expected_false_alarms(640)
    return charts.curves(
        pl.concat([line("all four rules", charted, every), line("outside alone", charted, outside)]),
        title=f"640 charts at rest raise some {here:.0f} alarms a month",
        unit="false alarms a month",
        x_words="charts looked at",
        marks=marks((640, here, f"{here:.1f}"), left=(0,)),
        zero=True,
    )


@picture("concentration")
def concentration() -> Spec:
    """How unevenly made-up robberies fall on made-up wards, beside what chance would do."""
    rng = np.random.default_rng(3)
    counts = rng.poisson(rng.gamma(0.8, 12, 100))
    wards = pl.DataFrame({"place": [f"Ward {n}" for n in range(1, 101)], "value": counts})
    share, chance = stats.top_share(wards), stats.share_by_chance(float(counts.sum()), 100)
    title = f"5 % of wards hold {100 * (share or 0):.0f} % of robberies; by chance alone {100 * (chance or 0):.0f} %"
    return charts.lorenz(stats.lorenz(wards), title=title, unit="robberies", held=share, source=SOURCE)


@picture("chance-share")
def chance_share() -> Spec:
    """How concentrated events look in 624 wards that are all alike."""
    wards = 624
    events = [round(float(n)) for n in np.geomspace(60, 100_000, 80)]
    shares = [100 * (stats.share_by_chance(n, wards) or 0) for n in events]
    called = [(n, 100 * (stats.share_by_chance(n, wards) or 0)) for n in (133, 66_000)]
    even = line("an even spread", [events[0], events[-1]], [5.0, 5.0])
    return charts.curves(
        pl.concat([line("", events, shares), even]),
        title=f"By chance alone 5 % of wards hold {called[0][1]:.0f} % of 133 events, {called[1][1]:.0f} % of 66,000",
        unit="per cent of events in the highest 5 % of wards, all wards being alike",
        x_words="events (by ratios)",
        marks=marks(*((n, share, f"{number(n)}: {share:.0f} %") for n, share in called), left=(1,)),
        zero=True,
        log=True,
    )
