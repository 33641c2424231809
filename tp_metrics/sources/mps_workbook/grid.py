"""A sheet of the workbook as value cells: each with its line, its heading, its month and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import fastexcel
import polars as pl

from tp_metrics.periods import add_months, month_text
from tp_metrics.schema.reading import MOST_COUNT, SourceRefused
from tp_metrics.sources.cells import UNAVAILABLE, number, unavailable
from tp_metrics.sources.excel import excel, sheet_text

#: A value cell. `column` is "Sheet!Heading"; `aside` and `refused` are reasons, null for a cell that is kept.
CELLS = {
    "sheet": pl.String,
    "line": pl.Int64,
    "column": pl.String,
    "heading": pl.String,
    "month": pl.Date,
    "text": pl.String,
    "value": pl.Float64,
    "aside": pl.String,
    "refused": pl.String,
}

#: How near to a whole number the product of a rate and a count must be to be believed a count.
WHOLE = 0.01

#: Row labels of figures that are worked out from the months above.
WORKED_OUT = "(?i)change|total|average"


@dataclass(frozen=True)
class Part:
    """Some cells with their fate, the records made of the kept ones, and notes."""

    cells: pl.DataFrame
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workbook:
    """An open workbook: the file's name, its sheets by name without blanks around, and the reader."""

    name: str
    sheets: Mapping[str, str]
    reader: fastexcel.ExcelReader


def opened(path: Path) -> Workbook:
    """The workbook at `path`; raises SourceRefused where it is none."""
    reader = excel(path)
    return Workbook(path.name, {name.strip(): name for name in reader.sheet_names}, reader)


def cells_of(workbook: Workbook, sheet: str) -> Part:
    """The value cells of one sheet: what stands below its heading row and right of its first column.

    Lines are numbered as Excel shows them (`skip_rows=0` keeps empty rows at the top). The heading row is the fullest
    one above the first month; a heading may also stand one row higher ("MPS Total"). Raises SourceRefused
    where there is no month or no heading.
    """
    grid = _grid(workbook, sheet)
    dates = [None if text is None else _month(text) for text in grid["column_1"]]
    months, notes = _mended(pl.Series(dates, dtype=pl.Date), sheet)
    dated = [place for place, month in enumerate(months) if month is not None]
    if not dated:
        raise SourceRefused(f"{workbook.name}: the sheet {sheet} has no months in its first column.")
    top = _heading_row(grid, dated[0])
    if top is None:
        raise SourceRefused(f"{workbook.name}: the sheet {sheet} has no row of headings above its first month.")
    headings = _headings(grid, top)
    long = (
        grid.with_columns(line=pl.int_range(1, pl.len() + 1, dtype=pl.Int64), month=months)
        .slice(top + 1)
        .rename({"column_1": "label"})
        .unpivot(index=["line", "month", "label"], variable_name="place", value_name="text")
        .filter(pl.col("text").is_not_null())
        .join(headings, on="place", how="left")
        .with_columns(
            sheet=pl.lit(sheet),
            column=pl.format("{}!{}", pl.lit(sheet), pl.coalesce("heading", pl.col("place").str.replace("_", " "))),
            value=_value(pl.col("text")),
        )
    )
    judged = _repeats_told(long.with_columns(aside=_aside(), refused=_refused()))
    return Part(judged.select(list(CELLS)).cast(CELLS), notes=notes)  # type: ignore[arg-type]


def judged(cells: pl.DataFrame, *, aside: pl.Expr | None = None, refused: pl.Expr | None = None) -> pl.DataFrame:
    """The cells with further reasons for those that had none yet."""
    free = pl.col("aside").is_null() & pl.col("refused").is_null()
    later = [
        pl.when(free).then(reason).otherwise(name).alias(name)
        for name, reason in (("aside", aside), ("refused", refused))
        if reason is not None
    ]
    return cells.with_columns(later)


def kept(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells without a reason against them."""
    return cells.filter(pl.col("aside").is_null() & pl.col("refused").is_null())


def count_reason() -> pl.Expr:
    """Why a cell is no count, or null."""
    return (
        pl.when(pl.col("text").str.ends_with("%"))
        .then(pl.lit("a percentage; expected a count"))
        .when(pl.col("value") != pl.col("value").round())
        .then(pl.lit("not a whole number; expected a count"))
    )


def share_reason() -> pl.Expr:
    """Why a cell is no share, or null."""
    return pl.when(pl.col("value") > 1).then(pl.lit("above 1; expected a share from 0 to 1, or such as 39%"))


def _grid(workbook: Workbook, sheet: str) -> pl.DataFrame:
    """The sheet as text, blanks trimmed, blank cells null; its columns are column_1 and so on."""
    grid = sheet_text(workbook.reader, workbook.sheets[sheet], workbook.name)
    if not grid.width:
        raise SourceRefused(f"{workbook.name}: the sheet {sheet} is empty.")
    text = pl.all().str.replace_all(r"\s+", " ").str.strip_chars()
    return grid.with_columns(text).with_columns(pl.all().replace("", None))


def _month(text: str) -> date | None:
    """The first day of the month that a cell's date lies in, or None."""
    try:
        return date.fromisoformat(text[:10]).replace(day=1)
    except ValueError:
        return None


def _mended(months: pl.Series, sheet: str) -> tuple[pl.Series, tuple[str, ...]]:
    """The months, with a month that stands twice in place of the one between brought right.

    "Fear of Crime-Borough" of December 2015: June 2008, September 2008, September 2008, March 2009.
    """
    mended, notes = months.to_list(), []
    rows = [place for place, month in enumerate(mended) if month is not None]
    for before, first, second, after in zip(rows, rows[1:], rows[2:], rows[3:], strict=False):
        step = _months_between(mended[before], mended[first])
        again = mended[first] == mended[second] and _months_between(mended[second], mended[after]) == 2 * step
        if again and step > 0:
            wrong, mended[second] = mended[second], add_months(mended[second], step)
            notes.append(
                f"{sheet}, line {second + 1}: dated {month_text(wrong)} like the line above; read as "
                f"{month_text(mended[second])}, which is missing between its neighbours."
            )
    return pl.Series("month", mended, dtype=pl.Date), tuple(notes)


def _months_between(first: date, second: date) -> int:
    return (second.year - first.year) * 12 + second.month - first.month


def _heading_row(grid: pl.DataFrame, first_month: int) -> int | None:
    """The fullest row above the first month; the lower one of equals."""
    filled = grid.head(first_month).select(filled=pl.sum_horizontal(pl.exclude("column_1").is_not_null()))["filled"]
    if not filled.len() or not filled.max():
        return None
    return max(range(first_month), key=lambda row: (filled[row], row))


def _headings(grid: pl.DataFrame, top: int) -> pl.DataFrame:
    """Each column's heading, and whether an empty column parts it from the table."""
    lower = grid.row(top)
    upper = grid.row(top - 1) if top else (None,) * grid.width
    labels = [low or high for low, high in zip(lower, upper, strict=True)]
    last = max(place for place, label in enumerate(labels) if label)
    below = grid.slice(top + 1)
    gaps = [place for place in range(last + 1, grid.width) if below.to_series(place).null_count() == below.height]
    return pl.DataFrame(
        {
            "place": grid.columns,
            "heading": [label and label.strip("* ") for label in labels],
            "beside": [any(last < gap < place for gap in gaps) for place in range(grid.width)],
        },
        schema={"place": pl.String, "heading": pl.String, "beside": pl.Boolean},
    )


def _value(text: pl.Expr) -> pl.Expr:
    """The number in a cell; "39%" is 0.39."""
    return pl.when(text.str.ends_with("%")).then(number(text) / 100).otherwise(number(text))


def _aside() -> pl.Expr:
    return (
        pl.when(pl.col("month").is_null() & pl.col("label").str.contains(WORKED_OUT))
        .then(pl.format("worked out from the months above ({})", "label"))
        .when(pl.col("beside"))
        .then(pl.lit("a working figure beside the table, without a heading"))
        .when(unavailable(pl.col("text")))
        .then(pl.lit(UNAVAILABLE))
    )


def _refused() -> pl.Expr:
    return (
        pl.when(pl.col("month").is_null())
        .then(pl.lit("no month in the first column; expected a date"))
        .when(~pl.col("month").dt.year().is_between(1990, 2059))
        .then(pl.format("dated {}; expected a month from 1990 to 2059", "month"))
        .when(pl.col("heading").is_null())
        .then(pl.lit("no heading above the column"))
        .when(pl.col("value").is_null())
        .then(pl.lit("not a number"))
        .when(pl.col("value") < 0)
        .then(pl.lit("negative; expected 0 or more"))
        .when(pl.col("value") > MOST_COUNT)
        .then(pl.lit(f"too large; expected {MOST_COUNT:,} or less"))
    )


def _repeats_told(cells: pl.DataFrame) -> pl.DataFrame:
    """A month that stands twice: the same figure is set aside, another one refused."""
    free = pl.col("aside").is_null() & pl.col("refused").is_null()
    key = ["heading", "month"]
    first_line, first_text = (pl.col(name).filter(free).first().over(key) for name in ("line", "text"))
    again = free & (pl.col("line") != first_line)
    same = pl.col("text") == first_text
    return cells.sort("line", "place").with_columns(
        aside=pl.when(again & same).then(pl.format("exact repeat of line {}", first_line)).otherwise("aside"),
        refused=pl.when(again & ~same)
        .then(pl.format("the month stands twice; line {} has {}", first_line, first_text))
        .otherwise("refused"),
    )
