"""Equality: what surveys say of women and men, ages, ethnicities and disabled people, and the gaps between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.facts import NOT_KNOWN
from tp_metrics.measure import Measure
from tp_metrics.results import Result, Selection, edition_in, figures, result
from tp_metrics.results.keeping import Batch, bytes_of
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
    return _found(edition, [measure], selection)[0]


def equalities(edition: Edition, measures: Sequence[str], selection: Selection) -> tuple[Equality, ...]:
    """What `equality` says of several measures, whose figures by group are read together."""
    asked = [(name, replace(selection, by=(dimension,))) for name in measures for dimension in GROUPS]
    _read(edition, asked, lambda found: _enough(found) == len(GROUPS[found.selection.by[0]]))
    return _found(edition, measures, selection)


def _found(edition: Edition, measures: Sequence[str], selection: Selection) -> tuple[Equality, ...]:
    asked = replace(selection, edition=edition.id, by=())
    wanted = [(edition_in(edition.folder).folder, name, asked) for name in measures]
    found = _kept.of(wanted)
    return tuple(found[one] for one in wanted)


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


def _reckoned(new: Sequence[tuple[Path, str, Selection]]) -> list[Equality]:
    """What is said of several measures, their groups compared in one reckoning."""
    answers = [result(edition_in(folder), measure, selection) for folder, measure, selection in new]
    by = [
        [pooled_by(edition_in(folder), answer, dimension) for dimension in GROUPS]
        for (folder, *_), answer in zip(new, answers, strict=True)
    ]
    _comparisons.of(one for some in by for one, _ in some)
    parts = []
    for some, pair in zip(by, _pooled_pairs(answers), strict=True):
        groups = [[row for row in _rows(*one) if row["dimension"] != WHITE_BME] for one in some]
        groups.insert(1 + list(GROUPS).index("ethnicity"), _pair(*pair))
        parts.append([row for part in groups for row in part])
    gaps = _all_gaps([(rows, answer.measure.factor) for rows, answer in zip(parts, answers, strict=True)])
    return [
        Equality(answer, tuple(one for one, _ in some), rows)
        for answer, some, rows in zip(answers, by, gaps, strict=True)
    ]


#: What is kept of it, the latest asked for, in bytes: of thirteen measures at a place some 600 kB.
_kept: Batch[tuple[Path, str, Selection], Equality] = Batch(8 * 2**20, _reckoned, bytes_of)


def pooled_by(edition: Edition, answer: Result, dimension: str) -> tuple[Result, bool]:
    """The result by a characteristic over the window asked for, or the shortest longer one that shows most groups."""
    whole, name = len(GROUPS[dimension]), answer.measure.id
    asked = replace(answer.selection, by=(dimension,))
    own = result(edition, name, asked)
    if answer.window is None or answer.figure.base is None:
        return own, False
    best, most = own, _enough(own)
    for kind in LONGER:
        if most == whole:
            break
        if (again := _longer(asked, answer, kind)) is None:
            continue
        longer = result(edition, name, again)
        if longer.window == periods.ending(kind, answer.window.last) and (more := _enough(longer)) > most:
            best, most = longer, more
    return best, best is not own


def white_bme(answers: Sequence[Result]) -> list[pl.DataFrame]:
    """BME against White people of several answers, each in the columns of GAPS; all in one reckoning.

    Each over the shortest window that leaves neither with too few: Mixed and other people alone may need a longer one,
    which is not this gap's.
    """
    pairs = _pooled_pairs(answers)
    return _all_gaps([(_pair(*one), answer.measure.factor) for one, answer in zip(pairs, answers, strict=True)])


def _pooled_pairs(answers: Sequence[Result]) -> list[tuple[Result, bool]]:
    """Of each answer the ethnicities over the shortest window that tells BME and White people apart; else its own."""
    asked = [replace(answer.selection, by=("ethnicity",)) for answer in answers]
    best = [(one, False) for one in _together(list(zip(answers, asked, strict=True)))]
    told = _can_be_told([one for one, _ in best])
    for kind in LONGER:
        longer = {
            number: (answer, again)
            for number, (answer, one) in enumerate(zip(answers, asked, strict=True))
            if not told[number] and answer.window is not None and answer.figure.base is not None
            if (again := _longer(one, answer, kind)) is not None
        }
        found = dict(zip(longer, _together(list(longer.values())), strict=True))
        tried = [
            (number, one)
            for number, one in found.items()
            if (window := answers[number].window) and one.window == periods.ending(kind, window.last)
        ]
        for (number, one), known in zip(tried, _can_be_told([one for _, one in tried]), strict=True):
            if known:
                best[number], told[number] = (one, True), True
    return best


def _together(asked: Sequence[tuple[Result, Selection]]) -> list[Result]:
    """Selections of the measures of some answers, read in one reckoning."""
    by_folder: dict[Path, list[tuple[str, Selection]]] = {}
    for answer, one in asked:
        if answer.folder is not None and edition_in(answer.folder).holds(answer.measure.id):
            by_folder.setdefault(answer.folder, []).append((answer.measure.id, one))
    for folder, some in by_folder.items():
        figures(edition_in(folder), some)
    return [result(_edition_of(answer), answer.measure.id, one) for answer, one in asked]


def _edition_of(answer: Result) -> Edition:
    assert answer.folder is not None
    return edition_in(answer.folder)


def _pair(found: Result, pooled: bool = False) -> list[dict[str, Any]]:
    return [row for row in _rows(found, pooled) if row["dimension"] == WHITE_BME]


def _can_be_told(several: Sequence[Result]) -> list[bool]:
    """Of each result by ethnicity whether BME and White people have a gap."""
    _comparisons.of(several)
    pairs = [_pair(one) for one in several]
    if not (rows := [row for pair in pairs for row in pair]):
        return [False] * len(several)
    known = iter(_based(rows).select(newcombe(*_people())[0].is_not_null()).to_series())
    return [any(list(islice(known, len(pair)))) for pair in pairs]


def _enough(found: Result) -> int:
    """How many groups of a characteristic have a base that may be shown."""
    cells = found.rows.select("category", "value").rows()  # a few: a filter takes five times as long
    return sum(category != NOT_KNOWN and value is not None for category, value in cells)


def compared(found: Result, pooled: bool = False) -> pl.DataFrame:
    """The groups of a result by a characteristic, each against its opposite, in the columns of GAPS."""
    return _all_gaps([(_rows(found, pooled), found.measure.factor)])[0]


def _rows(found: Result, pooled: bool = False) -> list[dict[str, Any]]:
    """The groups of a result by a characteristic, each with what it is held against, before anything is reckoned."""
    return [{**row, "pooled": pooled} for row in _comparisons.of([found])[found]]


def _compared(several: list[Result]) -> list[tuple[dict[str, Any], ...]]:
    """The same of several results, as if of the window that was asked for, as a window is tried before it is shown."""
    shown = [
        one
        for one in several
        if one.window is not None and one.figure.base and one.rows["base"].null_count() < one.rows.height
    ]
    cells = dict(zip(shown, withheld(shown), strict=True))
    published = [one for one in shown if _dimension(one) == "ethnicity" and WHITE_BME in one.measure.groups]
    totals = dict(zip(published, withheld([_again(one, WHITE_BME) for one in published]), strict=True))
    return [_held_against(one, cells[one], totals.get(one)) if one in cells else () for one in several]


#: What is kept of it: a window is tried before it is shown, for each of a page's questions.
_comparisons: Batch[Result, tuple[dict[str, Any], ...]] = Batch(192, _compared)


def _dimension(found: Result) -> str:
    """The characteristic that a result is broken down by."""
    (dimension,) = (one for one in found.selection.by if one in (*GROUPS, WHITE_BME))
    return dimension


def _held_against(found: Result, cells: pl.DataFrame, total: pl.DataFrame | None) -> tuple[dict[str, Any], ...]:
    """The groups of a result, from its cells as they may be shown, and those of the published total of BME people."""
    assert found.window is not None
    dimension = _dimension(found)
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
        rows.append({**_bme(found, known, whole, total), **_against(known.get(WHITE)), "turned": False})
    named = {"window": str(found.window), "last_day": found.window.last}
    return tuple({**row, "dimension": WHITE_BME if row["category"] == BME else dimension, **named} for row in rows)


def withheld(several: Sequence[Result]) -> list[pl.DataFrame]:
    """The cells of results by a characteristic with their sums, null where they may not be shown, and the `reason`.

    A group under the smallest base is withheld; where it is the only one, so is the next smallest, as the total would
    give it away. Those who did not say count as a cell of that total. The same goes for a published BME total. All
    results of one kind are looked at in one go.
    """
    shown = ("category", "value", "lower", "upper", "base", "records", *SUMS, "reason")
    found: list[pl.DataFrame] = [pl.DataFrame()] * len(several)
    kinds: dict[tuple[float | None, str], list[int]] = {}
    for number, one in enumerate(several):
        kinds.setdefault((one.measure.smallest_base, _totals_of(one)), []).append(number)
    for (smallest, kind), ours in kinds.items():
        cells = pl.concat([several[number].rows for number in ours]).with_columns(
            pl.Series("table", [number for number in ours for _ in range(several[number].rows.height)], pl.Int64),
            squares=pl.col("denominator") ** 2 / pl.col("base"),
            value=pl.col("value").fill_null(0.0),
            part=pl.when(pl.col("category").is_in([NOT_KNOWN, WHITE])).then("category").otherwise(pl.lit(BME)),
        )
        if kind == "nobody":
            made = cells.with_columns(reason=pl.lit(""))
        else:
            totals = {"few": [["table"]], "published": [["table"], ["table", "part"]]}.get(kind, [])
            made = suppressed(
                cells,
                "value",
                rule="base",
                base="base",
                smallest_base=smallest,
                totals=totals,
                also=(*SUMS, "lower", "upper"),
            )
        parts = made.select("table", *shown).partition_by("table", as_dict=True, include_key=False)
        for number in ours:
            found[number] = parts.get((number,), made.clear().select(shown))
    return found


def _totals_of(found: Result) -> str:
    """Which totals may give a withheld group away: "nobody" is withheld, or "no answer" is alone, which has none.

    Else "few", the total of all; or "published", that of BME people too.
    """
    smallest = found.measure.smallest_base or 0
    cells = found.rows.select("category", "base").rows()
    under = [category for category, base in cells if base is not None and base < smallest]
    if not under:
        return "nobody"
    if under == [NOT_KNOWN]:
        return "no answer"
    return "published" if _dimension(found) == "ethnicity" and WHITE_BME in found.measure.groups else "few"


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


def _bme(
    found: Result, known: dict[str, dict[str, Any]], whole: dict[str, Any], total: pl.DataFrame | None
) -> dict[str, Any]:
    """Everybody who is not White, as one group.

    As the measure publishes it, else the sum of its parts; where one of them is withheld, everyone but White people,
    which counts those who did not say.
    """
    parts = [known[name] for name in ETHNICITIES if name != WHITE and name in known]
    if total is not None:
        mine = total.filter(pl.col("category") == BME).to_dicts()
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


def _all_gaps(several: Sequence[tuple[Sequence[dict[str, Any]], float]]) -> list[pl.DataFrame]:
    """The groups of several measures, each with its factor, in the columns of GAPS; all of one factor in one go."""
    found = [pl.DataFrame(schema=GAPS)] * len(several)
    for factor in dict.fromkeys(factor for rows, factor in several if rows):
        ours = [number for number, (rows, its) in enumerate(several) if rows and its == factor]
        plan = _based([row for number in ours for row in several[number][0]]).lazy()
        plan = plan.with_columns(**_gaps_of(factor)).with_columns(p=p_value(pl.col("z")))
        shown = plan.select(pl.col(name).cast(dtype) for name, dtype in GAPS.items())
        whole = shown.collect(engine="in-memory", optimizations=ONCE_EACH)
        ends = list(accumulate(len(several[number][0]) for number in ours))
        for number, begin, end in zip(ours, [0, *ends], ends, strict=False):
            found[number] = whole.slice(begin, end - begin)
    return found


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
