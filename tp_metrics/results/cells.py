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
        return _quotients(measure, question)
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
    alone, together = [], []
    for number, (measure, question) in enumerate(asked):
        if measure.of:
            alone.append(cells(measure, question).select(pl.lit(number, pl.UInt32).alias("number"), *CELLS))
        elif part := part_of(measure, question):
            together.append((number, measure, (part, _asked_windows(measure, question), question.codes)))
    if together:
        sums = all_sums([one for _, _, one in together]).filter(pl.col("tiles") == pl.col("needed"))
        whole = sums.collect(engine="in-memory", optimizations=AS_IT_IS)
        alike: dict[Hashable, list[int]] = {}
        for at, (_, measure, _) in enumerate(together):
            alike.setdefault(_recipe(measure), []).append(at)
        numbers = pl.Series("number", [number for number, _, _ in together], pl.UInt32)
        for ats in alike.values():
            measure = together[ats[0]][1]
            base, value, shown = _steps(measure.id, measure.kind)
            plan = whole.lazy().filter(pl.col("number").is_in(ats)).with_columns(base).with_columns(value)
            found = plan.select("number", *shown).collect(engine="in-memory", optimizations=AS_IT_IS)
            alone.append(found.with_columns(numbers.gather(found["number"])))
    return pl.concat(alone) if alone else pl.DataFrame(schema={"number": pl.UInt32, **_EMPTY})


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


def _quotients(measure: Measure, question: Question) -> pl.DataFrame:
    assert measure.of is not None
    declared = catalogue()
    over, under = declared[measure.of[0]], declared[measure.of[1]]
    top = cells(over, question)
    bottom = _below_the_line(under, question)
    factor = float(measure.per)
    below = pl.when(pl.col("below") > 0).then(pl.col("below"))
    missing = pl.lit(f"no figure for {under.title.lower()} in this window")
    note = (
        pl.when(pl.col("note") != "").then("note").when(pl.col("below").is_null()).then(missing).otherwise(pl.lit(""))
    )
    return top.join(bottom, on=["w", "place"], how="left").select(
        "w",
        "place",
        "category",
        (factor * pl.col("value") / below).alias("value"),
        "numerator",
        pl.col("below").alias("denominator"),
        "base",
        "records",
        (factor * pl.col("lower") / below).alias("lower"),
        (factor * pl.col("upper") / below).alias("upper"),
        (pl.col("provisional") | pl.col("below_provisional").fill_null(value=False)).alias("provisional"),
        note.alias("note"),
    )


def _below_the_line(under: Measure, question: Question) -> pl.DataFrame:
    frames = []
    missing: Sequence[int] = range(len(question.windows))
    for source in may_answer(question.edition, under, question.level, None):
        found = cells(
            under,
            Question(question.edition, source, question.level, question.windows, question.codes),
        ).filter(pl.col("w").is_in(list(missing)))
        if found.height:
            frames.append(found)
            missing = sorted(set(missing) - set(found["w"]))
    whole = pl.concat(frames) if frames else pl.DataFrame(schema=_EMPTY)
    return whole.select("w", "place", below="value", below_provisional="provisional")
