"""What each place of a map is coloured by, and the classes that these amounts make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from tp_metrics import words
from tp_metrics.maps.shading import (
    BLUES,
    BLUES_ON_DARK,
    PALE_BLUES,
    PALE_BLUES_ON_DARK,
    PURPLE_ORANGE,
    PURPLE_ORANGE_ON_DARK,
    Classes,
    Method,
    classes,
    differences,
)
from tp_metrics.results import Beside, Result

#: The signal of each place that has a chart, by its code.
Signals = tuple[tuple[str, str], ...]
#: What a control chart says → the words of the legend. Concerns are outlined too, as colour alone tells nothing.
SIGNALS = {
    "concern": "concern: outside its usual variation, outlined",
    "neutral": "outside its usual variation",
    "usual": "within its usual variation",
    "improvement": "improvement: outside its usual variation",
}
ORDER: dict[str, float] = {name: float(number) for number, name in enumerate(SIGNALS)}
SIGNAL_COLOURS = ("#D55E00", "#7A8590", "#D5DAE0", "#0072B2")
SIGNAL_COLOURS_ON_DARK = ("#F08A4B", "#AEB8C2", "#3A4652", "#5AB0E8")


def amounts(
    result: Result, rows: pl.DataFrame, shade: str, beside: Beside | None = None, signals: Signals = ()
) -> dict[str, float | None]:
    """What each place is coloured by: its value, change on a year before, distance from the whole, or chart's signal.

    Wards that stand `beside` their boroughs are held against these, and their certainty is that of the modelled
    estimate where there is one. Changes of counts and rates are in per cent, of percentages in points. Without
    `beside` the distance of a count is from the mean of the places, as the whole is their sum; where the whole is not
    known, or one place is asked for among its neighbours, that of a share or rate is from all of these together.
    """
    codes = rows["code"].to_list()
    if shade == "level":
        return dict(zip(codes, rows["value"].to_list(), strict=True))
    if shade == "signal":
        kinds = dict(signals)
        return {code: ORDER.get(kinds.get(code, "")) for code in codes}
    if beside is not None and shade in ("difference", "certainty"):
        shown = pl.col("difference") if shade == "difference" else pl.coalesce("modelled", "value")
        found = dict(beside.rows.select("code", shown.alias("shown")).iter_rows())
        return {code: found.get(code) for code in codes}
    if shade == "certainty":
        return dict(zip(codes, rows["value"].to_list(), strict=True))
    if shade == "change":
        column = "change" if result.measure.unit == "per cent" else "change_percent"
        return dict(zip(codes, rows[column].to_list(), strict=True))
    additive = result.measure.kind in ("count", "stock") and result.measure.per == 1
    middle = rows["value"].mean() if additive else _whole(result, rows)
    if middle is None:
        return dict.fromkeys(codes)
    return dict(zip(codes, (rows["value"] - middle).to_list(), strict=True))


def _whole(result: Result, rows: pl.DataFrame) -> float | None:
    """The value of the whole that the rows are parts of: its own figure, else their numerators over denominators."""
    if result.figure.value is not None and result.figure.level not in rows["level"]:
        return result.figure.value
    known = rows.drop_nulls(["numerator", "denominator"])
    above, below = float(known["numerator"].sum()), float(known["denominator"].sum())
    return result.measure.factor * above / below if below else None


def shading(
    result: Result,
    values: Sequence[float | None],
    *,
    shade: str,
    method: Method = "quantile",
    edges: Sequence[float] | None = None,
    dark: bool = False,
) -> Classes:
    """The classes of a map whose places have these amounts, labelled in the measure's unit."""
    if shade == "signal":
        return _signals(values, dark=dark)
    if shade in ("level", "certainty"):
        blues = BLUES_ON_DARK if dark else BLUES
        unit = result.measure
        found = classes(values, method, edges, text=lambda value: words.number(value, unit), colours=blues)
        paler = dict(zip(blues, PALE_BLUES_ON_DARK if dark else PALE_BLUES, strict=True))
        return replace(found, pale=tuple(paler[one] for one in found.colours)) if shade == "certainty" else found
    points = " points" if result.measure.unit == "per cent" else ""
    after = points or (" %" if shade == "change" else "")
    about = PURPLE_ORANGE_ON_DARK if dark else PURPLE_ORANGE
    return differences(
        values, text=lambda size: f"{size:,g}{' point' if points and size == 1 else after}", colours=about
    )


def _signals(values: Sequence[float | None], *, dark: bool) -> Classes:
    """A class to each signal that some place has, in words: nothing is told by colour alone."""
    colours = SIGNAL_COLOURS_ON_DARK if dark else SIGNAL_COLOURS
    counts = [sum(value == number for value in values) for number in range(len(SIGNALS))]
    there = [number for number, count in enumerate(counts) if count]
    if not there:
        return Classes((), (), (), ())
    edges = (*(number - 0.5 for number in there), there[-1] + 0.5)
    names = tuple(SIGNALS)
    return Classes(
        edges,
        tuple(colours[number] for number in there),
        tuple(SIGNALS[names[number]] for number in there),
        tuple(counts[number] for number in there),
    )
