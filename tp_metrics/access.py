"""What a viewer may see, decided where the figures are made and never by hiding a choice on the screen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """What one viewer may see.

    Attributes:
        name: the role, for the audit and the screen.
        places: codes of the places whose figures, and those of every place within them, may be seen; None for all.
    """

    name: str = "everyone"
    places: frozenset[str] | None = None

    def may_see(self, chain: tuple[str, ...]) -> bool:
        """Whether a place may be seen, given its code and the codes of the places that hold it."""
        return self.places is None or not self.places.isdisjoint(chain)


#: The scope of a dashboard without sign-in.
EVERYONE = Scope()
