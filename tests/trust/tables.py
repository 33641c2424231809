"""Malformed tables, made from the layouts: what spreadsheets, portals, and people who type do to a file of rows."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path

import polars as pl

from tests.trust.corpus import Files

Rows = list[list[str]]

#: A portal that answers an error under the name of the file.
ERROR_PAGE = (
    b"<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>\n<body><center><h1>502 Bad Gateway</h1>"
    b"</center><hr><center>nginx</center></body></html>\n"
)


def text_layouts(layouts: Path) -> dict[str, str]:
    """The text of every layout that is text, by name, without the ending of gzip."""
    found = {}
    for path in sorted(layouts.glob("*.csv*")):
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix == ".gz" else content
        try:
            found[path.name.removesuffix(".gz")] = content.decode()
        except UnicodeDecodeError:
            found[path.name.removesuffix(".gz")] = content.decode("windows-1252")
    return found


def of_tables(layouts: Path) -> Files:
    """Every text layout, spoilt in every way of `WAYS`."""
    for name, text in text_layouts(layouts).items():
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
        for words, spoil in WAYS.items():
            if (words, name) in HARMLESS:
                continue
            yield f"{words} {name}", spoil(rows)
        for words, spoil in OF_TEXT.items():
            if (words, name) in HARMLESS:
                continue
            yield f"{words} {name}", spoil(text)


def written(rows: Rows, **form: str) -> bytes:
    """Rows as a spreadsheet saves them."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n", **form).writerows(rows)
    return out.getvalue().encode()


def title_above(rows: Rows) -> bytes:
    """A merged title over all columns, as reports have it: one cell, then blank ones."""
    width = len(rows[0])
    return written([["Figures of the Metropolitan Police, all rights reserved", *[""] * (width - 1)], *rows])


def merged_headings(rows: Rows) -> bytes:
    """Headings merged in pairs: the second of each is blank."""
    return written([[name if place % 2 == 0 else "" for place, name in enumerate(rows[0])], *rows[1:]])


def columns_moved(rows: Rows) -> bytes:
    """The cells of each row moved on by one under headings that stay."""
    return written([rows[0], *([*row[1:], row[0]] for row in rows[1:])])


def a_column_lost(rows: Rows) -> bytes:
    """The rows without their third column, the headings with it."""
    return written([rows[0], *(row[:2] + row[3:] for row in rows[1:])])


def headings_only(rows: Rows) -> bytes:
    """The headings and nothing below them."""
    return written(rows[:1])


def without_headings(rows: Rows) -> bytes:
    """The rows without any heading."""
    return written(rows[2:])


def turned(rows: Rows) -> bytes:
    """Rows for columns and columns for rows."""
    width = min(len(row) for row in rows)
    return written([[row[place] for row in rows] for place in range(width)])


def formulas(rows: Rows) -> bytes:
    """Every cell below the headings a formula."""
    return written([rows[0], *([f'=HYPERLINK("http://example.org/{cell}")' for cell in row] for row in rows[1:])])


def two_spaces(rows: Rows) -> bytes:
    """Columns set apart by blanks, as a report prints them."""
    return "\n".join("  ".join(cell.ljust(12) for cell in row) for row in rows).encode()


def saved_by_excel(rows: Rows) -> bytes:
    """A spreadsheet's text with tabs, in UTF-16, as "Unicode text" saves it."""
    return written(rows, delimiter="\t").decode().encode("utf-16")


WAYS: dict[str, Callable[[Rows], bytes]] = {
    "a title above": title_above,
    "merged headings in": merged_headings,
    "columns moved in": columns_moved,
    "a column lost of": a_column_lost,
    "headings only of": headings_only,
    "without headings": without_headings,
    "turned": turned,
    "formulas in": formulas,
    "blanks between the columns of": two_spaces,
    "Unicode text of Excel of": saved_by_excel,
}

OF_TEXT: dict[str, Callable[[str], bytes]] = {
    "UTF-16 without a mark": lambda text: text.encode("utf-16-le"),
    "UTF-32": lambda text: text.encode("utf-32"),
    "EBCDIC": lambda text: text.encode("cp037", errors="replace"),
    "base64 of": lambda text: codecs.encode(text.encode(), "base64"),
    "gzip within gzip of": lambda text: gzip.compress(gzip.compress(text.encode(), mtime=0), mtime=0),
    "JSON of": lambda text: pl.DataFrame({"rows": text.splitlines()}).write_json().encode(),
    "an error page for": lambda _text: ERROR_PAGE,
    "an error page within": lambda text: text.encode()[: len(text) // 2] + ERROR_PAGE,
    "NULs at the end of": lambda text: text.encode() + bytes(4096),
    "another header below": lambda text: (text + text.splitlines()[0] + "\n").encode(),
}

#: What is as it should be in that layout, or does no harm there: headings of groups stand over the first of their
#: years, and a second header is a row of another force, set aside.
HARMLESS = {
    ("merged headings in", "crime_rates_borough.csv"),
    ("another header below", "ho_arrests.csv"),
    ("another header below", "ho_outcomes.csv"),
}
