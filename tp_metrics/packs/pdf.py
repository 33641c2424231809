"""A document as PDF, by Typst: A4 landscape, tagged, its charts and maps as vectors, its text as text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from tp_metrics.packs import drawing
from tp_metrics.packs.cells import texts
from tp_metrics.packs.document import Block, Chart, Document, Figures, Map, Section, Table, Words
from tp_metrics.packs.setting import sheet
from tp_metrics.periods import day_text

#: The screen's type, by the names that it has on each kind of machine; where none is there, Typst's own.
FONTS = (
    *("Liberation Sans", "Arial", "Helvetica", "Segoe UI", "DejaVu Sans"),
    *("Noto Sans Arabic", "Noto Sans", "Noto Color Emoji", "Libertinus Serif", "DejaVu Sans Mono"),
)
SIZE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')
#: What the title and source of a picture take of its column, as a share of its width.
BESIDE = 0.12
#: Texts up to this stand in one line where there is room for all; longer ones share the width that is left.
LONG, SHORT = 40, 16
#: How many characters a sheet is wide at a size of type of one point.
ACROSS = 1460
DEMONSTRATION = "Made up, wholly or in part, to resemble the published figures: not to be quoted of any real place."


#: What was drawn elsewhere, by specification.
_drawings: dict[str, str] = {}


def pdf(document: Document) -> bytes:
    """The document as PDF: the same bytes for the same document on the same machine's fonts."""
    return sheet(*given(document))


def given(document: Document) -> tuple[str, int]:
    """What a sheet is set of: everything that it prints, in JSON, and the moment that it bears."""
    return json.dumps(told(document), ensure_ascii=False), _moment(document)


def _moment(document: Document) -> int:
    """Midnight of the edition's day: a pack of the same edition is the same pack whenever it is made."""
    day = document.as_at
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def told(document: Document) -> dict[str, Any]:
    """Everything that the sheet prints, as data."""
    cut = document.cut
    edition = f"Edition as at {day_text(document.as_at)}"
    day = document.as_at
    lines = sum(1 for _ in document.sections) + 3
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "marking": document.marking,
        "demonstration": document.demonstration,
        "demonstration-words": f"{document.demonstration}. {DEMONSTRATION}",
        "foot": f"{edition}{f' · {cut}' if cut else ''}",
        "front": [("Edition", f"as at {day_text(day)}"), *((("Data", cut),) if cut else ()), *document.filters[:2]],
        "day": [day.year, day.month, day.day],
        "fonts": list(FONTS),
        "filters": list(document.filters),
        "definitions": list(document.definitions),
        "contents-columns": 1 if lines <= 26 else 2,
        "contents-size": 10 if lines <= 50 else 8,
        "sections": [_section(section, number) for number, section in enumerate(document.sections)],
    }


def _section(section: Section, number: int) -> dict[str, Any]:
    """A section as the sheet takes it; pictures have a mark each, by which the sheet finds where they begin."""
    blocks = [block | {"mark": f"mark-{number}-{at}"} for at, block in enumerate(_blocks(section.blocks))]
    return {"title": section.title, "level": section.level, "blocks": blocks}


def _blocks(blocks: Sequence[Block]) -> Iterator[dict[str, Any]]:
    """The blocks as the sheet takes them; pictures that follow one another stand side by side."""
    run: list[dict[str, Any]] = []
    for block in blocks:
        if isinstance(block, Chart | Map):
            run.append(_picture(block))
            continue
        yield from _beside(run)
        run = []
        yield _block(block)
    yield from _beside(run)


def _block(block: Words | Figures | Table) -> dict[str, Any]:
    if isinstance(block, Words):
        return {"block": "words", "text": block.text, "kind": block.kind, "by": block.by}
    if isinstance(block, Figures):
        under = ((one, " · ".join(part for part in (one.change, one.signal) if part)) for one in block.figures)
        figures = [{"label": one.label, "value": one.value, "under": said} for one, said in under]
        return {"block": "figures", "figures": figures}
    return _table(block)


def _table(block: Table) -> dict[str, Any]:
    cells = texts(block.rows)
    heads = block.rows.columns
    size = 7 if len(heads) > 11 else 7.5 if len(heads) > 8 else 8.5
    columns = [[row[number] for row in cells] for number in range(len(heads))]
    kinds = block.rows.schema.values()
    numeric = [kind.is_numeric() or _numeric(column) for kind, column in zip(kinds, columns, strict=True)]
    wide = widths([[head, *column] for head, column in zip(heads, columns, strict=True)], numeric, ACROSS / size)
    return {
        "block": "table",
        "title": block.title,
        "columns": [
            {"head": head, "right": right, "wide": share}
            for head, right, share in zip(heads, numeric, wide, strict=True)
        ],
        "rows": cells,
        "size": size,
        "source": block.source,
        "notes": list(block.notes),
    }


def widths(columns: Sequence[Sequence[str]], numeric: Sequence[bool], across: float) -> list[float]:
    """The share of each column in the width that is left; nought for one that is as wide as its longest text.

    Columns of long texts share it; where too little is left to them, those of middling ones give up their own too.
    Numbers never break.
    """
    longest = [max(map(len, column)) + 3 for column in columns]
    firm: list[bool] = []
    for most in (LONG, SHORT):
        firm = [one <= most or number for one, number in zip(longest, numeric, strict=True)]
        left = across - sum(one for one, kept in zip(longest, firm, strict=True) if kept)
        if left >= sum(min(one, LONG) for one, kept in zip(longest, firm, strict=True) if not kept):
            break
    return [0.0 if kept else _share(one) for one, kept in zip(longest, firm, strict=True)]


def _share(longest: int) -> float:
    """How much of the width a column of texts asks for: a few words stand in a line, and long texts go on in more."""
    return min(longest, 26) + 0.35 * max(min(longest, 160) - 26, 0)


NUMBER = re.compile(
    r"[+−]?[\d,]+(\.\d+)?( %| points)?( \([^()]*\)| to [+−]?[\d,.]+( %)?)?|–|no change|not comparable|less than 5 %"
)


def _numeric(cells: Sequence[str]) -> bool:
    """Whether a column of texts holds numbers, which stand at the right."""
    return any(cell[:1].isdigit() or cell[:1] in "+−" for cell in cells) and all(map(NUMBER.fullmatch, cells))


def _picture(block: Chart | Map) -> dict[str, Any]:
    svg = block.svg if isinstance(block, Map) else _drawn(_spec(block))
    size = SIZE.search(svg)
    assert size is not None, "a drawing says how large it is"
    width, height = map(float, size.groups())
    return {
        "title": block.title,
        "svg": svg,
        "alt": block.alt,
        "source": block.source,
        "notes": list(block.notes),
        "tall": height / width,
    }


def _beside(run: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Pictures in two columns, in their order, so that the taller column is as short as can be; one stands alone."""
    if run:
        tall = [one["tall"] + BESIDE for one in run]
        at = min(range(1, len(run) + 1), key=lambda cut: max(sum(tall[:cut]), sum(tall[cut:])))
        columns = [column for column in (list(run[:at]), list(run[at:])) if column]
        yield {"block": "pictures", "columns": columns, "single": [[one] for one in run] if len(run) == 3 else []}


def specs(document: Document) -> list[str]:
    """The specification of each chart of a document, once, as `drawing` takes it."""
    charts = (block for section in document.sections for block in section.blocks if isinstance(block, Chart))
    return list(dict.fromkeys(_spec(chart) for chart in charts))


def remember(drawings: Mapping[str, str]) -> None:
    """Charts that were drawn elsewhere, each by its specification."""
    _drawings.update(drawings)


def _spec(chart: Chart) -> str:
    return json.dumps(chart.spec, sort_keys=True)


@lru_cache(maxsize=128)
def _drawn(spec: str) -> str:
    return _drawings.get(spec) or drawing.drawn(spec)
