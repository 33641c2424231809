"""The Public Attitude Survey by borough: MOPAC's dashboard, sheet Borough, saved as CSV.

Rolling 12 months to the end of each quarter, shares without their base. Decimal commas, days written d/m/yyyy, and a
column that repeats the force's own figure beside every borough.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tp_metrics.schema import COVERAGE
from tp_metrics.schema.reading import Head, Lookup, Progress, Reading, SourceRefused, silent
from tp_metrics.sources.cells import head_fields, number, sheet, sort_out

NAME = "pas_borough"
TITLE = "Public Attitude Survey by borough (MOPAC dashboard)"

COLUMNS = ("Date", "Survey", "Borough", "Measure", "Proportion", "MPS")

#: The dashboard's measures; the last five have no measure of ours yet and keep their own ids.
MEASURES = {
    '"Good Job" local': "good_job",
    "Informed local": "informed",
    "Treat everyone fairly": "fair_treatment",
    "Trust MPS": "trust_mps",
    "Relied on to be there": "relied_on",
    "Listen to concerns": "listen_to_concerns",
    "Understand issues": "understand_issues",
    "Contact ward officer": "contact_ward_officer",
}


def recognises(head: Head) -> bool:
    """Whether this is text whose header begins with the dashboard's columns."""
    return tuple(head_fields(head)[: len(COLUMNS)]) == COLUMNS


def read(path: Path, places: Lookup, progress: Progress = silent) -> Reading:
    """Published shares by borough, and for the MPS once for each quarter and measure.

    Each row has two figures, so that the unit of account is the value cell; notes that stand beside the table are set
    aside cell by cell.
    """
    progress(0.0, f"reading {path.name}")
    table = sheet(path, names=_names)
    if missing := [name for name in COLUMNS if name not in table.names]:
        raise SourceRefused(f"{path.name}: the column '{missing[0]}' is missing; expected {', '.join(COLUMNS)}.")
    values = pl.col("text")
    cells = table.rows.unpivot(
        on=["Proportion", "MPS"],
        index=["line", "Date", "Survey", "Borough", "Measure"],
        variable_name="column",
        value_name="text",
    ).with_columns(value=_share(values), last_day=_day())
    cells = _judged(_placed(cells, places)).sort("line", "column", descending=[False, True])
    beside = _beside(table.rows, [name for name in table.names if name not in COLUMNS])
    ragged = table.ragged_cells(["Proportion", "MPS"])
    heaps = sort_out(cells)
    records = heaps.kept.select(
        source=pl.lit(NAME),
        first_day=pl.col("last_day").dt.month_start().dt.offset_by("-11mo"),
        last_day="last_day",
        place="place",
        measure="measure",
        value="value",
    )
    progress(1.0, f"{records.height:,} figures")
    return Reading(
        source=NAME,
        tables={"published": records} if records.height else {},
        coverage=pl.DataFrame(schema=COVERAGE),
        read=cells.height + beside.height + ragged.height,
        kept=records.height,
        set_aside=pl.concat([heaps.set_aside, beside]),
        refused=pl.concat([heaps.refused, ragged]),
    )


def _names(rows: list[list[str]]) -> list[str]:
    """The header's names; a blank one is called by its position."""
    return [field.strip() or f"column {place}" for place, field in enumerate(rows[-1], 1)]


def _day() -> pl.Expr:
    """The last day of the quarter, from d/m/yyyy."""
    return pl.col("Date").str.strip_chars().str.to_date("%d/%m/%Y", strict=False)


def _share(text: pl.Expr) -> pl.Expr:
    """A share with a decimal comma (as MOPAC's export has it) or a decimal point."""
    return pl.coalesce(number(text, decimal=","), number(text))


def _placed(cells: pl.DataFrame, places: Lookup) -> pl.DataFrame:
    names = {name: places.borough(name) for name in cells["Borough"].drop_nulls().unique()}
    codes = {name: code for name, code in names.items() if code}
    measures = {name.lower(): measure for name, measure in MEASURES.items()}
    text = pl.col("Borough").replace_strict(codes, default=None, return_dtype=pl.String)
    return cells.with_columns(
        place=pl.when(pl.col("column") == "MPS").then(pl.lit("MPS")).otherwise(text),
        borough=text,
        measure=pl.col("Measure")
        .str.strip_chars()
        .str.to_lowercase()
        .replace_strict(measures, default=None, return_dtype=pl.String),
    )


def _judged(cells: pl.DataFrame) -> pl.DataFrame:
    """Why a cell is set aside or refused."""
    fault = (
        pl.when(pl.col("last_day").is_null())
        .then(pl.format("Date is '{}'; expected a day such as 31/12/2014", pl.col("Date").fill_null("")))
        .when((pl.col("last_day") != pl.col("last_day").dt.month_end()) | (pl.col("last_day").dt.month() % 3 != 0))
        .then(pl.format("Date is {}; expected the last day of a quarter", "Date"))
        .when(pl.col("Survey").str.strip_chars() != "PAS")
        .then(pl.format("Survey is '{}'; expected PAS", "Survey"))
        .when(pl.col("borough").is_null())
        .then(pl.format("Borough is '{}', which is no borough known here", pl.col("Borough").fill_null("")))
        .when(pl.col("measure").is_null())
        .then(pl.format("Measure is '{}'; expected one of {}", pl.col("Measure").fill_null(""), pl.lit(_known())))
        .when(pl.col("value").is_null())
        .then(pl.lit("not a number; expected a share such as 0,56"))
        .when(~pl.col("value").is_between(0, 1))
        .then(pl.lit("expected a share from 0 to 1, such as 0,56"))
    )
    cells = cells.with_columns(refused=fault).sort("line")
    key = ["last_day", "place", "measure"]
    good = pl.col("refused").is_null()
    first_line, first_value = (pl.col(name).filter(good).first().over(key) for name in ("line", "value"))
    again = good & (pl.col("line") != first_line)
    same = pl.col("value") == first_value
    return cells.with_columns(
        aside=pl.when(again & same).then(pl.format("exact repeat of line {}", first_line)),
        refused=pl.when(again & ~same)
        .then(pl.format("line {} gives {} for the same place, quarter and measure", first_line, first_value))
        .otherwise("refused"),
    )


def _known() -> str:
    return ", ".join(name.replace('"', "") for name in MEASURES)


def _beside(rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """The notes in the columns beside the table."""
    notes = rows.unpivot(on=names, index="line", variable_name="column", value_name="value") if names else None
    if notes is None:
        return rows.select("line", column=pl.lit(""), value=pl.lit(""), reason=pl.lit("")).clear()
    return notes.filter(pl.col("value").str.strip_chars() != "").with_columns(
        reason=pl.lit("a stray note beside the table")
    )
