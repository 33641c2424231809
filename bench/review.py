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
#: The title and every sentence of the headline are on the page: what a meeting reads first.
WORDS = """([title, sentences]) => document.querySelector('h1')?.innerText.startsWith(title)
    && sentences.every(words => [...document.querySelectorAll('[data-testid="stMarkdown"]')]
        .some(one => one.innerText.trim() === words && one.clientHeight > 0))"""
#: The first table is on the page; Streamlit draws one on a canvas.
TABLE = """() => document.querySelector('[data-testid="stDataFrame"] canvas')?.clientHeight > 0"""


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
    """From the address to title and headline, and on to the scorecard, which the mark is of: each visit a new session.

    In a browser that has been here before, as that of whoever prepares meetings has, and in one that has not. Beside
    it in turns a page of a title and a table of one cell, which is what Streamlit itself takes.
    """
    what = "first paint of Strategic performance"
    chromium = shutil.which("chromium")
    if chromium is None:
        return [Line(what, "not measured: no chromium", "under 1 s", None)]
    from playwright.sync_api import sync_playwright

    sentences = _headline()
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ("back", "back plain", "new", "new plain")}
    with (
        serving(data) as (port, _),
        serving(data, _plain()) as (other, _),
        tempfile.TemporaryDirectory(prefix="tp-bench-") as profile,
        sync_playwright() as playwright,
    ):
        here: dict[str, Any] = {"executable_path": chromium, "args": FLAGS.split()}
        pages: tuple[tuple[str, str, list[Any]], ...] = (
            ("", f"http://localhost:{port}/performance_review", ["Strategic performance", sentences]),
            (" plain", f"http://localhost:{other}/", ["Empty", []]),
        )
        browser = playwright.chromium.launch(**here)
        known = playwright.chromium.launch_persistent_context(profile, viewport=VIEWPORT, **here)
        for _ in range(VISITS + PAINTS):
            for name, address, words in pages:
                stranger = browser.new_context(viewport=VIEWPORT)
                times["new" + name].append(_paint(stranger, address, words))
                stranger.close()
                times["back" + name].append(_paint(known, address, words))
        known.close()
        browser.close()
    first, table = (
        {name: statistics.median(visit[at] for visit in visits[VISITS:]) for name, visits in times.items()}
        for at in (0, 1)
    )
    return [
        Line(f"{what}, to the scorecard, caches warm", _beside(table, "back"), "under 1 s", table["back"] < 1),
        Line(f"{what}, to the scorecard, in a new browser", _beside(table, "new"), "-", None),
        Line(f"{what}, to the scorecard, of a fresh server", f"{times['new'][0][1]:.2f} s", "-", None),
        Line(f"{what}, to the headline, caches warm", f"{first['back']:.2f} s", "-", None),
        Line(f"{what}, to the headline, in a new browser", f"{first['new']:.2f} s", "-", None),
    ]


def _headline() -> list[str]:
    """The sentences that the newest edition's review begins with."""
    edition = tp.edition()
    return list(tp.words.headline_sentences(tp.review.scorecard(edition, tp.Selection(edition=edition.id))))


def _beside(seconds: dict[str, float], browser: str) -> str:
    return f"{seconds[browser]:.2f} s, a title and a table alone {seconds[browser + ' plain']:.2f} s"


def _paint(context: Any, address: str, words: list[Any]) -> tuple[float, float]:
    """Seconds until a page's title and sentences stand, and until its first table does, in a tab of its own."""
    tab = context.new_page()
    begin = time.perf_counter()
    tab.goto(address, wait_until="commit")
    tab.wait_for_function(WORDS, arg=words, timeout=120_000, polling="raf")
    first = time.perf_counter() - begin
    tab.wait_for_function(TABLE, timeout=120_000, polling="raf")
    drawn = time.perf_counter() - begin
    tab.close()
    return first, drawn


def _plain() -> Path:
    """An app of a title and a table of one cell."""
    folder = Path(tempfile.mkdtemp(prefix="tp-bench-"))
    script = folder / "app.py"
    script.write_text("import streamlit as st\n\nst.title('Empty')\nst.dataframe({'a': [1]})\n")
    return script
