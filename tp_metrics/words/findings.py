"""What a chart, map or table of a result finds: titles that say it, ranks, and texts for who does not see it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tp_metrics.words.numbers import number, points, share_text, value
from tp_metrics.words.once import once
from tp_metrics.words.sentences import by_day, by_value, group, known, level_words, named, subject
from tp_metrics.words.windows import period, rows_period

if TYPE_CHECKING:
    from tp_metrics.results import Figure, Result


def other_window(answer: Result, rows: Result) -> str:
    """That the rows of a breakdown are counted over another window than the answer, and from which source."""
    if answer.figure.value is None or not known(rows) or rows_period(rows) == period(answer.figure):
        return ""
    return (
        f"By {level_words(rows).removesuffix('s')} this edition has figures of {rows_period(rows)} at the latest, from "
        f"{rows.source}; the figure above is of {period(answer.figure)}."
    )


@once
def bars_title(result: Result) -> str:
    """The finding of a chart of places: in how many the measure is higher than the year before."""
    places = level_words(result)
    compared = [one for one in known(result) if one.change is not None and not result.unlike_of(one)]
    if len(compared) < 2:
        return f"{result.measure.title} by {places.removesuffix('s')}, {rows_period(result)}"
    up = sum(figure.change > 0 for figure in compared if figure.change is not None)
    are = "are" if re.search(r"[^s]s$", result.measure.title) and named(result) == result.measure.title else "is"
    return f"{named(result)} {are} higher than a year before in {up} of {len(compared)} {places}"


@once
def trend_title(result: Result) -> str:
    """The finding of a month line: the latest value and its change on a year before."""
    shown = by_day(result)
    if not shown:
        return f"{subject(result)}: nothing to draw"
    last = shown[-1]
    text = f"{subject(result)}: {value(last, result.measure)}, {period(last)}"
    if last.change is not None and not result.unlike_of(last):
        share = points(last.change) if result.measure.unit == "per cent" else share_text(last.change_percent)
        if not share.strip("+−0. %points"):
            text += ", level with a year before" if share else ""
        else:
            text += f", {'up' if last.change > 0 else 'down'} {share.lstrip('+−')} on a year before"
    return text + (" (provisional)" if last.provisional else "")


@once
def groups_title(results: Sequence[Result]) -> str:
    """The finding of a chart of groups: the widest gap that chance alone would hardly make, or that there is none."""
    title, measure = results[0].measure.title, results[0].measure
    named_groups = ([row for row in by_value(one) if row.category != "not known"] for one in results)
    gaps = [(rows[0], rows[-1]) for rows in named_groups if len(rows) > 1]
    clear = [
        ((high.value or 0.0) - (low.value or 0.0), low, high)
        for low, high in gaps
        if low.upper is not None and high.lower is not None and low.upper < high.lower
    ]
    if not clear:
        return f"{title}: the groups' intervals overlap"
    _, low, high = max(clear, key=lambda gap: gap[0])
    best, worst = f"{group(high)} ({value(high, measure)})", f"{group(low)} ({value(low, measure)})"
    return f"{title}: highest among {best}, lowest among {worst}"


def stages_title(results: Sequence[Result]) -> str:
    """The finding of the stages of a service: the best and the worst rated."""
    rated = sorted((r.figure.value, r.measure.title) for r in results if r.figure.value is not None)
    if len(rated) < 2:
        return "Satisfaction with each stage of the service"
    (low, worst), (high, best) = rated[0], rated[-1]
    measure = results[0].measure
    said = [f"{name[:1].lower()}{name[1:]} ({number(at, measure)})" for name, at in ((best, high), (worst, low))]
    return f"Highest: {said[0]}; lowest: {said[1]}"


#: What a map's colour may mean beside the level, as its title says it.
SHADES = {
    "change": ": change on a year before",
    "difference": ": difference from the average",
    "signal": ": signal of the control chart",
    "certainty": ": certainty against its borough",
}
#: The same of wards, which are held against their boroughs.
OF_WARDS = {**SHADES, "difference": ": difference from its borough"}


def shade_words(result: Result, shade: str) -> str:
    """What the colour of a map of the rows means, to stand after the measure; empty for the level."""
    return (OF_WARDS if level_words(result) == "wards" else SHADES).get(shade, "")


def map_title(result: Result, shade: str = "level") -> str:
    """The title of a map of places, or of the table beneath it; `shade` is what the map's colour means.

    "Robbery: change on a year before by ward, April to December 2010"
    """
    if shade == "certainty":
        return f"{result.measure.title} by ward (pale: cannot be told from its borough), {rows_period(result)}"
    about = f"{result.measure.title}{shade_words(result, shade)}"
    return f"{about} by {level_words(result).removesuffix('s')}, {rows_period(result)}"


def no_places(result: Result) -> str:
    """Why no place of the rows has a figure, as a sentence: "Police officers: published for boroughs only."."""
    if said := refused_places(result):
        return f"{result.measure.title}: {said[0].lower()}{said[1:]}"
    reasons = sorted({figure.note for figure in result.figures if figure.note})
    return f"{result.measure.title}: {'; '.join(reasons[:2]) or 'no figures'}."


def refused_places(result: Result) -> str:
    """How many places have no figure because the source's own was refused, and one of the reasons; empty if none.

    "No figure of 54 wards: refused on import. Of Brownswood the offence groups add up to 1165, the total is 1075."
    """
    said = [figure for figure in result.figures if figure.refusal]
    if not said:
        return ""
    what = level_words(result) if len(said) > 1 else level_words(result).removesuffix("s")
    reason = said[0].refusal.partition("; expected")[0]
    return f"No figure of {len(said)} {what}: refused on import. Of {said[0].place} {reason}."


#: What the places lack that have no colour, by what the colours mean, where it is more than a figure.
LACKING = {"signal": "no chart signal"}


def without_words(result: Result, shade: str = "level") -> str:
    """What the legend of a map calls the places without a colour: refused, without a figure or change, or some of each.

    `shade` is what the colours mean; of "change" a place may have a figure and nothing to hold it against, and of
    "signal" one too few for a chart.
    """
    valued = any(figure.value is not None and _no_change(figure, result) for figure in result.figures)
    without = "no change can be given" if shade == "change" and valued else LACKING.get(shade, "no figure")
    refused = {bool(figure.refusal) for figure in result.figures if figure.value is None}
    if True not in refused:
        return without
    some = False in refused or without != "no figure"
    return f"{without}, or refused on import" if some else "refused on import"


def _no_change(figure: Figure, result: Result) -> bool:
    return (figure.change if result.measure.unit == "per cent" else figure.change_percent) is None


def rank(result: Result, code: str) -> str:
    """Where a place stands among the places of the rows, in words: "3rd highest of 20 wards"; empty if unknown."""
    found = from_the_end(result, code)
    if found is None:
        return ""
    end, count, among, shared = found
    return f"{shared}{'' if count == 1 else ordinal(count) + ' '}{end} of {among} {level_words(result)}"


def from_the_end(result: Result, code: str) -> tuple[str, int, int, str] | None:
    """A place's standing among those with a figure, from the nearer end: "highest", 3, of 20, "shared " if it is.

    None where it has no figure, or is alone.
    """
    values = {figure.code: figure.value for figure in known(result) if figure.value is not None}
    if code not in values or len(values) < 2:
        return None
    above = sum(value > values[code] for value in values.values())
    below = sum(value < values[code] for value in values.values())
    shared = "shared " if above + below + 1 < len(values) else ""
    end, count = ("highest", above + 1) if above <= below else ("lowest", below + 1)
    return end, count, len(values), shared


def ordinal(count: int) -> str:
    """A count as an ordinal.

    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 22)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd']
    """
    teens = 10 <= count % 100 <= 20
    return f"{count}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(count % 10, 'th')}"


@once
def extremes(result: Result) -> str:
    """The highest and the lowest place of the rows, as the end of a sentence."""
    rows = by_value(result)
    if not rows:
        return "no place has a figure"
    first, last = rows[-1], rows[0]
    highest = f"highest in {first.place} ({value(first, result.measure)})"
    return highest if len(rows) == 1 else f"{highest}, lowest in {last.place} ({value(last, result.measure)})"


@once
def trend_alt(result: Result) -> str:
    """What a month line shows, for a person who does not see it."""
    shown = by_day(result)
    if not shown:
        return f"{subject(result)}: no figures to draw."
    first, last = shown[0], shown[-1]
    opening = f"{value(first, result.measure)} ({period(first)})"
    return f"Line of {subject(result)}, from {opening} to {value(last, result.measure)} ({period(last)})."


def bars_alt(result: Result) -> str:
    """What a chart of sorted places shows."""
    return f"Bars of {result.measure.title} by place, {rows_period(result)}: {extremes(result)}."


def map_alt(result: Result, shade: str = "level") -> str:
    """What a map of places shows, and what its colour means."""
    coloured = f" Coloured by{shade_words(result, shade).removeprefix(':')}." if shade in SHADES else ""
    return f"Map of {result.measure.title} by place, {rows_period(result)}: {extremes(result)}.{coloured}"


def table_alt(result: Result) -> str:
    """What a table of a result holds."""
    return f"Table of {result.measure.title} by place, {rows_period(result)}, with the year before and the change."


def stages_alt(results: Sequence[Result]) -> str:
    """What a chart of stages shows."""
    said = [f"{r.measure.title} {value(r.figure, r.measure)}" for r in results]
    return "Bars: " + ", ".join(said) + "."


def groups_alt(results: Sequence[Result]) -> str:
    """What a chart of groups shows."""
    names = list(dict.fromkeys(figure.dimension for result in results for figure in result.figures))
    opening = f"Points with intervals: {results[0].measure.title} by {', '.join(names) or 'group'}"
    shown = sorted((row for one in results for row in by_value(one)), key=lambda row: row.value or 0.0)
    if not shown:
        return f"{opening}; no group has a figure."
    least, most = (f"{row.category} ({value(row, results[0].measure)})" for row in (shown[0], shown[-1]))
    return f"{opening}: highest for {most}, lowest for {least}."


def multiples_alt(result: Result) -> str:
    """What small lines show, one to a place: the highest and the lowest place in the newest of their windows."""
    opening = f"A small line to each place: {result.measure.title}, window by window"
    shown = by_day(result)
    if not shown:
        return f"{opening}; no place has a figure."
    latest = sorted((row for row in shown if row.last_day == shown[-1].last_day), key=lambda row: row.value or 0.0)
    least, most = (f"{row.place} ({value(row, result.measure)})" for row in (latest[0], latest[-1]))
    return f"{opening}. In {period(latest[0])} highest in {most}, lowest in {least}."
