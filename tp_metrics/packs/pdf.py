"""A document as PDF, by Typst: A4 landscape, tagged, its charts and maps as vectors, its text as text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from tp_metrics.packs import drawing, room
from tp_metrics.packs.cells import blank, texts
from tp_metrics.packs.document import Block, Chart, Document, Figures, Map, Section, Table, Words
from tp_metrics.packs.setting import sheet
from tp_metrics.periods import day_text

#: The screen's type, by the names that it has on each kind of machine; where none is there, Typst's own.
FONTS = (
    *("Liberation Sans", "Arial", "Helvetica", "Segoe UI", "DejaVu Sans"),
    *("Noto Sans Arabic", "Noto Sans", "Noto Color Emoji", "Libertinus Serif", "DejaVu Sans Mono"),
)
SIZE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')
#: Texts up to this stand in one line where there is room for all; longer ones share the width that is left.
LONG, SHORT = 40, 16
#: Half of a sheet in points, what a cell leaves free at its sides, the least that names in a narrow table have, and the
#: sizes in which one may be set.
HALF, CELL, NAMES, SMALLER = 369.0, 9.5, 60.0, (8.0, 7.5)
#: A sheet in points; what is free above and below a row, and in one to be written into; how high a line of one is and
#: what each more adds, in sizes of type.
SHEET, ROW, BARE, CAPITAL, LEADING = 762.0, 6.0, 20.0, 0.72, 1.17
#: How many characters a sheet is wide at a size of type of one point.
ACROSS = 1460
#: How many pixels wide a drawing is that half of a sheet is too narrow for.
BROAD = 800
#: Words that are too long for a line of a cell, and the marks after which they may break.
LONGEST, MARK = re.compile(r"[^\s\u200b]{24,}"), re.compile(r"[/?&=_,.:;|-](?=[^\s\u200b])")
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
    """A section as the sheet takes it; blocks have a mark each, by which the sheet finds where they begin."""
    blocks = [block | {"mark": f"mark-{number}-{at}"} for at, block in enumerate(_blocks(section.blocks))]
    return {"title": section.title, "level": section.level, "blocks": blocks}


def _blocks(blocks: Sequence[Block]) -> Iterator[dict[str, Any]]:
    """The blocks as the sheet takes them; pictures and tables that follow one another are a run, which it sets out."""
    run: list[dict[str, Any]] = []
    for block in blocks:
        if isinstance(block, Chart | Map | Table):
            run += _tables(block) if isinstance(block, Table) else [_picture(block)]
            continue
        if run:
            yield {"block": "run", "items": run}
        run = []
        yield _block(block)
    if run:
        yield {"block": "run", "items": run}


def _block(block: Words | Figures) -> dict[str, Any]:
    if isinstance(block, Words):
        return {"block": "words", "text": block.text, "kind": block.kind, "by": block.by}
    under = ((one, " · ".join(part for part in (one.change, one.signal) if part)) for one in block.figures)
    figures = [{"label": one.label, "value": one.value, "under": said} for one, said in under]
    return {"block": "figures", "figures": figures}


@dataclass(frozen=True)
class _Laid:
    """A table as it is set: its heads, each column with its head, which hold numbers, the size of type in points.

    `least` is how broad each column is at the least, in points.
    """

    heads: list[str]
    told: list[list[str]]
    numeric: list[bool]
    size: float
    least: list[float]


def _laid(block: Table) -> _Laid:
    cells, heads, kinds = texts(block.rows), block.rows.columns, block.rows.schema.values()
    columns = [[_breaking(row[number]) for row in cells] for number in range(len(heads))]
    numeric = [kind.is_numeric() or _numeric(column) for kind, column in zip(kinds, columns, strict=True)]
    told = [[head, *column] for head, column in zip(heads, columns, strict=True)]
    size = 7 if len(heads) > 11 else 7.5 if len(heads) > 8 else 8.5
    least = [_least(column, number, size) for column, number in zip(told, numeric, strict=True)]
    return _Laid(heads, told, numeric, size, least)


def beside(block: Table) -> list[Table]:
    """The table, or where a sheet is too narrow for its columns, its parts, each with the first column."""
    return _parts(block, _laid(block))


def _parts(block: Table, laid: _Laid) -> list[Table]:
    if sum(laid.least) <= SHEET:
        return [block]
    first, *heads = laid.heads
    parts: list[list[str]] = [[]]
    left = SHEET - laid.least[0]
    for head, wide in zip(heads, laid.least[1:], strict=True):
        if wide > left and parts[-1]:
            parts.append([])
            left = SHEET - laid.least[0]
        parts[-1].append(head)
        left -= wide
    rows = (block.rows.select(first, *part) for part in parts)
    return [
        replace(block, title=f"{block.title} ({number} of {len(parts)})", rows=one)
        for number, one in enumerate(rows, 1)
    ]


def _least(column: Sequence[str], numeric: bool, size: float) -> float:
    """The least that a column takes, in points: texts and heads break between words, numbers nowhere."""
    words = [72 * room.longest_word(one.replace("\u200b", " "), size) for one in (column[:1] if numeric else column)]
    return CELL + 1.06 * max(*words, *(size * _em(one) for one in column[1:] if numeric), 0.0)


def _breaking(text: str) -> str:
    """A text whose longest words, such as addresses, may go on in the next line after a mark of theirs."""
    return LONGEST.sub(lambda word: MARK.sub("\\g<0>\u200b", word.group()), text)


def _tables(block: Table) -> list[dict[str, Any]]:
    """A table as the sheet takes it, in the parts that the sheet is wide enough for."""
    laid = _laid(block)
    parts = _parts(block, laid)
    return [_table(one, laid if one is block else _laid(one)) for one in parts]


def _table(block: Table, laid: _Laid) -> dict[str, Any]:
    heads, told, numeric, size = laid.heads, laid.told, laid.numeric, laid.size
    cells = [list(row) for row in zip(*(column[1:] for column in told), strict=True)]
    points, broad, broken = narrow(told, size)
    wide = widths(told, numeric, ACROSS / size)
    natural = [CELL + size * max(map(_em, column)) for column in told]
    if sum(low if share else own for low, own, share in zip(laid.least, natural, wide, strict=True)) > SHEET:
        wide = _squeezed(natural, laid.least)
    if bare := blank(cells):
        points, wide = 0.0, [2.0 if number == 0 else 1.0 for number in range(len(heads))]
    return {
        "block": "table",
        "points": points,
        "wide": sum(broad),
        "high": 0.0 if points else high(told, wide, size, bare=bare),
        "broken": broken,
        "bare": bare,
        "title": block.title,
        "columns": [
            {"head": head, "right": right, "wide": share, "natural": natural}
            for head, right, share, natural in zip(heads, numeric, wide, broad, strict=True)
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
    if sum(longest) <= across:
        return [0.0] * len(longest)
    firm: list[bool] = []
    for most in (LONG, SHORT):
        firm = [one <= most or number for one, number in zip(longest, numeric, strict=True)]
        left = across - sum(one for one, kept in zip(longest, firm, strict=True) if kept)
        if left >= sum(min(one, LONG) for one, kept in zip(longest, firm, strict=True) if not kept):
            break
    return [0.0 if kept else _share(one) for one, kept in zip(longest, firm, strict=True)]


def _squeezed(natural: Sequence[float], least: Sequence[float]) -> list[float]:
    """How broad each column is where a sheet is too narrow for all: the least, and of what is left as it asks for."""
    spare, asked = SHEET - sum(least), [max(own - low, 0.0) for own, low in zip(natural, least, strict=True)]
    return [low + spare * more / (sum(asked) or 1.0) for low, more in zip(least, asked, strict=True)]


def narrow(columns: Sequence[Sequence[str]], size: float) -> tuple[float, list[float], int]:
    """How a table stands in half of a sheet: its size of type, how broad its columns are in points, and lines too many.

    Heads may break between words, and in the smallest type names in the first column too: these are the lines too
    many. The size is nought where no type that can be read is small enough.
    """
    broad = [max(_in_two(column[0], bold=True), *map(_em, column[1:])) for column in columns]
    sizes = [one for one in (size, *SMALLER) if one <= size]
    for one in sizes:
        wide = [CELL + one * column for column in broad]
        if sum(wide) <= HALF:
            return one, wide, 0
    first = HALF - sum(wide[1:])
    names = columns[0][1:]
    if first - CELL < max(NAMES, *(72 * room.longest_word(name, sizes[-1]) for name in names)):
        return 0.0, [0.0] * len(columns), 0
    lines = [len(room.pieces(name, (first - CELL) / 72, sizes[-1])) for name in names]
    return sizes[-1], [first, *wide[1:]], sum(lines) - len(names)


def high(columns: Sequence[Sequence[str]], shares: Sequence[float], size: float, *, bare: bool) -> float:
    """How high the rows of a wide table stand under its heads, in points: as many lines as its longest cell has."""
    left = SHEET - sum(
        CELL + size * max(map(_em, column)) for column, share in zip(columns, shares, strict=True) if not share
    )
    rooms = [(max(left, NAMES) * share / sum(shares) - CELL) / 72 if share else 0.0 for share in shares]
    lines = [
        max(len(room.pieces(cell, wide, size)) if wide else 1 for cell, wide in zip(row, rooms, strict=True))
        for row in zip(*columns, strict=True)
    ]
    air = BARE if bare else ROW
    return sum(air + size * (CAPITAL + LEADING * (count - 1)) for count in lines)


def _em(text: str, *, bold: bool = False) -> float:
    """How broad a line is in a type of one point, in points."""
    return room.width(text, 72, bold=bold)


@lru_cache(maxsize=4096)
def _in_two(text: str, *, bold: bool = False) -> float:
    """How broad a text is in two lines."""
    words = text.split(" ")
    cuts = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words) + 1)]
    return min(max(_em(line, bold=bold) for line in lines) for lines in cuts)


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
        "block": "picture",
        "title": block.title,
        "svg": svg,
        "alt": block.alt,
        "source": block.source,
        "notes": list(block.notes),
        "tall": height / width,
        "broad": width > BROAD,
    }


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
