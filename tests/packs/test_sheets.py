"""Sheets hold numbers as numbers that read as the screen's texts, and what people typed as text."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import openpyxl
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.packs import made, reading
from tp_metrics import words
from tp_metrics.packs import Chart, Figures, Map, Plot, Section, Series, Table, Words
from tp_metrics.packs.cells import BLANK, texts
from tp_metrics.packs.sheet_pages import breaks_of
from tp_metrics.packs.typed import as_shown, typed
from tp_metrics.packs.xlsx import xlsx


@pytest.fixture(scope="module")
def review(demonstration_folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TP_DATA", str(demonstration_folder))
        document = made.of_the_demonstration()
        patch.delenv("TP_DATA")
        return document, xlsx(document)


@pytest.fixture(scope="module")
def hostile():
    document = made.hostile()
    return document, xlsx(document)


def book(data):
    return openpyxl.load_workbook(BytesIO(data))


def shown(cell):
    """A cell as a spreadsheet shows it."""
    if cell.data_type == "n" and cell.value is not None and not getattr(cell, "is_date", False):
        return as_shown(cell.value, cell.number_format)
    if getattr(cell, "is_date", False):
        return cell.value.date().isoformat()
    return "" if cell.value is None else str(cell.value)


def rows_of(sheet):
    return [[shown(cell) for cell in row] for row in sheet.iter_rows()]


def below(rows, heads):
    """The rows under each line of heads."""
    starts = [at for at, row in enumerate(rows) if tuple(row[: len(heads)]) == tuple(heads)]
    return [[row[: len(heads)] for row in rows[at + 1 :]] for at in starts]


def test_every_cell_of_every_table_reads_as_the_screen_has_it(review):
    document, data = review
    read = book(data)
    for section, name in zip(document.sections, read.sheetnames[1:], strict=False):
        rows = rows_of(read[name])
        for block in section.blocks:
            if isinstance(block, Table | Chart | Map):
                wanted = texts(block.rows)
                found = below(rows, block.rows.columns)
                assert any([*map(list, one[: len(wanted)])] == wanted for one in found), block.title
            if isinstance(block, Figures):
                wanted = [[one.label, one.value, one.change, one.signal] for one in block.figures]
                heads = ("Figure", "Value", "Change on a year before", "Signal")
                assert below(rows, heads)[0][: len(wanted)] == wanted
            if isinstance(block, Words):
                assert block.text in {cell for row in rows for cell in row}


def test_numbers_are_numbers_with_all_their_places_and_texts_of_several_have_theirs_beside(review):
    document, data = review
    table = document.sections[0].blocks[1]
    sheet = book(data)["Where we stand"]
    heads = next(list(row) for row in sheet.iter_rows() if row[0].value == "Theme")
    at = {cell.value: cell.column for cell in heads}
    for number, (value, change) in enumerate(table.numbers.select("This year", "Change").iter_rows(), heads[0].row + 1):
        cell = sheet.cell(number, at["This year"])
        if value is not None:
            assert cell.data_type == "n"
            assert cell.value == pytest.approx(value)
        beside = sheet.cell(number, at["Change: number"])
        assert (beside.value if change is not None else None) == (pytest.approx(change) if change is not None else None)
        assert sheet.cell(number, at["Change"]).data_type == "s"


def test_values_of_charts_are_numbers_on_the_sheet_of_chart_data(review):
    document, data = review
    read = book(data)
    sheet = read["Chart data"]
    held = {cell.value: cell for row in sheet.iter_rows(min_row=4, max_row=4) for cell in row if cell.value}
    columns = [[cell.value for cell in column] for column in sheet.iter_cols(min_row=4)]
    charts = [block for section in document.sections for block in section.blocks if isinstance(block, Chart)]
    for chart in charts:
        for series in chart.plot.series:
            assert series.name in held
            values = [None if value is None else pytest.approx(value, rel=1e-14) for value in series.values]
            assert any(column[0] == series.name and column[1 : len(values) + 1] == values for column in columns)
    assert sum(len(read[name]._charts) for name in read.sheetnames) == len(charts)


def test_what_was_typed_stays_text_in_cells_names_heads_and_feet(hostile):
    document, data = hostile
    found = [text for _, text in reading.parts(data, r"worksheets/.*\.xml$")]
    assert found
    assert not [text for text in found if re.search(r"<f[ >]|<hyperlink", text)]
    assert not [text for _, text in reading.parts(data, r"\.rels$") if "hyperlink" in text or "External" in text]
    assert not list(reading.parts(data, r"externalLink"))
    read = book(data)
    assert not [c for sheet in read for row in sheet.iter_rows() for c in row if c.data_type == "f" or c.hyperlink]
    names = read.sheetnames
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)
    first = read[names[1]]
    cells = [cell.value for row in first.iter_rows() for cell in row if cell.value is not None]
    assert made.COMMENT in cells
    for typed_name in document.sections[0].blocks[1].rows["Borough"].to_list()[:6]:
        assert typed_name in cells
    assert "_x0041_" in cells
    whole = "".join(str(cell) for row in first.iter_rows(max_col=1) for cell in [row[0].value] if cell)
    assert made.COMMENT in whole


def test_a_sheet_says_edition_cut_marking_and_where_its_figures_come_from(review):
    document, data = review
    read = book(data)
    assert read.sheetnames[0] == "Contents"
    assert read.sheetnames[-3:] == ["Sources", "Definitions", "Chart data"]
    front = {cell for row in rows_of(read["Contents"]) for cell in row}
    assert {document.title, document.marking, document.edition, document.cut, document.demonstration} <= front
    assert {"Place", "TP", "Where we stand", "On the map"} <= front
    told = rows_of(read["Sources"])
    blocks = [b for s in document.sections for b in s.blocks if isinstance(b, Table | Chart | Map)]
    assert [row[1:3] for row in told[3:]] == [[block.title, block.source] for block in blocks]
    assert ["Robbery", "Robberies recorded. Personal and of businesses."] in [
        r[:2] for r in rows_of(read["Definitions"])
    ]
    for sheet in read:
        assert sheet.oddHeader.right.text == document.marking
        assert document.demonstration in sheet.oddFooter.left.text
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.freeze_panes
    assert (read.properties.title, read.properties.creator) == (document.title, "Territorial Policing performance")
    assert read.properties.created.date() == date(2010, 12, 31)


def test_the_same_document_gives_the_same_bytes(review, hostile):
    for document, data in (review, hostile):
        assert xlsx(document) == data


def test_names_of_sheets_are_legal_and_each_its_own():
    titles = ["A" * 40, "a" * 40, "Contents", "History", "'quoted'", "[]", "Sources", "a/b"]
    data = xlsx(made.document(*(Section(title, (Words("x"),)) for title in titles)))
    assert book(data).sheetnames[1 : len(titles) + 1] == [
        "A" * 31, "a" * 29 + " 2", "Contents", "History of it", "quoted", "Section", "Sources", "a b",
    ]  # fmt: skip


def test_days_are_days_and_nothing_to_show_says_so():
    rows = pl.DataFrame({"Day": [date(2010, 12, 31), None], "So": [True, False]})
    empty = Table("None", pl.DataFrame({"a": []}), "here")
    sheet = book(xlsx(made.document(Section("S", (Table("Days", rows, "here"), empty)))))["S"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.value.date() for cell in cells if cell.is_date] == [date(2010, 12, 31)]
    assert {"yes", "no", "–", "There is nothing to show."} <= {cell.value for cell in cells if cell.data_type == "s"}


def test_a_long_text_in_a_cell_stands_whole_under_its_table_too():
    rows = pl.DataFrame({"Borough": ["A"], "Comment": [made.COMMENT]})
    sheet = book(xlsx(made.document(Section("S", (Table("T", rows, "here"),)))))["S"]
    column = [row[0].value for row in sheet.iter_rows() if row[0].value]
    start = column.index("Comment, A, in full:")
    assert "".join(column[start + 1 : column.index("here")]) == made.COMMENT
    assert all((sheet.row_dimensions[at].height or 15) <= 409 for at in range(1, sheet.max_row + 1))


@pytest.mark.parametrize(
    ("number", "text", "form"),
    [
        (25957, "25,957", "#,##0"),
        (63.4, "63 %", '#,##0" %"'),
        (-1.24, "−1.2 points", '#,##0.0" points";−#,##0.0" points";0.0" points"'),
        (1587, "+1,587", "+#,##0;−#,##0;0"),
        (6.5, "+1,587 (+6.5 %)", None),
        (0.03, "less than 5 %", None),
        (None, "–", None),
        (float("nan"), "–", None),
        (5.0, "6", None),
    ],
)
def test_a_number_has_the_format_that_shows_its_text(number, text, form):
    found = typed(number, text)
    assert (found.form if found else None) == form
    if found:
        assert as_shown(found.value, found.form) == text
        assert found.value == number


def test_halfway_numbers_and_noughts_read_as_on_the_screen():
    for number in (62.5, 0.125, 2.5, -0.04, -2.5, 1000.5):
        for digits in (0, 1, 2):
            text = words.in_table(number, digits)
            found = typed(number, text)
            assert as_shown(found.value, found.form) == text


@given(st.floats(-1e9, 1e9), st.integers(0, 2), st.booleans())
@example(62.5, 0, False)
@example(-0.0, 1, True)
def test_any_number_reads_in_a_sheet_as_in_a_table(number, digits, plus):
    text = words.in_table(number, digits, plus=plus)
    found = typed(number, text)
    assert found is not None
    assert as_shown(found.value, found.form) == text
    assert found.value == pytest.approx(number, abs=0.51 * 10**-digits)


@pytest.mark.parametrize(
    ("highs", "starts", "room", "breaks"),
    [
        ([10] * 6, [0, 3], 100, []),  # all of it stands on one page
        ([10] * 12, [0, 4, 8], 70, [4, 8]),  # a part that a page holds is not broken
        ([10] * 12, [0, 2], 80, [8]),  # a longer one begins where it stands
        ([10] * 20, [0, 7], 100, [7, 17]),  # but for low on a page, where next to nothing of it would stand
        ([10] * 3 + [90] * 2, [0, 3, 4], 100, [3, 4]),
        ([30] + [10] * 9, [1], 100, [8]),  # the title above stays with the first part
        ([], [], 100, []),
    ],
)
def test_a_printed_page_begins_where_a_part_does_that_the_page_before_cannot_hold(highs, starts, room, breaks):
    assert breaks_of(highs, starts, room) == breaks


def _drawn_rows(sheet):
    """The first and last row that each chart of a sheet covers, counted from nought, and its first column."""
    for drawn in sheet._charts:
        begin, end = drawn.anchor._from, drawn.anchor.to
        yield begin.row, end.row, begin.col


def test_a_chart_stands_beside_its_table_and_no_printed_page_begins_within_it(review):
    _, data = review
    beside = 0
    for sheet in book(data):
        breaks = {one.id for one in sheet.row_breaks.brk}
        for first, last, column in _drawn_rows(sheet):
            assert not breaks & set(range(first + 1, last + 1)), sheet.title
            heads = [
                cell for row in sheet.iter_rows(min_row=first + 1, max_row=first + 1) for cell in row if cell.value
            ]
            if column:
                beside += 1
                assert len(heads) == column
            covered = sheet.iter_rows(min_row=first + 1, max_row=last + 1, min_col=column + 1)
            assert not [cell for row in covered for cell in row if cell.value is not None], sheet.title
    assert beside >= 2


def test_a_sheet_prints_one_page_wide_and_what_charts_read_is_not_printed(review):
    _, data = review
    read = book(data)
    for name in read.sheetnames[1:-3]:
        sheet = read[name]
        letters = re.fullmatch(r"'?.*'?!\$A\$1:\$([A-Z]+)\$(\d+)", str(sheet.print_area))
        assert letters, name
        last = openpyxl.utils.column_index_from_string(letters[1])
        pixels = sum(
            int(7 * held.width + 5) if (held := sheet.column_dimensions.get(letter)) and held.customWidth else 64
            for letter in map(openpyxl.utils.get_column_letter, range(1, last + 1))
        )
        assert pixels * sheet.page_setup.scale / 100 <= 1020, name  # 10.7 inches at 96 to the inch
        assert sheet.page_setup.scale >= 60, name
        assert sheet.max_row <= int(letters[2]) + 1
    assert str(read["Chart data"].print_area).endswith("$A$1:$I$2")


def test_figures_that_a_map_and_its_chart_share_are_written_once():
    rows = pl.DataFrame({"Ward": ["A", "B"], "Robberies": [3, 4]})
    plot = Plot("bars", ("A", "B"), (Series("Robberies", (3.0, 4.0), marked=True),), "offences")
    first = Map("On the map", "<svg/>", rows, "here", "alt")
    data = xlsx(made.document(Section("S", (first, Chart("As bars", {}, plot, rows, "here", "alt")))))
    cells = [cell.value for row in book(data)["S"].iter_rows() for cell in row if cell.value is not None]
    assert cells.count("Robberies") == 1
    assert "Its figures stand above: On the map." in cells


def test_a_table_to_be_written_into_is_wide_and_says_nothing():
    room = pl.DataFrame({"Decision": [BLANK] * 3, "Who": [BLANK] * 3})
    sheet = book(xlsx(made.document(Section("S", (Table("Decisions", room, "here"),)))))["S"]
    assert sheet.column_dimensions["A"].width > 30
    assert "–" not in {cell.value for row in sheet.iter_rows() for cell in row}
