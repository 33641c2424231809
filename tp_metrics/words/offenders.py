"""Offender management in words: who is wanted and for how long, what they do at large, who is tagged and managed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.periods import day_text, month_text
from tp_metrics.words.numbers import DASH, MINUS, per_cent, signed
from tp_metrics.words.once import once

if TYPE_CHECKING:
    from tp_metrics.outcomes import AtLarge, Load, Mappa, Offending, Prolific, Tagging, TimeAtLarge

#: The lists, as a reader names them.
OFFENDERS_LISTS = {
    "all": "All lists",
    "named_suspect": "Named suspects (CRIS)",
    "ewms_wanted": "Wanted (EWMS)",
    "police_bail_fta": "Police bail (NSPIS)",
    "court_fta": "Court bail, warrants (EWMS)",
}
OFFENDERS_THIS = "Listed this year"
OFFENDERS_QUESTION = "Whom do we look for, what do they do meanwhile, and who of those we watch needs us?"
OFFENDERS_RECORDS_HELP = (
    "Records on four lists: named suspects on CRIS, wanted on EWMS, failures to appear on police bail on NSPIS, and "
    "failures to appear at court with bench warrants on EWMS. A person on two lists is two records and one person."
)
OFFENDERS_WHILE_WANTED_HELP = (
    "Offences recorded of people after the day on which they were listed, up to and with that of their arrest; by "
    "where they were committed. People not found yet are not named for what they do now, so that the last months read "
    "too low."
)
OFFENDERS_TAG_HELP = (
    "People tagged are a stock, breach reports a flow: a week's reports are of a few of those tagged, some of them "
    "several times. The year's figure is 52 such weeks."
)
OFFENDERS_LOAD_HELP = (
    "A supposition, no forecast: as many of those tagged breach as now, each as often, and each report takes as long."
)
OFFENDERS_HOURS_HELP = (
    "Nobody has published how long a breach report takes: 2 hours are assumed, and may be changed here."
)
OFFENDERS_MAPPA_HELP = (
    "Categories: 1 registered sexual offenders, 2 violent and other sexual offenders, 3 other dangerous offenders. "
    "Levels: 1 one agency, 2 several agencies, 3 senior oversight. At a borough the two are told apart, since "
    "both at once would be of a few people."
)
OFFENDERS_AGES_TITLE = "How long ago the records that stand were listed"
OFFENDERS_RISKS_TITLE = "Records that stand, by list and risk band"
OFFENDERS_TIMES_TITLE = "Days from being listed to the arrest and to the outcome"
OFFENDERS_UNITS_TITLE = "Records by borough and specialist unit"
OFFENDERS_TAGS_HEADING = "Tagged people and their breach reports"
OFFENDERS_BANDS_TITLE = "People by how many reports they caused over 13 weeks"
OFFENDERS_MANAGED_TITLE = "MAPPA and prolific offenders by borough; a dash is withheld"


def _here(found: Any) -> str:
    return "" if found.place.code == "TP" else f" in {found.place.name}"


def offenders_count(count: int | None) -> str:
    """A count of people or records as a card says it."""
    return "under 5" if count is None else f"{count:,}"


def _part(found: AtLarge, part: str, year: str = "this", category: str = "all") -> int | None:
    rows = found.balance.filter((pl.col("year") == year) & (pl.col("category") == category) & (pl.col("part") == part))
    return rows["k"][0] if rows.height else None


def _difference(now: int | None, before: int | None) -> str:
    """How many more or fewer, in words; empty where either is not known."""
    if now is None or before is None:
        return ""
    gap = now - before
    return "as many as" if gap == 0 else f"{abs(gap):,} {'more' if gap > 0 else 'fewer'} than"


@once
def offenders_headline(found: AtLarge) -> str:
    """The first line: how many people and records, and whether that is more than a year before."""
    if found.why:
        return f"Offender management: no figure of people wanted{_here(found)}"
    if found.records is None or found.people is None:
        return f"Fewer than 5 people are wanted{_here(found)}"
    said = f"{found.people:,} people are wanted{_here(found)}, on {found.records:,} records"
    than = _difference(_part(found, "end"), _part(found, "start"))
    return f"{said}; {than} a year ago".replace(" than", " records than") if than else said


def offenders_elsewhere(records: int | None) -> str:
    """That units outside the boroughs hold more records, which no figure of TP counts; empty without any."""
    return f"{records:,} more records are held by specialist units." if records else ""


@once
def offenders_missing(found: AtLarge) -> str:
    """What is missing and how to get it; empty where there is something."""
    if not found.why:
        return ""
    if found.why.startswith("This edition"):
        return f"{found.why}. Fill the template wanted and import it on the Data page."
    return f"{found.why}."


def offenders_lead(at_large: Offending, tags: Tagging) -> str:
    """The second line: what they did meanwhile, and the week's breach reports."""
    said = []
    if at_large.offences is not None:
        more = _difference(at_large.offences, at_large.before)
        said.append(
            f"{at_large.offences:,} offences were recorded of people while they were wanted, in the year"
            + (f": {more} in the year before." if more else ".")
        )
    if tags.people and tags.reports and tags.tagged and tags.share:
        said.append(
            f"{tags.people:,} of {tags.tagged:,} tagged people ({tags.share[0]:.1f} %) caused {tags.reports:,} breach "
            f"reports in the week to {day_text(tags.week[1])}."
        )
    return " ".join(said)


def offenders_cards(
    found: AtLarge, at_large: Offending, tags: Tagging, under: Mappa, scheme: Prolific
) -> list[tuple[str, str, str, str]]:
    """Cards: label, value, the line under it, help."""
    cards = []
    if not found.why:
        people = f"{offenders_count(found.people)} people"
        cards.append(("Wanted, records", offenders_count(found.records), people, OFFENDERS_RECORDS_HELP))
        every = found.ages.filter(pl.col("category") == "all").to_dicts()
        if every and every[0]["days"] is not None:
            label, half = "Wanted, half for over", f"{every[0]['days']:,.0f} days"
            help_words = "Half of the records that stand were listed longer ago than this; the oldest is given below."
            cards.append((label, half, f"oldest {every[0]['oldest']:,} years", help_words))
        rate = f"{at_large.rate[0]:.1f} in 100 years at large" if at_large.rate else "in the year"
        said = rate if found.place.code == "TP" else "in the year"
        cards.append(("Offences while wanted", offenders_count(at_large.offences), said, OFFENDERS_WHILE_WANTED_HELP))
    if not tags.why:
        week = f"week to {day_text(tags.week[1])}"
        value = DASH if tags.reports is None else f"{tags.reports:,}"
        cards.append(("Tag breach reports", value, week, OFFENDERS_TAG_HELP))
    if not under.why:
        late = _late(under)
        said = f"{late:,} reviews overdue" if late is not None else "overdue reviews withheld"
        help_words = "Multi-agency public protection: sexual, violent and other dangerous offenders in the community."
        cards.append(("Under MAPPA", offenders_count(under.people), said, help_words))
    if not scheme.why:
        said = f"{scheme.offences:,} offences in the year" if scheme.offences is not None else "offences withheld"
        cards.append(
            ("Prolific offenders", offenders_count(scheme.people), said, "On the scheme on the edition's day.")
        )
    return cards


def _late(under: Mappa) -> int | None:
    """Overdue reviews at all levels; None where one of them is withheld."""
    rows = under.reviews.filter(pl.col("due") == "overdue")
    return None if rows.height and rows["k"].null_count() else int(rows["k"].sum())


@once
def offenders_balance_title(found: AtLarge) -> str:
    """The title of the balance: what came, what went, and what is left."""
    parts = {part: _part(found, part) for part in ("new", "arrested", "withdrawn")}
    if any(count is None for count in parts.values()):
        return "Start, new, ended and end of the lists in the year"
    return (
        f"{parts['new']:,} records came in the year; {parts['arrested']:,} ended by arrest and "
        f"{parts['withdrawn']:,} were withdrawn"
    )


@once
def offenders_stock_title(found: AtLarge) -> str:
    """The title of the line of records month by month."""
    if found.months.is_empty():
        return "Records at each month's end"
    values = found.months["value"].to_list()
    return (
        f"Between {min(values):,} and {max(values):,} records stood at each month's end of these {len(values)} months"
    )


def offenders_stock_along(found: AtLarge) -> dict[int, str]:
    """The months of that line."""
    return {row["x"]: month_text(row["month"]) for row in found.months.iter_rows(named=True)}


@once
def offenders_time_title(told: TimeAtLarge) -> str:
    """The title of the curves: whether people are found sooner than a year before."""
    if told.test is None:
        return "How long people stay at large"
    if told.test[1] >= 0.05:
        return "No evidence that people are found sooner, or later, than last year"
    if told.curve.is_empty():
        return "People are not found as soon as last year, or sooner"
    last = told.curve.group_by("group", maintain_order=True).last()
    left = dict(last.select("group", "survival").iter_rows())
    sooner = left[OFFENDERS_THIS] < min(share for group, share in left.items() if group != OFFENDERS_THIS)
    return f"People are found {'sooner' if sooner else 'later'} than last year"


@once
def offenders_time_words(told: TimeAtLarge) -> str:
    """The test, and what the curves are of."""
    if told.test is None:
        return "Too few to say: fewer than 30 records, or 5 arrests, in one of the years."
    squared, p = told.test
    chance = f"{p:.2f}" if p >= 0.01 else "under 0.01"
    return (
        f"Log-rank test: χ² {squared:.1f}, p {chance}. Those listed in the year up to the edition's day, against those "
        "of the year before as they stood a year ago; who is still wanted counts for as long as they were followed."
    )


@once
def offenders_units_title(rows: pl.DataFrame) -> str:
    """The title of the boroughs: which holds most records for its residents."""
    known = rows.drop_nulls("rate").sort("rate", descending=True)
    if known.is_empty():
        return "Records by borough and unit"
    first, last = known.row(0, named=True), known.row(-1, named=True)
    return (
        f"{first['name']} holds {first['rate']:.1f} records for each 1,000 residents, {last['name']} {last['rate']:.1f}"
    )


def offenders_overlap_title(found: AtLarge, rows: pl.DataFrame) -> str:
    """The title of the overlap: how many people stand on more than one list."""
    several = rows.filter(pl.col("number") > 1)
    if several.is_empty():
        return "Nobody stands on more than one list"
    hidden = several["people"].null_count()
    count = int(several["people"].sum())
    least = "At least " if hidden else ""
    return f"{least}{count:,} people stand on more than one list" if count else "People by the lists that they stand on"


@once
def offenders_offending_title(told: Offending) -> str:
    """The title: offences while wanted and whether that is more than the year before."""
    if told.offences is None:
        return "Offences by people while wanted: fewer than 5, and withheld"
    than = _difference(told.offences, told.before)
    return f"{told.offences:,} offences by people while wanted" + (f", {than} in the year before" if than else "")


@once
def offenders_offending_words(told: Offending) -> str:
    """The rate in London with its interval, and its change; what it leaves out."""
    said = []
    if told.rate:
        rate, lower, upper = told.rate
        said.append(
            f"In all of London {rate:.1f} offences were recorded for each 100 years that people were at large (95 % "
            f"interval {lower:.1f} to {upper:.1f})."
        )
    if told.change:
        amount, lower, upper = told.change
        clear = "clear" if lower > 0 or upper < 0 else "can be chance"
        said.append(
            f"That is {_change(amount)} on the year before (95 % interval {_change(lower)} to {_change(upper)}): "
            f"{clear}."
        )
    if told.people is not None:
        said.append(f"{told.people:,} people committed the offences above.")
    return " ".join([*said, "Only offences for which somebody has been named count: the real number is higher."])


def _change(amount: float) -> str:
    return signed(per_cent(abs(amount)), round(amount, 1))


@once
def offenders_tag_title(tags: Tagging) -> str:
    """The title of the weeks: the share of those tagged who breach, and how often."""
    if tags.share is None or tags.each is None:
        return "Breach reports week by week: too few to say"
    return f"{tags.share[0]:.1f} % of those tagged breach in a week, {tags.each:.2f} times each"


@once
def offenders_tag_words(tags: Tagging) -> str:
    """Stock against flow, and concentration, in sentences."""
    if tags.people is None or tags.reports is None or tags.share is None or tags.tagged is None:
        return "Fewer than 5 people caused a report in the last whole week: nothing is said of them."
    said = [
        f"A stock of {tags.tagged:,} people, a flow of {tags.reports:,} reports a week: about {52 * tags.reports:,} a "
        f"year if every week were like it. {tags.people:,} people caused them, {tags.share[0]:.1f} % of those tagged "
        f"(95 % interval {tags.share[1]:.1f} to {tags.share[2]:.1f})."
    ]
    if tags.top:
        said.append(
            f"Over 13 weeks the most frequent tenth of those who breach cause {per_cent(tags.top[0])} of the reports; "
            f"were all alike it would be {per_cent(tags.top[1])}."
        )
    return " ".join(said)


@once
def offenders_flow_words(tags: Tagging) -> str:
    """How the stock came about over 13 weeks."""
    parts = dict(tags.flow.select("part", "k").iter_rows())
    if any(parts.get(part) is None for part in ("start", "new", "ended", "end")):
        return ""
    return (
        f"Over 13 weeks: {parts['start']:,} tagged at first + {parts['new']:,} newly tagged {MINUS} {parts['ended']:,} "
        f"taken off = {parts['end']:,}."
    )


def offenders_load_title(load: Load | None, growth: float, hours: float) -> str:
    """What more tagging would ask of officers."""
    if load is None:
        return "Too few breach: no scenario"
    if growth == 0:
        return f"At {hours:g} hours each, the reports ask for {load.hours:,.0f} officer hours a week"
    way = "more" if growth > 0 else "fewer"
    return f"With {abs(growth):g} % {way} tagged, reports ask for {load.hours:,.0f} officer hours a week"


@once
def offenders_mappa_title(under: Mappa) -> str:
    """The title of the table of categories and levels."""
    if under.people is None:
        return "People under MAPPA: fewer than 5, and withheld"
    return f"{under.people:,} people are under MAPPA, by category and level"


@once
def offenders_reviews_title(under: Mappa) -> str:
    """The title of the reviews that are due."""
    late = _late(under)
    return "Reviews by when they are due" if late is None else f"{late:,} reviews are overdue"


@once
def offenders_prolific_title(scheme: Prolific) -> str:
    """How many are on the scheme, and how much they offend."""
    if scheme.people is None:
        return "Prolific offenders: fewer than 5, and withheld"
    said = f"{scheme.people:,} prolific offenders"
    if scheme.rate is None:
        return said
    return f"{said}, {scheme.rate[0]:.2f} recorded offences each in a year"


@once
def offenders_prolific_words(scheme: Prolific) -> str:
    """Their offending with its interval and its change."""
    if scheme.rate is None:
        return "Too few offences to say how much they offend."
    rate, lower, upper = scheme.rate
    said = [
        f"{scheme.offences:,} offences in the year: {rate:.2f} a person and year (95 % interval {lower:.2f} to "
        f"{upper:.2f})."
    ]
    if scheme.change:
        amount, low, high = scheme.change
        clear = "clear" if low > 0 or high < 0 else "can be chance"
        said.append(f"{_change(amount)} on the year before (95 % interval {_change(low)} to {_change(high)}): {clear}.")
    said.append("They are chosen because they offend much: fewer offences after that is expected of any such group.")
    return " ".join(said)


def offenders_method(found: AtLarge) -> list[str]:
    """How the figures are made, and what can and cannot be said; a sentence or two to each."""
    begins = f" The lists tell everything from {day_text(found.first)} on." if found.first else ""
    return [
        OFFENDERS_RECORDS_HELP + begins,
        "Records of specialist units are in no borough: they stand beside the boroughs, and not in the figures of TP.",
        "Start + new − arrested − withdrawn = end, for each list and for all of them.",
        "A long list may be of people long gone abroad or dead: it says that nobody closed the record, not that "
        "somebody is near. Risk bands are those of the record, by whoever judged it.",
        OFFENDERS_WHILE_WANTED_HELP,
        OFFENDERS_TAG_HELP,
        "A rate by residents has limits as if every record came by itself, which they do not: read them as the least.",
        "Counts under five are withheld, with what would give them away. No row of a person is shown.",
        f"Known on {day_text(found.as_at)}: an arrest, an outcome or an end after that day is not known, and whoever "
        "had not been arrested by then is still wanted. Reviews fall due as planned when the list was written.",
    ]
