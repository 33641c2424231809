"""The criminal justice summary: a section to each page of justice, in a file of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tp_metrics.access import EVERYONE, Scope, must_see
from tp_metrics.editions import Edition
from tp_metrics.packs.asked import Asked, asked, made
from tp_metrics.packs.document import MARKING, Block, Document, Section
from tp_metrics.packs.justice import courts, diamond, offenders, prosecution, restorative
from tp_metrics.periods import day_text
from tp_metrics.results import Selection

if TYPE_CHECKING:
    from tp_metrics.ledger import Ledger

TITLE = "Criminal justice summary"


@dataclass(frozen=True)
class Page:
    """What a section is made of: the name of its page, its blocks, and how its figures are made.

    A text among the blocks is the title of a part of it, which begins a sheet of its own.
    """

    title: str
    blocks: Callable[[Asked], Iterator[Block | str]]
    method: Callable[[Asked], list[str]]


#: A section to each page of justice, in the order of their menu.
PAGES = (
    Page("Diamond Districts", diamond.blocks, diamond.method),
    Page("Restorative justice", restorative.blocks, restorative.method),
    Page("Offender management", offenders.blocks, offenders.method),
    Page("Prosecution teams", prosecution.blocks, prosecution.method),
    Page("Virtual courts", courts.blocks, courts.method),
)


def justice(
    edition: Edition,
    place: str = "TP",
    ledger: Ledger | None = None,
    *,
    viewer: Scope = EVERYONE,
    today: date | None = None,
    marking: str = MARKING,
) -> Document:
    """The summary of criminal justice at a place: TP, an area command or a borough. Raises PlaceUnknown.

    NotForViewer where the viewer may not see the tables of that place.
    """
    code = edition.places.find(place).code
    must_see(viewer, edition.places, code, "Tables of justice")
    given = asked(edition, Selection(place=code, viewer=viewer), ledger, today=today, marking=marking)
    sections = [section for page in PAGES for section in _sections(page, given)]
    methods = tuple((page.title, " ".join(page.method(given))) for page in PAGES)
    cut = f"known on {day_text(edition.as_at)}"
    subtitle = f"{given.place}, as at {day_text(edition.as_at)}"
    return made("justice", TITLE, subtitle, given, sections, restorative.published(given), cut=cut, more=methods)


def _sections(page: Page, given: Asked) -> list[Section]:
    """The section of a page, and its parts that have something to show."""
    parts: list[tuple[str, list[Block]]] = [(page.title, [])]
    for block in page.blocks(given):
        if isinstance(block, str):
            parts.append((block, []))
        else:
            parts[-1][1].append(block)
    (title, first), *rest = parts
    return [Section(title, tuple(first)), *(Section(name, tuple(own), 2) for name, own in rest if own)]
