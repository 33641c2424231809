"""What the ledger refuses, each in one sentence that carries what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tp_metrics.ledger.things import Action, Case, Commentary, Decision, Event


class LedgerRefused(ValueError):
    """The ledger cannot be opened or restored; the message says why and what to do."""


class LedgerBusy(LedgerRefused):
    """Others have been writing for so long that this was given up; nothing was written."""


class Locked(ValueError):
    """Commentary that is locked with its edition never changes."""


@dataclass(eq=False)
class ChangedMeanwhile(ValueError):
    """Somebody else changed it between reading and saving; nothing was saved and nothing typed is lost.

    Attributes:
        now: the row as it is now.
        theirs: what they changed meanwhile: field → its value now.
        typed: what the caller wanted to save: field → value.
    """

    now: Case | Action | Commentary | Decision | Event
    theirs: Mapping[str, Any]
    typed: Mapping[str, Any]

    def __str__(self) -> str:
        """One sentence: what changed, and to which version."""
        kind = type(self.now).__name__.lower()
        fields = ", ".join(self.theirs) or "nothing that stands now"
        return f"{kind} {self.now.id} was changed meanwhile, to version {self.now.version}: {fields}"

    @property
    def both(self) -> tuple[str, ...]:
        """The fields that both changed, to different values."""
        return tuple(
            field for field, value in self.typed.items() if field in self.theirs and self.theirs[field] != value
        )


def merged(clash: ChangedMeanwhile) -> dict[str, Any]:
    """What the caller typed, to be saved over `clash.now`, where none of it touches what others changed meanwhile.

    Raises the clash again where both changed the same field to different values: a person has to choose.

    >>> case = Case(1, 2, "robbery", "TP", "2010-12-31", "Dec 2010", "concern", "Up.", "", "", None, "A", False)
    >>> merged(ChangedMeanwhile(case, {"owner": "Borough Commander"}, {"reason": "seasonal"}))
    {'reason': 'seasonal'}
    """
    if clash.both:
        raise clash
    return {field: value for field, value in clash.typed.items() if field not in clash.theirs}
