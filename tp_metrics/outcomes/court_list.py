"""A court's list played through, day after day: what rules of listing do to what is heard, returned, and how late.

A day is a queue of cases that become ready, before one or more courts that sit at their hours; simpy keeps its clock.
What a case brings (when it is ready, how long it takes, whether it falls out) is drawn from what was observed, in a
`Pool`; how it is listed is said by `Rules`. Nothing here reads an edition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import simpy

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
#: A list by the clock or as cases are ready.
Listing = Literal["slots", "flexible"]
#: Minutes of the day at which a list of slots may place a case: every quarter of an hour but for lunch.
SLOTS = (*range(600, 780, 15), *range(840, 975, 15))
#: The share of days, or of replications, within a band.
INSIDE = 0.90


@dataclass(frozen=True)
class Rules:
    """How a day is listed and when the courts sit. Times are minutes of the day.

    Attributes:
        listing: "slots", each case at the first slot for which it is ready, or "flexible", who is ready first.
        cap: how many cases the list takes, those made available first; None for as many as come.
        courts: how many courts hear it side by side.
        opens: when they begin.
        lunch: between which minutes no hearing begins; none under slots, which leave it out themselves.
        last_start: after which no hearing begins; None to sit until the list is done.
        slots: the minutes of the slots; as many cases may share one as there are courts.
    """

    listing: Listing = "flexible"
    cap: int | None = None
    courts: int = 1
    opens: float = 600.0
    lunch: tuple[float, float] | None = (780.0, 840.0)
    last_start: float | None = None
    slots: tuple[int, ...] = SLOTS

    def __post_init__(self) -> None:
        """Refuse rules by which no court could sit."""
        if self.listing not in ("slots", "flexible"):
            raise ValueError(f'a listing is "slots" or "flexible", not "{self.listing}"')
        if self.courts < 1 or (self.cap is not None and self.cap < 0):
            raise ValueError("a list needs a court, and a cap of 0 or more")
        if self.last_start is not None and self.last_start < self.opens:
            raise ValueError("no hearing could begin: the last one may start before the court opens")


@dataclass(frozen=True, eq=False)
class Observed:
    """One day that was observed.

    Attributes:
        available: minutes of the day at which its cases were made available.
        steps: minutes of each agency's step before the hearing, a row to a case, a column to an agency.
        length, result: minutes in court, and until the result was entered, of its hearings.
        made: cases made available; `taken` those that the list had room for, of which `unfit` went back unlisted;
            `listed`, of which `fallen` went back for another reason than room, and of `absent` nobody came.
        last_start: after which minute no hearing began; None where the list was done.
        begun: the start of its last hearing; None without any.
    """

    available: Floats
    steps: Floats
    length: Floats
    result: Floats
    made: int
    taken: int
    unfit: int
    listed: int
    fallen: int
    absent: int
    last_start: float | None = None
    begun: float | None = None


@dataclass(frozen=True, eq=False)
class Pool:
    """Observed days, from which days are drawn: their cases, their hearings, and the shares that fall out."""

    days: tuple[Observed, ...]

    @cached_property
    def available(self) -> Floats:
        """When cases were made available, of all days."""
        return np.concatenate([day.available for day in self.days])

    @cached_property
    def steps(self) -> Floats:
        """The agencies' steps of the same cases."""
        return np.concatenate([day.steps for day in self.days])

    @cached_property
    def length(self) -> Floats:
        """How long hearings took, of all days."""
        return np.concatenate([day.length for day in self.days])

    @cached_property
    def result(self) -> Floats:
        """How long their results took."""
        return np.concatenate([day.result for day in self.days])

    @cached_property
    def demand(self) -> Counts:
        """How many cases each day made available."""
        return np.array([day.made for day in self.days])

    @cached_property
    def last_starts(self) -> Floats:
        """After which minute no hearing began, of the days whose list was not done."""
        return np.array([day.last_start for day in self.days if day.last_start is not None])

    @cached_property
    def shares(self) -> tuple[float, float, float]:
        """Which share of those taken is unfit, and which shares of those listed fall out and are absent."""
        taken, listed = (max(sum(getattr(day, of) for day in self.days), 1) for of in ("taken", "listed"))
        unfit, fallen, absent = (sum(getattr(day, of) for day in self.days) for of in ("unfit", "fallen", "absent"))
        return unfit / taken, fallen / listed, absent / listed

    def again(self, rng: np.random.Generator) -> Pool:
        """As many of its days, drawn with replacement: how else the calibration might have come out."""
        return Pool(tuple(self.days[at] for at in rng.integers(0, len(self.days), len(self.days))))


@dataclass(frozen=True)
class Day:
    """What a day's list came to: cases, and minutes of the day; `waits` of those heard, from ready to start."""

    available: int
    heard: int
    capacity: int
    other: int
    absent: int
    finish: float
    waits: tuple[float, ...]

    @property
    def returned(self) -> int:
        """How many went back to their home court, for whatever reason."""
        return self.capacity + self.other


@dataclass(frozen=True)
class Band:
    """A mean, and the limits within which nine in ten lie: of days, or of replications."""

    value: float
    lower: float
    upper: float

    @property
    def half_width(self) -> float:
        """Half of the band, as a share of its middle value."""
        return (self.upper - self.lower) / 2 / self.value if self.value else float("inf")

    def holds(self, observed: float) -> bool:
        """Whether an observed figure lies within it."""
        return self.lower <= observed <= self.upper


def sat(
    ready: Sequence[float],
    hold: Sequence[float],
    *,
    courts: int = 1,
    opens: float = 0.0,
    lunch: tuple[float, float] | None = None,
    last_start: float | None = None,
) -> list[float | None]:
    """When each case is begun by courts that take the first that is ready; None where none took it before the end.

    A court is held for as long as `hold` says. Whoever is first ready is first heard; no hearing begins before the
    court opens, between the two minutes of lunch, or after `last_start`.

    >>> sat([0, 1, 2], [5, 5, 5])
    [0.0, 5.0, 10.0]
    >>> sat([0, 1, 2], [5, 5, 5], courts=2, last_start=4)
    [0.0, 1.0, None]
    """
    starts: list[float | None] = [None] * len(ready)
    if not starts:
        return starts
    clock = simpy.Environment(min(0.0, *map(float, ready)))
    waiting = simpy.Store(clock)

    def sits() -> Any:
        if clock.now < opens:
            yield clock.timeout(opens - clock.now)
        while True:
            case = yield waiting.get()
            if lunch is not None and lunch[0] <= clock.now < lunch[1]:
                yield clock.timeout(lunch[1] - clock.now)
            if last_start is not None and clock.now > last_start:
                return
            starts[case] = float(clock.now)
            yield clock.timeout(hold[case])

    for _ in range(courts):
        clock.process(sits())
    for case in sorted(range(len(ready)), key=ready.__getitem__):
        arrival = clock.timeout(ready[case] - clock.now)
        arrival.callbacks.append(partial(_comes, waiting, case))
    clock.run()
    return starts


def _comes(waiting: simpy.Store, case: int, _: simpy.Event) -> None:
    waiting.put(case)


@dataclass(frozen=True, eq=False)
class Draw:
    """The cases of one day before they are listed: a place to a case, in the order in which they are made available.

    `chance` decides whether a case is unfit, falls out or is absent: the same number under any rules.
    """

    available: Floats
    ready: Floats
    length: Floats
    result: Floats
    chance: Floats
    last_start: float | None


def drawn(pool: Pool, count: int, rng: np.random.Generator, *, pace: Sequence[float] | float = 1.0) -> Draw:
    """A day of so many cases, each with times of a case that was observed and the length of a hearing that was.

    `pace` is how long the agencies' steps take, of what they took: one number, or one to each agency.
    """
    case = rng.integers(0, len(pool.available), count)
    hearing = rng.integers(0, len(pool.length), count)
    chance = rng.random(count)
    end = float(rng.choice(pool.last_starts)) if len(pool.last_starts) else None
    order = np.argsort(pool.available[case], kind="stable")
    case = case[order]
    ready = pool.available[case] + (pool.steps[case] * np.asarray(pace)).sum(axis=1)
    return Draw(pool.available[case], ready, pool.length[hearing], pool.result[hearing], chance, end)


def played(draw: Draw, rules: Rules, pool: Pool, *, absent: float | None = None) -> Day:
    """The day by the rules; `absent` is the share that does not appear, where it is to be another than observed."""
    unfit, fallen, gone = pool.shares
    gone = gone if absent is None else absent
    count = len(draw.ready)
    taken = np.arange(count) < (count if rules.cap is None else rules.cap)
    fit = taken & (draw.chance >= unfit)
    # A case that is fit falls out with the same number stretched to the whole range again.
    among = (draw.chance - unfit) / max(1 - unfit, 1e-9)
    falls, away = among < fallen, (among >= fallen) & (among < fallen + gone)
    at = placed(np.where(fit, draw.ready, np.nan), rules)
    has_place = ~np.isnan(at)
    listed = np.flatnonzero(has_place & ~falls & ~away)
    hold = draw.length + draw.result
    lunch = rules.lunch if rules.listing == "flexible" else None
    starts = sat(
        at[listed].tolist(),
        hold[listed].tolist(),
        courts=rules.courts,
        opens=rules.opens,
        lunch=lunch,
        last_start=rules.last_start,
    )
    heard = [(case, start) for case, start in zip(listed.tolist(), starts, strict=True) if start is not None]
    unplaced = int((~taken).sum() + (fit & ~has_place).sum())
    return Day(
        available=count,
        heard=len(heard),
        capacity=unplaced + len(listed) - len(heard),
        other=int((taken & ~fit).sum() + (has_place & falls).sum()),
        absent=int((has_place & away).sum()),
        finish=max((start + float(draw.length[case]) for case, start in heard), default=rules.opens),
        waits=tuple(start - float(draw.ready[case]) for case, start in heard),
    )


def placed(ready: Floats, rules: Rules) -> Floats:
    """When each case may begin: once ready, or by slots at the first that it is ready for; not a number without one.

    The cases stand in the order in which they were made available; who is not a number has no place.
    """
    if rules.listing == "flexible":
        return ready
    free = sorted([slot for slot in rules.slots for _ in range(rules.courts)])
    found = np.full(len(ready), np.nan)
    for case, minute in enumerate(ready):
        slot = next((one for one in free if one >= minute), None)
        if slot is not None:
            free.remove(slot)
            found[case] = slot
    return found


def days_drawn(
    pool: Pool,
    days: int,
    *,
    demand: float | None = None,
    pace: Sequence[float] | float = 1.0,
    seed: int = 2010,
) -> list[Draw]:
    """So many days' cases. `demand` is the mean number of cases a day, spread as the observed days were.

    They know of no rules, so that two rules played on them differ by what they do and not by luck.
    """
    rng = np.random.default_rng(seed)
    each = rng.choice(pool.demand, days).astype(float)
    if demand is not None:
        each *= demand / pool.demand.mean()
    counts = np.floor(each + rng.random(days)).astype(int)
    return [drawn(pool, int(count), rng, pace=pace) for count in counts]


def days_played(draws: Sequence[Draw], rules: Rules, pool: Pool, *, absent: float | None = None) -> list[Day]:
    """The days by the rules, each as `played` has it."""
    return [played(draw, rules, pool, absent=absent) for draw in draws]


def replayed(asked: Sequence[tuple[Rules, int, Pool]], *, replications: int = 100, seed: int = 2010) -> dict[str, Band]:
    """Bands of what the rules and the cases of some days would have come to: over all of these days together.

    `asked` holds the rules of each day, how many cases were made available on it, and the pool that it is drawn from.
    The last start of a day is one of those observed, unless its rules say otherwise. Each replication draws the
    pool's days anew (`Pool.again`), so that the bands hold how little the calibration knows beside the luck of the day.
    `heard`, `returned`, `capacity` are cases of all days; `finish` is the mean of the days, in minutes after the court
    opened.
    """
    totals: dict[str, list[float]] = {name: [] for name in ("heard", "returned", "capacity", "finish")}
    pools = list(dict.fromkeys(pool for *_, pool in asked))
    for stream in np.random.default_rng(seed).spawn(replications):
        again = {pool: pool.again(stream) for pool in pools}
        found = []
        for rules, count, pool in asked:
            draw = drawn(again[pool], count, stream)
            own = rules if rules.last_start is not None else replace(rules, last_start=draw.last_start)
            found.append(played(draw, own, again[pool]))
        totals["heard"].append(sum(day.heard for day in found))
        totals["returned"].append(sum(day.returned for day in found))
        totals["capacity"].append(sum(day.capacity for day in found))
        opened = [day.finish - rules.opens for day, (rules, *_) in zip(found, asked, strict=True)]
        totals["finish"].append(float(np.mean(opened)))
    return {name: band(values) for name, values in totals.items()}


def band(values: Sequence[float]) -> Band:
    """The mean with the limits of the middle nine in ten."""
    lower, upper = np.quantile(values, [(1 - INSIDE) / 2, (1 + INSIDE) / 2])
    return Band(float(np.mean(values)), float(lower), float(upper))


@dataclass(frozen=True)
class BestCap:
    """The largest cap by which the list is done in time, and what it leaves.

    Attributes:
        cap: the cap; 0 where even one case a day would end too late.
        share: share of days on which the list is done by the hour.
        heard, returned: cases a day that it hears, and that go back for want of capacity.
        meets: whether on that share of days nobody goes back for want of capacity.
    """

    cap: int
    share: float
    heard: float
    returned: float
    meets: bool


def best_cap(
    draws: Sequence[Draw],
    rules: Rules,
    pool: Pool,
    *,
    by: float = 18 * 60.0,
    share: float = 0.95,
    absent: float | None = None,
) -> BestCap:
    """The largest cap by which every case taken is heard and the court rises `by` an hour on a `share` of days.

    Found by halving: on the same days, one case more on the list never ends it earlier. A cap above the largest day's
    demand changes nothing: the search stops there.
    """
    open_ended = replace(rules, last_start=None)

    def tried(cap: int) -> list[Day]:
        """The days by a cap; none as soon as too many of them are late."""
        found: list[Day] = []
        late = 0
        for draw in draws:
            found.append(played(draw, replace(open_ended, cap=cap), pool, absent=absent))
            late += found[-1].finish > by
            if late > (1 - share) * len(draws):
                return []
        return found

    low, high = 0, max(len(draw.ready) for draw in draws)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if tried(middle) else (low, middle - 1)
    found = tried(low) or days_played(draws, replace(open_ended, cap=low), pool, absent=absent)
    reached = float(np.mean([day.finish <= by for day in found]))
    back = [day.capacity for day in found]
    return BestCap(
        cap=low,
        share=reached,
        heard=float(np.mean([day.heard for day in found])),
        returned=float(np.mean(back)),
        meets=low > 0 and reached >= share and float(np.mean([one == 0 for one in back])) >= share,
    )
