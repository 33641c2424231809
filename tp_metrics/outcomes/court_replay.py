"""Days of the record played again: what came to the list is as recorded, how long each hearing takes is drawn anew.

When each case was made available, how long its agencies took, whether it fell out for another reason than room, and
the rules of the day with its hours come to a list from outside; they are taken from the record. What the list makes
of them is played many times over, so that it can be held against what the days came to: a model is best tried on the
inputs of the system itself (Law 2015, Simulation Modeling and Analysis, section 5.6, correlated inspection).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tp_metrics.outcomes.court_list import Floats, Pool, Rules, placed

Flags = npt.NDArray[np.bool_]
#: How often days are played again for a band: the limits of another thousand lie within a case or two.
REPLICATIONS = 1000


@dataclass(frozen=True, eq=False)
class Recorded:
    """What came to a day's list, a place to a case in the order in which they were made available.

    Attributes:
        ready: minute of the day at which the agencies were done with it.
        unfit: whether it was found unfit before it was listed.
        fallen: whether it was listed and fell out for another reason than room, or its defendant did not appear.
        back: how many of the unfit and the fallen went back to their home court.
        rules: the rules of the day; `last_start` where it is known after which minute no hearing began.
        begun: the start of its last hearing: the court was open still. Opening, where nothing was heard.
    """

    ready: Floats
    unfit: Flags
    fallen: Flags
    back: int
    rules: Rules
    begun: float

    @cached_property
    def waiting(self) -> Floats:
        """When those that wait to be heard may begin, the first first: once ready, or at their slot."""
        at = self._at
        return np.sort(at[~np.isnan(at) & ~self.fallen])

    @cached_property
    def beyond(self) -> int:
        """How many had no place on the list: above the cap, or without a slot."""
        return int((np.isnan(self._at) & ~(self._taken & self.unfit)).sum())

    @property
    def _taken(self) -> Flags:
        cap = self.rules.cap
        return np.arange(len(self.ready)) < (len(self.ready) if cap is None else cap)

    @cached_property
    def _at(self) -> Floats:
        return placed(np.where(self._taken & ~self.unfit, self.ready, np.nan), self.rules)


@dataclass(frozen=True, eq=False)
class Replayed:
    """What recorded days came to when they were played again: a row to a replication, a column to a day.

    Attributes:
        heard, capacity: cases heard, and sent back for want of room.
        returned: those and the ones that went back for other reasons, as recorded.
        finish: minutes from the opening to the end of the last hearing.
    """

    heard: Floats
    capacity: Floats
    returned: Floats
    finish: Floats


def begun(ready: Floats, hold: Floats, rules: Rules, closing: Floats) -> Floats:
    """When each case is begun, a row to a replication; not a number where the court had closed.

    `ready` is in order and the same in every replication; `hold` has a row to each, `closing` a minute. It is what
    `court_list.sat` plays case by case, for a thousand days at once.
    """
    starts = np.full(hold.shape, np.nan)
    lunch = rules.lunch if rules.listing == "flexible" else None
    free = np.full((len(hold), rules.courts), rules.opens)
    every = np.arange(len(hold))
    for case, minute in enumerate(ready):
        court = free.argmin(axis=1)
        start = np.maximum(free[every, court], minute)
        if lunch is not None:
            start = np.where((start >= lunch[0]) & (start < lunch[1]), lunch[1], start)
        starts[:, case] = np.where(start <= closing, start, np.nan)
        free[every, court] = start + hold[:, case]
    return starts


def replays(days: Sequence[Recorded], pool: Pool, *, replications: int = REPLICATIONS, seed: int = 2010) -> Replayed:
    """Recorded days played again, with hearings drawn from the days of a pool.

    Each replication draws the pool's days anew, as `Pool.again` does, so that what follows holds how little the
    calibration knows beside the luck of the day. A day whose list was done closed at an hour that is not known: it is
    one of the pool's that is later than the day's last start, or no hour where there is none.
    """
    rng = np.random.default_rng(seed)
    ends = np.cumsum([len(day.waiting) for day in days])
    length, result = (np.empty((replications, int(ends[-1]))) for _ in range(2))
    closing = np.full((replications, len(days)), np.inf)
    counts = np.array([len(day.length) for day in pool.days])
    first, last = np.cumsum(counts) - counts, np.array([day.last_start or np.nan for day in pool.days])
    for run in range(replications):
        again = rng.integers(0, len(counts), len(counts))
        upto = np.cumsum(counts[again])
        pick = rng.integers(0, upto[-1], int(ends[-1]))
        which = np.searchsorted(upto, pick, side="right")
        case = first[again[which]] + pick - (upto - counts[again])[which]
        length[run], result[run] = pool.length[case], pool.result[case]
        closing[run] = [_closing(day, last[again], rng) for day in days]
    heard, capacity, finish = (np.zeros(closing.shape) for _ in range(3))
    for at, (day, end) in enumerate(zip(days, ends, strict=True)):
        mine = slice(end - len(day.waiting), end)
        starts = begun(day.waiting, length[:, mine] + result[:, mine], day.rules, closing[:, at])
        heard[:, at] = (~np.isnan(starts)).sum(axis=1)
        capacity[:, at] = day.beyond + len(day.waiting) - heard[:, at]
        over = np.nan_to_num(starts + length[:, mine] - day.rules.opens, nan=0.0)
        finish[:, at] = over.max(axis=1, initial=0.0)
    back = np.array([day.back for day in days], dtype=float)
    return Replayed(heard, capacity, capacity + back, finish)


def _closing(day: Recorded, known: Floats, rng: np.random.Generator) -> float:
    """After which minute the day begins no hearing: its own where it is known."""
    if day.rules.last_start is not None:
        return day.rules.last_start
    later = known[known >= day.begun]
    return float(rng.choice(later)) if len(later) else float("inf")
