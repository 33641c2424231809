"""What native charts of slides share: strokes and marks in the house's colours, the words of axes, and the legend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.chart import XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement

from tp_metrics.packs import slides
from tp_metrics.packs.document import Series

#: The lines beside the marked one, each with a stroke of its own, so that it is not colour alone.
BESIDE = (slides.LAST_YEAR, slides.OTHERS, "D55E00", "0072B2", "7A3B00", "2E7D32")
STROKES = (MSO_LINE.SOLID, MSO_LINE.DASH, MSO_LINE.ROUND_DOT, MSO_LINE.LONG_DASH, MSO_LINE.DASH_DOT, MSO_LINE.DASH)
#: The marks of unusual points, by the shape that the screen gives them, with their size in points.
MARKERS = {
    "circle": (XL_MARKER_STYLE.CIRCLE, 8),
    "diamond": (XL_MARKER_STYLE.DIAMOND, 10),
    "square": (XL_MARKER_STYLE.SQUARE, 8),
}


def begun(chart: Any, drawn: Sequence[Series]) -> None:
    """The face and ink of a chart, and its legend where it draws more than one thing."""
    chart.font.size, chart.font.name = slides.points(slides.READ), slides.FACE
    chart.font.color.rgb = slides.colour(slides.INK)
    chart.has_title = False
    chart.has_legend = len(drawn) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        left_out(chart.legend, [at for at, one in enumerate(drawn) if one.goes_on])


def stroke(line: Any, colour: str, wide: float, dash: Any) -> None:
    """Draw a line in a colour, so many points wide, firm or in dashes."""
    line.format.line.color.rgb = slides.colour(colour)
    line.format.line.width = slides.points(wide)
    line.format.line.dash_style = dash


def marks(points: Any, shape: str, colour: str) -> None:
    """Points alone, without a line, in the shape and colour that a signal has on the screen."""
    points.format.line.fill.background()
    points.marker.style, points.marker.size = MARKERS[shape]
    fill = points.marker.format.fill
    fill.solid()
    fill.fore_color.rgb = slides.colour(colour.removeprefix("#"))
    points.marker.format.line.color.rgb = slides.colour("FFFFFF")


def called(axis: Any, words: str) -> None:
    """What an axis counts, beside it."""
    if words:
        axis.has_title = True
        frame = axis.axis_title.text_frame
        frame.text = words
        frame.paragraphs[0].runs[0].font.size = slides.points(slides.READ)
        frame.paragraphs[0].runs[0].font.bold = False


def left_out(legend: Any, places: Sequence[int]) -> None:
    """Leave lines that go on after a break out of the legend: their stroke stands there already."""
    for at in reversed(places):
        entry = OxmlElement("c:legendEntry")
        for name, value in (("c:idx", str(at)), ("c:delete", "1")):
            part = OxmlElement(name)
            part.set("val", value)
            entry.append(part)
        legend._element.find(qn("c:legendPos")).addnext(entry)
