"""The settled months of a measure at every place of a level, and how widely they scatter; of many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import polars as pl

from tp_metrics.results.events import edition_in
from tp_metrics.results.selection import Selection
from tp_metrics.results.together import breakdowns
from tp_metrics.stats import dispersions

#: How many selections' months are kept, the latest read: of 32 boroughs some 80 kB each.
KEPT = 256

_months: dict[tuple[Path, str, Selection], Months] = {}
_lock = Lock()


@dataclass(frozen=True)
class Months:
    """The months of a measure by place.

    Attributes:
        rows: code, first_day, value and numerator, both null where a month is not known or may still be revised.
        dispersion: of each place how many times a Poisson variance its months show.
    """

    rows: pl.DataFrame = field(repr=False)
    dispersion: dict[str, float | None] = field(repr=False)


def settled(folder: Path, name: str, selection: Selection) -> Months:
    """The months of a selection that is broken down by month, and by place or not; kept."""
    return read_months(folder, [(name, selection)])[name, selection]


def read_months(folder: Path, wanted: Sequence[tuple[str, Selection]]) -> dict[tuple[str, Selection], Months]:
    """The months of several measures, by id and selection; those that are not kept are read in one reckoning."""
    with _lock:
        found = {one: _months[folder, *one] for one in wanted if (folder, *one) in _months}
    new = [one for one in dict.fromkeys(wanted) if one not in found]
    if new:
        found |= dict(zip(new, _read(folder, new), strict=True))
    with _lock:
        _months.update({(folder, *one): months for one, months in found.items()})
        while len(_months) > KEPT:
            del _months[next(iter(_months))]
    return found


def _read(folder: Path, new: Sequence[tuple[str, Selection]]) -> list[Months]:
    known = pl.col("value").is_not_null() & ~pl.col("provisional")
    rows = breakdowns(edition_in(folder), new).rows.select(
        "number", "code", "first_day", pl.when(known).then(pl.col("value", "numerator"))
    )
    spread = dispersions(rows.sort("number", "code", "first_day"), "numerator", ["number", "code"])
    scattered: dict[int, dict[str, float | None]] = {}
    for number, code, phi in spread.iter_rows():
        scattered.setdefault(number, {})[code] = phi
    parts = rows.partition_by("number", as_dict=True, include_key=False)
    nothing = rows.clear().drop("number")
    return [Months(parts.get((number,), nothing), scattered.get(number, {})) for number in range(len(new))]
