"""What a pack is asked for: an edition, a selection of it, the ledger, and the day from which days are counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from tp_metrics import desk, holdings, review, words
from tp_metrics.access import must_be_known
from tp_metrics.definitions import definition
from tp_metrics.editions import Edition
from tp_metrics.measure import Measure
from tp_metrics.packs.document import MARKING, Document, Section, Table
from tp_metrics.periods import KINDS, day_text
from tp_metrics.results import Result, Selection

if TYPE_CHECKING:
    from tp_metrics.ledger import Action, Case, Decision, Ledger


@dataclass(frozen=True)
class Asked:
    """What a pack is made from.

    Attributes:
        edition: the edition that every figure is of.
        selection: place, window and end, as a page's filters give them; of this edition.
        ledger: where cases, actions, commentary and decisions stand; None where it cannot be opened.
        today: the day from which the days of actions are counted.
        marking: the protective marking that each page bears.
    """

    edition: Edition
    selection: Selection
    ledger: Ledger | None
    today: date
    marking: str = MARKING

    def at(self, place: str) -> Selection:
        """The selection of another place."""
        return replace(self.selection, place=place)

    def label(self, code: str) -> str:
        """A place as a reader knows it."""
        return self.edition.places.place(code).label

    @property
    def place(self) -> str:
        """The place of the selection as a reader knows it."""
        return self.label(self.selection.place)

    @property
    def holder(self) -> str:
        """The place whose boroughs are screened: an area command, or all of TP."""
        place = self.edition.places.place(self.selection.place)
        return place.code if place.level == "area" else "TP"

    def cases(self) -> Sequence[Case] | None:
        """Every case of the ledger; None where it cannot be opened, and nothing is known of cases."""
        return self.ledger.cases() if self.ledger else None

    def actions(self, status: str | None = None) -> Sequence[Action]:
        """The actions of the ledger, by the day on which they are due."""
        return self.ledger.actions(status=status) if self.ledger else ()

    def decisions(self, meeting: str | None = None, edition: str | None = None) -> Sequence[Decision]:
        """The decisions of the ledger that stand."""
        return self.ledger.decisions(meeting=meeting, edition=edition) if self.ledger else ()

    def within(self) -> dict[str, str]:
        """The codes of the selection's place and of what it holds down to boroughs, each with its name."""
        place, places = self.selection.place, self.edition.places
        codes = [place]
        for level in ("area", "borough"):
            if places.place(place).level in ("tp", "area") and places.place(place).level != level:
                codes += places.children(place, level)
        return {code: places.place(code).label for code in codes}

    def limits(self) -> tuple[tuple[str, str], ...]:
        """For whom the pack was made, where that is not somebody who sees its place in full."""
        place, viewer = self.selection.place, self.selection.viewer
        if viewer.may_see((place, *self.edition.places.parents(place))):
            return ()
        return (("Made for", f"{viewer.name}: wards, cases and actions of other places than their own are left out"),)

    def earlier(self) -> Edition | None:
        """The edition before this one; None for the first."""
        return next((one for one in desk.editions() if one.as_at < self.edition.as_at), None)

    def meetings(self) -> dict[str, str]:
        """The code of each meeting and its name."""
        return dict(review.meeting_names(review.governance(desk.store().reference_folder)[0]))


def asked(
    edition: Edition,
    selection: Selection,
    ledger: Ledger | None = None,
    *,
    today: date | None = None,
    marking: str = MARKING,
) -> Asked:
    """What a pack is made from; days are counted from today, or of demonstration data from the edition's own.

    Of the ledger it holds what the viewer of the selection may see. Raises NotForViewer for who may see nothing.
    """
    must_be_known(selection.viewer, "Packs")
    day = today or (edition.as_at if edition.demonstration else date.today())
    seen = None
    if ledger is not None:
        from tp_metrics.ledger.seen import seen_by  # its database library takes a third of a second to load

        seen = seen_by(ledger, selection.viewer)
    return Asked(edition, replace(selection, edition=edition.id, by=()), seen, day, marking)


def made(
    kind: str,
    title: str,
    subtitle: str,
    given: Asked,
    sections: Iterable[Section],
    results: Iterable[Result],
    *,
    cut: str = "",
    more: Sequence[tuple[str, str]] = (),
) -> Document:
    """The whole document, with what was chosen and the definition of every measure among the results or in a table.

    `cut` says the data cut where no results do; `more` are definitions of what is no measure.
    """
    edition, shown, parts = given.edition, list(results), tuple(sections)
    filters = (
        ("Place", given.place),
        ("Window", f"{given.selection.window[:1].upper()}{given.selection.window[1:]}"),
        ("To the end of", day_text(given.selection.end) if given.selection.end else "the latest there is"),
        ("Edition", f"as at {day_text(edition.as_at)} ({edition.id})"),
        ("Actions as at", day_text(given.today)),
        *given.limits(),
    )
    return Document(
        kind=kind,
        title=title,
        subtitle=subtitle,
        edition=edition.id,
        as_at=edition.as_at,
        cut=cut or _cut(shown),
        marking=given.marking,
        demonstration=_demonstration(edition),
        filters=filters,
        definitions=(*_definitions(shown, _named(parts)), *more),
        sections=parts,
    )


def _cut(results: Sequence[Result]) -> str:
    """Up to which day the data go: one for all, else the first and the last of them."""
    cuts = sorted({one.cut for one in results if one.cut})
    if not cuts:
        return ""
    last = day_text(cuts[-1])
    return f"data to {last}" if len(cuts) == 1 else f"data to {last}, some to {day_text(cuts[0])}"


def _demonstration(edition: Edition) -> str:
    said = holdings.kind_words(edition)
    return f"{said[:1].upper()}{said[1:]}" if said else ""


def _named(sections: Sequence[Section]) -> list[Measure]:
    """The measures that a table of the document has a row of."""
    tables = (one for section in sections for one in section.blocks if isinstance(one, Table))
    titles = {title for one in tables if "Measure" in one.rows.columns for title in one.rows["Measure"]}
    return [one for one in desk.measures().values() if one.title in titles]


def _definitions(results: Sequence[Result], named: Iterable[Measure]) -> list[tuple[str, str]]:
    """Each measure with what it counts and its caveats, then the words that any pack uses."""
    told: dict[str, tuple[str, str]] = {}
    shown = {one.measure.id: one for one in reversed(results)}
    measures = {one.id: one for one in (*named, *(result.measure for result in results))}
    for one in sorted(measures.values(), key=lambda measure: measure.title):
        caveats = words.caveats(shown[one.id]) if one.id in shown else ()
        own = [said for said in caveats if not said.startswith("Demonstration data")]
        parts = (definition(one.id).says, definition(one.id).kind, one.why, *own)
        told[one.id] = (one.title, " ".join(part.strip() for part in parts if part))
    if not told:
        return []
    terms = ("edition", "provisional", "95 % interval")
    general = [("Chart signal", words.SIGNAL_HELP), *((f"{t[:1].upper()}{t[1:]}", words.term(t)) for t in terms)]
    return [*told.values(), *general]


def window(text: str | None) -> str:
    """The kind of window of these words; the year to date without any. Raises ValueError with those there are."""
    if text is None:
        return KINDS[0]
    if text not in KINDS:
        raise ValueError(f"'{text}' is no kind of window; there are: {', '.join(KINDS)}")
    return text
