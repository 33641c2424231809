"""Many measures broken down by place and time in one reckoning, which takes hardly longer than one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.facts import TOTAL
from tp_metrics.measures import catalogue
from tp_metrics.results.answer import Table, absent, answer
from tp_metrics.results.cells import AS_IT_IS, all_cells, as_printed
from tp_metrics.results.grid import SUMS_BEFORE, filled
from tp_metrics.results.holding import hold
from tp_metrics.results.refusals import refusals
from tp_metrics.results.selection import ROWS, Selection

#: What a row rests on in the same window a year before.
BEFORE: dict[str, pl.DataType | type[pl.DataType]] = {f"{name}_before": pl.Float64 for name in SUMS_BEFORE}


@dataclass(frozen=True)
class Breakdowns:
    """The breakdowns of several questions.

    Attributes:
        windows: of each question the window that is answered; None where there is no figure.
        sources: of each question the name of the source that answered its own place; empty where there is none.
        rows: `number` (which question, from 0), the columns of a result's rows, and those of BEFORE; in the order of
            the questions, each by place and time. A question without a window has none.
    """

    windows: tuple[periods.Window | None, ...]
    sources: tuple[str, ...]
    rows: pl.DataFrame = field(repr=False)


def breakdowns(edition: Edition, asked: Sequence[tuple[str, Selection]]) -> Breakdowns:
    """What `result(edition, measure, selection).rows` has for each measure and selection, all of them at once.

    Nothing of it is kept. Raises what `result` raises, and ValueError for a breakdown by group.
    """
    hold(edition, (part for name, _ in asked if name in catalogue() for part in catalogue()[name].of or (name,)))
    answers = [answer(edition, name, selection) for name, selection in asked]
    found = [one.of_parts() for one in answers]
    tables = [(number, table) for number, (_, _, table) in enumerate(found) if table]
    if any(table.question.dimension != TOTAL for _, table in tables):
        raise ValueError("breakdowns by group are asked for one by one")
    names = [answers[number].measure.id for number, _ in tables]
    measures = [as_printed(answers[number].measure, table.question.source) for number, table in tables]
    cells = all_cells([(measure, table.question) for measure, (_, table) in zip(measures, tables, strict=True)])
    rows = _rows([table for _, table in tables])
    refused = _refused(edition, names, [table for _, table in tables])
    found_cells = cells.drop("category").rename({"place": "code"})
    numbers = pl.Series("number", [number for number, _ in tables], pl.UInt32)
    laid = (
        filled(rows, found_cells, ["number", "w", "code"], refused, absent(edition))
        .with_columns(dimension=pl.lit(TOTAL), category=pl.lit(TOTAL))
        .select("number", *(pl.col(name).cast(dtype) for name, dtype in {**ROWS, **BEFORE}.items()))
        .collect(engine="in-memory", optimizations=AS_IT_IS)
    )
    return Breakdowns(
        windows=tuple(window for window, _, _ in found),
        sources=tuple(source for _, source, _ in found),
        rows=laid.with_columns(numbers.gather(laid["number"])),
    )


def _rows(tables: Sequence[Table]) -> pl.DataFrame:
    """The rows of all tables without their figures, each with its table's number and source."""
    grids = [table.rows for table in tables]
    if not grids:
        shape = {"w": pl.UInt32, "before": pl.UInt32, "place_order": pl.Int64}
        known = {name: ROWS[name] for name in ("window", "first_day", "last_day", "code", "place", "level", "source")}
        return pl.DataFrame(schema={**shape, **known, "number": pl.UInt32})
    numbers = pl.Series("number", np.repeat(np.arange(len(grids), dtype=np.uint32), [one.height for one in grids]))
    sources = pl.Series("source", [table.question.source for table in tables], pl.String)
    return pl.concat(grids).with_columns(numbers, sources.gather(numbers))


def _refused(edition: Edition, names: Sequence[str], tables: Sequence[Table]) -> pl.DataFrame | None:
    """The figures that were refused on import, by the number of their table; None where none was."""
    frames = []
    for number, (name, table) in enumerate(zip(names, tables, strict=True)):
        found = refusals(edition, name, table.question.source, table.question.windows)
        if found is not None:
            frames.append(found.with_columns(number=pl.lit(number, pl.UInt32)))
    return pl.concat(frames) if frames else None
