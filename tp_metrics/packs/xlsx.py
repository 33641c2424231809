"""A document as a workbook: a sheet a section, numbers as numbers, and whatever people typed as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import polars as pl
from xlsxwriter import Workbook

from tp_metrics.packs import slides
from tp_metrics.packs.document import Block, Chart, Document, Figures, Map, Section, Table, Words
from tp_metrics.packs.fixed import archived_anew, moment, plain
from tp_metrics.packs.flat import figures_table
from tp_metrics.packs.sheet_charts import BEFORE, BY_TABLE, UNDER, chart_high, chart_of
from tp_metrics.packs.sheet_columns import (
    ACROSS,
    FACE,
    LINE,
    SIZE,
    Column,
    columns_of,
    high_of,
    parts_of,
    widths_of,
)
from tp_metrics.packs.sheet_pages import COMMON, DEEP, PRINTED, WIDEST, Laid, breaks_of, for_print
from tp_metrics.packs.slide_charts import cell_format
from tp_metrics.packs.typed import Typed

#: Nothing is made of a text: no formula, no link, no number.
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
#: A sheet's name may have so many characters, and none of these; a cell may have so many.
NAME, NEVER, CELL = 31, re.compile(r"[\[\]:*?/\\\x00-\x1f]"), 32_000
#: A list of contents of so many rows stands on one page.
ONE_PAGE = 55
#: Points to a pixel.
POINTS = 0.75


def xlsx(document: Document) -> bytes:
    """The document as a workbook; the same document gives the same bytes.

    A number stands under the format that shows what the screen shows; a column whose texts say more than one number
    keeps its texts, and its numbers stand in a column of their own at the end.
    """
    made = BytesIO()
    # Columns are as wide as so many figures of this type, which each program has or has the like of.
    book = Workbook(made, {**SAFE, "default_format_properties": {"font_name": FACE, "font_size": SIZE}})
    book.set_properties(
        {
            "title": plain(document.title)[:255],
            "subject": plain(document.subtitle)[:255],
            "author": slides.AUTHOR,
            "category": plain(document.marking)[:255],
            "comments": plain(document.demonstration)[:255],
            "created": moment(document.as_at),
        }
    )
    written = _Written(book, document)
    written.front()
    for section in document.sections:
        if section.title or section.blocks:
            written.section(section)
    written.sources()
    written.definitions()
    written.chart_data()
    book.close()
    return archived_anew(made.getvalue(), document.as_at)


class _Written:
    """A workbook while it is written."""

    def __init__(self, book: Any, document: Document) -> None:
        self.book, self.document = book, document
        self.named: set[str] = set()
        self.forms: dict[tuple[str, str], Any] = {}
        self.told: list[tuple[str, str, str]] = []
        self.highs: dict[int, float] = {}
        self.data: Any = None
        self.column = 0
        self.plots: list[tuple[Any, int, int, Chart]] = []
        self.sheet_names = [
            self._name(section.title) for section in document.sections if section.title or section.blocks
        ]

    def form(self, kind: str, number: str = "") -> Any:
        """A format of the workbook, made once."""
        if (kind, number) not in self.forms:
            base: dict[str, Any] = {
                "font_name": FACE,
                "font_size": SIZE,
                "font_color": f"#{slides.INK}",
                "valign": "top",
            }
            more: dict[str, dict[str, Any]] = {
                "title": {"bold": True, "font_size": 16},
                "block": {"bold": True, "font_size": 12, "text_wrap": True},
                "quiet": {"font_color": f"#{slides.QUIET}", "text_wrap": True},
                "words": {"text_wrap": True},
                "lead": {"text_wrap": True, "bold": True, "font_size": 11},
                "head": {"bold": True, "text_wrap": True, "bg_color": f"#{slides.GROUND}", "bottom": 1,
                         "bottom_color": f"#{slides.LINE}", "valign": "bottom", "indent": 1},
                "cell": {"text_wrap": True, "bottom": 4, "bottom_color": f"#{slides.LINE}", "indent": 1},
            }  # fmt: skip
            more["head right"] = {**more["head"], "align": "right"}
            more["cell right"] = {**more["cell"], "align": "right"}
            self.forms[(kind, number)] = self.book.add_format(
                {**base, **more[kind], **({"num_format": number} if number else {})}
            )
        return self.forms[(kind, number)]

    def _name(self, title: str) -> str:
        """A name that a sheet may have and no other has."""
        base = " ".join(NEVER.sub(" ", plain(title)).split()).strip("' ") or "Section"
        base = base if base.casefold() != "history" else "History of it"
        number, name = 1, base[:NAME].rstrip("' ")
        while name.casefold() in self.named:
            number += 1
            tail = f" {number}"
            name = base[: NAME - len(tail)].rstrip("' ") + tail
        self.named.add(name.casefold())
        return name

    def sheet(self, name: str, title: str) -> Any:
        """A new sheet with its title, set up for print."""
        made = self.book.add_worksheet(name)
        made.hide_gridlines(2)
        made.set_default_row(LINE)
        made.set_landscape()
        made.set_paper(9)
        made.fit_to_pages(1, 0)
        made.set_margins(0.5, 0.5, 0.7, 0.65)
        around = self.document
        made.set_header(f"&L{for_print(around.title, 150)}&R{for_print(around.marking, 80)}")
        made.set_footer(f"&L{for_print(slides.foot_words(around), 200)}&R&P / &N")
        made.write_string(0, 0, plain(title)[:CELL], self.form("title"))
        self.highs = {}
        self._row(made, 0, 24)
        made.freeze_panes(1, 0)
        made.repeat_rows(0)
        return made

    def _row(self, sheet: Any, at: int, high: float) -> None:
        """Set a row's height in points, and know it when the sheet is parted into pages."""
        sheet.set_row(at, high)
        self.highs[at] = high

    def front(self) -> None:
        """What the workbook is, what was chosen, and what is on its sheets."""
        around = self.document
        sheet = self.sheet(self._name("Contents"), around.title)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, ACROSS - 28)
        rows = [
            ("", around.subtitle),
            ("Protective marking", around.marking),
            ("Data", around.demonstration),
            ("Edition", around.edition),
            ("Data cut", around.cut),
            *around.filters,
        ]
        at = 1
        for name, value in [row for row in rows if row[1]]:
            at = self._pair(sheet, at, name, value)
        at += 1
        sheet.write_string(at, 0, "Sheets", self.form("block"))
        shown = [section for section in around.sections if section.title or section.blocks]
        for name, section in zip(self.sheet_names, shown, strict=True):
            at = self._pair(sheet, at + 1, name, section.title if section.title != name else "") - 1
        sheet.fit_to_pages(1, 1 if at < ONE_PAGE else 0)

    def _pair(self, sheet: Any, at: int, name: str, value: str) -> int:
        for number, part in enumerate(parts_of(value, ACROSS - 28)):
            sheet.write_string(at, 0, plain(name)[:CELL] if number == 0 else "", self.form("quiet"))
            sheet.write_string(at, 1, part, self.form("words"))
            self._row(sheet, at, high_of(part, ACROSS - 28))
            at += 1
        return at

    def section(self, section: Section) -> None:
        """A section's sheet: its blocks under one another, in their order."""
        name = self.sheet_names.pop(0)
        sheet = self.sheet(name, section.title)
        frames = [block.rows for block in section.blocks if isinstance(block, Table | Chart | Map)]
        frames += [figures_table(block) for block in section.blocks if isinstance(block, Figures)]
        widths = widths_of([columns_of(frame, _numbers_of(section, frame)) for frame in frames])
        for at, wide in enumerate(widths):
            sheet.set_column(at, at, wide)
        if not widths:
            sheet.set_column(0, 0, ACROSS)
        laid = Laid(widths)
        at = 1
        for block in section.blocks:
            at = self._block(sheet, at + 1, block, section, laid)
        self._pages(sheet, at, laid)

    def _pages(self, sheet: Any, end: int, laid: Laid) -> None:
        """Part a sheet into printed pages: a table or chart that one page holds begins on a page that holds it.

        A sheet that is fitted has no breaks of ours, so that its scale is worked out here.
        """
        scale = max(25, min(100, int(100 * PRINTED / laid.pixels())))
        # Where a chart begins beside the heads, a strip of it would be printed with them again.
        again = laid.heads[0] if len(laid.named) == 1 and not laid.drawn else 0
        if len(laid.heads) == 1:
            sheet.freeze_panes(laid.heads[0] + 1, 1)
        sheet.repeat_rows(again)
        sheet.set_print_scale(scale)
        sheet.print_area(0, 0, max(end, 1), laid.columns() - 1)
        room = DEEP / scale * 100 - self.highs.get(again, LINE)
        breaks = breaks_of([self.highs.get(row, LINE) for row in range(end + 1)], laid.starts, room)
        if breaks:
            sheet.set_h_pagebreaks(breaks)

    def _block(self, sheet: Any, at: int, block: Block, section: Section, laid: Laid) -> int:
        widths = laid.widths
        laid.starts.append(at)
        if isinstance(block, Words):
            kind = {"lead": "lead", "note": "quiet"}.get(block.kind, "words")
            at = self._across(sheet, at, block.text, widths, kind)
            return self._across(sheet, at, f"— {block.by}", widths, "quiet") if block.by else at
        if isinstance(block, Figures):
            return self._headed(sheet, at, columns_of(figures_table(block), None), laid)
        at = self._across(sheet, at, block.title, widths, "block")
        start = at
        above = next((one for one in laid.tables if one.rows.equals(block.rows)), None)
        laid.tables.append(block)
        numbers = block.numbers if isinstance(block, Table) else None
        columns = columns_of(block.rows, numbers)
        if above is not None and block.rows.height and isinstance(block, Chart | Map):
            columns = []
            at = self._across(sheet, at, f"Its figures stand above: {above.title}.", widths, "quiet")
            start = at
        elif columns and block.rows.height:
            at = self._headed(sheet, at, columns, laid)
        else:
            at = self._across(sheet, at, "There is nothing to show.", widths, "quiet")
        said = [*block.notes, block.source, *([block.alt] if isinstance(block, Map | Chart) else [])]
        drawn = block if isinstance(block, Chart) and block.plot.categories and block.plot.series else None
        edge = laid.edge(len(columns)) + BEFORE + BY_TABLE
        beside = bool(columns) and edge <= WIDEST
        if drawn and beside:
            at = self._down(sheet, start, at, drawn)
        for note in said:
            at = self._across(sheet, at, note, widths, "quiet")
        self.told.append((section.title, block.title, block.source))
        if drawn and beside:
            laid.drawn = max(laid.drawn, edge)
            self.plots.append((sheet, start, len(columns), drawn))
        elif drawn:
            laid.drawn = max(laid.drawn, UNDER)
            laid.starts.append(at)
            self.plots.append((sheet, at, 0, drawn))
            at = self._down(sheet, at, at, drawn)
        return at

    def _down(self, sheet: Any, start: int, at: int, chart: Chart) -> int:
        """The next row that is free below a chart which begins at a row; rows without a height are given one."""
        while sum(self.highs.get(row, LINE) for row in range(start, at)) < chart_high(chart.plot) * POINTS + LINE:
            self._row(sheet, at, LINE)
            at += 1
        return at

    def _headed(self, sheet: Any, at: int, columns: Sequence[Column], laid: Laid) -> int:
        laid.heads.append(at)
        laid.named.add(tuple(column.name for column in columns))
        laid.printed = max(laid.printed, sum(not column.apart for column in columns))
        return self._table(sheet, at, columns, laid.widths)

    def _across(self, sheet: Any, at: int, text: str, widths: Sequence[float], kind: str) -> int:
        """A text across the sheet, on as many rows as a row's height makes it need; the next row."""
        if not text:
            return at
        many = 0
        taken = 0.0
        while widths and taken < ACROSS - COMMON:  # beyond a narrow table, over columns that nobody made wider
            taken += widths[many] if many < len(widths) else COMMON
            many += 1
        wide = taken if many else ACROSS
        for part in parts_of(text, wide):
            if many > 1:
                sheet.merge_range(at, 0, at, many - 1, "", self.form(kind))
            sheet.write_string(at, 0, part, self.form(kind))
            self._row(sheet, at, high_of(part, wide, 1.25 if kind in ("block", "lead") else 1.0))
            at += 1
        return at

    def _table(self, sheet: Any, at: int, columns: Sequence[Column], widths: Sequence[float]) -> int:
        """A table's heads and rows; the next row."""
        for number, column in enumerate(columns):
            sheet.write_string(at, number, column.name, self.form("head right" if column.right else "head"))
        self._row(sheet, at, max(high_of(c.name, w, 1.15) for c, w in zip(columns, widths, strict=False)))
        for row in range(len(columns[0].cells)):
            at += 1
            for number, column in enumerate(columns):
                self._cell(sheet, at, number, column.cells[row], right=column.right)
            texts = ((c.texts[row], w) for c, w in zip(columns, widths, strict=False))
            self._row(sheet, at, max(high_of(text, wide) for text, wide in texts))
        return self._in_full(sheet, at + 1, columns, widths)

    def _in_full(self, sheet: Any, at: int, columns: Sequence[Column], widths: Sequence[float]) -> int:
        """Texts that no row is high enough for stand once more, whole, under the table."""
        for row in range(len(columns[0].cells)):
            for column, wide in zip(columns, widths, strict=False):
                if len(parts_of(column.texts[row], wide)) > 1:
                    words = f"{column.name}, {columns[0].texts[row][:80]}, in full:"
                    at = self._across(sheet, at, words, widths, "quiet")
                    at = self._across(sheet, at, column.texts[row], widths, "words")
        return at

    def _cell(self, sheet: Any, row: int, column: int, cell: Any, *, right: bool) -> None:
        if isinstance(cell, Typed):
            sheet.write_number(row, column, cell.value, self.form("cell right", cell.form))
        elif isinstance(cell, datetime):
            sheet.write_datetime(row, column, cell.replace(tzinfo=None), self.form("cell", "yyyy-mm-dd hh:mm"))
        elif isinstance(cell, date):
            sheet.write_datetime(
                row, column, datetime(cell.year, cell.month, cell.day), self.form("cell", "yyyy-mm-dd")
            )
        else:
            sheet.write_string(row, column, cell[:CELL], self.form("cell right" if right else "cell"))

    def sources(self) -> None:
        """Where each table, chart and map comes from."""
        rows = pl.DataFrame(self.told, schema=["Section", "What", "Source"], orient="row")
        self._list("Sources", rows, (28, 48, 62))

    def definitions(self) -> None:
        """What each measure counts."""
        rows = pl.DataFrame(
            list(self.document.definitions), schema=["Measure", "What it counts, and caveats"], orient="row"
        )
        self._list("Definitions", rows, (34, 100))

    def _list(self, title: str, rows: pl.DataFrame, widths: Sequence[float]) -> None:
        sheet = self.sheet(self._name(title), title)
        for at, wide in enumerate(widths):
            sheet.set_column(at, at, wide)
        if rows.is_empty():
            sheet.write_string(2, 0, "There is nothing to show.", self.form("quiet"))
            return
        self._table(sheet, 2, columns_of(rows, None), widths)
        sheet.freeze_panes(3, 1)
        sheet.repeat_rows(2)

    def chart_data(self) -> None:
        """What the charts draw, on a sheet of its own; and the charts beside their tables."""
        if not self.plots:
            return
        name = self._name("Chart data")
        sheet = self.sheet(name, "What the charts draw")
        sheet.write_string(1, 0, "Read by the charts of the other sheets, and not printed.", self.form("quiet"))
        sheet.print_area(0, 0, 1, 8)
        column = 0
        for place, at, beside, block in self.plots:
            plot = block.plot
            sheet.write_string(2, column, plain(block.title)[:CELL], self.form("block"))
            sheet.write_string(3, column, plain(plot.across)[:CELL], self.form("head"))
            for row, category in enumerate(plot.categories):
                sheet.write_string(4 + row, column, plain(category)[:CELL], self.form("cell"))
            for number, series in enumerate(plot.series, 1):
                sheet.write_string(3, column + number, plain(series.name)[:CELL], self.form("head right"))
                for row, value in enumerate(series.values):
                    if value is not None:
                        sheet.write_number(
                            4 + row, column + number, value, self.form("cell right", cell_format(plot, series))
                        )
            sheet.set_row(3, 2 * LINE)
            sheet.set_column(column, column, 22)
            sheet.set_column(column + 1, column + len(plot.series), 14)
            drawn = chart_of(self.book, name, column, block, BY_TABLE if beside else UNDER)
            told = {"description": plain(block.alt)[:2000], "x_offset": BEFORE if beside else 0}
            place.insert_chart(at, beside, drawn, told)
            column += len(plot.series) + 2


def _numbers_of(section: Section, rows: pl.DataFrame) -> pl.DataFrame | None:
    return next((b.numbers for b in section.blocks if isinstance(b, Table) and b.rows is rows), None)
