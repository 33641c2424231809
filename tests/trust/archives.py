"""Malformed archives and workbooks: what mail gateways, downloads that break off, spreadsheets and enemies make."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import stat
import tarfile
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import fastexcel
import openpyxl
import polars as pl

from tests.trust.corpus import NO_ENCODING, Files, zipped
from tests.trust.tables import ERROR_PAGE

#: How the API's answers of a ward are named.
ANSWER = "london_month_2016_01/crime_month_2016_01_area_E05000026_0.json"
#: Rows of nothing: more than any memory holds, in a file of some kilobytes.
ROWS = 100_000_000


def of_archives(layouts: Path) -> Files:
    """Zips and other archives that are no answers of an API, or only seem to be."""
    csv = (layouts / "mps_borough_crime_2008.csv").read_bytes()
    street = (layouts / "police_uk_street_api.zip").read_bytes()
    whole = zipped({"crime.csv": csv * 50})
    yield "zip of a CSV.zip", zipped({"crime.csv": csv})
    yield "zip of two CSVs.zip", zipped({"a.csv": csv, "b.csv": csv})
    yield "nested.zip", zipped({"inner.zip": street})
    yield "nested five deep.zip", _nested(street, 5)
    yield "folders only.zip", _folders()
    yield "symlink.zip", _linked(ANSWER, "/etc/passwd")
    yield "symlink that climbs.zip", _linked(ANSWER, "../../../etc/passwd")
    yield "password.zip", _locked(zipped({ANSWER: b"[]"}))
    yield "password on a CSV.zip", _locked(zipped({"crime.csv": csv}))
    yield "unknown compression.zip", _with_method(zipped({ANSWER: b"[]" * 40}), 97)
    yield "backslash climbs.zip", zipped({f"..\\..\\{ANSWER.rpartition('/')[2]}": b"[]"})
    yield "drive.zip", zipped({f"C:\\{ANSWER.rpartition('/')[2]}": b"[]"})
    yield "twice.zip", _twice(ANSWER)
    yield (
        "wrong checksum.zip",
        whole.replace(zipfile.ZipFile(io.BytesIO(whole)).infolist()[0].CRC.to_bytes(4, "little"), b"abcd"),
    )
    for share in (1, 2, 3):
        yield f"downloaded to {share} quarters.zip", whole[: len(whole) * share // 4]
        yield f"street downloaded to {share} quarters.zip", street[: len(street) * share // 4]
    yield "without its beginning.zip", street[200:]
    yield "error page in a zip.zip", zipped({ANSWER: ERROR_PAGE})
    yield "deep JSON.zip", zipped({ANSWER: b"[" * 100_000})
    yield "deep objects.zip", zipped({ANSWER: b'[{"a":' * 50_000})
    yield "object for a list.zip", zipped({ANSWER: b'{"id": 1}'})
    yield "numbers for crimes.zip", zipped({ANSWER: b"[1, 2, 3]"})
    yield "UTF-16 JSON.zip", zipped({ANSWER: "[]".encode("utf-16")})
    yield "month 13.zip", zipped({ANSWER.replace("2016_01", "2016_13"): b"[]"})
    yield "year 0000.zip", zipped({ANSWER.replace("2016_01", "0000_01"): b"[]"})
    yield "many members.zip", zipped({f"{number}.json": b"" for number in range(3000)})
    yield "bytes after.zip", zipped({"a.txt": b"a"}) + NO_ENCODING * 400
    yield "tar.csv", _tar(csv, "w")
    yield "tar.csv.gz", _tar(csv, "w:gz")
    yield "xz.csv", lzma.compress(csv)
    yield "bz2.csv", bz2.compress(csv)
    yield "7z.csv", b"7z\xbc\xaf\x27\x1c\x00\x04" + csv[:200]
    yield "rar.csv", b"Rar!\x1a\x07\x01\x00" + csv[:200]
    yield "zstd.csv", b"\x28\xb5\x2f\xfd\x24" + csv[:200]
    yield "gzip of a zip.csv.gz", gzip.compress(whole, mtime=0)
    yield "error page.csv.gz", gzip.compress(ERROR_PAGE, mtime=0)
    yield "gzip and more.csv.gz", gzip.compress(csv, mtime=0) + b"and more"
    yield "gzip bomb.csv.gz", gzip.compress(b"Borough,Major Category\n" + b"Camden,Burglary\n" * 8_000_000, 9, mtime=0)
    yield "PDF.csv", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    yield "picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
    yield "letter.csv", b"{\\rtf1\\ansi Dear Sir, the figures follow.}"
    yield "database.csv", b"SQLite format 3\x00" + bytes(84)
    yield "mail.csv", b"From: a@example.org\r\nContent-Type: text/csv\r\n\r\n" + csv


def _nested(content: bytes, times: int) -> bytes:
    for number in range(times):
        content = zipped({f"{number}.zip": content})
    return content


def _folders() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("london_month_2016_01/", b"")
    return out.getvalue()


def _linked(name: str, target: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo(name)
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, target)
    return out.getvalue()


def _locked(archive: bytes) -> bytes:
    """The zip with the bit of a password on every member, in both places where it stands."""
    content = bytearray(archive)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(signature), archive):
            content[found.start() + offset] |= 1
    return bytes(content)


def _with_method(archive: bytes, method: int) -> bytes:
    content = bytearray(archive)
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        for found in re.finditer(re.escape(signature), archive):
            content[found.start() + offset] = method
    return bytes(content)


def _twice(name: str) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(name, b"[]")
        archive.writestr(name, b"[]")
    return out.getvalue()


def _tar(content: bytes, mode: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        member = tarfile.TarInfo("crime.csv")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


def of_workbooks(layouts: Path) -> Files:
    """Workbooks, old and new: damaged, empty, of other things, or larger than any memory."""
    old = (layouts / "mps_workbook.xls").read_bytes()
    for number in range(5):
        place = len(old) * number // 5
        spoilt = old[:place] + b"\xff" * (len(old) // 5) + old[place + len(old) // 5 :]
        yield f"a fifth lost at {number} of 5 of a workbook.xls", spoilt
    yield "locked as a whole.xls", old[:512] + "EncryptedPackage".encode("utf-16-le") + old[544:]
    yield "empty sheets.xlsx", _book({"Sheet1": [], "Sheet2": []})
    yield "a table.xlsx", _book({"Crime": [["Borough", "2010"], ["Camden", 12]]})
    yield (
        "merged.xlsx",
        _book({"Crime": [["Crime in London", None], ["Borough", "2010"], ["Camden", 12]]}, merge="A1:B1"),
    )
    yield "formulas.xlsx", _book({"Crime": [["Borough", "2010"], ["Camden", "=SUM(A1:A9)"], ["=1/0", "=NOW()"]]})
    yield "hidden.xlsx", _book({"Crime": [["Borough"]]}, hidden=True)
    book = _book({"Crime": [["Borough", "2010"], ["Camden", 12]]})
    yield "cut.xlsx", book[: len(book) // 2]
    yield "without sheets.xlsx", _without(book, "xl/worksheets/sheet1.xml")
    yield "without list.xlsx", _without(book, "xl/workbook.xml")
    yield "broken XML.xlsx", _replaced(book, "xl/workbook.xml", b"<workbook><sheets>")
    yield "macro.xlsm", _replaced(book, "[Content_Types].xml", b"<Types/>")
    yield "from corner to corner.xlsx", corner(layouts)
    yield (
        "web page saved as.xls",
        b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>1</td></tr></table>",
    )
    yield "XML of 2003.xls", b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>"


def corner(layouts: Path) -> bytes:
    """A workbook with a cell in its first corner and one in its last: seventeen thousand million in between."""
    sheets = fastexcel.read_excel((layouts / "mps_workbook.xls").read_bytes()).sheet_names
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in sheets:
        sheet = book.create_sheet(name)
        sheet["A1"], sheet["XFD1048576"] = "Borough", 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_without_end(layouts: Path) -> bytes:
    """Parquet in the layout of custody, of so many rows of nothing that they fill any memory."""
    columns = pl.read_parquet_schema(layouts / "mps_custody_disposals.parquet")
    nothing = pl.Series([None]).new_from_index(0, ROWS)
    out = io.BytesIO()
    pl.DataFrame(dict.fromkeys(columns, nothing)).write_parquet(out)
    return out.getvalue()


def _book(sheets: dict[str, list[list[object]]], *, merge: str = "", hidden: bool = False) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if merge:
            sheet.merge_cells(merge)
    if hidden:
        book.create_sheet("Shown")
        book.worksheets[0].sheet_state = "veryHidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _members(archive: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as read:
        yield from ((name, read.read(name)) for name in read.namelist())


def _without(archive: bytes, name: str) -> bytes:
    return zipped({member: content for member, content in _members(archive) if member != name})


def _replaced(archive: bytes, name: str, content: bytes) -> bytes:
    return zipped({**dict(_members(archive)), name: content})
