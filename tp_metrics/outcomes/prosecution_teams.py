"""The integrated prosecution teams: where they are live, and what cases came to in court before and after."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

import polars as pl

from tp_metrics.access import EVERYONE, Scope, must_see
from tp_metrics.editions import Edition
from tp_metrics.geography import Place
from tp_metrics.outcomes.cohorts import SOURCES
from tp_metrics.periods import add_months
from tp_metrics.results import edition_in
from tp_metrics.schema.prosecution import COURTS, TRIALS
from tp_metrics.stats import Staggered, newcombe, staggered

#: The team with a single case file, and the one whose file is electronic.
IPT, ELECTRONIC = "IPT", "E-IPT"
#: The days by which it is to be decided whether E-IPT goes further: the interim and the final evaluation.
DECISIONS = (date(2010, 12, 31), date(2011, 4, 30))
#: Fewer cases than this in a period say nothing of its share.
SMALLEST = 30
#: Months that a borough's figures are taken over, now and before it went live.
YEAR = 12
NO_TEAMS = "This edition has no records of integrated prosecution teams"
NO_COURTS = "This edition has no records of what cases came to in court"
NONE_HERE = "No integrated prosecution team is recorded here"

Step = Literal["quarter", "month"]
#: Months to a step of before and after, and steps before the first whole one that each borough is held against: the one
#: in which it went live, which counts as neither, and a year.
STEPS: dict[Step, tuple[int, int]] = {"quarter": (3, 5), "month": (1, 13)}


@dataclass(frozen=True)
class Outcome:
    """What is counted over what, at which court.

    Attributes:
        key: by which it is asked for.
        measure: the measure that it is, or the name of what has no measure.
        above, below: the columns.
        court: the court; None for what comes before any.
        factor: what above over below is multiplied by: 100 for per cent.
        better: which way is good.
    """

    key: str
    measure: str
    above: str
    below: str
    court: str | None
    factor: float
    better: Literal["higher", "lower"]


def _both(measure: str, above: str, below: str, better: Literal["higher", "lower"]) -> list[Outcome]:
    return [Outcome(f"{measure}/{court}", measure, above, below, court, 100.0, better) for court in COURTS]


#: The line of all boroughs together.
ALL = "All boroughs"
#: What is held before and after going live, in the order in which it is shown.
OUTCOMES: dict[str, Outcome] = {
    one.key: one
    for one in (
        Outcome(
            "guilty_plea_first_hearing",
            "guilty_plea_first_hearing",
            "guilty_pleas_at_first_hearing",
            "first_hearings",
            None,
            100.0,
            "higher",
        ),
        Outcome("files_on_time", "files_on_time", "files_on_time", "files_due", None, 100.0, "higher"),
        *_both("discontinuance", "discontinued", "finalised", "lower"),
        *_both("conviction_rate", "convictions", "finalised", "higher"),
        *_both("effective_trials", "effective", "trials_listed", "higher"),
        *_both("cracked_trials", "cracked", "trials_listed", "lower"),
        *_both("ineffective_trials", "ineffective", "trials_listed", "lower"),
    )
}
#: What the electronic file is to change, then what it may change beside.
ELECTRONIC_OUTCOMES: dict[str, Outcome] = {
    one.key: one
    for one in (
        Outcome("charging_on_cms", "charging_on_cms", "charging_on_cms", "charging_decisions", None, 100.0, "higher"),
        Outcome("requests", "requests", "evidence_requests", "charging_decisions", None, 100.0, "lower"),
        Outcome("days", "days", "evidence_days", "evidence_answered", None, 1.0, "lower"),
        OUTCOMES["guilty_plea_first_hearing"],
        OUTCOMES["files_on_time"],
        OUTCOMES["discontinuance/magistrates"],
    )
}


@dataclass(frozen=True, eq=False)
class Teams:
    """The roll-out at a place, as known at an edition's day.

    Attributes:
        edition, as_at: the edition and its day.
        place: the place of the boroughs.
        source: the title of the source; empty without one. `attribution` its licence line.
        demonstration: whether the rows are made up.
        boroughs: one row to a borough of the place (code, name, state, live_from, dated, subject_to, and the same of
            E-IPT with `e_` before): states are live, planned, stopped, or none where nothing is recorded; `live_from`
            of a planned team is the day that was planned, null without one.
        live, planned: how many boroughs have a team of either kind, and how many are only planned to have one.
        electronic, electronic_planned: the same of E-IPT.
        everywhere: how many boroughs of TP are live.
        last: the last month with figures of the courts; None without any.
        why: where nothing is recorded, why not.
        viewer: for whom it was asked.
    """

    edition: str
    as_at: date
    place: Place
    source: str
    attribution: str
    demonstration: bool
    boroughs: pl.DataFrame
    live: int
    planned: int
    electronic: int
    electronic_planned: int
    everywhere: int
    last: date | None
    why: str
    folder: Path = field(repr=False)
    viewer: Scope = EVERYONE

    @property
    def cut(self) -> date:
        """How far the figures go: to the edition's day."""
        return self.as_at


def prosecution_teams(edition: Edition, place: str, *, viewer: Scope = EVERYONE) -> Teams:
    """The roll-out at a place: TP, an area command or a borough, as known on the edition's day.

    Raises PlaceUnknown, NotForViewer.
    """
    must_see(viewer, edition.places, place, "Tables of justice")
    return _teams(edition.folder, place, viewer)


def all_teams(found: Teams) -> Teams:
    """The roll-out of all boroughs, for who may see them all; else that of the place itself."""
    return _teams(found.folder, "TP", found.viewer) if found.viewer.may_see(("TP",)) else found


@lru_cache(maxsize=64)
def _teams(folder: Path, code: str, viewer: Scope) -> Teams:
    edition = edition_in(folder)
    place = edition.places.place(code)
    every = _states(folder)
    inside = [code, *edition.places.children(code, "borough")]
    own = every.filter(pl.col("code").is_in(inside))
    rows, courts = _kept(folder, "prosecution_teams"), _kept(folder, "court_outcomes")
    name = rows["source"][0] if rows.height else courts["source"][0] if courts.height else ""
    about = edition.sources.get(name)
    somewhere = own.filter((pl.col("state") != "none") | (pl.col("e_state") != "none")).height
    return Teams(
        edition=edition.id,
        as_at=edition.as_at,
        place=place,
        source=about.title if about else "",
        attribution=about.attribution if about else "",
        demonstration=bool(about and about.demonstration),
        boroughs=own,
        live=own.filter(_live()).height,
        planned=own.filter(~_live() & pl.any_horizontal(pl.col("state", "e_state") == "planned")).height,
        electronic=own.filter(pl.col("e_state") == "live").height,
        electronic_planned=own.filter(pl.col("e_state") == "planned").height,
        everywhere=every.filter(_live()).height,
        last=courts["last_day"].max() if courts.height else None,  # type: ignore[arg-type]
        why=NO_TEAMS if rows.is_empty() else NONE_HERE if not somewhere else "",
        folder=folder,
        viewer=viewer,
    )


def _live() -> pl.Expr:
    return (pl.col("state") == "live") | (pl.col("e_state") == "live")


@lru_cache(maxsize=16)
def _kept(folder: Path, table: str) -> pl.DataFrame:
    """The rows of a table from the first source that has any."""
    rows = edition_in(folder).counts(table)
    held = [source for source in SOURCES if (rows["source"] == source).any()]
    return rows.filter(pl.col("source") == (held[0] if held else ""))


@lru_cache(maxsize=16)
def _states(folder: Path) -> pl.DataFrame:
    """Every borough with what was last known of its team of each model."""
    edition = edition_in(folder)
    places = edition.places
    names = [(code, places.place(code).name) for code in places.children("TP", "borough")]
    found = pl.DataFrame(names, schema={"code": pl.String, "name": pl.String}, orient="row")
    rows = _kept(folder, "prosecution_teams").sort("first_day").unique(["place", "model"], keep="last")
    for model, mark in ((IPT, ""), (ELECTRONIC, "e_")):
        of_it = rows.filter(pl.col("model") == model)
        told = of_it.select(
            code="place",
            **{f"{mark}state": pl.col("state").cast(pl.String)},
            **{f"{mark}live_from": "live_from", f"{mark}subject_to": "subject_to"},
            **{f"{mark}dated": pl.col("dated").cast(pl.String)},
        )
        found = found.join(told, on="code", how="left").with_columns(pl.col(f"{mark}state").fill_null("none"))
    # Who has an electronic file has a team: where no row says since when, since that file.
    since = pl.min_horizontal(
        pl.when(pl.col("state") == "live").then("live_from"), pl.when(pl.col("e_state") == "live").then("e_live_from")
    )
    return found.with_columns(since=since).sort("name")


def _courts(folder: Path, outcome: Outcome) -> pl.DataFrame:
    """Months of an outcome by borough: code, month, k and n; what a month does not count is left out."""
    rows = _kept(folder, "court_outcomes")
    boroughs = edition_in(folder).places.children("TP", "borough")
    rows = rows.filter(pl.col("place").is_in(boroughs))
    if outcome.court is not None:
        rows = rows.filter(pl.col("court") == outcome.court)
    return (
        rows.drop_nulls([outcome.above, outcome.below])
        .group_by(code="place", month="first_day", maintain_order=True)
        .agg(k=pl.col(outcome.above).sum(), n=pl.col(outcome.below).sum())
        .sort("code", "month")
    )


@dataclass(frozen=True, eq=False)
class Study:
    """Before and after going live, of one outcome over all boroughs.

    Attributes:
        outcome: what was counted.
        step: what a period is.
        found: as `stats.staggered` returns it; None where nothing can be estimated, for the reason `why`.
        boroughs: how many boroughs are live.
        until: the last day of the last period that could be estimated; None without.
        ended: whether that is before the figures end, because every borough was live by then.
    """

    outcome: Outcome
    step: Step
    found: Staggered | None
    boroughs: int
    until: date | None
    ended: bool
    why: str = ""


def study(found: Teams, key: str) -> Study:
    """Before and after going live with a team, quarter by quarter."""
    return _study(found.folder, OUTCOMES[key], "since", "quarter")


def electronic_study(found: Teams, key: str) -> Study:
    """Before and after going live with an electronic file, month by month; few boroughs have, and not for long."""
    return _study(found.folder, ELECTRONIC_OUTCOMES[key], "e_live_from", "month")


@lru_cache(maxsize=128)
def _study(folder: Path, outcome: Outcome, since: str, step: Step) -> Study:
    panel, live = _panel(folder, outcome, since, step)
    months, base = STEPS[step]
    if panel.is_empty():
        return Study(outcome, step, None, live, None, ended=False, why=NO_COURTS)
    try:
        result = staggered(panel, base=base)
    except ValueError as refused:
        return Study(outcome, step, None, live, None, ended=False, why=f"Nothing can be said: {refused}")
    until = date((result.last * months) // 12, (result.last * months) % 12 + 1, 1)
    until = _day_before(add_months(until, months))
    final: int = panel["time"].max()  # type: ignore[assignment]
    return Study(outcome, step, result, live, until, ended=result.last < final)


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _panel(folder: Path, outcome: Outcome, since: str, step: Step) -> tuple[pl.DataFrame, int]:
    """Boroughs by period (unit, time, value, first), and how many are live.

    A period is counted from year nought. One in which a borough went live after its first day is neither before nor
    after, and has no value; nor has one with fewer than 30 cases, or a month missing. Boroughs whose team has stopped
    are left out: they are no longer before, and no longer after.
    """
    months, _ = STEPS[step]
    states = _states(folder)
    kept = states.filter((pl.col("state") != "stopped") & (pl.col("e_state") != "stopped"))
    begins = pl.when(pl.col("e_state") == "live").then(since) if since.startswith("e_") else pl.col(since)
    number = (pl.col("month").dt.year().cast(pl.Int64) * 12 + pl.col("month").dt.month() - 1) // months
    periods = (
        _courts(folder, outcome)
        .group_by("code", time=number, maintain_order=True)
        .agg(pl.col("k", "n").sum(), pl.len().alias("months"))
        .filter(pl.col("months") == months)
    )
    index = pl.col("begins").dt.year().cast(pl.Int64) * 12 + pl.col("begins").dt.month() - 1
    on_time = (index % months == 0) & (pl.col("begins").dt.day() == 1)
    first = pl.when(on_time).then(index // months).otherwise(index // months + 1)
    dated = kept.select("code", begins=begins).with_columns(first=first, crossing=pl.when(~on_time).then(first - 1))
    value = pl.when((pl.col("n") >= SMALLEST) & pl.col("time").ne_missing(pl.col("crossing"))).then(
        outcome.factor * pl.col("k") / pl.col("n")
    )
    panel = periods.join(dated, on="code").select("time", "first", unit="code", value=value)
    return panel.sort("unit", "time"), dated["begins"].count()


@lru_cache(maxsize=64)
def effects(found: Teams) -> pl.DataFrame:
    """What going live was followed by: a row to each outcome (key, effect, lower, upper, detectable, clear, why)."""
    return _effects([study(found, key) for key in OUTCOMES])


@lru_cache(maxsize=64)
def electronic_effects(found: Teams) -> pl.DataFrame:
    """The same of going live with an electronic file."""
    return _effects([electronic_study(found, key) for key in ELECTRONIC_OUTCOMES])


def _effects(studies: list[Study]) -> pl.DataFrame:
    rows = []
    for one in studies:
        told = one.found
        numbers = (told.effect, told.lower, told.upper, told.detectable, told.clear) if told else (None,) * 5
        rows.append((one.outcome.key, *numbers, one.why))
    names = ("effect", "lower", "upper", "detectable")
    schema = {"key": pl.String, **dict.fromkeys(names, pl.Float64), "clear": pl.Boolean, "why": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _months_to(last: date) -> tuple[date, date]:
    """The first days of the first and last of the twelve months to a day."""
    end = last.replace(day=1)
    return add_months(end, 1 - YEAR), end


@lru_cache(maxsize=128)
def by_borough(found: Teams, key: str) -> pl.DataFrame:
    """Each borough's twelve months, those before it went live, and the change.

    Columns: code, name, live_from, now_k, now_n, now, now_months, before_k, before_n, before, before_months, change,
    lower, upper. Of a borough that went live within the last twelve months only the whole months since count as now;
    before are the twelve months that end before the month of going live, or as many as there are. A share of fewer
    than 30 is null, and so is a change without both. The change is the borough's own: what moved everywhere is in it.
    """
    outcome = OUTCOMES[key]
    own = found.boroughs.select("code", "name", live_from="since")
    rows = _courts(found.folder, outcome).join(own, on="code", how="inner")
    if rows.is_empty() or found.last is None:
        return _no_boroughs()
    first, last = _months_to(found.last)
    live = pl.col("live_from")
    inside = pl.col("month").is_between(first, last) & (live.is_null() | (pl.col("month") >= live))
    start = live.dt.month_start()
    earlier = (pl.col("month") < start) & (pl.col("month") >= start.dt.offset_by(f"-{YEAR}mo"))
    parts = [
        pl.col("k").filter(inside).sum().alias("now_k"),
        pl.col("n").filter(inside).sum().alias("now_n"),
        pl.col("n").filter(inside).len().cast(pl.Int64).alias("now_months"),
        pl.col("k").filter(earlier).sum().alias("before_k"),
        pl.col("n").filter(earlier).sum().alias("before_n"),
        pl.col("n").filter(earlier).len().cast(pl.Int64).alias("before_months"),
    ]
    summed = own.join(rows.group_by("code", maintain_order=True).agg(parts), on="code", how="inner")
    told = {side: pl.col(f"{side}_n") >= SMALLEST for side in ("now", "before")}
    shares = {side: pl.when(able).then(100 * pl.col(f"{side}_k") / pl.col(f"{side}_n")) for side, able in told.items()}
    change, lower, upper = newcombe(*(pl.col(name) for name in ("now_k", "now_n", "before_k", "before_n")))
    both = told["now"] & told["before"]
    changes = {"change": change, "lower": lower, "upper": upper}
    told_changes = {name: pl.when(both).then(100 * one) for name, one in changes.items()}
    return summed.with_columns(**shares, **told_changes).select(list(_no_boroughs().columns)).sort("name")


@lru_cache(maxsize=64)
def borough_months(found: Teams, code: str, key: str) -> pl.DataFrame:
    """An outcome month by month in a borough and in all of them: line, month, k, n and value; null under 30 cases.

    The line of all boroughs is named ALL, the borough's by its name; ValueError for a borough that is not of the place.
    """
    names = dict(found.boroughs.select("code", "name").iter_rows())
    if code not in names:
        raise ValueError(f'"{code}" is no borough of {found.place.name}')
    outcome = OUTCOMES[key]
    rows = _courts(found.folder, outcome)
    whole = (
        rows.group_by("month", maintain_order=True)
        .agg(pl.col("k", "n").sum())
        .select(pl.lit(ALL).alias("line"), "month", "k", "n")
    )
    own = rows.filter(pl.col("code") == code).select(pl.lit(names[code]).alias("line"), "month", "k", "n")
    enough = pl.col("n") >= SMALLEST
    told = pl.concat([whole, own]).with_columns(value=pl.when(enough).then(100 * pl.col("k") / pl.col("n")))
    return told.with_columns(pl.when(enough).then("k").alias("k")).sort("line", "month")


def _no_boroughs() -> pl.DataFrame:
    counts = {f"{side}_{of}": pl.Int64 for side in ("now", "before") for of in ("k", "n", "months")}
    rates = dict.fromkeys(("now", "before", "change", "lower", "upper"), pl.Float64)
    return pl.DataFrame(schema={"code": pl.String, "name": pl.String, "live_from": pl.Date, **counts, **rates})


@lru_cache(maxsize=64)
def trials(found: Teams) -> pl.DataFrame:
    """How listed trials ended, by court, in the twelve months to the last and in the twelve before.

    Columns: court, first, last (months), end (effective, cracked, ineffective), trials, listed, share in per cent. The
    three shares of a court and year are 100. Nothing where a year has fewer than 30 trials or lacks a month.
    """
    schema = {"court": pl.String, "first": pl.Date, "last": pl.Date, "end": pl.String}
    nothing = pl.DataFrame(schema={**schema, "trials": pl.Int64, "listed": pl.Int64, "share": pl.Float64})
    rows = _kept(found.folder, "court_outcomes").filter(pl.col("place").is_in(found.boroughs["code"].implode()))
    if rows.is_empty() or found.last is None:
        return nothing
    frames = []
    for years in (0, 1):
        first, last = (add_months(day, -YEAR * years) for day in _months_to(found.last))
        year = rows.filter(pl.col("first_day").is_between(first, last)).drop_nulls("trials_listed")
        summed = year.group_by(pl.col("court").cast(pl.String), maintain_order=True).agg(
            *(pl.col(name).sum() for name in TRIALS),
            listed=pl.col("trials_listed").sum(),
            months=pl.col("first_day").n_unique(),
        )
        able = summed.filter((pl.col("listed") >= SMALLEST) & (pl.col("months") == YEAR))
        long = able.unpivot(TRIALS, index=["court", "listed"], variable_name="end", value_name="trials")
        share = 100 * pl.col("trials") / pl.col("listed")
        frames.append(long.with_columns(first=pl.lit(first), last=pl.lit(last), share=share).select(nothing.columns))
    order = [pl.col("court").replace_strict({name: at for at, name in enumerate(COURTS)}, return_dtype=pl.Int64)]
    return pl.concat(frames).sort(*order, "first", descending=[False, True], maintain_order=True)


@dataclass(frozen=True, eq=False)
class Electronic:
    """What the electronic file changes in its boroughs, month by month, beside all others.

    Attributes:
        months: line (the boroughs with E-IPT, and the others), month, and of each the share of charging decisions on
            CMS, requests for further evidence for 100 of them, and days to answer; null under 30 cases.
        boroughs: the names of the boroughs that have it.
        shortest, longest: whole months since these went live, of the last and of the first; None without any.
    """

    months: pl.DataFrame
    boroughs: tuple[str, ...]
    shortest: int | None
    longest: int | None


WITH, WITHOUT = "Boroughs with E-IPT", "All other boroughs"


@lru_cache(maxsize=64)
def electronic(found: Teams) -> Electronic:
    """The boroughs of TP with an electronic file beside those without, from a year before the first of them.

    These are few: who may not see every borough sees none of it.
    """
    states = _states(found.folder).filter(pl.col("e_state") == "live").sort("e_live_from", "name")
    since: dict[str, date] = dict(states.select("code", "e_live_from").iter_rows())
    keys = list(ELECTRONIC_OUTCOMES)[:3]
    schema = {"line": pl.String, "month": pl.Date, **dict.fromkeys(keys, pl.Float64)}
    if not since or found.last is None or not found.viewer.may_see(("TP",)):
        return Electronic(pl.DataFrame(schema=schema), (), None, None)
    begin = add_months(min(since.values()).replace(day=1), -YEAR)
    line = pl.when(pl.col("code").is_in(list(since))).then(pl.lit(WITH)).otherwise(pl.lit(WITHOUT)).alias("line")
    months: pl.DataFrame | None = None
    for key in keys:
        outcome = ELECTRONIC_OUTCOMES[key]
        rows = _courts(found.folder, outcome).filter(pl.col("month") >= begin)
        summed = rows.group_by(line, "month", maintain_order=True).agg(pl.col("k", "n").sum())
        value = pl.when(pl.col("n") >= SMALLEST).then(outcome.factor * pl.col("k") / pl.col("n"))
        told = summed.select("line", "month", value.alias(key))
        months = told if months is None else months.join(told, on=["line", "month"], how="full", coalesce=True)
    after = [_whole_months(day, found.last) for day in since.values()]
    assert months is not None
    return Electronic(months.sort("line", "month"), tuple(states["name"]), min(after), max(after))


def _whole_months(since: date, last: date) -> int:
    """The whole months after a day, to a last one."""
    begun = since if since.day == 1 else add_months(since.replace(day=1), 1)
    return max((last.year - begun.year) * 12 + last.month - begun.month + 1, 0)


@lru_cache(maxsize=64)
def hours_saved(found: Teams) -> tuple[float, float] | None:
    """Hours of officers saved at the place: in the twelve months to the last, and so far; None where nobody counts."""
    rows = _kept(found.folder, "court_outcomes").filter(pl.col("place").is_in(found.boroughs["code"].implode()))
    told = rows.drop_nulls("hours_saved")
    if told.is_empty() or found.last is None:
        return None
    first, last = _months_to(found.last)
    year = told.filter(pl.col("first_day").is_between(first, last))["hours_saved"].sum()
    return float(year), float(told["hours_saved"].sum())


def months_live(found: Teams) -> list[int]:
    """Whole months with figures that each live borough of the place has been live for, in no order."""
    if found.last is None:
        return []
    return [_whole_months(day, found.last) for day in found.boroughs["since"].drop_nulls()]
