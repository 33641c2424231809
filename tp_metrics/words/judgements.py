"""Judgements in words and marks: the chart's signal, the corporate verdict, peers and the rest of the year.

A mark is told three times, by shape, by colour and by a word: improvement is a circle and blue, concern a diamond and
orange, usual variation a ring and grey; red, amber and green are a square, a triangle and a circle with a letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from tp_metrics.words.numbers import DASH, Verdict, change, number, per_cent, points, signed
from tp_metrics.words.once import once
from tp_metrics.words.windows import against, month

if TYPE_CHECKING:
    from tp_metrics.results import Result

#: Signal → its mark and the colour of the screen that it has.
SIGNALS = {
    "improvement": ("●", "blue"),
    "concern": ("◆", "orange"),
    "neutral": ("■", "gray"),
    "usual": ("○", "gray"),
}
ARROWS = {"rise": "▲", "fall": "▼"}
#: The corporate verdict → its mark, letter and colour.
RAG = {"red": ("■", "R", "red"), "amber": ("▲", "A", "orange"), "green": ("●", "G", "green")}
MEANINGS = {
    "red": "off target, and worse than the same time last year",
    "amber": "off target, but no worse than the same time last year",
    "green": "on or better than target",
}
#: The rules of the control chart, as a sentence ends with them.
RULES = {
    "outside": "outside its control limits",
    "trend": "seven in a row each moving the same way",
    "two of three": "two of three close to a limit or beyond it",
    "shift": "seven in a row on one side of the mean",
}
#: What the marks mean, in a few words.
SIGNAL_KEY = "Chart signal: ◆ concern, ● improvement, ■ neutral, ○ within usual variation."
#: What stands in the help beside every signal.
SIGNAL_HELP = (
    "A control chart of the last 36 months (of a survey: 20 quarters), counts freed of the season. A point is unusual "
    "when it is outside the limits, when seven in a row move the same way, when two of three lie close to a limit, or "
    "when seven in a row lie on one side of the mean. A stable series is flagged in its latest month about once in 60 "
    "months by chance. Diamond: concern; circle: improvement; square: neither way is good; ring: within usual "
    "variation."
)


def verdict(result: Result) -> Verdict:
    """What the change on a year before means, by the measure's own direction and the place's own scatter.

    "level" where the interval of the change holds no change at all, "unknown" where a share has no such interval.
    """
    amount, measure = result.figure.change, result.measure
    if amount is None or result.unlike:
        return "unknown"
    sure = result.judgement.change
    if amount == 0 or (sure is not None and not sure.clear):
        return "level"
    if sure is None and measure.kind == "proportion":  # published without a base: chance cannot be ruled out
        return "unknown"
    if measure.better == "neither":
        return "higher" if amount > 0 else "lower"
    return "better" if (amount > 0) == (measure.better == "higher") else "worse"


def signal_mark(result: Result) -> str:
    """The chart's signal as a mark and a word: "◆ ▲ concern", "○ usual"; a dash where no chart can be drawn."""
    found = result.judgement
    if found.signal is None:
        return DASH
    mark, _ = SIGNALS[found.signal]
    return " ".join(part for part in (mark, ARROWS.get(found.direction or "", ""), found.signal) if part)


def signal_short(result: Result) -> str:
    """The signal's mark without its word, for a narrow place that has `SIGNAL_KEY` beside it; empty without a chart."""
    found = result.judgement
    if found.signal is None:
        return ""
    return " ".join(part for part in (SIGNALS[found.signal][0], ARROWS.get(found.direction or "", "")) if part)


def signal_colour(result: Result) -> str:
    """The colour of the screen that the signal's mark has."""
    return SIGNALS[result.judgement.signal or "usual"][1]


@once
def signal_words(result: Result) -> str:
    """The chart's signal as a sentence, with the rule that was hit and since when; why there is none, where so."""
    found = result.judgement
    if found.signal is None:
        return found.no_chart
    trial = " The limits are on trial: they rest on fewer than 13 points." if found.trial else ""
    if found.rule is None:
        return f"Within its usual variation.{_earlier(result)}{trial}"
    since = month(found.since or found.runs[-1].since)
    return f"{_way(found.rule, found.direction)} since {since}: {RULES[found.rule]}.{_shape(result)}{trial}"


def _way(rule: str, direction: str | None) -> str:
    """What a flagged point is: a trend may rise from far below the mean, and is not high for that."""
    if rule == "trend":
        return "Rising" if direction == "rise" else "Falling"
    return f"Unusually {'high' if direction == 'rise' else 'low'}"


def _earlier(result: Result) -> str:
    """What the chart flagged last before its latest point, by which rule, where that left a shape that it has now."""
    runs, looks = result.judgement.runs, _shape(result)
    if not runs or not looks:
        return ""
    return f" Last unusual in {month(runs[-1].until)}: {RULES[runs[-1].rule]}.{looks}"


def _shape(result: Result) -> str:
    """What the series looks like, as a sentence that follows another; empty for a level one."""
    found, day = result.judgement.pattern, result.judgement.pattern_day
    if found.size is None:
        return ""
    up, size, weighted = found.size > 0, _size(result), result.measure.weighted
    if found.shape == "trend":
        each = "quarter" if weighted else "month"
        return f" Over the whole chart it {'grows' if up else 'falls'} by about {size} a {each}."
    if day is None:
        return ""
    when = f"the quarter from {month(day)}" if weighted else month(day)
    if found.shape == "step":
        return f" It looks like a step {'up' if up else 'down'} of {size} in {when}."
    alone = "One quarter" if weighted else "One month"
    return f" {alone} stands alone: {when}, {size} {'above' if up else 'below'} the others."


def _size(result: Result) -> str:
    """The size of the shape: in per cent, and of what is itself in per cent in points."""
    found = result.judgement
    if result.measure.unit == "per cent" and found.pattern_amount is not None:
        return points(abs(found.pattern_amount)).removeprefix("+")
    return per_cent(abs(found.pattern.size or 0))


def chart_unit(result: Result) -> str:
    """What the control chart's axis counts."""
    measure = result.measure
    if measure.unit == "per cent":
        return f"per cent, each {'quarter' if measure.weighted else 'month'}"
    return f"{measure.unit}, each month made an average one and freed of the season"


@once
def chart_table(result: Result) -> pl.DataFrame:
    """The control chart as a table: period, its figure, what is plotted, mean, limits, rule and signal."""
    return result.judgement.chart.select(
        pl.col("first_day").alias("First day"),
        pl.col("last_day").alias("Last day"),
        pl.col("value").alias("Figure"),
        pl.col("plotted").alias("Plotted"),
        pl.col("mean").alias("Mean"),
        pl.col("lower").alias("Lower limit"),
        pl.col("upper").alias("Upper limit"),
        pl.col("rule").alias("Rule"),
        pl.col("signal").alias("Signal"),
    )


def rag_mark(result: Result) -> str:
    """The corporate verdict as a mark and its letter: "■ R"; a dash without a target."""
    aimed = result.judgement.target
    if aimed is None or aimed.rag is None:
        return DASH
    mark, letter, _ = RAG[aimed.rag]
    return f"{mark} {letter}"


@once
def target_words(result: Result) -> str:
    """The target, what it comes to in this window, and the corporate verdict; empty without a target."""
    aimed, measure = result.judgement.target, result.measure
    if aimed is None or aimed.level is None:
        return ""
    level = number(aimed.level, measure)
    asked = level
    if aimed.kind == "change_percent":
        asked = f"{signed(per_cent(abs(aimed.asked)), aimed.asked)} on the same months, {level}"
    said = f"Target: {asked} ({aimed.status})."
    if aimed.rag:
        said += f" {aimed.rag.capitalize()}: {MEANINGS[aimed.rag]}."
    if result.judgement.assurance:
        said += f" As it works now it {_assured(result.judgement.assurance)}."
    return said + (f" {result.judgement.disagreement}." if result.judgement.disagreement else "")


def _assured(word: str) -> str:
    return "meets the target now and then, by chance" if word == "hit and miss" else f"{word} the target"


@once
def change_words(result: Result) -> str:
    """The interval of the change on a year before, and whether it is more than the place's own scatter."""
    sure, measure = result.judgement.change, result.measure
    if result.unlike:
        return f"The change on {against(result.figure)} says nothing: {result.unlike}."
    if sure is None or result.figure.change is None:
        return ""
    if measure.unit == "per cent":
        low, high = points(sure.lower), points(sure.upper)
    else:
        low, high = (_end(end, result) for end in (sure.lower, sure.upper))
    chance = "no more than chance in who was asked" if measure.weighted else "within its own scatter from year to year"
    meaning = "a clear change" if sure.clear else chance
    size = change(result.figure, measure)
    said = "No change on a year before" if size == "no change" else f"Change on a year before {size}"
    return f"{said}, 95 % interval {low} to {high}: {meaning}."


def _end(end: float, result: Result) -> str:
    text = number(abs(end), result.measure, like=result.figure.value)
    return signed(text, end) if text.strip("0.,") else text  # nought has no sign


@once
def peers_words(result: Result) -> str:
    """How a borough stands among similar ones, with its rank's 90 % interval; empty for other places."""
    found = result.judgement.peers
    if found is None:
        return ""
    measure = found.measure
    own, theirs = number(found.own, measure), number(found.value, measure)
    said = f"{measure.title}: {own}; {len(found.codes)} similar boroughs together {theirs}"
    if found.position:
        said += {"in line": ", in line with them"}.get(found.position, f", {found.position} than they are")
    if found.rank and found.ranked:
        said += f"; rank {found.rank} ({found.rank_lower} to {found.rank_upper}) of {found.ranked}, 1 is best"
    return f"{said} ({found.status} group)."


def target_levels(result: Result) -> dict[str, float]:
    """The level that a target asks for, by its name in a chart; nothing where it asks for a change or there is none."""
    target = result.judgement.target
    return {"target": target.level} if target and target.kind == "level" and target.level is not None else {}


@once
def outlook_words(result: Result) -> str:
    """Where the year is heading, what the target needs and how likely it is; empty where nothing is projected."""
    found, measure = result.judgement.outlook, result.measure
    if found is None:
        return ""
    if found.projected is None:
        return f"The rest of the year: {found.note}."
    said = f"Heading for {number(found.projected, measure)}"
    if found.lower is not None and found.upper is not None:
        said += f" ({number(found.lower, measure)} to {number(found.upper, measure)})"
    said += " in the whole year"
    if found.coverage is not None:
        said += f"; such limits held {per_cent(100 * found.coverage)} of past years"
    if found.note:
        said += f"; {found.note}"
    return f"{said}.{_needed(result)}"


def _needed(result: Result) -> str:
    found = result.judgement.outlook
    if found is None or found.needed is None or found.needed_percent is None:
        return ""
    if found.settled:
        return f" The target is {found.plausibility}."
    change = signed(per_cent(abs(found.needed_percent)), found.needed_percent)
    each = found.needed_each_month
    monthly = f"{number(each, result.measure)} a month, " if each is not None else ""
    said = f" The target needs {number(found.needed, result.measure)} in the rest of it, {monthly}"
    said += f"{change} on last year's rest"
    if found.plausibility:
        said += f": {found.plausibility}"
    return said + (f"; probability {found.probability}." if found.probability else ".")


def projected(result: Result) -> str:
    """The projection of the year with its interval, for a cell of a table; empty where there is none."""
    found = result.judgement.outlook
    if found is None or found.projected is None:
        return ""
    text = number(found.projected, result.measure)
    if found.lower is None or found.upper is None:
        return text
    return f"{text} ({number(found.lower, result.measure)} to {number(found.upper, result.measure)})"
