"""Charts of slides are native and drawn as the screen draws: their axes, names, marks, breaks and numbers."""

from __future__ import annotations

import dataclasses
import re
from io import BytesIO

import openpyxl
import polars as pl
import pytest
from pptx.enum.dml import MSO_FILL

import tp_metrics as tp
from tests.packs import made, reading
from tp_metrics.charts.signals import SIGNALS
from tp_metrics.packs import (
    Chart,
    Plot,
    Section,
    Series,
    pieces,
    slide_charts,
    slides,
)
from tp_metrics.packs.pptx import pptx
from tp_metrics.packs.xlsx import xlsx


@pytest.mark.parametrize(
    ("values", "unit", "limits", "zero"),
    [
        ((10.0, 4.0), "offences", (0.0, None), True),
        ((10.0, 5.0), "offences", (0.0, None), True),
        ((10.0, 6.0), "offences", (5.0, None), False),
        ((62.0, 60.0), "per cent", (56.0, 66.0), False),
        ((62.0, 42.0), "per cent", (42.0, 62.0), False),
        ((100.0, 31.0), "per cent still without an offence", (0.0, 100.0), True),
        ((62.0, 12.0), "per cent", (0.0, None), True),
        ((-3.0, 4.0), "points", (None, None), True),
        ((None, None), "offences", (None, None), True),
    ],
)
def test_an_axis_starts_elsewhere_than_at_nought_only_by_the_screens_rule(values, unit, limits, zero):
    plot = Plot("lines", ("a", "b"), (Series("x", values, marked=True),), unit)
    assert slide_charts.limits(plot) == limits
    assert ("does not start at 0" in slide_charts.axis_words(plot)) == (not zero)
    bars = dataclasses.replace(plot, kind="bars")
    assert "does not start" not in slide_charts.axis_words(bars)


def test_the_axis_of_a_result_starts_where_the_screens_does(demonstration_folder, monkeypatch):
    monkeypatch.setenv("TP_DATA", str(demonstration_folder))
    for name in ("robbery", "good_job", "total_notifiable_offences", "rape"):
        result = tp.trend(name, tp.spoken(name, tp.Selection(edition="2010-12-31")))
        drawn = str(tp.charts.trend(result))
        assert ("does not start at 0" in drawn) == (
            "does not start" in slide_charts.axis_words(made.line_chart(result).plot)
        )


def test_many_bars_stand_in_two_halves_and_more_go_on():
    def plot(count):
        return Plot("bars", tuple(f"Place {n}" for n in range(count)), (Series("x", tuple(map(float, range(count)))),))

    assert [[len(p.categories) for p in page] for page in slide_charts.parts(plot(18))] == [[18]]
    assert [[len(p.categories) for p in page] for page in slide_charts.parts(plot(32))] == [[16, 16]]
    assert [[len(p.categories) for p in page] for page in slide_charts.parts(plot(60))] == [[15, 15], [15, 15]]
    two = dataclasses.replace(plot(17), series=plot(17).series * 2)
    assert [[len(p.categories) for p in page] for page in slide_charts.parts(two)] == [[9, 8]]
    two = dataclasses.replace(plot(25), series=plot(25).series * 2)
    assert [[len(p.categories) for p in page] for page in slide_charts.parts(two)] == [[7, 7], [7, 4]]


def test_the_chosen_place_stands_out_of_the_bars_of_a_slide():
    plot = Plot("bars", ("A", "B", "C"), (Series("x", (3.0, 2.0, 1.0), marked=True),), chosen="B")
    rows = pl.DataFrame({"Place": ["A"], "x": [3.0]})
    deck = reading.presentation(
        pptx(made.document(Section("S", (Chart("C", {}, plot, rows, "s", "alt"),)), definitions=()))
    )
    ((_, chart),) = reading.charts(deck)
    (bars,) = chart.plots[0].series
    assert str(bars.format.fill.fore_color.rgb) == slides.OTHERS
    assert str(bars.points[1].format.fill.fore_color.rgb) == slides.CHOSEN


def test_what_bare_numbers_count_stands_under_the_axis():
    plot = Plot("lines", ("0", "3", "6"), (Series("Share", (1.0, 2.0, 3.0)),), "per cent", "months of recruitment")
    drawn = Chart("A title", {}, plot, pl.DataFrame({"a": [1]}), "here", "words")
    ((_, chart),) = reading.charts(reading.presentation(pptx(made.document(Section("S", (drawn,)), definitions=()))))
    assert chart.category_axis.axis_title.text_frame.text == "Months of recruitment"
    book = xlsx(made.document(Section("S", (drawn,)), definitions=()))
    assert any("Months of recruitment" in said for _, said in reading.parts(book, r"charts/chart1\.xml$"))


@pytest.mark.parametrize(
    ("values", "unit", "written"),
    [
        ((8.56, -8.43, 0.3), "points", '+#,##0.0;"\u2212"#,##0.0;0.0'),
        ((8.56, -8.43, 0.3), "per cent", '+#,##0.0;"\u2212"#,##0.0;0.0'),
        ((12.0, -1405.0), "offences", '+#,##0;"\u2212"#,##0;0'),
        ((8.56, 0.3), "", "[>=100]#,##0;[>=10]0.0;0.00"),
    ],
)
def test_a_difference_keeps_its_sign_at_its_bar(values, unit, written):
    plot = Plot("bars", tuple(map(str, values)), (Series("Difference", values, marked=True),), unit)
    drawn = Chart("A title", {}, plot, pl.DataFrame({"a": [1]}), "here", "words")
    ((_, chart),) = reading.charts(reading.presentation(pptx(made.document(Section("S", (drawn,)), definitions=()))))
    assert chart.plots[0].data_labels.number_format == written
    room = min(values) - chart.value_axis.minimum_scale  # for the number of the longest bar to the left, before names
    assert room > 0.14 * (max(values) - min(values)) or min(values) > 0


def test_no_line_joins_what_stands_on_either_side_of_a_break(demonstration_folder, monkeypatch):
    monkeypatch.setenv("TP_DATA", str(demonstration_folder))
    result = tp.trend("good_job", tp.spoken("good_job", tp.Selection()), by="rolling 12 months", count=14)
    (drawn,) = pieces.trend(result)
    names = [one.name for one in drawn.plot.series]
    assert names == [result.measure.title, f"{result.measure.title}, from April 2010", *names[2:]]
    first, later = drawn.plot.series[:2]
    shared = [pair for pair in zip(first.values, later.values, strict=True) if None not in pair]
    assert (shared, later.goes_on) == ([], True)
    (control,) = pieces.control(tp.result("good_job", tp.spoken("good_job", tp.Selection())))
    assert sum(one.goes_on for one in control.plot.series) == 4
    for block in (drawn, control):
        document = made.document(Section("S", (block,)))
        chart = reading.charts(reading.presentation(pptx(document)))[0][1]
        drawn_lines = zip(chart.plots[0].series, block.plot.series, strict=True)
        lines = [one for one, said in drawn_lines if not said.mark and said.name != "Target"]
        plain = [str(one.format.line.color.rgb) for one in lines]
        assert plain[::2] == plain[1::2]
        again = [str(at) for at, one in enumerate(block.plot.series) if one.goes_on]
        assert chart._chartSpace.xpath("//c:legendEntry/c:idx/@val") == again
        (written,) = [said for name, said in reading.parts(xlsx(document), r"charts/chart1\.xml$")]
        assert re.findall(r'<c:legendEntry><c:idx val="(\d+)"/>', written) == again


@pytest.mark.parametrize("name", ["good_job", "total_notifiable_offences", "rape", "robbery", "calls_per_officer"])
def test_control_charts_of_slides_and_sheets_mark_the_points_that_the_screen_marks(
    name, demonstration_folder, monkeypatch
):
    monkeypatch.setenv("TP_DATA", str(demonstration_folder))
    result = tp.result(name, tp.spoken(name, tp.Selection()))
    (block,) = pieces.control(result)
    screen: dict[str, list[tuple[str, float]]] = {}
    for layer in block.spec["layer"]:
        mark = layer["mark"] if isinstance(layer["mark"], dict) else {}
        kind = next((one for one, look in SIGNALS.items() if look == (mark.get("shape"), mark.get("color"))), None)
        if kind:
            data = block.spec["datasets"][layer["data"]["name"]] if "name" in layer["data"] else layer["data"]["values"]
            screen[kind.capitalize()] = [(row["when"], pytest.approx(row["value"], abs=1e-6)) for row in data]
    days = [day.isoformat() for day in result.judgement.chart["first_day"]]
    document = made.document(Section("S", (block,)))

    def marked(values):
        return [(day, value) for day, value in zip(days, values, strict=True) if value is not None]

    assert {one.name: marked(one.values) for one in block.plot.series if one.mark} == screen
    ((_, chart),) = reading.charts(reading.presentation(pptx(document)))
    drawn = [one for one in chart.plots[0].series if one.name in screen]
    assert {one.name: marked(one.values) for one in drawn} == screen
    assert len(chart.plots[0].series) == len(block.plot.series)
    looks = {one.name: SIGNALS[one.name.lower()] for one in block.plot.series if one.mark}
    for one in drawn:
        shape, colour = looks[one.name]
        assert one.format.line.fill.type == MSO_FILL.BACKGROUND
        assert one.marker.style.name == shape.upper()
        assert f"#{one.marker.format.fill.fore_color.rgb}" == colour
    assert chart.has_legend
    sheet = openpyxl.load_workbook(BytesIO(xlsx(document)))["Chart data"]
    columns = {column[0].value: [cell.value for cell in column[1:]] for column in sheet.iter_cols(min_row=4)}
    assert {head: marked(columns[head]) for head in ("Concern", "Improvement", "Neutral") if head in columns} == screen
    (written,) = [said for part, said in reading.parts(xlsx(document), r"charts/chart1\.xml$")]
    alone = re.findall(r"<c:spPr><a:ln[^>]*><a:noFill/></a:ln></c:spPr><c:marker><c:symbol val=\"(\w+)\"/>", written)
    assert sorted(alone) == sorted(shape for shape, _ in looks.values())


@pytest.mark.parametrize("kind", ["bars", "shares"])
def test_each_bar_of_slides_and_sheets_has_its_name_and_the_names_are_level(kind):
    plot = Plot(kind, tuple(f"Place {n}" for n in range(14)), (Series("x", tuple(map(float, range(14)))),), "per cent")
    block = Chart("A title", {}, plot, pl.DataFrame({"a": [1]}), "here", "words")
    document = made.document(Section("S", (block,)), definitions=())
    ((_, chart),) = reading.charts(reading.presentation(pptx(document)))
    (axis,) = chart._chartSpace.xpath("//c:catAx")
    assert [axis.xpath(f"./c:{name}/@val") for name in ("tickLblSkip", "tickMarkSkip")] == [["1"], ["1"]]
    assert [one.tag.rpartition("}")[2] for one in axis][-4:] == [
        *("lblOffset", "tickLblSkip", "tickMarkSkip", "noMultiLvlLbl"),
    ]
    assert axis.xpath("./c:txPr/a:bodyPr/@rot") == ["0"]
    (written,) = [said for part, said in reading.parts(xlsx(document), r"charts/chart1\.xml$")]
    (names,) = re.findall(r"<c:catAx>.*?</c:catAx>", written)
    assert re.search(r'<c:tickLblSkip val="1"/>', names)
    assert re.search(r'<a:bodyPr rot="0"', names)


def test_shares_are_bars_of_a_hundred_and_an_unknown_value_is_a_gap():
    series = tuple(Series(f"Answer {n}", (40.0, None)) for n in range(5))
    plot = Plot("shares", ("One", "Two"), series, "per cent")
    block = Chart("Answers", {}, plot, pl.DataFrame({"a": [1]}), "here", "told")
    chart = reading.charts(reading.presentation(pptx(made.document(Section("S", (block,))))))[0][1]
    assert chart.chart_type.name == "BAR_STACKED_100"
    assert [tuple(one.values) for one in chart.plots[0].series] == [(40.0, None)] * 5
    lines = Plot("lines", ("a", "b", "c"), (Series("x", (1.0, None, 3.0)),))
    block = Chart("Line", {}, lines, pl.DataFrame({"a": [1]}), "here", "told")
    chart = reading.charts(reading.presentation(pptx(made.document(Section("S", (block,))))))[0][1]
    assert tuple(chart.plots[0].series[0].values) == (1.0, None, 3.0)
    assert '<c:dispBlanksAs val="gap"/>' in chart._chartSpace.xml
