"""The MPS figures workbook (.xls): strength by borough, force crime and detections, surveys, calls, stop and search.

London Datastore, "Metropolitan Police Service Recorded Crime Figures and Associated Data". Sheets that only work on
the figures (Indicator Trends, 4 years data, Checks, …) are not read; of the others every value cell is accounted for.
There is no coverage: the workbook writes its zeros, so an empty cell is not known.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tp_metrics.schema import COVERAGE
from tp_metrics.schema.reading import Head, Lookup, Progress, Reading, SourceRefused, silent
from tp_metrics.sources.cells import sort_out
from tp_metrics.sources.mps_workbook import demand, offences, strength, surveys
from tp_metrics.sources.mps_workbook.grid import Part, Workbook, cells_of, opened

NAME = "mps_workbook"
TITLE = "MPS figures workbook"

PARTS = (strength, offences, surveys, demand)

#: The sheets that hold figures, as the December 2015 workbook names them.
SHEETS = tuple(sheet for part in PARTS for sheet in part.SHEETS)


def recognises(head: Head) -> bool:
    """Whether this is a workbook with at least three of the sheets known here."""
    return head.kind == "xls" and len({name.strip() for name in head.columns} & set(SHEETS)) >= 3


def read(path: Path, places: Lookup, progress: Progress = silent) -> Reading:
    """The workbook's records, with every value cell kept, set aside or refused.

    Raises SourceRefused where it is no workbook, has none of the known sheets, or a sheet has lost its months.
    """
    workbook = opened(path)
    found = [sheet for sheet in SHEETS if sheet in workbook.sheets]
    if not found:
        raise SourceRefused(f"{path.name} has none of the sheets of the MPS figures workbook, such as {SHEETS[0]}.")
    grids: dict[str, Part] = {}
    for done, sheet in enumerate(found):
        progress(done / len(found), f"reading {sheet}")
        grids[sheet] = cells_of(workbook, sheet)
    parts = [part.read(_together(grids, part.SHEETS), places) for part in PARTS]
    progress(1.0, f"read {len(found)} sheets")
    return _reading(parts, [note for grid in grids.values() for note in grid.notes], _not_read(workbook, found))


def _together(grids: dict[str, Part], sheets: tuple[str, ...]) -> pl.DataFrame:
    empty = next(iter(grids.values())).cells.clear()
    return pl.concat([empty, *(grids[sheet].cells for sheet in sheets if sheet in grids)])


def _not_read(workbook: Workbook, found: list[str]) -> list[str]:
    """Notes on the sheets that are missing, and on those that hold no figures of their own."""
    missing = [sheet for sheet in SHEETS if sheet not in found]
    others = [sheet for sheet in workbook.sheets if sheet not in found]
    notes = [f"The workbook lacks the sheet {sheet}: its figures are missing." for sheet in missing]
    if others:
        notes.append(f"Not read, since they only work on or explain the figures: the sheets {', '.join(others)}.")
    return notes


def _reading(parts: list[Part], first: list[str], last: list[str]) -> Reading:
    columns = ["line", "column", "text", "aside", "refused"]
    cells = pl.concat([part.cells.select(columns) for part in parts])
    heaps = sort_out(cells)
    tables: dict[str, pl.DataFrame] = {}
    for name in sorted({name for part in parts for name in part.tables}):
        frames = [part.tables[name] for part in parts if name in part.tables]
        joined = pl.concat(frames)
        if joined.height:
            tables[name] = joined
    return Reading(
        source=NAME,
        tables=tables,
        coverage=pl.DataFrame(schema=COVERAGE),
        read=cells.height,
        kept=heaps.kept.height,
        set_aside=heaps.set_aside,
        refused=heaps.refused,
        notes=(*first, *(note for part in parts for note in part.notes), *last),
    )
