"""Two tables, or two charts, on one slide: what bears out one finding stands together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from tp_metrics.packs import room, slide_charts, slide_tables, slides
from tp_metrics.packs.document import Block, Chart, Section, Table
from tp_metrics.packs.fixed import plain
from tp_metrics.packs.slides import BOTTOM, BREADTH, EDGE, Run

#: The size of a title within a slide, and what lies between two things.
TITLE, BETWEEN = 14, 0.35
Place = tuple[float, float, float, float]


@dataclass(frozen=True)
class Pair:
    """Two tables, or two charts."""

    blocks: tuple[Table | Chart, Table | Chart]


def grouped(section: Section) -> Iterator[Block | Pair]:
    """The blocks of a section; where it belongs to the one before, two tables or charts in succession are a pair."""
    blocks = list(section.blocks)
    while blocks:
        block = blocks.pop(0)
        after = blocks[0] if blocks else None
        if section.level == 2 and after is not None and _alike(block, after):
            assert isinstance(block, Table | Chart)
            assert isinstance(after, Table | Chart)
            blocks.pop(0)
            yield Pair((block, after))
        else:
            yield block


def _alike(block: Block, after: Block) -> bool:
    if isinstance(block, Table) and isinstance(after, Table):
        return True
    return isinstance(block, Chart) and isinstance(after, Chart) and all(map(single, (block, after)))


def single(block: Chart) -> bool:
    """Whether a chart is one drawing, whose half of a slide is room for all its categories."""
    pages = slide_charts.parts(block.plot)
    return len(pages) == 1 and len(pages[0]) == 1 and bool(block.plot.categories) and bool(block.plot.series)


def placed(pair: Pair, top: float) -> tuple[Place, Place] | None:
    """Where both stand with their titles: left, top, breadth, height; None where one slide is too small."""
    if isinstance(pair.blocks[0], Chart):
        wide = (BREADTH - BETWEEN) / 2
        return (EDGE, top, wide, BOTTOM - top), (EDGE + wide + BETWEEN, top, wide, BOTTOM - top)
    sizes = [_size(block, BOTTOM - top) for block in pair.blocks if isinstance(block, Table)]
    if any(size is None for size in sizes):
        return None
    (wide, high), (other_wide, other_high) = (size for size in sizes if size)
    if wide + BETWEEN + other_wide <= BREADTH and top + max(high, other_high) <= BOTTOM:
        left = EDGE + wide + BETWEEN
        return (EDGE, top, wide, high), (left, top, BREADTH + EDGE - left, other_high)
    below = top + high + BETWEEN
    if below + other_high <= BOTTOM:
        return (EDGE, top, BREADTH, high), (EDGE, below, BREADTH, other_high)
    return None


def _size(block: Table, high: float) -> tuple[float, float] | None:
    """How broad and high a table is with its title, as it stands on one slide; None where it needs several."""
    grid = slide_tables.grid(block.rows, block.numbers)
    pages = slide_tables.pages(grid, high)
    if len(pages) != 1 or not grid.heads:
        return None
    wide = max(sum(pages[0].widths), 5.0)
    return wide, sum(pages[0].heights) + _title_high(block, wide)


def _title_high(block: Table | Chart, wide: float) -> float:
    return room.height(plain(block.title), wide, TITLE, bold=True) + 0.1


def drawn(made: Any, block: Table | Chart, place: Place, number: int, day: date) -> None:
    """Draw a table or a chart at its place, under its title."""
    left, top, wide, high = place
    under = _title_high(block, wide)
    slides.text(made, (left, top, wide, under), [Run(plain(block.title), TITLE, bold=True)], name=f"Title {number}")
    if isinstance(block, Table):
        (page,) = slide_tables.pages(slide_tables.grid(block.rows, block.numbers), BOTTOM - top)
        frame = slide_tables.drawn(made, page, top + under, left)
        slides.told(frame, f"Table {number}", f"Table: {block.title}. {block.source}")
        return
    ((plot,),) = slide_charts.parts(block.plot)
    frame = slide_charts.drawn(made, plot, (left, top + under, wide, high - under), block.plot, day)
    slides.told(frame, f"Chart {number}", block.alt or block.title)
