"""The Strategic Performance Report: screening against one plain group-by, and the page's first paint in Chromium."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

import tp_metrics as tp
from bench.memory import FLAGS, serving
from bench.table import Line, medians
from tp_metrics.editions import Edition
from tp_metrics.results import answer, holding, own
from tp_metrics.review import screening

TIMES = 7
PAINTS = 7
#: Before a browser counts as one that has been here: it keeps what it made of a program at its second and third visit.
VISITS = 3
VIEWPORT = {"width": 1366, "height": 768}
#: The title and the scorecard are on the page; Streamlit draws a table on a canvas.
PAINTED = """title => document.querySelector('h1')?.innerText.startsWith(title)
    && document.querySelector('[data-testid="stDataFrame"] canvas')?.clientHeight > 0"""


def lines(data: Path) -> list[Line]:
    """Screening, and the first paint on a server of its own."""
    return [*screened(), *painted(data)]


def screened() -> list[Line]:
    """32 boroughs by all measures: everything from the facts on Parquet, and again with the facts in memory.

    The plain group-by reads the same rows, the borough totals of the same measures, and adds them up by measure,
    source, borough and period; nothing else.
    """
    edition = tp.edition()
    asked = tp.Selection(edition=edition.id)
    files = _files(edition)
    held = [_borough_totals(pl.scan_parquet(file)).collect() for file in files]

    def from_files() -> tp.review.Screen:
        holding._held.cache_clear()
        return in_memory()

    def in_memory() -> tp.review.Screen:
        for kept in (screening._screened, screening._places, answer._kept):
            kept.cache_clear()
        own._kept.clear()
        return tp.review.screen(edition, asked)

    whole = from_files()
    ours, plain, ours_held, plain_held = medians(
        TIMES,
        from_files,
        lambda: _grouped([_borough_totals(pl.scan_parquet(file)) for file in files]),
        in_memory,
        lambda: _grouped([frame.lazy() for frame in held]),
    )
    what = f"screening {whole.rows['code'].n_unique()} boroughs x {whole.rows['measure'].n_unique()} measures"
    ratio, held_ratio = ours / plain, ours_held / plain_held
    return [
        Line(f"{what}, from the files", f"{ratio:.1f} x group-by ({1000 * plain:.0f} ms)", "at most 5", ratio <= 5),
        Line(f"{what}, from the files", f"{1000 * ours:.0f} ms", "goal 500 ms", None),
        Line(f"{what}, facts in memory", f"{held_ratio:.1f} x group-by ({1000 * plain_held:.0f} ms)", "-", None),
        Line(f"{what}, facts in memory", f"{1000 * ours_held:.0f} ms", "goal 500 ms", None),
    ]


def _files(edition: Edition) -> list[Path]:
    names = {part for one in screening.screened_measures(edition) for part in one.of or (one.id,)}
    paths = (edition.folder / "facts" / f"{name}.parquet" for name in sorted(names))
    return [path for path in paths if path.is_file()]


def _borough_totals(facts: pl.LazyFrame) -> pl.LazyFrame:
    return facts.filter((pl.col("dimension") == "total") & (pl.col("level") == "borough"))


def _grouped(parts: list[pl.LazyFrame]) -> pl.DataFrame:
    keys = ("number", "source", "place", "first_day", "last_day")
    numbered = [part.with_columns(number=pl.lit(number)) for number, part in enumerate(parts)]
    return pl.concat(numbered).group_by(keys).agg(pl.col("numerator", "denominator").sum()).collect()


def painted(data: Path) -> list[Line]:
    """From the address to the title and the scorecard: the first session of a server, and those after it.

    In a browser that has been here before, as that of whoever prepares meetings has, and in one that has not. Beside
    it in turns a page of a title and a table of one cell, which is what Streamlit itself takes.
    """
    what = "first paint of the Strategic Performance Report"
    chromium = shutil.which("chromium")
    if chromium is None:
        return [Line(what, "not measured: no chromium", "under 1 s", None)]
    from playwright.sync_api import sync_playwright

    times: dict[str, list[float]] = {name: [] for name in ("back", "back plain", "new", "new plain")}
    with (
        serving(data) as (port, _),
        serving(data, _plain()) as (other, _),
        tempfile.TemporaryDirectory(prefix="tp-bench-") as profile,
        sync_playwright() as playwright,
    ):
        here: dict[str, Any] = {"executable_path": chromium, "args": FLAGS.split()}
        pages = (
            ("", f"http://localhost:{port}/performance_review", "Strategic performance"),
            (" plain", f"http://localhost:{other}/", "Empty"),
        )
        browser = playwright.chromium.launch(**here)
        known = playwright.chromium.launch_persistent_context(profile, viewport=VIEWPORT, **here)
        for _ in range(VISITS + PAINTS):
            for name, address, title in pages:
                stranger = browser.new_context(viewport=VIEWPORT)
                times["new" + name].append(_paint(stranger, address, title))
                stranger.close()
                times["back" + name].append(_paint(known, address, title))
        known.close()
        browser.close()
    warm = {name: statistics.median(seconds[VISITS:]) for name, seconds in times.items()}
    back, new = warm["back"], warm["new"]
    return [
        Line(f"{what}, caches warm", f"{back:.2f} s", "under 1 s", back < 1),
        Line(f"{what}, caches warm", f"{back / warm['back plain']:.1f} x {_least(warm['back plain'])}", "-", None),
        Line(f"{what}, in a new browser", f"{new:.2f} s", "-", None),
        Line(f"{what}, in a new browser", f"{new / warm['new plain']:.1f} x {_least(warm['new plain'])}", "-", None),
        Line(f"{what}, of a fresh server", f"{times['new'][0]:.2f} s", "-", None),
    ]


def _least(seconds: float) -> str:
    return f"a title and a table ({seconds:.2f} s)"


def _paint(context: Any, address: str, title: str) -> float:
    """Seconds until a page of that title stands with its first table, in a tab of its own."""
    tab = context.new_page()
    begin = time.perf_counter()
    tab.goto(address, wait_until="commit")
    tab.wait_for_function(PAINTED, arg=title, timeout=120_000, polling=20)
    seconds = time.perf_counter() - begin
    tab.close()
    return seconds


def _plain() -> Path:
    """An app of a title and a table of one cell."""
    folder = Path(tempfile.mkdtemp(prefix="tp-bench-"))
    script = folder / "app.py"
    script.write_text("import streamlit as st\n\nst.title('Empty')\nst.dataframe({'a': [1]})\n")
    return script
