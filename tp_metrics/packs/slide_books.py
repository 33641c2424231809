"""The workbooks behind native charts of slides: whoever edits a chart finds its numbers there, and no formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from xlsxwriter import Workbook

from tp_metrics.packs import slides
from tp_metrics.packs.fixed import archived_anew, moment

SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class _Book:
    """A workbook of one day, in which a name that begins with = stays a name."""

    day = date(1980, 1, 1)

    @contextmanager
    def _open_worksheet(self, xlsx_file: Any) -> Iterator[Any]:
        workbook = Workbook(xlsx_file, SAFE)
        workbook.set_properties({"created": moment(self.day), "author": slides.AUTHOR})
        yield workbook, workbook.add_worksheet()
        workbook.close()

    @property
    def xlsx_blob(self) -> bytes:
        """The workbook as it stands in the presentation."""
        return archived_anew(super().xlsx_blob, self.day)  # type: ignore[misc]


class _Sheet(_Book, CategoryWorkbookWriter):
    """The workbook behind a chart of categories."""


class _Table(_Book, XyWorkbookWriter):
    """The workbook behind a chart of points: a table to each series, with the names of its points beside it."""

    names: Sequence[Sequence[str]] = ()

    def _populate_worksheet(self, workbook: Any, worksheet: Any) -> None:
        super()._populate_worksheet(workbook, worksheet)  # type: ignore[no-untyped-call]
        for series, names in zip(self._chart_data, self.names, strict=True):
            top = self.series_table_row_offset(series) + 1  # type: ignore[no-untyped-call]
            for at, name in enumerate(names):
                worksheet.write_string(top + at, 2, name)
        worksheet.set_column(0, 2, 24)


class Categories(CategoryChartData):
    """The data of lines, bars or shares, with that workbook."""

    day = date(1980, 1, 1)

    @property
    def _workbook_writer(self) -> Any:
        sheet = _Sheet(self)  # type: ignore[no-untyped-call]
        sheet.day = self.day
        return sheet


class Points(XyChartData):
    """The data of points and of the lines about them, with that workbook; `names` are of each series' points."""

    day = date(1980, 1, 1)
    names: Sequence[Sequence[str]] = ()

    @property
    def _workbook_writer(self) -> Any:
        table = _Table(self)  # type: ignore[no-untyped-call]
        table.day, table.names = self.day, self.names
        return table
