"""A chart of a plot on a sheet: native, so that it can be edited, and drawn by the spreadsheet."""

from __future__ import annotations

from typing import Any

from tp_metrics.packs import slides
from tp_metrics.packs.document import Chart, Plot
from tp_metrics.packs.fixed import plain
from tp_metrics.packs.sheet_points import marks, points_of
from tp_metrics.packs.slide_charts import axis_format, axis_words, limits, number_format, one_each
from tp_metrics.packs.slide_strokes import BESIDE

#: How many pixels a chart is wide, under its table and beside it, what lies before it there, and how high
#: lines and points are.
UNDER, BY_TABLE, BEFORE, HIGH, POINTS = 760, 560, 16, 340, 420
#: What a chart of bars is high for its axis, and for each bar of a category; at the most.
AXIS, BAR, HIGHEST = 80, 24, 710


def chart_high(plot: Plot) -> int:
    """How many pixels a chart is high: bars have room for a name each."""
    if plot.kind in ("lines", "points"):
        return HIGH if plot.kind == "lines" else POINTS
    each = BAR if plot.kind == "shares" or one_each(plot) else BAR * max(1.0, 0.75 * len(plot.series))
    return int(min(HIGHEST, AXIS + each * len(plot.categories)))


def chart_of(book: Any, name: str, column: int, block: Chart, wide: int) -> Any:
    """A chart of a plot, drawn by the spreadsheet from the sheet of chart data."""
    plot = block.plot
    if plot.kind == "points":
        made = points_of(book, name, column, plot)
        made.set_size({"width": wide, "height": chart_high(plot)})
        return made
    kinds = {"lines": ("line", ""), "bars": ("bar", ""), "shares": ("bar", "percent_stacked")}
    kind, sub = kinds[plot.kind]
    made = book.add_chart({"type": kind, **({"subtype": sub} if sub else {})})
    last = 3 + len(plot.categories)
    beside = 0
    for number, series in enumerate(plot.series, 1):
        first = series.marked or len(plot.series) == 1 or series.mark is not None
        beside -= series.goes_on and not first
        colour = f"#{slides.CHOSEN if first else BESIDE[beside % len(BESIDE)]}"
        beside += not first
        line = (
            {"line": {"color": colour, "width": 2.5 if first else 1.5}}
            if kind == "line"
            else {"fill": {"color": colour}}
        )
        if series.mark:
            line = marks(*series.mark)
        made.add_series(
            {
                "name": [name, 3, column + number],
                "categories": [name, 4, column, last, column],
                "values": [name, 4, column + number, last, column + number],
                **line,
                **(
                    {"gap": 40, "overlap": 100 if plot.kind == "shares" or one_each(plot) else 0}
                    if kind == "bar"
                    else {}
                ),
            }
        )
    _axes(made, plot)
    made.set_title({"none": True})
    again = [at for at, series in enumerate(plot.series) if series.goes_on]
    made.set_legend({"position": "bottom", "delete_series": again} if len(plot.series) > 1 else {"none": True})
    made.show_blanks_as("gap")
    made.set_size({"width": wide, "height": chart_high(plot)})
    return made


def _axes(made: Any, plot: Plot) -> None:
    low, high = limits(plot)
    ends = {name: end for name, end in (("min", low), ("max", high)) if end is not None and plot.kind != "shares"}
    values: dict[str, Any] = {
        "name": axis_words(plot),
        "num_format": axis_format(plot) if plot.kind == "lines" else number_format(plot),
    }
    if plot.kind == "shares":
        values["num_format"] = "0%"
    values |= {"major_gridlines": {"visible": True, "line": {"color": "#E6EAEF"}}, "name_font": {"bold": False}, **ends}
    if plot.kind == "lines":
        made.set_y_axis(values)
        if plot.across:
            made.set_x_axis({"name": plain(plot.across[:1].upper() + plot.across[1:]), "name_font": {"bold": False}})
    else:  # of bars the upright axis has the names
        made.set_x_axis(values)
        level = {"rotation": 0}  # LibreOffice leaves out every second name where it is not told that they are level
        made.set_y_axis({"reverse": True, "interval_unit": 1, "label_position": "low", "num_font": level})
