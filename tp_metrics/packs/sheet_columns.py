"""The columns of a sheet: their cells as they are written and read, how wide they are, and how high their texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from tp_metrics.packs import room
from tp_metrics.packs.cells import blank, column_texts
from tp_metrics.packs.fixed import plain
from tp_metrics.packs.typed import Typed, as_shown, typed
from tp_metrics.words.numbers import DASH, MINUS

#: Widths in characters: of the narrowest column, of one that others make narrower, of such a one with long texts, of
#: the widest; of texts that stand across a sheet; and of a sheet that is read on one page.
NARROW, LEAST, TEXTS, BROAD, ACROSS, PAGE = 9, 15, 34, 52, 110, 175
#: The height of a line in points, and the most that a row can have.
LINE, TALLEST = 13.0, 405.0
FACE, SIZE = "Arial", 10


class Column:
    """A column of a sheet: its name, its cells as they are written, and as they read."""

    def __init__(
        self, name: str, cells: Sequence[Any], texts: Sequence[str], *, right: bool, apart: bool = False
    ) -> None:
        self.name, self.cells, self.texts, self.right, self.apart = name, cells, texts, right, apart


def columns_of(rows: pl.DataFrame, numbers: pl.DataFrame | None) -> list[Column]:
    """The columns of a table: numbers typed where a format shows the screen's text, else beside the texts."""
    made: list[Column] = []
    after: list[Column] = []
    for column in rows.iter_columns():
        if column.dtype.is_nested():
            continue
        texts = [plain(text) for text in column_texts(column)]
        name = plain(column.name)
        behind = numbers.get_column(column.name) if numbers is not None and column.name in numbers.columns else None
        if column.dtype.is_numeric() or behind is not None:
            values = (column if behind is None else behind).to_list()
            cells = [typed(value, text) for value, text in zip(values, texts, strict=True)]
            known = [value is not None for value in values]
            if all(cell is not None for cell, is_known in zip(cells, known, strict=True) if is_known):
                whole = [cell or text for cell, text in zip(cells, texts, strict=True)]
                made.append(Column(name, whole, texts, right=True))
                continue
            made.append(Column(name, texts, texts, right=False))
            after.append(_apart(name, values))
            continue
        cells_of = column.to_list() if column.dtype.is_temporal() else texts
        made.append(Column(name, [c if c is not None else DASH for c in cells_of], texts, right=False))
    return made + after


def _apart(name: str, values: Sequence[float | None]) -> Column:
    """The numbers behind texts that say more than one, as a column of their own."""
    digits = 2 if all(abs(value) < 10 for value in values if value is not None) else 1
    form = f"#,##0.{'0' * digits};{MINUS}#,##0.{'0' * digits}"
    cells = [DASH if value is None else Typed(value, form) for value in values]
    texts = [one if isinstance(one, str) else as_shown(one.value, form) for one in cells]
    return Column(f"{name}: number", cells, texts, right=True, apart=True)


def widths_of(tables: Sequence[Sequence[Column]]) -> list[float]:
    """The width of each column, for all the tables that stand under one another, in characters."""
    count = max((len(columns) for columns in tables), default=0)
    needed = [
        min(BROAD, max(NARROW, *(_needs(columns[at]) for columns in tables if at < len(columns))))
        for at in range(count)
    ]
    least = [
        max((_least(columns[at]) for columns in tables if at < len(columns)), default=LEAST) for at in range(count)
    ]
    return _lessened(needed, least)


def _least(column: Column) -> float:
    """What a column keeps where others need room: more where a text would else make its row high."""
    return TEXTS if max((len(text) for text in column.texts), default=0) > 3 * LEAST else LEAST


def _lessened(widths: list[float], least: list[float]) -> list[float]:
    """Widths of which the widest are less where all together are wider than a printed page is read."""
    most = BROAD
    while most > LEAST and sum(widths) > PAGE:
        most -= 1
        widths = [min(wide, max(most, keeps)) for wide, keeps in zip(widths, least, strict=True)]
    return widths


def _needs(column: Column) -> float:
    head = max((_characters(word, bold=True) for word in column.name.split()), default=0.0)
    if blank([column.texts]):
        return float(TEXTS)
    lines = (_characters(line) for text in column.texts for line in text[:400].split("\n"))
    return max(head, min(_characters(column.name, bold=True), 16), *lines, 0.0) + 3.5


def _characters(text: str, *, bold: bool = False) -> float:
    """The width of a text in characters of a sheet: those of a figure."""
    return room.width(text, SIZE, bold=bold) / room.width("0", SIZE)


def high_of(text: str, wide: float, size: float = 1.0) -> float:
    """The height of a row for a text in a width, in points."""
    return min(TALLEST, _lines(text, wide / size) * LINE * size + 2)


def _lines(text: str, wide: float) -> int:
    return len(room.pieces(text, (wide - 2.5) * room.width("0", SIZE), SIZE))


def parts_of(text: str, wide: float) -> list[str]:
    """A text in parts that a row is high enough for; put together again they are the text."""
    lines = room.pieces(plain(text), (wide - 2.5) * room.width("0", SIZE), SIZE)
    most = int(TALLEST / LINE) - 2
    return ["".join(lines[at : at + most]) for at in range(0, len(lines), most)] or [""]
