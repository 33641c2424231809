"""The rows that a breakdown has: its windows, its places, and each window at each place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import polars as pl

from tp_metrics import periods
from tp_metrics.geography import Place
from tp_metrics.results.events import edition_in


@lru_cache(maxsize=128)
def with_previous(windows: tuple[periods.Window, ...]) -> tuple[periods.Window, ...]:
    """Windows, then those of the year before that are not among them."""
    return tuple(dict.fromkeys((*windows, *(one.previous() for one in windows))))


@lru_cache(maxsize=128)
def up_to(window: periods.Window, kind: str, many: int) -> tuple[periods.Window, ...]:
    """So many windows of a kind, in order, the last of them ending with a window; rolling ones overlap."""
    found = [periods.ending(kind, window.last)]
    while len(found) < many:
        step = found[-1].first - timedelta(days=1)
        if kind.startswith("rolling"):
            step = periods.add_months(found[-1].last, -2) - timedelta(days=1)
        found.append(periods.ending(kind, step))
    return tuple(sorted(found))


@lru_cache(maxsize=128)
def grid(
    windows: tuple[periods.Window, ...], shown: tuple[periods.Window, ...], places: tuple[Place, ...]
) -> pl.DataFrame:
    """The rows that a breakdown has, whether or not they have figures: place by place each window that is shown."""
    number = {window: at for at, window in enumerate(windows)}
    spans = pl.DataFrame(
        {
            "w": [number[window] for window in shown],
            "before": [number.get(window.previous()) for window in shown],
            "window": [str(window) for window in shown],
            "first_day": [window.first for window in shown],
            "last_day": [window.last for window in shown],
        },
        schema_overrides={"w": pl.UInt32, "before": pl.UInt32},
    )
    rows = {
        "place_order": range(len(places)),
        "code": [place.code for place in places],
        "place": [place.label for place in places],
        "level": [place.level for place in places],
    }
    shape = {"place_order": pl.Int64, **dict.fromkeys(("code", "place", "level"), pl.String)}  # there may be no place
    return pl.DataFrame(rows, schema=shape).join(spans.sort("last_day"), how="cross")


#: What a figure of the year before rests on, with "_before" behind the name.
SUMS_BEFORE = ("value", "numerator", "denominator", "base")


def filled(
    rows: pl.DataFrame, found: pl.DataFrame, keys: Sequence[str], refused: pl.DataFrame | None, absent: str
) -> pl.LazyFrame:
    """The rows of a breakdown with their cells, those of the year before (SUMS_BEFORE), and what follows from both.

    They stay in their order. `keys` tell a row and its cells: w, code, and what else there is; `refused` has the
    figures that were refused on import (keys and refusal), and `absent` says of all others that there is none.
    """
    plan = found.lazy()
    earlier = ["before" if key == "w" else key for key in keys]
    before = plan.select(
        *(pl.col(key).alias(at) for key, at in zip(keys, earlier, strict=True)),
        pl.col(SUMS_BEFORE).name.suffix("_before"),
    )
    joined = rows.lazy()
    joined = joined.join(plan, on=keys, how="left", maintain_order="left")
    joined = joined.join(before, on=earlier, how="left", maintain_order="left")
    said = pl.lit(absent)
    if refused is not None:
        joined = joined.join(
            refused.lazy(), on=[key for key in keys if key in refused.columns], how="left", maintain_order="left"
        )
        said = pl.coalesce("refusal", said)
    change = pl.col("value") - pl.col("value_before")
    return joined.with_columns(
        previous="value_before",
        change=change,
        change_percent=pl.when(pl.col("value_before") != 0).then(100 * change / pl.col("value_before")),
        provisional=pl.col("provisional").fill_null(value=False),
        note=pl.col("note").fill_null(said),
    )


@lru_cache(maxsize=256)
def within(folder: Path, code: str, inside: str, level: str, year: int | None) -> list[tuple[Place, tuple[str, ...]]]:
    """The places of a level within a place, or beside it where it is none larger, each with its chain of places."""
    places = edition_in(folder).places
    order = ("ward", "borough", "area", "tp")
    inside = inside if inside in order else "tp"
    holder = code if inside != "tp" or code == "TP" else "TP"
    while order.index(inside) <= order.index(level) and inside != "tp":
        holder = next(iter(places.parents(holder)), "TP")
        inside = places.place(holder).level
    codes = places.children(holder, level, year)
    return [(places.place(one, year), (one, *places.parents(one, year))) for one in codes]
