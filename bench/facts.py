"""Facts of five measures, with groups, from event rows: the shipped way, pandas and one DuckDB query.

Each runs in a process of its own, in turns, on two threads; the rows that they give are compared.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from bench.table import Line

MEASURES = ("total_notifiable_offences", "robbery", "residential_burglary", "knife_crime", "sanction_detection_ratio")
ROWS = int(os.environ.get("TP_BENCH_ROWS", "15000000"))
TIMES = int(os.environ.get("TP_BENCH_TIMES", "5"))
KEYS = ["measure", "first_day", "place", "dimension", "category"]


def lines() -> list[Line]:
    """The three ways compared."""
    folder = Path(tempfile.gettempdir()) / "tp-bench"
    folder.mkdir(exist_ok=True)
    events = folder / f"events-{ROWS}.parquet"
    if not events.exists():
        from tp_metrics.demo import event_records

        event_records(events.with_suffix(".part"), ROWS)
        events.with_suffix(".part").rename(events)
    found: dict[str, list[dict[str, float]]] = {"shipped": [], "pandas": [], "duckdb": []}
    for _ in range(TIMES):
        for way, runs in found.items():
            runs.append(_run(way, events, folder / f"{way}.parquet"))
    _compare(folder)
    seconds = {way: statistics.median(run["seconds"] for run in runs) for way, runs in found.items()}
    memory = {way: statistics.median(run["megabytes"] for run in runs) for way, runs in found.items()}
    ours, pandas, duckdb = (seconds[way] for way in ("shipped", "pandas", "duckdb"))
    share = memory["shipped"] / memory["pandas"]
    what = f"facts, {ROWS:,} events"
    return [
        Line(
            f"{what}: pandas' time over ours", f"{pandas / ours:.1f} ({ours:.2f} s)", "at least 4", pandas / ours >= 4
        ),
        Line(
            f"{what}: our memory over pandas'", f"{share:.2f} ({memory['shipped']:,.0f} MB)", "under 0.5", share < 0.5
        ),
        Line(
            f"{what}: our time over DuckDB's",
            f"{ours / duckdb:.2f} ({duckdb:.2f} s)",
            "at most 1.3",
            ours <= 1.3 * duckdb,
        ),
    ]


def _run(way: str, events: Path, to: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.facts", way, str(events), str(to)]
    environment = {**os.environ, "POLARS_MAX_THREADS": "2", "OMP_NUM_THREADS": "2"}
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    answer: dict[str, float] = json.loads(said.splitlines()[-1])
    return answer


def _compare(folder: Path) -> None:
    import polars as pl

    frames = {}
    for way in ("shipped", "pandas", "duckdb"):
        frame = pl.read_parquet(folder / f"{way}.parquet").with_columns(
            pl.col("numerator", "denominator").cast(pl.Float64)
        )
        frame = frame.with_columns(pl.col("first_day").cast(pl.Date)).select(*KEYS, "numerator", "denominator")
        frames[way] = frame.cast(dict.fromkeys(("measure", "place", "dimension", "category"), pl.String)).sort(KEYS)
    for way in ("pandas", "duckdb"):
        if not frames["shipped"].equals(frames[way]):
            raise AssertionError(
                f"the rows of {way} are not ours: {frames[way].height:,} and {frames['shipped'].height:,}"
            )


def shipped(events: Path, to: Path) -> None:
    """The facts as the product makes them."""
    import polars as pl

    from tp_metrics.facts import NAME, facts, named
    from tp_metrics.measures import catalogue

    measures = [catalogue()[name] for name in MEASURES]
    records = pl.scan_parquet(events).with_columns(
        pl.col("source", "place").cast(NAME),
    )
    rollup = named(_rollup())
    made = facts(records.with_columns(source=pl.lit("demonstration", NAME)), measures, rollup)
    made.select(*KEYS, "numerator", "denominator").write_parquet(to)


def _rollup():
    from tp_metrics.geography import Places

    return Places.read().rollup(2011, date(2011, 12, 31))


def _codes() -> tuple[list[str], list[str]]:
    from tp_metrics.measures import catalogue
    from tp_metrics.schema.records import COARSE_OFFENCES, FINE_OFFENCES

    assert set(MEASURES) <= set(catalogue())
    return [*FINE_OFFENCES, *COARSE_OFFENCES], ["robbery_personal", "robbery_business", "robbery"]


def with_pandas(events: Path, to: Path) -> None:
    """The same by pandas, as an analyst would write it."""
    import pandas as pd

    total, robbery = _codes()
    columns = ["first_day", "place", "offence", "offences", "sanction_detections", "knife_crime"]
    rows = pd.read_parquet(events, columns=columns)
    rows["first_day"] = pd.to_datetime(rows["first_day"]).dt.to_period("M").dt.to_timestamp()
    rows["offence"] = rows["offence"].astype(str)
    rollup = _rollup().to_pandas()[["place", "ancestor"]]
    counted = rows["offence"].isin(total)
    parts = []
    wanted = {
        "total_notifiable_offences": (rows[counted], "offences", None, True),
        "robbery": (rows[rows["offence"].isin(robbery)], "offences", None, True),
        "residential_burglary": (rows[rows["offence"] == "burglary_residential"], "offences", None, False),
        "knife_crime": (rows[rows["knife_crime"].fillna(value=False).astype(bool)], "offences", None, False),
        "sanction_detection_ratio": (
            rows[counted & rows["sanction_detections"].notna()],
            "sanction_detections",
            "offences",
            False,
        ),
    }
    for name, (own, above, below, grouped) in wanted.items():
        sums = [above] if below is None else [above, below]
        at = own.groupby(["first_day", "place", "offence"], observed=True)[sums].sum().reset_index()
        up = at.merge(rollup, on="place").drop(columns="place")
        for dimension in ("total", "offence") if grouped else ("total",):
            keys = ["first_day", "ancestor"] + (["offence"] if dimension == "offence" else [])
            one = up.groupby(keys, observed=True)[sums].sum().reset_index()
            category = one["offence"] if dimension == "offence" else "total"
            part = pd.DataFrame({"measure": name, "first_day": one["first_day"], "place": one["ancestor"]})
            part["dimension"], part["category"] = dimension, category
            part["numerator"] = one[above].astype(float)
            part["denominator"] = one[below].astype(float) if below else 0.0
            parts.append(part)
    pd.concat(parts).to_parquet(to, index=False)


def with_duckdb(events: Path, to: Path) -> None:
    """The same by one DuckDB query."""
    import duckdb

    total, robbery = _codes()
    rollup = _rollup().to_arrow()  # noqa: F841  DuckDB reads it by its name
    listed = {name: ", ".join(f"'{code}'" for code in codes) for name, codes in (("t", total), ("r", robbery))}
    query = f"""
        with base as (
            select date_trunc('month', first_day)::date as first_day, place::varchar as place,
                offence::varchar as offence,
                sum(case when offence in ({listed["t"]}) then offences end) as tno,
                sum(case when offence in ({listed["r"]}) then offences end) as robbery,
                sum(case when offence = 'burglary_residential' then offences end) as burglary,
                sum(case when offence = 'knife_crime' or knife_crime then offences end) as knife,
                sum(case when offence in ({listed["t"]}) and sanction_detections is not null
                    then sanction_detections end) as detected,
                sum(case when offence in ({listed["t"]}) and sanction_detections is not null
                    then offences end) as of_all
            from read_parquet('{events}') group by all
        ), up as (
            select first_day, ancestor as place, offence, grouping(offence) as whole, sum(tno) as tno,
                sum(robbery) as robbery, sum(burglary) as burglary, sum(knife) as knife, sum(detected) as detected,
                sum(of_all) as of_all
            from base join rollup using (place)
            group by grouping sets ((first_day, ancestor, offence), (first_day, ancestor))
        ), kinds as (select *, case when whole = 1 then 'total' else 'offence' end as dimension,
            case when whole = 1 then 'total' else offence end as category from up)
        select 'total_notifiable_offences' as measure, first_day, place, dimension, category,
            tno::double as numerator, 0.0::double as denominator from kinds where tno > 0
        union all select 'robbery', first_day, place, dimension, category, robbery, 0.0 from kinds where robbery > 0
        union all select 'residential_burglary', first_day, place, dimension, category, burglary, 0.0 from kinds
            where burglary > 0 and whole = 1
        union all select 'knife_crime', first_day, place, dimension, category, knife, 0.0 from kinds
            where knife > 0 and whole = 1
        union all select 'sanction_detection_ratio', first_day, place, dimension, category, detected, of_all from kinds
            where of_all > 0 and whole = 1
    """
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(f"copy ({query}) to '{to}' (format parquet)")


def main(way: str, events: Path, to: Path) -> None:
    """Run one way, and say how long it took and how much memory at most."""
    import resource
    import time

    run = {"shipped": shipped, "pandas": with_pandas, "duckdb": with_duckdb}[way]
    # Imports are no part of the work.
    import duckdb  # noqa: F401
    import pandas  # noqa: F401

    import tp_metrics.facts  # noqa: F401

    _codes()
    begin = time.perf_counter()
    run(events, to)
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"seconds": seconds, "megabytes": peak}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
