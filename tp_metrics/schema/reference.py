"""Reference files: small tables in git, each of which a file of the data folder may replace, checked at the door."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

import dataframely as dy
import polars as pl

from tp_metrics.schema.records import OFFENCES

#: The reference files that come with the program.
SHIPPED = Path(__file__).resolve().parents[2] / "data" / "reference"

OFFENCE = f"^({'|'.join(OFFENCES)})$"
LEVELS = ("tp", "area", "borough", "ward", "other")
ROLES_IN_TOTAL = ("part", "group", "total", "overlap")
EVENT_KINDS = ("recording", "survey", "boundary", "operation", "policy")

BOROUGH_CODE = r"^E09\d{6}$"
WARD_CODE = r"^E05\d{6}$"
AREA_CODE = r"^AREA-[A-Z0-9-]+$"
IDENTIFIER = r"^[a-z][a-z0-9_]*$"


class ReferenceRefused(ValueError):
    """A reference file that does not fit; the message names the file, the row and the reason."""


class Sourced(dy.Schema):
    """Every row says where it comes from and how sure it is."""

    source = dy.String(nullable=False, min_length=1)
    status = dy.String(
        nullable=False, regex=r"^(published|computed|approximate|assumed|illustrative)$", description="a status"
    )


class Centred(Sourced):
    """A place on the map: centroid in metres of the national grid and in degrees, and ground in hectares."""

    easting = dy.Int64(nullable=False, min=450_000, max=650_000)
    northing = dy.Int64(nullable=False, min=100_000, max=280_000)
    longitude = dy.Float64(nullable=False, min=-2, max=2)
    latitude = dy.Float64(nullable=False, min=50, max=53)
    hectares = dy.Float64(nullable=False, min_exclusive=0)


class Boroughs(Centred):
    """The 32 boroughs (BOCUs), with households and residents of the census of 2011."""

    code = dy.String(nullable=False, regex=BOROUGH_CODE, description="a borough's code")
    bocu = dy.String(nullable=False, regex=r"^[A-Z]{2}$", description="a BOCU's two letters")
    name = dy.String(nullable=False, min_length=1)
    households = dy.Int64(nullable=False, min=1)
    census_2011 = dy.Int64(nullable=False, min=1)
    bame_percent_2011 = dy.Float64(nullable=True, min=0, max=100)


class BoroughPopulations(Sourced):
    """Residents of a borough in the middle of a year."""

    code = dy.String(nullable=False, regex=BOROUGH_CODE, description="a borough's code")
    year = dy.Int64(nullable=False, min=1980, max=2060)
    residents = dy.Int64(nullable=False, min=1)


class Wards(Centred):
    """The wards of one vintage; residents and households of 2011 for the wards of 2011."""

    code = dy.String(nullable=False, regex=WARD_CODE, description="a ward's code")
    name = dy.String(nullable=False, min_length=1)
    borough = dy.String(nullable=False, regex=BOROUGH_CODE, description="a borough's code")
    residents = dy.Int64(nullable=True, min=1)
    households = dy.Int64(nullable=True, min=1)


class Dated(Sourced):
    """A row that is in force from a day to a day, both included; without a last day it still is."""

    valid_from = dy.Date(nullable=False)
    valid_to = dy.Date(nullable=True)

    @dy.rule()
    def days_in_order(cls) -> pl.Expr:
        """The last day is not before the first."""
        return pl.col("valid_to").is_null() | (pl.col("valid_from") <= pl.col("valid_to"))


class AreaCommands(Dated):
    """Which area command a borough belongs to, and when."""

    borough = dy.String(nullable=False, regex=BOROUGH_CODE, description="a borough's code")
    area = dy.String(nullable=False, regex=AREA_CODE, description="an area command's code, as AREA-N")
    area_name = dy.String(nullable=False, min_length=1)


class OtherPlaces(Sourced):
    """Places beside the tree, which never add into TP."""

    code = dy.String(nullable=False, min_length=2)
    name = dy.String(nullable=False, min_length=1)
    longitude = dy.Float64(nullable=True, min=-2, max=2)
    latitude = dy.Float64(nullable=True, min=50, max=53)
    note = dy.String(nullable=True)


class Peers(Sourced):
    """Similar boroughs, the most similar first."""

    code = dy.String(nullable=False, regex=BOROUGH_CODE, description="a borough's code")
    peer = dy.String(nullable=False, regex=BOROUGH_CODE, description="a borough's code")
    rank = dy.Int64(nullable=False, min=1)


class Targets(Dated):
    """What a measure should reach at a place: a level in its unit, or a change on the year before in per cent."""

    measure = dy.String(nullable=False, regex=IDENTIFIER, description="a measure's id")
    place = dy.String(nullable=False, min_length=2)
    kind = dy.String(nullable=False, regex=r"^(level|change_percent)$", description="level or change_percent")
    value = dy.Float64(nullable=False)


class OffenceCategories(Sourced):
    """A source's category of crime: the offence that it is here, its role in the total, the measures that it feeds.

    Parts exclude each other; a total or a group holds parts given beside it and is never added to them; an overlap
    is counted within other rows.
    """

    layout = dy.String(nullable=False, regex=IDENTIFIER, description="a source's name")
    major = dy.String(nullable=False, min_length=1)
    minor = dy.String(nullable=True)
    offence = dy.String(nullable=False, regex=OFFENCE, description="an offence of the record schema")
    role = dy.String(nullable=False, regex=f"^({'|'.join(ROLES_IN_TOTAL)})$", description="a role")
    measures = dy.String(nullable=True)
    note = dy.String(nullable=True)


class BoroughNames(Sourced):
    """What sources call a borough or another place."""

    name = dy.String(nullable=False, min_length=1)
    code = dy.String(nullable=False, min_length=2)


class Events(Sourced):
    """What happened to the figures: drawn on every trend; where it `breaks` a series, years cannot be compared across.

    Without measures an event is about all of them; without a place, about every place.
    """

    first_day = dy.Date(nullable=False)
    measures = dy.String(nullable=True)
    place = dy.String(nullable=True)
    kind = dy.String(nullable=False, regex=f"^({'|'.join(EVENT_KINDS)})$", description="a kind of event")
    breaks = dy.Bool(nullable=False)
    words = dy.String(nullable=False, min_length=1)


class Meetings(Sourced):
    """The meetings at which performance is read."""

    code = dy.String(nullable=False, min_length=2)
    name = dy.String(nullable=False, min_length=1)
    chair = dy.String(nullable=True)
    level = dy.String(nullable=False, regex=f"^({'|'.join(LEVELS)})$", description="a level")
    frequency = dy.String(nullable=False, min_length=1)
    content = dy.String(nullable=False, min_length=1)


class PublishedFigures(Sourced):
    """Figures that others published, which the demonstration data are calibrated to and tests compare with."""

    measure = dy.String(nullable=False, min_length=1)
    place = dy.String(nullable=False, min_length=2)
    first_day = dy.Date(nullable=False)
    last_day = dy.Date(nullable=False)
    value = dy.Float64(nullable=False)

    @dy.rule()
    def days_in_order(cls) -> pl.Expr:
        """The last day is not before the first."""
        return pl.col("first_day") <= pl.col("last_day")


class Sources(dy.Schema):
    """Where records come from: what to print beside a figure, how late it is, which levels it answers for."""

    name = dy.String(nullable=False, regex=IDENTIFIER, description="a source's name")
    title = dy.String(nullable=False, min_length=1)
    publisher = dy.String(nullable=False, min_length=1)
    licence = dy.String(nullable=False, min_length=1)
    attribution = dy.String(nullable=False, min_length=1)
    url_note = dy.String(nullable=True)
    lag_days = dy.Int64(nullable=False, min=0, max=730)
    levels = dy.String(nullable=False, regex=r"^(tp|area|borough|ward|other)(;(tp|area|borough|ward|other))*$")
    vintage = dy.Int64(nullable=True, min=2000, max=2060)
    demonstration = dy.Bool(nullable=False)
    status = dy.String(nullable=False, regex=r"^(published|assumed)$", description="published or assumed")


SCHEMAS: dict[str, type[dy.Schema]] = {
    "boroughs": Boroughs,
    "borough_populations": BoroughPopulations,
    "wards_2011": Wards,
    "wards_2018": Wards,
    "wards_2022": Wards,
    "area_commands": AreaCommands,
    "other_places": OtherPlaces,
    "peers": Peers,
    "targets": Targets,
    "offences": OffenceCategories,
    "borough_names": BoroughNames,
    "events": Events,
    "meetings": Meetings,
    "published_figures": PublishedFigures,
    "sources": Sources,
}
REFERENCE_FILES = tuple(SCHEMAS)

#: Columns that no two rows of a file may have alike.
KEYS: dict[str, tuple[str, ...]] = {
    "boroughs": ("code",),
    "borough_populations": ("code", "year"),
    "wards_2011": ("code",),
    "wards_2018": ("code",),
    "wards_2022": ("code",),
    "area_commands": ("borough", "valid_from"),
    "other_places": ("code",),
    "peers": ("code", "peer"),
    "targets": ("measure", "place", "kind", "valid_from"),
    "offences": ("layout", "major", "minor"),
    "borough_names": ("name",),
    "events": ("first_day", "measures", "place", "words"),
    "meetings": ("code",),
    "published_figures": ("measure", "place", "first_day", "last_day", "source"),
    "sources": ("name",),
}

#: Columns that must hold a code of boroughs.csv.
BOROUGH_COLUMNS: dict[str, tuple[str, ...]] = {
    "borough_populations": ("code",),
    "wards_2011": ("borough",),
    "wards_2018": ("borough",),
    "wards_2022": ("borough",),
    "area_commands": ("borough",),
    "peers": ("code", "peer"),
}

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
}


def reference_path(name: str, override: Path | None = None) -> Path:
    """The file that holds a reference table: the override folder's where it has one, else the shipped one."""
    own = override / f"{name}.csv" if override is not None else None
    return own if own is not None and own.is_file() else SHIPPED / f"{name}.csv"


def read_reference(name: str, override: Path | None = None) -> pl.DataFrame:
    """The rows of a reference file, checked; a file of the same name in `override` replaces the shipped one.

    Raises ReferenceRefused with file, row and reason for a file that does not fit, and KeyError for an unknown name.
    """
    path = reference_path(name, override)
    about = path.stat()
    frame = _checked(name, path, about.st_mtime_ns, about.st_size)
    for column in BOROUGH_COLUMNS.get(name, ()):
        known = read_reference("boroughs", override)["code"]
        _refuse_first(path, frame, ~pl.col(column).is_in(known.to_list()), column, "is no borough of boroughs.csv")
    return frame


@lru_cache(maxsize=64)
def _checked(name: str, path: Path, _modified: int, _size: int) -> pl.DataFrame:
    """The file, read and checked by itself; kept until the file changes."""
    schema = SCHEMAS[name]
    frame = _typed(path, _rows(path, schema), schema)
    _fits(path, frame, schema)
    _refuse_first(path, frame, pl.struct(KEYS[name]).is_duplicated(), KEYS[name][0], "stands in more than one row")
    if name == "area_commands":
        _one_area_at_a_time(path, frame)
    return frame


def _rows(path: Path, schema: type[dy.Schema]) -> pl.DataFrame:
    """The cells as text, trimmed, empty ones null; refused without the columns that the schema needs."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ReferenceRefused(f"{path.name}, row {line}: not UTF-8 text; save the file as UTF-8") from None
    if not text.strip():
        raise ReferenceRefused(f"{path.name}, row 1: the file is empty; its first row names the columns")
    try:
        rows = pl.read_csv(io.StringIO(text), infer_schema=False, truncate_ragged_lines=False)
    except pl.exceptions.PolarsError as error:
        reason = str(error).splitlines()[0]
        raise ReferenceRefused(f"{path.name}, row {_ragged(text)}: not a table of equal rows ({reason})") from None
    rows = rows.rename(str.strip)
    if missing := [column for column in schema.column_names() if column not in rows.columns]:
        raise ReferenceRefused(f"{path.name}, row 1: without the column {', '.join(missing)}")
    if rows.is_empty():
        raise ReferenceRefused(f"{path.name}, row 2: no rows under the column names")
    trimmed = pl.col(pl.String).str.strip_chars()
    return rows.select(schema.column_names()).with_columns(pl.when(trimmed != "").then(trimmed))


def _ragged(text: str) -> int:
    """The first row with more or fewer cells than the header, as well as commas can tell."""
    lines = text.splitlines()
    width = lines[0].count(",")
    return next((n for n, line in enumerate(lines, 1) if '"' not in line and line.count(",") != width), 1)


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
            _refuse_first(path, rows, pl.lit(failed), name, f"is not {kind}")
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
    _refuse_first(path, frame, overlap, "borough", "would be in two area commands on the same day")


def _refuse_first(path: Path, frame: pl.DataFrame, wrong: pl.Expr, column: str, reason: str) -> None:
    """Refuse the file at the first row for which `wrong` holds."""
    found = frame.with_row_index("_row").filter(wrong)
    if not found.is_empty():
        value = found[column][0]
        raise ReferenceRefused(f"{path.name}, row {_line(found['_row'][0])}: {column} '{value}' {reason}")


def _line(row: object) -> int:
    """The row's number in the file, the header being row 1."""
    return int(str(row)) + 2
