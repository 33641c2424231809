"""A document as a workbook: a sheet a section, numbers as numbers, and whatever people typed as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import polars as pl
from xlsxwriter import Workbook

from tp_metrics.packs import room, slides
from tp_metrics.packs.cells import column_texts
from tp_metrics.packs.document import Block, Chart, Document, Figures, Map, Plot, Section, Table, Words
from tp_metrics.packs.fixed import archived_anew, moment, plain
from tp_metrics.packs.flat import figures_table
from tp_metrics.packs.slide_charts import BESIDE, axis_words, limits, number_format, one_each
from tp_metrics.packs.typed import Typed, as_shown, typed
from tp_metrics.words.numbers import DASH, MINUS

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
#: Widths in characters: of the narrowest column, of one that others make narrower, of the widest; of texts that stand
#: across a sheet; and of a sheet that is read on one page.
NARROW, LEAST, BROAD, ACROSS, PAGE = 9, 16, 52, 110, 150
#: The height of a line in points, and the most that a row can have.
LINE, TALLEST = 15.0, 405.0
FACE, SIZE = "Arial", 10
#: A chart's size in pixels, the rows that it covers, and the pixels that a printed page is wide.
PICTURE, CHART, PRINTED = (760, 390), 21, 840


def xlsx(document: Document) -> bytes:
    """The document as a workbook; the same document gives the same bytes.

    A number stands under the format that shows what the screen shows; a column whose texts say more than one number
    keeps its texts, and its numbers stand in a column of their own at the end.
    """
    made = BytesIO()
    book = Workbook(made, SAFE)
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
        self.data: Any = None
        self.column = 0
        self.plots: list[tuple[Any, int, Chart]] = []
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
                "block": {"bold": True, "font_size": 12},
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
        made.set_landscape()
        made.set_paper(9)
        made.fit_to_pages(1, 0)
        made.set_margins(0.5, 0.5, 0.8, 0.8)
        around = self.document
        made.set_header(f"&L{_printed(around.title, 150)}&R{_printed(around.marking, 80)}")
        made.set_footer(f"&L{_printed(slides.foot_words(around), 200)}&R&P / &N")
        made.write_string(0, 0, plain(title)[:CELL], self.form("title"))
        made.set_row(0, 24)
        made.freeze_panes(1, 0)
        made.repeat_rows(0)
        return made

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
            at = self._pair(sheet, at + 1, name, section.title) - 1

    def _pair(self, sheet: Any, at: int, name: str, value: str) -> int:
        for number, part in enumerate(_parts(value, ACROSS - 28)):
            sheet.write_string(at, 0, plain(name)[:CELL] if number == 0 else "", self.form("quiet"))
            sheet.write_string(at, 1, part, self.form("words"))
            sheet.set_row(at, _high(part, ACROSS - 28))
            at += 1
        return at

    def section(self, section: Section) -> None:
        """A section's sheet: its blocks under one another, in their order."""
        name = self.sheet_names.pop(0)
        sheet = self.sheet(name, section.title)
        frames = [block.rows for block in section.blocks if isinstance(block, Table | Chart | Map)]
        frames += [figures_table(block) for block in section.blocks if isinstance(block, Figures)]
        widths = _widths([_columns(frame, _numbers_of(section, frame)) for frame in frames])
        for at, wide in enumerate(widths):
            sheet.set_column(at, at, wide)
        if not widths:
            sheet.set_column(0, 0, ACROSS)
        at = 1
        heads: list[int] = []
        for block in section.blocks:
            at = self._block(sheet, at + 1, block, widths, section, heads)
        breaks = [at for place, at, _ in self.plots if place is sheet]
        if breaks:  # no page is to end within a chart, and a sheet that is fitted has no breaks of ours
            sheet.set_print_scale(
                max(25, min(100, int(100 * PRINTED / max(PICTURE[0], sum(7 * wide + 5 for wide in widths)))))
            )
            sheet.set_h_pagebreaks(breaks)
        if len(heads) == 1:
            sheet.freeze_panes(heads[0] + 1, 1)
            sheet.repeat_rows(heads[0])

    def _block(
        self, sheet: Any, at: int, block: Block, widths: Sequence[float], section: Section, heads: list[int]
    ) -> int:
        if isinstance(block, Words):
            kind = {"lead": "lead", "note": "quiet"}.get(block.kind, "words")
            at = self._across(sheet, at, block.text, widths, kind)
            return self._across(sheet, at, f"— {block.by}", widths, "quiet") if block.by else at
        if isinstance(block, Figures):
            heads.append(at)
            return self._table(sheet, at, _columns(figures_table(block), None), widths)
        at = self._across(sheet, at, block.title, widths, "block")
        numbers = block.numbers if isinstance(block, Table) else None
        columns = _columns(block.rows, numbers)
        if columns and block.rows.height:
            heads.append(at)
            at = self._table(sheet, at, columns, widths)
        else:
            at = self._across(sheet, at, "There is nothing to show.", widths, "quiet")
        for note in block.notes:
            at = self._across(sheet, at, note, widths, "quiet")
        at = self._across(sheet, at, block.source, widths, "quiet")
        self.told.append((section.title, block.title, block.source))
        if isinstance(block, Map | Chart) and block.alt:
            at = self._across(sheet, at, block.alt, widths, "quiet")
        if isinstance(block, Chart) and block.plot.categories and block.plot.series:
            self.plots.append((sheet, at, block))
            at += CHART
        return at

    def _across(self, sheet: Any, at: int, text: str, widths: Sequence[float], kind: str) -> int:
        """A text across the sheet, on as many rows as a row's height makes it need; the next row."""
        if not text:
            return at
        many = 0
        taken = 0.0
        while many < len(widths) and taken < ACROSS:
            taken += widths[many]
            many += 1
        wide = taken if many else ACROSS
        for part in _parts(text, wide):
            if many > 1:
                sheet.merge_range(at, 0, at, many - 1, "", self.form(kind))
            sheet.write_string(at, 0, part, self.form(kind))
            sheet.set_row(at, _high(part, wide, 1.25 if kind in ("block", "lead") else 1.0))
            at += 1
        return at

    def _table(self, sheet: Any, at: int, columns: Sequence[_Column], widths: Sequence[float]) -> int:
        """A table's heads and rows; the next row."""
        for number, column in enumerate(columns):
            sheet.write_string(at, number, column.name, self.form("head right" if column.right else "head"))
        sheet.set_row(at, max(_high(c.name, w, 1.15) for c, w in zip(columns, widths, strict=False)))
        for row in range(len(columns[0].cells)):
            at += 1
            for number, column in enumerate(columns):
                self._cell(sheet, at, number, column.cells[row], right=column.right)
            texts = ((c.texts[row], w) for c, w in zip(columns, widths, strict=False))
            sheet.set_row(at, max(_high(text, wide) for text, wide in texts))
        return self._in_full(sheet, at + 1, columns, widths)

    def _in_full(self, sheet: Any, at: int, columns: Sequence[_Column], widths: Sequence[float]) -> int:
        """Texts that no row is high enough for stand once more, whole, under the table."""
        for row in range(len(columns[0].cells)):
            for column, wide in zip(columns, widths, strict=False):
                if len(_parts(column.texts[row], wide)) > 1:
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
        self._table(sheet, 2, _columns(rows, None), widths)
        sheet.freeze_panes(3, 1)
        sheet.repeat_rows(2)

    def chart_data(self) -> None:
        """What the charts draw, on a sheet of its own; and the charts beside their tables."""
        if not self.plots:
            return
        name = self._name("Chart data")
        sheet = self.sheet(name, "What the charts draw")
        column = 0
        for place, at, block in self.plots:
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
                            4 + row, column + number, value, self.form("cell right", number_format(plot))
                        )
            sheet.set_row(3, 2 * LINE)
            sheet.set_column(column, column, 22)
            sheet.set_column(column + 1, column + len(plot.series), 14)
            place.insert_chart(at, 0, _chart(self.book, name, column, block), {"description": plain(block.alt)[:2000]})
            column += len(plot.series) + 2


def _chart(book: Any, name: str, column: int, block: Chart) -> Any:
    """A chart of a plot, drawn by the spreadsheet from the sheet of chart data."""
    plot = block.plot
    kinds = {"lines": ("line", ""), "bars": ("bar", ""), "shares": ("bar", "percent_stacked")}
    kind, sub = kinds[plot.kind]
    made = book.add_chart({"type": kind, **({"subtype": sub} if sub else {})})
    last = 3 + len(plot.categories)
    beside = 0
    for number, series in enumerate(plot.series, 1):
        first = series.marked or len(plot.series) == 1
        colour = f"#{slides.CHOSEN if first else BESIDE[beside % len(BESIDE)]}"
        beside += not first
        line = (
            {"line": {"color": colour, "width": 2.5 if first else 1.5}}
            if kind == "line"
            else {"fill": {"color": colour}}
        )
        made.add_series(
            {
                "name": [name, 3, column + number],
                "categories": [name, 4, column, last, column],
                "values": [name, 4, column + number, last, column + number],
                **line,
                **(
                    {"gap": 40, "overlap": 100 if plot.kind == "shares" or one_each(plot) else 0}
                    if kind == "bar"
                    else {}
                ),
            }
        )
    _axes(made, plot)
    made.set_title({"none": True})
    made.set_legend({"position": "bottom"} if len(plot.series) > 1 else {"none": True})
    made.show_blanks_as("gap")
    made.set_size({"width": PICTURE[0], "height": PICTURE[1]})
    return made


def _axes(made: Any, plot: Plot) -> None:
    low, high = limits(plot)
    ends = {name: end for name, end in (("min", low), ("max", high)) if end is not None and plot.kind != "shares"}
    values: dict[str, Any] = {
        "name": axis_words(plot),
        "num_format": "#,##0.##" if plot.kind == "lines" else number_format(plot),
    }
    if plot.kind == "shares":
        values["num_format"] = "0%"
    values |= {"major_gridlines": {"visible": True, "line": {"color": "#E6EAEF"}}, "name_font": {"bold": False}, **ends}
    if plot.kind == "lines":
        made.set_y_axis(values)
        if plot.across:
            made.set_x_axis({"name": plain(plot.across[:1].upper() + plot.across[1:]), "name_font": {"bold": False}})
    else:  # of bars the upright axis has the names
        made.set_x_axis(values)
        made.set_y_axis({"reverse": True, "interval_unit": 1, "label_position": "low"})


class _Column:
    """A column of a sheet: its name, its cells as they are written, and as they read."""

    def __init__(self, name: str, cells: Sequence[Any], texts: Sequence[str], *, right: bool) -> None:
        self.name, self.cells, self.texts, self.right = name, cells, texts, right


def _columns(rows: pl.DataFrame, numbers: pl.DataFrame | None) -> list[_Column]:
    """The columns of a table: numbers typed where a format shows the screen's text, else beside the texts."""
    made: list[_Column] = []
    after: list[_Column] = []
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
                made.append(_Column(name, whole, texts, right=True))
                continue
            made.append(_Column(name, texts, texts, right=False))
            after.append(_apart(name, values))
            continue
        cells_of = column.to_list() if column.dtype.is_temporal() else texts
        made.append(_Column(name, [c if c is not None else DASH for c in cells_of], texts, right=False))
    return made + after


def _apart(name: str, values: Sequence[float | None]) -> _Column:
    """The numbers behind texts that say more than one, as a column of their own."""
    digits = 2 if all(abs(value) < 10 for value in values if value is not None) else 1
    form = f"#,##0.{'0' * digits};{MINUS}#,##0.{'0' * digits}"
    cells = [DASH if value is None else Typed(value, form) for value in values]
    texts = [one if isinstance(one, str) else as_shown(one.value, form) for one in cells]
    return _Column(f"{name}: number", cells, texts, right=True)


def _numbers_of(section: Section, rows: pl.DataFrame) -> pl.DataFrame | None:
    return next((b.numbers for b in section.blocks if isinstance(b, Table) and b.rows is rows), None)


def _widths(tables: Sequence[Sequence[_Column]]) -> list[float]:
    """The width of each column, for all the tables that stand under one another, in characters."""
    count = max((len(columns) for columns in tables), default=0)
    needed = [
        min(BROAD, max(NARROW, *(_needs(columns[at]) for columns in tables if at < len(columns))))
        for at in range(count)
    ]
    return _lessened(needed)


def _lessened(widths: list[float]) -> list[float]:
    """Widths of which the widest are less where all together are wider than a printed page is read."""
    most = BROAD
    while most > LEAST and sum(min(wide, most) for wide in widths) > PAGE:
        most -= 1
    return [min(wide, most) for wide in widths]


def _needs(column: _Column) -> float:
    head = max((_characters(word, bold=True) for word in column.name.split()), default=0.0)
    lines = (_characters(line) for text in column.texts for line in text[:400].split("\n"))
    return max(head, min(_characters(column.name, bold=True), 16), *lines, 0.0) + 3.5


def _characters(text: str, *, bold: bool = False) -> float:
    """The width of a text in characters of a sheet: those of a figure."""
    return room.width(text, SIZE, bold=bold) / room.width("0", SIZE)


def _high(text: str, wide: float, size: float = 1.0) -> float:
    """The height of a row for a text in a width, in points."""
    return min(TALLEST, _lines(text, wide / size) * LINE * size + 2)


def _lines(text: str, wide: float) -> int:
    return len(room.pieces(text, (wide - 2.5) * room.width("0", SIZE), SIZE))


def _parts(text: str, wide: float) -> list[str]:
    """A text in parts that a row is high enough for; put together again they are the text."""
    lines = room.pieces(plain(text), (wide - 2.5) * room.width("0", SIZE), SIZE)
    most = int(TALLEST / LINE) - 2
    return ["".join(lines[at : at + most]) for at in range(0, len(lines), most)] or [""]


def _printed(text: str, most: int) -> str:
    """A text for the head or foot of a page, in which & begins a command and so is doubled."""
    words = " ".join(plain(text).split())
    while len(words.replace("&", "&&")) > most:
        words = words[:-1]
    return words.replace("&", "&&")
