"""Native charts of slides: lines, bars, shares and points, which whoever has the slide can edit, in house colours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches

from tp_metrics.packs import room, slide_points, slides
from tp_metrics.packs.document import Plot, Series
from tp_metrics.packs.fixed import plain
from tp_metrics.packs.slide_books import Categories
from tp_metrics.packs.slide_strokes import BESIDE, STROKES, begun, called, marks, stroke

#: So many bars stand under one another; twice as many in two halves, side by side on one slide.
BARS = 22
#: So many lines can be told apart by their strokes.
APART = 6
#: The least height of an axis of percentages that does not start at zero, as on the screen.
FEWEST_POINTS = 10.0
#: From the best answer to the worst, as the screen's bars of answers have them; by how many there are.
ANSWERS = ("123A70", "2E6DB4", "9CC3E6", "D5DAE0", "F2C595", "C9711F", "7A3B00")
#: Numbers as the screen writes them: counts with commas; per cent whole above 20; rates by their size.
PER_CENT, COUNT, RATE = '[>=20]0" %";0.0" %"', "#,##0", "[>=100]#,##0;[>=10]0.0;0.00"
#: Differences, with their signs: a format with conditions loses the sign of what is below nought in some programs.
DIFFERENCE, COUNT_DIFFERENCE = '+#,##0.0;"\u2212"#,##0.0;0.0', '+#,##0;"\u2212"#,##0;0'


def number_format(plot: Plot) -> str:
    """How a plot's numbers are written: per cent, counts, rates or differences, as the screen writes them."""
    values = _values(plot.series)
    whole = all(value == round(value) for value in values)
    if min(values, default=0.0) < 0:
        return COUNT_DIFFERENCE if whole else DIFFERENCE
    if plot.unit == "per cent" or plot.kind == "shares":
        return PER_CENT
    return COUNT if whole else RATE


def cell_format(plot: Plot, series: Series) -> str:
    """How the numbers of one series are written: of points each counts something else."""
    if plot.kind != "points":
        return number_format(plot)
    return number_format(replace(plot, series=(series,), unit="" if series is plot.series[0] else plot.unit))


def _values(series: Sequence[Series]) -> list[float]:
    return [value for one in series for value in one.values if value is not None and math.isfinite(value)]


def parts(plot: Plot) -> list[list[Plot]]:
    """What stands on each slide: one plot, or two parts of one that has many bars or lines; more of these go on."""
    if (
        plot.kind == "lines"
        and len(plot.series) > 2 * APART
        and not any(one.goes_on or one.mark for one in plot.series)
    ):
        fewer = [plot.series[at : at + APART] for at in range(0, len(plot.series), APART)]
        lines = [replace(plot, series=some) for some in fewer]
        return [lines[at : at + 2] for at in range(0, len(lines), 2)]
    count = len(plot.categories)
    beside = len(plot.series) if plot.kind == "bars" and not one_each(plot) else 1
    most = max(6, BARS // beside)
    if plot.kind in ("lines", "points") or count <= most:
        return [[plot]]
    each = -(-count // (2 * -(-count // (2 * most))))  # no slide is left with the last few
    cut = [_part(plot, at, at + each) for at in range(0, count, each)]
    return [cut[at : at + 2] for at in range(0, len(cut), 2)]


def one_each(plot: Plot) -> bool:
    """Whether each category has one bar, whichever series it is of."""
    return all(sum(one.values[at] is not None for one in plot.series) <= 1 for at in range(len(plot.categories)))


def _part(plot: Plot, begin: int, end: int) -> Plot:
    series = tuple(replace(one, values=one.values[begin:end]) for one in plot.series)
    return replace(plot, categories=plot.categories[begin:end], series=series)


def drawn(made: Any, plot: Plot, place: tuple[float, float, float, float], whole: Plot, day: date) -> Any:
    """A native chart of a plot at a place; `whole` is what it is a part of, whose scale and colours it shares."""
    if plot.kind == "points":
        return slide_points.drawn(made, plot, place, day)
    data = Categories(number_format=number_format(whole))
    data.day = day
    data.categories = [plain(one) for one in plot.categories]
    for one in plot.series:
        data.add_series(plain(one.name), [v if v is not None and math.isfinite(v) else None for v in one.values])
    kinds = {
        "lines": XL_CHART_TYPE.LINE,
        "bars": XL_CHART_TYPE.BAR_CLUSTERED,
        "shares": XL_CHART_TYPE.BAR_STACKED_100,
    }
    frame = made.shapes.add_chart(kinds[plot.kind], *(Inches(value) for value in place), data)
    chart = frame.chart
    begun(chart, plot.series)
    {"lines": _lines, "bars": _bars, "shares": _shares}[plot.kind](chart, plot, whole, place)
    return frame


def rests_on_zero(plot: Plot) -> bool:
    """Whether the axis starts at zero, by the screen's rule: not where each marked value lies in its upper half."""
    values = _values([one for one in plot.series if one.marked] or plot.series)
    return plot.kind != "lines" or not values or min(values) <= max(values) / 2


def axis_words(plot: Plot) -> str:
    """What the axis counts, and that it starts elsewhere than at zero."""
    unit = plain(plot.unit[:1].upper() + plot.unit[1:])
    return unit + ("" if rests_on_zero(plot) else "; the axis does not start at 0")


def _lines(chart: Any, plot: Plot, whole: Plot, place: tuple[float, float, float, float]) -> None:
    beside = 0
    for one, line in zip(plot.series, chart.plots[0].series, strict=True):
        line.smooth = False
        if one.mark:
            marks(line, *one.mark)
            continue
        line.marker.style = XL_MARKER_STYLE.NONE
        if one.marked or len(plot.series) == 1:
            stroke(line, slides.CHOSEN, 2.5, MSO_LINE.SOLID)
        else:
            beside -= one.goes_on
            stroke(line, BESIDE[beside % len(BESIDE)], 1.75, STROKES[beside % len(STROKES)])
            beside += 1
    _scaled(chart.value_axis, whole)
    _named(chart.category_axis)
    called(chart.category_axis, plain(plot.across[:1].upper() + plot.across[1:]))
    chart.category_axis.tick_labels.font.size = slides.points(slides.READ)
    most = max((room.width(name, slides.READ) for name in plot.categories), default=0.0) + 0.12
    skip = max(1, math.ceil(len(plot.categories) * most / max(1.0, place[2] - 1.0)))
    # Where names are left out they slope, for a program that writes all of them would break each letter from letter.
    chart.category_axis._element.txPr.bodyPr.set("rot", "-2700000" if skip > 1 else "0")
    _before(chart.category_axis._element, "c:tickLblSkip", str(skip))
    _before(chart.category_axis._element, "c:tickMarkSkip", str(skip))


def _before(axis: Any, name: str, value: str) -> None:
    """Set what has its place before the last child of an axis of categories."""
    element = OxmlElement(name)
    element.set("val", value)
    last = axis.find(qn("c:noMultiLvlLbl"))
    if last is None:
        axis.append(element)
    else:
        last.addprevious(element)


def _scaled(axis: Any, plot: Plot) -> None:
    """The axis of values: faint lines, its unit, and where it starts."""
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = slides.colour("E6EAEF")
    axis.format.line.fill.background()
    axis.major_tick_mark = XL_TICK_MARK.NONE
    low, high = limits(plot)
    axis.minimum_scale = low
    if high is not None:
        axis.maximum_scale = high
    called(axis, axis_words(plot))
    axis.tick_labels.number_format = axis_format(plot)
    axis.tick_labels.number_format_is_linked = False


def axis_format(plot: Plot) -> str:
    """How the numbers of an axis of lines are written: with a decimal where all lie close together."""
    values = _values(plot.series)
    fine = bool(values) and max(values) - min(values) < 5 and max(abs(v) for v in values) < 100
    return "#,##0.0" if fine else "#,##0"


def limits(plot: Plot) -> tuple[float | None, float | None]:
    """Where an axis of values starts and ends; None where that is left to the chart."""
    values = _values(plot.series)
    if not values or min(values) < 0:
        return None, None
    if rests_on_zero(plot):
        # Left to itself a chart of shares of the whole goes on to 120.
        whole = plot.unit.startswith("per cent") and 80 < max(values) <= 100
        return 0.0, 100.0 if whole else None
    low, high = min(values), max(values)
    if plot.unit == "per cent":
        if high - low < FEWEST_POINTS:
            low = max(0.0, (low + high - FEWEST_POINTS) / 2)
            high = low + FEWEST_POINTS
        return float(math.floor(low)), float(math.ceil(high))
    step = 10 ** math.floor(math.log10(max(high - low, 1e-9)))
    return max(0.0, math.floor(low / step - 0.5) * step), None


def _named(axis: Any) -> None:
    """The axis of names."""
    axis.has_major_gridlines = False
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.format.line.color.rgb = slides.colour(slides.LINE)


def _bars(chart: Any, plot: Plot, whole: Plot, _place: tuple[float, float, float, float]) -> None:
    """Bars from zero, the first at the top, each with its number; the marked ones blue."""
    drawn = chart.plots[0]
    drawn.overlap = 100 if one_each(whole) else -10
    drawn.gap_width = 35
    marks = any(one.marked for one in whole.series)
    beside = 0
    for one, bars in zip(plot.series, drawn.series, strict=True):
        first = one.marked or (not marks and len(plot.series) == 1)
        colour = slides.CHOSEN if first else BESIDE[beside % len(BESIDE)]
        beside += not first
        bars.invert_if_negative = False
        bars.format.fill.solid()
        bars.format.fill.fore_color.rgb = slides.colour(colour if not plot.chosen else slides.OTHERS)
        if plot.chosen in plot.categories:
            own = bars.points[plot.categories.index(plot.chosen)].format.fill
            own.solid()
            own.fore_color.rgb = slides.colour(slides.CHOSEN)
    drawn.has_data_labels = True
    labels = drawn.data_labels
    labels.number_format, labels.number_format_is_linked = number_format(whole), False
    labels.position, labels.show_value = XL_LABEL_POSITION.OUTSIDE_END, True
    chart.category_axis.reverse_order = True
    _named(chart.category_axis)
    _each_name(chart.category_axis)
    values = _values(whole.series)
    axis = chart.value_axis
    axis.has_major_gridlines, axis.visible = False, False
    top, least = max([*values, 0.0]), min([*values, 0.0])
    # At the left the names begin where the axis ends, and the longest bar has its number before them.
    axis.minimum_scale = least - 0.15 * (top - least) if least < 0 else 0.0
    axis.maximum_scale = top * 1.15 if top else (1.0 if not values or min(values) >= 0 else 0.0)


def _each_name(axis: Any) -> None:
    """Every name is written, level: where LibreOffice is not told that they are, it leaves out every second one."""
    axis.tick_labels.font.size = slides.points(slides.READ)
    axis._element.txPr.bodyPr.set("rot", "0")
    _before(axis._element, "c:tickLblSkip", "1")
    _before(axis._element, "c:tickMarkSkip", "1")


def _shares(chart: Any, plot: Plot, _whole: Plot, _place: tuple[float, float, float, float]) -> None:
    """Shares of a hundred, the first answer at the left; numbers where there is room for them."""
    drawn = chart.plots[0]
    drawn.overlap, drawn.gap_width = 100, 40
    colours = _spread(len(plot.series))
    for colour, bars in zip(colours, drawn.series, strict=True):
        bars.format.fill.solid()
        bars.format.fill.fore_color.rgb = slides.colour(colour)
        labels = bars.data_labels
        labels.show_value, labels.number_format_is_linked = True, False
        labels.number_format = '[>=5]0" %";""'
        labels.position = XL_LABEL_POSITION.CENTER
        labels.font.size = slides.points(slides.READ)
        dark = sum(int(colour[at : at + 2], 16) * weight for at, weight in ((0, 3), (2, 6), (4, 1))) < 1300
        labels.font.color.rgb = slides.colour("FFFFFF" if dark else slides.INK)
    chart.category_axis.reverse_order = True
    _named(chart.category_axis)
    _each_name(chart.category_axis)
    axis = chart.value_axis
    axis.has_major_gridlines, axis.visible = False, False


def _spread(count: int) -> list[str]:
    """So many colours, the best answer's and the worst's at the ends."""
    if count == 1:
        return [slides.CHOSEN]
    last = len(ANSWERS) - 1
    return [ANSWERS[round(at * last / (count - 1)) if count <= len(ANSWERS) else at % len(ANSWERS)]
            for at in range(count)]  # fmt: skip
