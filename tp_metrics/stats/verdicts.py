"""The corporate RAG, and the words for where it and the signal of the chart disagree."""

from __future__ import annotations

import polars as pl

#: Two figures closer than this share of themselves are equal: 95 % of a number is rarely exact in binary.
EQUAL_WITHIN = 1e-9

#: What to say where the target's verdict and the chart's differ. Green within its usual variation is no quarrel:
#: green claims a level and no movement. Red and amber both claim a movement since last year.
DISAGREEMENTS = {
    ("red", "usual"): "Red, but within its usual variation",
    ("red", "improvement"): "Red, but a real improvement has begun",
    ("amber", "usual"): "Amber, but within its usual variation",
    ("amber", "concern"): "Amber, but a real deterioration has begun",
    ("green", "concern"): "Green, but a real deterioration has begun",
}


def target_level(target: pl.Expr, kind: str | pl.Expr, previous: pl.Expr) -> pl.Expr:
    """The level that a target asks for, in the measure's unit.

    A target of kind "level" is its own level; one of kind "change_percent" is that change, in per cent (−5 is 5 %
    less), on `previous`, the figure of the same months of last year and not of the year before that ended. Null
    where the target or, for a change, last year's figure is not known, a change is below −100 %, or an expression of
    kind is another. ValueError for another kind given as a word. Rule of the period's corporate reports.

    >>> pl.select(target_level(pl.lit(-5.0), "change_percent", pl.lit(11_000)).round(6)).item()
    10450.0
    """
    wanted = target.cast(pl.Float64).fill_nan(None)
    changed = previous * (1 + pl.when(wanted >= -100).then(wanted) / 100)
    if isinstance(kind, pl.Expr):
        return pl.when(kind == "level").then(wanted).when(kind == "change_percent").then(changed)
    if kind not in ("level", "change_percent"):
        raise ValueError(f'a target is of kind "level" or "change_percent", not "{kind}"')
    return wanted if kind == "level" else changed


def rag(value: pl.Expr, previous: pl.Expr, target: pl.Expr, *, better: str) -> pl.Expr:
    """The corporate verdict of a figure: "red", "amber" or "green".

    Green: on target or better. Amber: off target, but better than `previous` (the same time last year) or equal to
    it. Red: off target and worse. The period's own rule, kept because readers know it; it ignores chance, therefore
    it stands beside the chart's signal and never stands in for it. `target` is a level (see `target_level`). Null
    without a target or a value, and off target without last year's figure. ValueError for a `better` that is
    neither "higher" nor "lower".

    >>> pl.select(rag(pl.lit(61), pl.lit(58), pl.lit(65), better="higher")).item()
    'amber'
    """
    if better not in ("higher", "lower"):
        raise ValueError(f'better is "higher" or "lower", not "{better}"')
    off = _worse(value, target, better)
    worse = _worse(value, previous, better)
    verdict = pl.when(~off).then(pl.lit("green")).when(off & worse).then(pl.lit("red"))
    return verdict.when(off & ~worse).then(pl.lit("amber"))


def disagreement(rag: pl.Expr, signal: pl.Expr) -> pl.Expr:
    """The sentence that says where the RAG and the chart's signal differ, or an empty string where they do not.

    `signal` is "improvement", "concern" or "usual". Said in words because a colour alone would settle the quarrel for
    the reader. Empty where either is not known, and for any other word. Never null, never an error.

    >>> pl.select(disagreement(pl.lit("green"), pl.lit("concern"))).item()
    'Green, but a real deterioration has begun'
    """
    # Joined by a character that neither holds; one look-up instead of a chain of five conditions.
    words = {f"{colour}\t{movement}": sentence for (colour, movement), sentence in DISAGREEMENTS.items()}
    return pl.concat_str(rag, signal, separator="\t").replace_strict(words, default="", return_dtype=pl.String)


def _worse(value: pl.Expr, other: pl.Expr, better: str) -> pl.Expr:
    """Whether a value is worse than another, beyond a rounding error; null where either is not known."""
    one, two = (expr.cast(pl.Float64).fill_nan(None) for expr in (value, other))
    gap = two - one if better == "higher" else one - two
    return gap > EQUAL_WITHIN * two.abs()
