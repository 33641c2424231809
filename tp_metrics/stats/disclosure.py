"""Disclosure control: what a table has to withhold, and what else, so that its totals do not tell."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

from tp_metrics.stats.sequence import numbers

#: Counts below this are withheld under rule "5", a count of 0 among them.
FEWEST = 5

FEW = f"withheld: fewer than {FEWEST}"
REVEALS = "withheld: would reveal another"


def suppressed(
    frame: pl.DataFrame,
    value: str,
    *,
    rule: str,
    totals: Sequence[Sequence[str]] = (),
    base: str | None = None,
    smallest_base: float | None = None,
    also: Sequence[str] = (),
) -> pl.DataFrame:
    """The cells of one measure with those withheld made null, and columns `reason` and `total_reveals`.

    Rule "none" withholds nothing, "5" every count under 5 (0 too: "nobody" also tells), "base" every figure whose base
    is under the smallest; a cell without a base is a ready made figure, and stands. `also` names columns that
    go with the value, such as numerator and limits; rows stay as they were.

    Each of `totals` names the key columns that stay the same within one published total (`["month", "borough"]` for
    wards under their borough, `[]` for the whole frame); several hold at once, for rows and columns of a table, and
    any number of tables are done together. Where the total, less the cells shown, would give a cell away, the next
    smallest of its cells is withheld too (under "base", that of the next smallest base). Under "5" that is so when
    one cell is hidden, when the hidden ones come to fewer than five together (a 1 and a 2), which is a count under
    5 as well, and when they can add up in one way only (4 and 4; a 0 and the 5 hidden for it; a 5 hidden beside a 5
    shown). Zeros are hidden at first already and never needed later. Where nothing is left to hide, `total_reveals`
    is true for the cells of that total: then the total itself must not be shown. It is no audit of several totals
    solved together. A null is not known, is not withheld and hides no other.

    ValueError for another rule, rule "base" without base and smallest base, a column that is missing, or a
    negative count. Hundepool et al. 2012, Statistical Disclosure Control.

    >>> wards = pl.DataFrame({"ward": ["A", "B", "C"], "n": [3, 9, 20]})
    >>> suppressed(wards, "n", rule="5", totals=[[]])["n"].to_list()
    [None, None, 20]
    """
    _check(frame, value, rule, [*also, *(key for keys in totals for key in keys)], base, smallest_base)
    made = frame.with_columns(reason=_first(value, rule, base, smallest_base))
    size = pl.col(base).fill_null(math.inf) if base and rule == "base" else pl.col(value)
    shown, left = pl.col("reason") == "", -1
    while left != (left := made.filter(shown).height):  # passes, not tables: two or three
        for keys in totals:
            candidate = pl.when(shown & pl.col(value).is_not_null()).then(size)
            next_smallest = _within(candidate.rank("ordinal"), keys) == 1
            also_hidden = _revealed(value, keys, rule) & next_smallest.fill_null(value=False)
            made = made.with_columns(reason=pl.when(also_hidden).then(pl.lit(REVEALS)).otherwise("reason"))
    reveals = pl.any_horizontal(pl.lit(value=False), *(_revealed(value, keys, rule) for keys in totals))
    made = made.with_columns(total_reveals=reveals)
    return made.with_columns(pl.when(shown).then(pl.col(name)).alias(name) for name in (value, *also))


def _first(value: str, rule: str, base: str | None, smallest_base: float | None) -> pl.Expr:
    """Why a cell is withheld for its own sake; empty where it is not."""
    if rule == "5":
        few, words = pl.col(value) < FEWEST, FEW
    elif rule == "base":
        few, words = pl.col(base or "") < smallest_base, f"too few to say: base under {smallest_base}"
    else:
        few, words = pl.lit(value=False), ""
    return pl.when(few.fill_null(value=False)).then(pl.lit(words)).otherwise(pl.lit(""))


def _revealed(value: str, keys: Sequence[str], rule: str) -> pl.Expr:
    """Whether the total of a cell's table, less the cells shown, gives a hidden one away, or a few that are hidden."""
    hidden = (pl.col("reason") != "") & pl.col(value).is_not_null()
    count = _within(hidden.sum(), keys)
    if rule != "5":
        return count == 1
    # What a reader knows: a first cell is 0 to 4; a later one is 5 or more, and no larger than the least one shown.
    first = pl.col("reason") == FEW
    least_shown = _within(pl.col(value).filter(~hidden).min(), keys).fill_null(math.inf)
    floor = pl.when(first).then(0).otherwise(FEWEST)
    ceiling = pl.when(first).then(FEWEST - 1.0).otherwise(least_shown)
    free = _within((hidden & (ceiling > floor)).sum(), keys)
    together = _within(pl.when(hidden).then(pl.col(value)).sum(), keys)
    above_floor = _within(pl.when(hidden).then(pl.col(value) - floor).sum(), keys)
    below_ceiling = _within(pl.when(hidden).then((ceiling - pl.col(value)).clip(0)).sum(), keys)
    return (count > 0) & ((free < 2) | (together < FEWEST) | (above_floor <= 0) | (below_ceiling <= 0))


def _within(expression: pl.Expr, keys: Sequence[str]) -> pl.Expr:
    return expression.over(list(keys)) if keys else expression


def _check(
    frame: pl.DataFrame, value: str, rule: str, keys: list[str], base: str | None, smallest_base: float | None
) -> None:
    if rule not in ("none", "5", "base"):
        raise ValueError(f'a disclosure rule is "none", "5" or "base", not "{rule}"')
    if rule == "base" and (base is None or smallest_base is None):
        raise ValueError('disclosure rule "base" needs the column of the base and the smallest base')
    missing = [name for name in (value, *keys, *([base] if base else [])) if name not in frame.columns]
    if missing:
        raise ValueError(f"the table has no column {', '.join(missing)}")
    numbers(frame, value, least=0 if rule == "5" else None)
    if base:
        numbers(frame, base, least=0)
