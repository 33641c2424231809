"""What a page shows, as a pack: its sections as the page drew them, with what was chosen and what its measures mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from tp_metrics import charts, words
from tp_metrics.access import NotForViewer
from tp_metrics.editions import Edition
from tp_metrics.packs import pieces
from tp_metrics.packs.asked import Asked, asked, made
from tp_metrics.packs.document import MARKING, Block, Chart, Document, Map, Section, Table
from tp_metrics.packs.plotted import plotted
from tp_metrics.periods import day_text
from tp_metrics.results import Result, Selection

#: The filters of the frame by the name that a pack prints them under.
FILTERS = {"place": "Place", "window": "Window", "end": "To the end of", "edition": "Edition"}
FINDINGS = (Chart, Map, Table)


def page(
    edition: Edition,
    selection: Selection,
    title: str,
    sections: Sequence[Section],
    results: Sequence[Result] = (),
    *,
    uses: Sequence[str] = tuple(FILTERS),
    choices: Mapping[str, str] | None = None,
    today: date | None = None,
    marking: str = MARKING,
) -> Document:
    """The pack of a page of this title, whose sections hold what it shows to the viewer of the selection.

    Of the shared filters those are printed that the page `uses`, then its own `choices`. Raises NotForViewer for who
    may see nothing.
    """
    given = asked(edition, selection, today=today, marking=marking)
    shown = list({one.measure.id: one for one in results}.values())
    cut = "" if shown else f"known on {day_text(edition.as_at)}"
    subtitle = ", ".join(said for name, said in _chosen(given).items() if name in uses) or "Territorial Policing"
    whole = made("page", title, subtitle, given, sections, shown, cut=cut, more=_methods(given, title))
    printed = {FILTERS[name] for name in uses if name in FILTERS} - {"Edition"}
    first = tuple(one for one in whole.filters if one[0] in printed)
    last = tuple(one for one in whole.filters if one[0] in ("Edition", "Made for"))
    return replace(whole, filters=(*first, *(choices or {}).items(), *last))


def charted(
    spec: Mapping[str, Any], rows: pl.DataFrame, alt: str, result: Any = None, *, source: str = ""
) -> tuple[Chart, ...]:
    """A chart of a page in the light theme, with the table of what it draws (`rows`), and of which result it is.

    What is of no result has its `source` in words. ValueError for a chart of a kind that slides do not know.
    """
    bare = spec if "foot" in spec.get("usermeta", {}) else charts.bare(dict(spec))
    measure = getattr(result, "measure", None)
    plot = plotted(bare, measure.title if measure else "")
    said = source or words.source_line(result)
    return (pieces.sourced(bare, plot, rows, alt, said),)


def tabled(title: str, rows: pl.DataFrame, source: str, **more: Any) -> tuple[Block, ...]:
    """A table of a page, whole where the screen cuts it; where it has no rows, why in words.

    `more` are the `numbers`, `notes` and words for an `empty` one of `pieces.table`.
    """
    return (pieces.table(title, rows, source, **more),)


def stated(title: str, facts: Mapping[str, str]) -> tuple[Block, ...]:
    """Facts by their names, as a table of two columns."""
    return tabled(title, pl.DataFrame({"What": list(facts), "Which": list(facts.values())}), "")


def findings(sections: Sequence[Section]) -> list[str]:
    """The titles of the charts, maps and tables of some sections, in their order; where several are alike, which."""
    found = [block for section in sections for block in section.blocks if isinstance(block, FINDINGS)]
    alike = Counter(one.title for one in found)
    kinds = [f"{one.title} ({type(one).__name__.lower()})" if alike[one.title] > 1 else one.title for one in found]
    return [f"{name}, {kinds[:at].count(name) + 1}" if kinds.count(name) > 1 else name for at, name in enumerate(kinds)]


def of_findings(sections: Sequence[Section], kept: Sequence[int]) -> list[Section]:
    """The sections with those findings alone whose numbers, in the order of `findings` from 0, are `kept`.

    A section that loses all of its own goes whole, but for the first.
    """
    wanted, number, found = set(kept), 0, []
    for section in sections:
        blocks: list[Block] = []
        own = held = 0
        for block in section.blocks:
            if isinstance(block, FINDINGS):
                own += 1
                number += 1
                if number - 1 not in wanted:
                    continue
                held += 1
            blocks.append(block)
        if blocks and (held or not own or section.level == 1):
            found.append(replace(section, blocks=tuple(blocks)))
    return found


def _chosen(given: Asked) -> dict[str, str]:
    return {"place": given.place, "window": given.selection.window}


def _methods(given: Asked, title: str) -> list[tuple[str, str]]:
    """How the figures of a page of criminal justice are made; nothing for the other pages."""
    from tp_metrics.packs.justice import PAGES  # they take a moment to load, and few pages need them

    with suppress(NotForViewer):  # then the page says so, and shows no figure
        return [(one.title, " ".join(one.method(given))) for one in PAGES if one.title == title]
    return []
