"""An edition by Spark says what Polars' says, row for row: on every source, the demonstration and 3 million events.

Get what it needs by `.venv/bin/python -m pip install -r requirements-spark.txt` and, on Debian, `apt-get install
default-jre-headless`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.trust.stores import saying
from tp_metrics import demo, periods
from tp_metrics.editions.wholeness import MANIFEST
from tp_metrics.geography import Places
from tp_metrics.measures import catalogue
from tp_metrics.records import Store, checked
from tp_metrics.schema import COVERAGE
from tp_metrics.schema.reading import Reading, aside
from tp_metrics.schema.wholeness import sum_of

# One at a time: each Spark takes the whole machine.
pytestmark = [pytest.mark.trust, pytest.mark.spark, pytest.mark.xdist_group("spark")]

ROOT = Path(__file__).parents[2]
LAYOUTS = ROOT / "tests" / "layouts"
EVENTS = 3_000_000


@pytest.fixture(autouse=True)
def installed() -> None:
    if find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip(
            "the tests of Spark need: .venv/bin/python -m pip install -r requirements-spark.txt; "
            "apt-get install default-jre-headless"
        )


def ran(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line on a data folder."""
    command = [sys.executable, "-m", "tp_metrics", *words]
    told = {**os.environ, "TP_DATA": str(folder), **environment}
    return subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)


def both(folder: Path, as_at: date) -> tuple[Path, Path]:
    """The folders of two editions as at a day: by Polars, then by Spark."""
    found = {path.name for path in (folder / "editions").glob("*")}
    made = []
    for engine in ("polars", "spark"):
        done = ran(folder, "publish", "--as-at", f"{as_at}", "--engine", engine)
        assert done.returncode == 0, done.stderr
        assert ("added up by Spark" in done.stdout) == (engine == "spark")
        new = {path.name for path in (folder / "editions").glob("*")} - found
        found |= new
        made.append(folder / "editions" / new.pop())
    return made[0], made[1]


def same(polars: Path, spark: Path) -> int:
    """Assert that two editions say the same in every file; how many facts there are."""
    names = sorted(str(path.relative_to(polars)) for path in polars.rglob("*") if path.is_file())
    assert names == sorted(str(path.relative_to(spark)) for path in spark.rglob("*") if path.is_file())
    # Sums of weights and of full-time equivalents, whose last bit depends on the order in which rows are added.
    fractions = {f"facts/{name}.parquet" for name, one in catalogue().items() if one.weighted or one.unit == "FTE"}
    facts = 0
    for name in names:
        if name in (MANIFEST, sum_of(Path(MANIFEST)).name):
            continue
        if name.startswith("facts/"):
            ours, theirs = pl.read_parquet(polars / name), pl.read_parquet(spark / name)
            facts += ours.height
            sums = [column for column in ours.columns if ours.schema[column] == pl.Float64]
            assert_frame_equal(ours.drop(sums), theirs.drop(sums), check_exact=True)
            exact = name not in fractions
            assert_frame_equal(ours, theirs, check_exact=exact, rel_tol=1e-9, abs_tol=0.0)
            if not exact:
                continue
        elif name.startswith("cohorts/"):  # written by Polars whichever engine is named, in the order in which it reads
            assert saying(polars / name) == saying(spark / name), name
            continue
        assert (polars / name).read_bytes() == (spark / name).read_bytes(), name
    ours, theirs = (json.loads((folder / "manifest.json").read_text(encoding="utf-8")) for folder in (polars, spark))
    assert (ours.pop("engine"), theirs.pop("engine")) == ("polars", "spark")
    assert ours.pop("made_at") < theirs.pop("made_at")
    assert ours.pop("files").keys() == theirs.pop("files").keys()  # what each file holds was compared above
    assert ours == theirs
    assert facts
    return facts


def test_every_source_gives_the_same_facts_by_spark(tmp_path):
    store = Store(tmp_path / "a folder of sources")
    for file in sorted(LAYOUTS.iterdir()):
        store.ingest(file, max_refused=1)
    polars, spark = both(store.path, date(2024, 12, 31))
    same(polars, spark)
    assert set(json.loads((spark / "manifest.json").read_text())["sources"]) >= {"ward_atlas", "force_extract"}


def test_the_demonstration_is_the_same_by_spark_weights_and_don_t_knows_included(demonstration_folder, tmp_path):
    shutil.copytree(demonstration_folder / "imports", tmp_path / "imports")
    polars, spark = both(tmp_path, date(2011, 12, 31))
    assert same(polars, spark) > 1_000_000
    answers = pl.read_parquet(spark / "cohorts" / "confidence_survey.parquet")
    assert answers["good_job"].null_count() + (answers["good_job"].cast(pl.String) == "don't know").sum() > 0


def test_three_million_events_are_the_same_by_spark(tmp_path):
    events = tmp_path / "events.parquet"
    demo.event_records(events, EVENTS)
    store = Store(tmp_path / "data")
    known = Places.read().frame["code"].unique()
    store.add(checked(extract(pl.read_parquet(events)), known), events.name, "0" * 64)
    polars, spark = both(store.path, date(2011, 12, 31))
    assert same(polars, spark) > 500_000
    total = pl.read_parquet(spark / "facts" / "total_notifiable_offences.parquet")
    months = (pl.col("place") == "TP") & (pl.col("dimension") == "total") & (pl.col("first_day").dt.day() == 1)
    whole = months & (pl.col("last_day") == pl.col("first_day").dt.month_end())
    assert total.filter(whole)["numerator"].sum() == EVENTS


def extract(events: pl.DataFrame) -> Reading:
    """Events as a force's own extract reads: every borough is spoken for in every month."""
    first, last = events["first_day"].min(), events["first_day"].max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    rows = [
        ("offences", "force_extract", month.first, month.last, borough)
        for month in periods.months(first.replace(day=1), periods.month_end(last))
        for borough in Places.read().children("TP", "borough")
    ]
    return Reading(
        source="force_extract",
        tables={"offences": events.with_columns(source=pl.lit("force_extract"))},
        coverage=pl.DataFrame(rows, schema=COVERAGE, orient="row"),
        read=events.height,
        kept=events.height,
        set_aside=aside([]),
        refused=aside([]),
        notes=(),
    )


def test_without_java_one_sentence_says_what_is_missing_and_nothing_is_published(tmp_path):
    store = Store(tmp_path)
    store.ingest(LAYOUTS / "mps_borough_crime_2008.csv")
    before = {str(path): saying(path) for path in tmp_path.rglob("*.parquet")}
    done = ran(tmp_path, "publish", "--as-at", "2016-12-31", "--engine", "spark", JAVA_HOME=str(tmp_path / "none"))
    assert done.returncode == 2
    assert done.stderr.strip() == (
        "the engine 'spark' needs Java 17 or later, which is not found; on Debian: apt-get install default-jre-headless"
    )
    assert list((tmp_path / "editions").glob("*")) == []
    assert {str(path): saying(path) for path in tmp_path.rglob("*.parquet")} == before
