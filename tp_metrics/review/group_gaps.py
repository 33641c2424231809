"""Groups of a survey held against one another: what of them may be shown, and the gaps between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from typing import Any

import polars as pl

from tp_metrics.facts import NOT_KNOWN
from tp_metrics.results import Result, edition_in, result
from tp_metrics.results.keeping import Batch
from tp_metrics.schema.records import AGE_BANDS, ETHNICITIES, SEXES
from tp_metrics.stats import newcombe, p_value, shares_z, suppressed, wilson

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
SUMS = ("numerator", "denominator", "squares")
#: Of a plan of so few rows only this is worth the time.
ONCE_EACH = pl.QueryOptFlags.none(comm_subexpr_elim=True)

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


def compared(found: Result, pooled: bool = False) -> pl.DataFrame:
    """The groups of a result by a characteristic, each against its opposite, in the columns of GAPS."""
    return all_gaps([(rows_of(found, pooled), found.measure.factor)])[0]


def rows_of(found: Result, pooled: bool = False) -> list[dict[str, Any]]:
    """The groups of a result by a characteristic, each with what it is held against, before anything is reckoned."""
    return [{**row, "pooled": pooled} for row in comparisons.of([found])[found]]


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
comparisons: Batch[Result, tuple[dict[str, Any], ...]] = Batch(192, _compared)


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


def based(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Groups as a frame, a row each, with what they and what they are held against rest on, in (effective) people."""
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


def people() -> tuple[pl.Expr, pl.Expr, pl.Expr, pl.Expr]:
    """How many agreed and how many were asked, of a group and of what it is held against: columns of `based`."""
    return pl.col("k"), pl.col("base"), pl.col("rest_k"), pl.col("rest_base")


def all_gaps(several: Sequence[tuple[Sequence[dict[str, Any]], float]]) -> list[pl.DataFrame]:
    """The groups of several measures, each with its factor, in the columns of GAPS; all of one factor in one go."""
    found = [pl.DataFrame(schema=GAPS)] * len(several)
    for factor in dict.fromkeys(factor for rows, factor in several if rows):
        ours = [number for number, (rows, its) in enumerate(several) if rows and its == factor]
        plan = based([row for number in ours for row in several[number][0]]).lazy()
        plan = plan.with_columns(**_gaps_of(factor)).with_columns(p=p_value(pl.col("z")))
        shown = plan.select(pl.col(name).cast(dtype) for name, dtype in GAPS.items())
        whole = shown.collect(engine="in-memory", optimizations=ONCE_EACH)
        ends = list(accumulate(len(several[number][0]) for number in ours))
        for number, begin, end in zip(ours, [0, *ends], ends, strict=False):
            found[number] = whole.slice(begin, end - begin)
    return found


@lru_cache(maxsize=8)
def _gaps_of(factor: float) -> dict[str, pl.Expr]:
    """Shares, limits and gaps of columns of `based`, and `z`; made once, as making them takes as long as running them.

    They rest on columns and not on expressions within them, which are reckoned as often as they stand there.
    """
    pair = people()
    limits, gap = wilson(*pair[:2]), newcombe(*pair)
    named = {"gap": gap[0], "gap_lower": gap[1], "gap_upper": gap[2], "rest": pl.col("rest")}
    named = {"value": pl.col("share"), "lower": limits[0], "upper": limits[1], **named}
    return {**{name: factor * part for name, part in named.items()}, "z": shares_z(*pair)}
