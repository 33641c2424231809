"""Points by two figures are native charts of slides and sheets: names, marks, limits and axes, and no formula."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import combinations

import openpyxl
import polars as pl
import pytest

from tests.packs import made, reading
from tp_metrics.charts import SIGNALS
from tp_metrics.packs import Chart, Plot, Section, Series, slide_points, slides
from tp_metrics.packs.fixed import plain
from tp_metrics.packs.pptx import pptx
from tp_metrics.packs.xlsx import xlsx

NAMES = [f"Place {n:02}" for n in range(20)]


def cut_in_four(names, chosen=""):
    """Places by two figures, some of them named, and the lines through their middle."""
    along = tuple(float(n) for n in range(len(names)))
    series = (Series("Officers", along), Series("Places", tuple(n % 7 for n in along), marked=True))
    named = tuple(names[-1:0:-2]) if len(names) > 8 else tuple(names)
    words = ("offences per officer", "officers, full-time equivalents")
    return Plot("points", tuple(names), series, *words, chosen, named, (9.5, 3.0))


def slide_of(plot):
    """A document of one chart."""
    block = Chart("A title", {}, plot, pl.DataFrame({"a": [1]}), "here", "words")
    return made.document(Section("S", (block,)), definitions=())


def test_points_of_slides_are_native_with_names_chosen_mark_and_both_axes():
    plot = cut_in_four(NAMES, "Place 03")
    ((_, chart),) = reading.charts(reading.presentation(pptx(slide_of(plot))))
    assert chart.chart_type.name == "XY_SCATTER"
    (points,) = chart.plots[0].series
    drawn = zip(*(points._element.xpath(f"./c:{axis}//c:v/text()") for axis in ("xVal", "yVal")), strict=True)
    assert [tuple(map(float, one)) for one in drawn] == list(zip(*(one.values for one in plot.series), strict=True))
    assert chart.category_axis.axis_title.text_frame.text == "Officers, full-time equivalents"
    assert chart.value_axis.axis_title.text_frame.text == "Offences per officer"
    at = plot.categories.index("Place 03")
    assert str(points.points[at].marker.format.fill.fore_color.rgb) == slides.CHOSEN
    assert str(points.marker.format.fill.fore_color.rgb) == slides.OTHERS
    labels = chart._chartSpace.xpath("//c:dLbl//a:t/text()")
    assert "Place 03" in labels
    assert set(labels) <= {"Place 03", *plot.named}
    assert [axis.crosses_at for axis in (chart.category_axis, chart.value_axis)] == [9.5, 3.0]
    low = [axis.minimum_scale for axis in (chart.category_axis, chart.value_axis)]
    high = [axis.maximum_scale for axis in (chart.category_axis, chart.value_axis)]
    assert all(one <= 0 for one in low)
    assert all(one > most for one, most in zip(high, (19, 6), strict=True))


def test_the_chosen_point_of_a_sheet_is_a_mark_of_its_own_with_its_name():
    book = xlsx(slide_of(cut_in_four(NAMES, "Place 03")))
    (written,) = [said for name, said in reading.parts(book, r"charts/chart1\.xml$")]
    *_, own = re.findall(r"<c:ser>.*?</c:ser>", written)
    ranges = re.findall(r"<c:f>(.*?)</c:f>", own)
    assert ranges == ["'Chart data'!$A$8", "'Chart data'!$B$8", "'Chart data'!$C$8"]
    assert f'<c:symbol val="circle"/><c:size val="{slide_points.CHOSEN}"/>' in own
    assert f'<a:srgbClr val="{slides.CHOSEN}"/>' in own
    assert '<c:showSerName val="1"/>' in own
    assert "<a:t>Place 03</a:t>" not in written


def test_lines_come_before_points_and_a_pair_of_limits_is_named_once():
    plot = Plot(
        "points",
        ("A", "B", "C"),
        (
            Series("Answers", (100.0, 200.0, 300.0)),
            Series("Places", (60.0, None, 61.0), marked=True),
            Series("Concern", (None, 40.0, None), mark=SIGNALS["concern"]),
            Series("95 % limits", (50.0, 55.0, 57.0)),
            Series("95 % limits, upper", (70.0, 65.0, 63.0), goes_on=True),
        ),
        "per cent",
        "answers",
        named=("B",),
    )
    document = slide_of(plot)
    ((_, chart),) = reading.charts(reading.presentation(pptx(document)))
    lower, upper, places, concern = chart.plots[0].series
    assert (lower.name, places.name, concern.name) == (
        "95 % limits",
        "Places",
        "Concern",
    )  # else LibreOffice draws none
    assert lower.format.line.color.rgb == upper.format.line.color.rgb
    assert lower.format.line.dash_style == upper.format.line.dash_style
    assert concern.marker.style.name == "DIAMOND"
    assert chart._chartSpace.xpath("//c:legendEntry/c:idx/@val") == ["1"]
    assert chart._chartSpace.xpath("//c:dLbl//a:t/text()") == ["B"]
    (written,) = [said for name, said in reading.parts(xlsx(document), r"charts/chart1\.xml$")]
    assert re.findall(r'<c:legendEntry><c:idx val="(\d+)"/>', written) == ["1"]
    assert "<c:scatterChart>" in written
    assert re.findall(r"<a:t>(B)</a:t>", written) == ["B"]
    sheet = openpyxl.load_workbook(BytesIO(xlsx(document)))["Chart data"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=7)]
    assert rows[0] == ["answers", "Answers", "Places", "Concern", "95 % limits", "95 % limits, upper"]
    assert rows[2] == ["B", 200, None, 40, 55, 65]


HOSTILE = (made.BOROUGH, "Sheet1!A1", "='x'!A1", "\x07bell & <b>", "+1")


def test_names_of_points_that_anybody_may_type_stay_names_on_slides_and_sheets():
    plot = cut_in_four(HOSTILE, made.BOROUGH)
    slide, sheet = pptx(slide_of(plot)), xlsx(slide_of(plot))
    assert (slide, sheet) == (pptx(slide_of(plot)), xlsx(slide_of(plot)))
    ((_, chart),) = reading.charts(reading.presentation(slide))
    assert made.BOROUGH in chart._chartSpace.xpath("//c:dLbl//a:t/text()")
    for data in (slide, sheet):
        assert not [name for name, said in reading.parts(data, r"sheet\d+\.xml$") if "<f>" in said]
        for _, said in reading.parts(data, r"charts/chart1\.xml$"):
            ranges = re.findall(r"<c:f>(.*?)</c:f>", said)
            assert all(re.fullmatch(r"(Sheet1|'Chart data')!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", one) for one in ranges)
    book = openpyxl.load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    names = [row[2] for row in book.active.iter_rows(min_row=2, values_only=True)]
    assert sorted(names) == sorted(plain(one) for one in HOSTILE)
    values = openpyxl.load_workbook(BytesIO(sheet))["Chart data"]
    assert {values.cell(row, 1).value for row in range(5, 10)} == {plain(one) for one in HOSTILE}


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([], (0.0, 1.0, 0.5)),
        ([3.0], (2.5, 3.5, 0.5)),
        ([0.0, 100.0], (0.0, 100.0, 20.0)),
        ([-8.4, 0.0], (-9.0, 1.0, 1.0)),
        ([303.0, 1502.0], (200.0, 1600.0, 200.0)),
    ],
)
def test_the_axes_of_points_are_round_with_room_about_the_outermost(values, ends):
    first, last, step = slide_points.ends_of(values)
    assert not values or (first <= min(values) and max(values) <= last)
    assert (last - first) / step <= 12
    assert (first, last, step) == ends


def test_no_two_names_of_points_touch_and_none_leaves_the_plot():
    plot = cut_in_four([f"A place with a long name {n}" for n in range(8)])
    ends = [slide_points.ends_of(values) for values in slide_points.spans(plot)]
    for size in ((11.0, 3.8), (4.6, 3.0)):
        found = slide_points.names(plot, ends, size)
        at = slide_points._spots(plot, ends, size)
        boxes = [slide_points._covered(plot, at, name, side) for name, side in found.items()]
        assert found
        assert all(left >= 0 and right <= size[0] for left, _, right, _ in boxes)
        assert all(top > -0.13 and bottom < size[1] + 0.13 for _, top, _, bottom in boxes)
        assert not any(slide_points._touch(one, other) for one, other in combinations(boxes, 2))
