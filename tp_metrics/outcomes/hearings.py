"""The Virtual Court: what the stations made available, what was listed and heard, and what went back and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import polars as pl

from tp_metrics.access import EVERYONE, Scope, must_see
from tp_metrics.editions import Edition
from tp_metrics.geography import Place
from tp_metrics.periods import add_months
from tp_metrics.results import edition_in
from tp_metrics.stats import suppressed, wilson
from tp_metrics.stats.disclosure import FEWEST

TABLE = "hearings"
#: The sources that may answer, the first that has a case.
SOURCES = ("force_extract", "demonstration")
NO_CASES = "This edition has no records of the Virtual Court"
NO_CASES_HERE = "No custody suite of the Virtual Court's pilot made a case available here"
#: A court that rises after this minute rises late.
LATE = 18 * 60
#: The first weeks of a new listing are shown first for so many months after it.
FRESH = 6
#: What becomes of a case, in the order in which it can happen; those of the first two are never listed.
OUTCOMES = ("no room", "suitability", "heard", "not reached", "solicitor", "technical", "absent", "not recorded")
UNLISTED = OUTCOMES[:2]


@dataclass(frozen=True)
class Span:
    """A stretch of days of one way of listing: its key, its first and last day with a case, its listing and cap."""

    key: str
    first: date
    last: date
    listing: str | None
    cap: int | None


@dataclass(frozen=True, eq=False)
class VirtualCourt:
    """The cases of a place in a span of days, as known at an edition's day.

    Attributes:
        edition, as_at: the edition and its day.
        place: where the police stations are that made the cases available.
        source: the title of the source; empty without one. `attribution` its licence line.
        demonstration: whether the cases are made up.
        court: the court's name, or names.
        spans: the spans that there are; `span` the one that is told of. None of them without a case.
        flow: outcome, listed, k (cases), n (cases made available), share, lower, upper (per cent) and `reason`, where
            withheld; the k of all add up to n, and those of the listed to `listed`.
        available, listed: cases; None where there are fewer than five, or a withheld part would show.
        sitting: days on which a case was made available to the court, from anywhere.
        capacity, before_cap: cases returned for want of capacity, and those of them on days without a cap.
        slots: the most cases that were listed on a day of slots, and slot_minutes how long one was.
        flexible_from, cap_from: the first days of either; cap how many cases a day it lets in.
        heard_a_week: cases heard by the whole court in five days of sitting.
        so_far: cases heard by the whole court up to the edition's day.
        latest: the day of the latest finish, and its minute; late: on how many days it was after LATE.
        why: where there is no case, why not.
    """

    edition: str
    as_at: date
    place: Place
    source: str
    attribution: str
    demonstration: bool
    court: str
    spans: tuple[Span, ...]
    span: Span | None
    flow: pl.DataFrame
    available: int | None
    listed: int | None
    sitting: int
    capacity: int | None
    before_cap: int | None
    slots: int | None
    slot_minutes: int | None
    flexible_from: date | None
    cap_from: date | None
    cap: int | None
    heard_a_week: float
    so_far: int
    latest: tuple[date, int] | None
    late: int
    why: str
    folder: Path

    @property
    def cut(self) -> date:
        """How far the figures go: to the edition's day."""
        return self.as_at

    @property
    def a_day(self) -> float | None:
        """Cases made available on a day of sitting."""
        return None if self.available is None or not self.sitting else self.available / self.sitting


@lru_cache(maxsize=32)
def cases(folder: Path, place: str) -> pl.DataFrame:
    """Every case of a place, with its `outcome`. For this package alone: no row of it is handed on."""
    edition = edition_in(folder)
    every = edition.respondents(TABLE)
    held = [source for source in SOURCES if (every["source"] == source).any()]
    places = edition.places
    inside = [place, *places.children(place, "borough"), *places.children(place, "ward")]
    mine = every.filter((pl.col("source") == (held[0] if held else "")) & pl.col("place").is_in(inside))
    return mine.with_columns(outcome=_outcome()).sort("first_day", "case_number")


def _outcome() -> pl.Expr:
    """What became of a case, in the words of OUTCOMES."""
    back, full = pl.col("returned").cast(pl.String), pl.col("returned") == "capacity"
    return (
        pl.when("heard").then(pl.lit("heard"))
        .when(full & ~pl.col("listed")).then(pl.lit("no room"))
        .when(full).then(pl.lit("not reached"))
        .when(back.is_not_null()).then(back)
        .when("failed_to_appear").then(pl.lit("absent"))
        .otherwise(pl.lit("not recorded"))
    )  # fmt: skip


def virtual_court(edition: Edition, place: str, span: str | None = None, *, viewer: Scope = EVERYONE) -> VirtualCourt:
    """The Virtual Court's cases from a place: TP, an area command or a borough, in a span by its key.

    Without a span, and for one that there is not, it is the first four weeks of flexible listing for half a year from
    its start, and the last way of listing before and after. Raises PlaceUnknown, NotForViewer.
    """
    must_see(viewer, edition.places, place, "Tables of justice")
    return _virtual_court(edition.folder, place, span)


@lru_cache(maxsize=64)
def _virtual_court(folder: Path, code: str, key: str | None) -> VirtualCourt:
    edition, place = edition_in(folder), edition_in(folder).places.place(code)
    whole, mine = cases(folder, "TP"), cases(folder, code)
    name = whole["source"][0] if whole.height else ""
    about = edition.sources.get(name)
    found = spans(whole)
    span = next((one for one in found if one.key == key), _first_shown(found, edition.as_at))
    if span is not None:
        mine, court = within(mine, span), within(whole, span)
    else:
        court = whole
    flow, listed = flowed(mine)
    by_day = sittings(court)
    finishes = by_day.drop_nulls("finish").sort("finish")
    enough, full = mine.height >= FEWEST, pl.col("returned") == "capacity"
    capacity = _told(mine.filter(full), mine.height)
    # What came before the cap tells with it what came after, so both have to be told or neither.
    before_cap = None if capacity is None else _told(mine.filter(full & pl.col("cap").is_null()), capacity)
    if capacity is not None and mine.filter(full & pl.col("cap").is_not_null()).is_empty():
        before_cap = capacity
    heard = by_day.select(pl.col("heard").mean()).item() or 0.0
    return VirtualCourt(
        edition=edition.id,
        as_at=edition.as_at,
        place=place,
        source=about.title if about else "",
        attribution=about.attribution if about else "",
        demonstration=bool(about and about.demonstration),
        court=" and ".join(sorted(whole["court"].unique())),
        spans=found,
        span=span,
        flow=flow,
        available=mine.height if enough else None,
        listed=listed if enough else None,
        sitting=by_day.height,
        capacity=capacity,
        before_cap=before_cap,
        slots=_slots(whole),
        slot_minutes=_slot_minutes(whole),
        flexible_from=_first_day(whole, pl.col("listing") == "flexible"),
        cap_from=_first_day(whole, pl.col("cap").is_not_null()),
        cap=whole.select(pl.col("cap").drop_nulls().last()).item() if whole["cap"].count() else None,
        heard_a_week=5 * heard,
        so_far=int(whole["heard"].sum()),
        latest=finishes.select("first_day", "finish").row(-1) if finishes.height else None,
        late=int((by_day["finish"] > LATE).sum()),
        why=NO_CASES if whole.is_empty() else NO_CASES_HERE if mine.is_empty() else "",
        folder=folder,
    )


def _told(some: pl.DataFrame, of: int) -> int | None:
    """How many cases, or None where they are under five or leave fewer than five over."""
    return some.height if min(some.height, of - some.height) >= FEWEST else None


def _first_day(whole: pl.DataFrame, where: pl.Expr) -> date | None:
    return whole.filter(where)["first_day"].min()  # type: ignore[return-value]


def _slots(whole: pl.DataFrame) -> int | None:
    """The most cases that were listed on one day of slots."""
    by_day = (
        whole.filter((pl.col("listing") == "slots") & pl.col("listed")).group_by("first_day", maintain_order=True).len()
    )
    return int(by_day["len"].max()) if by_day.height else None  # type: ignore[arg-type]


def _slot_minutes(whole: pl.DataFrame) -> int | None:
    """The shortest time between two slots of the list."""
    times = whole["scheduled"].drop_nulls().unique().sort().cast(pl.Int64) // (60 * 10**9)
    gap = times.diff().drop_nulls().min()
    return None if gap is None else int(gap)  # type: ignore[arg-type]


def spans(whole: pl.DataFrame) -> tuple[Span, ...]:
    """The stretches of days that can be told of: the first weeks of flexible listing, each way of listing, and all."""
    found = []
    flexible, capped = pl.col("listing") == "flexible", pl.col("cap").is_not_null()
    start = _first_day(whole, flexible)
    if start is not None:
        sunday = start + timedelta(days=27 - start.weekday())
        found.append(_span("weeks", whole.filter(flexible & (pl.col("first_day") <= sunday))))
    kinds = {"slots": ~flexible, "uncapped": flexible & ~capped, "capped": flexible & capped}
    found += [_span(key, whole.filter(where)) for key, where in kinds.items()]
    found.append(_span("all", whole))
    return tuple(one for one in found if one is not None)


def _span(key: str, rows: pl.DataFrame) -> Span | None:
    if rows.is_empty():
        return None
    listings, caps = rows["listing"].unique().to_list(), rows["cap"].unique().to_list()
    first, last = rows.select(first=pl.min("first_day"), last=pl.max("first_day")).row(0)
    return Span(key, first, last, str(listings[0]) if len(listings) == 1 else None, caps[0] if len(caps) == 1 else None)


def _first_shown(found: tuple[Span, ...], as_at: date) -> Span | None:
    by_key = {one.key: one for one in found}
    weeks = by_key.get("weeks")
    if weeks is not None and as_at <= add_months(weeks.first, FRESH):
        return weeks
    return next((by_key[key] for key in ("capped", "uncapped", "slots") if key in by_key), None)


def within(rows: pl.DataFrame, span: Span) -> pl.DataFrame:
    """The cases of a span: of its days, and of its listing and cap where it has one."""
    inside = pl.col("first_day").is_between(span.first, span.last)
    if span.key in ("slots", "uncapped", "capped"):
        inside &= pl.col("listing") == span.listing
        inside &= pl.col("cap").is_not_null() if span.key == "capped" else pl.col("cap").is_null()
    return rows.filter(inside)


def flowed(rows: pl.DataFrame) -> tuple[pl.DataFrame, int | None]:
    """What became of cases, and how many were listed; what cannot happen in these days has no row.

    Withheld are counts under five and what would give them away; the listed are None where they would.
    """
    possible = {
        "no room": rows["cap"].is_not_null().any() or (rows["listing"] == "slots").any(),
        "not reached": (rows["listing"] == "flexible").any() or (rows["outcome"] == "not reached").any(),
        "absent": (rows["case_type"] == "same-day bail").any() or (rows["outcome"] == "absent").any(),
        "not recorded": (rows["outcome"] == "not recorded").any(),
    }
    counted = dict(rows.group_by("outcome", maintain_order=True).len().iter_rows())
    names = [name for name in OUTCOMES if possible.get(name, True)] if rows.height else []
    frame = pl.DataFrame(
        {
            "outcome": names,
            "listed": [name not in UNLISTED for name in names],
            "k": [counted.get(name, 0) for name in names],
            "n": [rows.height] * len(names),
        },
        schema={"outcome": pl.String, "listed": pl.Boolean, "k": pl.Int64, "n": pl.Int64},
    )
    lower, upper = wilson(pl.col("k"), pl.col("n"))
    limited = frame.with_columns(share=100 * pl.col("k") / pl.col("n"), lower=100 * lower, upper=100 * upper)
    held = suppressed(limited, "k", rule="5", totals=[[], ["listed"]], also=("share", "lower", "upper"))
    shows = held.filter("total_reveals").is_empty()
    listed = int(rows["listed"].sum())
    return held.drop("total_reveals"), listed if shows and listed >= FEWEST else None


def sittings(court: pl.DataFrame) -> pl.DataFrame:
    """The days of a court: first_day, heard, opened and finish (minutes of the day), hours, cap.

    For this package: `heard` may be under five.
    """
    minute = {name: (pl.col(of).cast(pl.Int64) // (60 * 10**9)) for name, of in _TIMES.items()}
    return (
        court.group_by("first_day", maintain_order=True)
        .agg(
            heard=pl.col("heard").sum().cast(pl.Int64),
            opened=minute["opened"].min(),
            finish=minute["finish"].max(),
            cap=pl.col("cap").max(),
        )
        .with_columns(hours=(pl.col("finish") - pl.col("opened")) / 60)
        .sort("first_day")
    )


_TIMES = {"opened": "started", "finish": "ended"}


#: Up to so many days a chart has a point to each; beyond them one to a week.
DAYS = 60


@lru_cache(maxsize=64)
def days(found: VirtualCourt) -> pl.DataFrame:
    """The court's days in the span: x (days or weeks of sitting, from 1), day (the first), heard, finish, hours, cap.

    The court hears every borough's cases: it is told of as a whole, wherever they are from. Over long spans each row is
    the mean of a week. `heard` is null where fewer than five were.
    """
    schema = {"x": pl.Int64, "day": pl.Date, "heard": pl.Float64, "finish": pl.Float64, "hours": pl.Float64}
    if found.span is None:
        return pl.DataFrame(schema=schema | {"cap": pl.Int64})
    by_day = sittings(within(cases(found.folder, "TP"), found.span)).with_columns(day="first_day")
    if by_day.height > DAYS:
        week = pl.col("first_day").dt.truncate("1w")
        means = [pl.col(name).mean() for name in ("finish", "hours")]
        by_day = by_day.group_by(week.alias("day"), maintain_order=True).agg(
            *means, pl.col("cap").max(), heard=pl.when(pl.col("heard").sum() >= FEWEST).then(pl.col("heard").mean())
        )
    else:
        by_day = by_day.with_columns(heard=pl.when(pl.col("heard") >= FEWEST).then("heard"))
    rows = by_day.sort("day").with_columns(x=pl.int_range(1, pl.len() + 1))
    return rows.select(*(pl.col(name).cast(kind) for name, kind in schema.items()), "cap")


@lru_cache(maxsize=64)
def weeks(found: VirtualCourt) -> pl.DataFrame:
    """Each week of the span at the place: week (its Monday), outcome, k and n, `reason` where withheld."""
    if found.span is None:
        return pl.DataFrame()
    rows = within(cases(found.folder, found.place.code), found.span)
    kinds = {"no room": "capacity", "not reached": "capacity", "heard": "heard"}
    told = rows.with_columns(
        week=pl.col("first_day").dt.truncate("1w"), outcome=pl.col("outcome").replace_strict(kinds, default="other")
    )
    every = told.select("week").unique().join(pl.DataFrame({"outcome": ["heard", "capacity", "other"]}), how="cross")
    counted = every.join(
        told.group_by("week", "outcome", maintain_order=True).agg(k=pl.len().cast(pl.Int64)),
        ["week", "outcome"],
        "left",
    )
    counted = counted.with_columns(pl.col("k").fill_null(0)).with_columns(n=pl.col("k").sum().over("week"))
    held = suppressed(counted, "k", rule="5", totals=[["week"]])
    shown = pl.when(~pl.col("total_reveals") & (pl.col("n") >= FEWEST)).then("n")
    rank = pl.col("outcome").replace_strict({"heard": 0, "capacity": 1, "other": 2})
    return held.with_columns(n=shown).drop("total_reveals").sort("week", rank)
