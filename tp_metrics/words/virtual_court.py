"""The Virtual Court in words: what was made available, what became of it, and what its simulator can and cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from tp_metrics.periods import day_text
from tp_metrics.words.numbers import per_cent
from tp_metrics.words.once import once

if TYPE_CHECKING:
    from tp_metrics.outcomes.court_check import Fit
    from tp_metrics.outcomes.court_fit import Cost, WhatIf
    from tp_metrics.outcomes.court_list import Band, BestCap
    from tp_metrics.outcomes.hearings import Span, VirtualCourt

COURT_QUESTION = "How many of the cases that police stations make available does the Virtual Court hear?"
COURT_HELP = (
    "Made available is not heard. A case is made available by a custody suite; the list has room for it or not; it is "
    "found suitable or not; and of those listed some are not reached before the court rises, go back because of the "
    "solicitor or the link, or have a defendant who does not appear."
)
#: The spans of days, as their buttons say them.
SPAN_NAMES = {
    "weeks": "First weeks of flexible listing",
    "slots": "Slots",
    "uncapped": "Flexible, no cap",
    "capped": "Flexible, with a cap",
    "all": "All days",
}
LISTING_NAMES = {"flexible": "Flexible listing", "slots": "Slots of 15 minutes"}
COURT_LIMITS = [
    "It knows what was observed: hearings of these lengths, cases ready at these times. A rule under which stations, "
    "solicitors or the bench would behave otherwise changes what it cannot see.",
    "Each case is drawn by itself. A day on which the link fails for an hour, or one station sends ten cases at once, "
    "is in it only as far as such days were observed.",
    "Hearings are as long under a what-if as they were observed under that listing: a court that hurries when the list "
    "is long does so in the figures, and nowhere else.",
    "A second court is one like the first, with its own bench, link and clerk; nobody has said that there is one.",
    "A case above the cap is gone for the day. Whether the home court hears it sooner or later is not in it.",
]
NOT_ALIKE = (
    "Those that went back are not a fair comparison: they were made available late, were found unsuitable or had no "
    "solicitor. A raw difference, not an effect of the link."
)
CAP_HELP = "How many cases the list takes a day; 0 is no cap."
#: What the simulator is held to.
FIT_NAMES = {
    "heard": "Cases heard",
    "returned": "Cases sent back",
    "capacity": "of them for want of room",
    "before": "of those before the cap",
    "finish": "Finish, mean of the days",
    "latest": "Latest finish",
}


def clock(minute: float) -> str:
    """A minute of the day as a time.

    >>> clock(1110.0), clock(599.6)
    ('18:30', '10:00')
    """
    whole = round(minute)
    return f"{whole // 60}:{whole % 60:02d}"


def span_words(span: Span) -> str:
    """The days of a span: "26 Oct 2010 to 19 Nov 2010"."""
    return f"{day_text(span.first)} to {day_text(span.last)}"


def span_options(found: VirtualCourt) -> dict[str, str]:
    """The spans that there are, by their keys."""
    return {one.key: SPAN_NAMES[one.key] for one in found.spans}


def _here(found: VirtualCourt) -> str:
    return "" if found.place.code == "TP" else f" in {found.place.name}"


def _k(found: VirtualCourt, outcome: str) -> int | None:
    rows = found.flow.filter(pl.col("outcome") == outcome)["k"].to_list() if found.flow.height else []
    return rows[0] if rows else None


@once
def court_headline(found: VirtualCourt) -> str:
    """The first line: how many cases were made available, heard, and sent back for want of room."""
    if found.span is None or found.why:
        return f"Virtual Court: no figure{_here(found)}"
    if found.available is None:
        return f"Virtual Court: fewer than 5 cases made available{_here(found)}, {span_words(found.span)}"
    heard, back = _k(found, "heard"), found.capacity
    said = "too few to say how many were heard" if heard is None else f"{heard:,} were heard"
    room = "" if back is None else f", {back:,} went back for want of room"
    return f"{found.available:,} cases made available{_here(found)}, {span_words(found.span)}: {said}{room}"


@once
def court_facts(found: VirtualCourt) -> str:
    """How the list was run, with its days: slots, flexible listing, the cap, and what went back before it."""
    if found.span is None:
        return ""
    said = []
    if found.a_day is not None and not found.why:
        said.append(f"{found.a_day:.1f} cases a day over {found.sitting:,} days of sitting.")
    if found.before_cap is not None and found.cap_from is not None and found.span.listing == "flexible":
        said.append(f"{found.before_cap:,} went back for want of room before the cap.")
    said.append(_listing(found))
    return " ".join(said)


def _listing(found: VirtualCourt) -> str:
    slots = "" if found.slots is None else f"slots of {found.slot_minutes} minutes gave {found.slots} a day"
    if found.flexible_from is None:
        return f"{slots[:1].upper()}{slots[1:]}." if slots else ""
    until = f"{slots[:1].upper()}{slots[1:]} until flexible listing, custody cases only, began on " if slots else ""
    begun = f"{until or 'Flexible listing began on '}{day_text(found.flexible_from)}."
    if found.cap_from is None:
        return begun
    return f"{begun} A cap of {found.cap} a day began on {day_text(found.cap_from)}."


@once
def court_missing(found: VirtualCourt) -> str:
    """What is missing, and how to get it; empty where there is a figure."""
    if found.why.startswith("This edition"):
        return f"{found.why}. Fill the template hearings and import it on the Data page."
    return f"{found.why}." if found.why else ""


@once
def court_cards(found: VirtualCourt) -> list[tuple[str, str, str, str]]:
    """Cards: label, value, the line under it, help."""
    if found.span is None or found.why:
        return []
    size = "under 5" if found.available is None else f"{found.available:,}"
    each = "" if found.a_day is None else f"{found.a_day:.1f} a day of sitting"
    cards = [("Made available", size, each, COURT_HELP)]
    heard = found.flow.filter(pl.col("outcome") == "heard").row(0, named=True)
    if heard["share"] is not None:
        cards.append(("Heard", per_cent(heard["share"]), f"{heard['k']:,} cases", "Of the cases made available."))
    if found.capacity is not None:
        before = found.before_cap
        told = f"{before:,} before the cap" if before is not None and found.cap_from else "no room, or not reached"
        cards.append(("Back for want of room", f"{found.capacity:,}", told, "Above the cap, or not reached in time."))
    if found.latest is not None:
        day, minute = found.latest
        late = f"{day_text(day)}; {found.late} {'day' if found.late == 1 else 'days'} after 18:00"
        cards.append(("The court's latest finish", clock(minute), late, "The end of the whole court's last hearing."))
    week = f"{found.so_far:,} so far, all boroughs"
    cards.append(("The court hears a week", f"{found.heard_a_week:.0f}", week, "In five days of sitting."))
    return cards


@once
def flow_sum(found: VirtualCourt) -> str:
    """The parts of the flow added up to the whole, where none is withheld."""
    parts = found.flow["k"].to_list() if found.flow.height else []
    if not parts or found.available is None:
        return ""
    if any(part is None for part in parts):
        return f"The parts add up to {found.available:,}; those under five, and what gives them away, are withheld."
    return f"{' + '.join(f'{part:,}' for part in parts)} = {found.available:,} made available."


def flow_title(found: VirtualCourt) -> str:
    """The title of the flow."""
    listed = "" if found.listed is None else f"; {found.listed:,} were listed"
    size = "Fewer than 5" if found.available is None else f"{found.available:,}"
    return f"From {size} made available to heard{listed}"


def days_title(found: VirtualCourt, rows: pl.DataFrame) -> str:
    """The title of the court's days: between how many cases it heard."""
    known = rows["heard"].drop_nulls().to_list()
    if not known:
        return "Cases heard by the whole court"
    unit = "a day" if _by_day(found, rows) else "a day, week by week"
    return f"The court heard {min(known):.0f} to {max(known):.0f} cases {unit}"


def _by_day(found: VirtualCourt, rows: pl.DataFrame) -> bool:
    return rows.height == found.sitting


def days_x(found: VirtualCourt, rows: pl.DataFrame) -> str:
    """What the court's chart goes by."""
    return "day of sitting" if _by_day(found, rows) else "week"


def days_along(rows: pl.DataFrame) -> dict[int, str]:
    """The days, or the first days of the weeks, of the court's chart."""
    return {row["x"]: day_text(row["day"]) for row in rows.select("x", "day").iter_rows(named=True)}


def days_levels(found: VirtualCourt, rows: pl.DataFrame) -> dict[str, float]:
    """What the cases heard are held against: the cap, or the slots of a day."""
    if found.span is None:
        return {}
    if rows["cap"].count():
        begun = f" from {day_text(found.cap_from)}" if found.cap_from else ""
        return {f"cap {found.cap}{begun}": float(found.cap or 0)}
    return {f"{found.slots} slots": float(found.slots)} if found.span.listing == "slots" and found.slots else {}


def days_lines(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """The court's days as a line: cases heard, or the hour at which it rose."""
    value = pl.col("heard") if name == "heard" else pl.col("finish") / 60
    return rows.select(line=pl.lit(""), x="x", value=value)


def finish_title(found: VirtualCourt) -> str:
    """The title of the finishes: the latest, and on how many days it was after 18:00."""
    if found.latest is None:
        return "When the court rose"
    day, minute = found.latest
    late = f"{found.late} of {found.sitting} days after 18:00"
    return f"The court's latest finish was {clock(minute)} on {day_text(day)}; {late}"


def finish_marks(found: VirtualCourt, rows: pl.DataFrame) -> pl.DataFrame | None:
    """The latest finish, called out where there is a point to each day."""
    if found.latest is None or not _by_day(found, rows):
        return None
    day, minute = found.latest
    at = rows.filter(pl.col("day") == day)
    left = at["x"] > rows.height / 2
    return at.select("x", value=pl.lit(minute / 60), words=pl.lit(clock(minute)), left=pl.lit(left))


@once
def court_method(found: VirtualCourt) -> list[str]:
    """How the figures are made, a sentence or two to each."""
    return [
        COURT_HELP,
        "A case is counted on the day on which it was made available, at the borough of its police station. The court "
        "hears every borough's cases: its days, finishes and weeks are those of the whole court.",
        "Shares have 95 % Wilson limits. Counts of cases under five, and what would give them away, are withheld, and "
        "so are shares of fewer than 30 people.",
        "Plea, representation and failing to appear are of the first hearing, wherever it was. That of a case that "
        "went back is known only later.",
        f"Known on {day_text(found.as_at)}: no first hearing after that day counts.",
    ]


# The simulator.


def _limits(one: Band, digits: int = 0) -> str:
    return f"{one.lower:.{digits}f} to {one.upper:.{digits}f}"


@once
def what_if_words(found: WhatIf) -> str:
    """What a day would come to, with nine days in ten."""
    if not found.bands:
        return f"{found.why}."
    heard, back, finish, wait = (found.bands[name] for name in ("heard", "capacity", "finish", "wait"))
    return (
        f"A day would hear {heard.value:.1f} cases (nine days in ten: {_limits(heard)}), send back {back.value:.1f} "
        f"for want of room ({_limits(back)}) and finish at {clock(finish.value)} ({clock(finish.lower)} to "
        f"{clock(finish.upper)}); {per_cent(100 * found.in_time)} of days finish by 18:00. A case that is ready waits "
        f"{wait.value:.0f} minutes ({_limits(wait)})."
    )


@once
def what_if_cards(found: WhatIf) -> list[tuple[str, str, str, str]]:
    """Cards: label, value, the line under it, help."""
    if not found.bands:
        return []
    told, finish = found.bands, found.bands["finish"]
    inside = "Nine simulated days in ten lie between these."
    return [
        ("Heard a day", f"{told['heard'].value:.1f}", _limits(told["heard"]), inside),
        ("Back for want of room", f"{told['capacity'].value:.1f}", _limits(told["capacity"]), inside),
        ("Finish", clock(finish.value), f"{clock(finish.lower)} to {clock(finish.upper)}", inside),
        ("Wait once ready", f"{told['wait'].value:.0f} min", _limits(told["wait"]), inside),
    ]


@once
def best_cap_words(found: WhatIf) -> str:
    """What cap meets the demand with a finish by 18:00 on 95 % of days: the answer for each number of courts."""
    return " ".join(_best(courts, one, found.asked.demand) for courts, one in found.best.items())


def _best(courts: int, one: BestCap, demand: float) -> str:
    bench = "one court" if courts == 1 else f"{courts} courts"
    if not one.cap:
        return f"With {bench} no cap has every case heard by 18:00 on 95 % of days."
    days = f"on {per_cent(100 * one.share)} of days"
    if one.meets:
        return (
            f"With {bench} the demand of {demand:.1f} cases a day is met, with a finish by 18:00 {days}: a cap of "
            f"{one.cap} turns nobody away."
        )
    return (
        f"With {bench} a cap of {one.cap} has every case that is taken heard by 18:00 {days}. It does not meet the "
        f"demand: {one.heard:.1f} of {demand:.1f} cases a day are heard, {one.returned:.1f} go back for want of room."
    )


def by_cap_title(found: WhatIf) -> str:
    """The title of the curve by cap."""
    most = max(found.by_cap.filter(pl.col("line") == "heard")["value"].to_list())
    return f"However high the cap, no more than {most:.1f} cases a day are heard"


@once
def fit_words(found: Fit) -> str:
    """How the simulator was calibrated, and whether it came to what the days came to."""
    if found.rows.is_empty():
        return f"{found.why}."
    said = (
        f"Tried on {found.days} days, a thousand times over. What came to the list is as recorded: when each case was "
        "available, how long its agencies took, who fell out for another reason than room, and the day's rules with "
        "the hour at which it closed. How long hearings and their results take is drawn, from days of the list."
    )
    if not found.holds:
        return f"{said} Not all of it is reproduced: do not lean on the simulator for these days."
    return f"{said} {_reproduced(found)} {_all_drawn(found)}"


def _reproduced(found: Fit) -> str:
    """How wide the bands are, on the days that calibrate and on those that do not."""
    unseen = pl.col("check") == "days not used"
    room = pl.col("name").is_in(["capacity", "before"])
    rows = found.rows.filter(unseen)
    wide = found.rows.filter(unseen & room & (pl.col("half_width") > 0.15)).height
    return (
        "Calibrated on the days themselves, every figure is reproduced within a band of at most "
        f"{_widest(found, pl.col('check') == 'all days')}. On days that did not calibrate it, {_within(rows)}: "
        f"bands of at most {_widest(found, unseen & ~room)}, and for want of room alone "
        f"{_widest(found, unseen & room)}{', for those cases are few' if wide else ''}."
    )


def _within(rows: pl.DataFrame) -> str:
    """Of how many figures the actual one lies within its band."""
    inside = int(rows["inside"].sum())
    return f"{inside} of {rows.height} figures lie within theirs, where nine in ten should"


def _all_drawn(found: Fit) -> str:
    """What is left where nothing but the number of cases and the rules is handed in, as in a what-if."""
    drawn = pl.col("check") == "all drawn"
    return (
        "With cases, agencies and closing drawn as well, as in a what-if, the bands are as wide as "
        f"{_widest(found, drawn)} and hold every figure."
    )


def _widest(found: Fit, where: pl.Expr) -> str:
    """The widest band of some checks."""
    widths = found.rows.filter(where & pl.col("half_width").is_finite())["half_width"].to_list()
    return f"± {100 * max(widths, default=0):.0f} %"


@once
def cost_words(found: Cost) -> str:
    """What a case costs more at another throughput, and where it would cost no more."""
    if found.why:
        return found.why
    way = "more" if found.extra >= 0 else "less"
    even = (
        f"From {found.even:,.0f} cases a year it would cost no more."
        if found.even is not None
        else "However many cases it hears, it would never cost less: what is assumed to be fixed is too small a part."
    )
    return (
        f"At {found.cases:,.0f} cases a year a case costs £{abs(found.extra):,.0f} {way} than in the traditional way. "
        f"{even} The published £247 was at the evaluation's pace, {found.throughput:,.0f} cases a year by these rows."
    )


def cost_title(found: Cost) -> str:
    """The title of the cost by throughput."""
    return "What a case costs more, by how many are heard a year"
