"""The court list's simulator calibrated on the rows, and asked what if."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from tp_metrics.outcomes.court_list import (
    SLOTS,
    Band,
    BestCap,
    Day,
    Observed,
    Pool,
    Rules,
    band,
    best_cap,
    days_drawn,
    days_played,
)
from tp_metrics.outcomes.hearings import LATE, VirtualCourt, cases
from tp_metrics.schema.hearings import AGENCIES

#: The agencies' steps that a case waits for before its hearing; the last is entering the result after it.
BEFORE = tuple(f"{name}_minutes" for name in AGENCIES[:-1])
RESULT = f"{AGENCIES[-1]}_minutes"
#: Fewer days of sitting, cases or hearings than this calibrate nothing.
FEWEST_DAYS, FEWEST_CASES = 5, 50
#: What is asked of the last so many days of a way of listing.
RECENT = 60
#: Days that a what-if plays, and those for each cap of its curve.
DAYS, EACH_CAP = 160, 80
TOO_FEW = "Too few days with times of every step to calibrate the simulator"


def pool(rows: pl.DataFrame) -> Pool | None:
    """What a list's days are drawn from, as some days' cases show it; None where they are too few."""
    days = tuple(observed(day) for _, day in rows.group_by("first_day", maintain_order=True))
    known = min(sum(len(day.available) for day in days), sum(len(day.length) for day in days))
    return Pool(days) if len(days) >= FEWEST_DAYS and known >= FEWEST_CASES else None


def observed(day: pl.DataFrame) -> Observed:
    """A day as its cases show it.

    The last start is known where a listed case was not reached: it lies between the start of the last hearing and the
    moment at which the court was free again, and is taken to be midway.
    """
    ready = day.drop_nulls(["available", *BEFORE])
    heard = day.filter("heard").drop_nulls(["started", "ended"]).sort("started")
    counted = dict(day.group_by("outcome").len().iter_rows())
    started, ended = minutes(heard, "started"), minutes(heard, "ended")
    result = heard[RESULT].cast(pl.Float64)
    held = result.fill_null(result.mean() or 0.0).to_numpy()
    cut_short = counted.get("not reached") and heard.height
    return Observed(
        available=minutes(ready, "available"),
        steps=ready.select(BEFORE).to_numpy().astype(float),
        length=ended - started,
        result=held,
        made=day.height,
        taken=day.height - counted.get("no room", 0),
        unfit=counted.get("suitability", 0),
        listed=int(day["listed"].sum()),
        fallen=counted.get("solicitor", 0) + counted.get("technical", 0),
        absent=counted.get("absent", 0),
        last_start=float(started[-1] + ended[-1] + held[-1]) / 2 if cut_short else None,
        begun=float(started[-1]) if len(started) else None,
    )


def minutes(rows: pl.DataFrame, name: str) -> npt.NDArray[np.float64]:
    """A column of times as minutes of the day."""
    return (rows[name].cast(pl.Int64) // (60 * 10**9)).to_numpy().astype(float)


def last_days(rows: pl.DataFrame, count: int = RECENT) -> pl.DataFrame:
    """The cases of the last so many days that have any."""
    days = rows["first_day"].unique().sort().tail(count)
    return rows.filter(pl.col("first_day").is_in(days.implode()))


@dataclass(frozen=True)
class Asked:
    """A what-if: how the list is run, and what comes to it. `cap` 0 is none; `pace` per cent of the time they take now.

    `last_start` and `opens` are minutes of the day; `absent` is per cent of those listed; `upload`, `review`, `printed`
    and `solicitor` are the agencies' steps.
    """

    listing: str = "flexible"
    cap: int = 22
    courts: int = 1
    opens: int = 600
    last_start: int = 1020
    demand: float = 24.0
    absent: float = 0.0
    upload: int = 100
    review: int = 100
    printed: int = 100
    solicitor: int = 100

    @property
    def pace(self) -> tuple[float, ...]:
        """How long each agency's step takes, of what it takes now."""
        return tuple(percent / 100 for percent in (self.upload, self.review, self.printed, self.solicitor))

    @property
    def rules(self) -> Rules:
        """The rules that the simulator plays by."""
        minutes = tuple(slot for slot in SLOTS if self.opens <= slot <= self.last_start)
        early = range(self.opens, min(SLOTS[0], self.last_start + 1), 15)
        late = range(SLOTS[-1] + 15, self.last_start + 1, 15)
        return Rules(
            listing=self.listing,  # type: ignore[arg-type]
            cap=self.cap or None,
            courts=self.courts,
            opens=float(self.opens),
            last_start=float(max(self.last_start, self.opens)),
            slots=(*early, *minutes, *late),
        )


@dataclass(frozen=True, eq=False)
class WhatIf:
    """What a day would come to: bands of nine days in ten, and the answer on the cap.

    Attributes:
        asked: what was asked.
        bands: heard, capacity, other (cases a day), finish (minute of the day), wait (mean minutes until the start).
        in_time: share of days on which the court rises by 18:00.
        by_cap: line, x (cap) and value: cases heard, and returned for want of capacity, a day.
        best: by number of courts, the largest cap by which all that are taken are heard by 18:00 on 95 % of days; for
            one court more too, where the demand is not met.
        days: days of the list that it is calibrated on.
        why: where there is none, why not.
    """

    asked: Asked
    bands: dict[str, Band]
    in_time: float
    by_cap: pl.DataFrame
    best: dict[int, BestCap]
    days: int
    why: str = ""


@lru_cache(maxsize=64)
def usual(found: VirtualCourt) -> Asked:
    """The rules and the demand of the last days of the list, to begin a what-if with."""
    rows = _recent(found.folder, "flexible")
    listing = "flexible"
    if rows.is_empty():
        rows, listing = _recent(found.folder, "slots"), "slots"
    drawn_from = pool(rows)
    if drawn_from is None:
        return Asked()
    last = drawn_from.last_starts
    cap = rows["cap"].to_list()[-1]
    return Asked(
        listing=listing,
        cap=int(cap or 0),
        last_start=int(5 * round(float(last.mean()) / 5)) if len(last) else 1020,
        demand=round(float(drawn_from.demand.mean()), 1),
        absent=round(100 * drawn_from.shares[2], 1),
    )


@lru_cache(maxsize=8)
def _recent(folder: Path, listing: str) -> pl.DataFrame:
    """The cases of the last days of a way of listing; for this module alone."""
    return last_days(cases(folder, "TP").filter(pl.col("listing") == listing))


@lru_cache(maxsize=8)
def _pool_of(folder: Path, listing: str) -> Pool | None:
    return pool(_recent(folder, listing))


def what_if(found: VirtualCourt, asked: Asked) -> WhatIf:
    """Play a list by the rules and the cases of a what-if; the same answer for the same question."""
    return _what_if(found.folder, asked)


@lru_cache(maxsize=128)
def _what_if(folder: Path, asked: Asked) -> WhatIf:
    other = "slots" if asked.listing == "flexible" else "flexible"
    listing = asked.listing if _pool_of(folder, asked.listing) is not None else other
    drawn_from = _pool_of(folder, listing)
    if drawn_from is None:
        return WhatIf(asked, {}, 0.0, pl.DataFrame(), {}, 0, TOO_FEW)
    draws, absent = days_drawn(drawn_from, DAYS, demand=asked.demand, pace=asked.pace), asked.absent / 100
    rules = asked.rules
    found = days_played(draws, rules, drawn_from, absent=absent)
    curve = []
    for cap in range(6, max(30, asked.cap + 6) + 1, 4):
        each = days_played(draws[:EACH_CAP], replace(rules, cap=cap), drawn_from, absent=absent)
        curve += [("heard", cap, _mean(each, "heard")), ("sent back", cap, _mean(each, "capacity"))]
    best = {asked.courts: best_cap(draws, rules, drawn_from, by=LATE, absent=absent)}
    if not best[asked.courts].meets:
        more = replace(rules, courts=asked.courts + 1)
        best[more.courts] = best_cap(draws, more, drawn_from, by=LATE, absent=absent)
    return WhatIf(
        asked=asked,
        bands=_bands(found),
        in_time=float(np.mean([day.finish <= LATE for day in found])),
        by_cap=pl.DataFrame(curve, schema={"line": pl.String, "x": pl.Int64, "value": pl.Float64}, orient="row"),
        best=best,
        days=_recent(folder, listing)["first_day"].n_unique(),
    )


def _mean(found: list[Day], name: str) -> float:
    return float(np.mean([getattr(day, name) for day in found]))


def _bands(found: list[Day]) -> dict[str, Band]:
    told = {
        name: band([float(getattr(day, name)) for day in found]) for name in ("heard", "capacity", "other", "finish")
    }
    waits = [float(np.mean(day.waits)) for day in found if day.waits]
    return told | {"wait": band(waits or [0.0])}


#: What the link costs a year whatever it hears, in pounds: an assumption to begin with.
FIXED = 700_000
#: What the evaluation found a case to cost more than in a magistrates' court, in pounds, and over which months.
PUBLISHED_EXTRA = 247.0
EVALUATED = ("2010-01-01", "2010-04-30")


@dataclass(frozen=True, eq=False)
class Cost:
    """What a case costs more than by the traditional way, at another throughput.

    Attributes:
        fixed: what the link costs a year, however many cases it hears, in pounds (assumed).
        throughput: cases heard a year at the evaluation's pace, from the rows of its months.
        variable: what each case adds to that, in pounds; below nought it saves.
        extra: what a case then costs more at `cases` a year.
        even: cases a year from which it costs no more; None where it always does.
        curve: line, x (cases a year) and value (pounds a case).
        why: where there is none, why not.
    """

    fixed: float
    throughput: float
    variable: float
    cases: float
    extra: float
    even: float | None
    curve: pl.DataFrame
    why: str = ""


def a_year(found: VirtualCourt) -> int:
    """Cases heard in a year at the pace of the span, to the next hundred."""
    return max(100, round(found.heard_a_week * 50 / 100) * 100)


@lru_cache(maxsize=64)
def court_cost(found: VirtualCourt, fixed: float, yearly: float) -> Cost:
    """The published extra cost of a case split into a fixed part and one of each case, at so many cases a year.

    At the evaluation's own throughput it gives the published figure back, whatever part is assumed to be fixed.
    """
    first, last = (pl.lit(day).str.to_date() for day in EVALUATED)
    rows = cases(found.folder, "TP").filter(pl.col("first_day").is_between(first, last))
    pace = 3.0 * rows.filter("heard").height
    if not pace:
        why = "This edition has no case of the evaluation's months, January to April 2010."
        return Cost(fixed, 0.0, 0.0, yearly, 0.0, None, pl.DataFrame(), why)
    variable = PUBLISHED_EXTRA - fixed / pace
    ends = np.linspace(min(pace, yearly) / 2, 2 * max(pace, yearly), 40)
    curve = pl.DataFrame({"line": "", "x": ends, "value": fixed / ends + variable})
    return Cost(
        fixed=fixed,
        throughput=pace,
        variable=variable,
        cases=yearly,
        extra=fixed / yearly + variable,
        even=fixed / -variable if variable < 0 else None,
        curve=curve,
    )
