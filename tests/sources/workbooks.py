"""A small .xlsx made of text and numbers, for workbooks that are wrong in one place."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import ascii_uppercase
from xml.sax.saxutils import escape, quoteattr

Rows = Sequence[Sequence[str | float | None]]

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'


def workbook(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """A workbook with these sheets, row by row from the top; None is an empty cell."""
    numbers = range(1, len(sheets) + 1)
    entries = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, sheets, strict=True)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATION}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "_rels/.rels",
            f'<Relationships {_PACKAGE}><Relationship Id="r" Type="{_RELATION}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        file.writestr(
            "xl/workbook.xml", f'<workbook {_MAIN} xmlns:r="{_RELATION}"><sheets>{entries}</sheets></workbook>'
        )
        file.writestr("xl/_rels/workbook.xml.rels", f"<Relationships {_PACKAGE}>{relations}</Relationships>")
        for number, rows in zip(numbers, sheets.values(), strict=True):
            lines = "".join(_row(line, row) for line, row in enumerate(rows, 1))
            file.writestr(
                f"xl/worksheets/sheet{number}.xml", f"<worksheet {_MAIN}><sheetData>{lines}</sheetData></worksheet>"
            )
    return path


def _row(line: int, cells: Sequence[str | float | None]) -> str:
    inner = "".join(_cell(f"{ascii_uppercase[place]}{line}", value) for place, value in enumerate(cells))
    return f'<row r="{line}">{inner}</row>' if inner else ""


def _cell(where: str, value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c r="{where}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{where}"><v>{value}</v></c>'
