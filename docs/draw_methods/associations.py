"""Pictures of what goes with what among the answers of one survey."""

from __future__ import annotations

import numpy as np
import polars as pl

from docs.draw_methods.pieces import SOURCE, Spec, between, held, picture
from tp_metrics import charts, stats

DRIVERS = ("fair treatment", "engagement", "street lighting")


@picture("regression")
def regression() -> Spec:
    """Three answers and how far each goes with confidence: alone, and the others being alike."""
    draw = np.random.default_rng(3)
    mood = draw.standard_normal(1200)
    fair, engaged, lit = ((mood + draw.standard_normal(1200) > 0).astype(float) for _ in range(3))
    good = (0.2 + 0.3 * fair + 0.15 * engaged > draw.random(1200)).astype(float)
    columns = dict(zip(DRIVERS, (fair, engaged, lit), strict=True))
    people = pl.DataFrame({"good": good, "weight": draw.uniform(0.5, 2.0, 1200)} | columns)
    alone = pl.concat(stats.weighted_regression(people, "good", [one], weight="weight") for one in DRIVERS)
    alike = stats.weighted_regression(people, "good", DRIVERS, weight="weight")
    rows = [
        held(head, name, limits, 0, 2, sign=True)
        for head, found in (("Alone", alone), ("All else alike", alike))
        for name, *limits in found.select("driver", "effect", "lower", "upper").iter_rows()
    ]
    last = rows[-1]
    limits = between((last["value"], last["lower"], last["upper"]), 2, sign=True)
    title = f"Street lighting goes with confidence only because people who like one thing like another: {limits}"
    words = {"at": 0.0, "at_words": "goes with nothing"}
    return charts.rungs(rows, title=title, unit="Points of confidence for each point", source=SOURCE, **words)
