"""Tagged people and the breach reports of their contractor: stock and flow exactly as published, counted from rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from tp_metrics.demo.ground import LAST, Counts, Floats
from tp_metrics.demo.listing import FIRST, dated, numbered
from tp_metrics.demo.offenders_parameters import offenders as said

#: From when on tags are drawn, the first Monday with reports, and the first day of which they are all known.
DRAWN, MONDAY, REPORTED = date(2009, 9, 1), date(2010, 6, 28), date(2010, 7, 1)
#: The Monday of the week of which the report spoke, and the day on which as many are tagged as it says.
WEEK, COUNTED = date(2010, 12, 20), date(2010, 12, 31)


@dataclass(frozen=True)
class Tagging:
    """Who was tagged, from when until when, and every breach report."""

    tagged: pl.DataFrame
    reports: pl.DataFrame


def tagging(boroughs: tuple[str, ...], where: Floats, rng: np.random.Generator) -> Tagging:
    """Everybody tagged since the summer of 2010, and their breach reports from July 2010 on."""
    mean, stock = said("tag days"), said("tagged")
    begin, last = (DRAWN - FIRST).days, (LAST - FIRST).days
    starts = np.sort(rng.integers(begin, last + 1, round(stock / mean * (last - begin))))
    ends = starts + 1 + rng.gamma(4.0, mean / 4, len(starts)).astype(int)
    for day in (COUNTED, WEEK + timedelta(6)):
        _fitted(starts, ends, (day - FIRST).days, stock, rng)
    kept = ends > (MONDAY - FIRST).days
    starts, ends = starts[kept], ends[kept]
    count = len(starts)
    place = np.array(boroughs)[rng.choice(len(boroughs), size=count, p=where)]
    people = numbered("t", np.arange(1, count + 1))
    tagged = pl.DataFrame(
        {
            "first_day": dated(starts),
            "last_day": dated(starts),
            "place": place,
            "person": people,
            "tag_number": numbered("g", np.arange(1, count + 1)),
            "until": dated(ends),
        }
    )
    return Tagging(tagged, _reports(tagged, starts, ends, rng))


def _fitted(starts: Counts, ends: Counts, day: int, stock: int, rng: np.random.Generator) -> None:
    """Move ends by a few days, past the day or before it, until as many are tagged on it; none of five days later."""
    over = int(((starts <= day) & (ends > day)).sum()) - stock
    soon = (starts <= day - 14) & ((ends > day) & (ends <= day + 5) if over > 0 else (ends <= day) & (ends > day - 7))
    moved = rng.choice(np.flatnonzero(soon), size=abs(over), replace=False)
    ends[moved] = day - rng.integers(0, 5, abs(over)) if over > 0 else day + 1 + rng.integers(0, 5, abs(over))


def _reports(tagged: pl.DataFrame, starts: Counts, ends: Counts, rng: np.random.Generator) -> pl.DataFrame:
    """The reports of each week: so many people, those likelier who breach readily, and further reports of theirs."""
    people, reports = said("breaches")
    lean = rng.normal(0.0, said("breach spread"), len(starts))
    who, days = [], []
    for monday in range((MONDAY - FIRST).days, (LAST - FIRST).days + 1, 7):
        active = np.flatnonzero((starts <= monday) & (ends > monday + 6))
        published = monday == (WEEK - FIRST).days
        some = people if published else round(len(active) * people / said("tagged") + rng.normal(0, 14))
        total = reports if published else round(some * reports / people + rng.normal(0, 12))
        chosen = active[np.argsort(lean[active] + rng.gumbel(size=len(active)))[-some:]]
        weight = np.exp(lean[chosen])
        again = rng.choice(chosen, size=total - some, p=weight / weight.sum())
        who.append(np.concatenate([chosen, again]))
        days.append(monday + rng.integers(0, 7, total))
    found = pl.DataFrame({"at": np.concatenate(who), "day": np.concatenate(days)}).with_columns(
        first_day=dated(np.concatenate(days))
    )
    found = found.filter(pl.col("first_day").is_between(REPORTED, LAST)).sort("day", "at")
    at = found["at"]
    return found.select(
        "first_day",
        pl.col("first_day").alias("last_day"),
        tagged["place"].gather(at).alias("place"),
        tagged["person"].gather(at).alias("person"),
        numbered("b", np.arange(1, found.height + 1)).alias("report_number"),
    )
