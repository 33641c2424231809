"""What a viewer may see, decided where the figures are made and never by hiding a choice on the screen."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


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
#: The scope of a person in no row of the list of roles.
NOBODY = Scope("none", frozenset())


def role_of(claims: Mapping[str, object], folder: Path | None = None) -> Scope:
    """The scope of a person, by the first row of the list of roles that names one of the claims."""
    path = (folder or Path(os.environ.get("TP_DATA", "data"))) / "reference" / "roles.csv"
    if not path.is_file():
        return NOBODY
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if str(claims.get(row["claim"], "")) == row["value"]:
                return Scope(row["role"])
    return NOBODY
