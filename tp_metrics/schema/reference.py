"""Reference files: small tables in git, each of which a file of the data folder may replace, checked at the door."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

import dataframely as dy
import polars as pl

from tp_metrics.schema.reference_tables import (
    BOROUGH_COLUMNS,
    KEYS,
    LEVEL_COLUMNS,
    LEVELS,
    PLACE_COLUMNS,
    REFERENCE_FILES,
    SCHEMAS,
)

__all__ = [
    "LEVELS",
    "REFERENCE_FILES",
    "SHIPPED",
    "ReferenceRefused",
    "broken_reference",
    "own_table",
    "read_reference",
    "reference_codes",
    "reference_path",
    "refuse_first",
    "unknown_reference",
]

#: The reference files that come with the program.
SHIPPED = Path(__file__).resolve().parents[2] / "data" / "reference"


#: What stands beside the reference files and is none: who has which role, and the example of it that ships.
ROLES_FILES = ("roles.csv", "roles.example.csv")


class ReferenceRefused(ValueError):
    """A reference file that does not fit; the message names the file, the row and the reason."""


_WORDS = {
    pl.Int64: "a whole number",
    pl.Float64: "a number",
    pl.Date: "a date like 2010-04-01",
    pl.Boolean: "true or false",
}
_RULES = {
    "nullability": "is empty",
    "min": "is below what is possible",
    "max": "is above what is possible",
    "min_exclusive": "must be more than nothing",
    "min_length": "is too short",
    "inf": "is no finite number",
    "nan": "is no number",
    "days_in_order": "the last day is before the first",
    "shares_make_a_whole": "belongs to shares that are not 100 per cent together",
}

#: The reference files that name places, and the column of their codes.
_PLACES = {"boroughs": "code", "other_places": "code", "area_commands": "area"} | {
    name: "code" for name in REFERENCE_FILES if name.startswith("wards_")
}


def reference_path(name: str, override: Path | None = None) -> Path:
    """The file that holds a reference table: the override folder's where it has one, else the shipped one."""
    own = override / f"{name}.csv" if override is not None else None
    return own if own is not None and own.is_file() else SHIPPED / f"{name}.csv"


def read_reference(name: str, override: Path | None = None) -> pl.DataFrame:
    """The rows of a reference file, checked; a file of the same name in `override` replaces the shipped one.

    Raises ReferenceRefused with file, row and reason for a file that does not fit, and KeyError for an unknown name.
    """
    return _whole(name, tuple(_content(*_stamp(one, override)) for one in (name, *_beneath(name))))


Stamp = tuple[Path, int, int]


def _stamp(name: str, override: Path | None) -> Stamp:
    """What tells that a reference file has changed: which one it is, when it was written, and its size in bytes."""
    path = reference_path(name, override)
    about = path.stat()
    return path, about.st_mtime_ns, about.st_size


@lru_cache(maxsize=64)
def _beneath(name: str) -> tuple[str, ...]:
    """The reference files whose codes a reference file may use."""
    if name in PLACE_COLUMNS:
        return tuple(_PLACES)
    return ("boroughs",) if name in BOROUGH_COLUMNS else ()


@lru_cache(maxsize=128)
def _content(path: Path, _modified: int, _size: int) -> bytes:
    """What a file holds; kept until it changes."""
    return path.read_bytes()


@lru_cache(maxsize=128)
def _whole(name: str, contents: tuple[bytes, ...]) -> pl.DataFrame:
    """The table, checked by itself and against those beneath it.

    Kept by what it and those beneath it hold, wherever they lie: each edition has copies of its own of the same files.
    """
    path, held = Path(f"{name}.csv"), dict(zip((name, *_beneath(name)), contents, strict=True))
    frame = _checked(name, held[name])
    for column in BOROUGH_COLUMNS.get(name, ()):
        known = _of("boroughs", held)["code"].to_list()
        refuse_first(path, frame, ~pl.col(column).is_in(known), column, "is no borough of boroughs.csv")
    for column in PLACE_COLUMNS.get(name, ()):
        levels = LEVELS if column in LEVEL_COLUMNS.get(name, ()) else ()
        known = [*_place_codes(held), *levels]
        refuse_first(path, frame, ~pl.col(column).is_in(known), column, "is no code of a place")
    return frame


def broken_reference(override: Path | None = None) -> dict[str, str]:
    """The name of each reference file that does not fit, and what `read_reference` says of it.

    Each once: those that rest on it are refused in the same words.
    """
    return dict(_broken(override, tuple(_stamp(name, override) for name in REFERENCE_FILES)))


@lru_cache(maxsize=8)
def _broken(override: Path | None, _stamps: tuple[Stamp, ...]) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for name in REFERENCE_FILES:
        try:
            read_reference(name, override)
        except ReferenceRefused as refused:
            words = str(refused)
            found.setdefault(words.partition(".csv")[0], words)
    return tuple(found.items())


def unknown_reference(override: Path) -> list[str]:
    """The files of an override folder that replace nothing, as no reference file has their name; with a near one."""
    if not override.is_dir():
        return []
    known = [*(f"{name}.csv" for name in REFERENCE_FILES), *ROLES_FILES]
    there = sorted(path.name for path in override.iterdir() if path.name not in known and path.name[0] != ".")
    return [name + _near(name, known) for name in there]


def _near(name: str, known: list[str]) -> str:
    near = get_close_matches(name.casefold(), known, n=1, cutoff=0.7)
    return f" (did you mean {near[0]}?)" if near else ""


def _of(name: str, held: Mapping[str, bytes]) -> pl.DataFrame:
    """A reference table of contents by name, among which are those beneath it."""
    return _whole(name, tuple(held[one] for one in (name, *_beneath(name))))


def _place_codes(held: Mapping[str, bytes]) -> list[str]:
    """The code of every place that a reference row may be about."""
    return ["TP", *(code for name, column in _PLACES.items() for code in _of(name, held)[column])]


@lru_cache(maxsize=64)
def _checked(name: str, content: bytes) -> pl.DataFrame:
    """The table, typed and checked by itself."""
    path = Path(f"{name}.csv")
    frame = _table(path, content, SCHEMAS[name])
    refuse_first(path, frame, pl.struct(KEYS[name]).is_duplicated(), KEYS[name][0], "stands in more than one row")
    if name == "area_commands":
        _one_area_at_a_time(path, frame)
    return frame


def own_table(path: Path, schema: type[dy.Schema]) -> pl.DataFrame:
    """A table of a file, typed and checked by itself; raises ReferenceRefused with file, row and reason."""
    return _table(path, path.read_bytes(), schema)


def _table(path: Path, content: bytes, schema: type[dy.Schema]) -> pl.DataFrame:
    """The table that a file of this name holds."""
    frame = _typed(path, _rows(path, content, schema), schema)
    _fits(path, frame, schema)
    return frame


def reference_codes(name: str, column: str, override: Path | None = None) -> list[str]:
    """The codes that a column of a reference file holds."""
    return list(read_reference(name, override)[column].unique().sort())


def _rows(path: Path, content: bytes, schema: type[dy.Schema]) -> pl.DataFrame:
    """The cells as text, trimmed, empty ones null; refused without the columns that the schema needs."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ReferenceRefused(f"{path.name}, row {line}: not UTF-8 text; save the file as UTF-8") from None
    if not text.strip():
        raise ReferenceRefused(f"{path.name}, row 1: the file is empty; its first row names the columns")
    try:
        rows = pl.read_csv(io.StringIO(text), infer_schema=False, truncate_ragged_lines=False)
    except pl.exceptions.PolarsError as error:
        raise ReferenceRefused(
            f"{path.name}, row {_ragged(text)}: not a table of equal rows ({_first(error)})"
        ) from None
    rows = rows.rename(str.strip)
    if missing := [column for column in schema.column_names() if column not in rows.columns]:
        raise ReferenceRefused(f"{path.name}, row 1: without the column {', '.join(missing)}")
    if rows.is_empty():
        raise ReferenceRefused(f"{path.name}, row 2: no rows under the column names")
    trimmed = pl.col(pl.String).str.strip_chars()
    return rows.select(schema.column_names()).with_columns(pl.when(trimmed != "").then(trimmed))


def _first(error: Exception) -> str:
    return str(error).splitlines()[0]


def _ragged(text: str) -> int:
    """The first row that has more cells than the header names; 1 when the fault is elsewhere."""
    rows = list(csv.reader(io.StringIO(text)))
    return next((number for number, row in enumerate(rows, 1) if len(row) > len(rows[0])), 1)


def _typed(path: Path, rows: pl.DataFrame, schema: type[dy.Schema]) -> pl.DataFrame:
    """The rows with each column in its type; refused at the first cell that is not of it."""
    casts: list[pl.Expr] = []
    for name, column in schema.columns().items():
        dtype = column.dtype
        cell = pl.col(name)
        if dtype == pl.Date:
            cast = cell.str.to_date("%Y-%m-%d", strict=False)
        elif dtype == pl.Boolean:
            cast = cell.str.to_lowercase().replace_strict({"true": True, "false": False}, default=None)
        else:
            cast = cell.cast(dtype, strict=False)
        casts.append(cast.alias(name))
    typed = rows.select(casts)
    for name, column in schema.columns().items():
        if typed[name].null_count() != rows[name].null_count():
            kind = next(words for dtype, words in _WORDS.items() if column.dtype == dtype)
            failed = typed[name].is_null() & rows[name].is_not_null()
            refuse_first(path, rows, pl.lit(failed), name, f"is not {kind}")
    return typed


def _fits(path: Path, frame: pl.DataFrame, schema: type[dy.Schema]) -> None:
    """Refuse at the first row that breaks a rule of the schema."""
    if schema.is_valid(frame):
        return
    numbered = frame.with_row_index("_row")
    _, failure = schema.filter(frame)
    rule = next(iter(failure.counts()))
    column, _, kind = rule.rpartition("|")
    described = schema.columns()[column].description if column else None
    reason = _RULES.get(kind, f"is not {described or 'as it should be'}")
    broken = failure.details().filter(pl.col(rule) == "invalid").select(frame.columns).head(1)
    row = numbered.join(broken, on=frame.columns, how="inner", nulls_equal=True)["_row"].min()
    value = f" '{broken[column].item()}'" if column and broken[column].item() is not None else ""
    raise ReferenceRefused(f"{path.name}, row {_line(row)}: {column}{value} {reason}".replace(":  ", ": "))


def _one_area_at_a_time(path: Path, frame: pl.DataFrame) -> None:
    """Refuse a borough that two area commands hold on the same day."""
    before = pl.col("valid_to").shift().over("borough", order_by="valid_from")
    first = pl.col("valid_from").rank("ordinal").over("borough") == 1
    overlap = ~first & (before.is_null() | (before >= pl.col("valid_from")))
    refuse_first(path, frame, overlap, "borough", "would be in two area commands on the same day")


def refuse_first(path: Path, frame: pl.DataFrame, wrong: pl.Expr, column: str, reason: str) -> None:
    """Refuse a file at the first row for which `wrong` holds: raise ReferenceRefused with the cell and the reason."""
    found = frame.with_row_index("_row").filter(wrong)
    if not found.is_empty():
        value = found[column][0]
        raise ReferenceRefused(f"{path.name}, row {_line(found['_row'][0])}: {column} '{value}' {reason}")


def _line(row: object) -> int:
    """The row's number in the file, the header being row 1."""
    return int(str(row)) + 2
