"""Equality in words: the widest gap, which gaps stand, over which windows they are pooled, who is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.periods import month_text
from tp_metrics.words.numbers import DASH, per_cent, points, value
from tp_metrics.words.once import once
from tp_metrics.words.review import listed
from tp_metrics.words.sentences import asked, category_name, dimension, named, people, subject
from tp_metrics.words.windows import period

if TYPE_CHECKING:
    from tp_metrics.review import Equality, GapYears, Together

EQUALITY_HELP = (
    "A gap is clear where its 95 % interval leaves out nought; of 20 gaps that are none, one is clear by chance. A gap "
    "stands where, of all that stand on this page, one in ten is expected to be chance (Benjamini and Hochberg). "
    "Intervals rest on the effective base, which is less than the number of interviews, as answers are weighted. A gap "
    "is a difference of answers; it does not say why people answer differently."
)
#: What a cell of the table of all gaps says beside its number.
GAP_KEY = (
    "Points above or below the group that each is held against. ● stands and is for the better, ◆ stands and is for "
    "the worse, no mark: can be chance."
)
HEADS = {"white / BME": "White and BME", "age band": "Age"}
#: What a group is held against, as a sentence says it.
SHORT = {"no": "not disabled"}
OTHERS = {"male": "men", "female": "women", "no": "people without a disability", "yes": "disabled people"}


def head(name: str) -> str:
    """The name of a characteristic as a heading."""
    return HEADS.get(name, dimension(name))


def held_to(against: str) -> str:
    """Whom a group is held against: "men", "White people", "everyone else"."""
    return OTHERS.get(against, against if against.startswith("everyone") else f"{against} people")


def pair(row: dict[str, Any]) -> str:
    """A group and its opposite: "Women against men", "15-24 against everyone else"; alone where nobody was asked."""
    name = category_name(row["dimension"], row["category"])
    ethnicity = " ethnicity" if (row["dimension"], name) in (("ethnicity", "Other"), ("ethnicity", "Mixed")) else ""
    if not row["against"]:
        return f"{name}{ethnicity}"
    return f"{name}{ethnicity} against {SHORT.get(row['against'], held_to(row['against']))}"


def size(row: dict[str, Any]) -> str:
    """How far a group is from its opposite: "4.2 points below White people"."""
    gap = round(row["gap"], 1)
    if not gap:
        return f"level with {held_to(row['against'])}"
    way = "above" if gap > 0 else "below"
    return f"{points(abs(gap)).removeprefix('+')} {way} {held_to(row['against'])}"


def both(row: dict[str, Any]) -> str:
    """Both values: "71 % against 75 %"."""
    return f"{per_cent(row['value'])} against {per_cent(row['rest'])}"


def span(window: str) -> str:
    """A window within a sentence."""
    return f"the {window}" if window[:1].isdigit() and "/" not in window else window


@once
def equality_headline(found: Equality) -> str:
    """The page's first line: the figure of all, and the widest clear gap between groups, or that there is none.

    "Police do a good job locally: 63 % of all, April to December 2010; people aged 65+ are 5.4 points above everyone
    else (68 % against 63 %), the widest of 6 clear gaps".
    """
    answer = found.answer
    if answer.figure.value is None:
        return f"{subject(answer)}: no figure, {asked(answer)}"
    whole = f"{subject(answer)}: {value(answer.figure, answer.measure)} of all, {period(answer.figure)}"
    if found.rows.is_empty():
        return f"{whole}; no figures by sex, age, ethnicity or disability"
    if found.gaps.is_empty():
        return f"{whole}; too few interviews to compare any group"
    row = (found.clear if found.clear.height else found.gaps).row(0, named=True)
    who, pooled = people(row["dimension"], row["category"]), f", {when(row)}" if row["pooled"] else ""
    widest_one = f"{who} are {size(row)} ({both(row)}{pooled})"
    if found.clear.is_empty():
        return (
            f"{whole}; none of {found.gaps.height} gaps is more than chance in who was asked, the widest: {widest_one}"
        )
    count = found.clear.height
    return f"{whole}; {widest_one}, {'the only clear gap' if count == 1 else f'the widest of {count} clear gaps'}"


def when(row: dict[str, Any]) -> str:
    """The longer window that a gap is pooled over."""
    return f"pooled over {span(row['window'])}"


@once
def certainty(found: Equality) -> str:
    """The interval of the gap of the headline, and which way is good."""
    rows = found.clear if found.clear.height else found.gaps
    if rows.is_empty():
        return ""
    row, measure = rows.row(0, named=True), found.measure
    low, high = points(row["gap_lower"]), points(row["gap_upper"])
    good = "Lower is better." if measure.better == "lower" else ""
    count = found.gaps.height
    alarms = f"Of {count} gaps that are none, about {max(1, round(count / 20))} would be clear by chance."
    return f"The 95 % interval of that gap is {low} to {high}. {alarms} {good}".strip()


def everyone_of(names: Sequence[str]) -> str:
    """All of the names, however many: none of them is to be missed."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def no_groups(found: Equality) -> str:
    """Why a measure that has a figure has none by group."""
    answer = found.answer
    why = "it gives the figure ready made, without a base" if answer.figure.base is None else "it has no groups"
    return f"{answer.source} cannot say how groups differ: {why}. Interviews imported row by row can."


@once
def pooled_words(found: Equality) -> str:
    """Which characteristics are read over a longer window, and why; empty where none is."""
    rows = found.rows.filter("pooled").select("dimension", "window").unique(maintain_order=True)
    windows: dict[str, list[str]] = {}
    for name, window in rows.iter_rows():
        if name != "white / BME":
            windows.setdefault(window, []).append(head(name).lower())
    if not windows:
        return ""
    said = "; ".join(f"{everyone_of(names)} over {span(window)}" for window, names in windows.items())
    return (
        f"Pooled, as {period(found.answer.figure)} alone leaves a group with fewer than "
        f"{found.measure.smallest_base} effective interviews: {said}."
    )


@once
def withheld_words(found: Equality) -> str:
    """Which groups are not shown and why; empty where all are."""
    rows = found.rows.filter((pl.col("reason") != "") & pl.col("value").is_null())
    reasons: dict[str, list[str]] = {}
    for row in rows.iter_rows(named=True):
        reasons.setdefault(row["reason"], []).append(category_name(row["dimension"], row["category"]))
    return " ".join(f"Not shown: {everyone_of(names)} ({reason})." for reason, names in reasons.items())


@once
def overview_words(together: Together) -> str:
    """How many gaps of all measures stand, of how many that were looked at."""
    stood, measures = together.gaps, len(together.found)
    if stood.is_empty():
        return "No question of either survey has figures by group for this place and window."
    count, clear = stood.filter("stands").height, stood.filter((pl.col("gap_lower") > 0) | (pl.col("gap_upper") < 0))
    asked_of = f"{measures} question{'' if measures == 1 else 's'}"
    alarms = max(1, round(stood.height / 20))
    return (
        f"Over {asked_of}, {stood.height} gaps were looked at: {clear.height} are clear on their own, where chance "
        f"alone would make about {alarms}; {count or 'none'} stand{'s' if count == 1 else ''} when taken together."
    )


@once
def overview_title(together: Together) -> str:
    """The widest gap that stands, over all measures."""
    rows, titles = together.gaps.filter("stands"), {one.measure.id: one.measure.title for one in together.found}
    if rows.is_empty():
        return "All questions: no gap stands"
    row = rows.row(0, named=True)
    who = people(row["dimension"], row["category"])
    return f"All questions: the widest gap that stands is of {who}, {size(row)} on “{titles[row['measure']]}”"


def levels_title(found: Equality) -> str:
    """The title of the chart of groups."""
    return f"{named(found.answer)}, by group"


@once
def gaps_title(found: Equality) -> str:
    """The finding of the chart of gaps."""
    if found.gaps.is_empty():
        return "Gaps between groups: too few interviews to say"
    count = found.clear.height
    return f"{count} of {found.gaps.height} gaps {'is' if count == 1 else 'are'} more than chance in who was asked"


@once
def levels_alt(found: Equality) -> str:
    """What the chart of groups shows, for a person who does not see it."""
    known = found.rows.drop_nulls("value").sort("value")
    if known.is_empty():
        return f"{subject(found.answer)} by group: nothing to draw."
    said = [
        f"{people(row['dimension'], row['category'])} {per_cent(row['value'])}"
        for row in (known.row(-1, named=True), known.row(0, named=True))
    ]
    return f"Points with intervals: {subject(found.answer)} by group; highest {said[0]}, lowest {said[1]}."


def gaps_alt(found: Equality) -> str:
    """What the chart of gaps shows."""
    return f"Points with intervals about nought: {subject(found.answer)}. {gaps_title(found)}."


@once
def years_title(years: GapYears) -> str:
    """The finding of the gaps over the years: which of them moved."""
    moved, name = years.moved, years.dimension
    clear = moved.filter((pl.col("moved_lower") > 0) | (pl.col("moved_upper") < 0))
    if moved.is_empty():
        return f"{head(name)}, year by year: two years are needed to say whether a gap moves"
    first = month_text(moved["first_last_day"].min())  # type: ignore[arg-type]
    if clear.is_empty():
        return f"{head(name)}, year by year: no gap has moved since {first} by more than chance"
    said = [f"{people(row['dimension'], row['category'])} ({moved_size(row)})" for row in clear.iter_rows(named=True)]
    return f"{head(name)}, year by year: the gap moved for {listed(said)} since {first}"


def moved_size(row: dict[str, Any]) -> str:
    """From where to where a gap moved."""
    return f"{points(row['first_gap']).removesuffix(' points')} to {points(row['last_gap'])}"


def years_alt(years: GapYears) -> str:
    """What the chart of gaps by year shows."""
    return f"Points with intervals about nought, one to a year. {years_title(years)}."


@once
def years_foot(years: GapYears) -> str:
    """How the gaps of the years are to be read."""
    said = "Each year is 12 months that share no interview with another; a year with too few of a group is left out."
    moved, breaks = years.moved, years.found.answer.events.filter("breaks")
    if moved.is_empty() or breaks.is_empty():
        return said
    first = moved["first_last_day"].min()
    within = breaks.filter(pl.col("first_day") > first)
    told = " ".join(f"{month_text(row['first_day'])}: {row['words']}" for row in within.iter_rows(named=True))
    return f"{said} {told} A gap is less touched by such a break than a level, but is not free of it." if told else said


def gap_card(row: dict[str, Any] | None) -> tuple[str, str]:
    """A gap as a card says it: the size, and both values with whether it is clear."""
    if row is None or row["gap"] is None:
        return DASH, "too few to say"
    clear = row["gap_lower"] > 0 or row["gap_upper"] < 0
    return points(row["gap"]), f"{both(row)} · {'clear' if clear else 'can be chance'}"


@once
def widest(found: Equality) -> list[dict[str, Any]]:
    """The gap of each characteristic, the widest where it has several: the clear ones before the others."""
    rows = found.gaps.with_columns(clear=(pl.col("gap_lower") > 0) | (pl.col("gap_upper") < 0))
    order = ("white / BME", "ethnicity", "age band", "sex", "disability")
    chosen = (
        rows.filter(pl.col("dimension") == name).sort("clear", descending=True, maintain_order=True) for name in order
    )
    return [one.row(0, named=True) for one in chosen if one.height]
