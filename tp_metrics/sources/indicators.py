"""Indicators: what the profile sheets say of a place, cell by cell."""

from __future__ import annotations

import polars as pl

from tp_metrics.schema import COVERAGE
from tp_metrics.schema.reading import MOST_FIGURE, Lookup
from tp_metrics.sources.cells import UNAVAILABLE, Sheet, number, unavailable
from tp_metrics.sources.counts import ANOTHER_FORCE, CITY, TOTAL_AREA

#: Names of areas that hold others, as the GLA's sheets write them.
LARGER = (
    "inner london",
    "outer london",
    "london",
    "england",
    "england and wales",
    "wales",
    "great britain",
    "united kingdom",
    "uk",
    "national comparator",
)

#: These sheets do not speak for places in which something may be absent.
NO_COVERAGE = pl.DataFrame(schema=COVERAGE)


def located(rows: pl.DataFrame, places: Lookup, wards: pl.DataFrame | None = None) -> pl.DataFrame:
    """Rows with `code` and `name`, and now `place`, and the reasons `aside` and `refused` that hold for a whole row.

    A ward is known by its code alone; any other place by its name, which has to agree with a borough's code.
    """
    rows = rows.with_columns(pl.col("code", "name").fill_null("").str.strip_chars())
    names = rows["name"].unique()
    own = pl.DataFrame({"name": names, "own": pl.Series([places.borough(name) for name in names], dtype=pl.String)})
    rows = rows.join(own, on="name", how="left", maintain_order="left")
    ward = pl.col("code").is_in([] if wards is None else wards["ward_code"].to_list())
    coded = pl.col("code").str.contains("^E0[59]")
    contradicted = coded & (pl.col("code") != pl.col("own"))
    rows = rows.with_columns(
        place=pl.when(ward).then("code").when(~contradicted.fill_null(value=True)).then("own"),
        aside=pl.when(pl.col("name").str.to_lowercase().is_in(LARGER)).then(pl.lit(TOTAL_AREA)),
    )
    stranger = pl.format("'{}' (code '{}') is no place known here", "name", "code")
    return rows.with_columns(refused=pl.when(pl.col("place").is_null()).then(stranger)).drop("own")


def without_repeats(rows: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """The rows, a second one of a place set aside where it repeats the first exactly, else refused."""
    if not rows.filter(pl.col("place").is_not_null())["place"].is_duplicated().any():
        return rows
    first = pl.col("line").first().over("place")
    later = pl.col("place").is_not_null() & (pl.col("line") != first)
    same = pl.all_horizontal(pl.col(column).eq_missing(pl.col(column).first().over("place")) for column in columns)
    again = pl.format("line {} is about the same place with other figures; expected one line", first)
    return rows.with_columns(
        aside=pl.coalesce("aside", pl.when(later & same).then(pl.format("an exact repeat of line {}", first))),
        refused=pl.coalesce("refused", pl.when(later & ~same).then(again)),
    )


def valued(cells: pl.DataFrame, crime: pl.Expr) -> pl.DataFrame:
    """Cells with their `value`, and with the reasons that hold for the cell; `crime` says which are about crime."""
    text = pl.col("text")
    cells = cells.with_columns(value=number(text))
    return cells.with_columns(
        aside=pl.coalesce(
            "aside",
            pl.when((pl.col("place") == CITY) & crime).then(pl.lit(ANOTHER_FORCE)),
            pl.when(pl.col("value").is_null() & unavailable(text)).then(pl.lit(UNAVAILABLE)),
        ),
        refused=pl.coalesce(
            "refused",
            pl.when(pl.col("value").is_null())
            .then(pl.lit("not a number; expected a number or 'n/a'"))
            .when(pl.col("value").abs() > MOST_FIGURE)
            .then(pl.lit(f"too large; expected a number, {MOST_FIGURE:,} or less")),
        ),
    )


def indicator_records(cells: pl.DataFrame, source: str) -> pl.DataFrame:
    """Records of the table `indicators` from cells with `place`, their heading's columns and `value`."""
    columns = ["first_day", "last_day", "place", "indicator", "value"]
    return cells.select(pl.lit(source).alias("source"), *columns).sort("indicator", "first_day", "place")


def value_columns(sheet: Sheet, *keys: str) -> list[str]:
    """The columns of a sheet other than the keys that say which place a line is about."""
    return [name for name in sheet.names if name not in keys]


def undated_note(headings: pl.DataFrame, edition: int) -> list[str]:
    """A note on the columns that give no year."""
    lacking = headings.filter(~pl.col("dated")).height
    return [f"Columns that give no year: {lacking}; they are dated by the edition, {edition}."] if lacking else []
