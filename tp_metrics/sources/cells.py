"""Cells of published sheets: read as text, told apart, and accounted for one by one.

Everything is read as text first, because the published files write the same number as `7350`, `7,350`, `£7,350` or
`n/a`; only then is a cell a number, not available, or a mistake that is refused with its line and column.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import polars as pl

from tp_metrics.schema.reading import ASIDE, MOST_COUNT, Head, SourceRefused, aside, in_short
from tp_metrics.sources.recognise import head_of, unpacked
from tp_metrics.sources.safety import MOST_SHEET, refuse_long

#: How the published files write "not available", in lower case and without blanks around.
NOT_AVAILABLE = (
    "",
    "n/a",
    "na",
    "n.a.",
    "#n/a",
    "#ref!",
    "#value!",
    "#div/0!",
    ".",
    "..",
    "-",
    "–",
    "*",
    "null",
    "nan",
)

#: The reason under which such cells are set aside.
UNAVAILABLE = "not available"

_PLAIN = r"^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$"
_THOUSANDS = r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$"
_DECIMAL_COMMA = r"^[+-]?\d+(,\d+)?$"

Names = Callable[[list[list[str]]], list[str]]


class Sorted(NamedTuple):
    """Cells or rows in three heaps: the kept ones as they came, the others in the shape of `reading.ASIDE`."""

    kept: pl.DataFrame
    set_aside: pl.DataFrame
    refused: pl.DataFrame


@dataclass(frozen=True)
class Sheet:
    """A comma-separated file as text.

    Attributes:
        name: the file's name, for messages.
        names: the column names.
        rows: `line` (1-based in the file, header counted) and a text column for each name; wholly blank lines are left
            out, and so are those that do not have as many fields as the header.
        ragged: the latter, with the number of their `fields`; the columns that they lack are null.
        ended: whether the last line has a line end; without one it may have been cut.
    """

    name: str
    names: tuple[str, ...]
    rows: pl.DataFrame
    ragged: pl.DataFrame
    ended: bool = True

    def named(self, **wanted: str) -> Sheet:
        """The sheet with columns renamed: `named(borough="LookUp_BoroughName")`; case and blanks do not matter.

        Raises SourceRefused where a wanted column is missing.
        """
        found = {name.strip().lower(): name for name in self.names}
        if missing := [column for column in wanted.values() if column.lower() not in found]:
            raise SourceRefused(f"{self.name}: the column '{missing[0]}' is missing; it has {some(self.names)}.")
        new = {found[column.lower()]: name for name, column in wanted.items()}
        names = tuple(new.get(name, name) for name in self.names)
        return replace(self, names=names, rows=self.rows.rename(new), ragged=self.ragged.rename(new))

    def ragged_rows(self) -> pl.DataFrame:
        """One refusal for each line with too few or too many fields."""
        return self.ragged.select(
            "line",
            column=pl.lit(None, pl.String),
            value=pl.format("{} fields", "fields"),
            reason=pl.format("the line has {} fields; expected {} as in the header", "fields", len(self.names)),
        )

    def ragged_cells(self, columns: Sequence[str]) -> pl.DataFrame:
        """One refusal for each value cell that such a line should have had."""
        spread = self.ragged_rows().drop("column").join(pl.DataFrame({"column": list(columns)}), how="cross")
        return spread.select(list(ASIDE)) if spread.height else aside()

    def refuse_cut(self, refused: pl.DataFrame) -> None:
        """Refuse the file where its last line has no line end and something in it is refused.

        Where the line has its last cell, the sentence names what is refused in it: that need not come of a cut.
        """
        last = max(frame["line"].to_numpy().max(initial=0) for frame in (self.rows, self.ragged))
        there = refused.filter(pl.col("line") == last)
        if self.ended or there.is_empty():
            return
        cell = self.rows.filter(pl.col("line") == last).select(self.names[-1])
        if cell.is_empty() or cell.select(unavailable(pl.first())).item():
            raise SourceRefused(f"{self.name} ends in the middle of line {last}: the file has been cut.")
        column, value, reason = there.select("column", "value", "reason").row(-1)
        raise SourceRefused(
            f"{self.name}: line {last}, {in_short(column or '')}, '{in_short(value or '')}': {in_short(reason, 240)}; "
            "it is the last line and has no line end, so the file may also have been cut."
        )


def some(names: Iterable[str], most: int = 8) -> str:
    """The first few of some names, for a message."""
    listed = [name for name in names if name.strip()]
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")


def text_of(path: Path) -> str:
    """The text of a file, unpacked when it is gzipped, without a byte order mark.

    Raises SourceRefused where the file is empty, cut, too long, no text, or in an encoding that is not known here.
    """
    head = head_of(path)
    if head.kind != "text":
        raise SourceRefused(f"{path.name} is no text file ({head.kind}); expected comma-separated text.")
    refuse_long(path.name, sum(len(block) for block in unpacked(path)), MOST_SHEET)
    return b"".join(unpacked(path)).decode(head.encoding).removeprefix("\ufeff")


def head_fields(head: Head, line: int = 0) -> list[str]:
    """The fields of one of a file's first lines, without blanks around; none where there is no such line."""
    lines = head.lines
    if head.kind != "text" or line >= len(lines):
        return []
    try:
        return [field.strip() for field in next(csv.reader([lines[line].removeprefix("\ufeff")]), [])]
    except csv.Error:
        return []


def last_header_row(rows: list[list[str]]) -> list[str]:
    """Column names from the last header row; a blank one is called by its position ("column 7")."""
    return [field.strip() or f"column {place}" for place, field in enumerate(rows[-1], 1)]


def sheet(path: Path, *, header_rows: int = 1, names: Names = last_header_row) -> Sheet:
    """A comma-separated file as a Sheet; `names` makes the column names of the header rows.

    Raises SourceRefused where there is no text, no row, a column twice, header rows of unlike length, or a file that
    ends in the middle of a line.
    """
    text = text_of(path)
    lines = _lines(text, path.name)
    if len(lines) <= header_rows:
        raise SourceRefused(f"{path.name} has a header, but no rows.")
    header = [fields for _, fields in lines[:header_rows]]
    if len({len(fields) for fields in header}) > 1:
        lengths = " and ".join(str(len(fields)) for fields in header)
        raise SourceRefused(f"{path.name}: its header rows have {lengths} fields; expected as many in each.")
    columns = names(header)
    if twice := [name for name, times in Counter(columns).items() if times > 1]:
        raise SourceRefused(f"{path.name}: the column '{twice[0]}' stands there twice.")
    width = len(columns)
    body = [(line, _fitted(fields, width)) for line, fields in lines[header_rows:]]
    ended = text.endswith(("\n", "\r"))
    if len(body[-1][1]) < width and not ended:
        raise SourceRefused(f"{path.name} ends in the middle of line {body[-1][0]}: the file has been cut.")
    ragged = [row for row in body if len(row[1]) != width]
    padded = [(line, [*fields, *[None] * (width - len(fields))][:width]) for line, fields in ragged]
    fields_found = pl.Series("fields", [len(fields) for _, fields in ragged], dtype=pl.Int64)
    return Sheet(
        path.name,
        tuple(columns),
        _frame([row for row in body if len(row[1]) == width], columns),
        _frame(padded, columns).insert_column(1, fields_found),
        ended,
    )


def _lines(text: str, name: str) -> list[tuple[int, list[str]]]:
    """Line number and fields of every line that is not blank; fields may hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""))
    rows: list[tuple[int, list[str]]] = []
    begin = 1
    try:
        for fields in reader:
            if any(field and not field.isspace() for field in fields):
                rows.append((begin, fields))
            begin = reader.line_num + 1
    except csv.Error as fault:
        raise SourceRefused(f"{name}: line {begin} cannot be read as comma-separated text ({fault}).") from None
    return rows


def _fitted(fields: list[str], width: int) -> list[str]:
    """The fields without blank ones beyond the header's width."""
    while len(fields) > width and not fields[-1].strip():
        fields = fields[:-1]
    return fields


def _frame(rows: Sequence[tuple[int, Sequence[str | None]]], names: Sequence[str]) -> pl.DataFrame:
    columns = zip(*(fields for _, fields in rows), strict=True) if rows else [[] for _ in names]
    series = [pl.Series(name, values, dtype=pl.String) for name, values in zip(names, columns, strict=True)]
    return pl.DataFrame([pl.Series("line", [line for line, _ in rows], dtype=pl.Int64), *series])


def unavailable(text: pl.Expr) -> pl.Expr:
    """Whether a cell says that there is no figure: blank, `n/a`, `.`, `-` and their like."""
    return text.is_null() | text.str.strip_chars().str.to_lowercase().is_in(NOT_AVAILABLE)


def number(text: pl.Expr, *, decimal: str = ".") -> pl.Expr:
    """A cell as a number, null where it is none; thousands commas, a pound and a per cent sign are read over.

    With `decimal=","` a comma divides whole from parts, as in `0,56`.

    >>> cells = pl.DataFrame({"cell": ["1,645", "£63,620", "n/a", " 12", "1,6"]})
    >>> cells.select(number(pl.col("cell"))).to_series().to_list()
    [1645.0, 63620.0, None, 12.0, None]
    """
    bare = text.str.strip_chars().str.strip_prefix("£").str.strip_suffix("%").str.strip_chars()
    if decimal == ",":
        return (
            pl.when(bare.str.contains(_DECIMAL_COMMA)).then(bare.str.replace(",", ".")).cast(pl.Float64, strict=False)
        )
    plain = pl.when(bare.str.contains(_PLAIN)).then(bare)
    grouped = pl.when(bare.str.contains(_THOUSANDS)).then(bare.str.replace_all(",", ""))
    return pl.coalesce(plain, grouped).cast(pl.Float64, strict=False)


def wide(rows: pl.DataFrame, columns: Sequence[str], keys: Sequence[str] = ()) -> pl.DataFrame:
    """The value cells of a wide sheet, one to a row: `line`, the `keys`, `column` (the cell's header) and `text`."""
    return rows.unpivot(on=list(columns), index=["line", *keys], variable_name="column", value_name="text")


def sort_out(cells: pl.DataFrame) -> Sorted:
    """Cells with `line`, `column`, `text` and two reasons, `aside` and `refused` (null: none), in three heaps.

    What is set aside by rule is not examined further, so `aside` comes before `refused`.
    """
    heap = pl.when(pl.col("aside").is_not_null()).then(1).when(pl.col("refused").is_not_null()).then(2).otherwise(0)
    parts = cells.with_columns(heap=heap)
    kept = parts.filter(pl.col("heap") == 0).drop("heap", "aside", "refused")
    return Sorted(
        kept,
        parts.filter(pl.col("heap") == 1).select(pl.col("line").cast(pl.Int64), "column", value="text", reason="aside"),
        parts.filter(pl.col("heap") == 2).select(
            pl.col("line").cast(pl.Int64), "column", value="text", reason="refused"
        ),
    )


def counted(cells: pl.DataFrame, *, what: str = "offences") -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells whose `text` is a count, with `count` (Int64) in its place, and the refused ones in the shape of ASIDE.

    A count is a whole number from 0 to MOST_COUNT; `what` says of what.
    """
    quick = cells.with_columns(count=pl.col("text").cast(pl.Int64, strict=False))
    plain = pl.col("count").is_between(0, MOST_COUNT).fill_null(value=False)
    good = quick.filter(plain).drop("text")
    doubtful = quick.filter(~plain).cast({"text": pl.String}).with_columns(value=number(pl.col("text")))
    value = pl.col("value")
    fault = (
        pl.when(unavailable(pl.col("text")))
        .then(pl.lit(f"the cell is empty; expected a count of {what}"))
        .when(value.is_null())
        .then(pl.lit(f"not a number; expected a count of {what}"))
        .when(value < 0)
        .then(pl.lit(f"negative; expected a count of {what}, 0 or more"))
        .when(value > MOST_COUNT)
        .then(pl.lit(f"too large; expected a count of {what}, {MOST_COUNT:,} or fewer"))
        .when(value != value.floor())
        .then(pl.lit(f"not a whole number; expected a count of {what}"))
    )
    doubtful = doubtful.with_columns(reason=fault)
    whole = doubtful.filter(pl.col("reason").is_null()).with_columns(count=value.cast(pl.Int64))
    refused = doubtful.filter(pl.col("reason").is_not_null())
    return (
        pl.concat([good, whole.select(good.columns)]),
        refused.select(pl.col("line").cast(pl.Int64), "column", value="text", reason="reason"),
    )
