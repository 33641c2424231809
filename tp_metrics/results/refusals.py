"""Which figures are missing because their source's own were refused when it was read, and why."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.measures import catalogue
from tp_metrics.results.cells import lead
from tp_metrics.results.events import edition_in
from tp_metrics.results.selection import REFUSED


def refusal(edition: Edition, measure: str, code: str, window: periods.Window) -> str:
    """Why a measure has no figure of a place in a window, where a source's own was refused; else empty."""
    if edition.lost.is_empty():
        return ""
    for source in lead(catalogue()[measure]).sources:
        if said := _refused(edition.folder, measure, source, window).get(code):
            return said
    return ""


def refusals(edition: Edition, measure: str, source: str, windows: tuple[periods.Window, ...]) -> pl.DataFrame | None:
    """The places of a source whose figures were refused, with columns w, code and refusal; None without any."""
    if edition.lost.is_empty():
        return None
    rows = [
        (number, code, said)
        for number, window in enumerate(windows)
        for code, said in _refused(edition.folder, measure, source, window).items()
    ]
    if not rows:
        return None
    return pl.DataFrame(rows, schema={"w": pl.UInt32, "code": pl.String, "refusal": pl.String}, orient="row")


@lru_cache(maxsize=512)
def _refused(folder: Path, measure: str, source: str, window: periods.Window) -> dict[str, str]:
    """By place, the first reason of those that touch the window."""
    table = lead(catalogue()[measure]).table
    touching = (pl.col("first_day") <= window.last) & (pl.col("last_day") >= window.first)
    mine = (pl.col("table") == table) & (pl.col("source") == source)
    found = edition_in(folder).lost.filter(mine, touching).sort("first_day", descending=True)
    return {code: REFUSED + reason for code, reason in found.select("place", "reason").iter_rows()}
