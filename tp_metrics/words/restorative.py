"""Restorative justice in words: how much it is used, what comes of it, and how long its pilot must run."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.periods import day_text, month_text
from tp_metrics.words.diamond import PILOT, frequency_words, share_of, signed_points
from tp_metrics.words.numbers import DASH, in_table, per_cent, points
from tp_metrics.words.once import once
from tp_metrics.words.review import listed
from tp_metrics.words.sentences import category_name, source_line
from tp_metrics.words.windows import period

if TYPE_CHECKING:
    from tp_metrics.outcomes import Hours, Planned, Recruited, Reoffending, Restorative
    from tp_metrics.results import Result

RESTORATIVE_QUESTION = "Does restorative justice reach those it is for, satisfy victims, and lead to less reoffending?"
#: Where the pilot is, and from when on, as the report of 13 January 2011 has it.
PILOT_PLACE, PILOT_FROM = "Greenwich", date(2011, 1, 1)
CAUTION = (
    "14 % was a relative change in the frequency of reconviction, for levels 2 and 3 in serious cases; it is not "
    "evidence for level 1."
)
ASKED_WORDS = {
    "victim took part": "Victim took part",
    "victim satisfied": "Victim satisfied",
    "agreement reached": "Agreement reached",
    "agreement kept": "Agreement kept",
    "officer trained": "By a trained officer",
}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
RECRUITS_HELP = "People of the pilot and of its comparison together who join in a month."
POWER_HELP = "How often a pilot of this size would find the fall, were it real."
CHARGE_HELP = "An assumption, from reference/restorative_terms.csv: the arrest and the case file."


def restorative_method(found: Restorative) -> list[str]:
    """How the figures are made, a sentence or two to each."""
    return [
        "Level 1 is an informal agreement made on the street, level 2 a conference. Young people are under 18.",
        "Shares and counts are of the twelve months to the edition's last month, by the day of the intervention. An "
        "agreement counts as kept or not once its term is over, a victim as satisfied or not once asked.",
        "The police neither supervise nor guarantee what is agreed.",
        "Reoffending is followed in the pilot and its comparison alone, from a person's first case in it: an offence "
        "within 12 months, and its conviction or caution within 18. Elsewhere there is no comparison to hold it "
        "against. The share who reoffend and how often they do are two measures.",
        "Counts under five, and what would give them away, are withheld.",
        f"Known on {day_text(found.as_at)}: nothing that was known later counts.",
    ]


def _here(found: Restorative) -> str:
    return "" if found.place.code == "TP" else f" in {found.place.name}"


def _count(number: int | None) -> str:
    return "under 5" if number is None else f"{number:,}"


@once
def restorative_headline(found: Restorative) -> str:
    """The first line: how many cases were settled so, and what is known of reoffending."""
    if found.why:
        return f"Restorative justice: no figure{_here(found)}"
    number = "few" if found.interventions is None else f"{found.interventions:,}"
    said = f"{number} cases{_here(found)} were settled by restorative justice in the {found.window}"
    if found.begun is None:
        return f"{said}; the pilot has not begun" if found.as_at < PILOT_FROM else f"{said}; there is no pilot"
    if found.trial.verdict is None:
        return f"{said}; too early to say whether people reoffend less"
    return f"{said}; reoffending in the pilot: {found.trial.verdict.word}"


@once
def restorative_missing(found: Restorative) -> str:
    """What is missing and how to get it; empty where there are figures."""
    if found.why.startswith("This edition"):
        names = "templates restorative_interventions and restorative_offences"
        return f"{found.why}. Fill the {names} and import them on the Data page."
    return f"{found.why} in the {found.window}." if found.why else ""


@once
def pilot_state(found: Restorative) -> str:
    """Whether the pilot has begun, whom it has, and from when on it can be measured."""
    if found.begun is None:
        early = f"The pilot in {PILOT_PLACE} has not begun: it was to start in the new year of 2011."
        said = early if found.as_at < PILOT_FROM else "This edition has no record of a pilot."
        return f"{said} Nothing on this page is a result of it."
    trial = found.trial
    people = {row["group"]: _count(row["people"]) for row in trial.arms.iter_rows(named=True)}
    others = people.get("Comparison", "nobody")
    begun = f"The pilot in {listed(list(found.pilot))} began on {day_text(found.begun)}"
    whom = f"it has {people.get(PILOT, 'nobody')} people, and its comparison {others}"
    if trial.matures is None:
        return f"{begun}: {whom}. Without a comparison its reoffending cannot be judged."
    if not trial.measurable:
        when = f"A rate can be had from {day_text(trial.matures)} at the earliest."
        return f"Not yet measurable. {begun}: {whom}. Less than half have been followed for 18 months. {when}"
    if trial.verdict is None:
        return f"{begun}: {whom}. {trial.why}."
    return f"{begun}: {whom}. {trial_words(trial)}"


@once
def trial_words(trial: Reoffending) -> str:
    """Prevalence, and apart from it frequency, of the pilot against its comparison."""
    said = trial.verdict
    if said is None:
        return ""
    shares = [f"{row['share']:.1f} %" for row in trial.arms.iter_rows(named=True)]
    could = f"about {said.detectable:.0f} points or more" if said.detectable else "no difference at all"
    return (
        f"How many reoffend: {said.word}; {shares[0]} against {shares[1]}, a difference of {points(said.difference)} "
        f"(95 % interval {signed_points(said.lower)} to {signed_points(said.upper)}). Groups of this size would show "
        f"{could} in 4 of 5 trials. How often they do: {frequency_words(trial)}"
    )


def restorative_cards(found: Restorative, rows: pl.DataFrame) -> list[tuple[str, str, str, str]]:
    """Cards: label, value, the line under it, help; `rows` are those of `outcomes.quality`."""
    if found.why:
        return []
    told = {row["asked"]: row for row in rows.filter(pl.col("of") == "everybody").iter_rows(named=True)}
    level = {row["level"]: row["k"] for row in found.levels.iter_rows(named=True)}
    apart = f"level 1: {level[1]:,} · level 2: {level[2]:,}" if found.told_apart else "levels withheld"
    helped = "Cases in which people took part, on the street (level 1) or in a conference (level 2)."
    cards = [("Interventions", _count(found.interventions), apart, helped)]
    for asked, label, words in (
        ("victim satisfied", "Victims satisfied", "Of victims who were asked: the three satisfied answers of seven."),
        ("agreement kept", "Agreements kept", "Of agreements whose term is over."),
        ("officer trained", "By trained officers", "In-house training began in December 2010."),
    ):
        row = told.get(asked)
        if row is None or row["share"] is None:
            cards.append((label, DASH, "too few to say", words))
            continue
        limits = f"{row['k']:,} of {row['n']:,}; {row['lower']:.0f} to {row['upper']:.0f} %"
        cards.append((label, per_cent(row["share"]), limits, words))
    return cards


@once
def over_time_title(found: Restorative) -> str:
    """The title of the interventions over time."""
    return f"Interventions a month since {month_text(found.first) if found.first else 'the start'}"


def roll_out_title(found: Restorative, rows: pl.DataFrame) -> str:
    """The title of the training: from which share to which."""
    known = rows.drop_nulls("value")["value"].to_list()
    if len(known) < 2:
        return "Interventions by trained officers"
    return f"By trained officers: from {per_cent(known[0])} of interventions to {per_cent(known[-1])}"


@once
def quality_title(rows: pl.DataFrame) -> str:
    """The title of what came of interventions: victims and agreements."""
    told = {row["asked"]: row for row in rows.filter(pl.col("of") == "everybody").iter_rows(named=True)}
    shares = [told.get(name, {}).get("share") for name in ("victim satisfied", "agreement kept")]
    if any(share is None for share in shares):
        return "What comes of it: too few to say how victims are satisfied and agreements kept"
    return f"{per_cent(shares[0])} of victims asked are satisfied; {per_cent(shares[1])} of agreements were kept"  # type: ignore[arg-type]


def published_words(values: dict[str, float]) -> list[str]:
    """What was published elsewhere, and what it does not say; a sentence or two to each."""
    return [
        f"Published: {values['conference_satisfied']:.0f} % of victims were satisfied, and the frequency of "
        f"reconviction was {values['conference_fall']:.0f} % lower (Shapland and others 2008), after conferences in "
        "serious cases, those of robbery and burglary in London among them.",
        CAUTION,
        f"Not published: any result of the pilot in {PILOT_PLACE}. None is shown as fact; in demonstration data both "
        "its groups are drawn to reoffend alike.",
        "Those who take part chose to. That they reoffend less than others shows nothing without people like them who "
        "were not offered it.",
    ]


#: What a published share of what was settled out of court is a share of, by the table that it is counted from.
DEALT_WITH = {
    "crime_outcomes": "outcomes in which somebody was dealt with",
    "custody_disposals": "offences prosecuted, taken to court or settled out of court after custody",
}


def out_of_court_words(result: Result) -> str:
    """A published share of what was settled out of court, with its base, its window and what it is not."""
    figure = result.figure
    if figure.value is None:
        return f"{result.measure.title}: no figure here."
    counted = f"{figure.numerator:,.0f} of {figure.denominator:,.0f} {DEALT_WITH[result.measure.table]}"
    return (
        f"{result.measure.title}, {figure.place}, {period(figure)}: {per_cent(figure.value)} ({counted}). "
        f"{result.measure.caveats[-1]} {source_line(result)}"
    )


@once
def recruited_words(now: Recruited) -> str:
    """The recruitment so far, from the rows."""
    if now.rate is None:
        return "Nobody has been recruited yet: the people a month are an assumption."
    return (
        f"Recruited so far, in {now.months:.0f} months: {_count(now.treated)} people, and {_count(now.controls)} of "
        f"the comparison; {now.rate:.0f} a month together."
    )


def planned_words(plan: Planned) -> str:
    """What the planned months could have shown, and how many the fall takes."""
    length = NUMBERS[plan.months] if plan.months < len(NUMBERS) else f"{plan.months}"
    months = f"The planned {length} month{'' if plan.months == 1 else 's'}"
    asked = f"to show {_share(100 * plan.fall)}"
    if plan.detectable is None or plan.relative is None:
        first = f"{months} could have shown nothing, not even that nobody reoffends"
    else:
        first = (
            f"{months} could only have shown a fall of {plan.detectable:.1f} points, from {_share(100 * plan.base)} to "
            f"{_share(100 * plan.base - plan.detectable)} ({100 * plan.relative:.0f} % fewer)"
        )
    if plan.plan is None:
        return f"{first}; {asked} cannot be planned: {plan.why}."
    if plan.plan.recruitment <= plan.months:
        first = first.replace("could only have", "can have")
    return (
        f"{first}; {asked} ({plan.points:.1f} points) takes {plan.plan.recruitment:,} months: {plan.plan.treated:,} "
        f"people and {plan.plan.controls:,} of a comparison, the answer {plan.plan.answer:,} months after the start."
    )


def _share(share: float) -> str:
    return f"{share:.1f} %".replace(".0 %", " %")


PLAN_CAUTION = (
    "The plan is of the share of people who reoffend (prevalence), found in {power:.0f} of 100 trials. "
    f"{CAUTION} A fall in how often people reoffend is another measure, and needs a plan of its own."
)


def plan_caution(plan: Planned) -> str:
    """What the plan is of, and what 14 % was of."""
    return PLAN_CAUTION.format(power=100 * plan.power)


def plan_title(plan: Planned) -> str:
    """The title of the curve: what it takes."""
    return "The smallest fall that could be shown, by months of recruitment"


@once
def hours_words(told: Hours, charge: float) -> str:
    """What interventions took and what they saved."""
    if told.timed is None or told.spent is None:
        return "Too few interventions with their minutes noted."
    average = [f"{minutes:.0f} minutes at {name}" for name, minutes in told.average.items() if minutes is not None]
    spent = f"{told.timed:,} interventions took {told.spent:,.0f} hours of officers"
    spent += f": {listed(average)} on average." if average else "."
    if told.charges is None or told.saved is None:
        return f"{spent} Too few took the place of a charge to say what they saved."
    way = "saved" if told.saved >= 0 else "cost"
    return (
        f"{spent} {told.charges:,} took the place of a charge: at {in_table(charge, 1)} hours each, less the "
        f"{told.charges * charge - told.saved:,.0f} that they took themselves, these {way} "
        f"{abs(told.saved):,.0f} hours. What was no charge otherwise saves none of these hours."
    )


def offered_words(rows: pl.DataFrame) -> str:
    """Who is offered it, and whether some are offered it clearly more or less than the others."""
    told = {row["step"]: row for row in rows.filter(pl.col("dimension") == "everybody").iter_rows(named=True)}
    if not told or any(row["share"] is None for row in told.values()):
        return "Too few to say who is offered restorative justice."
    first = f"{share_of(told['offered'])} of the cases that could have been settled so were offered it"
    took = f"{per_cent(told['took up']['share'])} of these took part" if "took up" in told else "nobody took part"
    tried = rows.filter(
        (pl.col("step") == "offered") & pl.col("difference").is_not_null() & pl.col("share").is_not_null()
    )
    clear = tried.filter((pl.col("from") > 0) | (pl.col("to") < 0))
    if clear.is_empty():
        return (
            f"{first}, and {took}. No group of the {tried.height} is offered it clearly more or less than the others."
        )
    *names, last = (_clearly(row) for row in clear.iter_rows(named=True))
    named = f"{', '.join(names)} and {last}" if names else last
    return (
        f"{first}, and {took}. Offered clearly more or less often than the others: {named}. Of {tried.height} groups "
        "one in twenty would seem so by chance; a difference is a question, as cases differ too."
    )


def _clearly(row: dict[str, Any]) -> str:
    return f"{category_name(row['dimension'], row['category'])} ({points(row['difference'])})"
