"""Actions: what somebody is to do by a day, and whether it was done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from tp_metrics.access import EVERYONE, Scope
from tp_metrics.ledger.book import Book, only_changeable, today
from tp_metrics.ledger.checks import one_of_the
from tp_metrics.ledger.things import Action, Author, Case
from tp_metrics.schema.reference import read_reference


class Actions(Book):
    """The deeds on actions."""

    def add_action(
        self,
        words: str,
        owner: str,
        due: date,
        author: Author,
        *,
        case_id: int | None = None,
        measure: str | None = None,
        place: str | None = None,
        meeting: str | None = None,
        added: date | None = None,
        viewer: Scope = EVERYONE,
    ) -> Action:
        """Add an action to a case, or without one to a measure at a place.

        `meeting` is a code of meetings.csv or None, `added` is today when left out.
        """
        self._known_meeting(meeting)
        if (case_id is None) == (measure is None) or (measure is None) != (place is None):
            raise ValueError("an action belongs to a case, or else to a measure at a place")
        with self._writing() as session:
            if case_id is not None:
                case = self._one(session, Case, case_id, viewer)
                measure, place = case.measure, case.place
            self._must_see(viewer, str(place))
            action = Action(
                id=0,
                version=1,
                case_id=case_id,
                measure=str(measure),
                place=str(place),
                words=words,
                owner=owner,
                due=due,
                added=added or today(),
                author=author.name,
                verified=author.verified,
                meeting=meeting,
            )
            return self._add(session, action, author)

    def change_action(
        self, action_id: int, version: int, author: Author, *, viewer: Scope = EVERYONE, **fields: Any
    ) -> Action:
        """Change an action as it was read at a version: words, owner, due, meeting, status, done_on.

        One that is done without a day was done today; one that is not done has no such day. Raises ChangedMeanwhile
        where somebody else has changed it since.
        """
        only_changeable(Action, fields)
        self._known_meeting(fields.get("meeting"))
        with self._writing() as session:
            action = self._one(session, Action, action_id, viewer)
            also: dict[str, Any] = {}
            if fields.get("status", action.status) != "done":
                also = {} if fields.get("done_on") else {"done_on": None}
            elif fields.get("done_on", action.done_on) is None:
                also = {"done_on": today()}
            return self._change(session, action, version, author, fields, also)

    def action(self, action_id: int, *, viewer: Scope = EVERYONE) -> Action:
        """One action; raises ValueError where there is none that the viewer may see."""
        with self._reading() as session:
            return self._one(session, Action, action_id, viewer)

    def actions(
        self,
        *,
        status: str | Collection[str] | None = None,
        overdue_on: date | None = None,
        meeting: str | None = None,
        case_id: int | None = None,
        measure: str | None = None,
        place: str | None = None,
        owner: str | None = None,
        viewer: Scope = EVERYONE,
    ) -> list[Action]:
        """The actions that fit, by the day on which they are due; `overdue_on` leaves those open and due before it."""
        where = {
            "status": status,
            "meeting": meeting,
            "case_id": case_id,
            "measure": measure,
            "place": place,
            "owner": owner,
        }
        found = self._listed(Action, viewer, where)
        if overdue_on is not None:
            found = [action for action in found if action.status == "open" and action.due < overdue_on]
        return sorted(found, key=lambda action: (action.due, action.id))

    def _known_meeting(self, meeting: str | None) -> None:
        if meeting is not None:
            one_of_the(read_reference("meetings", self.reference)["code"], "meeting", meeting)
