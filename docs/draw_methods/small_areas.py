"""The picture of ward estimates."""

from __future__ import annotations

import polars as pl

from docs.draw_methods.pieces import SOURCE, Spec, picture
from tp_metrics import charts, stats


@picture("wards")
def wards() -> Spec:
    """A borough's wards, one with few interviews and one with none."""
    asked = [74, 68, 80, 71, 22, 76, 65, 83, 70, 0, 78, 72]
    share = [0.55, 0.62, 0.71, 0.60, 0.32, 0.66, 0.58, 0.79, 0.63, None, 0.45, 0.61]
    people = [12_000 + 400 * n for n in range(12)]
    names = [f"Ward {letter}" for letter in "ABCDEFGHIJKL"]
    frame = pl.DataFrame({"ward": names, "borough": "One", "share": share, "asked": asked, "people": people})
    found = stats.shrunk(frame, p="share", n="asked", population="people")
    title = "Wards: their own answers above, modelled below, drawn towards the borough"
    return charts.estimates(found, title=title, unit="per cent", source=SOURCE)
