"""The book that the deeds are written in: transactions, versions, history, and what a viewer may see of it."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tp_metrics.access import EVERYONE, Scope
from tp_metrics.geography import Places, PlaceUnknown
from tp_metrics.ledger.checks import check, check_author, one_of_the
from tp_metrics.ledger.engine import engine_at, in_sentences, ledger_url, readers, writers
from tp_metrics.ledger.refusals import ChangedMeanwhile
from tp_metrics.ledger.tables import TABLE_OF, CaseRow, HistoryRow, Row, kind_of, plain, thing_of
from tp_metrics.ledger.things import CHANGEABLE, Action, Author, Case, Change, Commentary, Decision, Event, Note
from tp_metrics.ledger.upgrades import make_ready

Thing = TypeVar("Thing", Case, Action, Commentary, Decision, Event)
Kept = TypeVar("Kept", Case, Action, Commentary, Decision, Event, Note)

_KINDS = {kind_of(thing): thing for thing in (Case, Note, Action, Commentary, Decision, Event)}


class Book:
    """An open ledger; the deeds of each kind are in the classes that build on it.

    A book may be used by many threads at once; each deed is one transaction, on the disk when it returns.
    """

    def __init__(
        self,
        url: str,
        *,
        places: Places | None = None,
        reference: Path | None = None,
        known: Collection[str] | None = None,
    ) -> None:
        """Open the ledger at a URL of SQLite or PostgreSQL; an empty database gets its tables.

        Args:
            url: where it is.
            places: those whose codes are taken and whose chains decide what a viewer may see; the reference files'
                when left out.
            reference: a folder whose reference files replace the shipped ones.
            known: the ids of all measures; any well-formed id is taken when left out.

        Raises LedgerRefused where it cannot be opened, is older than this program (and says the command that brings
        it up to date), or newer.
        """
        self.url = url
        self.reference = reference
        self.known = known
        if places is not None:
            self.places = places
        self._chains: dict[str, tuple[str, ...]] = {}
        self._engine = engine_at(url)
        self._readers, self._writers = readers(self._engine), writers(self._engine)
        try:
            make_ready(self._engine)
        except BaseException:
            self.close()
            raise

    @classmethod
    def open(
        cls, data_folder: Path | str, *, places: Places | None = None, known: Collection[str] | None = None
    ) -> Self:
        """The ledger of a data folder: at TP_LEDGER, or `ledger.db` in the folder; raises as the class does."""
        folder = Path(data_folder)
        return cls(ledger_url(folder), places=places, reference=folder / "reference", known=known)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        """The book itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    @cached_property
    def places(self) -> Places:
        """The places that the ledger speaks of."""
        return Places.read(self.reference)

    def may_see(self, viewer: Scope, place: str) -> bool:
        """Whether a viewer may see what is said of a place."""
        if viewer.places is None:
            return True
        if place not in self._chains:
            self._chains[place] = (place, *self._above(place))
        return viewer.may_see(self._chains[place])

    def history(self, kind: str, item: int, *, viewer: Scope = EVERYONE) -> list[Change]:
        """Every version of a thing, the oldest first; empty where the viewer may not see it.

        `kind` is "case", "note", "action", "commentary", "decision" or "event"; raises ValueError for another.
        """
        one_of_the(_KINDS, "kind of thing in the ledger", kind)
        with self._reading() as session:
            rows = session.scalars(
                select(HistoryRow).where(HistoryRow.kind == kind, HistoryRow.item == item).order_by(HistoryRow.version)
            ).all()
            if not rows or not self._shows(session, viewer, rows[-1].after):
                return []
            return [thing_of(row) for row in rows]

    # What the deeds are made of.

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Session]:
        with in_sentences(self._engine), Session(self._readers) as session, session.begin():
            yield session

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Session]:
        with in_sentences(self._engine), Session(self._writers, expire_on_commit=False) as session, session.begin():
            session.connection()  # takes its turn
            yield session

    def _listed(
        self, kind: type[Thing], viewer: Scope, where: Mapping[str, str | int | Collection[str] | None]
    ) -> list[Thing]:
        """The things whose fields are as asked (None: whatever they are) and that the viewer may see, by number."""
        table = TABLE_OF[kind]
        query: Select[Row] = select(table).order_by(table.id)
        for field, wanted in where.items():
            if wanted is not None:
                column = getattr(table, field)
                query = query.where(column == wanted if isinstance(wanted, str | int) else column.in_(list(wanted)))
        with self._reading() as session:
            found: list[Thing] = [thing_of(row) for row in session.scalars(query)]
        return [thing for thing in found if self._may_see_thing(viewer, thing)]

    def _one(self, session: Session, kind: type[Thing], item: int, viewer: Scope) -> Thing:
        """The thing of a number; one that the viewer may not see is not there."""
        row = session.get(TABLE_OF[kind], item)
        thing: Thing | None = thing_of(row) if row is not None else None
        if thing is None or not self._may_see_thing(viewer, thing):
            raise ValueError(f"there is no {kind_of(kind)} {item}")
        return thing

    def _add(self, session: Session, thing: Kept, author: Author) -> Kept:
        """Write a new thing and the first entry of its history; the thing with its number."""
        self._check(thing, author)
        values = {name: value for name, value in vars(thing).items() if name != "id"}
        row = TABLE_OF[type(thing)](**values)
        session.add(row)
        session.flush()
        kept: Kept = thing_of(row)
        self._enter(session, kept, 1, author, None)
        return kept

    def _change(
        self,
        session: Session,
        thing: Thing,
        version: int,
        author: Author,
        fields: Mapping[str, Any],
        also: Mapping[str, Any] | None = None,
    ) -> Thing:
        """Write what a person changed, and what follows from it; raises ChangedMeanwhile where `version` is past."""
        if version != thing.version:
            raise self._clash(session, thing, version, fields)
        after = replace(thing, **{**fields, **(also or {})})
        self._check(after, author)
        if after == thing:
            return thing
        after = replace(after, version=version + 1)
        row = session.get_one(TABLE_OF[type(thing)], thing.id)
        for name, value in vars(after).items():
            setattr(row, name, value)
        self._enter(session, after, after.version, author, plain(thing))
        return after

    def _enter(
        self, session: Session, thing: Kept, version: int, author: Author, before: dict[str, Any] | None
    ) -> None:
        session.add(
            HistoryRow(
                kind=kind_of(type(thing)),
                item=thing.id,
                version=version,
                author=author.name,
                verified=author.verified,
                at=datetime.now(UTC),
                before=before,
                after=plain(thing),
            )
        )
        session.flush()

    def _clash(self, session: Session, now: Thing, version: int, typed: Mapping[str, Any]) -> ValueError:
        kind = kind_of(type(now))
        read = session.scalar(
            select(HistoryRow).where(HistoryRow.kind == kind, HistoryRow.item == now.id, HistoryRow.version == version)
        )
        if read is None:
            return ValueError(f"{kind} {now.id} has no version {version}; it is at version {now.version}")
        theirs = {
            field: getattr(now, field)
            for field, value in plain(now).items()
            if field != "version" and read.after[field] != value
        }
        return ChangedMeanwhile(now, theirs, dict(typed))

    def _check(self, thing: Kept, author: Author) -> None:
        check_author(author)
        check(thing)
        if isinstance(thing, Note):
            return
        for measure in _measures(thing) if self.known is not None else ():
            if measure not in (self.known or ()):
                raise ValueError(f"'{measure}' is no measure; `python -m tp_metrics measures` lists them")
        if thing.place is not None:
            self.places.place(thing.place)

    def _may_see_thing(self, viewer: Scope, thing: Case | Action | Commentary | Decision | Event) -> bool:
        """Whether a viewer may see a thing; events of a larger place are about the viewer's own places too.

        Who sees no place in full sees nothing of the ledger, not even what is about every place.
        """
        if viewer.places is not None and not viewer.places:
            return False
        if thing.place is None or self.may_see(viewer, thing.place):
            return True
        if not isinstance(thing, Event):
            return False
        held = {above for place in viewer.places or () for above in ("MPS", *self._above(place))}
        return thing.place in held

    def _shows(self, session: Session, viewer: Scope, fields: Mapping[str, Any]) -> bool:
        """Whether a viewer may see what a history is of, given its fields."""
        if "case_id" in fields and "place" not in fields:
            fields = plain(thing_of(session.get_one(CaseRow, fields["case_id"])))
        if "breaks" in fields:
            return self._may_see_thing(viewer, thing_of(session.get_one(TABLE_OF[Event], fields["id"])))
        return self.may_see(viewer, fields["place"])

    def shows(self, session: Session, viewer: Scope, row: Row) -> bool:
        """Whether a viewer may see a row of any of the tables; of the history, what it is of."""
        if viewer.everything:
            return True
        return self._shows(session, viewer, row.after if isinstance(row, HistoryRow) else plain(thing_of(row)))

    def _must_see(self, viewer: Scope, place: str) -> None:
        if not self.may_see(viewer, place):
            raise ValueError(f"'{place}' is no place that {viewer.name} may write about")

    def _above(self, place: str) -> list[str]:
        try:
            return self.places.parents(place)
        except PlaceUnknown:
            return []


def _measures(thing: Case | Action | Commentary | Decision | Event) -> tuple[str, ...]:
    """The ids of the measures that a thing names."""
    if isinstance(thing, Event):
        return thing.measures
    return () if isinstance(thing, Decision) else (thing.measure,)


def only_changeable(kind: type, fields: Iterable[str]) -> None:
    """Raise ValueError for a field that people do not change in a kind of thing."""
    for field in fields:
        if field not in CHANGEABLE[kind]:
            allowed = ", ".join(CHANGEABLE[kind])
            raise ValueError(f"'{field}' is not for changing; what is of a kept {kind_of(kind)}: {allowed}")


def today() -> date:
    """The day that it is, in UTC as all the ledger's times."""
    return datetime.now(UTC).date()
