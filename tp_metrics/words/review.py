"""What a meeting reads, in words: the headline, the scorecard's cells and what drove a change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from tp_metrics.words.judgements import RULES, outlook_words, projected, rag_mark, signal_mark
from tp_metrics.words.numbers import DASH, change, changed, in_table, number, per_cent, share_text, signed, value
from tp_metrics.words.once import once
from tp_metrics.words.sentences import in_brackets, part_name, subject
from tp_metrics.words.windows import against, day, period, short_period

if TYPE_CHECKING:
    from tp_metrics.results import Result
    from tp_metrics.review import Drivers, Line

#: So many measures are named in a sentence; the others are counted.
NAMED = 3
LOW_ODDS = "less than 5 %"
#: Rises and falls balance where the smaller side is so much of the larger or more.
BALANCED = 0.75
#: The part of a change that belongs to no part that can be named.
UNPLACED = "suppressed or not placed"


def listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them, the first few by name.

    >>> listed(["robbery"]), listed(["a", "b"]), listed(["a", "b", "c", "d", "e"])
    ('robbery', 'a and b', 'a, b, c and 2 more')
    """
    if len(names) <= NAMED:
        return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
    return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"


def _moved(line: Line) -> str:
    """A measure with its change on a year before: "robbery (+7.1 %)"; "though" where that goes the other way."""
    result = line.result
    title = titled(result)
    share = share_text(result.figure.change_percent) if result.measure.unit != "per cent" else ""
    said = share or (change(result.figure, result.measure) if result.figure.change is not None else "")
    if not said or result.unlike:
        return title
    direction, amount = result.judgement.direction, result.figure.change or 0.0
    against = (direction == "fall" and amount > 0) or (direction == "rise" and amount < 0)
    return f"{title} (though {said} on a year before)" if against else f"{title} ({said})"


def titled(result: Result) -> str:
    """The measure, marked where its figure is the whole force's: "Knife crime (MPS)"."""
    return result.measure.title + (" (MPS)" if result.figure.code == "MPS" else "")


@lru_cache(maxsize=64)
def headline_sentences(lines: tuple[Line, ...]) -> list[str]:
    """What worsened, what improved and what threatens the year, from the scorecard: three sentences.

    A measure worsens or improves where its chart's latest point is flagged that way. An edition with nothing unusual
    says so, and one in which only what is neither good nor bad is unusual says what that is.
    """
    ways = {way: [line for line in lines if line.result.judgement.signal == way] for way in ("concern", "improvement")}
    flagged = [line for line in lines if line.exception]
    if not flagged:
        told = ["Nothing is unusual: every measure that can be charted lies within its usual variation."]
    elif not any(ways.values()):
        told = [_unusual("Nothing is worse or better than usual; unusual, but neither", flagged)]
    else:
        told = [_unusual("Worse than usual", ways["concern"]), _unusual("Better than usual", ways["improvement"])]
    return [*told, _threat(lines)]


def _unusual(words: str, lines: Sequence[Line]) -> str:
    ranked = sorted(lines, key=lambda line: -abs(line.result.figure.change_percent or 0))
    return f"{words}: {listed([_moved(line) for line in ranked])}." if ranked else f"{words}: nothing."


def _threat(lines: Sequence[Line]) -> str:
    aimed = [line for line in lines if line.result.judgement.target is not None]
    if not aimed:
        return "No target is set for this window, so none is threatened."
    lost = [line for line in aimed if (outlook := line.result.judgement.outlook) and outlook.probability == LOW_ODDS]
    if lost:
        names = listed([line.result.measure.title for line in lost])
        return f"The year is threatened by {names}: probability of the target {LOW_ODDS}."
    red = [line.result.measure.title for line in aimed if line.missing_target]
    if red:
        return f"Off target so far, with the year still open: {listed(red)}."
    return "Every target that is set is met so far."


def main_period(lines: Sequence[Line]) -> str:
    """The window that was asked for, with the latest end that a line has; surveys may have windows of their own."""
    asked = [line for line in lines if not line.result.fell_back] or list(lines)
    return period(max(asked, key=lambda line: line.result.figure.last_day or date.min).result.figure)


@lru_cache(maxsize=64)
def scorecard_table(lines: tuple[Line, ...]) -> pl.DataFrame:
    """The scorecard as a table of texts, with the last months of each measure as a list for a small line."""
    rows = [
        {
            "Theme": line.theme,
            "Measure": titled(line.result),
            "This year": value(line.result.figure, line.result.measure),
            "Last year": number(line.result.figure.previous, line.result.measure),
            "Change": changed(line.result),
            "95 % from, to": change_limits(line.result),
            "Target": _target(line.result),
            "RAG": rag_mark(line.result),
            "Signal": signal_mark(line.result),
            "Verdicts": _agree(line.result),
            "36 months": line.result.judgement.chart["value"].to_list() or None,
            "Year end": projected(line.result) or None,
            "Odds of target": _odds(line.result),
            "Window": short_period(line.result.figure),
        }
        for line in lines
    ]
    texts = (
        *(
            "Theme",
            "Measure",
            "This year",
            "Last year",
            "Change",
            "95 % from, to",
            "Target",
            "RAG",
            "Signal",
            "Verdicts",
        ),
    )
    last = dict.fromkeys(("Year end", "Odds of target", "Window"), pl.String)
    made = pl.DataFrame(rows, schema={**dict.fromkeys(texts, pl.String), "36 months": pl.List(pl.Float64), **last})
    # One window for all stands in the title.
    silent = [
        name
        for name in ("Target", "Odds of target", "95 % from, to", "Verdicts")
        if made[name].null_count() == made.height
    ]
    silent += ["RAG"] if (made["RAG"] == DASH).all() else []
    return made.drop(silent, *(["Window"] if made["Window"].n_unique() == 1 else []))


@lru_cache(maxsize=64)
def scorecard_numbers(lines: tuple[Line, ...]) -> pl.DataFrame:
    """The numbers behind the texts of a scorecard, one row to a line: what its columns are sorted by.

    A change is in per cent of the year before, or in points; the odds of a target from 0 to 1.
    """
    found = [(line.result.figure, line.result.measure, line.result.judgement) for line in lines]
    columns = {
        "This year": [figure.value for figure, _, _ in found],
        "Last year": [figure.previous for figure, _, _ in found],
        "Change": [
            figure.change if measure.unit == "per cent" else figure.change_percent for figure, measure, _ in found
        ],
        "Target": [judged.target.level if judged.target else None for _, _, judged in found],
        "Year end": [judged.outlook.projected if judged.outlook else None for _, _, judged in found],
        "Odds of target": [judged.outlook.odds if judged.outlook else None for _, _, judged in found],
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Float64))


def change_limits(result: Result) -> str | None:
    """The 95 % interval of the change on a year before; None where it cannot be told."""
    sure = result.judgement.change
    if sure is None:
        return None
    ends = (sure.lower, sure.upper)
    if result.measure.unit == "per cent":  # a change of per cent is in points
        return " to ".join(in_table(end, 1, plus=True) for end in ends)
    return " to ".join(signed(number(abs(end), result.measure, like=result.figure.value), end) for end in ends)


def _agree(result: Result) -> str | None:
    """Whether the corporate verdict and the chart say the same; None where one of them says nothing."""
    found = result.judgement
    if found.target is None or found.target.rag is None or found.signal is None:
        return None
    return "≠ differ" if found.disagreement else "agree"


def _target(result: Result) -> str | None:
    aimed = result.judgement.target
    return number(aimed.level, result.measure) if aimed and aimed.level is not None else None


def _odds(result: Result) -> str | None:
    found = result.judgement.outlook
    return found.probability or None if found else None


def drivers_words(found: Drivers, result: Result) -> str:
    """What drove a change, as a sentence: "60 % of the rise is in 4 wards; all others together are level"."""
    if not found.change:
        return "There is no change to explain."
    way = "rise" if found.change > 0 else "fall"
    kinds = {"ward": "wards", "borough": "boroughs", "area": "areas"}
    kind = kinds.get(found.by, "kinds")
    if balanced := _balanced(found, kind):
        return balanced
    if not found.named or found.named_share is None:
        return f"The {way} is spread widely: no few {kind} make up most of it."
    named = [part_name(name) for name in found.named]
    where = named[0] if len(named) == 1 else f"{len(named)} {kind} ({_names(found, named)})"
    share = per_cent(found.named_share) if found.named_share <= 100 else "More than all"
    said = f"{share} of the {way} is in {where}"
    if found.rest is None:
        return f"{said}."
    others = "level" if abs(found.rest) < 1 else f"{'up' if found.rest > 0 else 'down'} {per_cent(abs(found.rest))}"
    return f"{said}; all others together are {others}."


def _balanced(found: Drivers, kind: str) -> str:
    """Where parts that moved the other way take back three quarters of it or more, both sides; empty elsewhere."""
    known = found.parts.filter(pl.col("part") != UNPLACED)
    moved = {sign: known.filter(sign * pl.col("change") > 0) for sign in (1, -1)}
    more, fewer = (abs(float(side["change"].sum())) for side in moved.values())
    if min(more, fewer) < BALANCED * max(more, fewer):
        return ""
    told = [
        f"{size:,.0f} {words} in {side.height} {kind} ({_names(found, _plainly(side, sign))})"
        for sign, side, size, words in ((1, moved[1], more, "more"), (-1, moved[-1], fewer, "fewer"))
    ]
    return f"Rises and falls nearly balance: {' and '.join(told)}."


def _names(found: Drivers, parts: Sequence[str]) -> str:
    """Parts as a sentence lists them; kinds of offence may have a comma of their own, wards have their borough's."""
    return listed([in_brackets(name) for name in parts] if found.by == "ward" else parts)


def _plainly(side: pl.DataFrame, sign: int) -> list[str]:
    """The names of parts, the largest movement first."""
    return [part_name(part) for part in side.sort(sign * pl.col("change"), descending=True)["part"]]


def line_words(line: Line) -> str:
    """A line of the scorecard as the first sentence of its panel."""
    result = line.result
    return f"{subject(result)}: {value(result.figure, result.measure)}, {period(result.figure)}, {_against(result)}"


def _against(result: Result) -> str:
    if result.unlike:
        return f"not comparable with {against(result.figure)}"
    return f"{change(result.figure, result.measure)} on {against(result.figure)}"


@lru_cache(maxsize=64)
def shortfalls(lines: tuple[Line, ...]) -> list[tuple[str, str]]:
    """Where the year is heading against its target, the furthest short of it first: measure and sentence.

    By the projected year in per cent of the target; those of which nothing is projected yet follow, by the change that
    the target needs.
    """
    found = []
    for line in lines:
        outlook, aimed = line.result.judgement.outlook, line.result.judgement.target
        if outlook is None or aimed is None or outlook.needed is None or outlook.needed_percent is None:
            continue
        missed = outlook.missed_by
        rank = (missed is None, -(missed or 0.0), outlook.needed_percent)
        found.append((rank, line.result.measure.title, f"{_missed(missed)}{outlook_words(line.result)}"))
    return [(title, said) for _, title, said in sorted(found)]


def _missed(missed: float | None) -> str:
    if missed is None:
        return ""
    if round(missed, 1) == 0:
        return "Expected to meet its target. "
    return f"Expected to {'miss' if missed > 0 else 'better'} its target by {per_cent(abs(missed))}. "


@once
def drivers_table(found: Drivers) -> pl.DataFrame:
    """What each part contributed to a change: now, a year before, change, share of the whole change in per cent."""
    return found.parts.select(
        pl.Series("Part", [part_name(part) for part in found.parts["part"]], dtype=pl.String),
        pl.col("now").round(0).cast(pl.Int64).alias("This year"),
        pl.col("before").round(0).cast(pl.Int64).alias("Last year"),
        pl.col("change").round(0).cast(pl.Int64).alias("Change"),
        (100 * pl.col("share")).round(1).alias("Share of the change, %"),
    )


def emerging_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The last 7 and 28 days of each measure, with the year before, the usual range and whether it is left."""
    days = [None if last is None else day(last) for last in rows["last_day"]]
    usual = [_range(*ends) for ends in rows.select("lower", "upper").iter_rows()]
    return rows.select(
        _titles(rows).alias("Measure"),
        pl.col("place").alias("Place"),
        pl.col("days").alias("Days"),
        pl.Series("To", days, dtype=pl.String),
        *(
            pl.col(name).cast(pl.Float64).round(0).cast(pl.Int64).alias(head)
            for name, head in (("value", "Now"), ("previous", "A year before"), ("change", "Change"))
        ),
        pl.Series("Usual range", usual, dtype=pl.String),
        pl.col("unusual").alias("Unusual"),
    )


def _range(lower: float | None, upper: float | None) -> str:
    """The ends of a range of counts: "1,684 to 1,950"."""
    return DASH if lower is None or upper is None else f"{lower:,.0f} to {upper:,.0f}"


def emerging_words(rows: pl.DataFrame) -> str:
    """How many stretches of days are outside their usual range."""
    if rows.is_empty():
        return "The last 7 and 28 days"
    out = rows.filter(pl.col("unusual").is_not_null())
    if out.is_empty():
        return "Nothing in the last 7 and 28 days is outside its usual range"
    names = _titles(out).unique(maintain_order=True).to_list()
    return f"Outside the usual range in the last 7 or 28 days: {listed(names)}"


def exceptions_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Exceptions as rows for a reader: measure, place, what it is, the rule, and its effect in events."""
    return rows.select(
        _titles(rows).alias("Measure"),
        pl.col("place").alias("Place"),
        pl.col("way").alias("What"),
        pl.col("rule").replace(RULES).fill_null("its change on a year before").alias("Found by"),
        pl.col("effect").round(0).cast(pl.Int64).alias("Events more or fewer"),
    )


def revised_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Revised figures, most raised first: measure, place, what it was and is now, and by how many per cent it moved."""
    found = _revised(rows)
    then, now = (
        pl.Series(head, [_figure(*cells) for cells in found.select(name, "measure").iter_rows()], dtype=pl.String)
        for name, head in (("was", "Was"), ("now", "Now"))
    )
    share = pl.col("percent").round(1).alias("Change, %")
    return found.select(_titles(found).alias("Measure"), pl.col("place").alias("Place"), then, now, share)


def revised_numbers(rows: pl.DataFrame) -> pl.DataFrame:
    """The numbers behind the texts of `revised_table`, which its columns are sorted by."""
    return _revised(rows).select(Was="was", Now="now")


def _revised(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.sort("percent", descending=True, nulls_last=True)


def _figure(value: float | None, name: str) -> str:
    """A figure as its measure writes it."""
    from tp_metrics.review import measure_of

    return number(value, measure_of(name))


def _titles(rows: pl.DataFrame) -> pl.Series:
    from tp_metrics.review import title_of  # titles belong to the catalogue, which the review may read

    return pl.Series("Measure", [title_of(name) for name in rows["measure"]], dtype=pl.String)
