"""Pictures of a roll-out: what going live is followed by, where places go live one after another."""

from __future__ import annotations

import numpy as np
import polars as pl

from docs.draw_methods.pieces import SOURCE, Spec, number, picture
from tp_metrics import charts, stats

#: What going live adds, and the periods of the made-up panel.
ADDED, PERIODS = 3.0, 18


def panel() -> pl.DataFrame:
    """24 places, 18 of which begin between the fifth and the fourteenth period, each with a level of its own."""
    rng = np.random.default_rng(7)
    first = [5 + at // 2 if at < 18 else None for at in range(24)]
    level, season = rng.normal(40, 4, 24), 2 * np.sin(np.arange(PERIODS)) + 0.3 * np.arange(PERIODS)
    rows = [
        (unit, time, level[unit] + season[time] + rng.normal() + (ADDED if begin and time >= begin else 0), begin)
        for unit, begin in enumerate(first)
        for time in range(PERIODS)
    ]
    return pl.DataFrame(rows, schema=["unit", "time", "value", "first"], orient="row")


@picture("staggered")
def staggered() -> Spec:
    """The effect by quarter since the beginning, those before it among them."""
    found = stats.staggered(panel())
    title = (
        f"{number(found.effect, 1, sign=True)} points after going live "
        f"({number(found.lower, 1, sign=True)} to {number(found.upper, 1, sign=True)}), where {ADDED:.0f} were put in"
    )
    shown = found.events.filter(pl.col("event").is_between(-8, 10))
    return charts.event_time(shown, title=title, unit="points", step="quarter", source=SOURCE)
