"""The ledger of the data folder, as pages hold it: opened once, and its events beside the edition's own."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from tp_metrics.access import Scope
from tp_metrics.editions import Edition
from tp_metrics.measures import catalogue
from tp_metrics.results import Result

if TYPE_CHECKING:
    from tp_metrics.ledger import Ledger

LOG = logging.getLogger("tp_metrics.ledger")

#: For so many seconds what was entered is not looked up again: a page draws many trends.
LOOKED_UP = 2


def book_of(folder: Path) -> Ledger:
    """The ledger of a data folder, opened once for all; raises LedgerRefused where it cannot be."""
    from tp_metrics.ledger import ledger_url  # its database library takes a third of a second to load

    return _opened(ledger_url(folder), folder)


@lru_cache(maxsize=8)
def _opened(url: str, folder: Path) -> Ledger:
    from tp_metrics.ledger import Ledger

    return Ledger(url, reference=folder / "reference", known=frozenset(catalogue()))


def kept_elsewhere() -> bool:
    """Whether TP_LEDGER names a database that may be shared with others."""
    return bool(os.environ.get("TP_LEDGER"))


def begun(folder: Path) -> bool:
    """Whether there may be something in the ledger; asking does not make one."""
    return kept_elsewhere() or (folder / "ledger.db").is_file()


def seed_ledger(folder: Path, editions: Iterable[Edition]) -> None:
    """Write labelled demonstration entries into the ledger of a data folder.

    Not where TP_LEDGER names a database of its own: made-up cases have no place among a force's own. A ledger that
    cannot be opened is left alone, and the log says why; the demonstration is none the worse for it.
    """
    if kept_elsewhere():
        return
    from tp_metrics.ledger import LedgerRefused
    from tp_metrics.review.seeding import seed

    try:
        seed(book_of(folder), editions)
    except LedgerRefused as refused:
        LOG.warning("no demonstration entries were written: %s", refused)


def with_entered(folder: Path, found: Result) -> Result:
    """A result whose events are the edition's and those entered in the ledger, which say so and who entered them.

    They are drawn; limits and comparisons follow the edition's own events alone, as editions never change.
    """
    if not begun(folder):
        return found
    known = _entered(folder, found.selection.viewer, int(time.monotonic() / LOOKED_UP))
    if known.is_empty():
        return found
    chain = [found.figure.code, *_above(folder, found), "TP", "MPS"]
    names = pl.col("measures").fill_null("").str.split(";")
    counted = found.measure.id.removesuffix("_rate")
    mine = pl.col("measures").is_null() | names.list.contains(found.measure.id) | names.list.contains(counted)
    here = pl.col("place").is_null() | pl.col("place").is_in(chain)
    theirs = known.filter(mine & here).select(found.events.columns)
    return replace(found, events=pl.concat([found.events, theirs], how="vertical_relaxed"))


def _above(folder: Path, found: Result) -> list[str]:
    places = book_of(folder).places
    try:
        return places.parents(found.figure.code)
    except ValueError:
        return []


@lru_cache(maxsize=8)
def _entered(folder: Path, viewer: Scope, _moment: int) -> pl.DataFrame:
    """What was entered in the ledger, in the words that a chart prints; empty where the ledger cannot be opened.

    Of it what a viewer may see: nothing for who sees no place in full.
    """
    from tp_metrics.ledger import LedgerRefused

    try:
        rows = book_of(folder).event_rows(viewer=viewer)
    except LedgerRefused as refused:
        LOG.warning("entered events are not drawn: %s", refused)
        return pl.DataFrame()
    said = pl.col("words").str.replace_all(r"\s+", " ").str.strip_chars()
    return rows.with_columns(words=pl.format("Entered – {} (by {})", said, "author"))


def entered_anew() -> None:
    """Have what was just entered be drawn at once."""
    _entered.cache_clear()
