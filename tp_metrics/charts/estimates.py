"""Ward estimates: what the ward's own answers say, what the model makes of them, and the borough beside both."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from tp_metrics.charts.chart import Chart
from tp_metrics.charts.kept import kept_by_values
from tp_metrics.charts.palette import PALETTES, Palette, Theme, rows
from tp_metrics.charts.pieces import foot_axis, level, names_axis, pickable, sentence, tips
from tp_metrics.charts.signals import Row, brief, dressed

EXTENT = 132
#: Height of one ward, and how far its two marks stand apart, in pixels.
STEP, APART = 22, 5
#: From the plot to the right-hand edge of the column of bases, in pixels.
BASES = 44


def wards(estimated: pl.DataFrame, ward: str, scale: float) -> list[Row]:
    """One row to a ward, by name: wards are not ranked."""
    numbers = ("direct", "direct_lower", "direct_upper", "estimate", "lower", "upper", "whole")
    frame = estimated.filter(pl.col("estimate").is_not_null()).sort(ward).with_columns(pl.col(numbers) * scale)
    told = pl.when("told_apart").then(pl.lit("differs from the borough")).otherwise(pl.lit("cannot be told from it"))
    drawn = frame.select(
        *([pl.col("code")] if "code" in frame.columns else []),
        pl.col(ward).cast(pl.String).alias("ward"),
        pl.col(numbers).round(4),
        "told_apart",
        "base",
        said=told,
    ).to_dicts()
    return [
        {
            **row,
            "asked": f"{row['base']:,.0f}",
            "own": "too few" if row["direct"] is None else f"{row['direct']:.0f} ({_between(row, 'direct_')})",
            "modelled": f"{row['estimate']:.0f} ({_between(row, '')})",
        }
        for row in drawn
    ]


def _between(row: Row, of: str) -> str:
    return f"{row[f'{of}lower']:.0f} to {row[f'{of}upper']:.0f}"


def marks(drawn: list[Row], y: alt.Y, palette: Palette) -> list[alt.Chart]:
    """Direct as a ring with a thin line above, modelled as a dot with a thick one below; pale if not told apart."""
    base, own = Chart(rows(drawn)), Chart(rows([row for row in drawn if row["direct"] is not None]))
    strong = alt.condition("datum.told_apart", alt.value(1.0), alt.value(0.45))
    thin = own.mark_rule(color=palette.edge, strokeWidth=1.2, yOffset=-APART)
    ring = own.mark_point(color=palette.edge, size=40, strokeWidth=1.5, yOffset=-APART, opacity=1)
    thick = base.mark_rule(color=palette.chosen, strokeWidth=3, yOffset=APART)
    dot = base.mark_point(color=palette.chosen, size=62, filled=True, yOffset=APART)
    return [
        thin.encode(y=y, x="direct_lower:Q", x2="direct_upper:Q"),
        ring.encode(y=y, x="direct:Q"),
        thick.encode(y=y, x="lower:Q", x2="upper:Q", opacity=strong),
        dot.encode(y=y, x="estimate:Q", opacity=strong),
    ]


def bases(drawn: list[Row], y: alt.Y, palette: Palette) -> list[alt.Chart]:
    """The bases as a column of numbers at the right, under its heading."""
    column = Chart(rows(drawn)).mark_text(align="right", dx=BASES, color=palette.quiet, fontSize=11)
    head = Chart(rows([{"words": "base"}])).mark_text(
        align="right", dx=BASES, dy=-6, baseline="bottom", color=palette.quiet, fontSize=11
    )
    return [
        column.encode(y=y, x=alt.value("width"), text="asked:N"),
        head.encode(y=alt.value(0), x=alt.value("width"), text="words:N"),
    ]


@kept_by_values
def estimates(
    estimated: pl.DataFrame,
    *,
    title: str,
    unit: str,
    ward: str = "ward",
    whole_words: str = "the borough",
    source: str = "",
    scale: float = 100.0,
    theme: Theme = "light",
    step: int = STEP,
    chosen: str | None = None,
    picks: bool = False,
) -> dict[str, Any]:
    """One borough's wards as `shrunk` returns them, by name: direct and modelled side by side, with limits and base.

    Above, a ring and thin line: the ward's own answers, none under the smallest base. Below, a dot and thick line:
    the modelled estimate, pale where the ward cannot be told from the borough. The dashed line is the borough, where
    all are of one. `scale` 100 prints shares in per cent; `chosen` is the name of the ward to mark, and with `picks` a
    click gives the code of a ward (column `code`), as PICKED. ValueError where no ward has an estimate.
    """
    palette, drawn = PALETTES[theme], wards(estimated, ward, scale)
    if not drawn:
        raise ValueError("a chart of estimates needs a ward with one")
    said = f"{sentence(unit)}; the axis need not start at 0. Ring: the ward's own answers. "
    said += "Dot: modelled, pale where it cannot be told from the borough"
    names = names_axis(EXTENT, [chosen] if chosen else [], labelLimit=220, labelFontSize=11)
    y = alt.Y("ward:N", sort=[row["ward"] for row in drawn], axis=names)
    axis = foot_axis(said, source, EXTENT, tickCount=6)
    x = alt.X("estimate:Q", scale=alt.Scale(zero=False), axis=axis)
    told = tips(ward="Ward", own="Own answers", modelled="Modelled", asked="Effective base", said="Against the borough")
    wholes = {row["whole"] for row in drawn}
    whole = drawn[0]["whole"] if len(wholes) == 1 else None
    over = Chart(rows(drawn)).mark_point(size=400, opacity=0, filled=True).encode(y=y, x=x, tooltip=told)
    layers = [
        *level(whole, "" if whole is None else f"{whole_words} {brief(whole)}", palette),
        *marks(drawn, y, palette),
        pickable(over) if picks else over,
        *bases(drawn, y, palette),
    ]
    height = step * len(drawn)
    return dressed(layers, title, palette, height)
