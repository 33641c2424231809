"""Results: every borough month by month, and every ward, against the bare Polars filter and sum.

The bare one reads the same facts of the edition, in memory, and gives the current values alone: no comparison, limits,
notes or names.
"""

from __future__ import annotations

import polars as pl

import tp_metrics as tp
from bench.table import Line, medians
from tp_metrics.results import answer, own

TIMES = 15


def lines() -> list[Line]:
    """Both breakdowns; the newest edition of the data folder answers."""
    edition = tp.edition()
    facts = edition.facts("total_notifiable_offences")
    months = tp.Selection(by=("borough", "month"), periods=45, edition=edition.id)
    wards = tp.Selection(by=("ward",), edition=edition.id)
    found = []
    for what, selection, level, goal in (
        ("result(): 32 boroughs by 45 months", months, "borough", 20),
        ("result(): 624 wards", wards, "ward", 50),
    ):
        rows = tp.result("total_notifiable_offences", selection).rows
        source, first, last = str(rows["source"][0]), rows["first_day"].min(), rows["last_day"].max()

        def bare(source=source, first=first, last=last, level=level) -> pl.DataFrame:
            mine = (pl.col("dimension") == "total") & (pl.col("source") == source) & (pl.col("level") == level)
            here = facts.filter(mine & (pl.col("first_day") >= first) & (pl.col("last_day") <= last))
            return here.group_by("place", *(["first_day"] if level == "borough" else [])).agg(pl.col("numerator").sum())

        def asked(selection=selection) -> tp.Result:
            answer._kept.cache_clear()
            own._kept.clear()
            return tp.result("total_notifiable_offences", selection)

        asked()
        ours, plain = medians(TIMES, asked, bare)
        ratio = ours / plain
        found.append(Line(what, f"{ratio:.1f} x bare ({1000 * plain:.1f} ms)", "at most 5", ratio <= 5))
        found.append(Line(what, f"{1000 * ours:.1f} ms", f"goal {goal} ms", None))
    return found
