"""Event-level offence rows in any number, for benchmarks: one row an offence, with its flags."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from polars.io.plugins import register_io_source

from tp_metrics import periods
from tp_metrics.demo import calibration, crime
from tp_metrics.demo.ground import LAST, WARDS_FROM, YEARS, Counts, Floats, Ground, ground, months, text
from tp_metrics.demo.parameters import DETECTED, FLAGGED
from tp_metrics.schema import FLAGS, OFFENCES
from tp_metrics.schema.reading import Progress, silent

FINE = calibration.FINE
COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "source": pl.String,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "place": pl.String,
    "offence": pl.Enum(OFFENCES),
    "offences": pl.Int64,
    "sanction_detections": pl.Int64,
    **dict.fromkeys(FLAGS, pl.Boolean),
}


def event_records(path: Path, n: int, seed: int = 2010, progress: Progress = silent) -> None:
    """Write `n` offences, one row each, to a Parquet file in the columns of the offences table, month after month.

    Places, offences and months are as frequent as in the demonstration. Raises ValueError for a negative `n`.
    """
    if n < 0:
        raise ValueError(f"{n} is no number of records")
    rng = np.random.default_rng(seed)
    place = crime.with_west_end(ground(rng))
    chances = _cells(place)
    windows = months(WARDS_FROM, LAST)
    counts = rng.multinomial(n, np.array([window.days for window in windows]) / sum(w.days for w in windows))

    def chunks(*_pushed_down: object) -> Iterator[pl.DataFrame]:
        for number, (window, count) in enumerate(zip(windows, counts, strict=True)):
            yield _events(place, window, rng.multinomial(count, chances), rng)
            progress((number + 1) / len(windows), f"records of {window}")

    register_io_source(chunks, schema=COLUMNS).sink_parquet(path, compression="zstd", statistics=True)


def _cells(place: Ground) -> Floats:
    """The chance that an offence is of a ward and a fine offence: ward × offence, flat."""
    mix = calibration.fine_years(place.boroughs)[:-1, YEARS.index(2010), :]
    shares = crime.ward_shares(place)[: len(FINE)].T
    cells = mix[place.borough_of] * shares
    return np.asarray(cells.ravel() / cells.sum())


def _events(place: Ground, window: periods.Window, cells: Counts, rng: np.random.Generator) -> pl.DataFrame:
    cell = rng.permutation(np.repeat(np.arange(len(cells), dtype=np.int32), cells))
    ward, offence = np.divmod(cell, len(FINE))
    begin = np.datetime64(window.first, "D").astype(np.int32)
    day = pl.Series(begin + rng.integers(0, window.days, len(cell), dtype=np.int32)).cast(pl.Date)
    detected = rng.random(len(cell), dtype=np.float32) < np.array([DETECTED[name] for name in FINE])[offence]
    frame = pl.DataFrame(
        {
            "first_day": day,
            "last_day": day,
            "place": text(place.wards, ward, "place"),
            "offence": pl.Series(FINE, dtype=pl.Enum(OFFENCES)).gather(pl.Series(offence)),
            "sanction_detections": detected.astype(np.int64),
        }
    )
    flags = [_flag(name, offence, rng) for name in FLAGS]
    frame = frame.with_columns(*flags, source=pl.lit("demonstration"), offences=pl.lit(1, pl.Int64))
    return frame.select(list(COLUMNS))


def _flag(name: str, offence: Counts, rng: np.random.Generator) -> pl.Series:
    chance = np.array([FLAGGED[name].get(code, 0.0) for code in FINE], dtype=np.float32)
    return pl.Series(name, rng.random(len(offence), dtype=np.float32) < chance[offence])
