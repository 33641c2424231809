"""Labelled demonstration entries in a ledger, on what stands out in the demonstration's editions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.ledger import DEMONSTRATION, LABEL, Ledger, Seen, demonstration
from tp_metrics.measures import catalogue

#: What stands out in the demonstration, by the as-at date of the edition that shows it first: measure, place with its
#: name, what it is, the chart's rule and the way it went. A screening would take longer than all of the demonstration,
#: so it is written down; a test holds it against the charts.
STANDS_OUT: dict[date, tuple[tuple[str, str, str, str, str, str], ...]] = {
    date(2010, 9, 30): (
        ("detections_per_officer", "E09000006", "Bromley", "concern", "two of three", "fall"),
        ("criminal_damage", "E09000023", "Lewisham", "improvement", "two of three", "fall"),
    ),
    date(2010, 12, 31): (
        ("robbery", "TP", "TP", "concern", "outside", "rise"),
        ("rape", "TP", "TP", "concern", "outside", "rise"),
        ("violence_with_injury", "TP", "TP", "improvement", "outside", "fall"),
        ("satisfaction_follow_up", "TP", "TP", "improvement", "shift", "rise"),
        ("incidents_per_officer", "TP", "TP", "neutral", "shift", "rise"),
        ("sanction_detections", "E09000028", "Southwark", "concern", "outside", "fall"),
    ),
    date(2011, 12, 31): (
        ("theft_from_person", "E09000033", "Westminster", "concern", "outside", "rise"),
        ("burglary", "E09000017", "Hillingdon", "concern", "outside", "rise"),
        ("residential_burglary", "TP", "TP", "concern", "shift", "rise"),
    ),
}


#: What the demonstration's quarterly meetings decided, by the as-at date of the edition that they read: the area or
#: borough, the theme of the step, and the words.
DECIDED: dict[date, tuple[tuple[str, str, str], ...]] = {
    date(2010, 9, 30): (
        ("AREA-SE", "Summary", "the five boroughs share one burglary analyst until the spring."),
        ("E09000006", "Confidence and satisfaction", "victims of burglary are called again within five days."),
        ("E09000028", "Priority crime", "two Safer Neighbourhoods teams patrol together after dark."),
    ),
}


def seed(ledger: Ledger, editions: Iterable[Edition]) -> int:
    """Write demonstration cases, actions and commentary on what stands out in some editions; how many cases.

    What is written already is not written again.
    """
    known = list(editions)
    for edition in known:
        _decide(ledger, edition)
    return sum(len(demonstration(ledger, _seen(edition), edition.as_at)) for edition in known)


def _decide(ledger: Ledger, edition: Edition) -> None:
    """What a quarterly meeting decided on an edition, where it is not written yet."""
    there = {(one.place, one.theme) for one in ledger.decisions(edition=edition.id, status=None)}
    for place, theme, words in DECIDED.get(edition.as_at, ()):
        if (place, theme) not in there:
            made = edition.as_at + timedelta(days=18)
            ledger.decide("KPRM", edition.id, place, theme, f"{LABEL}{words}", DEMONSTRATION, made=made)


def _seen(edition: Edition) -> list[Seen]:
    ways = {"rise": "high", "fall": "low"}
    window = periods.ending("performance year to date", edition.as_at)
    return [
        Seen(
            measure=measure,
            place=place,
            edition=edition.id,
            window=str(window),
            kind=kind,
            words=f"{catalogue()[measure].title} in {name} was unusually {ways[direction]}: {window}.",
            rule=rule,
            direction=direction,
        )
        for measure, place, name, kind, rule, direction in STANDS_OUT.get(edition.as_at, ())
    ]
