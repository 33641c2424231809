"""Which packs there are: the one register that the page and the command line go by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tp_metrics.packs.register import PACKS, pack

if TYPE_CHECKING:
    from tp_metrics.editions import Edition
    from tp_metrics.geography import Place
    from tp_metrics.ledger import Ledger
    from tp_metrics.packs.document import Document
    from tp_metrics.results import Selection

Needs = Literal["area", "borough", ""]


@dataclass(frozen=True)
class Kind:
    """A pack that can be made: its name, what it holds, and which place it cannot do without."""

    name: str
    holds: str
    needs: Needs = ""

    @property
    def title(self) -> str:
        """What the pack is called."""
        return PACKS[self.name]

    def make(
        self, edition: Edition, selection: Selection, ledger: Ledger | None = None, measure: str | None = None
    ) -> Document:
        """The document of a selection, whose place is the pack's; of a view, of the measure that is chosen."""
        level, code = edition.places.place(selection.place).level, selection.place
        area, borough = code if level == "area" else None, code if level == "borough" else None
        named = measure if self.name == "view" else None
        return pack(self.name, edition, area=area, borough=borough, measure=named, selection=selection, ledger=ledger)

    def place(self, chosen: Place) -> str | None:
        """The code of the place that the pack is made for, where another one is chosen; None where none will do.

        A borough lies in its area command; but which borough of an area, nobody has said.
        """
        if not self.needs or chosen.level == self.needs:
            return chosen.code
        if self.needs == "area" and chosen.level == "borough":
            return chosen.parent
        return None


#: What is kept beside the packs that are made for a place: what somebody took along of a page.
OF_A_PAGE = "What a page showed"


def title(kind: str) -> str:
    """What a pack of a kind is called."""
    return OF_A_PAGE if kind == "page" else PACKS.get(kind, kind)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("spr", "The scorecard, what is unusual and why, and the rest of the year."),
        Kind("kprm", "One area command, borough by borough: how it stands, what was decided, and its wards.", "area"),
        Kind("borough", "One borough: its figures, its peers and its wards.", "borough"),
        Kind("exceptions", "Everything unusual, with reasons and actions."),
        Kind("justice", "Diamond Districts, restorative justice, offenders, prosecution teams and virtual courts."),
        Kind("view", "The measure, place and window chosen above: its figure, its line, its places and its wards."),
    )
}
