"""What an earlier edition says of periods in which no record has changed since: carried over, not summed again."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

import tp_metrics
from tp_metrics.editions.followed import KNOWN
from tp_metrics.editions.published import Edition
from tp_metrics.editions.wholeness import damage_within
from tp_metrics.facts import named
from tp_metrics.geography import VINTAGES, Places
from tp_metrics.records import NAMED, Import, Store
from tp_metrics.schema import FOLLOWED, RECORDS
from tp_metrics.schema.meeting_tables import ALTER_NO_FIGURE

LOG = logging.getLogger("tp_metrics.editions")


class Kind(NamedTuple):
    """How the records of a source become facts.

    Attributes:
        weekly: whether it gives part-weeks.
        vintage: its ward list, 0 for none.
        events: whether some of its records are of a single day.
    """

    weekly: bool
    vintage: int
    events: bool


Kinds = dict[str, Kind]


@dataclass(frozen=True)
class Carried:
    """What may be carried over from an edition, where there is one.

    Attributes:
        edition: the edition, or None.
        since: for each table the first day of what has to be summed anew; a table that is not in it, as a whole.
    """

    edition: Edition | None = None
    since: Mapping[str, date] = field(default_factory=dict)

    def begins(self, table: str, kinds: Kinds) -> date | None:
        """The first day of what has to be summed anew of a table; None for everything.

        A source whose records are taken in another way than they were (on another ward list, say) takes its whole
        table with it.
        """
        if self.edition is None or table not in self.since:
            return None
        before = self.edition.manifest["kinds"].get(table, {})
        alike = all(kinds.get(source) == Kind(*kind) for source, kind in before.items())
        return self.since[table] if alike else None

    def facts(self, measure: str, begins: date) -> pl.DataFrame:
        """The facts of a measure of periods that ended before a day; ready made figures are not among them."""
        assert self.edition is not None
        found = named(self.edition.facts(measure).drop("provisional"))
        return found.filter((pl.col("last_day") < begins) & pl.col("records").is_not_null())


def carried(
    store: Store, whole: list[Edition], as_at: date, *, engine: str, hashes: Mapping[str, str], places: Places
) -> Carried:
    """What may be carried over to an edition as at a day, from the newest of the whole editions that will do.

    It has to be made by this very program with the same engine, from the same reference files and from imports that
    all still stand, with none before or between them; the same boroughs have to be in the same areas; and each of its
    bytes has to be as it was written.
    """
    imports = store.imports()
    for edition in whole:
        if edition.as_at > as_at or not _alike(edition, engine, hashes) or not _begins_with(imports, edition):
            continue
        if not _same_areas(places, edition.as_at, as_at):
            continue
        if wrong := damage_within(edition.folder):
            LOG.warning("nothing is carried over from edition %s: %s", edition.id, wrong)
            continue
        new = imports[len(edition.manifest["imports"]) :]
        return Carried(edition, dict(_since(store, new, edition.as_at)))
    return Carried()


def _same_areas(places: Places, one: date, other: date) -> bool:
    """Whether every place is held by the same larger places on two days."""
    return all(places.rollup(vintage, one).equals(places.rollup(vintage, other)) for vintage in (None, *VINTAGES))


def _alike(edition: Edition, engine: str, hashes: Mapping[str, str]) -> bool:
    """Whether an edition was made by this program and engine, from reference files that alter figures as these do."""
    made: dict[str, Any] = edition.manifest
    names = [name for name in hashes if name not in ALTER_NO_FIGURE]
    same = all(made["reference"].get(name) == hashes[name] for name in names)
    return same and made.get("program") == program() and made.get("engine") == engine


def _begins_with(imports: list[Import], edition: Edition) -> bool:
    before = [one["id"] for one in edition.manifest["imports"]]
    return [one.id for one in imports[: len(before)]] == before


def _since(store: Store, new: list[Import], as_at: date) -> Iterator[tuple[str, date]]:
    """The first day of what new imports touch in each table whose records do not change but by their own days."""
    after = (as_at + timedelta(days=1)).replace(day=1)
    touched = [store.coverage(entry).select("table", "first_day") for entry in new]
    touched += [
        pl.scan_parquet(store.imports_folder / entry.id / f"{table}.parquet").select(
            pl.lit(table).alias("table"), "first_day"
        )
        for entry in new
        for table, rows in entry.tables.items()
        if rows
    ]
    earliest = dict.fromkeys(_by_their_days(), after)
    if touched:
        found = pl.concat(touched).group_by("table").agg(pl.col("first_day").min()).collect()
        for table, day in found.iter_rows():
            if table in earliest:
                earliest[table] = min(after, day.replace(day=1))
    yield from earliest.items()


def _by_their_days() -> Iterator[str]:
    """Tables whose records stand for their own days: a later one replaces those of the same days and no others."""
    yield from (table for table in RECORDS if table not in NAMED and table not in FOLLOWED and table not in KNOWN)


@lru_cache(maxsize=1)
def program() -> str:
    """The SHA-256 of all that makes facts: this package's modules, and the version of Polars."""
    home = Path(tp_metrics.__file__).parent
    digest = hashlib.sha256(pl.__version__.encode())
    for module in sorted(home.rglob("*.py")):
        digest.update(module.relative_to(home).as_posix().encode())
        digest.update(module.read_bytes())
    return digest.hexdigest()
