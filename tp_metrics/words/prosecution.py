"""Integrated prosecution teams in words: where they are live, what went with going live, and what cannot be said."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.periods import day_text, month_text
from tp_metrics.words.numbers import in_table, points
from tp_metrics.words.once import once
from tp_metrics.words.review import listed

if TYPE_CHECKING:
    from tp_metrics.outcomes import Study, Teams

PROSECUTION_QUESTION = "Do cases come to more where police and prosecution work as one team?"
PROSECUTION_HELP = (
    "An integrated prosecution team (IPT) keeps one case file for police and prosecution, in one office. An electronic "
    "team (E-IPT) keeps that file electronically."
)
#: What is counted, as a sentence says it; the first word small.
OUTCOME_NAMES = {
    "guilty_plea_first_hearing": "guilty pleas at first hearing",
    "files_on_time": "case files on time",
    "discontinuance": "cases discontinued",
    "conviction_rate": "convictions",
    "effective_trials": "effective trials",
    "cracked_trials": "cracked trials",
    "ineffective_trials": "ineffective trials",
    "charging_on_cms": "charging decisions on CMS",
    "requests": "requests for further evidence",
    "days": "days to answer a request",
}
COURT_NAMES = {"magistrates": "magistrates' courts", "crown": "Crown Court"}
#: What is not in per cent: its unit.
UNITS = {"requests": "per 100 decisions", "days": "days"}
EVENTS_HELP = (
    "Each borough is held against its own year before, less the same change in the boroughs that were not live yet. "
    "The quarter in which it went live counts as neither."
)
INTERIM_TITLE = "What an evaluation can and cannot say on this day"
NOTHING_CLEAR = "Nothing that stands out from chance."
BY_BOROUGH_HELP = (
    "Twelve months, against the twelve before the borough went live. The change is the borough's own: what moved in "
    "all of London is in it."
)


def outcome_name(key: str) -> str:
    """What an outcome counts, and at which court: "Cracked trials, Crown Court"."""
    measure, _, court = key.partition("/")
    name = OUTCOME_NAMES[measure]
    return f"{name[0].upper()}{name[1:]}" + (f", {COURT_NAMES[court]}" if court else "")


def _small(key: str) -> str:
    measure, _, court = key.partition("/")
    return OUTCOME_NAMES[measure] + (f" ({COURT_NAMES[court]})" if court else "")


def effect_text(key: str, effect: float) -> str:
    """An effect with its unit: "+3.1 points", "−3.0 days", "−6.8 per 100 decisions"."""
    unit = UNITS.get(key.partition("/")[0])
    return points(effect) if unit is None else f"{in_table(effect, 1, plus=True)} {unit}"


def _limits(lower: float | None, upper: float | None) -> str:
    if lower is None or upper is None:
        return "no interval: too few boroughs"
    # A limit that is not nought is not shown as nought: it would seem to hold no change.
    digits = 2 if any(0 < abs(one) < 0.05 for one in (lower, upper)) else 1
    return f"95 % interval {in_table(lower, digits, plus=True)} to {in_table(upper, digits, plus=True)}"


@once
def prosecution_headline(found: Teams) -> str:
    """The first line: how many boroughs are live, and how many are to follow."""
    if found.why:
        where = "" if found.place.code == "TP" else f" in {found.place.name}"
        return f"Integrated prosecution teams: no figure{where}"
    if found.place.level == "borough":
        return _one(found)
    here = "" if found.place.code == "TP" else f" in {found.place.name}"
    count = f"{found.live} of {found.boroughs.height} boroughs{here} have an integrated prosecution team"
    if not found.planned:
        return count
    return f"{count}; {found.planned} {'is' if found.planned == 1 else 'are'} to follow{_subject(found)}"


def _subject(found: Teams) -> str:
    told = found.boroughs.filter((pl.col("state") == "planned") & (pl.col("e_state") != "live"))["subject_to"]
    return f", subject to {told[0]}" if told.null_count() == 0 and told.n_unique() == 1 else ""


def _one(found: Teams) -> str:
    row = found.boroughs.row(0, named=True)
    if row["since"]:
        electronic = f", electronic since {day_text(row['e_live_from'])}" if row["e_state"] == "live" else ""
        return f"{row['name']} has had an integrated prosecution team since {day_text(row['since'])}{electronic}"
    if row["state"] == "stopped":
        return f"{row['name']} no longer has an integrated prosecution team"
    day = f" from {day_text(row['live_from'])}" if row["live_from"] else ", on no day yet"
    return f"{row['name']} is to have an integrated prosecution team{day}{_subject(found)}"


def prosecution_certainty(found: Teams, effects: pl.DataFrame) -> str:
    """What clearly moved after going live, and in how many outcomes there is no evidence that anything did."""
    told = effects.drop_nulls(["lower"])
    if told.is_empty():
        return ""
    clear = [f"{_small(row['key'])} {effect_text(row['key'], row['effect'])}" for row in _clear(told)]
    rest = told.height - len(clear)
    chance = f"Of {told.height} tried, about {0.05 * told.height:.1f} would look clear by chance."
    where = "After" if found.place.code == "TP" else "Over all boroughs, after"
    if not clear:
        return f"{where} going live there is no evidence of a change in any of {rest} outcomes."
    others = f"; no evidence of a change in the other {rest}" if rest else ""
    return f"{where} going live, beside boroughs not live yet: {', '.join(clear)}{others}. {chance}"


def _clear(effects: pl.DataFrame) -> list[dict[str, Any]]:
    return list(effects.filter("clear").iter_rows(named=True))


@once
def prosecution_missing(found: Teams) -> str:
    """What is missing and how to get it; empty where nothing is."""
    if not found.why and found.last is not None:
        return ""
    lacking = {"prosecution_teams": found.why.startswith("This edition"), "court_outcomes": found.last is None}
    tables = [name for name, lacks in lacking.items() if lacks]
    if not tables:
        return f"{found.why}."
    said = found.why or "This edition has no records of what cases came to in court"
    templates = f"the template{'s' if len(tables) > 1 else ''} {' and '.join(tables)}"
    return f"{said}. Fill {templates} and import {'them' if len(tables) > 1 else 'it'} on the Data page."


def prosecution_cards(
    found: Teams, effects: pl.DataFrame, hours: tuple[float, float] | None
) -> list[tuple[str, str, str, str]]:
    """Cards: label, value, the line under it, help."""
    if found.why:
        return []
    follow = f"{found.planned} to follow" if found.planned else "none to follow"
    cards = [("Teams live", f"{found.live} of {found.boroughs.height}", follow, PROSECUTION_HELP)]
    days = found.boroughs.filter(pl.col("e_state") == "live")["e_live_from"]
    since = f"since {month_text(days.min())}" if len(days) else f"{found.electronic_planned} planned"  # type: ignore[arg-type]
    cards.append(("Of them electronic", f"{found.electronic}", since, PROSECUTION_HELP))
    for row in effects.filter(pl.col("key").is_in(("guilty_plea_first_hearing", "files_on_time"))).iter_rows(
        named=True
    ):
        if row["lower"] is None:
            continue
        between = f"95 %: {in_table(row['lower'], 1, plus=True)} to {in_table(row['upper'], 1, plus=True)}"
        cards.append((outcome_name(row["key"]), points(row["effect"]), f"all boroughs, {between}", EVENTS_HELP))
    if hours and found.last:
        so_far = f"12 months to {month_text(found.last)}"
        words = f"As the boroughs count them; {hours[1]:,.0f} since they began. Nobody has checked these counts."
        cards.append(("Officer hours saved", f"{hours[0]:,.0f}", so_far, words))
    return cards


@once
def event_title(found: Study) -> str:
    """The title of the effects by quarter since going live."""
    name, told = outcome_name(found.outcome.key), found.found
    if told is None:
        return f"{name}: nothing can be said yet"
    if told.lower is None:
        return f"{name}: {effect_text(found.outcome.key, told.effect)} after going live; no interval"
    if not told.clear:
        return f"{name}: no evidence of a change after going live ({_limits(told.lower, told.upper)})"
    return f"{name}: {effect_text(found.outcome.key, told.effect)} after going live ({_limits(told.lower, told.upper)})"


@once
def event_words(found: Study) -> str:
    """Whether boroughs ran alike before, how far it can be estimated, and what could have been found."""
    told = found.found
    if told is None:
        return f"{found.why}."
    said = [_before(told.events, found.step)]
    if told.detectable is not None:
        said.append(f"A change of {_size(found.outcome.key, told.detectable)} or more would be found in 4 of 5 trials.")
    if found.ended and found.until:
        said.append(
            f"Every borough was live after {day_text(found.until)}: nothing later can be estimated, as nobody is left "
            "to compare with."
        )
    if told.left_out:
        said.append(f"{told.left_out} live boroughs have no {found.step} before or after to be held against.")
    return " ".join(part for part in said if part)


def _before(events: pl.DataFrame, step: str) -> str:
    """How many of the periods before going live lie about nought."""
    before = shown_events(events).filter(pl.col("event") < 0)
    if before.is_empty():
        return f"No {step} before going live can be shown, so that nobody can see whether the boroughs ran alike."
    about = before.filter((pl.col("lower") <= 0) & (pl.col("upper") >= 0)).height
    apart = "they ran apart, and the effect is in doubt"
    alike = "no evidence that they ran apart" if about >= before.height - 1 else apart
    return f"Before going live {about} of {before.height} {step}s lie about nought: {alike}."


def _size(key: str, amount: float) -> str:
    return effect_text(key, amount).removeprefix("+")


def _could(row: dict[str, Any]) -> str:
    return f"{_size(row['key'], row['detectable'])} in {_small(row['key'])}"


def shown_events(events: pl.DataFrame) -> pl.DataFrame:
    """The events that are drawn: with an interval, of five boroughs or more, from two years before to three after."""
    return events.filter(pl.col("lower").is_not_null() & (pl.col("treated") >= 5) & pl.col("event").is_between(-8, 12))


def interim_words(found: Teams, effects: pl.DataFrame, electronic_effects: pl.DataFrame) -> tuple[list[str], list[str]]:
    """What can be said on the edition's day and what cannot, a sentence or two to each; from the figures alone."""
    told = effects.drop_nulls(["lower"])
    can = [
        f"{outcome_name(row['key'])}: {effect_text(row['key'], row['effect'])} after going live "
        f"({_limits(row['lower'], row['upper'])})."
        for row in _clear(told)
    ]
    cannot = []
    unclear = told.filter(~pl.col("clear")).sort("detectable")
    if unclear.height:
        least, most = unclear.row(0, named=True), unclear.row(-1, named=True)
        cannot.append(
            f"Whether {unclear.height} other outcomes changed. Only a change of {_could(least)}, or of {_could(most)}, "
            "would be found in 4 of 5 trials; a smaller one is missed more often."
        )
    elif told.is_empty():
        cannot.append("Whether anything changed: there is no quarter with boroughs live, and others not, to compare.")
    more = _electronic_words(found, electronic_effects)
    cannot += [
        "Why it changed. Boroughs were not drawn by lot: whatever else began on the day that one went live is in it.",
        "What one borough gained: its own change holds what moved everywhere, and few cases.",
    ]
    return [*can, *more[0]], [*cannot, *more[1]]


def _electronic_words(found: Teams, effects: pl.DataFrame) -> tuple[list[str], list[str]]:
    told = effects.drop_nulls(["lower"])
    if told.is_empty():
        return [], ["What an electronic file brings: no borough has had one for a whole month yet."]
    can = [
        f"With an electronic file: {_small(row['key'])} {effect_text(row['key'], row['effect'])} "
        f"({_limits(row['lower'], row['upper'])})."
        for row in _clear(told)
    ]
    unclear = [
        f"{_small(row['key'])} ({_size(row['key'], row['detectable'])})"
        for row in told.filter(~pl.col("clear")).iter_rows(named=True)
    ]
    cannot = []
    if unclear:
        cannot.append(
            f"Whether an electronic file changed {listed(unclear)}: in brackets what would be found in 4 of 5 trials."
        )
    return can, cannot


def standing_words(found: Teams, months: list[int], electronic: Any) -> str:
    """How much there is to go by on the edition's day: boroughs, months after, and who is left to compare with."""
    if found.why or found.last is None:
        return ""
    others = found.boroughs.height - found.live
    have = "1 borough has" if found.live == 1 else f"{found.live} boroughs have"
    said = [f"{have} been live for {_span(months)} by {day_text(found.last)}"]
    if len(months) > 2:
        said.append(f"half of them for {statistics.median(months):.0f} or more")
    first = f"{', '.join(said)}; {others} {'is' if others == 1 else 'are'} not live."
    if electronic.longest is None:
        return first
    span = _span([electronic.shortest, electronic.longest])
    return f"{first} {len(electronic.boroughs)} have an electronic file, for {span}."


def boroughs_are(count: int) -> str:
    """So many boroughs as the subject of a sentence: "1 borough is", "27 boroughs are"."""
    return "1 borough is" if count == 1 else f"{count} boroughs are"


def _span(months: list[int]) -> str:
    if not months:
        return "no month"
    least, most = min(months), max(months)
    return f"{most} whole months" if least == most else f"{least} to {most} whole months"


def prosecution_method(found: Teams) -> list[str]:
    """How the figures are made, a sentence or two to each."""
    return [
        PROSECUTION_HELP,
        EVENTS_HELP,
        "Boroughs that are live are never held against: the method is staggered difference-in-differences (Callaway "
        "and Sant'Anna 2021), by quarter for teams and by month for electronic files, with intervals from leaving out "
        "one borough at a time. docs/methods.md has it in full.",
        "Effective, cracked and ineffective trials are 100 per cent of those listed. Cracked: ended on the day without "
        "a trial. Ineffective: put off to another day.",
        "A share of fewer than 30 cases is not shown, and a borough's quarter of so few is left out.",
        f"Known on {day_text(found.as_at)}: a team that a later row says was live, or planned, is not shown here.",
        f"Days marked assumed are no record of when a team went live: {_assumed(found)} here.",
    ]


def _assumed(found: Teams) -> str:
    rows = found.boroughs.filter(pl.col("since").is_not_null())
    assumed = rows.filter(pl.col("dated") == "assumed").height
    return f"{assumed} of {rows.height} live teams"
