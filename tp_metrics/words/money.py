"""Value for money in words: cost beside outcomes, and what fewer people or less money would mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from tp_metrics.words.numbers import NOT_COMPARABLE, number, per_cent, plain, points, signed, value
from tp_metrics.words.once import once
from tp_metrics.words.review import listed
from tp_metrics.words.windows import against, period

if TYPE_CHECKING:
    from tp_metrics.results import Result
    from tp_metrics.review import Fewer, Value

#: Who pays, and who is paid, as a reader calls them.
FUNDING = {
    "grant": "the government grant",
    "precept": "the council tax precept",
    "tfl": "Transport for London",
    "borough": "the boroughs",
}
PEOPLE = {"officer": "officers", "pcso": "PCSOs", "staff": "staff"}
#: What stands beside every figure of cost and of funding.
COSTS_ASSUMED = (
    "Costs and shares of funding are assumptions, not published figures: change them here, or in "
    "reference/standard_costs.csv and reference/funding.csv. Cost is the mean strength of the window, for a whole "
    "year, at standard costs; it leaves out vehicles, buildings, specialist units and officers outside the boroughs."
)
#: What a change beside another change does not say.
NO_CAUSE = (
    "A change of cost beside a change of outcome does not say that one made the other: crime moves for many reasons, "
    "and the surveys of a single borough move by chance by three or four points."
)


def pounds(amount: float | None) -> str:
    """Money a year in millions, or in thousands below one: "£1,313 m", "£4.2 m", "£350,000".

    >>> pounds(1_312_600_000), pounds(4_210_000), pounds(350_000)
    ('£1,313 m', '£4.21 m', '£350,000')
    """
    if amount is None:
        return "not known"
    return f"£{plain(amount / 1e6)} m" if abs(amount) >= 1e6 else f"£{round(amount, -3):,.0f}"


@once
def value_headline(found: Value) -> str:
    """The page's first line: what the place costs, and its change on a year before."""
    whole = found.whole
    place = "TP" if whole["code"] == "TP" else str(whole["place"])
    if whole["cost"] is None:
        return f"Value for money, {place}: no figures of officers to cost"
    moved = _moved(whole["cost_change"], "%", "no year before to compare with")
    return f"Value for money, {place}: {pounds(whole['cost'])} a year at standard costs ({moved})"


@once
def outcomes_words(found: Value) -> str:
    """What came of crime, confidence and satisfaction, with the change on a year before; and what is not known."""
    said = "; ".join(told for one in found.results if (told := _outcome(one)))
    if not said:
        return "No outcome is known for this place and window."
    missing = listed([_within(one) for one in found.results if one.figure.value is None])
    return f"{said[:1].upper()}{said[1:]}." + (f" Not known here: {missing}." if missing else "")


def _moved(amount: float | None, unit: str, missing: str) -> str:
    if amount is None:
        return missing
    return points(amount) if unit == "points" else signed(per_cent(abs(amount)), round(amount, 1))


def _outcome(answer: Result) -> str:
    figure, measure = answer.figure, answer.measure
    if figure.value is None:
        return ""
    amount = figure.change if measure.unit == "per cent" else figure.change_percent
    change = NOT_COMPARABLE if answer.unlike else _moved(amount, "points" if measure.unit == "per cent" else "%", "")
    return f"{_within(answer)} {value(figure, measure)}" + (f" ({change})" if change else "")


def _within(answer: Result) -> str:
    """The title of a measure within a sentence."""
    return answer.measure.title[:1].lower() + answer.measure.title[1:]


@once
def value_windows(found: Value) -> str:
    """Over which window each figure is counted."""
    shown = [one for one in (*found.strengths[:1], *found.results) if one.figure.value is not None]
    spans: dict[str, list[str]] = {}
    for one in shown:
        spans.setdefault(period(one.figure), []).append(one.measure.title)
    if len(spans) == 1:
        (span,) = spans
        return span[:1].upper() + span[1:]
    return "; ".join(f"{listed(titles)}: {span}" for span, titles in spans.items())


@once
def value_table(found: Value) -> pl.DataFrame:
    """The place and its boroughs: people, cost and its change, and each outcome with its change."""
    columns = [
        pl.col("place").alias("Place"),
        (pl.col("cost") / 1e6).alias("Cost, £ m a year"),
        pl.col("cost_change").alias("Change of cost, %"),
        *(pl.col(one.measure.id).alias(one.measure.title) for one in found.strengths),
    ]
    for one in found.results:
        share = one.measure.unit == "per cent"
        shown, title = pl.col(one.measure.id), one.measure.title
        columns += [
            shown.alias(f"{title}, %") if share else shown.round(0).cast(pl.Int64).alias(title),
            pl.col(f"{one.measure.id}_change").alias(f"Change, {'points' if share else '%'}: {title.lower()}"),
        ]
    table = found.rows.select(columns)
    return table.drop(name for name in table.columns if table[name].null_count() == table.height)


@once
def value_quadrant_title(found: Value, outcome: Result) -> str:
    """How many boroughs cost less and did better: the finding of cost against outcome."""
    moved = pl.col(f"{outcome.measure.id}_change")
    rows = found.boroughs.filter(moved.is_not_null() & pl.col("cost_change").is_not_null())
    good = moved > 0 if outcome.measure.better == "higher" else moved < 0
    count = rows.filter((pl.col("cost_change") < 0) & good).height
    way = "a fall" if outcome.measure.better == "neither" else "a better figure"
    return f"{outcome.measure.title}: {count} of {rows.height} boroughs have {way} at less cost than a year before"


def no_value_quadrant(outcome: Result) -> str:
    """Why an outcome cannot be set against cost."""
    if outcome.unlike:
        return f"{outcome.measure.title}: the change on {against(outcome.figure)} says nothing: {outcome.unlike}."
    return f"{outcome.measure.title}: this edition has no figures by borough for two years."


def value_corners(outcome: Result) -> tuple[str, str, str, str]:
    """What the corners mean: top left, top right, bottom left, bottom right."""
    up, down = ("better", "worse") if outcome.measure.better == "higher" else ("worse", "better")
    if outcome.measure.better == "neither":
        up, down = "more", "fewer"
    return (f"costs less, {up}", f"costs more, {up}", f"costs less, {down}", f"costs more, {down}")


def change_axis(outcome: Result) -> str:
    """What the upright axis of cost against outcome counts."""
    unit = "points" if outcome.measure.unit == "per cent" else "per cent"
    title = outcome.measure.title[:1].lower() + outcome.measure.title[1:]
    return f"change of {title} on a year before, {unit}"


def fewer_words(found: Fewer) -> str:
    """The answer to the what-if, in one sentence with its assumption."""
    load = found.load.measure
    most = f"{found.highest} ({number(found.highest_value, load)} {load.unit})"
    opening = f"With {plain_percent(found.percent)} fewer officers in every borough"
    if found.over.is_empty():
        return f"{opening}, no borough would carry more than today's highest, {most}, if demand stayed as it is."
    names = listed([name + (" itself" if name == found.highest else "") for name in found.over["place"]])
    one = found.over.height == 1
    count = "1 borough" if one else f"{found.over.height} boroughs"
    return (
        f"{opening}, {count} would carry more for each officer than today's highest, {most}, if demand stayed as it "
        f"is: {names}."
    )


def plain_percent(share: float) -> str:
    """A share as it was typed: 10 %, 2.5 %.

    >>> plain_percent(10.0), plain_percent(2.5)
    ('10 %', '2.5 %')
    """
    return f"{share:g} %"


@once
def fewer_table(found: Fewer) -> pl.DataFrame:
    """The boroughs that would carry more than today's highest, now and then."""
    return found.over.select(
        pl.col("place").alias("Place"),
        pl.col("now").alias("Today"),
        pl.col("then").alias(f"With {plain_percent(found.percent)} fewer officers"),
    )


def funding_table(paid: pl.DataFrame) -> pl.DataFrame:
    """Who pays for how many people: role, funding, share, full-time equivalents, pounds a year."""
    return paid.select(
        pl.col("role").replace_strict(PEOPLE).str.to_titlecase().str.replace("Pcsos", "PCSOs").alias("People"),
        pl.col("funding").replace_strict(FUNDING).alias("Paid by"),
        pl.col("percent").alias("Share, %"),
        pl.col("people").alias("Full-time equivalents"),
        (pl.col("pounds") / 1e6).alias("£ m a year"),
    )


def funding_words(less: pl.DataFrame, funding: str, percent: float, place: str) -> str:
    """What so much less of one kind of funding would take away, in one sentence with its assumption."""
    opening = f"With {plain_percent(percent)} less from {FUNDING[funding]}"
    known = less.filter(pl.col("people").is_not_null())
    if known.is_empty():
        return f"{opening}: nobody is paid from it, or the strength is not known."
    parts = [f"{count:,.0f} {PEOPLE[role]}" for role, count in known.select("role", "people").iter_rows()]
    who = " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
    return (
        f"{opening}, {place} would have {who} fewer, {pounds(float(known['pounds'].sum()))} a year, if each post is "
        "paid in proportion."
    )
