"""Points by two figures on a slide: a native chart, with the names that stand out and the lines about the points."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pptx.enum.chart import (
    XL_AXIS_CROSSES,
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.util import Inches

from tp_metrics.packs import room, slides
from tp_metrics.packs.document import Plot, Series
from tp_metrics.packs.fixed import plain
from tp_metrics.packs.slide_books import Points
from tp_metrics.packs.slide_strokes import begun, called, marks, stroke

#: The lines about points, firm, dashed and dotted; a line where there are no points is drawn as the chosen one is.
LINES = ((slides.INK, MSO_LINE.SOLID), (slides.QUIET, MSO_LINE.DASH), (slides.QUIET, MSO_LINE.ROUND_DOT))
#: The sizes of a point and of the chosen one, in type's points.
USUAL, CHOSEN = 7, 11
#: About so many steps along an axis, and how much of what is drawn stays free at either end of it.
STEPS, FREE = 6, 0.06
#: What of a chart's place its axes with their words and its legend take at the most, in inches: across, and in height.
AXES = (0.9, 1.1)
#: The height of a name, and how far it stands from its point, in inches.
NAME, AWAY = 0.22, 0.1
#: Where a name stands, the first that is free.
SIDES = {
    "above": XL_LABEL_POSITION.ABOVE,
    "right": XL_LABEL_POSITION.RIGHT,
    "left": XL_LABEL_POSITION.LEFT,
    "below": XL_LABEL_POSITION.BELOW,
}

Spot = tuple[float, float]
Box = tuple[float, float, float, float]


def drawn(made: Any, plot: Plot, place: Box, day: date) -> Any:
    """A native chart of points at a place: left, top, breadth and height in inches."""
    along = plot.series[0]
    upright = in_order(plot)
    data: Any = Points(number_format="General")  # type: ignore[no-untyped-call]
    data.day = day
    held = [_held(along, one) for one in upright]
    data.names = [[plain(plot.categories[at]) for at, _ in own] for own in held]
    for one, own in zip(upright, held, strict=True):
        series = data.add_series(plain(one.name))
        for _, (x, y) in own:
            series.add_data_point(x, y)
    frame = made.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *(Inches(value) for value in place), data)
    chart = frame.chart
    begun(chart, upright)
    _looks(chart, plot, upright, held)
    ends = [ends_of(values) for values in spans(plot)]
    words = (plain(plot.across[:1].upper() + plot.across[1:]), plain(plot.unit[:1].upper() + plot.unit[1:]))
    axes = (chart.category_axis, chart.value_axis)
    for axis, said, (low, high, step) in zip(axes, words, ends, strict=True):
        _axis(axis, said, low, high, step)
    if plot.centre:
        # Each axis is drawn where the other crosses it: the two lines that cut the plot in four are the axes.
        for axis, at in zip(axes, plot.centre, strict=True):
            axis.crosses_at = at
            stroke(axis, slides.QUIET, 1, MSO_LINE.DASH)
    _names(chart, plot, upright, held, ends, place)
    return frame


def in_order(plot: Plot) -> list[Series]:
    """What stands upright: lines, then the points over them; LibreOffice draws no points that come before a line."""
    return sorted(plot.series[1:], key=lambda one: not is_line(one))


def _held(along: Series, one: Series) -> list[tuple[int, Spot]]:
    """The points that a series has, each with its place among the names."""
    pairs = enumerate(zip(along.values, one.values, strict=True))
    return [(at, (x, y)) for at, (x, y) in pairs if x is not None and y is not None and math.isfinite(x + y)]


def is_line(one: Series) -> bool:
    """Whether a series of a chart of points is a line about them."""
    return not one.marked and one.mark is None


def looks(upright: Sequence[Series]) -> Iterator[tuple[str, float, Any]]:
    """The colour, breadth and dash of each line among the series, in their order."""
    bare = all(map(is_line, upright))
    number = 0
    for one in filter(is_line, upright):
        number -= one.goes_on
        colour, dash = LINES[number % len(LINES)]
        first = bare and number == 0
        yield (slides.CHOSEN, 2.5, MSO_LINE.SOLID) if first else (colour, 1.25, dash)
        number += 1


def _looks(chart: Any, plot: Plot, upright: Sequence[Series], held: Sequence[Sequence[tuple[int, Spot]]]) -> None:
    lines = looks(upright)
    for one, own, points in zip(upright, held, chart.plots[0].series, strict=True):
        if is_line(one):
            points.marker.style = XL_MARKER_STYLE.NONE
            stroke(points, *next(lines))
        elif one.mark:
            marks(points, *one.mark)
        else:
            marks(points, "circle", slides.OTHERS)
            points.marker.size = USUAL
        for number, (at, _) in enumerate(own):
            if plot.chosen and plot.categories[at] == plot.chosen and not is_line(one):
                _stand_out(points.points[number].marker, one)


def _stand_out(marker: Any, one: Series) -> None:
    """The chosen point: larger and, unless its mark has a colour of its own, filled blue."""
    marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, CHOSEN
    colour = slides.CHOSEN
    if one.mark:
        style = {"circle": XL_MARKER_STYLE.CIRCLE, "diamond": XL_MARKER_STYLE.DIAMOND}
        marker.style = style.get(one.mark[0], XL_MARKER_STYLE.SQUARE)
        colour = one.mark[1].removeprefix("#")
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = slides.colour(colour)
    marker.format.line.color.rgb = slides.colour(slides.CHOSEN)
    marker.format.line.width = slides.points(2)


def spans(plot: Plot) -> tuple[list[float], list[float]]:
    """All values that stand along, and all that stand upright."""
    along, *upright = plot.series
    spots = [spot for one in upright for _, spot in _held(along, one)]
    centre = [plot.centre] if plot.centre and spots else []
    return [x for x, _ in (*spots, *centre)], [y for _, y in (*spots, *centre)]


def ends_of(values: Sequence[float]) -> tuple[float, float, float]:
    """Where an axis of these values starts and ends, and its step: round numbers, with room about the outermost.

    >>> ends_of([23.2, 38.5])
    (22.0, 40.0, 2.0)
    """
    if not values:
        return 0.0, 1.0, 0.5
    low, high = min(values), max(values)
    span = high - low or abs(high) or 1.0
    whole = low >= 0 and high <= 100 < high + FREE * span  # shares of the whole end at 100
    wide = span * (1 + 2 * FREE)
    power = 10.0 ** math.floor(math.log10(wide / STEPS))
    step = next(times * power for times in (1, 2, 5, 10) if wide / (times * power) <= STEPS + 4)
    first = math.floor((low - FREE * span) / step) * step
    last = math.ceil((high + FREE * span) / step) * step
    first, last = (round(end, 10) for end in (first, last))
    return (0.0 if low >= 0 > first else first), (100.0 if whole else last), round(step, 10)


def format_of(low: float, high: float, step: float) -> str:
    """How the numbers of such an axis are written: with as many decimals as its step has."""
    decimals = max(0, -math.floor(math.log10(step))) if max(abs(low), abs(high)) < 1000 else 0
    written = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    return f'{written};"\u2212"{written}' if low < 0 else written


def _axis(axis: Any, said: str, low: float, high: float, step: float) -> None:
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = low, high, step
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = slides.colour("E6EAEF")
    axis.format.line.color.rgb = slides.colour(slides.LINE)
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.tick_labels.font.size = slides.points(slides.READ)
    axis.tick_labels.number_format = format_of(low, high, step)
    axis.tick_labels.number_format_is_linked = False
    axis.crosses = XL_AXIS_CROSSES.MINIMUM
    called(axis, said)


def _names(
    chart: Any,
    plot: Plot,
    upright: Sequence[Series],
    held: Sequence[Sequence[tuple[int, Spot]]],
    ends: Sequence[tuple[float, float, float]],
    place: Box,
) -> None:
    """The names that stand out, each above its point or, near an edge, on the side where there is room."""
    kept = names(plot, ends, (place[2] - AXES[0], place[3] - AXES[1]))
    for one, own, points in zip(upright, held, chart.plots[0].series, strict=True):
        if is_line(one):
            continue
        for number, (at, _) in enumerate(own):
            name = plot.categories[at]
            if name not in kept:
                continue
            label = points.points[number].data_label
            frame = label.text_frame
            frame.text, frame.word_wrap = plain(name), False
            run = frame.paragraphs[0].runs[0].font
            run.size, run.bold = slides.points(slides.READ), name == plot.chosen
            run.color.rgb = slides.colour(slides.INK)
            label.position = SIDES[kept[name]]


def names(
    plot: Plot,
    ends: Sequence[tuple[float, float, float]],
    size: tuple[float, float],
    sides: Sequence[str] = tuple(SIDES),
) -> dict[str, str]:
    """The names that are written, each with its side; one that would touch another, or leave the plot, is not.

    `size` is what the plot has in inches. Of `sides` the one with the fewest points under the name is taken. The chosen
    point's name comes first, then the others in their order.
    """
    at = _spots(plot, ends, size)
    spare = NAME / 2 + 0.01  # beside a point that stands on an edge
    boxes: list[Box] = []
    found: dict[str, str] = {}
    for name in dict.fromkeys(one for one in (plot.chosen, *plot.named) if one in at):
        free = {
            side: box
            for side, box in ((side, _covered(plot, at, name, side)) for side in sides)
            if box[0] >= 0 and box[1] >= -spare and box[2] <= size[0] and box[3] <= size[1] + spare
            if not any(_touch(box, other) for other in boxes)
        }
        if free:
            found[name] = min(free, key=lambda side: _under(at, name, free[side]))
            boxes.append(free[found[name]])
    return found


def one_side(plot: Plot, ends: Sequence[tuple[float, float, float]], size: tuple[float, float]) -> tuple[str, set[str]]:
    """The side that all names share where they cannot stand on different ones, and the names that are written there."""
    at = _spots(plot, ends, size)
    ways: dict[str, tuple[list[str], list[str]]] = {}
    for side in SIDES:
        found = list(names(plot, ends, size, (side,)))
        clear = [one for one in found if not _under(at, one, _covered(plot, at, one, side)) or one == plot.chosen]
        ways[side] = (clear, found)
    side = max(SIDES, key=lambda one: [len(written) for written in ways[one]])
    clear, found = ways[side]
    return side, set(clear or found)


def _spots(plot: Plot, ends: Sequence[tuple[float, float, float]], size: tuple[float, float]) -> dict[str, Spot]:
    """Where each point stands within the plot, in inches from its left and downwards, by its name."""
    along, *upright = plot.series
    (left, right, _), (low, high, _) = ends
    return {
        plot.categories[at]: ((x - left) / (right - left) * size[0], (high - y) / (high - low) * size[1])
        for one in upright
        if not is_line(one)
        for at, (x, y) in _held(along, one)
    }


def _covered(plot: Plot, at: Mapping[str, Spot], name: str, side: str) -> Box:
    """What a name covers at a side of its point: left, top, right, bottom."""
    x, y = at[name]
    wide = room.width(plain(name), slides.READ, bold=name == plot.chosen)
    left = {"left": x - AWAY - wide, "right": x + AWAY}.get(side, x - wide / 2)
    top = {"above": y - AWAY - NAME, "below": y + AWAY}.get(side, y - NAME / 2)
    return left, top, left + wide, top + NAME


def _under(at: Mapping[str, Spot], name: str, box: Box) -> int:
    """How many other points stand under a name."""
    near = 0.05
    others = (spot for other, spot in at.items() if other != name)
    return sum(box[0] - near < x < box[2] + near and box[1] - near < y < box[3] + near for x, y in others)


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
