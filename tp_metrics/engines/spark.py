"""Spark, by PySpark and the machine's Java: on this machine, or on the cluster that TP_SPARK_MASTER names."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import polars.selectors as cs

from tp_metrics.engines import EngineFailed, EngineMissing

#: The oldest Java that PySpark 4 runs on.
JAVA = 17
#: What every session is started with, whatever its master. A sum that overflows is an error, never another number.
SETTINGS = {
    "spark.app.name": "tp-metrics",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.driver.maxResultSize": "0",
    "spark.task.maxDirectResultSize": "100m",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={Path(__file__).with_name('log4j2.properties')}",
}
#: What one on this machine has besides: it listens to nobody else, and splits small tables into few pieces.
LOCAL = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
    # Its own 1 GB is too little for the sums of ten years; half of the machine is a limit, and taken as it is needed.
    "spark.driver.memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') // 2**21}m",
}


class Spark:
    """A Spark session as an engine."""

    name = "spark"
    #: Spark divides a table among its workers by itself.
    at_once = 1

    def __init__(self, session: Any) -> None:
        self.session = session

    def scan(self, files: Sequence[Path]) -> nw.LazyFrame[Any]:
        """See Engine."""
        return _of(self.session.read.parquet(*(_address(file) for file in files)))

    def handed(self, frame: pl.LazyFrame) -> nw.LazyFrame[Any]:
        """See Engine. Times of day are left out: Spark has no type for them, and no measure reads one."""
        plain = frame.drop(cs.time()).with_columns((cs.enum() | cs.categorical()).cast(pl.String)).collect()
        return _of(self.session.createDataFrame(plain.to_arrow(compat_level=pl.CompatLevel.oldest())))


def _of(native: Any) -> nw.LazyFrame[Any]:
    frame: nw.LazyFrame[Any] = nw.from_native(native)
    return frame


def _address(file: Path) -> str:
    """A file of this machine's own file system, whatever Spark's own is."""
    return f"file://{file.absolute()}"


@contextlib.contextmanager
def started() -> Iterator[Spark]:
    """A session of Spark, ended afterwards; raises EngineMissing without PySpark, Java or an answer of the cluster."""
    _installed()
    # Nothing here asks it for pandas.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    master = os.environ.get("TP_SPARK_MASTER") or "local[*]"
    settings = SETTINGS | (LOCAL if master.startswith("local") else {})
    if master.startswith("local"):
        # Left to itself, Spark looks for itself by the machine's name, at an address where it does not listen.
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        os.environ.setdefault("SPARK_LOCAL_HOSTNAME", "localhost")
    with tempfile.TemporaryDirectory(prefix="tp-spark-") as folder:
        builder = SparkSession.builder.master(master).config("spark.sql.warehouse.dir", folder)
        for name, value in settings.items():
            builder = builder.config(name, value)
        try:
            session = builder.getOrCreate()
        except Exception as error:  # PySpark has no class of its own for a master that does not answer
            raise EngineMissing(f"Spark does not start with {master}: {_first_line(error)}") from error
        try:
            yield Spark(session)
        except (Py4JError, PySparkException) as error:
            raise EngineFailed(f"Spark gave up, and nothing was written: {_cause(error)}") from error
        finally:
            session.stop()


def _cause(error: Exception) -> str:
    """The innermost cause that Java names, without its class, or what the error says first."""
    causes = re.findall(r"(?m)^Caused by: (?:[\w.$]+: )?(.*)$", str(error))
    return str(causes[-1]) if causes else _first_line(error)


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _installed() -> None:
    """Raises EngineMissing where PySpark or a Java that it runs on is not found."""
    if find_spec("pyspark") is None:
        raise EngineMissing(
            "the engine 'spark' needs PySpark, which is not installed: python -m pip install -r requirements-spark.txt"
        )
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None or not Path(java).is_file():
        raise EngineMissing(
            f"the engine 'spark' needs Java {JAVA} or later, which is not found; on Debian: "
            "apt-get install default-jre-headless"
        )
    found = _version(java)
    if found < JAVA:
        raise EngineMissing(f"the engine 'spark' needs Java {JAVA} or later; {java} is Java {found}")


def _version(java: str) -> int:
    """The main number of a Java, 8 for 1.8; 0 where it does not say."""
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else 0
