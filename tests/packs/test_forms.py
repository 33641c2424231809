"""Each pack of the demonstration says on slides, in sheets and in tables what its document says, cell by cell."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from pptx.enum.chart import XL_CHART_TYPE

import tp_metrics as tp
from tests.packs import reading
from tests.packs.test_sheets import below, rows_of
from tp_metrics.packs import KINDS, Chart, Figures, Map, Table
from tp_metrics.packs.cells import texts
from tp_metrics.packs.flat import flat
from tp_metrics.packs.pptx import pptx
from tp_metrics.packs.xlsx import xlsx

SCATTERED = (XL_CHART_TYPE.XY_SCATTER, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, XL_CHART_TYPE.XY_SCATTER_LINES)
PLACES = {"spr": "TP", "kprm": "area", "borough": "E09000008", "exceptions": "TP", "justice": "TP", "view": "E09000008"}


#: The profile of a borough is soonest made; the others are read back among the long tests.
READ_BACK = [kind if kind == "borough" else pytest.param(kind, marks=pytest.mark.trust) for kind in KINDS]


@pytest.fixture(scope="module", params=READ_BACK)
def document(request, demonstration_folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TP_DATA", str(demonstration_folder))
        patch.delenv("TP_LEDGER", raising=False)
        edition = tp.edition("2010-12-31")
        place = PLACES[request.param]
        place = edition.places.children("TP", "area")[0] if place == "area" else place
        yield KINDS[request.param].make(edition, tp.Selection(place=place, edition=edition.id), tp.book(), "good_job")


def blocks(document, *kinds):
    return [block for section in document.sections for block in section.blocks if isinstance(block, kinds)]


def test_every_slide_but_the_front_and_the_definitions_has_notes_that_define_what_it_shows(document):
    deck = reading.presentation(pptx(document))
    defined = [f"{name}: {says}" for name, says in document.definitions]
    for number, slide in enumerate(deck.slides, 1):
        if number == 1 or reading.title(slide) in ("Definitions", "What was chosen"):
            continue
        notes = slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""
        said = " ".join(shape.text_frame.text for shape in slide.shapes if shape.name == "Words")
        shown = any(
            one.has_chart or one.has_table or one.shape_type == 13 or one.name == "Figure" for one in slide.shapes
        )
        named = any(name in said for name, _ in document.definitions)  # not where it says that no action is open
        if shown or named or document.kind == "justice":
            assert notes, f"slide {number}: {slide.shapes.title.text_frame.text}"
        for label in (shape.text_frame.text.split("\n")[0] for shape in slide.shapes if shape.name == "Figure"):
            own = [one for one in defined if label.startswith(one.partition(": ")[0])]
            assert any(one in notes.split("\n") for one in (own or defined)), label


def spots(series):
    """Where the points of a series stand, along and upright."""
    along = series._element.xpath("c:xVal//c:pt/c:v")
    return list(zip((float(one.text) for one in along), series.iter_values(), strict=True))


def test_slides_hold_every_cell_value_and_card(document):
    deck = reading.presentation(pptx(document))
    left = reading.tables(deck, reading.told)
    for block in blocks(document, Table):
        wanted = dict(zip(block.rows.columns, zip(*texts(block.rows), strict=True), strict=True))
        found: dict[str, tuple[str, ...]] = {}
        while set(found) != set(wanted):
            names = [name for name, _, _ in left]
            _, heads, rows = left.pop(names.index(f"Table: {block.title}. {block.source}"))
            found |= dict(zip(heads, zip(*rows, strict=True), strict=True))
        # A cell that no slide holds goes on in the row below it.
        assert {n: "".join(c) for n, c in found.items()} == {n: "".join(c) for n, c in wanted.items()}
    # What is left are definitions, and cards that hold too much.
    cards = {f"Table: {one.title}" for one in document.sections if any(isinstance(b, Figures) for b in one.blocks)}
    assert {name for name, _, _ in left} <= cards | {"Table: what each measure counts, and its caveats"}
    drawn = [chart for _, chart in reading.charts(deck)]
    points = [chart for chart in drawn if chart.chart_type in SCATTERED]
    held = [
        (tuple(chart.plots[0].categories), tuple(tuple(s.values) for s in chart.plots[0].series))
        for chart in drawn
        if chart not in points
    ]
    assert len(points) == len([block for block in blocks(document, Chart) if block.plot.kind == "points"])
    for block in blocks(document, Chart):
        if block.plot.kind == "points":
            drawn_at = {spot for plot in points.pop(0).plots for one in plot.series for spot in spots(one)}
            along, *upright = block.plot.series
            held_at = {(x, y) for one in upright for x, y in zip(along.values, one.values, strict=True)}
            assert drawn_at == {spot for spot in held_at if None not in spot}
            continue
        if block.plot.kind == "lines":
            lines = []
            while len(lines) < len(block.plot.series):
                names, more = held.pop(0)
                assert names == block.plot.categories
                lines += more
            assert lines == [series.values for series in block.plot.series]
            continue
        categories, values = (), [()] * len(block.plot.series)
        while len(categories) < len(block.plot.categories):
            names, more = held.pop(0)
            categories += names
            values = [one + another for one, another in zip(values, more, strict=True)]
        assert categories == block.plot.categories
        assert values == [series.values for series in block.plot.series]
    assert not held
    shown = reading.words(deck, "Figure")
    listed = {row for _, _, rows in left for row in rows}
    for one in (figure for block in blocks(document, Figures) for figure in block.figures):
        parts = (one.label, one.value, one.change, one.signal)
        assert "\n".join(filter(None, parts)) in shown or tuple(part or "–" for part in parts) in listed


def test_sheets_hold_every_cell(document):
    read = openpyxl.load_workbook(BytesIO(xlsx(document)))
    for section, name in zip(document.sections, read.sheetnames[1:], strict=False):
        rows = rows_of(read[name])
        for block in section.blocks:
            if isinstance(block, Table | Chart | Map):
                wanted = texts(block.rows)
                heads = [name for name, kind in block.rows.schema.items() if not kind.is_nested()]
                assert any([*map(list, one[: len(wanted)])] == wanted for one in below(rows, heads)), block.title


def test_tables_are_csv_and_parquet(document):
    with ZipFile(BytesIO(flat(document))) as held:
        count = len(blocks(document, Table, Chart, Map, Figures))
        assert len([name for name in held.namelist() if name.endswith(".parquet")]) == count
        assert len(held.namelist()) == 2 * count + 1


def test_nothing_overflows(document):
    assert reading.overflowing(reading.presentation(pptx(document))) == []
