"""Points by two figures on a sheet: a native chart that the spreadsheet draws, as slides have it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tp_metrics.packs import slides
from tp_metrics.packs.document import Plot, Series
from tp_metrics.packs.fixed import plain
from tp_metrics.packs.slide_points import CHOSEN, USUAL, ends_of, format_of, in_order, is_line, looks, one_side, spans
from tp_metrics.packs.slide_strokes import MARKERS

#: What the plot of such a chart has, in inches, to keep its names apart by.
SIZE = (4.6, 3.0)
#: The lines that cut the plot in four.
CUT = {"color": f"#{slides.QUIET}", "width": 1, "dash_type": "dash"}
#: A plot's dashes as a sheet calls them.
DASHES = {"SOLID": "solid", "DASH": "dash", "ROUND_DOT": "round_dot"}


def points_of(book: Any, name: str, column: int, plot: Plot) -> Any:
    """A chart of points, drawn by the spreadsheet from the sheet of chart data that has this name."""
    made = book.add_chart({"type": "scatter"})
    upright, last = in_order(plot), 3 + len(plot.categories)
    lines = looks(upright)
    ends = [ends_of(values) for values in spans(plot)]
    side, written = one_side(plot, ends, SIZE)
    for series in upright:
        number = 1 + plot.series.index(series)
        look = _line(lines) if is_line(series) else _points(plot, series, side, written)
        made.add_series(
            {
                "name": [name, 3, column + number],
                "categories": [name, 4, column + 1, last, column + 1],
                "values": [name, 4, column + number, last, column + number],
                **look,
            }
        )
    _chosen(made, name, column, plot, side)
    words = (plot.across, plot.unit)
    crossing = plot.centre or (None, None)
    for axis, said, (low, high, step), at in zip(
        (made.set_x_axis, made.set_y_axis), words, ends, crossing, strict=True
    ):
        axis(
            {
                "name": plain(said[:1].upper() + said[1:]),
                "name_font": {"bold": False},
                "num_format": format_of(low, high, step),
                **{"min": low, "max": high, "major_unit": step, "label_position": "low"},
                "crossing": low if at is None else at,
                "major_gridlines": {"visible": True, "line": {"color": "#E6EAEF"}},
                "major_tick_mark": "none",
                "line": CUT if at is not None else {"color": f"#{slides.LINE}"},
            }
        )
    made.set_title({"none": True})
    again = [at for at, series in enumerate(upright) if series.goes_on]
    made.set_legend({"position": "bottom", "delete_series": again} if len(upright) > 1 else {"none": True})
    return made


def _line(lines: Iterator[tuple[str, float, Any]]) -> dict[str, Any]:
    colour, wide, dash = next(lines)
    line = {"color": f"#{colour}", "width": wide, "dash_type": DASHES[dash.name]}
    return {"line": line, "marker": {"type": "none"}}


def _points(plot: Plot, series: Series, side: str, written: set[str]) -> dict[str, Any]:
    """Points without a line, with the names that stand out; the chosen one's stands at its own mark."""
    shape, colour = series.mark or ("circle", f"#{slides.OTHERS}")
    look = marks(shape, colour)
    if not series.mark:
        look["marker"]["size"] = USUAL
    own = [None if value is None else name for name, value in zip(plot.categories, series.values, strict=True)]
    written = written - {plot.chosen}
    if any(one in written for one in own if one):
        custom = [{"value": _name(one)} if one in written else {"delete": True} for one in own]
        look["data_labels"] = {"value": True, "custom": custom, "position": side}
    return look


def _chosen(made: Any, name: str, column: int, plot: Plot, side: str) -> None:
    """The chosen point over all others, larger and blue, with its name: LibreOffice marks no single one of a series."""
    at = plot.categories.index(plot.chosen) if plot.chosen in plot.categories else None
    points = [one for one in plot.series[1:] if not is_line(one)]
    own = next((one for one in points if at is not None and one.values[at] is not None), None)
    if at is None or own is None:
        return
    shape, colour = own.mark or ("circle", f"#{slides.CHOSEN}")
    look = marks(shape, colour)
    look["marker"] |= {"size": CHOSEN, "border": {"color": f"#{slides.CHOSEN}", "width": 2}}
    cell, number = 4 + at, column + plot.series.index(own) + 1
    made.add_series(
        {
            "name": [name, cell, column],
            "categories": [name, cell, column + 1, cell, column + 1],
            "values": [name, cell, number, cell, number],
            "data_labels": {"series_name": True, "position": side, "font": {"bold": True}},
            **look,
        }
    )


def _name(name: str | None) -> str:
    """A name as a label has it: unbroken, and what has an exclamation mark would be read as the cell of a sheet."""
    return plain(name or "").replace("!", "!\u2060").replace(" ", "\u00a0")


def marks(shape: str, colour: str) -> dict[str, Any]:
    """Points alone, without a line, in the shape and colour that a signal has on the screen."""
    size = MARKERS[shape][1]
    mark = {"type": shape, "size": size, "fill": {"color": colour}, "border": {"color": "#FFFFFF"}}
    return {"line": {"none": True}, "marker": mark}
