"""Malformed values in the templates and the Parquet layouts: cells that have the right place and cannot be true."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from tests.trust.corpus import Files
from tests.trust.tables import Rows, text_layouts, written
from tp_metrics.schema import RECORDS
from tp_metrics.sources.template import TEMPLATES

#: What people, spreadsheets and other programs write for a day, and is none that these tables take.
DAYS = ("1900-01-01", "2100-01-01", "2010-02-30", "01/12/2010", "40513", "December", "=TODAY()", "0000-00-00")
#: What stands where a whole number belongs.
COUNTS = ("-1", "1.5", '1"234', "twelve", "=SUM(A1:A9)", "1e400", "NaN", "٣", "#REF!")
#: What stands where the code of a place belongs.
PLACES = ("Gotham", "E05999999", "=A1", "51.5, -0.1", "<b>Camden</b>", "")
#: What stands where one of a few words belongs.
WORDS = ("=cmd|'/C calc'!A0", "neither", "😀" * 40)

#: Numbers that no count and no figure of a place can be: eighteen digits, the largest that 64 bits hold, more digits
#: than they hold, and almost the largest of a float.
LARGE = ("9" * 18, str(2**63 - 1), "1234567890" * 2 + "12345", "1e308")
#: Layouts with two rows of headings, the second of years.
TWO_HEADINGS = ("ward_atlas.csv", "crime_rates_borough.csv")
#: With more columns of numbers than these a layout has one to each period, which are spoilt together.
WIDE = 12
NUMBER = re.compile(r"\s*[£-]?\d+([.,]\d+)*%?\s*")


def of_large(name: str, text: str) -> Files:
    """A text layout's file with one of its columns of numbers too large in every row, or all columns of a wide one."""
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    top = 2 if name in TWO_HEADINGS else 1
    numbers = _numbers(name, rows[0], rows[top:])
    groups = [numbers] if len(numbers) > WIDE else [[place] for place in numbers]
    for group in groups:
        for large in LARGE:
            spoilt = [[large if place in group else cell for place, cell in enumerate(row)] for row in rows[top:]]
            yield f"column {group[0] + 1} is {large} in {name}", written([*rows[:top], *spoilt])


def every_text(layouts: Path) -> dict[str, str]:
    """The text of every layout, and of every template that has no layout of its own: its example."""
    examples = {f"template_{table}.csv": one.csv() for table, one in TEMPLATES.items()}
    return examples | text_layouts(layouts)


def _numbers(name: str, header: list[str], rows: Rows) -> list[int]:
    """The places of a layout's columns of numbers: of a template those of its table, of others what looks like them."""
    if name.startswith("template_"):
        table = RECORDS[name.removeprefix("template_").removesuffix(".csv")].columns()
        return [place for place, column in enumerate(header) if table[column].dtype in (pl.Int64, pl.Float64)]
    return [place for place in range(len(header)) if any(NUMBER.fullmatch(row[place]) for row in rows if row[place:])]


def of_templates(layouts: Path) -> Files:
    """Each template's file, with one column of every row spoilt; and rows twice with other figures."""
    for path in sorted(layouts.glob("template_*.csv")):
        table = path.stem.removeprefix("template_")
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        for column, wrong in _wrong(table, rows[0]):
            place = rows[0].index(column)
            spoilt = [rows[0], *([*row[:place], wrong, *row[place + 1 :]] for row in rows[1:])]
            yield f"{column} is {wrong[:12]!r} in {path.name}".replace("/", " or "), written(spoilt)
        yield f"last day first in {path.name}", _last_first(rows)


def _wrong(table: str, columns: list[str]) -> list[tuple[str, str]]:
    """A column and what is put there, for a day, a place, and the first number and word of the table."""
    types = {name: column.dtype for name, column in RECORDS[table].columns().items() if name in columns}
    found = [("first_day", day) for day in DAYS] + [("place", place) for place in PLACES]
    for kinds, wrong in (((pl.Int64, pl.Float64), COUNTS), ((pl.Enum, pl.Boolean), WORDS)):
        first = next((name for name, dtype in types.items() if dtype in kinds or isinstance(dtype, kinds)), None)
        if first:
            found += [(first, one) for one in wrong]
    return found


def _last_first(rows: Rows) -> bytes:
    first, last = rows[0].index("first_day"), rows[0].index("last_day")
    spoilt = [list(row) for row in rows]
    for row in spoilt[1:]:
        row[first], row[last] = "2010-12-31", "2010-12-01"
    return written(spoilt)


def of_parquet(layouts: Path) -> Files:
    """Each Parquet layout, with its columns in other types, without some, or with more than memory holds."""
    for path in sorted(layouts.glob("*.parquet")):
        frame = pl.read_parquet(path)
        for words, spoil in PARQUET.items():
            yield f"{words} {path.name}", _parquet(spoil(frame))


def of_bits(layouts: Path) -> Files:
    """Each Parquet layout, packed and not, with one bit flipped in every thirtieth byte: in its pages and its end."""
    for path in sorted(layouts.glob("*.parquet")):
        plain = io.BytesIO()
        pl.read_parquet(path).write_parquet(plain, compression="uncompressed")
        for packed, content in (("packed", path.read_bytes()), ("plain", plain.getvalue())):
            for place in range(4, len(content) - 8, 30):
                flipped = bytearray(content)
                flipped[place] ^= 1 << place % 8
                yield f"{packed} with a bit of byte {place} flipped {path.name}", bytes(flipped)


def _parquet(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


def _all(frame: pl.DataFrame, make: Callable[[pl.Series], Any]) -> pl.DataFrame:
    return pl.DataFrame({one.name: make(one) for one in frame.get_columns()})


PARQUET: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "lists in": lambda frame: _all(frame, lambda one: one.reshape((frame.height, 1))),
    "structs in": lambda frame: _all(frame, lambda one: one.to_frame().to_struct()),
    "bytes in": lambda frame: _all(frame, lambda one: one.cast(pl.String).cast(pl.Binary)),
    "nulls in": lambda frame: _all(frame, lambda one: pl.Series([None] * frame.height)),
    "truths in": lambda frame: _all(frame, lambda one: pl.Series([True] * frame.height)),
    "times in": lambda frame: _all(frame, lambda one: pl.Series([1] * frame.height).cast(pl.Duration)),
    "numbers in": lambda frame: _all(frame, lambda one: pl.Series([-1.5] * frame.height)),
    "large numbers in": lambda frame: frame.with_columns(
        pl.selectors.numeric().map_batches(lambda one: pl.Series(one.name, [2**63 - 1] * len(one)))
    ),
    "texts in": lambda frame: _all(frame, lambda one: pl.Series(["=A1"] * frame.height)),
    "no rows of": lambda frame: frame.clear(),
    "no columns of": lambda frame: frame.select(),
    "the first column of": lambda frame: frame.select(frame.columns[0]),
    "columns renamed in": lambda frame: frame.rename({name: f"{name}_1" for name in frame.columns[1:]}),
}
