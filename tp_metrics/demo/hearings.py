"""The Virtual Court's list, case by case: what the stations made available, what was heard and what went back.

The published figures come out of the rows: 21 slots a day, 460 cases in 19 days, 91 without room before the cap, and
the finish at 18:30. Each day is played through from its first hearing to its last, by slots and later as cases are
ready.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from tp_metrics.demo.calibration import whole
from tp_metrics.demo.ground import Counts
from tp_metrics.demo.hearings_parameters import court as said
from tp_metrics.schema.hearings import AGENCIES, known_by

LAST = date(2011, 12, 31)
#: What became of a case on the day: heard, its defendant absent, or why it was returned.
HEARD, ABSENT = "heard", "absent"
Flags = npt.NDArray[np.bool_]
#: What became of a case: the word for it, whether it was listed, its slot, start and end in minutes of the day.
Fate = tuple[str, bool, int | None, int | None, int | None]


@dataclass(frozen=True)
class Cases:
    """What is drawn of each case before the day is played: one place to a case in each array.

    Attributes:
        day: the position of its day.
        bail: whether on same-day bail.
        available, ready: minutes of the day at which it was made available, and at which the agencies were done.
        steps: minutes of each agency's step, a column each.
        length: minutes in court, were it heard.
        trouble: why it would be returned, whatever room there is; empty for most.
        absent: whether the defendant fails to appear.
    """

    day: Counts
    bail: Flags
    available: Counts
    ready: Counts
    steps: Counts
    length: Counts
    trouble: npt.NDArray[np.str_]
    absent: Flags


def hearings(rng: np.random.Generator) -> pl.DataFrame:
    """Every case from May 2009 to the end of 2011, whatever became known of it and when."""
    days = _days()
    cases = _cases(days, _demand(days, rng), rng)
    return _rows(days, cases, _played(days, cases, rng), rng)


def hearings_known(drawn: pl.DataFrame, as_at: date) -> pl.DataFrame:
    """The cases made available by a day, with the first hearings up to it."""
    return known_by(drawn.lazy(), as_at).collect()


def _days() -> list[date]:
    """The days on which the court sits."""
    start, closed = said("start"), set(said("bank holidays"))
    every = (start + timedelta(days=n) for n in range((LAST - start).days + 1))
    return [day for day in every if day.weekday() < 5 and day not in closed]


def _demand(days: list[date], rng: np.random.Generator) -> Counts:
    """How many cases are made available each day: growing under slots, and as many as published in the first weeks."""
    first, last = said("flexible"), said("reported to")
    low, high, bend = said("demand under slots")
    early = sum(day < first for day in days)
    reported = np.array([first <= day <= last for day in days])
    expected = np.full(len(days), said("demand after the report"))
    expected[:early] = low + (high - low) * np.linspace(0, 1, early) ** bend
    each = rng.poisson(expected)
    late, _, busy = said("late day")
    weights = rng.lognormal(0, 0.10, int(reported.sum()))
    weights[[day == late for day in days if first <= day <= last]] = 0
    shares = whole(((said("made available") - busy) * weights / weights.sum())[:, None])[:, 0]
    each[reported] = np.where(weights == 0, busy, shares)
    return np.asarray(each)


def _cases(days: list[date], each: Counts, rng: np.random.Generator) -> Cases:
    day = np.repeat(np.arange(len(days)), each)
    count = len(day)
    slots = np.array([one < said("flexible") for one in days])[day]
    settled = np.array([one > said("reported to") for one in days])[day]
    bail = slots & (rng.random(count) < said("bail"))
    overnight = rng.random(count) < 0.3
    available = np.where(overnight, rng.integers(390, 471, count), rng.triangular(450, 520, 900, count)).astype(int)
    steps = np.column_stack([_gamma(said("agencies")[name], count, rng) for name in AGENCIES])
    slower = np.where(slots, said("slower steps"), 1.0)[:, None]
    steps[:, :-1] = np.rint(steps[:, :-1] * slower)
    hearing = said("hearing")
    length = np.where(bail, _gamma(hearing["same-day bail"], count, rng), _gamma(hearing["custody"], count, rng))
    length = length * np.where(slots, hearing["slots"], np.where(settled, said("quicker"), 1.0))
    reasons, shares = zip(*said("returned").items(), strict=True)
    trouble = rng.choice(["", *reasons], size=count, p=[1 - sum(shares), *shares])
    return Cases(
        day=day,
        bail=bail,
        available=available,
        ready=available + steps[:, :-1].sum(axis=1),
        steps=steps,
        length=np.maximum(3, np.rint(length)).astype(int),
        trouble=trouble,
        absent=bail & (rng.random(count) < said("virtual")["absent on bail"]),
    )


def _gamma(of: tuple[float, float], count: int, rng: np.random.Generator) -> Counts:
    """Whole minutes, one at least, by the mean and the shape of a gamma distribution."""
    mean, shape = of
    return np.maximum(1, np.rint(rng.gamma(shape, mean / shape, count))).astype(int)


def _played(days: list[date], cases: Cases, rng: np.random.Generator) -> list[Fate]:
    """What became of every case; the days before the cap end so that as many went back as was published."""
    first, (cap_from, cap), (late, finish, _) = said("flexible"), said("cap"), said("late day")
    mean, spread = said("last start")
    ends = np.rint(rng.normal(mean, spread, len(days))).astype(int)
    begins = np.searchsorted(cases.day, np.arange(len(days) + 1))
    members = [range(begins[at], begins[at + 1]) for at in range(len(days))]
    played: list[list[Fate]] = []
    for at, day in enumerate(days):
        if day < first:
            played.append(_by_slots(members[at], cases))
            continue
        ends[at] = finish - 7 if day == late else ends[at]
        played.append(_as_ready(members[at], cases, int(ends[at]), cap if day >= cap_from else None))
    free = [at for at, day in enumerate(days) if first <= day < cap_from and day != late]
    before = [*free, days.index(late)]
    wanted = said("returned before the cap")
    turn = 0
    while (back := sum(fate[0] == "capacity" for at in before for fate in played[at])) != wanted:
        at = free[turn % len(free)]
        ends[at] += 4 if back > wanted else -4
        played[at] = _as_ready(members[at], cases, int(ends[at]), None)
        turn += 1
    played[days.index(late)] = _until(played[days.index(late)], finish)
    return [fate for day_fates in played for fate in day_fates]


def _until(fates: list[Fate], finish: int) -> list[Fate]:
    """The day with its last hearing ending at a minute."""
    last = max(fate[4] or 0 for fate in fates)
    return [(*fate[:4], finish) if fate[4] == last else fate for fate in fates]


def _by_slots(members: range, cases: Cases) -> list[Fate]:
    """A day of slots: each case has the first slot that it is ready for, or none is left."""
    minutes, morning, afternoon = said("slots")
    begin, _, again = said("hours")
    slots = [begin + minutes * n for n in range(morning)] + [again + minutes * n for n in range(afternoon)]
    fates: dict[int, Fate] = {}
    given: list[tuple[int, int]] = []
    for case in sorted(members, key=lambda one: int(cases.available[one])):
        slot = next((one for one in slots if one >= cases.ready[case]), None)
        if cases.trouble[case] == "suitability":
            fates[case] = ("suitability", False, None, None, None)
        elif slot is None:
            fates[case] = ("capacity", False, None, None, None)
        else:
            slots.remove(slot)
            given.append((slot, case))
    free = 0
    for slot, case in sorted(given):
        fate = str(cases.trouble[case]) or (ABSENT if cases.absent[case] else HEARD)
        if fate == HEARD:
            start = max(slot, free)
            end = start + int(cases.length[case])
            free = end + int(cases.steps[case, -1])
            fates[case] = (HEARD, True, slot, start, end)
        else:
            fates[case] = (fate, True, slot, None, None)
    return [fates[case] for case in members]


def _as_ready(members: range, cases: Cases, last_start: int, cap: int | None) -> list[Fate]:
    """A day of flexible listing: who is ready first is heard first, and no hearing begins after a minute."""
    begin, lunch, again = said("hours")
    fates: dict[int, Fate] = {}
    accepted = []
    for number, case in enumerate(sorted(members, key=lambda one: int(cases.available[one]))):
        if cap is not None and number >= cap:
            fates[case] = ("capacity", False, None, None, None)
        elif cases.trouble[case] == "suitability":
            fates[case] = ("suitability", False, None, None, None)
        else:
            accepted.append(case)
    free = begin
    for case in sorted(accepted, key=lambda one: int(cases.ready[one])):
        if cases.trouble[case]:
            fates[case] = (str(cases.trouble[case]), True, None, None, None)
            continue
        start = max(free, int(cases.ready[case]))
        start = again if lunch <= start < again else start
        if start > last_start:
            fates[case] = ("capacity", True, None, None, None)
            continue
        end = start + int(cases.length[case])
        free = end + int(cases.steps[case, -1])
        fates[case] = (HEARD, True, None, start, end)
    return [fates[case] for case in members]


def _rows(days: list[date], cases: Cases, fates: list[Fate], rng: np.random.Generator) -> pl.DataFrame:
    count, (cap_from, cap) = len(fates), said("cap")
    became, listed, scheduled, started, ended = (list(column) for column in zip(*fates, strict=True))
    day = pl.Series("first_day", [days[at] for at in cases.day])
    stations = said("stations")
    names, (places, shares) = list(stations), zip(*stations.values(), strict=True)
    at = rng.choice(len(names), size=count, p=np.array(shares) / sum(shares))
    heard = np.array([one == HEARD for one in became])
    age, ethnicity = said("age"), said("ethnicity")
    frame = pl.DataFrame(
        {
            "first_day": day,
            "last_day": day,
            "place": [places[one] for one in at],
            "case_number": [f"v{number:05d}" for number in range(1, count + 1)],
            "station": [names[one] for one in at],
            "court": said("court"),
            "listing": ["slots" if one < said("flexible") else "flexible" for one in day],
            "cap": pl.Series([cap if one >= cap_from else None for one in day], dtype=pl.Int64),
            "case_type": np.where(cases.bail, "same-day bail", "custody"),
            "available": _times(cases.available.tolist()),
            "listed": listed,
            "heard": heard,
            "returned": [None if one in (HEARD, ABSENT) else one for one in became],
            "scheduled": _times(scheduled),
            "started": _times(started),
            "ended": _times(ended),
            **{f"{name}_minutes": cases.steps[:, place] for place, name in enumerate(AGENCIES)},
            "sex": np.where(rng.random(count) < said("female"), "female", "male"),
            "age": np.minimum(age[0] + rng.gamma(age[1], age[2], count), 80).astype(int),
            "ethnicity": rng.choice(list(ethnicity), size=count, p=list(ethnicity.values())),
            "disability": np.where(rng.random(count) < said("disabled"), "yes", "no"),
        }
    )
    silent = [pl.Series(rng.random(count) < said("not known")) for _ in range(2)]
    unfit = (pl.col("returned") == "suitability").fill_null(value=False)
    hidden = {f"{name}_minutes": unfit for name in AGENCIES[1:-1]}
    hidden |= {"hmcs_result_minutes": ~pl.col("heard")}
    hidden |= {"ethnicity": pl.lit(silent[0]), "disability": pl.lit(silent[1])}
    shown = frame.with_columns(pl.when(~gone).then(name).alias(name) for name, gone in hidden.items())
    return _first_hearings(shown, days, cases, became, rng)


def _times(minutes: list[int | None]) -> pl.Series:
    return pl.Series([None if one is None else one * 60 * 10**9 for one in minutes], dtype=pl.Int64).cast(pl.Time)


def _first_hearings(
    frame: pl.DataFrame, days: list[date], cases: Cases, became: list[str], rng: np.random.Generator
) -> pl.DataFrame:
    """With the charge, the first hearing wherever it was, and what came of it."""
    count = frame.height
    here, heard = (np.isin(became, names) for names in ([HEARD, ABSENT], [HEARD]))
    before = np.where(cases.bail, rng.integers(30, 181, count), np.minimum(20 + rng.gamma(1.6, 330, count), 1200))
    later = 1 + np.where(cases.bail, rng.poisson(said("bail until the home court") - 1, count), rng.random(count) < 0.2)
    sits = np.array(days, dtype="datetime64[D]")[cases.day]
    home = np.busday_offset(sits + later.astype(int), 0, roll="forward", holidays=said("bank holidays"))
    minute = frame.select(pl.coalesce("started", "scheduled").cast(pl.Int64) // (60 * 10**9)).to_series().fill_null(0)
    hearing = np.where(here, _moment(sits, minute.to_numpy()), _moment(home, rng.integers(600, 930, count)))
    absent_at_home = cases.bail & (rng.random(count) < said("home")["absent on bail"])
    absent = np.where(here, cases.absent & ~heard, absent_at_home)
    rates = {name: np.where(here, said("virtual")[name], said("home")[name]) for name in said("home")}
    draw = rng.random(count)
    plea = np.where(draw < rates["guilty"] + rates["not guilty"], "not guilty", "none entered")
    plea = np.where(draw < rates["guilty"], "guilty", plea)
    there, helped = pl.Series(~absent), pl.Series(rng.random(count) < rates["represented"])
    return frame.with_columns(
        charged=pl.Series(_moment(sits, cases.available - before.astype(int))),
        first_hearing=pl.Series(hearing),
        failed_to_appear=pl.Series(absent),
        plea=pl.when(there).then(pl.lit(pl.Series(plea))),
        represented=pl.when(there).then(pl.lit(helped)),
    )


def _moment(days: npt.NDArray[np.datetime64], minutes: Counts) -> npt.NDArray[np.datetime64]:
    """So many minutes after the midnight of each day."""
    return np.asarray(days.astype("datetime64[us]") + minutes * np.timedelta64(60_000_000, "us"))
