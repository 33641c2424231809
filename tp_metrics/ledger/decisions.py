"""Decisions: what a meeting decided on a theme at a place."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import bindparam, exists, select

from tp_metrics.access import EVERYONE, Scope
from tp_metrics.ledger.book import Book, only_changeable, today
from tp_metrics.ledger.checks import one_of_the
from tp_metrics.ledger.engine import in_sentences
from tp_metrics.ledger.tables import DecisionRow
from tp_metrics.ledger.things import Author, Decision
from tp_metrics.schema.reference import read_reference

#: Whether anything was decided, built once: to build a query takes three times as long as to answer it.
_ANY = select(
    exists().where(
        DecisionRow.edition == bindparam("edition"),
        DecisionRow.place == bindparam("place"),
        DecisionRow.theme == bindparam("theme"),
        DecisionRow.status == "taken",
    )
)


class Decisions(Book):
    """The deeds on decisions."""

    def decide(
        self,
        meeting: str,
        edition: str,
        place: str,
        theme: str,
        words: str,
        author: Author,
        *,
        made: date | None = None,
        viewer: Scope = EVERYONE,
    ) -> Decision:
        """Write down what a meeting decided; `meeting` is a code of meetings.csv, `made` is today when left out."""
        one_of_the(read_reference("meetings", self.reference)["code"], "meeting", meeting)
        decision = Decision(
            id=0,
            version=1,
            meeting=meeting,
            edition=edition,
            place=place,
            theme=theme,
            words=words,
            made=made or today(),
            author=author.name,
            verified=author.verified,
        )
        with self._writing() as session:
            self._must_see(viewer, place)
            return self._add(session, decision, author)

    def change_decision(
        self, decision_id: int, version: int, author: Author, *, viewer: Scope = EVERYONE, **fields: Any
    ) -> Decision:
        """Change the words of a decision as it was read at a version, or withdraw it by its status.

        Raises ChangedMeanwhile where somebody else has changed it since.
        """
        only_changeable(Decision, fields)
        with self._writing() as session:
            decision = self._one(session, Decision, decision_id, viewer)
            return self._change(session, decision, version, author, fields)

    def decided(self, *, edition: str, place: str, theme: str, viewer: Scope = EVERYONE) -> bool:
        """Whether any decision stands on a theme at a place; every page asks on every run, and seldom is there one.

        Of a place that the viewer may not see it is not told.
        """
        if not self.may_see(viewer, place):
            return False
        with in_sentences(self._engine), self._readers.connect() as connection:
            return bool(connection.scalar(_ANY, {"edition": edition, "place": place, "theme": theme}))

    def decisions(
        self,
        *,
        meeting: str | None = None,
        edition: str | None = None,
        place: str | None = None,
        theme: str | None = None,
        status: str | None = "taken",
        viewer: Scope = EVERYONE,
    ) -> list[Decision]:
        """The decisions that fit, by their number; `status` None brings the withdrawn ones too."""
        where = {"meeting": meeting, "edition": edition, "place": place, "theme": theme, "status": status}
        return self._listed(Decision, viewer, where)
