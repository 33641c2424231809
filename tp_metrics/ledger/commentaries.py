"""Commentary: words on a figure of an edition, written, agreed, and locked with the edition."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from tp_metrics.access import EVERYONE, Scope
from tp_metrics.ledger.book import Book
from tp_metrics.ledger.refusals import ChangedMeanwhile, Locked
from tp_metrics.ledger.tables import CommentaryRow, thing_of
from tp_metrics.ledger.things import SHOWN, Author, Commentary


class Commentaries(Book):
    """The deeds on commentary."""

    def comment(
        self,
        measure: str,
        place: str,
        edition: str,
        words: str,
        author: Author,
        *,
        version: int | None = None,
        viewer: Scope = EVERYONE,
    ) -> Commentary:
        """Write the commentary on an edition's figure; `version` is that of the words read, None where there were none.

        It is a draft, also where the words before were agreed. Raises ChangedMeanwhile where somebody else has written
        since, and Locked where it is locked.
        """
        self._must_see(viewer, place)
        new = Commentary(0, 1, measure, place, edition, words, author.name, author.verified)
        key = (CommentaryRow.measure == measure, CommentaryRow.place == place, CommentaryRow.edition == edition)
        with self._writing() as session:
            row = session.scalar(select(CommentaryRow).where(*key))
            if row is None:
                if version is not None:
                    raise ValueError(f"there is no commentary on {measure} at {place} in edition {edition} yet")
                return self._add(session, new, author)
            there: Commentary = thing_of(row)
            if there.status == "locked":
                raise Locked(f"the commentary on {measure} at {place} is locked with edition {edition}")
            if there.words == words and there.status != "withdrawn":
                return there
            if version is None:
                raise ChangedMeanwhile(there, {"words": there.words}, {"words": words})
            also = {"status": "draft", "agreed_by": None, "author": author.name, "verified": author.verified}
            return self._change(session, there, version, author, {"words": words}, also)

    def agree(self, commentary_id: int, version: int, author: Author, *, viewer: Scope = EVERYONE) -> Commentary:
        """Agree a draft as it was read at a version, so that a meeting may read it.

        Raises ChangedMeanwhile where it has changed since, and ValueError where it is withdrawn.
        """
        return self._to("agreed", ("draft", "agreed"), commentary_id, version, author, viewer)

    def withdraw_commentary(
        self, commentary_id: int, version: int, author: Author, *, viewer: Scope = EVERYONE
    ) -> Commentary:
        """Withdraw commentary that is not locked; it is kept, and no meeting reads it. Raises ChangedMeanwhile."""
        return self._to("withdrawn", ("draft", "agreed", "withdrawn"), commentary_id, version, author, viewer)

    def lock(self, edition: str, author: Author, *, viewer: Scope = EVERYONE) -> list[Commentary]:
        """Lock all that is agreed on an edition, for ever; what was locked now. Drafts stay drafts."""
        query = select(CommentaryRow).where(CommentaryRow.edition == edition, CommentaryRow.status == "agreed")
        with self._writing() as session:
            agreed = [thing_of(row) for row in session.scalars(query.order_by(CommentaryRow.id))]
            return [
                self._change(session, one, one.version, author, {}, {"status": "locked"})
                for one in agreed
                if self.may_see(viewer, one.place)
            ]

    def commentary(
        self,
        edition: str | None = None,
        measure: str | None = None,
        place: str | None = None,
        *,
        status: str | Collection[str] | None = None,
        viewer: Scope = EVERYONE,
    ) -> list[Commentary]:
        """The commentary that fits, drafts and all, as those who prepare it need it."""
        where = {"edition": edition, "measure": measure, "place": place, "status": status}
        return self._listed(Commentary, viewer, where)

    def shown_commentary(
        self,
        edition: str | None = None,
        measure: str | None = None,
        place: str | None = None,
        *,
        viewer: Scope = EVERYONE,
    ) -> list[Commentary]:
        """The commentary that a meeting reads: agreed or locked, and nothing half-written."""
        return self.commentary(edition, measure, place, status=SHOWN, viewer=viewer)

    def _to(
        self,
        status: str,
        from_one_of: tuple[str, ...],
        commentary_id: int,
        version: int,
        author: Author,
        viewer: Scope,
    ) -> Commentary:
        with self._writing() as session:
            there = self._one(session, Commentary, commentary_id, viewer)
            if there.status == "locked":
                raise Locked(f"commentary {there.id} is locked with edition {there.edition}")
            if version == there.version and there.status not in from_one_of:
                raise ValueError(f"commentary {there.id} is {there.status}; write it anew before it is {status}")
            also: dict[str, Any] = {"status": status}
            if there.status != status:
                also["agreed_by"] = author.name if status == "agreed" else None
            return self._change(session, there, version, author, {}, also)
