"""Days, numbers and news of the demonstration's lists of offenders."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from tp_metrics.demo.ground import Counts

#: From when on every record is known; who stood on a list on this day is known too.
FIRST = date(2008, 9, 1)


def numbered(letter: str, numbers: Counts, width: int = 6) -> pl.Series:
    """Pseudonyms, or numbers of records: a letter and so many figures."""
    return letter + pl.Series(numbers).cast(pl.String).str.zfill(width)


def dated(days: Counts) -> pl.Series:
    """Days, counted from FIRST, as days of the calendar."""
    epoch = (FIRST - date(1970, 1, 1)).days
    return pl.Series(np.asarray(days) + epoch).cast(pl.Int32).cast(pl.Date)


def picked(shares: dict[str, float], count: int, rng: np.random.Generator) -> npt.NDArray[np.str_]:
    """So many names by their shares."""
    cuts = np.cumsum(list(shares.values()))
    return np.array(list(shares))[np.searchsorted(cuts / cuts[-1], rng.random(count), side="right")]


def news(frame: pl.DataFrame, days: tuple[str, ...], as_at: date, since: date) -> pl.DataFrame:
    """The records that had begun by a day, of which something is dated after an earlier one."""
    fresh = ((pl.col(day) > since) & (pl.col(day) <= as_at) for day in days)
    return frame.filter((pl.col("first_day") <= as_at) & pl.any_horizontal(*fresh))


def ended(frame: pl.DataFrame, as_at: date) -> pl.DataFrame:
    """The records with their end where it is known by a day."""
    return frame.with_columns(until=pl.when(pl.col("until") <= as_at).then("until"))
