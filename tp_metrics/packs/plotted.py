"""The data of a chart as a slide draws it, read from the chart's own description: for a pack of what a page shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tp_metrics.packs import plot_bars, plot_lines, plot_points
from tp_metrics.packs.document import Plot
from tp_metrics.packs.plot_marks import Drawing, drawing


@dataclass(frozen=True)
class Kind:
    """What tells a kind of chart: one layer's mark and the fields that it draws along and upright.

    `column` is of its rows, and `along` what its horizontal channel draws, where the fields do not tell it alone.
    """

    read: Callable[[Drawing], Plot]
    mark: str
    x: str
    y: str
    column: str = ""
    along: str = ""

    def fits(self, shown: Drawing) -> bool:
        """Whether a chart has such a layer."""
        return any(
            (one.mark, one.field("x"), one.field("y")) == (self.mark, self.x, self.y)
            and self.column in ("", *one.rows[0])
            and self.along in ("", one.kind("x"))
            for one in shown.layers
        )


#: The kinds of `tp_metrics.charts`, of which the first that fits is taken.
KINDS = (
    Kind(plot_lines.control, "line", "when", "mean"),
    Kind(plot_lines.fan, "line", "month", "value"),
    Kind(plot_lines.survival, "line", "time", "survival"),
    Kind(plot_lines.event_time, "point", "event", "value"),
    Kind(plot_lines.trend, "line", "day", "value", column="part"),
    Kind(plot_lines.places, "line", "day", "value"),
    Kind(plot_lines.dated, "line", "x", "value", column="line", along="temporal"),
    Kind(plot_lines.curves, "line", "x", "value", column="line"),
    Kind(plot_points.lorenz, "line", "x", "value", column="place"),
    Kind(plot_points.funnel, "line", "size", "pooled"),
    Kind(plot_points.quadrant, "point", "x", "value", column="place"),
    Kind(plot_bars.bars, "bar", "value", "place"),
    Kind(plot_bars.bars, "bar", "value", "stage"),
    Kind(plot_bars.season, "bar", "month", "value"),
    Kind(plot_bars.timeline, "bar", "from", "name", along="temporal"),
    Kind(plot_bars.timeline, "point", "from", "name", along="temporal"),
    Kind(plot_bars.shares, "bar", "from", "name"),
    Kind(plot_bars.shares, "bar", "from", "question"),
    Kind(plot_bars.estimates, "point", "estimate", "ward"),
    Kind(plot_bars.rungs, "point", "value", "name"),
    Kind(plot_bars.strip, "circle", "shown", "borough"),
    Kind(plot_bars.grid, "rect", "month", "place"),
)


def plotted(spec: Mapping[str, Any], named: str = "") -> Plot:
    """The data of a chart of `tp_metrics.charts` as a slide draws it; empty where the chart has none.

    `named` is what a single line or the bars are of, where the chart does not say it itself: else their unit.
    ValueError for a chart of a kind that is not known here, with what it is made of.

    >>> plotted({"layer": []}).categories
    ()
    """
    shown = drawing(spec, named)
    if not shown.layers:
        return Plot("lines", (), ())
    kind = next((one for one in KINDS if one.fits(shown)), None)
    if kind is None:
        met = sorted({(one.mark, one.field("x") or "nothing", one.field("y") or "nothing") for one in shown.layers})
        said = "; ".join(f"{mark} by {x} along and {y} upright" for mark, x, y in met)
        raise ValueError(f"it is not known how a slide draws a chart of {said}")
    return kind.read(shown)
