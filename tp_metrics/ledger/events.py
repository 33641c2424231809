"""Events: what happened to the figures on a day, in the columns of data/reference/events.csv."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from tp_metrics.access import EVERYONE, Scope
from tp_metrics.ledger.book import Book, only_changeable
from tp_metrics.ledger.things import Author, Event

#: The columns of an edition's events, and who entered it.
COLUMNS = {
    "first_day": pl.Date,
    "measures": pl.String,
    "place": pl.String,
    "kind": pl.String,
    "breaks": pl.Boolean,
    "words": pl.String,
    "source": pl.String,
    "status": pl.String,
    "author": pl.String,
}


class Events(Book):
    """The deeds on events."""

    def add_event(
        self,
        first_day: date,
        kind: str,
        words: str,
        author: Author,
        *,
        measures: Iterable[str] = (),
        place: str | None = None,
        breaks: bool = False,
        source: str | None = None,
        status: str = "assumed",
        viewer: Scope = EVERYONE,
    ) -> Event:
        """Enter an event; without measures it is about all of them, without a place about every place.

        `source` says who says so, the author when left out.
        """
        event = Event(
            id=0,
            version=1,
            first_day=first_day,
            measures=tuple(measures),
            place=place,
            kind=kind,
            breaks=breaks,
            words=words,
            source=author.name if source is None else source,
            author=author.name,
            verified=author.verified,
            status=status,
        )
        with self._writing() as session:
            self._must_write(viewer, event)
            return self._add(session, event, author)

    def change_event(
        self, event_id: int, version: int, author: Author, *, viewer: Scope = EVERYONE, **fields: Any
    ) -> Event:
        """Change an event as it was read at a version, or withdraw it by its status.

        Raises ChangedMeanwhile where somebody else has changed it since.
        """
        only_changeable(Event, fields)
        with self._writing() as session:
            event = self._one(session, Event, event_id, viewer)
            self._must_write(viewer, event)
            after = self._change(session, event, version, author, fields)
            self._must_write(viewer, after)
            return after

    def event(self, event_id: int, *, viewer: Scope = EVERYONE) -> Event:
        """One event; raises ValueError where there is none that the viewer may see."""
        with self._reading() as session:
            return self._one(session, Event, event_id, viewer)

    def events(self, *, viewer: Scope = EVERYONE) -> list[Event]:
        """All events, withdrawn ones too, by their first day.

        A viewer of a borough sees those of the places that hold it as well, since they change the borough's figures.
        """
        return sorted(self._listed(Event, viewer, {}), key=lambda event: (event.first_day, event.id))

    def event_rows(self, *, viewer: Scope = EVERYONE) -> pl.DataFrame:
        """The events that stand, in the columns and types of an edition's events, and `author`."""
        standing = [event for event in self.events(viewer=viewer) if event.status != "withdrawn"]
        rows = [{**vars(event), "measures": ";".join(event.measures) or None} for event in standing]
        return pl.DataFrame([{name: row[name] for name in COLUMNS} for row in rows], schema=COLUMNS)

    def _must_write(self, viewer: Scope, event: Event) -> None:
        """An event of a larger place changes figures that the viewer may not see, so it is not theirs to write."""
        if event.place is not None:
            self._must_see(viewer, event.place)
        elif viewer.places is not None:
            raise ValueError(f"an event about every place is not for {viewer.name} to write")
