"""Native tables of slides: columns as wide as what they hold, rows on as many slides as they need, heads on each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from pptx.oxml.ns import qn
from pptx.util import Inches

from tp_metrics.packs import room, slides
from tp_metrics.packs.cells import blank, column_texts
from tp_metrics.packs.fixed import plain
from tp_metrics.words.numbers import DASH

#: The size of type, and that of a table which needs more than one slide in it.
SIZE, DENSE = slides.READ, slides.SMALL
#: Room at the sides of a cell, and above and below its lines, in inches; and what programs differ by in a line's width.
BESIDE, ABOVE, SLACK = 0.08, 0.045, 0.07
#: A word that is longer may be broken; a column is never narrower than the second.
LONGEST, LEAST = 2.2, 0.5
#: The steps in which what is left of a slide's width is given to columns, and how much a cell of many lines weighs.
STEP, WEIGHT = 0.05, 4
#: A longer name does not stand in a title.
LONGEST_NAME = 40
#: What lies between the halves of a table, in inches.
APART = 0.4
#: The shares of a slide's height that are tried so that a table's rows are evenly spread.
SHARES = (0.55, 0.65, 0.75, 0.85)
#: What reads as a number: sign, figures, unit.
NUMBER = re.compile(r"[+\u2212±]?\d[\d,.]*( %| points)?( \([^)]*\))?")
#: A table without lines of its own: they are drawn under each row.
PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


@dataclass(frozen=True)
class Grid:
    """A table as texts: its heads, a list of cells to each row, and which columns are of numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


def grid(rows: pl.DataFrame, numbers: pl.DataFrame | None = None) -> Grid:
    """The texts of a table as the screen shows them; lists, which the screen draws as small lines, are left out."""
    columns = [one for one in rows.iter_columns() if not one.dtype.is_nested()]
    texts = [[plain(cell) for cell in column_texts(one)] for one in columns]
    behind = numbers.columns if numbers is not None else ()
    numeric = tuple(
        one.dtype.is_numeric() or one.name in behind or _reads_as_numbers(cells)
        for one, cells in zip(columns, texts, strict=True)
    )
    return Grid(tuple(plain(one.name) for one in columns), tuple(zip(*texts, strict=True)), numeric)


def _reads_as_numbers(cells: Sequence[str]) -> bool:
    known = [cell for cell in cells if cell != DASH]
    return bool(known) and all(NUMBER.fullmatch(cell) for cell in known)


@dataclass(frozen=True)
class Page:
    """What one slide shows of a table: heads, rows, widths of columns, heights of rows, and the size of its type."""

    grid: Grid
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    size: float


def pages(table: Grid, high: float, first: float | None = None) -> list[Page]:
    """A table on as many slides as it needs, of so many inches of height, the first perhaps of fewer.

    One that does not stand on a single slide is a list, which is looked up and not read out: its type is smaller.
    """
    made = _pages(table, SIZE, high, first)
    return made if len(made) == 1 else _pages(table, DENSE, high, first)


def which(page: Page, table: Grid) -> str:
    """What one slide of several has of a table: its themes, or its first name and its last.

    Nothing where the slides differ by columns, and where no short name tells the rows apart.
    """
    if page.grid.heads != table.heads or not page.grid.rows:
        return ""
    column = table.heads.index("Theme") if "Theme" in table.heads else 0
    if "Theme" not in table.heads and len({row[column] for row in table.rows}) < len(table.rows):
        if not {"Measure", "Place"} <= set(table.heads):
            return ""
        named = [page.grid.rows[0][table.heads.index(head)] for head in ("Measure", "Place")]
        return f"from {', '.join(named)}" if all(named) else ""
    first, last = (page.grid.rows[at][column] for at in (0, -1))
    if not first or not last or max(len(first), len(last)) > LONGEST_NAME:
        return ""
    return first if first == last else f"{first} to {last}"


def halves(table: Grid, high: float) -> list[Page]:
    """A long narrow table in two that stand side by side on one slide; none where one slide does not hold it so."""
    breadth = (slides.BREADTH - APART) / 2
    for size in (SIZE, DENSE):
        made = _pages(table, size, high, None, breadth)
        if len(made) == 2 and made[0].grid.heads == made[1].grid.heads:
            return made
    return []


def _pages(table: Grid, size: float, high: float, first: float | None, breadth: float = slides.BREADTH) -> list[Page]:
    made: list[Page] = []
    for columns in _grouped(table, size, breadth):
        part = Grid(
            tuple(table.heads[at] for at in columns),
            tuple(tuple(row[at] for at in columns) for row in table.rows),
            tuple(table.numeric[at] for at in columns),
        )
        room_of_first = first if not made and first is not None else high
        made += _paged(part, _widths(part, size, breadth), size, high, room_of_first)
    return made


def _least(table: Grid, at: int, size: float) -> float:
    words = [room.longest_word(row[at], size) for row in table.rows]
    head = room.longest_word(table.heads[at], size, bold=True)
    return max(LEAST, min(LONGEST, max([head, *words]))) + 2 * BESIDE + SLACK + 0.01


def _grouped(table: Grid, size: float, breadth: float) -> list[list[int]]:
    """The columns that stand on one slide together; the first column goes with each group."""
    least = [_least(table, at, size) for at in range(len(table.heads))]
    if sum(least) <= breadth or len(least) < 2:
        return [list(range(len(least)))]
    groups, taken = [[0]], least[0]
    for at in range(1, len(least)):
        if taken + least[at] > breadth and len(groups[-1]) > 1:
            groups.append([0])
            taken = least[0]
        groups[-1].append(at)
        taken += least[at]
    return groups


def _widths(table: Grid, size: float, breadth: float) -> tuple[float, ...]:
    """As wide as the longest cell where there is room for all; else so that the rows are low."""
    if blank(table.rows):
        parts = [2 if at == 0 else 1 for at in range(len(table.heads))]
        return tuple(breadth * part / sum(parts) for part in parts)
    around = 2 * BESIDE + SLACK + 0.01
    texts: list[list[float]] = []
    whole: list[float] = []
    least: list[float] = []
    for at, head in enumerate(table.heads):
        lines = [[room.width(line, size) for line in row[at].split("\n")] for row in table.rows]
        headed = room.width(head, size, bold=True)
        texts.append([headed, *map(sum, lines)])
        least.append(_least(table, at, size))
        whole.append(max(least[at], headed + around, *(min(9.0, max(one)) + around for one in lines)))
    if sum(whole) <= breadth:
        return tuple(whole)
    if sum(least) > breadth:
        return tuple(wide * breadth / sum(least) for wide in least)
    return _shared(texts, least, whole, around, breadth)


def _shared(
    texts: list[list[float]], least: list[float], whole: list[float], around: float, breadth: float
) -> tuple[float, ...]:
    """What is left beside the least widths, given step by step to the column whose cells it lowers the most.

    A row is as high as its highest cell, so that a cell of many lines weighs far more than several of few.
    """

    def weight(at: int, wide: float) -> float:
        return sum(max(1.0, text / (wide - around)) ** WEIGHT for text in texts[at])

    widths = list(least)
    gains = [weight(at, wide) - weight(at, wide + STEP) for at, wide in enumerate(widths)]
    for _ in range(int((breadth - sum(least)) / STEP)):
        at = max(range(len(widths)), key=lambda one: gains[one] if widths[one] < whole[one] else -1.0)
        widths[at] += STEP
        gains[at] = weight(at, widths[at]) - weight(at, widths[at] + STEP)
    return tuple(widths)


def _high(cells: Sequence[str], widths: Sequence[float], size: float, *, bold: bool = False) -> float:
    """The height of a row, in inches."""
    lines = (
        len(room.pieces(cell, wide - 2 * BESIDE - SLACK, size, bold=bold))
        for cell, wide in zip(cells, widths, strict=True)
    )
    return max(lines, default=1) * _line(size) + 2 * ABOVE


def _line(size: float) -> float:
    """The height of a line, in inches."""
    return size * room.LINE / 72


def _paged(table: Grid, widths: tuple[float, ...], size: float, high: float, first: float) -> list[Page]:
    """A table on as few slides as hold it, about as many rows on each: none is left with the last few."""
    made = _filled(table, widths, size, high, first)
    if len(made) == 1:
        return made
    lower = (_filled(table, widths, size, high * share, first * share) for share in SHARES)
    return next((one for one in lower if len(one) == len(made)), made)


def _filled(table: Grid, widths: tuple[float, ...], size: float, high: float, first: float) -> list[Page]:
    """A table on slides of which each is filled before the next."""
    head = _high(table.heads, widths, size, bold=True)
    made: list[Page] = []
    rows: list[tuple[str, ...]] = []
    heights: list[float] = [head]
    left = first - head

    def close() -> None:
        made.append(Page(Grid(table.heads, tuple(rows), table.numeric), widths, tuple(heights), size))

    for row in (part for whole in table.rows for part in _parted(whole, widths, size, high - head)):
        tall = _high(row, widths, size)
        if tall > left and rows:
            close()
            rows, heights, left = [], [head], high - head
        rows.append(row)
        heights.append(tall)
        left -= tall
    close()
    return made


def _parted(row: tuple[str, ...], widths: Sequence[float], size: float, high: float) -> list[tuple[str, ...]]:
    """A row that no slide holds, in parts that one does; put together again their cells are the row's."""
    most = max(1, int((high - 2 * ABOVE) / _line(size)))
    lines = [room.pieces(cell, wide - 2 * BESIDE - SLACK, size) for cell, wide in zip(row, widths, strict=True)]
    count = max(1, *(-(-len(one) // most) for one in lines))
    if count == 1:
        return [row]
    return [tuple("".join(one[at * most : (at + 1) * most]) for one in lines) for at in range(count)]


def drawn(made: Any, page: Page, top: float, left: float = slides.EDGE) -> Any:
    """A page of a table on a slide, as a native table."""
    count = len(page.grid.rows) + 1
    place = (left, top, sum(page.widths), sum(page.heights))
    frame = made.shapes.add_table(count, len(page.grid.heads), *(Inches(value) for value in place))
    element = frame._element.graphic.graphicData.tbl
    element.tblPr.find(qn("a:tableStyleId")).text = PLAIN_STYLE
    element.tblPr.set("firstRow", "1")
    element.tblPr.set("bandRow", "0")
    for column, wide in zip(element.tblGrid, page.widths, strict=True):
        column.set("w", str(Inches(wide)))
    for number, (row, high) in enumerate(zip(element.tr_lst, page.heights, strict=True)):
        row.set("h", str(Inches(high)))
        cells = page.grid.heads if number == 0 else page.grid.rows[number - 1]
        for cell, words, numeric in zip(row.tc_lst, cells, page.grid.numeric, strict=True):
            _cell(cell, words, page.size, head=number == 0, numeric=numeric)
    return frame


def _cell(cell: Any, words: str, size: float, *, head: bool, numeric: bool) -> None:
    for child in list(cell):
        cell.remove(child)
    body = slides.child(cell, "a:txBody")
    slides.child(body, "a:bodyPr")
    slides.child(body, "a:lstStyle")
    slides.paragraphs(body, slides.Run(words, size, bold=head, align="r" if numeric else "l"))
    beside, above = str(Inches(BESIDE)), str(Inches(ABOVE))
    around = slides.child(cell, "a:tcPr", marL=beside, marR=beside, marT=above, marB=above, anchor="b" if head else "t")
    under = slides.child(around, "a:lnB", w="12700" if head else "6350")
    slides.child(slides.child(under, "a:solidFill"), "a:srgbClr", val=slides.LINE)
    if head:
        slides.child(slides.child(around, "a:solidFill"), "a:srgbClr", val=slides.GROUND)
    else:
        slides.child(around, "a:noFill")
