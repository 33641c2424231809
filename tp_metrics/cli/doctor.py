"""`doctor`: what is installed, published, missing or stale, one line to a finding."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tp_metrics.editions import damage_within, damaged_words, editions, pending_reference
from tp_metrics.holdings import counted_words, held, kind_words, unknown_measures, without_area
from tp_metrics.records import Store
from tp_metrics.schema.reference import REFERENCE_FILES, SHIPPED, broken_reference, unknown_reference
from tp_metrics.schema.roles import broken_roles

PACKAGES = ("streamlit", "polars", "narwhals", "altair", "geopandas", "pydeck", "dataframely", "typer")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Finding:
    """One thing that the doctor looked at: `state` is "well", "missing", "stale", "unknown" or "broken"."""

    state: str
    words: str

    def __str__(self) -> str:
        """The finding as one line."""
        return f"{self.state:8} {self.words}"


def findings(store: Store) -> Iterator[Finding]:
    """Everything worth knowing about an installation and its data folder."""
    yield from _installed()
    yield from _reference(store)
    yield from (Finding("broken", words) for words in damaged(store))
    for stranger in store.strangers():
        words = f"{stranger.relative_to(store.path)} is no folder that was made here; nothing reads it"
        yield Finding("unknown", words)
    yield from _records(store)
    yield from _editions(store)
    yield from _ledger(store)
    yield from _boundaries(store)


def damaged(store: Store) -> Iterator[str]:
    """A sentence on each import and edition that is not as it was written, with all of their bytes read."""
    yield from store.damaged(within=True)
    for folder in store.edition_folders():
        if wrong := damage_within(folder):
            yield damaged_words(folder.name, wrong)


def _installed() -> Iterator[Finding]:
    yield Finding("well", f"Python {platform.python_version()}")
    for name in PACKAGES:
        try:
            yield Finding("well", f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Finding("missing", f"{name}: pip install -r requirements.txt")
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    words = f"Chromium, for browser tests and screenshots{'' if found else ': apt-get install chromium'}"
    yield Finding("well" if found else "missing", words)


def _is_own(file: Path) -> bool:
    """Whether a reference file is there and says something else than the one that the project ships."""
    return file.is_file() and file.read_bytes() != (SHIPPED / file.name).read_bytes()


def _reference(store: Store) -> Iterator[Finding]:
    broken = broken_reference(store.reference_folder)
    for words in broken.values():
        yield Finding("broken", f"{words}; refused by publish until mended")
    for name in REFERENCE_FILES:
        if name not in broken and _is_own(store.reference_folder / f"{name}.csv"):
            yield Finding("well", f"reference {name}: a file of your own")
    if words := broken_roles(store.reference_folder):
        yield Finding("broken", f"{words}; until it is mended nobody who signs in has a role")
    elif (store.reference_folder / "roles.csv").is_file():
        yield Finding("well", "reference roles: who has which role")
    for file in unknown_reference(store.reference_folder):
        yield Finding("unknown", f"reference/{file} is no reference file known here; nothing reads it")
    for words in unknown_measures(store.reference_folder):
        yield Finding("unknown", words)


def _records(store: Store) -> Iterator[Finding]:
    if store.damaged():
        return
    imports = store.imports()
    if not imports:
        yield Finding("missing", f"records in {store.path}: python -m tp_metrics ingest FILE, or demo")
    for entry in imports:
        yield Finding("well", f"import {entry.id}: {entry.file}, {entry.kept:,} kept, {entry.refused:,} refused")


def _editions(store: Store) -> Iterator[Finding]:
    found = editions(store)
    if not found:
        yield Finding("missing", "an edition: python -m tp_metrics publish --as-at DATE")
        return
    for one in found:
        kind = kind_words(one)
        yield Finding("well", f"edition {one.id}: {counted_words(held(one))}{f', {kind}' if kind else ''}")
    newest = found[0]
    if left := without_area(newest.places, newest.as_at):
        yield Finding("missing", f"an area command in edition {newest.id} for {', '.join(left)}: area_commands.csv")
    broken = broken_reference(store.reference_folder)
    for name in pending_reference(store, newest):
        if name not in broken:
            words = f"reference {name} has changed since edition {newest.id}; it takes effect when you publish"
            yield Finding("stale", words)
    there = set() if store.damaged() else {entry.file for entry in store.imports()}
    for file in sorted(there - {entry["file"] for entry in newest.manifest["imports"]}):
        yield Finding("stale", f"{file} was imported after edition {newest.id} was published")


def _ledger(store: Store) -> Iterator[Finding]:
    from tp_metrics.ledger import LedgerRefused, ledger_url, looked_at  # its database library takes a while to load

    try:
        revision = looked_at(ledger_url(store.path))
    except LedgerRefused as refused:
        yield Finding("broken", str(refused))
    else:
        yield Finding("well", f"ledger, revision {revision}" if revision else "no ledger yet; it is made when needed")


def _boundaries(store: Store) -> Iterator[Finding]:
    from tp_metrics.geography.boundaries import installed

    there = installed(store.boundaries_folder)
    for one in there:
        yield Finding("well", f"boundaries {one}")
    if not there:
        yield Finding("missing", "official boundaries; maps are indicative: python -m tp_metrics boundaries FILE")
