"""Results in sentences: headlines, titles that state a finding, alternative texts, caveats and sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from tp_metrics.words.numbers import counts, interval, number, points, share_text, value
from tp_metrics.words.once import once
from tp_metrics.words.windows import against, day, month, period

if TYPE_CHECKING:
    from tp_metrics.results import Figure, Result

PEOPLE = {
    ("sex", "female"): "women",
    ("sex", "male"): "men",
    ("disability", "yes"): "disabled people",
    ("disability", "no"): "people without a disability",
    ("ethnicity", "Other"): "people of other ethnicities",
    ("ethnicity", "Mixed"): "people of mixed ethnicity",
    ("crime group", "racist incident"): "victims of racist incidents",
    ("crime group", "road traffic collision"): "victims of road traffic collisions",
}
#: Units of people, of whom there are fewer and not less.
PEOPLE_UNITS = ("FTE", "headcount", "people", "households", "officers")
LEVELS = {"tp": "TP", "area": "areas", "borough": "boroughs", "ward": "wards", "other": "units"}


def subject(result: Result) -> str:
    """What the figure is of: the measure and, below TP, the place."""
    figure = result.figure
    return result.measure.title if figure.code == "TP" else f"{result.measure.title}, {figure.place}"


def comparison(result: Result, figure: Figure) -> str:
    """How the figure stands to the same window of the year before."""
    measure, before = result.measure, against(figure)
    amount = figure.change
    if amount is None:
        return f"no figure for {before} to compare with"
    if measure.unit == "per cent":
        text = points(amount).lstrip("+−")
        if round(amount, 1) == 0:
            return f"no change on {before}"
        return f"{text} {'more' if amount > 0 else 'less'} than {before}"
    text = number(abs(amount), measure, like=figure.value)
    if not text.strip("0.,"):
        return f"no change on {before}"
    share = share_text(figure.change_percent)
    less = "fewer" if counts(measure) or measure.unit in PEOPLE_UNITS else "less"
    return f"{text} {'more' if amount > 0 else less} than {before}" + (f" ({share})" if share else "")


def headline(result: Result) -> str:
    """The first line of a page: the number, the window and the comparison.

    "Robbery: 25,957, April to December 2010; 1,587 more than the same months of 2009 (+6.5 %)". A survey's change that
    is within sampling error is said to be so. Below TP the place stands after the measure;
    where there is no figure it says so, and `missing` says why.
    """
    figure = result.figure
    if figure.value is None:
        return f"{subject(result)}: no figure, {asked(result)}"
    marks = ", provisional" if figure.provisional else ""
    said = f"{subject(result)}: {value(figure, result.measure)}, {period(figure)}{marks}; "
    if result.unlike:
        return f"{said}not comparable with {against(figure)}"
    said += comparison(result, figure)
    return f"{said}, within sampling error" if _by_chance(result) else said


def _by_chance(result: Result) -> bool:
    """Whether a survey's change, one that is printed at all, is no more than chance in who was asked."""
    amount, sure = result.figure.change, result.judgement.change
    return result.measure.weighted and bool(amount and round(amount, 1)) and sure is not None and not sure.clear


def asked(result: Result) -> str:
    """The window that was asked for, where none could be answered too."""
    figure, selection = result.figure, result.selection
    if figure.first_day is not None:
        return period(figure)
    return selection.window + (f" that ends with {month(selection.end)}" if selection.end else "")


def missing(result: Result) -> str:
    """What is missing and why, as a sentence; empty where there is a figure."""
    if result.figure.value is not None:
        return ""
    reason = result.note or "no source of this edition has it"
    told = reason if reason.startswith(result.measure.title) else f"{subject(result)}: {reason}"
    return f"{told}{'' if told.endswith('.') else '.'}"


def wider(result: Result) -> str:
    """That a figure is the whole force's and not TP's, as a sentence; empty where it is not."""
    if result.figure.code != "MPS" or result.figure.value is None:
        return ""
    return "No source of this edition speaks for Territorial Policing alone: this is the whole force, which is more."


def spread(result: Result) -> str:
    """How sure the figure is, in one sentence; empty where there is none."""
    figure, measure = result.figure, result.measure
    if figure.value is None:
        return ""
    if within := interval(figure, measure):
        base = f", from {figure.records:,} interviews" if measure.weighted and figure.records else ""
        return f"95 % interval {within}{base}."
    if measure.kind == "published":
        return "Published without its base, so without an interval."
    return ""


def windows_line(results: Sequence[Result]) -> str:
    """Over which windows several figures are counted, and what they are held against; each window is said once."""
    windows: dict[tuple[str, str], list[str]] = {}
    for result in results:
        if result.figure.value is not None:
            key = (period(result.figure), against(result.figure))
            windows.setdefault(key, []).append(result.measure.title)
    if len(windows) < 2:
        return "".join(f"{now[:1].upper()}{now[1:]}, held against {before}." for now, before in windows)
    said = [f"{', '.join(names)}: {now}, held against {before}" for (now, before), names in windows.items()]
    return "; ".join(said) + "."


@once
def cards_note(results: Sequence[Result]) -> str:
    """Which of several figures this edition has not, and which are the whole force's where others are TP's."""
    missing = [one.measure.title for one in results if one.figure.value is None]
    wider = [one.measure.title for one in results if one.figure.value is not None and one.figure.code == "MPS"]
    said = []
    if wider and len(wider) + len(missing) < len(results):
        said.append(f"Of the whole force, as no source speaks for Territorial Policing alone: {', '.join(wider)}.")
    if missing and len(missing) < len(results):
        said.append(f"Not in this edition: {', '.join(missing)}.")
    return " ".join(said)


@once
def source_line(result: Result) -> str:
    """Where the figures come from and how far they go; demonstration data are called so."""
    if not result.source:
        return "No source of this edition has these figures."
    cut = f", data to {day(result.cut)}" if result.cut else ""
    called = "demonstration data" in result.source.lower()
    demonstration = " Demonstration data." if result.demonstration and not called else ""
    return f"Source: {result.source}{cut}; edition as at {day(result.as_at)}.{demonstration}"


@once
def sources_line(results: Sequence[Result]) -> str:
    """Where the figures of several results come from: as `source_line` where they share a source, else each by name."""
    told = list(dict.fromkeys(one.source for one in results if one.source))
    if len(told) < 2:
        return source_line(next((one for one in results if one.source), results[0]))
    called = any("demonstration data" in name.lower() for name in told)
    demonstration = " Demonstration data." if any(one.demonstration for one in results) and not called else ""
    return f"Sources: {'; '.join(told)}; edition as at {day(results[0].as_at)}.{demonstration}"


def edition_line(result: Result) -> str:
    """The edition in a few words, for the head of a page."""
    return f"edition as at {day(result.as_at)}" + (" · demonstration data" if result.demonstration else "")


def caveats(result: Result) -> list[str]:
    """The sentences that stand beside the figure: the measure's own, and what its kind asks for."""
    said = list(result.caveats)
    if result.measure.overlaps:
        said.append("These offences are counted in other measures too: never add them to one another.")
    if result.measure.kind == "published":
        said.append("The source gives this figure ready made, without its base, so it has no interval.")
    if result.figure.provisional or any(figure.provisional for figure in result.figures):
        said.append("The latest figures are provisional: late records are still expected.")
    if result.demonstration:
        said.append("Demonstration data: made up to resemble the published figures, and true of no real place.")
    return list(dict.fromkeys(said))


@once
def known(result: Result) -> list[Figure]:
    """The rows that have a value."""
    return [figure for figure in result.figures if figure.value is not None]


@once
def by_value(result: Result) -> list[Figure]:
    """The rows that have a value, lowest first."""
    return sorted(known(result), key=lambda figure: figure.value or 0.0)


@once
def by_day(result: Result) -> list[Figure]:
    """The rows that have a value, oldest first."""
    return sorted(known(result), key=lambda figure: figure.last_day or date.min)


#: Kinds of offence that read ill as a record has them.
OFFENCES = {
    "burglary_residential": "residential burglary",
    "burglary_other": "other burglary",
    "robbery_personal": "personal robbery",
    "robbery_business": "business robbery",
    "racist_religious_hate": "racist and religious hate crime",
}


def part_name(part: str) -> str:
    """What a part of a count is called: a kind of offence in words, a place by its name.

    >>> part_name("burglary_other"), part_name("theft_from_person"), part_name("Camden")
    ('other burglary', 'theft from person', 'Camden')
    """
    return OFFENCES.get(part, part.replace("_", " "))


def in_brackets(name: str) -> str:
    """A ward with its borough behind it in brackets, so that a list of them reads as one.

    >>> in_brackets("Abbey, Merton"), in_brackets("West End")
    ('Abbey (Merton)', 'West End')
    """
    ward, _, borough = name.partition(", ")
    return f"{ward} ({borough})" if borough else ward


def dimension(name: str) -> str:
    """The name of a grouping as a heading: "Age band", "White / BME"."""
    return name[:1].upper() + name[1:].replace("_", " ")


def category(figure: Figure) -> str:
    """The name of a figure's group under its heading."""
    return category_name(figure.dimension, figure.category)


def category_name(dimension: str, category: str) -> str:
    """The name of a group under its heading: "Women", "15-24", "Disabled"."""
    if dimension == "disability":
        return {"yes": "Disabled", "no": "Not disabled"}.get(category, category.capitalize())
    return {"female": "Women", "male": "Men"}.get(category, category[:1].upper() + category[1:])


def group(figure: Figure) -> str:
    """The people of a figure's group."""
    return people(figure.dimension, figure.category)


def people(name: str, category: str) -> str:
    """The people of a group: "women", "people aged 15-24", "disabled people", "victims of burglary"."""
    if said := PEOPLE.get((name, category)):
        return said
    if name == "age band":
        return f"people aged {category}"
    if name == "crime group":
        return f"victims of {category}"
    return f"{category} people" if name in ("ethnicity", "white / BME") else f"{dimension(name).lower()} {category}"


def level_words(result: Result) -> str:
    """The kind of places in the rows, in the plural."""
    levels = {figure.level for figure in result.figures}
    return LEVELS[levels.pop()] if len(levels) == 1 else "places"


def named(result: Result) -> str:
    """The measure as the subject of a sentence: in quotation marks where its title is a statement."""
    title = result.measure.title
    return f"“{title}”" if result.measure.theme in ("confidence", "satisfaction") else title
