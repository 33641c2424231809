"""Equality as tables and as the marks of its charts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl

from tp_metrics.words.equality import OTHERS, SHORT, head, held_to, pair
from tp_metrics.words.numbers import DASH, per_cent, points
from tp_metrics.words.once import once
from tp_metrics.words.sentences import category_name, people

if TYPE_CHECKING:
    from tp_metrics.review import Equality, GapYears, Together


@once
def overview_table(together: Together) -> pl.DataFrame:
    """A row to a question, a column to a group: its gap in points with the mark of GAP_KEY."""
    stands = {(row["measure"], row["dimension"], row["category"]) for row in together.gaps.filter("stands").to_dicts()}
    rows = []
    for one in together.found:
        cells = {"Question": one.measure.title}
        for row in one.rows.filter(~pl.col("turned")).iter_rows(named=True):
            key = (one.measure.id, row["dimension"], row["category"])
            cells[category_name(row["dimension"], row["category"])] = cell(row, key in stands, one.measure.better)
        rows.append(cells)
    wide = [row for row in rows if len(row) > 1]
    names = list(dict.fromkeys(name for row in wide for name in row))
    return pl.DataFrame([{name: row.get(name) for name in names} for row in wide]) if wide else pl.DataFrame()


def cell(row: dict[str, Any], stands: bool, better: str) -> str:
    """A gap as a cell of the table says it."""
    if row["gap"] is None:
        return "too few"
    text = points(row["gap"]).removesuffix(" points")
    good = (row["gap"] > 0) == (better == "higher")
    return f"{text} {'●' if good else '◆'}" if stands else text


@once
def groups_marks(found: Equality) -> list[dict[str, Any]]:
    """The groups with their values, as `charts.rungs` draws them."""
    return [
        {
            "head": _headed(row),
            "name": category_name(row["dimension"], row["category"]),
            **{name: row[name] for name in ("value", "lower", "upper")},
            "shown": "too few" if row["value"] is None else per_cent(row["value"]),
            "strong": True,
            "tip": _tip(row, "value", "lower", "upper", per_cent),
        }
        for row in found.rows.iter_rows(named=True)
    ]


@once
def gap_marks(found: Equality) -> list[dict[str, Any]]:
    """The gaps, each pair once, as `charts.rungs` draws them."""
    rows = found.rows.filter(~pl.col("turned")).iter_rows(named=True)
    return [{**_gap_mark(row), "head": _headed(row), "name": _named(row)} for row in rows]


@once
def year_marks(years: GapYears) -> list[dict[str, Any]]:
    """The gaps year by year, the group as heading, as `charts.rungs` draws them."""
    known = years.rows.filter(pl.col("gap").is_not_null().any().over("dimension", "category"))
    order = {key: at for at, key in enumerate(known.select("dimension", "category").unique(maintain_order=True).rows())}
    rows = sorted(known.to_dicts(), key=lambda row: (order[(row["dimension"], row["category"])], row["last_day"]))
    return [{**_gap_mark(row), "head": pair(row), "name": row["window"].removeprefix("12 months ")} for row in rows]


def _gap_mark(row: dict[str, Any]) -> dict[str, Any]:
    known = row["gap"] is not None
    return {
        "value": row["gap"],
        "lower": row["gap_lower"],
        "upper": row["gap_upper"],
        "shown": points(row["gap"]).removesuffix(" points") if known else "too few",
        "strong": known and (row["gap_lower"] > 0 or row["gap_upper"] < 0),
        "tip": _tip(row, "gap", "gap_lower", "gap_upper", points),
    }


def _headed(row: dict[str, Any]) -> str:
    name = "Ethnicity" if row["dimension"] == "white / BME" else head(row["dimension"])
    return name + (f", {row['window'].partition(' to ')[0]}" if row["pooled"] else "")


def _named(row: dict[str, Any]) -> str:
    name = category_name(row["dimension"], row["category"])
    other = SHORT.get(row["against"], OTHERS.get(row["against"], row["against"]))
    return name if not other or other.startswith("everyone") else f"{name} – {other}"


def _tip(row: dict[str, Any], value: str, lower: str, upper: str, said: Any) -> dict[str, str]:
    known = row[value] is not None
    return {
        "Group": pair(row) if value == "gap" else people(row["dimension"], row["category"]),
        "Value": said(row[value]) if known else DASH,
        "95 % interval": f"{said(row[lower])} to {said(row[upper])}" if known else DASH,
        "Interviews": DASH if row["records"] is None else f"{row['records']:,}",
        "Effective base": DASH if row["base"] is None else f"{row['base']:,.0f}",
        "Note": row["reason"] or row["note"],
    }


@once
def equality_table(found: Equality) -> pl.DataFrame:
    """Every group with its value, whom it is held against, the gap, both intervals, base, window and note."""
    return _gap_table(found.rows)


@once
def equality_lines(found: Equality) -> pl.DataFrame:
    """The same as it is read on the screen, the intervals in words."""
    table = equality_table(found)
    between = {
        "95 % interval": [_between(row, per_cent) for row in table.select("Value, 95 % from", "Value, 95 % to").rows()],
        "Gap": [None if gap is None else points(gap) for gap in table["Gap, points"]],
        "Gap, 95 % interval": [_between(row, points) for row in table.select("Gap, 95 % from", "Gap, 95 % to").rows()],
    }
    words = {name: pl.Series(name, cells, dtype=pl.String) for name, cells in between.items()}
    return table.select(
        "Group",
        "By",
        "Value, %",
        words["95 % interval"],
        "Against",
        "Theirs, %",
        words["Gap"],
        words["Gap, 95 % interval"],
        "Interviews",
        "Effective base",
        "Window",
        "Note",
    )


def _between(ends: tuple[float | None, float | None], said: Callable[[float], str]) -> str | None:
    lower, upper = ends
    if lower is None or upper is None:
        return None
    return f"{said(lower).removesuffix(' points').removesuffix(' %')} to {said(upper)}"


@once
def years_table(years: GapYears) -> pl.DataFrame:
    """The gaps of the years."""
    return _gap_table(years.rows)


def _gap_table(rows: pl.DataFrame) -> pl.DataFrame:
    pairs = rows.to_dicts()
    note = pl.when(pl.col("reason") != "").then("reason").when(pl.col("note") != "").then("note")
    return rows.select(
        pl.Series("Group", [category_name(row["dimension"], row["category"]) for row in pairs], dtype=pl.String),
        pl.Series("By", [head(row["dimension"]) for row in pairs], dtype=pl.String),
        pl.col("value").alias("Value, %"),
        pl.Series("Against", [held_to(row["against"]) if row["against"] else None for row in pairs], dtype=pl.String),
        pl.col("rest").alias("Theirs, %"),
        pl.col("gap").alias("Gap, points"),
        pl.col("gap_lower").alias("Gap, 95 % from"),
        pl.col("gap_upper").alias("Gap, 95 % to"),
        pl.col("lower").alias("Value, 95 % from"),
        pl.col("upper").alias("Value, 95 % to"),
        pl.col("records").alias("Interviews"),
        pl.col("base").round(0).cast(pl.Int64).alias("Effective base"),
        pl.col("window").alias("Window"),
        note.alias("Note"),
    )
