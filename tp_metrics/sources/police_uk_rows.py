"""CSV files of data.police.uk as text, line by line, and the account of the lines that are not kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tp_metrics.schema.reading import ASIDE, Head, SourceRefused, aside
from tp_metrics.sources.recognise import unpacked
from tp_metrics.sources.safety import MOST_TEXT, refuse_long


@dataclass(frozen=True)
class Check:
    """A test that a row may fail: when, in which column, and what to say about it."""

    column: str
    fails: pl.Expr
    reason: pl.Expr

    @staticmethod
    def of(column: str, fails: pl.Expr, reason: str | pl.Expr) -> Check:
        """A check whose reason is a sentence, or an expression that gives one."""
        return Check(column, fails.fill_null(False), pl.lit(reason) if isinstance(reason, str) else reason)


def has_header(head: Head, columns: Sequence[str]) -> bool:
    """Whether a text file's first line names all these columns, in any order."""
    return head.kind == "text" and bool(head.lines) and set(columns) <= set(_cells(head.lines[0]))


def _cells(header: str) -> list[str]:
    return [cell.strip().strip('"').strip() for cell in header.strip("\ufeff\r\n").split(",")]


def rows_of(path: Path, columns: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A CSV file's rows as text with their `line`, and the lines (in the shape of ASIDE) that are no row.

    Blank lines are no rows. Raises SourceRefused for a file without these columns or without rows, and for one whose
    last line breaks off.
    """
    text = _text(path)
    lines = pl.Series("text", text.split("\n")).to_frame().with_row_index("line", offset=1)
    lines = lines.with_columns(pl.col("line").cast(pl.Int64), pl.col("text").str.strip_chars("\r"))
    header = _cells(lines["text"][0]) if lines.height else []
    if absent := [name for name in columns if name not in header]:
        raise SourceRefused(
            f"{path.name} has no column {', '.join(absent)}; its columns are {', '.join(header)[:300]}."
        )
    if len(set(header)) < len(header):
        raise SourceRefused(f"{path.name} names a column twice: {', '.join(header)[:300]}.")
    bare = pl.col("text").str.replace_all('"[^"]*"', "")
    fits = (bare.str.count_matches(",", literal=True) == len(header) - 1) & ~bare.str.contains('"', literal=True)
    body = lines.slice(1).filter(pl.col("text").str.strip_chars() != "").with_columns(fits=fits)
    if body.is_empty():
        raise SourceRefused(f"{path.name} has a header and no rows; fetch it again.")
    if not body["fits"][-1] and not text.endswith("\n"):
        raise SourceRefused(f"{path.name} breaks off in line {body['line'][-1]}; fetch it again.")
    reason = f"expected {len(header)} cells in the line"
    misfits = body.filter(~pl.col("fits")).select("line", pl.lit("the whole line").alias("column"), value="text")
    good = body.filter("fits")
    return _parsed(path, good, header), shown(misfits.with_columns(reason=pl.lit(reason)))


def _text(path: Path) -> str:
    refuse_long(path.name, path.stat().st_size, MOST_TEXT)  # a gzipped one is counted as it unpacks
    content = b"".join(unpacked(path))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace")


def _parsed(path: Path, lines: pl.DataFrame, header: list[str]) -> pl.DataFrame:
    if lines.is_empty():
        return pl.DataFrame(schema={"line": pl.Int64} | dict.fromkeys(header, pl.String))
    content = "\n".join(lines["text"].to_list()).encode()
    try:
        table = pl.read_csv(content, has_header=False, new_columns=header, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise SourceRefused(f"{path.name} is no CSV file that can be read: {str(error).splitlines()[0]}") from None
    if table.height != lines.height:
        raise SourceRefused(f"{path.name} has quotation marks that open in one line and close in another.")
    blank_is_null = pl.all().str.strip_chars().replace("", None)
    return table.select(lines["line"], blank_is_null)


def parted(rows: pl.DataFrame, checks: Sequence[Check]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that pass every check, and those that fail one, in the shape of ASIDE with the first they fail."""
    if rows.is_empty() or not checks:
        return rows, aside()
    first = pl.coalesce(*(pl.when(check.fails).then(pl.lit(n)) for n, check in enumerate(checks)))
    # Reasons are worded before the rows are parted, because one may name a row that passes.
    marked = rows.with_columns(failed=first).with_columns(
        reason=pl.coalesce(*(pl.when(pl.col("failed") == n).then(check.reason) for n, check in enumerate(checks)))
    )
    failed = marked.filter(pl.col("failed").is_not_null())
    parts = [
        failed.filter(pl.col("failed") == n).select(
            "line", "reason", column=pl.lit(check.column), value=pl.col(check.column).cast(pl.String)
        )
        for n, check in enumerate(checks)
    ]
    return marked.filter(pl.col("failed").is_null()).drop("failed", "reason"), together(parts)


def together(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Rows not kept, of several kinds, in the order of the file."""
    return pl.concat([shown(part) for part in parts]).sort("line", maintain_order=True)


def shown(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows in the shape of ASIDE, with a value that a person can read: blank where there is none, and not too long."""
    return rows.select(pl.col(name).cast(kind) for name, kind in ASIDE.items()).with_columns(
        pl.col("value").fill_null("").str.slice(0, 200)
    )


def repeats(columns: Sequence[str], column: str) -> Check:
    """Rows that repeat an earlier one in all these columns."""
    first = pl.col("line").first().over(columns)
    return Check.of(column, first != pl.col("line"), pl.format("repeats line {} in full", first))
