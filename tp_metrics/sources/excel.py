"""Excel workbooks, opened by their content: a damaged one is refused in a sentence, not by a fault of the reader."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fastexcel
import polars as pl

from tp_metrics.schema.reading import SourceRefused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FREE = 0xFFFFFFFF
ZIP = b"PK"
#: The name of the stream that holds a workbook of today's form when it is locked ([MS-OFFCRYPTO] 2.3.4).
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
#: More than the oldest form of workbooks has (65,536 rows of 256 columns).
MOST_CELLS = 20_000_000


def excel(path: Path) -> fastexcel.ExcelReader:
    """The workbook at `path`, .xls or .xlsx, whatever its name; raises SourceRefused where it cannot be opened.

    The reader is given bytes, since it judges a path by its ending.
    """
    content = path.read_bytes()
    if content.startswith(OLE) and len(content) < _whole(content):
        raise SourceRefused(f"{path.name} is a spreadsheet that has been cut; fetch it again.")
    if content.startswith(OLE) and ENCRYPTED in content:
        raise SourceRefused(f"{path.name} is a spreadsheet that is locked with a password; save it without one.")
    if content.startswith(ZIP):
        _refuse_wide(path)
    with _refused(f"{path.name} is no spreadsheet, or is damaged, locked or of another program; fetch it again."):
        return fastexcel.read_excel(content)


def sheet_text(reader: fastexcel.ExcelReader, sheet: str, name: str) -> pl.DataFrame:
    """A sheet as text from its first row and column on, headings included; its columns are column_1 and so on."""
    with _refused(f"{name}: the sheet {sheet.strip()} cannot be read; the workbook is damaged."):
        loaded = reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_polars()
    return loaded.rename({given: f"column_{place}" for place, given in enumerate(loaded.columns, 1)})


def _refuse_wide(path: Path) -> None:
    """Raise SourceRefused where the cells of a sheet lie so far apart that what is between them fills the memory.

    A cell in each of two corners is enough: the reader makes room for all cells in between, and the program ends.
    """
    broken = f"{path.name} is a workbook that is damaged; fetch it again, or save it anew as .xlsx."
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if SHEET.fullmatch(name) and (cells := _room(archive.read(name))) > MOST_CELLS:
                    raise SourceRefused(
                        f"{path.name} is unsafe: the cells of one of its sheets span {cells:,}, of which at most "
                        f"{MOST_CELLS:,} are read; delete what stands far away from the table."
                    )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError):
        raise SourceRefused(broken) from None


def _room(sheet: bytes) -> int:
    """How many cells lie in the smallest rectangle that holds all cells of a sheet."""
    places = CELL.findall(sheet)
    if not places:
        return 0
    rows = [int(row) for _, row in places]
    columns = [_column(letters) for letters in {letters for letters, _ in places}]
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)


def _column(letters: bytes) -> int:
    """The number of a column by its letters.

    >>> _column(b"XFD")
    16384
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


@contextmanager
def _refused(sentence: str) -> Iterator[None]:
    """Turn what the reader raises into a refusal, its panics too, which are no ordinary exceptions."""
    try:
        yield
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError, ValueError):
        raise SourceRefused(sentence) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise SourceRefused(sentence) from None


def _whole(content: bytes) -> int:
    """How long an OLE file must be: up to the last sector that its allocation table has in use ([MS-CFB] 2.2, 2.3)."""
    try:
        shift, tables = struct.unpack_from("<H", content, 30)[0], struct.unpack_from("<I", content, 44)[0]
        size = 1 << shift
        where = struct.unpack_from("<109I", content, 76)[: min(tables, 109)]
        used = 0
        for number, sector in enumerate(where):
            entries = struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)
            last = max((place for place, entry in enumerate(entries) if entry != FREE), default=-1)
            used = max(used, number * len(entries) + last + 1)
    except (struct.error, OverflowError):
        return len(content) + 1
    return int((used + 1) * size)
