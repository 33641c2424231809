"""`--as`: in whose role a verb is asked, and which verbs a role may give."""

from __future__ import annotations

import getpass
from contextvars import ContextVar
from dataclasses import dataclass

from tp_metrics import audit, desk
from tp_metrics.access import EVERYONE, Scope, given_as, must_be_known, must_publish

#: Verbs that show no figure, and ask for no role; those that show figures; all others are the analyst's.
OPEN = frozenset({"measures", "sources", "template"})
SHOWING = frozenset({"doctor", "editions", "figure", "pack", "ledger export"})


@dataclass(frozen=True)
class Asker:
    """Who asks: the words of --as, and the scope that they stand for; whoever may read the files, without it."""

    words: str = ""
    scope: Scope = EVERYONE

    @property
    def name(self) -> str:
        """What the audit calls them: the words of --as, else the user of this machine."""
        if self.words:
            return self.words
        try:
            return getpass.getuser()
        except (KeyError, OSError):  # a container may know no user of its number
            return ""


_asker: ContextVar[Asker] = ContextVar("asker")


def ask_as(words: str | None) -> None:
    """Note in whose role the verb is asked: a role, or a person of roles.csv; everyone's where --as is left out (None).

    Raises ValueError for words that name neither, also for none at all: who asks in the role of a script's empty
    variable must not be answered as everyone.
    """
    if words is None:
        _asker.set(Asker())
    elif not words.strip():
        raise ValueError("--as is empty: name a role, or a person of roles.csv, or leave it out")
    else:
        _asker.set(Asker(words, given_as(words, desk.data_folder(), desk.places())))


def asker() -> Asker:
    """Who asks."""
    return _asker.get(Asker())


def allow(verb: str) -> None:
    """Raise NotForViewer where the role that asks may not give a verb."""
    viewer = asker().scope
    if verb in SHOWING:
        must_be_known(viewer, "Figures")
    elif verb not in OPEN:
        must_publish(viewer, f"`{verb}`")


def noted(kind: str, what: str) -> None:
    """Write what was done into the audit."""
    audit.record(kind, who=asker().name, role=asker().scope.name, what=what, folder=desk.data_folder())
