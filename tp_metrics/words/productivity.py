"""What each officer answers for, in words: funnel, quadrant, why it changed, strength against its own course, traps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from tp_metrics.words.numbers import per_cent
from tp_metrics.words.once import once
from tp_metrics.words.review import listed
from tp_metrics.words.sentences import known
from tp_metrics.words.windows import against, period, short_against, short_period

if TYPE_CHECKING:
    from tp_metrics.results import Result
    from tp_metrics.review import Quadrant

#: What has to be known before these figures are used (domain.md, traps 5 to 8).
TRAPS = (
    "**Burglary.** “All burglary” holds sheds, shops and offices. The priority is residential burglary, and its rate "
    "is for each 1,000 households, not residents.",
    "**Residents.** They leave out visitors and commuters: Westminster has three times London's offences for each "
    "resident, and about as many as London for each officer. Heathrow has offences and no residents, and is in no "
    "borough's figure. Residents are those of the middle of the performance year.",
    "**Officers.** Full-time equivalents in post, not heads and not posts; the mean of the window's months, not one "
    "day. Sickness, training and officers lent elsewhere are not taken off. TP's officers outside the boroughs, "
    "specialist units and Safer Transport teams are not in a borough's strength, though they work there.",
    "**Incidents are not crimes.** Calls, recorded crimes and anti-social behaviour are counted by different systems. "
    "Grades and categories of calls changed in April 2009 and April 2010 (about 39,000 calls a year stand in "
    "categories new in 2010), so that calls rose partly on paper.",
)
#: What the corners of the quadrant mean: top left, top right, bottom left, bottom right.
CORNERS = ("less in, more out", "more in, more out", "less in, less out", "more in, less out")
#: What the size of a borough is that was asked in a survey.
ANSWERS = "effective number of answers"
#: What the parts of a change are called.
PARTS_HELP = (
    "Each part is about so many per cent, on a scale on which parts add up to the change, as per cent themselves do "
    "not; large ones differ more from them (see Methods). Fewer officers put something on the load of each."
)


def funnel_title(result: Result, limited: pl.DataFrame) -> str:
    """Which boroughs stand apart from the others by more than chance and their usual spread."""
    title = result.measure.title
    sides = limited.select("place", "outside_998").rows()
    over, under = (sorted(place for place, at in sides if at == side) for side in ("above", "below"))
    if not over and not under:
        return f"{title}: no borough stands apart from the others' usual spread"
    said = [f"{listed(names)} {side}" for names, side in ((over, "above"), (under, "below")) if names]
    return f"{title}: {' and '.join(said)} the others' usual spread"


def funnel_words(limited: pl.DataFrame) -> str:
    """How far boroughs differ beyond chance."""
    spread = limited["phi"][0]
    if spread is None:
        return ""
    if spread < 1.5:
        return "The boroughs differ little more than chance alone would make them."
    return (
        "The boroughs differ more than chance alone would make them, so the limits are widened by their usual spread: "
        "who stands outside differs from the other boroughs too, not merely from the mean."
    )


def funnel_alt(result: Result, limited: pl.DataFrame, size: str = "officers") -> str:
    """What the funnel shows, for a person who does not see it; `size` is what the boroughs are drawn along."""
    return f"Funnel of {limited.height} boroughs by {size}, {period(result.figure)}. {funnel_title(result, limited)}."


def funnel_table(result: Result, limited: pl.DataFrame, size: str = "Officers") -> pl.DataFrame:
    """The boroughs of a funnel: what was counted, their size, the load, the limits, and which side they lie on."""
    share = result.measure.kind == "proportion"
    counted = result.measure.unit.split(" per ")[0] or "Counted"
    counted = "Counted" if share or counted.startswith("per ") else counted
    return limited.select(
        pl.col("place").alias("Place"),
        pl.col("numerator").round(0).cast(pl.Int64).alias(counted[:1].upper() + counted[1:]),
        (pl.col("denominator").round(0) if share else pl.col("denominator")).alias(size),
        pl.col("value").alias(result.measure.unit.capitalize() if share else "Load"),
        *(pl.col(f"{side}_{level}").alias(f"{level.replace('998', '99.8')} % {word}") for level in ("95", "998")
          for side, word in (("lower", "from"), ("upper", "to"))),
        pl.col("position").alias("Among all"),
    )  # fmt: skip


@once
def quadrant_table(found: Quadrant) -> pl.DataFrame:
    """The boroughs of a quadrant with both figures."""
    return found.rows.select(
        pl.col("place").alias("Place"),
        pl.col("demand").alias(found.demand.measure.title),
        pl.col("output").alias(found.output.measure.title),
    ).sort("Place")


@once
def quadrant_title(found: Quadrant) -> str:
    """Where demand is high and output low."""
    demand, output = found.demand.measure.title, found.output.measure.title.lower()
    if not found.high_and_low:
        return f"{demand} against {output}: no borough has much of the first and little of the second"
    return f"{demand} high and {output} low: {listed(list(found.high_and_low))}"


def quadrant_alt(found: Quadrant) -> str:
    """What the quadrant shows, for a person who does not see it."""
    return f"{found.rows.height} boroughs by demand and output, with lines at the medians. {quadrant_title(found)}."


def no_pair(by_borough: Sequence[Result], spoken: Sequence[Result]) -> str:
    """Why demand and output cannot be set against each other: what there is by borough, of the whole force, or not.

    Both lists are of the same measures; the second holds what is known of the place itself, or of the whole force.
    """
    names: dict[str, list[str]] = {"By borough": [], "of the whole force or TP only": [], "missing": []}
    for parts, whole in zip(by_borough, spoken, strict=True):
        there = "of the whole force or TP only" if whole.figure.value is not None else "missing"
        names["By borough" if known(parts) else there].append(parts.measure.title.lower())
    told = [f"{where}: {', '.join(titles)}" for where, titles in names.items() if titles]
    return f"This edition has no demand with an output to set against it by borough. {'; '.join(told)}."


@once
def shares_words(rows: pl.DataFrame, result: Result) -> str:
    """Why a place's load changed: "up 3.2 %: fewer offences take 2.0 off it, fewer officers put 5.1 on"."""
    title, mine = result.measure.title, rows.row(0, named=True) if rows.height else {}
    where = "" if result.figure.code == "TP" else f", {result.figure.place}"
    if mine.get("change") is None:
        return f"{title}{where}: without figures of both years demand and staffing cannot be told apart"
    counted = result.measure.unit.removesuffix(" per officer")
    parts = [_part(mine["demand"], f"{'more' if mine['demand'] > 0 else 'fewer'} {counted}")]
    parts.append(_part(mine["staffing"], f"{'fewer' if mine['staffing'] > 0 else 'more'} officers"))
    way = "up" if mine["change"] > 0 else "down"
    change = f"{way} {per_cent(abs(mine['change_percent']))} on {against(result.figure)}"
    return f"{title}{where}: {change}; {parts[0]}, {parts[1]}"


def _part(amount: float, why: str) -> str:
    verb, end = ("put", "on") if amount > 0 else ("take", "off")
    return f"{why} {verb} {abs(amount):.1f} {end}"


@once
def shares_table(rows: pl.DataFrame, result: Result) -> pl.DataFrame:
    """The place and its boroughs: load now and a year before, the change, and its parts, which add up to it."""
    return rows.select(
        pl.col("place").alias("Place"),
        pl.col("change_percent").alias("Change, %"),
        pl.col("demand").alias("From the count"),
        pl.col("staffing").alias("From officers"),
        pl.col("change").alias("Together"),
        pl.col("now").alias(short_period(result.figure)),
        pl.col("before").alias(short_against(result.figure)),
    )


@once
def strength_words(rows: pl.DataFrame) -> str:
    """Whose strength has left its own course."""
    parts = rows.slice(1) if rows.height > 1 else rows
    if parts["expected"].null_count() == parts.height:
        return "Officers: too few months to draw a line through"
    sides = {side: sorted(parts.filter(pl.col("position") == side)["place"]) for side in ("below", "above")}
    said = [f"{listed(names)} {side}" for side, names in sides.items() if names]
    return f"Officers against the line of their own three years: {' and '.join(said) or 'none has left it'}"


@once
def strength_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Each place's officers in the latest month, what its line expects, the limits, and the course a year."""
    side = pl.col("position").replace_strict({"below": "below its line", "above": "above its line"}, default="")
    return rows.select(
        pl.col("place").alias("Place"),
        pl.col("value").alias("Officers"),
        pl.col("expected").alias("Line expects"),
        side.alias("Note"),
        pl.col("last_day").dt.strftime("%b %Y").alias("Month"),
        pl.col("lower").alias("95 % from"),
        pl.col("upper").alias("95 % to"),
        (12 * pl.col("slope")).alias("Course a year"),
        (pl.col("value") - pl.col("previous")).alias("Change on a year before"),
    )
