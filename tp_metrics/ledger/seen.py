"""The ledger as one viewer may see it: every look and deed goes by their scope, and deeds are told to an audit."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from tp_metrics.access import Scope
from tp_metrics.ledger.ledger import Ledger
from tp_metrics.ledger.tables import kind_of

#: What reads, by a viewer; what writes, by a viewer; and what is no row of it and the same for all.
READS = frozenset(
    {
        "action",
        "actions",
        "case",
        "cases",
        "commentary",
        "decided",
        "decisions",
        "event",
        "event_rows",
        "events",
        "history",
    }
    | {"notes", "shown_commentary"}
)
WRITES = frozenset(
    {"add_action", "add_event", "agree", "change_action", "change_case", "change_decision", "change_event", "comment"}
    | {"decide", "lock", "note", "open_case", "withdraw_commentary"}
)
PLAIN = frozenset({"close", "known", "may_see", "places", "reference", "url"})

Told = Callable[[str], None]


def untold(_words: str) -> None:
    """Tell nobody of a deed."""


class SeenLedger:
    """A ledger with its viewer fixed: no call can widen it, and what is not known here is refused."""

    def __init__(self, ledger: Ledger, viewer: Scope, told: Told) -> None:
        """Take the ledger, who looks, and who is told of each deed in the words of `said`."""
        self._ledger = ledger
        self._told = told
        self.viewer = viewer

    def __getattr__(self, name: str) -> Any:
        """A deed or a look of the ledger in the viewer's name."""
        if name in PLAIN:
            return getattr(self._ledger, name)
        if name not in READS | WRITES:
            raise AttributeError(f"the ledger of a viewer has no '{name}'")
        deed = getattr(self._ledger, name)

        @wraps(deed)
        def done(*args: Any, **fields: Any) -> Any:
            made = deed(*args, **{**fields, "viewer": self.viewer})
            if name in WRITES:
                for one in made if isinstance(made, list) else [made]:
                    self._told(said(name, one))
            return made

        return done


def seen_by(ledger: Ledger, viewer: Scope, told: Told = untold) -> Ledger:
    """The ledger as a viewer may see it; one that is a viewer's already stays theirs. `told` hears of each deed."""
    if isinstance(ledger, SeenLedger):
        return cast("Ledger", ledger)
    return cast("Ledger", SeenLedger(ledger, viewer, told))


def said(deed: str, thing: Any) -> str:
    """A deed as an audit writes it: what was done to which thing, and nothing that a person typed.

    >>> from tp_metrics.ledger.things import Note
    >>> said("note", Note(7, 3, "words", "A. Name", False, None))
    'note: note 7 of case 3'
    """
    version = getattr(thing, "version", None)
    of = f" of case {thing.case_id}" if version is None and hasattr(thing, "case_id") else ""
    return f"{deed.replace('_', ' ')}: {kind_of(type(thing))} {thing.id}{of}" + (
        f", version {version}" if version else ""
    )
