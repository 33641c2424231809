"""A borough's profile: its figures, what is unusual, the measures in full, its wards and its actions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tp_metrics import review, words
from tp_metrics.access import must_see
from tp_metrics.editions import Edition
from tp_metrics.packs import pieces
from tp_metrics.packs.asked import Asked, asked, made, window
from tp_metrics.packs.document import MARKING, Block, Document, Map, Section, Words
from tp_metrics.packs.kprm import of_level
from tp_metrics.packs.spr import actions, exceptions, panels, rest_of_year
from tp_metrics.results import Selection
from tp_metrics.review import Line

if TYPE_CHECKING:
    from tp_metrics.ledger import Ledger

#: The measures whose wards are mapped.
MAPPED = ("good_job", "total_notifiable_offences")


def borough(
    edition: Edition,
    name: str,
    ledger: Ledger | None = None,
    *,
    selection: Selection | None = None,
    today: date | None = None,
    marking: str = MARKING,
) -> Document:
    """The profile of a borough, by its name or code; ValueError with those there are for any other."""
    place = of_level(edition, name, "borough")
    must_see((selection or Selection()).viewer, edition.places, place, "Profiles")
    chosen = replace(selection or Selection(window=window(None)), place=place)
    given = asked(edition, chosen, ledger, today=today, marking=marking)
    lines = review.scorecard(edition, given.selection)
    period = words.main_period(lines) if lines else chosen.window
    sections = [
        Section("At a glance", tuple(_glance(given, lines))),
        Section("Scorecard", (pieces.scorecard(lines, f"Scorecard, {given.place}, {period}"),)),
        exceptions(given),
        *panels(given, lines),
        *_wards(given, {line.result.measure.id for line in lines}),
        *rest_of_year(lines),
        Section("Actions", actions(given)),
    ]
    return made("borough", f"Borough profile: {given.place}", period, given, sections, [one.result for one in lines])


def _glance(given: Asked, lines: tuple[Line, ...]) -> Iterator[Block]:
    yield from (Words(said, "lead") for said in words.headline_sentences(lines))
    held = {line.result.measure.id: line.result for line in lines}
    yield from pieces.cards([held[name] for name in review.BESIDE if name in held])
    if MAPPED[0] in held:
        yield from pieces.wards(given, MAPPED[0], given.selection.place)


def _wards(given: Asked, known: set[str]) -> Iterator[Section]:
    """The wards in figures, of a survey and of a count; the count on its map, as the survey stands at the front."""
    for name in MAPPED:
        found = pieces.wards(given, name, given.selection.place) if name in known else ()
        twins = [twin(one) for one in found if isinstance(one, Map)]
        if found:
            drawn = () if name == MAPPED[0] else found
            yield Section(f"Wards: {found[0].title.partition(': ')[2]}", (*drawn, *twins))


def twin(drawn: Map) -> Block:
    """The table of what a map shows."""
    return pieces.table("The wards in figures", drawn.rows, drawn.source, notes=drawn.notes[:1])
