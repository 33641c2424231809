"""Slides say what the document says, can be edited, and fit; and what people typed is text on them."""

from __future__ import annotations

import dataclasses
import re

import polars as pl
import pytest

from tests.packs import made, reading
from tp_metrics.packs import (
    Chart,
    Figure,
    Figures,
    Map,
    Plot,
    Section,
    Series,
    Table,
    Words,
    room,
    slide_tables,
)
from tp_metrics.packs.cells import texts
from tp_metrics.packs.pptx import pptx


@pytest.fixture(scope="module")
def review(demonstration_folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TP_DATA", str(demonstration_folder))
        document = made.of_the_demonstration()
        patch.delenv("TP_DATA")
        return document, pptx(document)


@pytest.fixture(scope="module")
def hostile():
    document = made.hostile()
    return document, pptx(document)


def blocks(document, kind):
    return [block for section in document.sections for block in section.blocks if isinstance(block, kind)]


def test_every_cell_of_every_table_is_on_the_slides(review):
    document, data = review
    found = reading.tables(reading.presentation(data))
    wanted = [
        (one.title, tuple(one.rows.columns), [tuple(row) for row in texts(one.rows)]) for one in blocks(document, Table)
    ]
    wanted.append(("Definitions", ("Measure", "What it counts, and caveats"), list(document.definitions)))
    assert found == wanted


def test_every_value_of_every_chart_is_in_a_native_chart(review):
    document, data = review
    found: dict[str, dict[str, list[object]]] = {}
    for title, chart in reading.charts(reading.presentation(data)):
        held = found.setdefault(title, {"categories": []})
        held["categories"] += list(chart.plots[0].categories)
        for series in chart.plots[0].series:
            held.setdefault(series.name, []).extend(series.values)
    for chart in blocks(document, Chart):
        held = found[chart.title]
        assert held["categories"] == list(chart.plot.categories)
        assert {s.name: list(s.values) for s in chart.plot.series} == {
            k: v for k, v in held.items() if k != "categories"
        }
    assert len(found) == len(blocks(document, Chart)) == 3


def test_every_card_and_every_sentence_is_on_a_slide(review):
    document, data = review
    deck = reading.presentation(data)
    cards = [text.split("\n") for text in reading.words(deck, "Figure")]
    wanted = [
        [one.label, one.value, one.change, one.signal] for block in blocks(document, Figures) for one in block.figures
    ]
    assert cards == wanted
    said = "\n".join(reading.words(deck))
    assert all(one.text in said for one in blocks(document, Words))
    assert "— Cmdr A. Name" in said


def test_each_slide_bears_marking_edition_cut_and_number_and_has_a_title(review):
    document, data = review
    deck = reading.presentation(data)
    for number, slide in enumerate(deck.slides, 1):
        held = {shape.name: shape.text_frame.text for shape in slide.placeholders}
        assert (
            held["Foot"]
            == f"{document.marking} · Edition {document.edition} · {document.cut} · {document.demonstration}"
        )
        assert f"<a:t>{number}</a:t>" in slide.shapes._spTree.xml
        assert 'type="slidenum"' in slide.shapes._spTree.xml
        assert slide.shapes.title.text_frame.text
    said = deck.core_properties
    assert (said.title, said.author, str(said.created.date())) == (
        document.title,
        "Territorial Policing performance",
        "2010-12-31",
    )
    assert (deck.slide_width, deck.slide_height) == (12191695, 6858000)


def test_charts_tables_and_pictures_are_told_to_who_cannot_see_them_and_spoken_of_in_the_notes(review):
    document, data = review
    deck = reading.presentation(data)
    alts = {block.alt for block in (*blocks(document, Chart), *blocks(document, Map))}
    told = set()
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.shape_type == 13:
                words = shape._element.xpath(".//p:cNvPr")[0].get("descr")
                assert words
                told.add(words)
                if reading.title(slide) == "Definitions":
                    continue
                assert slide.has_notes_slide
                notes = slide.notes_slide.notes_text_frame.text
                assert notes
                if reading.title(slide).startswith("Robbery:"):
                    assert "Robbery: Robberies recorded. Personal and of businesses." in notes
                    assert "Source" in notes
    assert alts <= told


def test_what_was_typed_stays_text_on_slides_and_in_the_workbooks_of_charts(hostile):
    document, data = hostile
    assert not [name for name, text in reading.parts(data, r"\.rels$") if "hyperlink" in text or "TargetMode" in text]
    assert not [name for name, text in reading.parts(data, r"ppt/.*\.xml$") if "hlinkClick" in text]
    sheets = list(reading.parts(data, r"worksheets/.*\.xml$"))
    assert sheets
    assert not [name for name, text in sheets if re.search(r"<f[ >]|hyperlink", text)]
    deck = reading.presentation(data)
    chart = reading.charts(deck)[0][1]
    assert list(chart.plots[0].categories) == [
        name.replace("\x00", "\ufffd").replace("\x07", "\ufffd") for name in blocks(document, Table)[0].rows["Borough"]
    ]
    assert deck.core_properties.title == made.BOROUGH
    said = "".join(reading.words(deck))
    assert "".join(said.split()).startswith("".join(made.COMMENT.split()))
    table = reading.tables(deck)[0]
    column = "".join(row[3] for row in table[2][:5])
    assert "".join(column.split()).startswith("".join(made.COMMENT.split()))
    assert table[2][0][0] == made.BOROUGH


def test_the_same_document_gives_the_same_bytes(review, hostile):
    for document, data in (review, hostile):
        assert pptx(document) == data


def test_no_slide_is_empty(hostile, review):
    for _, data in (review, hostile):
        for slide in reading.presentation(data).slides:
            shown = [s for s in slide.shapes if s.name not in ("Foot", "Slide number", "Section")]
            assert len(shown) > 1 or slide.shapes.title.text_frame.text


def test_no_text_overflows_its_box_and_no_box_its_slide(review, hostile):
    deck = reading.presentation(review[1])
    assert reading.overflowing(deck) == []
    for slide in deck.slides:
        for table in (shape.table for shape in slide.shapes if shape.has_table):
            for row in table.rows:
                for cell, column in zip(row.cells, table.columns, strict=True):
                    high = reading.stands(cell.text_frame, reading.inches(column.width) - 0.16 - 0.03)
                    assert high + 0.09 <= reading.inches(row.height) + 0.02, cell.text_frame.text
    for slide in reading.presentation(hostile[1]).slides:
        for shape in slide.shapes:
            assert shape.top + shape.height <= deck.slide_height


def test_tables_and_charts_are_read_at_twelve_points_and_lists_at_ten(review):
    for slide in reading.presentation(review[1]).slides:
        for shape in slide.shapes:
            if shape.has_table:
                sizes = set(re.findall(r'sz="(\d+)"', shape._element.xml))
                goes_on = bool(re.search(r" \(\d+ of \d+(: .*)?\)$", slide.shapes.title.text_frame.text))
                assert sizes == {"1000"} or (sizes == {"1200"} and not goes_on)
            if shape.has_chart:
                assert shape.chart.font.size.pt == 12


def test_the_marked_line_and_bars_are_blue_and_numbers_stand_at_the_right(review):
    deck = reading.presentation(review[1])
    charts = reading.charts(deck)
    line = charts[0][1].plots[0].series
    assert [str(one.format.line.color.rgb) for one in line] == ["1D4F91", "6A94C6"]
    bars = charts[1][1].plots[0].series
    assert [str(one.format.fill.fore_color.rgb) for one in bars] == ["1D4F91", "6A94C6"]
    assert charts[1][1].plots[0].overlap == 100
    table = next(shape for slide in deck.slides for shape in slide.shapes if shape.has_table)
    sides = [cell._tc.xpath(".//a:pPr")[0].get("algn") for cell in table.table.rows[1].cells]
    heads = [cell.text_frame.text for cell in table.table.rows[0].cells]
    assert dict(zip(heads, sides, strict=True))["This year"] == "r"
    assert dict(zip(heads, sides, strict=True))["Measure"] == "l"


def test_a_wide_table_goes_on_by_columns_with_its_first_column_on_each_slide():
    rows = pl.DataFrame({f"A measure of length {n}": ["considerably", "long"] for n in range(30)})
    deck = reading.presentation(pptx(made.document(Section("S", (Table("Wide", rows, "here"),)), definitions=())))
    found = reading.tables(deck)
    assert len(found) > 1
    assert all(heads[0] == "A measure of length 0" for _, heads, _ in found)
    assert [head for _, heads, _ in found for head in heads[1:]] == rows.columns[1:]


LISTED = {
    "What": "concern", "Measure": "Total notifiable offences", "Place": "Kensington and Chelsea", "Now": "23,730",
    "Change": "+1,405 (+6.3 %)", "Effect": "1,405", "Found by": "two of three close to a limit or beyond it",
    "First seen": "October 2011", "Peers": "3 of 7 rose too", "Case": "none", "Reason": "no case yet",
    "Actions open": "brief the ward teams of the four wards with the most offences (Superintendent, overdue by 3 days)",
}  # fmt: skip


@pytest.mark.parametrize(("count", "size", "slides"), [(1, 12, 1), (3, 12, 1), (60, 10, 9)])
def test_a_long_list_is_dense_and_a_short_table_is_not(count, size, slides):
    found = slide_tables.pages(slide_tables.grid(pl.DataFrame([LISTED] * count)), 4.94)
    assert ({page.size for page in found}, len(found)) == ({size}, slides)
    assert all(sum(page.widths) <= 12.24 and sum(page.heights) <= 4.94 for page in found)


def test_the_title_of_each_slide_of_a_long_table_says_which_rows_it_has():
    def titles(rows):
        document = made.document(Section("S", (Table("Long", pl.DataFrame(rows), "here"),)), definitions=())
        return [
            slide.shapes.title.text_frame.text
            for slide in reading.presentation(pptx(document)).slides
            if any(shape.has_table for shape in slide.shapes)
        ]

    more = {f"Column {n}": [f"a text of some length, number {n}"] * 40 for n in range(6)}
    themes = ["Confidence"] * 10 + ["Priority crime"] * 30
    found = titles({"Measure": [f"Measure {n:02}" for n in range(40)], **more, "Theme": themes})
    assert found[0] == f"Long (1 of {len(found)}: Confidence to Priority crime)"
    assert found[-1] == f"Long ({len(found)} of {len(found)}: Priority crime)"
    found = titles({"Borough": [f"Borough {n:02}" for n in range(40)], **more})
    assert found[0].startswith(f"Long (1 of {len(found)}: Borough 00 to Borough ")
    assert found[-1].endswith(" to Borough 39)")
    found = titles({"What": ["concern"] * 40, "Measure": ["Rape"] * 40, "Place": [f"P{n}" for n in range(40)], **more})
    assert found[0] == f"Long (1 of {len(found)}: from Rape, P0)"
    found = titles({"What": ["concern"] * 40, **more})
    assert found[-1] == f"Long ({len(found)} of {len(found)})"


def test_every_chart_of_bars_of_the_review_has_each_name(review):
    bars = [chart for _, chart in reading.charts(reading.presentation(review[1])) if "BAR" in chart.chart_type.name]
    assert bars
    for chart in bars:
        assert chart._chartSpace.xpath("//c:catAx/c:tickLblSkip/@val") == ["1"]
        assert chart._chartSpace.xpath("//c:catAx/c:txPr/a:bodyPr/@rot") == ["0"]


def test_cards_that_hold_too_much_become_a_table_and_nothing_to_show_says_so():
    long = Figures((Figure("A label " * 60, "1", "", "usual"),))
    empty = Table("Empty", pl.DataFrame({"a": []}), "here")
    none = Chart("None", {}, Plot("bars", (), ()), pl.DataFrame(), "here", "told")
    deck = reading.presentation(pptx(made.document(Section("S", (long, Figures(()), empty, none)), definitions=())))
    assert reading.tables(deck)[0][2] == [(long.figures[0].label, "1", "–", "usual")]
    said = " ".join(shape.text_frame.text for s in deck.slides for shape in s.shapes if shape.has_text_frame)
    assert "There is nothing to show." in said
    assert "There is nothing to draw." in said


@pytest.mark.parametrize("size", [12, 16, 24])
@pytest.mark.parametrize(
    "text",
    [
        "Robbery: 25,957, April to December 2010; 1,587 more than the same months of 2009 (+6.5 %)",
        "Richmond upon Thames – 95 % interval −1.2 to +3.4 · “asked”",
        "WWW iii @@@ Île-de-France £1,000",
        "◆ ▼ concern ● ▲ improvement ○ usual",
    ],
)
def test_lines_are_never_taken_to_be_narrower_than_their_letters(text, size):
    for bold in (False, True):
        assert room.width(text, size, bold=bold) >= reading.measured(text, size, bold=bold) * 0.999
    plain = re.sub(r"[^\x20-\x7e]", "", text)
    assert room.width(plain, size) == pytest.approx(reading.measured(plain, size), rel=0.01)


def test_a_text_in_pieces_is_the_text():
    text = "one two  three\n\n four " * 40 + "x" * 400 + made.COMMENT[:300]
    for wide in (0.3, 1.0, 4.0, 12.0):
        assert "".join(room.pieces(text, wide, 12)) == text


LINES = Plot("lines", ("Jan", "Feb", "Mar"), (Series("Robbery", (1.0, 2.0, 3.0), marked=True),), "offences")
ROWS = pl.DataFrame({"Month": ["Jan", "Feb", "Mar"], "Robbery": [1, 2, 3]})


def shown(data):
    """What stands on each slide but the first: its title, its words, and how many charts, tables and cards."""
    found = []
    for slide in list(reading.presentation(data).slides)[1:]:
        said = "\n".join(shape.text_frame.text for shape in slide.shapes if shape.name == "Words")
        kinds = [sum(bool(getattr(shape, kind)) for shape in slide.shapes) for kind in ("has_chart", "has_table")]
        found.append((reading.title(slide), said, *kinds, sum(shape.name == "Card" for shape in slide.shapes)))
    return found


def test_words_that_are_too_many_to_stand_above_a_chart_stand_at_its_left():
    said = tuple(
        Words(f"Sentence {number} of what this figure means, at some length, as it is said of each.")
        for number in range(6)
    )
    line = Chart("Robbery: 3, March", {}, LINES, ROWS, "here", "alt")
    control = dataclasses.replace(line, title="Robbery, control chart")
    data = pptx(made.document(Section("Robbery", (*said, line, control), 2)))
    assert [(one[0], bool(one[1]), *one[2:]) for one in shown(data)[:2]] == [
        ("Robbery: 3, March", True, 1, 0, 0),
        ("Robbery, control chart", False, 1, 0, 0),
    ]
    first = list(reading.presentation(data).slides)[1]
    words, chart = (next(s for s in first.shapes if s.name == name) for name in ("Words", "Chart 1"))
    assert words.left + words.width < chart.left
    assert all(one.text in words.text_frame.text for one in said)


def test_small_print_after_cards_stands_beneath_them_and_not_on_a_slide_of_its_own():
    cards = Figures(tuple(Figure(f"Robbery {number}", "1,587") for number in range(3)))
    line = Chart("Robbery: 3, March", {}, LINES, ROWS, "here", "alt")
    data = pptx(made.document(Section("Headline", (Words("Worse.", "lead"), cards, Words("As tested.", "note"), line))))
    assert shown(data)[:2] == [("Headline", "Worse.\nAs tested.", 0, 0, 3), ("Robbery: 3, March", "", 1, 0, 0)]


@pytest.mark.parametrize(("count", "slides"), [(8, [8]), (10, [10]), (12, [12]), (13, [8, 5])])
def test_no_slide_is_left_with_the_last_two_cards(count, slides):
    cards = Figures(tuple(Figure(f"Robbery {number}", "1,587") for number in range(count)))
    assert [one[4] for one in shown(pptx(made.document(Section("Theme", (cards,)))))][: len(slides)] == slides


def test_a_long_narrow_table_stands_in_two_halves_on_one_slide_and_a_wide_one_is_evenly_spread():
    narrow = Table("Wards", pl.DataFrame({"Ward": [f"Ward {n}" for n in range(24)], "n": range(24)}), "here")
    data = pptx(made.document(Section("S", (narrow,))))
    assert shown(data)[0][:4] == ("Wards", "", 0, 2)
    assert reading.tables(reading.presentation(data))[0][2] == [(f"Ward {n}", str(n)) for n in range(24)]
    wide = pl.DataFrame(
        {f"Column {at} with a long name": [f"some longer words {n}" for n in range(24)] for at in range(6)}
    )
    deck = reading.presentation(pptx(made.document(Section("S", (Table("Wide", wide, "here"),)))))
    counts = [len(shape.table.rows) - 1 for slide in list(deck.slides)[1:] for shape in slide.shapes if shape.has_table]
    counts = counts[: next(at + 1 for at in range(len(counts)) if sum(counts[: at + 1]) == 24)]
    assert len(counts) > 1
    assert max(counts) <= 2 * min(counts)
