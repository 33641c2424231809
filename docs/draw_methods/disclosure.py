"""The picture of what is withheld."""

from __future__ import annotations

import polars as pl

from docs.draw_methods.pieces import SOURCE, Spec, lit, numbers, picture, rung
from tp_metrics import charts, stats


@picture("disclosure")
def disclosure() -> Spec:
    """Groups of a survey, one withheld for its own sake and one so that the total does not give it away."""
    groups = pl.DataFrame(
        {"group": ["White", "Black", "Asian", "Mixed"], "share": [0.64, 0.58, 0.61, 0.55], "asked": [420, 96, 60, 14]}
    )
    everyone = 100 * (groups["share"] * groups["asked"]).sum() / groups["asked"].sum()
    found = stats.suppressed(groups, "share", rule="base", base="asked", smallest_base=30, totals=[[]])
    rows = []
    for group, share, asked, reason in found.select("group", "share", "asked", "reason").iter_rows():
        if share is None:
            rows.append(rung("Satisfied, by group", group, [None], reason.split(":")[0]))
            continue
        limits = [100 * one for one in (share, *numbers(stats.wilson(*lit(share * asked, asked))))]
        rows.append(rung("Satisfied, by group", group, limits, f"{100 * share:.0f} %"))
    title = "A small group is withheld, and another with it where the total would give it away"
    words = {"at": everyone, "at_words": f"everyone, {everyone:.0f} %"}
    return charts.rungs(rows, title=title, unit="Per cent", source=SOURCE, **words)
