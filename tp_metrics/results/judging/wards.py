"""The control charts of many wards at once: what each says of its latest month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import polars as pl

from tp_metrics import periods
from tp_metrics.access import EVERYONE
from tp_metrics.editions import Edition
from tp_metrics.measures import catalogue
from tp_metrics.results.answer import result
from tp_metrics.results.events import edition_in
from tp_metrics.results.judging.series import asked_series, draw
from tp_metrics.results.selection import Selection
from tp_metrics.results.wards import on_wards
from tp_metrics.stats import latest_signal


def ward_signals(edition: Edition, measure: str, selection: Selection) -> Mapping[str, str]:
    """The signal of each ward of a selection, by code: "improvement", "concern", "neutral" or "usual".

    Each ward's chart is the one of its own judgement, drawn beside the wards of its borough. A ward without a chart, or
    without a figure, is not among them; of a survey none is, as a ward's quarter has too few answers.
    """
    return _signals(edition.folder, measure, replace(on_wards(edition, measure, selection), edition=edition.id))


@lru_cache(maxsize=64)
def _signals(folder: Path, name: str, selection: Selection) -> Mapping[str, str]:
    edition, measure = edition_in(folder), catalogue()[name]
    rows = result(edition, name, selection).rows.filter((pl.col("level") == "ward") & pl.col("value").is_not_null())
    if rows.is_empty():
        return {}
    end = periods.parse(rows["window"][0]).last
    parent = edition.places.frame.filter(pl.col("level") == "ward").select("code", "parent").unique("code")
    boroughs = rows.join(parent, on="code")["parent"].unique().sort()
    asked = replace(selection, viewer=EVERYONE, by=())
    series = [(name, asked_series(asked, measure, "ward", borough, end)) for borough in boroughs]
    charts = pl.concat(draw(folder, series).values())
    if charts.is_empty():
        return {}
    found = latest_signal(charts, ["measure", "code"], order="first_day", value="plotted")
    shown = found.filter(pl.col("code").is_in(rows["code"].implode()) & pl.col("signal").is_not_null())
    return dict(shown.select("code", "signal").iter_rows())
