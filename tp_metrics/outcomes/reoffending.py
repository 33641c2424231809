"""Who was worked with, and whether they reoffend less than people like them: Diamond, restorative justice."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from tp_metrics.access import EVERYONE, Scope, must_see
from tp_metrics.editions import Edition
from tp_metrics.geography import Place
from tp_metrics.outcomes.cohorts import (
    COMPARISON,
    DIAMOND,
    PILOT,
    SMALLEST,
    Scheme,
    cohort,
    compared,
    shares,
    stepped,
)
from tp_metrics.results import edition_in
from tp_metrics.stats import Verdict, balance, cox, kaplan_meier, log_rank, matched, normal_quantile, verdict
from tp_metrics.stats.disclosure import FEWEST
from tp_metrics.stats.reoffending import CONVICTION, FOLLOW_UP, NOT_YET

TOO_FEW = f"Too few to say: fewer than {SMALLEST} people in one of the groups"
DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True, eq=False)
class Reoffending:
    """A cohort at a place, as known at an edition's day.

    Attributes:
        edition, as_at: the edition and its day.
        place: where the people lived.
        source: the title of the source; empty without one. `attribution` its licence line.
        demonstration: whether the people are made up.
        arms: one row to a group that has people (group, people, measurable, n, k, share, lower, upper, reoffences,
            frequency, frequency_lower, frequency_upper, reason): n people whose reoffending is known, k of them proven
            to reoffend within a year, shares in per cent, frequency in proven reoffences for each 100 people; null
            while the cohort is not measurable, and where withheld for the `reason`.
        built: line, x (months since the first start) and value: people so far, and of them measurable; steps of one to
            twelve months, so that none adds fewer than five; empty where even a year does.
        first: the first day of a start.
        matures: from which day on most of both groups are measurable, were no more to come; none without both.
        more: how many proven reoffences more each 100 people worked with have, with its 95 % limits, from the spread
            between people; None where there is no verdict.
        verdict: what the two shares allow to be said; None while there are none, or too few.
        why: where there is nobody, or no verdict, why not.
    """

    edition: str
    as_at: date
    place: Place
    source: str
    attribution: str
    demonstration: bool
    arms: pl.DataFrame
    built: pl.DataFrame
    first: date | None
    matures: date | None
    verdict: Verdict | None
    more: tuple[float, float, float] | None
    why: str
    folder: Path
    scheme: Scheme

    @property
    def cut(self) -> date:
        """How far the figures go: to the edition's day."""
        return self.as_at

    @property
    def people(self) -> dict[str, int]:
        """How many are in each group."""
        return dict(self.arms.select("group", "people").iter_rows())

    @property
    def measurable(self) -> bool:
        """Whether the reoffending of the cohort is known."""
        return self.matures is not None and self.matures <= self.as_at


def reoffending(edition: Edition, place: str, scheme: Scheme = DIAMOND, *, viewer: Scope = EVERYONE) -> Reoffending:
    """The cohort of a scheme at a place: TP, an area command or a borough. Raises PlaceUnknown, NotForViewer."""
    must_see(viewer, edition.places, place, "Tables of justice")
    return _reoffending(edition.folder, place, scheme)


@lru_cache(maxsize=64)
def _reoffending(folder: Path, code: str, scheme: Scheme) -> Reoffending:
    edition, place = edition_in(folder), edition_in(folder).places.place(code)
    people = cohort(folder, code, scheme)
    own = people.filter(pl.col("group").is_not_null())
    arms = _arms(own)
    whole = cohort(folder, "TP", scheme)
    name = whole["source"][0] if whole.height else ""
    about = edition.sources.get(name)
    found = _verdict(arms)
    matures = _matures(whole.filter(pl.col("group").is_not_null()))
    immature = matures is None or matures > edition.as_at
    why = scheme.nobody if whole.is_empty() else scheme.nobody_here if own.is_empty() else ""
    return Reoffending(
        edition=edition.id,
        as_at=edition.as_at,
        place=place,
        source=about.title if about else "",
        attribution=about.attribution if about else "",
        demonstration=bool(about and about.demonstration),
        arms=arms,
        built=_built(own, edition.as_at),
        first=own["first_day"].min() if own.height else None,  # type: ignore[arg-type]
        matures=matures,
        verdict=found,
        more=_more(arms) if found else None,
        why=why or ("" if found or immature else TOO_FEW),
        folder=folder,
        scheme=scheme,
    )


def _arms(own: pl.DataFrame) -> pl.DataFrame:
    """A row to a group; frequency with limits from the spread between people, who are not alike in how much they do."""
    known = pl.col("reoffences")
    counted = own.group_by("group", maintain_order=True).agg(
        people=pl.len().cast(pl.Int64),
        measurable=pl.col("measurable").sum().cast(pl.Int64),
        n=known.count().cast(pl.Int64),
        k=(known > 0).sum().cast(pl.Int64),
        measured=known.count(),
        reoffences=known.sum(),
        frequency=100 * known.mean(),
        error=100 * known.std() / known.count().sqrt(),
    )
    told = shares(counted, smallest=SMALLEST).sort(pl.col("group") == COMPARISON)
    reach = normal_quantile(0.95) * pl.col("error")
    shown = pl.col("k").is_not_null()
    frequency = {
        "frequency_lower": (pl.col("frequency") - reach).clip(0),
        "frequency_upper": pl.col("frequency") + reach,
    }
    few = {name: pl.when(pl.col(name) >= FEWEST).then(pl.col(name)).alias(name) for name in ("people", "measurable")}
    return told.with_columns(**frequency).select(
        "group",
        *few.values(),
        *("n", "k", "share", "lower", "upper"),
        *(pl.when(shown).then(pl.col(name)).alias(name) for name in ("reoffences", "frequency", *frequency)),
        reason=pl.when(pl.col("measured") > 0).then("reason").otherwise(pl.lit(NOT_YET)),
    )


def _verdict(arms: pl.DataFrame) -> Verdict | None:
    told = {row["group"]: (row["k"], row["n"]) for row in arms.drop_nulls("k").iter_rows(named=True)}
    return verdict(*told[PILOT], *told[COMPARISON]) if set(told) == {PILOT, COMPARISON} else None


def _more(arms: pl.DataFrame) -> tuple[float, float, float]:
    """The difference of the two frequencies with its limits."""
    (pilot, upper), (other, above) = arms.select("frequency", "frequency_upper").rows()
    reach = math.hypot(upper - pilot, above - other)
    return pilot - other, pilot - other - reach, pilot - other + reach


def _matures(own: pl.DataFrame) -> date | None:
    """The day on which half of each group, in the order of their starts, have been followed for long enough."""
    half = own.group_by("group", maintain_order=True).agg(pl.col("first_day").sort().get((pl.len() - 1) // 2))
    if half.height < 2:
        return None
    return half.select(pl.col("first_day").dt.offset_by(f"{FOLLOW_UP + CONVICTION}mo").max()).item()  # type: ignore[no-any-return]


def _built(own: pl.DataFrame, as_at: date) -> pl.DataFrame:
    """How many were worked with so far, and how many of them have been followed long enough, step by step."""
    nothing = pl.DataFrame(schema={"line": pl.String, "x": pl.Int64, "value": pl.Int64})
    mine = own.filter(pl.col("group") == PILOT)
    if mine.is_empty():
        return nothing
    index = pl.col("first_day").dt.year().cast(pl.Int64) * 12 + pl.col("first_day").dt.month().cast(pl.Int64)
    months = mine.select(index - index.min())["first_day"]
    start: date = mine["first_day"].min()  # type: ignore[assignment]
    length = stepped(months, mine["group"])
    if length is None:
        return nothing
    last = (as_at.year - start.year) * 12 + as_at.month - start.month + 1
    ends = pl.DataFrame({"x": [*range(0, last, length), last]}).unique(maintain_order=True)
    started = (months // length + 1) * length
    so_far = [int((started <= x).sum()) for x in ends["x"]]
    settled = FOLLOW_UP + CONVICTION
    told = [int((started + settled <= x).sum()) for x in ends["x"]]
    lines = {"worked with": so_far, "followed for 18 months": told}
    x = pl.col("x").cast(pl.Int64)
    return pl.concat(ends.select(line=pl.lit(name), x=x, value=pl.Series(found)) for name, found in lines.items())


@dataclass(frozen=True, eq=False)
class Alike:
    """Whether the groups are alike, and what pairs of like people say.

    Attributes:
        rows: covariate, before, after (standardised differences, worked with less comparison) and balanced.
        pairs: how many pairs were found.
        verdict: of the pairs alone; None where they are too few.
        why: where there are no rows, why not.
    """

    rows: pl.DataFrame
    pairs: int
    verdict: Verdict | None
    why: str = ""


@lru_cache(maxsize=64)
def alike(found: Reoffending) -> Alike:
    """The balance of those compared, before and after each is paired with the one most like them (`stats.matched`)."""
    nothing = pl.DataFrame(schema={"covariate": pl.String, "before": pl.Float64, "after": pl.Float64, "balanced": bool})
    if found.verdict is None:
        return Alike(nothing, 0, None, found.why or "Not yet measurable.")
    people = compared(_numbered(cohort(found.folder, found.place.code, found.scheme)))
    people = people.sort("first_day", "person").with_columns(treated=pl.col("group") == PILOT)
    try:
        paired = matched(people, treated="treated", covariates=found.scheme.alike)
        rows = balance(paired, treated="treated", covariates=found.scheme.alike)
    except ValueError as refused:
        return Alike(nothing, 0, None, f"The groups cannot be matched: {refused}.")
    both = paired.filter(pl.col("pair").is_not_null())
    again = dict(both.group_by("group", maintain_order=True).agg(pl.col("again").sum()).iter_rows())
    pairs = both.height // 2
    few = pairs < SMALLEST or any(min(k, pairs - k) < FEWEST for k in again.values())
    return Alike(rows, pairs, None if few else verdict(again[PILOT], pairs, again[COMPARISON], pairs))


def _numbered(people: pl.DataFrame) -> pl.DataFrame:
    """With what a model takes: whether female, and a need that nobody noted as none."""
    needs = [pl.col(name).fill_null(value=False) for name in people.columns if name.startswith("need_")]
    return people.with_columns(*needs, female=pl.col("sex").cast(pl.String) == "female")


@dataclass(frozen=True, eq=False)
class TimeToReoffence:
    """How long it took to the first proven reoffence.

    Attributes:
        curve: as `stats.kaplan_meier` returns it, by group, in months; steps hold five reoffenders or more of each
            group. Empty where no such steps can be made.
        step: months to a step.
        test: chi squared and p of the log-rank test, on days.
        ratios: as `stats.cox` returns them, of the group (covariate "worked_with") and what else is known, on days.
        half: group and months in which half of those who reoffended within the year had done so, and how many they are.
    """

    curve: pl.DataFrame
    step: int | None
    test: tuple[float, float] | None
    ratios: pl.DataFrame
    half: pl.DataFrame


@lru_cache(maxsize=64)
def time_to_reoffence(found: Reoffending) -> TimeToReoffence:
    """Days from start to the first proven reoffence, of those followed for a year; who has none leaves at its end."""
    empty = pl.DataFrame()
    if found.verdict is None:
        return TimeToReoffence(empty, None, None, empty, empty)
    people = compared(_numbered(cohort(found.folder, found.place.code, found.scheme)))
    people = people.with_columns(
        days=pl.col("days_to_reoffence").fill_null(365),
        month=_month(pl.col("days_to_reoffence")),
        worked_with=pl.col("group") == PILOT,
    )
    again = people.filter(pl.col("again") == 1)
    step = stepped(again["month"], again["group"])
    half = again.group_by("group", maintain_order=True).agg(
        months=(pl.col("days").median() / DAYS_A_MONTH).round(1), people=pl.len()
    )
    curve = empty
    if step is not None:
        ends = (pl.col("month") // step + 1) * step
        timed = people.with_columns(ended=ends.fill_null(FOLLOW_UP))
        curve = kaplan_meier(timed, "ended", "again", "group").sort(pl.col("group") == COMPARISON, "time")
    try:
        ratios = cox(people, "days", "again", ["worked_with", *found.scheme.beside])
    except ValueError:
        ratios = empty
    return TimeToReoffence(curve, step, log_rank(people, "days", "again", "group"), ratios, half)


def _month(days: pl.Expr) -> pl.Expr:
    """In which month of the year, from 0, a day lies, which counts from 1."""
    return ((days - 1) / DAYS_A_MONTH).floor().cast(pl.Int64).clip(0, FOLLOW_UP - 1)
