"""The Diamond Initiative in words: how far it reaches, whether its people reoffend less, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.periods import day_text, month_text, months_along
from tp_metrics.words.numbers import DASH, per_cent, points, signed
from tp_metrics.words.once import once
from tp_metrics.words.review import listed

if TYPE_CHECKING:
    from tp_metrics.outcomes import Alike, NationalRate, Reoffending, TimeToReoffence

PILOT, COMPARISON = "Worked with", "Comparison"
DIAMOND_QUESTION = "Do people whom the Diamond Initiative helps reoffend less than people like them?"
DIAMOND_HELP = (
    "Proven reoffending: an offence within 12 months of the start, and its conviction or caution within 18 months. Who "
    "has not been followed for 18 months is left out. While most have not, there is no rate at all: a low one would "
    "only say that the courts have not sat. The comparison group are people like those worked with, in the same "
    "boroughs, without the help of the scheme."
)
NOT_LIKE_FOR_LIKE = (
    "A national rate is of other people, and not a like-for-like comparison: it enters no verdict and no test. Hold "
    "those worked with against the comparison group."
)
NEED_NAMES = {
    "accommodation": "Accommodation",
    "ete": "Training and work",
    "finance": "Money and debt",
    "drugs": "Drugs",
    "alcohol": "Alcohol",
    "health": "Health",
    "relationships": "Relationships",
    "attitudes": "Attitudes",
}
COVARIATES = {
    "age": "Age, years",
    "female": "Women",
    "previous_offences": "Previous offences",
    "risk_score": "Risk score, per cent",
    "worked_with": "Being worked with",
    **{f"need_{name}": f"Need: {words.lower()}" for name, words in NEED_NAMES.items()},
}


BALANCE_TITLE = "How far the groups lie apart, in standard deviations; below 0.1 is alike"
RATIOS_TITLE = "Who reoffends sooner, all else alike"
SERIOUSNESS = (
    "How serious reoffences were is not measured. The records name the kind of offence, but the evaluation published "
    "neither its scale nor a weight to each kind, and scales in use today (Cambridge crime harm index, ONS crime "
    "severity score) weigh finer kinds than these. The evaluation says that it found no difference, without figures."
)


def diamond_method(found: Reoffending) -> list[str]:
    """How the figures are made, a sentence or two to each."""
    return [
        DIAMOND_HELP,
        NOT_LIKE_FOR_LIKE,
        "A verdict is a reduction, an increase, or no evidence of a difference. No evidence is no proof that there is "
        "none: beside it stands what groups of this size could have found.",
        "Counts under five, and what would give them away, are withheld; so are rates of fewer than 30 people.",
        SERIOUSNESS,
        f"Known on {day_text(found.as_at)}: no offence, conviction or end of an order after that day counts.",
    ]


def built_along(found: Reoffending) -> dict[int, str]:
    """The months that the steps of the built-up cohort are counted from: their first days."""
    steps = found.built["x"].to_list() if found.built.height else []
    return months_along(found.first, max(steps) + 1) if found.first and steps else {}


def _row(found: Reoffending, group: str) -> dict[str, Any]:
    return next((row for row in found.arms.iter_rows(named=True) if row["group"] == group), {})


def _here(found: Reoffending) -> str:
    return "" if found.place.code == "TP" else f" in {found.place.name}"


@once
def diamond_headline(found: Reoffending) -> str:
    """The first line: the verdict, or how many were worked with and that it is too early."""
    pilot, other = _row(found, PILOT), _row(found, COMPARISON)
    if found.why and not pilot:
        return f"Diamond Initiative: no figure{_here(found)}"
    if found.verdict is None:
        people = "fewer than 5" if pilot.get("people") is None else f"{pilot['people']:,}"
        said = "too few to say whether they reoffend less" if found.measurable else "too early to say what came of it"
        return f"Diamond has worked with {people} people{_here(found)}; {said}"
    shares = f"{pilot['share']:.1f} % of those worked with, {other['share']:.1f} % of the comparison group"
    return f"Reoffending within a year{_here(found)}: {found.verdict.word}; {shares}"


@once
def diamond_certainty(found: Reoffending) -> str:
    """How sure the first line is: interval, p-value, and what these groups could have found."""
    said = found.verdict
    if said is None:
        return ""
    chance = f"{said.p:.2f}" if said.p >= 0.01 else "under 0.01"
    could = f"a difference of about {said.detectable:.0f} points or more" if said.detectable else "no difference at all"
    return (
        f"The difference is {points(said.difference)} (95 % interval {signed_points(said.lower)} to "
        f"{signed_points(said.upper)}; p {chance}). Groups of this size would show {could} in 4 of 5 trials."
    )


def signed_points(amount: float) -> str:
    """A limit of a difference, with its sign and without its unit."""
    return points(amount).removesuffix(" points")


@once
def diamond_missing(found: Reoffending) -> str:
    """What is missing and how to get it, or why there is no rate yet; empty where there is one."""
    if found.why.startswith("This edition"):
        return f"{found.why}. Fill the templates diamond_people and diamond_offences and import them on the Data page."
    if found.why:
        return f"{found.why}."
    if found.measurable or found.matures is None:
        return ""
    return (
        f"Not yet measurable: less than half have been followed for 18 months. A rate can be had from "
        f"{day_text(found.matures)} at the earliest."
    )


@once
def diamond_cards(found: Reoffending) -> list[tuple[str, str, str, str]]:
    """Cards: label, value, the line under it, help."""
    pilot, other = _row(found, PILOT), _row(found, COMPARISON)
    if not pilot:
        return []
    cards = [("Worked with", _count(pilot["people"]), _since(found), "People who took up the help that was offered.")]
    if other:
        help_words = "People like them, in the same boroughs, without the scheme's help."
        cards.append(("Comparison group", _count(other["people"]), "without its help", help_words))
    if found.verdict is None or found.more is None:
        return cards
    label = "Reoffended within a year"
    cards.append((label, f"{pilot['share']:.1f} %", f"comparison {other['share']:.1f} %", DIAMOND_HELP))
    how_many = "Proven reoffences within a year for each 100 people, whoever committed them."
    rest = f"comparison {other['frequency']:.0f}"
    cards.append(("Reoffences for 100 people", f"{pilot['frequency']:.0f}", rest, how_many))
    return cards


def _count(people: int | None) -> str:
    return "under 5" if people is None else f"{people:,}"


def _since(found: Reoffending) -> str:
    return f"since {month_text(found.first)}" if found.first else ""


def national_words(rate: NationalRate) -> str:
    """A published national rate, and that nobody is to be held against it."""
    return (
        f"Adults in England and Wales, year to {month_text(rate.last_day)}: {rate.share:.1f} % reoffended within a "
        f"year; not a like-for-like comparison. {rate.attribution}"
    )


@once
def maturity_bars(found: Reoffending) -> list[tuple[float, str]]:
    """A bar to each group: the share that can be measured, and the words on it."""
    bars = []
    for row in found.arms.iter_rows(named=True):
        if not row["people"] or row["measurable"] is None:
            continue
        share = row["measurable"] / row["people"]
        said = f"{row['group']}: {row['measurable']:,} of {row['people']:,} followed for 18 months ({share:.0%})"
        bars.append((share, said.replace("%", " %")))
    return bars


@once
def built_title(found: Reoffending) -> str:
    """The title of the cohort built up over time."""
    pilot = _row(found, PILOT)
    if not pilot or pilot["people"] is None:
        return "People worked with so far"
    told = DASH if pilot["measurable"] is None else f"{pilot['measurable']:,}"
    return f"{pilot['people']:,} people worked with so far; {told} followed for 18 months"


@once
def built_words(found: Reoffending) -> str:
    """What the chart shows, in words."""
    return f"{built_title(found)}. Two rising lines, by month from {month_text(found.first) if found.first else ''}."


def built_table(found: Reoffending) -> pl.DataFrame:
    """The cohort built up over time, as it is drawn."""
    if found.built.is_empty():
        return found.built
    along = built_along(found)
    wide = found.built.pivot("line", index="x", values="value")
    named = wide.rename({"x": "Up to the start of", **{n: n.capitalize() for n in wide.columns[1:]}})
    return named.with_columns(pl.col("Up to the start of").replace_strict(along, return_dtype=pl.String))


@once
def frequency_words(found: Reoffending) -> str:
    """Whether each 100 people worked with commit more or fewer proven reoffences."""
    if found.more is None:
        return ""
    gap, lower, upper = found.more
    clear = lower > 0 or upper < 0
    way = "more" if gap > 0 else "fewer"
    said = f"{abs(gap):.0f} {way} proven reoffences for each 100 people worked with"
    limits = f"95 % interval {signed(f'{abs(lower):.0f}', lower)} to {signed(f'{abs(upper):.0f}', upper)}"
    sure = "clear" if clear else "can be chance"
    return f"{said} than in the comparison group ({limits}): {sure}."


@once
def alike_words(found: Alike) -> str:
    """Whether the groups are alike, and what the pairs say."""
    if found.rows.is_empty():
        return found.why
    apart = found.rows.filter(~pl.col("before").abs().lt(0.1))["covariate"].to_list()
    first = (
        "The groups are alike in everything that is known"
        if not apart
        else f"The groups differ in {_covariates(apart)}"
    )
    if found.verdict is None:
        return f"{first}. Too few like pairs can be found to compare them alone."
    unlike = found.rows.filter(~pl.col("balanced"))["covariate"].to_list()
    still = "" if not unlike else f", though still unlike in {_covariates(unlike)}"
    said = found.verdict
    return (
        f"{first}. In {found.pairs:,} pairs of like people{still}: {said.word} ({points(said.difference)}, 95 % "
        f"interval {signed_points(said.lower)} to {signed_points(said.upper)})."
    )


def _covariates(names: list[str]) -> str:
    """What people are unlike in, as a sentence says it: "age, risk score and the need for drugs"."""
    return listed([COVARIATES[name].partition(",")[0].replace("Need: ", "need with ").lower() for name in names])


@once
def time_title(found: TimeToReoffence) -> str:
    """The title of the curves."""
    if found.test is None:
        return "How long until the first reoffence"
    clear = "One group reoffends sooner than the other"
    return clear if found.test[1] < 0.05 else "No evidence that either group reoffends sooner"


@once
def time_words(found: TimeToReoffence) -> str:
    """The test of the curves, the ratio all else alike, and when half of the reoffenders had done so."""
    if found.test is None:
        return ""
    squared, p = found.test
    said = [f"Log-rank test: χ² {squared:.2f}, p {p:.2f}."]
    for row in (
        found.ratios.filter(pl.col("covariate") == "worked_with").iter_rows(named=True) if found.ratios.height else ()
    ):
        said.append(
            f"All else alike, those worked with reoffend {row['hazard_ratio']:.2f} times as fast (95 % interval "
            f"{row['lower']:.2f} to {row['upper']:.2f}; 1 is no difference)."
        )
    half = dict(found.half.select("group", "months").iter_rows())
    if {PILOT, COMPARISON} <= set(half):
        said.append(
            f"Half of those who reoffended had done so within {half[PILOT]:.1f} months; in the comparison group "
            f"{half[COMPARISON]:.1f}."
        )
    return " ".join(said)


def share_of(row: dict[str, Any], of: str = "") -> str:
    """A share with its counts: "42 % (156 of 368)", or why it is withheld."""
    if row[f"{of}share"] is None:
        return "too few"
    return f"{per_cent(row[f'{of}share'])} ({row[f'{of}k']:,} of {row[f'{of}n']:,})"
