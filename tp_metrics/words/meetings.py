"""Meetings, theme owners, risks and strands in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from tp_metrics.words.judgements import signal_mark
from tp_metrics.words.numbers import DASH, changed, value
from tp_metrics.words.once import once
from tp_metrics.words.sentences import headline
from tp_metrics.words.windows import day, period

if TYPE_CHECKING:
    from tp_metrics.review import Meeting, Risk, Sitting, Strand

LEVELS = {"tp": "TP", "area": "area command", "borough": "borough"}
ASSUMED = "Days and lines of reporting are assumed; a file meeting_rules.csv of the force's own replaces them."


def sitting_name(one: Sitting) -> str:
    """A meeting on a day as a list names it: "Key Performance Review Meeting, North"."""
    return f"{one.name}, {one.area}" if one.area else one.name


def sitting_day(one: Sitting, today: date) -> str:
    """The day with its name, and how far it is: "Thursday 20 January 2011 · in 3 weeks"."""
    left = (one.day - today).days
    away = "today" if left == 0 else "tomorrow" if left == 1 else f"in {left} days"
    return f"{one.day:%A} {day(one.day)} · {away if left < 14 else f'in {left // 7} weeks'}"


def next_words(found: Sequence[Sitting], today: date) -> str:
    """The page's first line: the next meeting."""
    if not found:
        return "No meeting in these weeks"
    return f"Next: {sitting_name(found[0])}, {sitting_day(found[0], today)}"


def sittings_table(found: Sequence[Sitting]) -> pl.DataFrame:
    """The meetings as rows: day, name, how often, what it is about, what it reads and where."""
    rows = [
        {
            "Day": f"{one.day:%a} {day(one.day)}",
            "Meeting": sitting_name(one),
            "How often": one.frequency,
            "About": one.content,
            "Reads": one.reads,
            "Link": one.link,
        }
        for one in found
    ]
    return pl.DataFrame(
        rows, schema=dict.fromkeys(("Day", "Meeting", "How often", "About", "Reads", "Link"), pl.String)
    )


def meetings_table(found: Sequence[Meeting]) -> pl.DataFrame:
    """The governance as rows, the twin of its diagram."""
    names = {one.code: one.name for one in found}
    rows = [
        {
            "Meeting": one.name,
            "Level": LEVELS.get(one.level, one.level) + (", one for each area" if one.each else ""),
            "How often": one.frequency,
            "Chair": one.chair or DASH,
            "Reports to": names.get(one.reports_to or "", DASH),
            "About": one.content,
            "How sure": one.status,
        }
        for one in found
    ]
    return pl.DataFrame(rows)


def structure_alt(found: Sequence[Meeting]) -> str:
    """The diagram of the governance for those who do not see it."""
    names = {one.code: one.name for one in found}
    lines = [f"{one.name} reports to {names[one.reports_to]}" for one in found if one.reports_to in names]
    return f"Which meeting reports to which. {'; '.join(lines)}."


def owners_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Who owns which theme, from when, and how sure that is."""
    return rows.select(
        Theme="theme",
        Owner="owner",
        Command="command",
        From=_days(rows["valid_from"]),
        Until=_days(rows["valid_to"]),
        Note=pl.col("note").fill_null(DASH),
        **{"How sure": pl.col("status")},
    )


def _days(days: pl.Series) -> pl.Series:
    return pl.Series([DASH if one is None else day(one) for one in days], dtype=pl.String)


def owner_changes(rows: pl.DataFrame) -> list[str]:
    """What changes later, a sentence to each."""
    said = rows.select("theme", "owner", "command", "valid_from", "note", "status").iter_rows(named=True)
    return [
        f"{one['theme']}: {one['owner']}, {one['command']}, from {day(one['valid_from'])} ({one['status']})."
        + (f" {one['note']}" if one["note"] else "")
        for one in said
    ]


def risk_words(risk: Risk) -> str:
    """What watches a risk now, as a sentence."""
    if risk.unanswered is not None:
        if not risk.concerns:
            return "No borough figure is a concern now."
        return f"{risk.unanswered:,} of {risk.concerns:,} borough concerns have no case: nobody has said why."
    if risk.answer is not None:
        return f"{headline(risk.answer)}."
    return f"**{'No live figure' if risk.watched else 'No live measure exists yet'}.** {risk.needs}"


def risk_mark(risk: Risk) -> str:
    """The mark of what watches a risk: the signal of its figure, or whether something is unanswered."""
    if risk.unanswered is not None:
        return "◆ concern" if risk.unanswered else "○ usual"
    return signal_mark(risk.answer) if risk.answer is not None else DASH


def risks_title(found: Sequence[Risk]) -> str:
    """The page's first line: how many risks there are, and how many are watched by a figure."""
    watched = sum(not one.needs for one in found)
    without = sum(not one.watched for one in found)
    told = f"Risks: {watched} of {len(found)} are watched by a live figure"
    return f"{told}; {without} {'has' if without == 1 else 'have'} no live measure yet" if without else told


@once
def strand_table(strand: Strand) -> pl.DataFrame:
    """The measures of a strand: this year, change, signal, window."""
    rows = [
        {
            "Measure": one.measure.title,
            "Place": one.figure.place,
            "Now": value(one.figure, one.measure),
            "Change": changed(one),
            "Signal": signal_mark(one),
            "Window": period(one.figure),
        }
        for one in strand.results
    ]
    return pl.DataFrame(
        rows, schema=dict.fromkeys(("Measure", "Place", "Now", "Change", "Signal", "Window"), pl.String)
    )
