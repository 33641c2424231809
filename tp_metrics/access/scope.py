"""What a viewer may see, decided where the figures are made and never by hiding a choice on the screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tp_metrics.geography import Places

#: Whose figures every role but "none" may read: TP, area commands, boroughs, and the whole force, which stands for TP
#: where nobody speaks for TP alone. Peers, funnels and ranks rest on these, and so are the same for all.
FIGURES = frozenset({"tp", "area", "borough", "MPS"})


class NotForViewer(ValueError):
    """What was asked for is not for this viewer; the message says what, in one sentence."""


@dataclass(frozen=True)
class Scope:
    """What one viewer may see. It names no person: two people of one role and place share what is kept.

    Attributes:
        name: the role, for the audit and the screen.
        places: codes of the places that may be seen in full, with every place within them: wards, cases, actions,
            tables of justice; None for all.
        figures: levels, and codes of single places, whose figures may be read beside those of `places`.
        publishes: whether files may be imported, editions published, and the audit read.
    """

    name: str = "everyone"
    places: frozenset[str] | None = None
    figures: frozenset[str] = frozenset()
    publishes: bool = False

    @property
    def everything(self) -> bool:
        """Whether all places may be seen in full."""
        return self.places is None

    @property
    def nothing(self) -> bool:
        """Whether nothing at all may be seen."""
        return self.places is not None and not self.places and not self.figures

    def may_see(self, chain: Iterable[str]) -> bool:
        """Whether a place may be seen in full, given its code and the codes of the places that hold it."""
        return self.places is None or not self.places.isdisjoint(chain)

    def may_read(self, chain: tuple[str, ...], level: str) -> bool:
        """Whether the figures of a place may be read, given its chain, itself first, and its level."""
        return self.may_see(chain) or level in self.figures or chain[0] in self.figures

    def covers(self, other: Scope) -> bool:
        """Whether everything that another scope shows is shown to this one too."""
        places = self.places is None or (other.places is not None and other.places <= self.places)
        return places and (self.places is None or other.figures <= self.figures)


#: The scope of a dashboard without sign-in.
EVERYONE = Scope(publishes=True)
#: Who has signed in and stands in no row of roles.csv, or in one of "none".
NOBODY = Scope("none", frozenset())
VIEWER = Scope("viewer", frozenset(), FIGURES)
DAC = Scope("DAC")
ANALYST = Scope("analyst", publishes=True)


def commander(role: str, places: Iterable[str]) -> Scope:
    """The scope of an area or borough commander: the figures of all, and their own places in full."""
    return Scope(role, frozenset(places), FIGURES)


def must_see(viewer: Scope, places: Places, code: str, what: str) -> None:
    """Raise NotForViewer where a place may not be seen in full; `what` is of it, with a capital. PlaceUnknown too."""
    if viewer.everything:
        return
    place = places.place(code)
    if not viewer.may_see((code, *places.parents(code))):
        raise NotForViewer(f"{what} of {place.label} are not for this role ({viewer.name}).")


def sees_within(viewer: Scope, places: Places, code: str) -> bool:
    """Whether a place may be seen in full, or another one within it may. Raises PlaceUnknown."""
    if viewer.places is None or viewer.may_see((code, *places.parents(code))):
        return True
    return any(code in places.parents(own) for own in viewer.places)


def must_be_known(viewer: Scope, what: str) -> None:
    """Raise NotForViewer for who may see nothing; `what` has a capital."""
    if viewer.nothing:
        raise NotForViewer(f"{what} are not for who has no role here.")


def must_see_all(viewer: Scope, what: str) -> None:
    """Raise NotForViewer for who may not see every place in full; `what` has a capital."""
    if not viewer.everything:
        raise NotForViewer(f"{what} are not for this role ({viewer.name}).")


def must_publish(viewer: Scope, what: str) -> None:
    """Raise NotForViewer for who may not import and publish; `what` has a capital."""
    if not viewer.publishes:
        raise NotForViewer(f"{what} is for the analyst, and not for this role ({viewer.name}).")
