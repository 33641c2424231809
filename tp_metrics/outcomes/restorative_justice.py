"""Restorative justice: how much it is used and by whom, what comes of it for victims, and who is offered it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from tp_metrics.access import EVERYONE, Scope, must_see
from tp_metrics.editions import Edition
from tp_metrics.geography import Place
from tp_metrics.outcomes.cohorts import RESTORATIVE, cohort, shares, stepped
from tp_metrics.outcomes.reach import cells_of, ordered
from tp_metrics.outcomes.reoffending import Reoffending, reoffending
from tp_metrics.periods import Window, ending, is_month_end
from tp_metrics.results import edition_in
from tp_metrics.schema.records import DONT_KNOW, SATISFACTION
from tp_metrics.schema.restorative import ADULT, CONFERENCE, STREET
from tp_metrics.stats import newcombe, suppressed
from tp_metrics.stats.disclosure import FEWEST

LEVELS = {STREET: "level 1", CONFERENCE: "level 2"}
#: Where a level would be of fewer than five, both are counted together under this name.
TOGETHER = "both levels"
YOUNG, ADULTS = "young people", "adults"
SATISFIED = SATISFACTION[:3]
#: By what those who could be offered it are told apart; the bands of age go on from the youngest.
OFFERED_TO: dict[str, tuple[str, ...]] = {
    "sex": ("female", "male", "not known"),
    "age band": ("10-14", "15-17", "18-24", "25-34", "35+"),
    "ethnicity": ("White", "Mixed", "Asian", "Black", "Other", "not known"),
    "disability": ("yes", "no", "not known"),
}
#: What is asked of each intervention: name → (of which, how many of them).
ASKED: dict[str, tuple[pl.Expr, pl.Expr]] = {
    "victim took part": (pl.col("victim_took_part").is_not_null(), pl.col("victim_took_part")),
    "victim satisfied": (
        pl.col("victim_satisfaction").is_not_null() & (pl.col("victim_satisfaction") != DONT_KNOW),
        pl.col("victim_satisfaction").cast(pl.String).is_in(SATISFIED),
    ),
    "agreement reached": (pl.col("agreement").is_not_null(), pl.col("agreement")),
    "agreement kept": (pl.col("agreement_kept").is_not_null(), pl.col("agreement_kept")),
    "officer trained": (pl.col("officer_trained").is_not_null(), pl.col("officer_trained")),
}


@dataclass(frozen=True, eq=False)
class Restorative:
    """Restorative justice at a place over twelve months, as known at an edition's day.

    Attributes:
        edition, as_at: the edition and its day.
        place: where the cases were.
        source: the title of the source; empty without one. `attribution` its licence line.
        demonstration: whether the cases are made up.
        window: the twelve months to the edition's last month.
        interventions: how many there were in the window; None for one to four, and where it would reveal a level.
        levels: level and k, how many were of it; null where fewer than five or where it would reveal the other.
        first: the day of the first intervention here.
        begun: the day of the pilot's first case; None where it has not begun. `pilot` the boroughs that it runs in.
        trial: the pilot against its comparison, wherever they are.
        why: where there are no records, or none here, that it is so.
    """

    edition: str
    as_at: date
    place: Place
    source: str
    attribution: str
    demonstration: bool
    window: Window
    interventions: int | None
    levels: pl.DataFrame
    first: date | None
    begun: date | None
    pilot: tuple[str, ...]
    trial: Reoffending
    why: str
    folder: Path

    @property
    def cut(self) -> date:
        """How far the figures go: to the edition's day."""
        return self.as_at

    @property
    def told_apart(self) -> bool:
        """Whether the two levels may be told apart here."""
        return not self.levels["k"].has_nulls()


def restorative(edition: Edition, place: str, *, viewer: Scope = EVERYONE) -> Restorative:
    """Restorative justice at a place: TP, an area command or a borough. Raises PlaceUnknown, NotForViewer."""
    must_see(viewer, edition.places, place, "Tables of justice")
    return _restorative(edition.folder, place)


@lru_cache(maxsize=64)
def _restorative(folder: Path, code: str) -> Restorative:
    edition, place = edition_in(folder), edition_in(folder).places.place(code)
    everywhere, window = cohort(folder, "TP", RESTORATIVE), ending("rolling 12 months", edition.as_at)
    name = everywhere["source"][0] if everywhere.height else ""
    about = edition.sources.get(name)
    mine = held(folder, code, window)
    counted = mine.group_by("level", maintain_order=True).agg(k=pl.len().cast(pl.Int64))
    every = pl.DataFrame({"level": list(LEVELS)}).join(counted, on="level", how="left", maintain_order="left")
    # That a place has none of a level tells of nobody.
    some = suppressed(every.filter(pl.col("k") > 0), "k", rule="5", totals=[[]])
    levels = every.select("level").join(some.select("level", "k", "reason"), on="level", how="left")
    none = ~pl.col("level").is_in(some["level"].implode())
    pilot = everywhere.filter(pl.col("arm").cast(pl.String) == "pilot")
    told = mine.height >= FEWEST or not mine.height
    return Restorative(
        edition=edition.id,
        as_at=edition.as_at,
        place=place,
        source=about.title if about else "",
        attribution=about.attribution if about else "",
        demonstration=bool(about and about.demonstration),
        window=window,
        interventions=mine.height if told and not some["total_reveals"].any() else None,
        levels=levels.with_columns(k=pl.when(none).then(0).otherwise("k"), reason=pl.col("reason").fill_null("")),
        first=held(folder, code, None)["first_day"].min(),  # type: ignore[arg-type]
        begun=pilot["first_day"].min() if pilot.height else None,  # type: ignore[arg-type]
        pilot=tuple(sorted(pilot["borough"].drop_nulls().unique())),
        trial=reoffending(edition, "TP", RESTORATIVE),
        why=RESTORATIVE.nobody if everywhere.is_empty() else "" if mine.height else "No intervention is recorded here",
        folder=folder,
    )


@lru_cache(maxsize=64)
def held(folder: Path, code: str, window: Window | None) -> pl.DataFrame:
    """The interventions at a place in a window, or all of them, with `who`: young people or adults.

    For this package alone: no row of it is handed on.
    """
    held = cohort(folder, code, RESTORATIVE).filter("took_part")
    inside = held if window is None else held.filter(pl.col("first_day").is_between(window.first, window.last))
    return inside.with_columns(who=pl.when(pl.col("age") < ADULT).then(pl.lit(YOUNG)).otherwise(pl.lit(ADULTS)))


@lru_cache(maxsize=64)
def use(found: Restorative) -> pl.DataFrame:
    """How many interventions by age, by offence, and by borough or, within one, by ward; a column says of which level.

    Columns: of ("age", "offence", "borough" or "ward"), name, level (of LEVELS, or both together where one of them is
    withheld at the place), k, reason. Fewer than five are withheld, and what the total of the level would reveal.
    """
    mine = held(found.folder, found.place.code, found.window)
    if mine.is_empty():
        return pl.DataFrame(schema={"of": pl.String, "name": pl.String, "level": pl.String, "k": int, "reason": str})
    places = edition_in(found.folder).places
    level = pl.col("level").replace_strict(LEVELS) if found.told_apart else pl.lit(TOGETHER)
    homes = {code: places.place(code).name for code in mine["place"].unique()}
    smaller = "ward" if found.place.level == "borough" else "borough"
    home = pl.col("place").replace_strict(homes) if smaller == "ward" else pl.col("borough")
    names = {"age": pl.col("who"), "offence": pl.col("offence").cast(pl.String), smaller: home}
    counted = [
        mine.group_by(name=name.fill_null("not known"), level=level, maintain_order=True)
        .agg(k=pl.len().cast(pl.Int64))
        .with_columns(of=pl.lit(of))
        for of, name in names.items()
    ]  # fmt: skip
    told = suppressed(pl.concat(counted), "k", rule="5", totals=[["of", "level"]])
    shown = told.with_columns(k=pl.when(~pl.col("total_reveals")).then("k"))
    return shown.select("of", "name", "level", "k", "reason").sort("of", "name", "level")


@lru_cache(maxsize=64)
def over_time(found: Restorative) -> pl.DataFrame:
    """Interventions a month, step by step since the first one here: line, x (months since then), value.

    Steps take as many months, up to twelve, as each level needs to hold five; empty where even twelve do not.
    """
    mine = held(found.folder, found.place.code, None)
    steps = _steps(mine.with_columns(line=pl.col("level").replace_strict(LEVELS, return_dtype=pl.String)), found)
    return steps.group_by("line", "x", maintain_order=True).agg(value=(1 / pl.col("length")).sum()).sort("line", "x")


@lru_cache(maxsize=64)
def roll_out(found: Restorative) -> pl.DataFrame:
    """The share of interventions by trained officers, step by step as `over_time`: line, x, k, n, value, lower, upper.

    Each step holds five that were by trained officers, and five that were not.
    """
    mine = held(found.folder, found.place.code, None).filter(ASKED["officer trained"][0])
    steps = _steps(mine.with_columns(line=pl.lit("by trained officers")), found, "officer_trained")
    trained = pl.col("officer_trained").sum().cast(pl.Int64)
    counted = (
        steps.group_by("line", "x", maintain_order=True).agg(k=trained, n=pl.len().cast(pl.Int64)).sort("line", "x")
    )
    return shares(counted).rename({"share": "value"})


def _steps(mine: pl.DataFrame, found: Restorative, by: str = "line") -> pl.DataFrame:
    """The rows of each line with x, the middle of their step in months since the first one here, and its length.

    Steps hold five of each kind of `by`; one that the edition's day cuts short is left out.
    """
    begin = found.first or found.as_at
    whole = (found.as_at.year - begin.year) * 12 + found.as_at.month - begin.month + int(is_month_end(found.as_at))
    at = (pl.col("first_day").dt.year() - begin.year) * 12 + pl.col("first_day").dt.month() - begin.month
    placed = mine.with_columns(month=at.cast(pl.Int64))
    length = stepped(placed["month"], placed[by]) or whole + 1
    step = pl.col("month") // length
    inside = placed.filter((step + 1) * length <= whole)
    return inside.with_columns(x=(step * length).cast(pl.Float64) + length / 2, length=pl.lit(length))


@lru_cache(maxsize=64)
def quality(found: Restorative) -> pl.DataFrame:
    """What came of interventions, by level and by age: victims, agreements, trained officers.

    Columns: asked (of ASKED), of ("everybody", "level" or "age"), name, k, n, share, lower, upper, reason. Of victims
    satisfied the base are those who answered, of agreements kept those whose term is over.
    """
    mine = held(found.folder, found.place.code, found.window)
    groups = {"everybody": pl.lit("everybody"), "level": pl.col("level").replace_strict(LEVELS), "age": pl.col("who")}
    counted = [
        mine.filter(base)
        .group_by(name=name, maintain_order=True)
        .agg(k=done.sum().cast(pl.Int64), n=pl.len().cast(pl.Int64))
        .select(pl.lit(asked).alias("asked"), pl.lit(of).alias("of"), "name", "k", "n")
        for asked, (base, done) in ASKED.items()
        for of, name in groups.items()
    ]  # fmt: skip
    table = pl.concat(counted).filter(pl.col("n") > 0)
    if table.is_empty():
        return table
    ranks = {name: at for at, name in enumerate(("everybody", *LEVELS.values(), YOUNG, ADULTS))}
    asked = {name: at for at, name in enumerate(ASKED)}
    order = pl.col("asked").replace_strict(asked), pl.col("name").replace_strict(ranks)
    return shares(table, [["asked", "of"]]).sort(*order)


@lru_cache(maxsize=64)
def offered(found: Restorative) -> pl.DataFrame:
    """Of the cases that it could have settled, how many were offered it and took part, by who they are.

    Columns: dimension ("everybody" first), category, step ("offered", "took up"), k, n, share, lower, upper, reason;
    and difference, from, to: points from all others in the dimension, with Newcombe's 95 % limits. The comparison
    group, which is offered nothing, is left out.
    """
    cases = cohort(found.folder, found.place.code, RESTORATIVE)
    inside = pl.col("first_day").is_between(found.window.first, found.window.last)
    fit = cases.filter(inside & (pl.col("arm").is_null() | (pl.col("arm") != "comparison"))).with_columns(_bands())
    steps = {"offered": (pl.lit(value=True), pl.col("offered")), "took up": (pl.col("offered"), pl.col("took_part"))}
    table = cells_of(fit, steps, OFFERED_TO).filter(pl.col("n") > 0)
    if table.is_empty():
        return table
    told = shares(table, [["dimension", "step"]])
    keys = ["dimension", "category", "step"]
    other = table.with_columns(pl.col("k", "n").sum().over("dimension", "step") - pl.col("k", "n")).rename(
        {"k": "others_k", "n": "others_n"}
    )
    both = told.join(other, on=keys, maintain_order="left")
    gaps = newcombe(*(pl.col(name) for name in ("k", "n", "others_k", "others_n")))
    named = {
        name: pl.when(pl.col("others_n") > 0).then(100 * part)
        for name, part in zip(("difference", "from", "to"), gaps, strict=True)
    }
    return ordered(both.with_columns(**named).drop("others_k", "others_n"), OFFERED_TO, tuple(steps))


def _bands() -> pl.Expr:
    age, (first, second, *others) = pl.col("age"), OFFERED_TO["age band"]
    banded = pl.when(age < 15).then(pl.lit(first)).when(age < ADULT).then(pl.lit(second))
    third, fourth, last = others
    banded = banded.when(age < 25).then(pl.lit(third)).when(age < 35).then(pl.lit(fourth))
    return banded.otherwise(pl.lit(last)).alias("age band")
