"""Sums → values: what each kind of measure makes of its four sums, with limits and what has to be withheld."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.facts import TOTAL
from tp_metrics.measure import Kind, Measure
from tp_metrics.measures import catalogue
from tp_metrics.results.holding import Part, all_sums, holding
from tp_metrics.stats import effective_base, poisson_limits, wilson

#: Counts below this are withheld where a measure's disclosure rule says so.
FEWEST = 5
#: A plan of so few rows is run sooner than it is optimised.
AS_IT_IS = pl.QueryOptFlags.none()
CELLS = (
    "w",
    "place",
    "category",
    "value",
    "numerator",
    "denominator",
    "base",
    "records",
    "lower",
    "upper",
    "provisional",
    "note",
)


@dataclass(frozen=True)
class Question:
    """What is to be summed: one source at one level, for some windows, places and one dimension."""

    edition: Edition
    source: str
    level: str
    windows: tuple[periods.Window, ...]
    codes: tuple[str, ...] | None = None
    dimension: str = TOTAL


def may_answer(
    edition: Edition, measure: Measure, level: str, asked: str | None, windows: Sequence[periods.Window] = ()
) -> list[str]:
    """The sources that may answer for a measure at a level, the preferred first; for windows as `holding` takes them.

    A source that publishes wards only answers for a larger place only when it is asked for by name.
    """
    held = holding(edition, lead(measure).id, windows).sources(level)
    allowed = [
        name
        for name in lead(measure).sources
        if name in held and (name in (asked, "reference") or level in (*edition.sources[name].levels, "other"))
    ]
    return [name for name in allowed if asked in (None, name)]


def lead(measure: Measure) -> Measure:
    """The measure whose facts decide which windows can be answered: of a quotient the one above the line."""
    return catalogue()[measure.of[0]] if measure.of else measure


def part_of(measure: Measure, question: Question) -> Part | None:
    """The facts that answer a question."""
    return holding(question.edition, measure.id, question.windows).part(
        question.source, question.level, question.dimension
    )


def cells(measure: Measure, question: Question) -> pl.DataFrame:
    """Values of a measure for each window (numbered `w`), place and category, in the columns of CELLS."""
    if measure.of:
        return all_cells([(measure, question)]).drop("number")
    part = part_of(measure, question)
    if part is None:
        return pl.DataFrame(schema=_EMPTY)
    sums = part.sums(_asked_windows(measure, question), question.codes)
    if question.dimension == TOTAL:
        # A group's category may be absent from a month in which it counted nothing; a total never is.
        sums = sums.filter(pl.col("tiles") == pl.col("needed"))
    base, value, shown = _steps(measure.id, measure.kind)
    return sums.with_columns(base).with_columns(value).select(shown).collect(engine="in-memory", optimizations=AS_IT_IS)


def as_printed(measure: Measure, source: str) -> Measure:
    """The measure; of a quotient that a source prints ready made, as it is printed."""
    if measure.of and source in measure.sources and source not in lead(measure).sources:
        return replace(measure, kind="published", of=None)
    return measure


def all_cells(asked: Sequence[tuple[Measure, Question]]) -> pl.DataFrame:
    """The cells of several questions of totals in one reckoning, the number of the question before those of CELLS."""
    parts: list[tuple[Measure, Question]] = []
    told: list[tuple[int, int | None]] = []
    for number, (measure, question) in enumerate(asked):
        parts.append((catalogue()[measure.of[0]] if measure.of else measure, question))
        told.append((number, None))
        if measure.of:
            under = catalogue()[measure.of[1]]
            sources = may_answer(question.edition, under, question.level, None)
            parts.extend((under, replace(question, source=source)) for source in sources)
            told.extend((number, rank) for rank in range(len(sources)))
    found = _of_facts(parts)
    if len(parts) == len(asked) and not any(measure.of for measure, _ in asked):
        return found
    shape = {"asked": pl.UInt32, "rank": pl.UInt32}
    whose = pl.DataFrame(told, schema=shape, orient="row")[found["number"]]
    found = found.with_columns(whose["asked"].alias("number"), whose["rank"])
    above = pl.col("rank").is_null()
    quotient = pl.col("number").is_in([number for number, (measure, _) in enumerate(asked) if measure.of])
    divided = _divided(asked, found.filter(above & quotient), found.filter(~above))
    return pl.concat([found.filter(above & ~quotient).drop("rank"), divided])


def group_cells(asked: Sequence[tuple[Measure, Question]]) -> pl.DataFrame:
    """The cells of several questions by group, as `all_cells` gives those of totals; no quotient has groups."""
    return _of_facts(asked, groups=True)


def _of_facts(asked: Sequence[tuple[Measure, Question]], *, groups: bool = False) -> pl.DataFrame:
    """The cells of several questions to measures with facts of their own, as `all_cells` gives them."""
    together = [
        (number, measure, (part, _asked_windows(measure, question), question.codes))
        for number, (measure, question) in enumerate(asked)
        if (part := part_of(measure, question))
    ]
    if not together:
        return pl.DataFrame(schema={"number": pl.UInt32, **_EMPTY})
    sums = all_sums([one for _, _, one in together], groups=groups)
    if not groups:
        # A group's category may be absent from a month in which it counted nothing; a total never is.
        sums = sums.filter(pl.col("tiles") == pl.col("needed"))
    whole = sums.collect(engine="in-memory", optimizations=AS_IT_IS)
    alike: dict[Hashable, list[int]] = {}
    for at, (_, measure, _) in enumerate(together):
        alike.setdefault(_recipe(measure), []).append(at)
    numbers = pl.Series("number", [number for number, _, _ in together], pl.UInt32)
    found = []
    for ats in alike.values():
        measure = together[ats[0]][1]
        base, value, shown = _steps(measure.id, measure.kind)
        plan = whole.lazy().filter(pl.col("number").is_in(ats)).with_columns(base).with_columns(value)
        found.append(plan.select("number", *shown).collect(engine="in-memory", optimizations=AS_IT_IS))
    every = pl.concat(found)
    return every.with_columns(numbers.gather(every["number"]))


def _asked_windows(measure: Measure, question: Question) -> tuple[periods.Window, ...]:
    return tuple(map(standing_year, question.windows)) if measure.standing else question.windows


def _recipe(measure: Measure) -> Hashable:
    """What tells how a measure's sums become its values: all that `_steps` asks of it."""
    return measure.kind, measure.weighted, measure.factor, measure.disclosure, measure.smallest_base


@lru_cache(maxsize=256)
def _steps(name: str, kind: Kind) -> tuple[pl.Expr, list[pl.Expr], list[pl.Expr]]:
    """What turns the sums of a measure into values; made once, as making them takes as long as running them."""
    measure = replace(catalogue()[name], kind=kind, of=None)
    return _base(measure), [expr.alias(name) for name, expr in _value(measure).items()], _withheld(measure)


_EMPTY = {
    "w": pl.UInt32,
    "place": pl.String,
    "category": pl.String,
    "value": pl.Float64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "base": pl.Float64,
    "records": pl.Int64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "provisional": pl.Boolean,
    "note": pl.String,
}


def _base(measure: Measure) -> pl.Expr:
    if measure.kind == "count":
        base = pl.col("numerator")
    elif measure.kind == "stock":
        # A stock rests on no answers and no events.
        base = pl.lit(None, pl.Float64)
    elif measure.weighted:
        base = effective_base(pl.col("denominator"), pl.col("denominator_squares"))
    else:
        base = pl.col("denominator")
    return pl.when(pl.col("records").is_not_null()).then(base).alias("base")


def _value(measure: Measure) -> dict[str, pl.Expr]:
    """Value, limits and the sums to show; of a ready made figure (without records) the value alone."""
    none = pl.lit(None, pl.Float64)
    factor = measure.factor
    above, below = pl.col("numerator"), pl.col("denominator")
    share = pl.when(below > 0).then(factor * above / below)
    if measure.kind == "count":
        lower, upper = poisson_limits(above)
        made = {"value": above, "lower": lower, "upper": upper, "numerator": above, "denominator": none}
    elif measure.kind == "stock":
        mean = above / pl.col("tiles")
        made = {"value": mean, "lower": none, "upper": none, "numerator": mean, "denominator": none}
    else:
        if measure.kind == "ratio":
            lower, upper = (factor * limit / below for limit in poisson_limits(above))
        else:
            limits = wilson(above / below * pl.col("base"), pl.col("base"))
            lower, upper = (factor * limit for limit in limits)
        made = {"value": share, "lower": lower, "upper": upper, "numerator": above, "denominator": below}
    counted = pl.col("records").is_not_null()
    ready_made = {"value": share}
    return {name: pl.when(counted).then(expr).otherwise(ready_made.get(name)) for name, expr in made.items()}


def _withheld(measure: Measure) -> list[pl.Expr]:
    few = pl.lit(value=False)
    words = pl.lit("")
    if measure.disclosure == "5" and measure.kind == "count":
        few = pl.col("value").lt(FEWEST).fill_null(value=False)
        words = pl.lit(f"withheld: fewer than {FEWEST}")
    elif measure.smallest_base:
        # Where nobody answered there is no base; a ready made figure has none either, and stands.
        few = pl.col("base").lt(measure.smallest_base).fill_null(pl.col("records").is_not_null())
        words = pl.lit(f"too few to say: base under {measure.smallest_base}")
        if measure.disclosure == "5":
            rest = pl.col("base") - pl.col("numerator")
            few |= (pl.col("numerator").lt(FEWEST) | rest.lt(FEWEST)).fill_null(value=False)
    shown = [
        pl.when(~few).then(pl.col(name)).alias(name) for name in ("value", "numerator", "denominator", "lower", "upper")
    ]
    records = pl.when(~few).then("records").alias("records") if measure.disclosure == "5" else pl.col("records")
    base = pl.when(~few).then("base").alias("base") if measure.disclosure == "5" else pl.col("base")
    if measure.kind == "stock":
        records = pl.lit(None, pl.Int64).alias("records")
    note = pl.when(few).then(words).otherwise(pl.lit("")).alias("note")
    return ["w", "place", "category", shown[0], *shown[1:3], base, records, *shown[3:], "provisional", note]  # type: ignore[list-item]


def standing_year(window: periods.Window) -> periods.Window:
    """The performance year of a window's last day, whose one figure stands for it."""
    return periods.parse(periods.performance_year(window.last))


def _divided(asked: Sequence[tuple[Measure, Question]], found: pl.DataFrame, below: pl.DataFrame) -> pl.DataFrame:
    """The cells of quotients, by number, of what is above their line and of what is below it, from any of its sources.

    Each window is divided by what the first source has that knows any place in it, as `below` says by its `rank`.
    """
    told = [
        (number, float(measure.per), catalogue()[measure.of[1]].title.lower())
        for number, (measure, _) in enumerate(asked)
        if measure.of
    ]
    about = pl.DataFrame(told, schema={"number": pl.UInt32, "factor": pl.Float64, "under": pl.String}, orient="row")
    first = below.filter(pl.col("rank") == pl.col("rank").min().over("number", "w"))
    under = first.select("number", "w", "place", below="value", below_provisional="provisional")
    known = pl.when(pl.col("below") > 0).then(pl.col("below"))
    missing = pl.format("no figure for {} in this window", "under")
    note = pl.when(pl.col("note") != "").then("note").when(pl.col("below").is_null()).then(missing)
    plan = found.lazy().join(about.lazy(), on="number", how="left", maintain_order="left")
    plan = plan.join(under.lazy(), on=["number", "w", "place"], how="left", maintain_order="left").with_columns(
        *((pl.col("factor") * pl.col(name) / known).alias(name) for name in ("value", "lower", "upper")),
        denominator="below",
        provisional=pl.col("provisional") | pl.col("below_provisional").fill_null(value=False),
        note=note.otherwise(pl.lit("")),
    )
    return plan.select("number", *CELLS).collect(engine="in-memory", optimizations=AS_IT_IS)
