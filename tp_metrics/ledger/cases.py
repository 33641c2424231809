"""Cases: an exception, its reason, who sees to it, and the notes of those who looked at it again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields as fields_of
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tp_metrics.access import EVERYONE, Scope
from tp_metrics.ledger.book import Book, only_changeable, today
from tp_metrics.ledger.refusals import ChangedMeanwhile, merged
from tp_metrics.ledger.tables import CaseRow, NoteRow, thing_of
from tp_metrics.ledger.things import CHANGEABLE, STANDING, Author, Case, Note, Seen

_BLANK = {field.name: field.default for field in fields_of(Case) if field.name in CHANGEABLE[Case]}


class Cases(Book):
    """The deeds on cases and their notes."""

    def open_case(
        self, seen: Seen, author: Author, *, opened: date | None = None, viewer: Scope = EVERYONE, **answers: Any
    ) -> Case:
        """Open a case on what a screen showed, with what is known of it already (`answers`, as in change_case).

        A case of the same measure and place that stands is continued: what it does not say yet is filled in. Where it
        says something else, ChangedMeanwhile is raised, and nothing is saved. `opened` is today when left out.
        """
        only_changeable(Case, answers)
        self._must_see(viewer, seen.place)
        said = {"author": author.name, "verified": author.verified, "opened": opened or today(), **answers}
        case = Case(id=0, version=1, **vars(seen), **said)
        with self._writing() as session:
            standing = self._standing(session, seen.measure, seen.place)
            if standing is None:
                return self._add(session, case, author)
            return self._continue(session, standing, author, answers)

    def change_case(
        self, case_id: int, version: int, author: Author, *, viewer: Scope = EVERYONE, **fields: Any
    ) -> Case:
        """Change a case as it was read at a version: status, reason, reason_words, owner, due, links.

        Raises ChangedMeanwhile where somebody else has changed it since, and ValueError for what may not be.
        """
        only_changeable(Case, fields)
        with self._writing() as session:
            case = self._one(session, Case, case_id, viewer)
            if case.status not in STANDING and fields.get("status") in STANDING and version == case.version:
                other = self._standing(session, case.measure, case.place)
                if other is not None:
                    raise ValueError(f"case {other.id} on {case.measure} at {case.place} stands already; one is enough")
            return self._change(session, case, version, author, fields)

    def case(self, case_id: int, *, viewer: Scope = EVERYONE) -> Case:
        """One case; raises ValueError where there is none that the viewer may see."""
        with self._reading() as session:
            return self._one(session, Case, case_id, viewer)

    def cases(
        self,
        *,
        status: str | Collection[str] | None = None,
        measure: str | None = None,
        place: str | None = None,
        kind: str | None = None,
        edition: str | None = None,
        owner: str | None = None,
        viewer: Scope = EVERYONE,
    ) -> list[Case]:
        """The cases that fit, by number; `status` may be several, as `STANDING`."""
        where = {"status": status, "measure": measure, "place": place, "kind": kind, "edition": edition, "owner": owner}
        return self._listed(Case, viewer, where)

    def note(self, case_id: int, words: str, author: Author, *, viewer: Scope = EVERYONE) -> Note:
        """Add a review note to a case, of whatever status."""
        with self._writing() as session:
            case = self._one(session, Case, case_id, viewer)
            note = Note(0, case.id, words, author.name, author.verified, datetime.now(UTC))
            return self._add(session, note, author)

    def notes(self, *case_ids: int, viewer: Scope = EVERYONE) -> list[Note]:
        """The notes of some cases, in the order in which they were written."""
        query = select(NoteRow, CaseRow.place).join(CaseRow, CaseRow.id == NoteRow.case_id)
        with self._reading() as session:
            found = session.execute(query.where(NoteRow.case_id.in_(case_ids)).order_by(NoteRow.id)).all()
            return [thing_of(row) for row, place in found if self.may_see(viewer, place)]

    def _standing(self, session: Session, measure: str, place: str) -> Case | None:
        row = session.scalar(
            select(CaseRow).where(CaseRow.measure == measure, CaseRow.place == place, CaseRow.status.in_(STANDING))
        )
        return thing_of(row) if row is not None else None

    def _continue(self, session: Session, case: Case, author: Author, answers: dict[str, Any]) -> Case:
        """Fill in what a case leaves open: the answers of somebody who saw a blank form."""
        said = {field: getattr(case, field) for field, blank in _BLANK.items() if getattr(case, field) != blank}
        typed = {field: value for field, value in answers.items() if value != _BLANK[field]}
        return self._change(session, case, case.version, author, merged(ChangedMeanwhile(case, said, typed)))
