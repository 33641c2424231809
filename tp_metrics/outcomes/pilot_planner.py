"""What restorative justice takes and saves in officers' hours, and how long a pilot of it must recruit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.outcomes.cohorts import COMPARISON, PILOT, RESTORATIVE, cohort
from tp_metrics.outcomes.restorative_justice import LEVELS, held
from tp_metrics.results import edition_in
from tp_metrics.stats import PilotPlan, detectable_effect, pilot_plan
from tp_metrics.stats.disclosure import FEWEST

if TYPE_CHECKING:
    from tp_metrics.outcomes.restorative_justice import Restorative

DAYS_A_MONTH = 365.25 / 12
#: Curves go so many months of recruitment far, and to so large a fall.
FAR, LARGE = 60, 0.6


def terms(edition: Edition) -> pl.DataFrame:
    """What the page assumes and what was published elsewhere: name, value, unit, source, status."""
    return edition.reference("restorative_terms")


@lru_cache(maxsize=64)
def term_values(found: Restorative) -> dict[str, float]:
    """The value of each of these by its name."""
    return dict(terms(edition_in(found.folder)).select("name", "value").iter_rows())


@dataclass(frozen=True)
class Hours:
    """Officers' hours over the window.

    Attributes:
        timed: interventions of which the minutes are noted, and `spent` the hours that they took.
        average: minutes of one, by level; None for a level with fewer than five.
        charges: those of them that took the place of a charge; None where fewer than five did or did not.
        saved: hours of as many charges less what these interventions took; None without `charges`.
    """

    timed: int | None
    spent: float | None
    average: dict[str, float | None]
    charges: int | None
    saved: float | None


@lru_cache(maxsize=256)
def hours(found: Restorative, charge_hours: float) -> Hours:
    """What interventions took, and what they saved where one took the place of a charge of so many hours."""
    mine = held(found.folder, found.place.code, found.window).filter(pl.col("minutes_taken").is_not_null())
    instead = mine.filter("instead_of_charge")
    known = mine["instead_of_charge"].count()
    few = mine.height < FEWEST
    hidden = min(instead.height, known - instead.height) < FEWEST
    by_level = {LEVELS[level]: own["minutes_taken"] for (level,), own in mine.group_by("level")}
    return Hours(
        timed=None if few else mine.height,
        spent=None if few else float(mine["minutes_taken"].sum()) / 60,
        average={
            name: float(own.mean()) if own is not None and own.len() >= FEWEST else None  # type: ignore[arg-type]
            for name in LEVELS.values()
            for own in (by_level.get(name),)
        },
        charges=None if hidden else instead.height,
        saved=None if hidden else instead.height * charge_hours - float(instead["minutes_taken"].sum()) / 60,
    )


@dataclass(frozen=True)
class Recruited:
    """Who has been recruited to the pilot and its comparison.

    Attributes:
        months: since the first, to the edition's day.
        treated, controls: people so far; None for one to four.
        rate: people a month, both groups together; None before anybody, or where the groups are withheld.
        ratio: controls for each person treated.
        base: per cent of the comparison proven to reoffend within a year; None while it is not measurable.
    """

    months: float
    treated: int | None
    controls: int | None
    rate: float | None
    ratio: float
    base: float | None


@lru_cache(maxsize=64)
def recruited(found: Restorative) -> Recruited:
    """The recruitment of the pilot so far, counted from its rows."""
    people = cohort(found.folder, "TP", RESTORATIVE)
    treated, controls = (people.filter(pl.col("group") == group).height for group in (PILOT, COMPARISON))
    told = [number if number >= FEWEST else None if number else 0 for number in (treated, controls)]
    months = ((found.as_at - found.begun).days + 1) / DAYS_A_MONTH if found.begun else 0.0
    both = min(treated, controls) >= FEWEST and months >= 1
    measured = {row["group"]: row["share"] for row in found.trial.arms.iter_rows(named=True)}
    return Recruited(
        months=months,
        treated=told[0],
        controls=told[1],
        rate=(treated + controls) / months if both else None,
        ratio=controls / treated if both else 1.0,
        base=measured.get(COMPARISON),
    )


@dataclass(frozen=True)
class Planned:
    """What a pilot could show, and how long it must recruit; shares and falls from 0 to 1.

    Attributes:
        fall, base, power, rate, ratio, months: what was asked, `months` being those that are planned.
        treated, controls: how many people these months bring.
        detectable: the smallest fall that they could show, in points; `relative` the same as a share of the base. None
            where not even a fall to nothing could be told.
        plan: people and months that the fall takes; None for the reason `why`.
        curve: line, x (months of recruitment) and value: the smallest relative fall that could be shown, in per cent.
    """

    fall: float
    base: float
    power: float
    rate: float
    ratio: float
    months: int
    treated: float
    controls: float
    detectable: float | None
    relative: float | None
    plan: PilotPlan | None
    why: str
    curve: pl.DataFrame

    @property
    def points(self) -> float:
        """The fall in points."""
        return 100 * self.base * self.fall


@lru_cache(maxsize=256)
def planned(fall: float, base: float, rate: float, months: int, *, power: float = 0.8, ratio: float = 1.0) -> Planned:
    """The plan of a pilot that is to show a relative `fall` of the share `base` who reoffend.

    `rate` people a month, both groups together, `ratio` of the comparison for each one treated, `months` as planned.
    """

    def found(length: float) -> float | None:
        treated = rate * length / (1 + ratio)
        return detectable_effect(treated, treated * ratio, base, power=power)

    plan, why = None, ""
    try:
        plan = pilot_plan(-fall * base, base, rate, power=power, controls_per_treated=ratio)
    except ValueError as refused:
        why = str(refused)
    now = found(months)
    far = max(FAR, min(3 * FAR, math.ceil(1.2 * plan.recruitment)) if plan else FAR)
    rows = [(length, found(length)) for length in range(1, far + 1)]
    told = [("", float(x), points / base) for x, points in rows if points is not None and points / 100 / base <= LARGE]
    treated = rate * months / (1 + ratio)
    return Planned(
        *(fall, base, power, rate, ratio, months, treated, treated * ratio),
        detectable=now,
        relative=None if now is None else now / 100 / base,
        plan=plan,
        why=why,
        curve=pl.DataFrame(told, schema={"line": pl.String, "x": pl.Float64, "value": pl.Float64}, orient="row"),
    )
