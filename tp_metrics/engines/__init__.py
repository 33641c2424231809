"""What computes the sums over records: Polars on this machine, or Spark where the records outgrow one.

The sums are written once, in Narwhals; an engine only says how files become a lazy frame and how a small frame is
handed to it. Everything after the sums is Polars, whichever engine made them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import narwhals as nw
import polars as pl

#: The engines by name, as `publish --engine` takes them.
ENGINES = ("polars", "spark")


class EngineMissing(ValueError):
    """An engine that is not installed, or that cannot be started; the words say what to do."""


class EngineFailed(ValueError):
    """An engine that gave up while it worked."""


class Engine(Protocol):
    """How files and frames become lazy frames of Narwhals.

    Attributes:
        name: one of ENGINES, as an edition's manifest says it.
        at_once: how many tables it computes side by side.
    """

    name: str
    at_once: int

    def scan(self, files: Sequence[Path]) -> nw.LazyFrame[Any]:
        """The rows of some Parquet files of the same columns, one file after the other."""

    def handed(self, frame: pl.LazyFrame) -> nw.LazyFrame[Any]:
        """A frame of Polars, given to the engine."""


class Polars:
    """Polars, streaming: files are read as they are needed."""

    name = "polars"
    #: While one table waits for the disk or for Python, the other uses the processor.
    at_once = 2

    def scan(self, files: Sequence[Path]) -> nw.LazyFrame[Any]:
        """See Engine."""
        return nw.from_native(pl.concat([pl.scan_parquet(file) for file in files]))

    def handed(self, frame: pl.LazyFrame) -> nw.LazyFrame[Any]:
        """See Engine."""
        return nw.from_native(frame)


POLARS = Polars()


@contextlib.contextmanager
def engine_of(name: str) -> Iterator[Engine]:
    """The engine of a name, started and, afterwards, ended; raises ValueError for another name, EngineMissing."""
    if name not in ENGINES:
        raise ValueError(f"there is no engine '{name}'; there are {', '.join(ENGINES)}")
    if name == "polars":
        yield POLARS
        return
    from tp_metrics.engines.spark import started  # PySpark is an extra

    with started() as spark:
        yield spark
