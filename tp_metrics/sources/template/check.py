"""Rows against the schema of their table: what fits, and what does not, with the rule in words."""

from __future__ import annotations

from functools import cache

import dataframely as dy
import polars as pl

from tp_metrics.geography import Places
from tp_metrics.schema import RECORDS
from tp_metrics.schema.reading import ASIDE, Lookup, aside
from tp_metrics.schema.records import Record
from tp_metrics.sources.template.figures import measured
from tp_metrics.sources.template.layout import expected

TRUE, FALSE = ("true", "1", "yes"), ("false", "0", "no")
#: How a time of day may be written.
TIMES = ("%H:%M", "%H:%M:%S")
#: The rules that belong to one column; the others are the table's own.
OF_COLUMN = "|"


def checked(rows: pl.DataFrame, table: str, places: Lookup) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that fit, in the types of the table and with their `line`, and the others in the shape of ASIDE."""
    schema = RECORDS[table]
    typed, untyped = _typed(rows, schema)
    known, unknown = _placed(typed, places)
    fitting, failure = _lined(table).filter(known.with_columns(source=pl.lit("force_extract")))
    broken = failure.details() if len(failure) else None
    refused = [unknown, untyped, *([] if broken is None else [_broken(broken, schema)])]
    good = pl.DataFrame(fitting)
    if table == "published":
        good, impossible = measured(good)
        refused.append(impossible)
    return good, pl.concat(refused).sort("line")


@cache
def _lined(table: str) -> type[Record]:
    """The table's schema with the line of each row, so that what breaks a rule can be named by its line."""
    return type(f"Lined{table}", (RECORDS[table],), {"line": dy.Int64(nullable=False)})


def _typed(rows: pl.DataFrame, schema: type[Record]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows whose values have the types of the schema, and the others refused; absent columns are null."""
    columns = {name: column for name, column in schema.columns().items() if name != "source"}
    given = [name for name in columns if name in rows.columns]
    cast = {name: _cast(name, rows.schema[name], columns[name].dtype) for name in given}
    wrong = {
        name: pl.col(name).is_not_null() & cast[name].is_null()
        for name in given
        if not _sure(rows, name, columns[name])
    }
    absent = [pl.lit(None, column.dtype).alias(name) for name, column in columns.items() if name not in given]
    line = pl.col("line").cast(pl.Int64)
    fits = ~pl.any_horizontal(wrong.values()) if wrong else pl.lit(value=True)
    good = rows.lazy().filter(fits).select(line, *(cast[name].alias(name) for name in given), *absent)
    if not wrong:
        return good.collect(engine="streaming"), aside()
    reasons = {name: f"expected {expected(columns[name])}" for name in wrong}
    bad = rows.lazy().filter(~fits).select(line, *_first(wrong, {name: pl.lit(why) for name, why in reasons.items()}))
    fitting, refused = pl.collect_all([good, bad], engine="streaming")
    return fitting, refused


def _sure(rows: pl.DataFrame, name: str, column: dy.Column) -> bool:
    """Whether a column has the type of the schema already."""
    return rows.schema[name] == column.dtype


def _cast(name: str, given: pl.DataType, wanted: pl.DataType) -> pl.Expr:
    """A column in the type of the schema; null where a value does not fit it."""
    value = pl.col(name)
    if given == wanted:
        return value
    if given == pl.String and wanted == pl.Date:
        return value.str.to_date("%Y-%m-%d", strict=False)
    if given == pl.String and wanted == pl.Time:
        return pl.coalesce(value.str.to_time(form, strict=False) for form in TIMES)
    if given == pl.String and wanted == pl.Datetime:
        forms = (f"%Y-%m-%d{between}{form}" for between in (" ", "T") for form in TIMES)
        return pl.coalesce(value.str.to_datetime(form, strict=False) for form in forms)
    if wanted == pl.Boolean:
        low = value.cast(pl.String).str.to_lowercase()
        return pl.when(low.is_in(TRUE)).then(pl.lit(value=True)).when(low.is_in(FALSE)).then(pl.lit(value=False))
    if wanted == pl.Date and isinstance(given, pl.Datetime) and given.time_zone:
        return value.dt.replace_time_zone(None).dt.date()  # the day where it was written, not that of Greenwich
    if wanted == pl.Int64 and (given.is_float() or given.is_decimal()):
        return pl.when(value == value.round()).then(value).cast(pl.Int64, strict=False)
    if wanted == pl.Float64:
        number = value.cast(pl.Float64, strict=False)
        return pl.when(number.is_finite()).then(number)
    if isinstance(wanted, pl.Enum):
        return value.cast(pl.String).cast(wanted, strict=False)
    return value.cast(wanted, strict=False)


def _first(faults: dict[str, pl.Expr], reasons: dict[str, pl.Expr]) -> list[pl.Expr]:
    """`column`, `value` and `reason` of the first column that is at fault."""
    names = list(faults)
    at_fault = {name: pl.when(faults[name]) for name in names}
    return [
        pl.coalesce(at_fault[name].then(pl.lit(name)) for name in names).alias("column"),
        pl.coalesce(at_fault[name].then(pl.col(name).cast(pl.String)) for name in names).alias("value"),
        pl.coalesce(at_fault[name].then(reasons[name]) for name in names).alias("reason"),
    ]


def _placed(rows: pl.DataFrame, places: Lookup) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows at places that are known, borough names brought to codes; those at others are refused."""
    given = rows["place"].drop_nulls().unique()
    codes = _codes(places)
    named = {name: places.borough(name) for name in given.filter(~given.is_in(codes.implode())).to_list()}
    found = {name: code for name, code in named.items() if code}
    if found:
        rows = rows.with_columns(pl.col("place").replace(found))
    lost = [name for name in named if name not in found]
    if not lost:
        return rows, aside()
    here = pl.col("place").is_in(lost)
    unknown = rows.filter(here).select("line", column=pl.lit("place"), value="place")
    reason = pl.lit("no place has this code; expected a ward, a borough, an area command, TP or another place")
    return rows.filter(~here.fill_null(value=False)), unknown.with_columns(reason=reason)


def _codes(places: Lookup) -> pl.Series:
    if isinstance(places, Places):
        return places.frame["code"].unique()
    wards = pl.concat([places.wards(vintage) for vintage in (2011, 2018, 2022)])
    return pl.concat([wards["ward_code"], wards["borough_code"]]).unique()


def _broken(details: pl.DataFrame, schema: type[Record]) -> pl.DataFrame:
    """The rows that break a rule of the schema: the first rule broken, in words."""
    columns = schema.columns()
    rules = [name for name in details.columns if name not in columns and name != "line"]
    rows = []
    for rule in rules:
        failed = details.filter(pl.col(rule).cast(pl.String) == "invalid")
        if failed.is_empty():
            continue
        about, reason = _rule(rule, schema)
        told = [pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in about]
        value = pl.coalesce(pl.col(name).cast(pl.String) for name in about).fill_null("")
        rows.append(
            failed.select(
                pl.col("line").cast(pl.Int64),
                column=pl.coalesce(*told, pl.lit(about[0])),
                value=value,
                reason=pl.lit(reason),
            )
        )
    order = pl.concat(rows) if rows else aside()
    return order.unique("line", keep="first", maintain_order=True).select(list(ASIDE))


def _rule(rule: str, schema: type[Record]) -> tuple[list[str], str]:
    """The columns that a rule is about, of which the first that is filled is told of, and what it expects."""
    if OF_COLUMN in rule:
        column, kind = rule.split(OF_COLUMN, 1)
        words = expected(schema.columns()[column])
        return [column], f"empty; expected {words}" if kind == "nullability" else f"expected {words}"
    factory = getattr(schema, rule)
    words = " ".join((factory.validation_fn.__doc__ or rule.replace("_", " ")).split())
    roots = dict.fromkeys(factory.validation_fn(schema).meta.root_names())
    about = sorted(roots, key=lambda name: name in Record.columns())  # every row is filled there
    return about, f"expected: {words[0].lower()}{words[1:].rstrip('.')}"
