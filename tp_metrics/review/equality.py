"""Equality: what surveys say of women and men, ages, ethnicities and disabled people, and the gaps between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.facts import NOT_KNOWN
from tp_metrics.measure import Measure
from tp_metrics.results import Result, Selection, edition_in, figures, result
from tp_metrics.schema.records import AGE_BANDS, ETHNICITIES, SEXES
from tp_metrics.stats import discoveries, newcombe, p_value, shares_z, suppressed, wilson

#: What residents are asked, and victims.
CONFIDENCE = (
    "good_job",
    "police_council",
    "worried_about_crime",
    "effectiveness",
    "engagement",
    "fair_treatment",
    "local_asb",
    "informed",
)
SATISFACTION = (
    "satisfaction_overall",
    "satisfaction_contact",
    "satisfaction_action",
    "satisfaction_follow_up",
    "satisfaction_treatment",
)
ASKED_OF_ALL = (*CONFIDENCE, *SATISFACTION)
#: Each characteristic and its groups.
GROUPS: dict[str, tuple[str, ...]] = {
    "sex": SEXES,
    "age band": AGE_BANDS,
    "ethnicity": ETHNICITIES,
    "disability": ("yes", "no"),
}
#: The headline pair, put together from the ethnicities: everybody who is not White, against White.
WHITE_BME, WHITE, BME = "white / BME", "White", "BME"
#: Groups whose gap is said once already, as that of their opposite.
TURNED = ("male", "no", WHITE)
NOBODY = "nobody of this group was asked"
#: Windows that are pooled where a shorter one leaves a group with too few, in this order.
LONGER = ("rolling 12 months", "rolling 24 months", "rolling 36 months")
SUMS = ("numerator", "denominator", "squares")
#: Of a plan of so few rows only this is worth the time.
ONCE_EACH = pl.QueryOptFlags.none(comm_subexpr_elim=True)
#: Whether a gap's 95 % interval leaves out 0.
CLEAR = (pl.col("gap_lower") > 0) | (pl.col("gap_upper") < 0)

GAPS: dict[str, pl.DataType | type[pl.DataType]] = {
    "dimension": pl.String,
    "category": pl.String,
    "against": pl.String,
    "window": pl.String,
    "last_day": pl.Date,
    "pooled": pl.Boolean,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "base": pl.Float64,
    "records": pl.Int64,
    "rest": pl.Float64,
    "rest_base": pl.Float64,
    "gap": pl.Float64,
    "gap_lower": pl.Float64,
    "gap_upper": pl.Float64,
    "p": pl.Float64,
    "turned": pl.Boolean,
    "note": pl.String,
    "reason": pl.String,
}


@dataclass(frozen=True, eq=False)
class Equality:
    """One measure by sex, age, ethnicity and disability.

    Attributes:
        answer: the measure's own result, over the window that was asked for.
        by: the result of each characteristic, over the window that it is read over: a longer one where that of
            `answer` leaves a group with too few.
        rows: one to a group in the columns of GAPS, with its value and limits, what it is held against and that
            value, the gap between both in points with its limits and p-value; a null value has its `reason`. `turned`
            is true where the gap is another row's with its sign turned: men's, not disabled people's, White people's.
    """

    answer: Result
    by: tuple[Result, ...]
    rows: pl.DataFrame

    @property
    def measure(self) -> Measure:
        """The measure."""
        return self.answer.measure

    @cached_property
    def gaps(self) -> pl.DataFrame:
        """The rows that have a gap, each pair once, the widest first."""
        known = self.rows.filter(pl.col("gap").is_not_null() & ~pl.col("turned"))
        return known.sort(pl.col("gap").abs(), descending=True, maintain_order=True)

    @cached_property
    def clear(self) -> pl.DataFrame:
        """The gaps whose 95 % interval leaves out 0, the widest first."""
        return self.gaps.filter(CLEAR)


@dataclass(frozen=True, eq=False)
class Together:
    """The gaps of several measures, taken together.

    Attributes:
        found: those of them that have gaps.
        gaps: each pair once: `measure`, the columns of GAPS, and `stands`, the widest gap first. Of all that stand one
            in ten is expected to be chance.
    """

    found: tuple[Equality, ...]
    gaps: pl.DataFrame


def equality(edition: Edition, measure: str, selection: Selection) -> Equality:
    """A measure by every characteristic, each over the shortest window that leaves no group with too few.

    Each group is held against everyone else who was asked (those who did not say among them), women against men,
    disabled people against those who are not, and BME against White.
    """
    return _equality(edition_in(edition.folder).folder, measure, replace(selection, edition=edition.id, by=()))


def equalities(edition: Edition, measures: Sequence[str], selection: Selection) -> tuple[Equality, ...]:
    """What `equality` says of several measures, whose figures by group are read together."""
    asked = [(name, replace(selection, by=(dimension,))) for name in measures for dimension in GROUPS]
    _read(edition, asked, lambda found: _enough(found) == len(GROUPS[found.selection.by[0]]))
    return tuple(equality(edition, name, selection) for name in measures)


def _read(edition: Edition, asked: Sequence[tuple[str, Selection]], whole: Callable[[Result], bool]) -> None:
    """Read in one reckoning what several breakdowns by group may be made of, a longer window where one is not whole."""
    known = [(name, one) for name, one in asked if edition.holds(name)]
    figures(edition, known)
    for kind in LONGER:
        found = [result(edition, *pair) for pair in known]
        short = [one for one in found if one.window and one.figure.base is not None and not whole(one)]
        longer = [(one.measure.id, again) for one in short if (again := _longer(one.selection, one, kind)) is not None]
        figures(edition, longer)
        known = longer or [(one.measure.id, one.selection) for one in short]


def _longer(asked: Selection, answer: Result, kind: str) -> Selection | None:
    """The selection of a longer window with the same end and source; None where it is no longer than the answer's."""
    assert answer.window is not None
    window = periods.ending(kind, answer.window.last)
    if window.days <= answer.window.days:
        return None
    return replace(asked, window=kind, end=window.last, source=answer.source_name)


@lru_cache(maxsize=48)
def _equality(folder: Path, measure: str, selection: Selection) -> Equality:
    edition = edition_in(folder)
    answer = result(edition, measure, selection)
    found = [pooled_by(edition, answer, dimension) for dimension in GROUPS]
    parts = [[row for row in _rows(*one) if row["dimension"] != WHITE_BME] for one in found]
    parts.insert(1 + list(GROUPS).index("ethnicity"), _pair(*_pooled_pair(edition, answer)))
    rows = _with_gaps([row for part in parts for row in part], answer.measure.factor)
    return Equality(answer, tuple(one for one, _ in found), rows)


def pooled_by(
    edition: Edition, answer: Result, dimension: str, shown: Callable[[Result], int] | None = None, whole: int = 0
) -> tuple[Result, bool]:
    """The result by a characteristic over the window asked for, or the shortest longer one that shows most groups.

    `shown` counts what a result shows, at most `whole`; every group of the characteristic where it is not given.
    """
    shown, whole = (shown, whole) if shown else (_enough, len(GROUPS[dimension]))
    name, asked = answer.measure.id, replace(answer.selection, by=(dimension,))
    own = result(edition, name, asked)
    if answer.window is None or answer.figure.base is None:
        return own, False
    best, most = own, shown(own)
    for kind in LONGER:
        if most == whole:
            break
        if (again := _longer(asked, answer, kind)) is None:
            continue
        longer = result(edition, name, again)
        if longer.window == periods.ending(kind, answer.window.last) and (more := shown(longer)) > most:
            best, most = longer, more
    return best, best is not own


def white_bme(edition: Edition, answer: Result) -> pl.DataFrame:
    """BME against White people, over the shortest window that leaves neither with too few; in the columns of GAPS.

    Mixed and other people alone may need a longer one, which is not this gap's.
    """
    return _with_gaps(_pair(*_pooled_pair(edition, answer)), answer.measure.factor)


def _pooled_pair(edition: Edition, answer: Result) -> tuple[Result, bool]:
    return pooled_by(edition, answer, "ethnicity", lambda one: _can_be_told(_pair(one)), 1)


def _pair(found: Result, pooled: bool = False) -> list[dict[str, Any]]:
    return [row for row in _rows(found, pooled) if row["dimension"] == WHITE_BME]


def _can_be_told(rows: Sequence[dict[str, Any]]) -> int:
    """How many of some groups have a gap."""
    return int(_based(rows).select(newcombe(*_people())[0].count()).item()) if rows else 0


def _enough(found: Result) -> int:
    """How many groups of a characteristic have a base that may be shown."""
    return found.rows.filter((pl.col("category") != NOT_KNOWN) & pl.col("value").is_not_null()).height


def compared(found: Result, pooled: bool = False) -> pl.DataFrame:
    """The groups of a result by a characteristic, each against its opposite, in the columns of GAPS."""
    return _with_gaps(_rows(found, pooled), found.measure.factor)


def _rows(found: Result, pooled: bool = False) -> list[dict[str, Any]]:
    """The groups of a result by a characteristic, each with what it is held against, before anything is reckoned."""
    return [{**row, "pooled": pooled} for row in _compared(found)]


@lru_cache(maxsize=32)
def _compared(found: Result) -> tuple[dict[str, Any], ...]:
    """The same, as if of the window that was asked for; kept, as a window is tried before it is shown."""
    (dimension,) = (one for one in found.selection.by if one in GROUPS)
    if found.window is None or not found.figure.base or found.rows["base"].null_count() == found.rows.height:
        return ()
    cells = withheld(found, dimension)
    whole = {**_sums_of(found), "category": "everyone"}
    known = {row["category"]: row for row in cells.iter_rows(named=True)}
    names = GROUPS[dimension]
    rows = []
    for category in names:
        mine = known.get(category)
        if mine is None:
            rows.append({"category": category, "records": 0, "reason": NOBODY, "turned": False})
            continue
        other = known.get(names[1 - names.index(category)]) if len(names) == 2 else _less(whole, mine)
        rows.append({**mine, **_against(other), "turned": category in TURNED})
    if dimension == "ethnicity":
        rows.append({**_bme(found, known, whole), **_against(known.get(WHITE)), "turned": False})
    named = {"window": str(found.window), "last_day": found.window.last}
    return tuple({**row, "dimension": WHITE_BME if row["category"] == BME else dimension, **named} for row in rows)


def withheld(found: Result, dimension: str) -> pl.DataFrame:
    """The cells of one characteristic with their sums, null where they may not be shown, and the `reason`.

    A group under the smallest base is withheld; where it is the only one, so is the next smallest, as the total would
    give it away. Those who did not say count as a cell of that total. The same goes for a published BME total.
    """
    smallest = found.measure.smallest_base
    cells = found.rows.with_columns(
        squares=pl.col("denominator") ** 2 / pl.col("base"),
        dimension=pl.lit(dimension),
        value=pl.col("value").fill_null(0.0),
        part=pl.when(pl.col("category").is_in([NOT_KNOWN, WHITE])).then("category").otherwise(pl.lit(BME)),
    )
    under = cells.filter(pl.col("base") < smallest)["category"].to_list()
    shown = ("category", "value", "lower", "upper", "base", "records", *SUMS, "reason")
    if not under:
        return cells.with_columns(reason=pl.lit("")).select(shown)
    few = [category for category in under if category != NOT_KNOWN]
    published = dimension == "ethnicity" and WHITE_BME in found.measure.groups
    totals = [[], ["part"]] if published else [[]]
    made = suppressed(
        cells,
        "value",
        rule="base",
        base="base",
        smallest_base=smallest,
        totals=totals if few else [],
        also=(*SUMS, "lower", "upper"),
    )
    return made.select(shown)


def _sums_of(found: Result) -> dict[str, Any]:
    figure = found.figure
    squares = figure.denominator**2 / figure.base if figure.denominator and figure.base else None
    return {"numerator": figure.numerator, "denominator": figure.denominator, "squares": squares}


def _less(whole: dict[str, Any], mine: dict[str, Any]) -> dict[str, Any]:
    """Everyone else: the sums of all less those of a group; nothing where the group's are withheld."""
    if mine["numerator"] is None:
        return {"category": "everyone else"}
    rest = {name: whole[name] - mine[name] for name in SUMS}
    return {"category": "everyone else", **rest}


def _bme(found: Result, known: dict[str, dict[str, Any]], whole: dict[str, Any]) -> dict[str, Any]:
    """Everybody who is not White, as one group.

    As the measure publishes it, else the sum of its parts; where one of them is withheld, everyone but White people,
    which counts those who did not say.
    """
    parts = [known[name] for name in ETHNICITIES if name != WHITE and name in known]
    if WHITE_BME in found.measure.groups:
        cells = withheld(_again(found, WHITE_BME), WHITE_BME)
        mine = cells.filter(pl.col("category") == BME).to_dicts()
        return mine[0] if mine else {"category": BME, "records": 0, "reason": NOBODY}
    if parts and all(part["numerator"] is not None for part in parts):
        sums = {name: sum(part[name] for part in parts) for name in (*SUMS, "records")}
        return {"category": BME, **sums, "reason": ""}
    white = known.get(WHITE)
    if white is None or white["numerator"] is None:
        return {"category": BME, "reason": "cannot be told from the others: too few"}
    rest = _less(whole, white)
    if rest["denominator"] ** 2 / rest["squares"] < (found.measure.smallest_base or 0):
        return {"category": BME, "reason": f"too few to say: base under {found.measure.smallest_base}"}
    return {**rest, "category": BME, "note": "with those who did not say", "reason": ""}


def _again(found: Result, dimension: str) -> Result:
    """The same figure by another characteristic."""
    assert found.window is not None
    asked = replace(found.selection, by=(dimension,), window=found.window.kind, end=found.window.last)
    assert found.folder is not None
    return result(edition_in(found.folder), found.measure.id, replace(asked, source=found.source_name))


def _against(other: dict[str, Any] | None) -> dict[str, Any]:
    """What a group is held against, in columns of its own."""
    other = other or {"category": ""}
    return {"against": other["category"], **{f"rest_{name}": other.get(name) for name in SUMS}}


def _based(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Groups as a frame, with what they and what they are held against rest on, in (effective) people."""
    sums = [f"{side}{name}" for side in ("", "rest_") for name in SUMS]
    schema = {name: GAPS[name] for name in ("dimension", "category", "against", "window", "last_day", "pooled")}
    text, numbers = ("note", "reason"), ("value", "lower", "upper", "base", *sums)
    schema |= {**dict.fromkeys(text, pl.String), "turned": pl.Boolean, "records": pl.Int64}
    frame = pl.DataFrame(list(rows), schema={**schema, **dict.fromkeys(numbers, pl.Float64)})
    share, other = pl.col("numerator") / pl.col("denominator"), pl.col("rest_numerator") / pl.col("rest_denominator")
    plan = frame.lazy().with_columns(
        pl.col(*text).fill_null(""),
        base=pl.col("base").fill_null(pl.col("denominator") ** 2 / pl.col("squares")),
        rest_base=pl.col("rest_denominator") ** 2 / pl.col("rest_squares"),
        share=share,
        rest=other,
    )
    plan = plan.with_columns(k=pl.col("share") * pl.col("base"), rest_k=pl.col("rest") * pl.col("rest_base"))
    return plan.collect(engine="in-memory", optimizations=ONCE_EACH)


def _people() -> tuple[pl.Expr, pl.Expr, pl.Expr, pl.Expr]:
    """How many agreed and how many were asked, of a group and of what it is held against: columns of `_based`."""
    return pl.col("k"), pl.col("base"), pl.col("rest_k"), pl.col("rest_base")


def _with_gaps(rows: Sequence[dict[str, Any]], factor: float) -> pl.DataFrame:
    """Groups in the columns of GAPS; of one measure, as many as there are in one reckoning."""
    if not rows:
        return pl.DataFrame(schema=GAPS)
    plan = _based(rows).lazy().with_columns(**_gaps_of(factor)).with_columns(p=p_value(pl.col("z")))
    shown = plan.select(pl.col(name).cast(dtype) for name, dtype in GAPS.items())
    return shown.collect(engine="in-memory", optimizations=ONCE_EACH)


@lru_cache(maxsize=8)
def _gaps_of(factor: float) -> dict[str, pl.Expr]:
    """Shares, limits and gaps of columns of `_based`, and `z`; made once, as making them takes as long as running them.

    They rest on columns and not on expressions within them, which are reckoned as often as they stand there.
    """
    pair = _people()
    limits, gap = wilson(*pair[:2]), newcombe(*pair)
    named = {"gap": gap[0], "gap_lower": gap[1], "gap_upper": gap[2], "rest": pl.col("rest")}
    named = {"value": pl.col("share"), "lower": limits[0], "upper": limits[1], **named}
    return {**{name: factor * part for name, part in named.items()}, "z": shares_z(*pair)}


@lru_cache(maxsize=64)
def together(every: tuple[Equality, ...]) -> Together:
    """The gaps of several measures, and which of them stand when all are taken together."""
    found = tuple(one for one in every if one.gaps.height)
    frames = [one.gaps.with_columns(measure=pl.lit(one.measure.id)) for one in found]
    gaps = pl.concat(frames) if frames else pl.DataFrame(schema={**GAPS, "measure": pl.String})
    gaps = gaps.with_columns(stands=discoveries(pl.col("p")).fill_null(value=False))
    return Together(found, gaps.sort(pl.col("gap").abs(), descending=True, maintain_order=True))
