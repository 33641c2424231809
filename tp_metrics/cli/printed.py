"""A result as a table for a terminal: counts as whole numbers, other values with the decimals that they need."""

from __future__ import annotations

from rich.table import Table

from tp_metrics.results import Result
from tp_metrics.words.numbers import counts

COLUMNS = ("place", "category", "window", "value", "lower", "upper", "previous", "change", "base", "source", "note")
#: The columns in the measure's own unit.
VALUES = ("value", "lower", "upper", "previous", "change")
#: What a column says where it says nothing; a column of nothing else is not printed.
NOTHING = (None, "", "total")


def as_table(found: Result) -> Table:
    """The rows of a result as a table for a terminal; columns that say nothing are left out."""
    rows = found.rows.select(COLUMNS)
    telling = [name for name in COLUMNS if any(cell not in NOTHING for cell in rows[name])]
    table = Table(title=f"{found.measure.title} ({found.measure.unit}), edition {found.edition}", box=None)
    for name in telling:
        table.add_column(name, no_wrap=True, justify="right" if rows.schema[name].is_numeric() else "left")
    digits = dict.fromkeys(VALUES, decimals(found))
    for row in rows.select(telling).iter_rows(named=True):
        table.add_row(*(_cell(cell, digits.get(name, 0)) for name, cell in row.items()))
    return table


def decimals(found: Result) -> int:
    """How many decimals a result's values are printed with: the same in every row, so that they stand in line.

    Counts have none, limits included; percentages and strengths have one, small rates two.
    """
    known = found.rows["value"].drop_nulls()
    if counts(found.measure) or (found.measure.unit != "per cent" and (known == known.round(0)).all()):
        return 0
    middle = known.abs().median()
    return 2 if found.measure.unit != "per cent" and isinstance(middle, float) and middle < 10 else 1


def _cell(cell: object, digits: int) -> str:
    if cell is None:
        return "–"
    return f"{cell:,.{digits}f}" if isinstance(cell, float) else str(cell)
