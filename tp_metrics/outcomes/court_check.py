"""The court list's simulator held to the rows: calibrated on some days, tried on others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import polars as pl

from tp_metrics.outcomes.court_fit import BEFORE, TOO_FEW, last_days, minutes, observed, pool
from tp_metrics.outcomes.court_list import SLOTS, Band, Floats, Pool, Rules, band, replayed
from tp_metrics.outcomes.court_replay import Recorded, Replayed, replays
from tp_metrics.outcomes.hearings import VirtualCourt, cases, sittings, within

#: A long span is tried on its last so many days, calibrated on up to so many before them; a shorter one by halves.
HELD, BEFORE_THEM, LONG = 40, 120, 100
#: A figure is reproduced where it lies in a band of nine replications in ten that is no wider than this, either way,
GOOD = 0.15
#: or within this share of the simulated one, however narrow the band: of slots nothing but the lengths is left to luck.
NEAR = 0.02
#: Of figures of days not used nine in ten should lie within their bands; fewer than this share speak against it.
MOST = 0.75
#: The ways in which days are tried. In the last the cases, their steps and the closing are drawn too, as in a what-if.
SEEN, UNSEEN, DRAWN = "all days", "days not used", "all drawn"
#: What becomes of a case before its hearing, whatever room there is; an unlisted one never comes to the list.
UNFIT, FALLEN = ("suitability",), ("solicitor", "technical", "absent", "not recorded")
BACK = ("suitability", "solicitor", "technical")


@dataclass(frozen=True, eq=False)
class Fit:
    """Whether the simulator, by the rules of the days, comes to what the days came to.

    Attributes:
        rows: check (SEEN, calibrated on the days themselves; UNSEEN, on other days of the span; DRAWN, as SEEN with
            nothing handed in but the number of cases, the listing and the cap), days and of (how many are tried, and
            how many calibrate), name (heard, returned, capacity, and before, those of them on days without a cap where
            there is one later: cases; finish: minutes after the opening, the mean of the days; latest: the latest of
            them), actual, value, lower, upper (nine in ten replications), half_width (share of value), inside, good
            (reproduced, in a band that is narrow enough).
        days: how many days there are.
        why: where there is none, why not.
    """

    rows: pl.DataFrame
    days: int = 0
    why: str = ""

    @property
    def holds(self) -> bool:
        """Whether every figure is reproduced within a narrow band, and most of those of days not used within one."""
        if self.rows.is_empty():
            return False
        of = {name: self.rows.filter(pl.col("check") == name) for name in (SEEN, UNSEEN, DRAWN)}
        unseen = of[UNSEEN].select(_near().mean()).item()
        return bool(of[SEEN]["good"].all() and of[DRAWN]["inside"].all() and unseen >= MOST)


def _near() -> pl.Expr:
    """Whether a figure lies within its band, or next to the simulated one."""
    return pl.col("inside") | ((pl.col("actual") - pl.col("value")).abs() <= NEAR * pl.col("value").abs())


@lru_cache(maxsize=16)
def fit(found: VirtualCourt) -> Fit:
    """The simulator against the days of the span: calibrated on them, and on days beside or before them.

    Every second day is calibrated on the others, and those on it; each half has figures of its own, for in the sum of
    both what one half errs the other makes good. Of 100 days or more the last 40 are tried, and those before them
    calibrate. Nothing of what the list made of a day's cases is handed in but the hour at which it closed.
    """
    if found.span is None:
        return Fit(pl.DataFrame(), why=found.why or TOO_FEW)
    span = within(cases(found.folder, "TP"), found.span)
    days = span["first_day"].unique().sort()
    long = days.len() >= LONG
    tried = last_days(span, HELD) if long else span
    whole = pool(tried)
    if long:
        beside = [(tried, last_days(span.filter(pl.col("first_day") < tried["first_day"].min()), BEFORE_THEM))]
    else:
        first, second = (span.filter(pl.col("first_day").is_in(days.gather_every(2, at).implode())) for at in (0, 1))
        beside = [(first, second), (second, first)]
    pools = [pool(calibrating) for _, calibrating in beside]
    if whole is None or None in pools:
        return Fit(pl.DataFrame(), why=TOO_FEW)
    slots = tuple(sorted({int(one) for one in minutes(span.drop_nulls("scheduled"), "scheduled")})) or SLOTS
    told = _tried(SEEN, tried, whole, slots)
    for (rows, _), one in zip(beside, pools, strict=True):
        told += _tried(UNSEEN, rows, one, slots)  # type: ignore[arg-type]
    told += _drawn(tried, whole, slots)
    return Fit(pl.DataFrame(told), tried["first_day"].n_unique())


def _tried(check: str, rows: pl.DataFrame, calibrated: Pool, slots: tuple[int, ...]) -> list[dict[str, object]]:
    """Some days with what came to them as recorded, by what other days, or they themselves, calibrate."""
    days = _by_day(rows)
    steps = _usual_steps(rows)
    again = _figures(replays([_recorded(day, slots, steps) for day in days], calibrated), days)
    bands = {name: band(values.tolist()) for name, values in again.items()}
    return _held(check, (len(days), len(calibrated.days)), bands, _actual(rows))


def _drawn(rows: pl.DataFrame, calibrated: Pool, slots: tuple[int, ...]) -> list[dict[str, object]]:
    """The same with the cases, their steps and the closing drawn as well."""
    days = _by_day(rows)
    asked = [(_rules(day, slots), day.height, calibrated) for day in days]
    return _held(DRAWN, (len(days), len(calibrated.days)), replayed(asked), _actual(rows))


def _by_day(rows: pl.DataFrame) -> list[pl.DataFrame]:
    return [day for _, day in rows.group_by("first_day", maintain_order=True)]


def _usual_steps(rows: pl.DataFrame) -> dict[str, float]:
    """How long each step takes in the mean: what is put where a listed case's own is not recorded."""
    return {name: float(rows.select(pl.col(name).mean()).item() or 0) for name in BEFORE}


def _recorded(day: pl.DataFrame, slots: tuple[int, ...], usual: dict[str, float]) -> Recorded:
    """What came to a day's list, as its cases show it."""
    day = day.sort("available", "case_number")
    steps = day.select(pl.sum_horizontal(pl.col(name).fill_null(one) for name, one in usual.items()))
    seen = observed(day)
    outcome = day["outcome"]
    rules = replace(_rules(day, slots), last_start=seen.last_start)
    return Recorded(
        ready=minutes(day, "available") + steps.to_series().to_numpy().astype(float),
        unfit=outcome.is_in(UNFIT).to_numpy(),
        fallen=outcome.is_in(FALLEN).to_numpy(),
        back=int(outcome.is_in(BACK).sum()),
        rules=rules,
        begun=rules.opens if seen.begun is None else seen.begun,
    )


def _rules(day: pl.DataFrame, slots: tuple[int, ...]) -> Rules:
    """The rules of a day as its rows have them."""
    row = day.row(0, named=True)
    return Rules(listing=row["listing"], cap=row["cap"], slots=slots)


def _uncapped(days: Sequence[pl.DataFrame]) -> list[bool]:
    """Of days of flexible listing with a cap and without, those without; of other days none."""
    free = [day["listing"][0] == "flexible" and day["cap"][0] is None for day in days]
    return free if any(day["cap"][0] is not None for day in days) else [False] * len(days)


def _figures(again: Replayed, days: Sequence[pl.DataFrame]) -> dict[str, Floats]:
    """What each replication came to, over all of the days."""
    found = {
        "heard": again.heard.sum(axis=1),
        "returned": again.returned.sum(axis=1),
        "capacity": again.capacity.sum(axis=1),
        "finish": again.finish.mean(axis=1),
        "latest": again.finish.max(axis=1),
    }
    uncapped = np.array(_uncapped(days))
    return found | ({"before": again.capacity[:, uncapped].sum(axis=1)} if uncapped.any() else {})


def _actual(rows: pl.DataFrame) -> dict[str, float]:
    """What the days came to."""
    full = rows.filter(pl.col("returned") == "capacity")
    opens = Rules().opens
    finish = sittings(rows)["finish"].cast(pl.Float64).fill_null(opens) - opens
    return {
        "heard": float(rows.filter("heard").height),
        "returned": float(rows["returned"].count()),
        "capacity": float(full.height),
        "before": float(full.filter(pl.col("cap").is_null()).height),
        "finish": float(finish.sum()) / finish.len(),
        "latest": float(finish.max()),  # type: ignore[arg-type]
    }


def _held(
    check: str, days: tuple[int, int], bands: dict[str, Band], actual: dict[str, float]
) -> list[dict[str, object]]:
    """The figures of a way of trying beside what the days came to, in their order."""
    return [
        {
            "check": check,
            "days": days[0],
            "of": days[1],
            "name": name,
            "actual": actual[name],
            "value": bands[name].value,
            "lower": bands[name].lower,
            "upper": bands[name].upper,
            "half_width": bands[name].half_width,
            "inside": bands[name].holds(actual[name]),
            "good": _good(bands[name], actual[name]),
        }
        for name in actual
        if name in bands
    ]


def _good(one: Band, actual: float) -> bool:
    """Whether a figure is reproduced, and its band says something."""
    near = abs(actual - one.value) <= NEAR * abs(one.value)
    return (one.holds(actual) or near) and (one.half_width <= GOOD or one.upper == one.lower)
