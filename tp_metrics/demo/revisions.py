"""What was known when: offences recorded late, and offences later found to be none; and the weeks of the months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from tp_metrics import periods
from tp_metrics.demo.calibration import OFFENCES
from tp_metrics.demo.ground import LAST, WARDS_FROM, Counts, Floats, months
from tp_metrics.demo.parameters import assumed

#: The dates as at which the demonstration is published.
AS_AT = (date(2010, 9, 30), date(2010, 12, 31), date(2011, 12, 31))
#: Months are still revised until they are so old.
REVISED = 12
#: The first week that is given by borough.
WEEKS_FROM = date(2008, 4, 1)
AT_WEEKENDS = ("violence_with_injury", "violence_without_injury", "domestic_offences", "criminal_damage")


@dataclass(frozen=True)
class Known:
    """How a series stood on a date: final − late + early, for months `first` to `last` (positions, last excluded).

    Attributes:
        as_at: the date.
        first, last: the months that this date tells something new about.
        late: what was not yet recorded, over all months.
        early: what was recorded and later found to be no crime, over all months.
    """

    as_at: date
    first: int
    last: int
    late: Counts
    early: Counts


def position(day: date) -> int:
    """The position of a day's month among the ward months."""
    return (day.year - WARDS_FROM.year) * 12 + day.month - WARDS_FROM.month


def unfolding(final: Counts, slowness: float, rng: np.random.Generator) -> Iterator[Known]:
    """How a final series (months last) was known at each date of AS_AT; what comes late only ever comes in."""
    reached, late, early, before = 0, np.zeros_like(final), np.zeros_like(final), np.zeros(final.shape[-1])
    for as_at in AS_AT:
        end = position(as_at) + 1
        chance = _late_chance(end, final.shape[-1]) * slowness
        still = np.divide(chance, before, out=np.zeros_like(chance), where=before > 0)
        old, new = slice(0, reached), slice(reached, end)
        next_late, next_early = np.zeros_like(late), np.zeros_like(early)
        next_late[..., old] = rng.binomial(late[..., old], still[old])
        next_early[..., old] = rng.binomial(early[..., old], still[old])
        next_late[..., new] = rng.binomial(final[..., new], chance[new])
        next_early[..., new] = rng.poisson(final[..., new] * (chance[new] * assumed("not yet no-crimed")))
        yield Known(as_at, max(0, reached - REVISED) if reached else 0, end, next_late, next_early)
        reached, late, early, before = end, next_late, next_early, chance


def _late_chance(end: int, count: int) -> Floats:
    ages = end - 1 - np.arange(count)
    shares = np.array(assumed("recorded late"))
    return np.where((ages >= 0) & (ages < REVISED), shares[np.clip(ages, 0, REVISED - 1)], 0.0)


def parts() -> list[list[periods.Window]]:
    """The part-weeks of each month from WEEKS_FROM to the last."""
    return [periods.part_weeks(month.first, month.last) for month in months(WEEKS_FROM, LAST)]


def weekly(final: Counts, stages: list[Known], rng: np.random.Generator) -> Iterator[Counts]:
    """At each date, a series by borough and month split into part-weeks that add up to the month as then known.

    The axis of months becomes one of part-weeks, from WEEKS_FROM on.
    """
    calendar, begin, reached = parts(), position(WEEKS_FROM), 0
    chances = [_chances(month)[:, None] for month in calendar]
    whole = [rng.multinomial(final[..., begin + m], chances[m]) for m in range(len(calendar))]
    late, early = list(whole), [np.zeros_like(split) for split in whole]
    for known in stages:
        for m in range(len(calendar)):
            missing, surplus = known.late[..., begin + m], known.early[..., begin + m]
            late[m] = _drawn(late[m], missing, rng)
            seen = begin + m < reached
            early[m] = _drawn(early[m], surplus, rng) if seen else rng.multinomial(surplus, chances[m])
        reached = known.last
        yield np.concatenate([w - a + b for w, a, b in zip(whole, late, early, strict=True)], axis=-1)
        late = [split if begin + m >= reached else late[m] for m, split in enumerate(whole)]


def _drawn(urn: Counts, wanted: Counts, rng: np.random.Generator) -> Counts:
    """`wanted` ones drawn from the parts of an urn (last axis) without putting back."""
    found = np.zeros_like(urn)
    if not wanted.any():
        return found
    left, need = urn.sum(axis=-1), wanted.copy()
    for part in range(urn.shape[-1]):
        left = left - urn[..., part]
        found[..., part] = rng.hypergeometric(urn[..., part], left, need)
        need = need - found[..., part]
    return found


def _chances(month: list[periods.Window]) -> Floats:
    """Offence (and the victim-based part) × part-week: the share of the month's offences, weekends busier for some."""
    days = np.array([part.days for part in month], dtype=float)
    weekend = np.array(
        [sum(day.weekday() >= 5 for day in periods.calendar_days(part.first, part.last)) for part in month], dtype=float
    )
    extra = assumed("weekend violence") - 1.0
    rows = [days + (extra * weekend if name in AT_WEEKENDS else 0.0) for name in (*OFFENCES, "partly")]
    found = np.stack(rows)
    return np.asarray(found / found.sum(axis=1, keepdims=True))
