"""The settled months of a measure at every place of a level, and how widely they scatter; of many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from tp_metrics.results.events import edition_in
from tp_metrics.results.keeping import Batch
from tp_metrics.results.selection import Selection
from tp_metrics.results.together import breakdowns
from tp_metrics.stats import dispersions

#: How many selections' months are kept, the latest read: of 32 boroughs some 80 kB each.
KEPT = 256


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
    asked = (folder, name, selection)
    return _months.of([asked])[asked]


def read_months(folder: Path, wanted: Sequence[tuple[str, Selection]]) -> None:
    """Read the months of several measures, by id and selection, in one reckoning; `settled` then finds them."""
    _months.of((folder, *one) for one in wanted)


def _read(new: Sequence[tuple[Path, str, Selection]]) -> list[Months]:
    (folder,) = {one[0] for one in new}
    known = pl.col("value").is_not_null() & ~pl.col("provisional")
    rows = breakdowns(edition_in(folder), [one[1:] for one in new]).rows.select(
        "number", "code", "first_day", pl.when(known).then(pl.col("value", "numerator"))
    )
    spread = dispersions(rows.sort("number", "code", "first_day"), "numerator", ["number", "code"])
    scattered: dict[int, dict[str, float | None]] = {}
    for number, code, phi in spread.iter_rows():
        scattered.setdefault(number, {})[code] = phi
    parts = rows.partition_by("number", as_dict=True, include_key=False)
    nothing = rows.clear().drop("number")
    return [Months(parts.get((number,), nothing), scattered.get(number, {})) for number in range(len(new))]


_months = Batch(KEPT, _read)
