"""The text of a PDF holds exactly the figures of its document; nothing is cut, nothing is read as markup."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import tp_metrics as tp
from tests.packs import made
from tests.packs.conftest import squeezed
from tp_metrics.editions import publish
from tp_metrics.packs.cells import texts
from tp_metrics.packs.document import Document, Figures, Section, Table, Words
from tp_metrics.packs.pdf import beside, pdf, told, widths
from tp_metrics.packs.view import view
from tp_metrics.records import Store
from tp_metrics.schema.reference import SHIPPED

HOSTILE = '=HYPERLINK("x")<script>'
#: A sheet of A4 on its side in points.
WIDE, TALL = 841.89, 595.28
EVERY = [
    ("borough", {"borough": "Camden"}, True),
    ("justice", {}, True),
    ("spr", {}, True),
    ("kprm", {"area": "North area"}, True),
    ("exceptions", {}, True),
    ("view", {"borough": "Hackney", "measure": "good_job"}, False),
]
PACKS = [pytest.param(kind, named, id=kind, marks=[pytest.mark.trust] if long else []) for kind, named, long in EVERY]


def held(document: Document) -> list[str]:
    """Every text that a document prints, row by row."""
    said = [document.title, document.subtitle, document.marking]
    said += [part for pair in (*document.filters, *document.definitions) for part in pair]
    for section in document.sections:
        said.append(section.title)
        for block in section.blocks:
            if isinstance(block, Words):
                said += [block.text, block.by]
            elif isinstance(block, Figures):
                said += [part for one in block.figures for part in (one.label, one.value, one.change, one.signal)]
            else:
                said += [block.title, block.source, *block.notes]
            if isinstance(block, Table):
                for part in beside(block):
                    said += ["".join(part.rows.columns), *map("".join, texts(part.rows))]
    return [one for one in said if one]


def missing(document: Document, found: str) -> list[str]:
    """What of a document's texts is not found, a page's head and foot between two lines of it left out."""
    return [one for one in held(document) if squeezed(one) not in found]


def without_furniture(document: Document, text: str) -> str:
    """The text of a PDF without the heads and feet of its pages, which may stand between the lines of a row."""
    pages = []
    edge = {document.title, document.marking, document.demonstration}
    for page in text.split("\f"):
        lines = page.splitlines()
        lines = [line for line in lines if line not in edge and not line.startswith(("Page ", "Edition as at"))]
        pages.append("".join(lines))
    return squeezed("".join(pages))


@pytest.mark.parametrize(("kind", "named"), PACKS)
def test_every_figure_and_word_of_a_pack_is_in_the_text_of_its_pdf(demonstration, read, kind, named):
    document = tp.packs.pack(kind, demonstration, ledger=tp.book(), **named)
    made = pdf(document)
    found = read(made)
    text = without_furniture(document, found.text("-raw")) + found.whole
    assert missing(document, text) == []
    assert pdf(document) == made
    about = found.about()
    assert about["Title"] == f"{document.title}: {document.subtitle}"
    assert about["Tagged"] == "yes"
    assert about["CreationDate"].startswith(
        f"{document.as_at:%a %b} {document.as_at.day:2d} 00:00:00 {document.as_at.year}"
    )
    assert b"pdfuaid" in made
    whole_pages(document, found)


def overlapping(words):
    """Pairs of words that stand on one another by more than a point and a half."""
    left, top, right, bottom = np.array([one[:4] for one in words]).T
    across = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    down = np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top)
    pairs = np.argwhere(np.triu((across > 1.5) & (down > 1.5), 1))
    return [(words[one][4], words[other][4]) for one, other in pairs]


def whole_pages(document, found):
    """Each page bears its number, the marking and the words for made-up data, and no word leaves its sheet."""
    pages = found.pages()
    for number, page in enumerate(pages, 1):
        words = " ".join(one[4] for one in page)
        assert f"Page {number} of {len(pages)}" in words
        assert document.marking in words
        assert document.demonstration in words
        assert len(page) > 14, f"page {number} is empty"
        assert overlapping(page) == [], number
        assert not [word for *_, word in page if word.endswith("…")], f"text is cut on page {number}"
        for left, top, right, bottom, word in page:
            assert 30 < left <= right < WIDE - 30, (number, word)
            assert 15 < top <= bottom < TALL - 12, (number, word)


@pytest.mark.parametrize(("kind", "named"), PACKS)
def test_the_fonts_of_a_pack_are_embedded_and_its_pages_are_drawn(demonstration, read, tmp_path, kind, named):
    found = read(pdf(tp.packs.pack(kind, demonstration, ledger=tp.book(), **named)))
    listed = subprocess.run(["pdffonts", found.file], capture_output=True, text=True, check=True).stdout.splitlines()[
        2:
    ]
    assert listed
    assert {line.split()[-5] for line in listed} == {"yes"}
    from PIL import Image

    subprocess.run(["pdftoppm", "-r", "20", "-gray", "-png", found.file, tmp_path / "page"], check=True)
    for page in sorted(tmp_path.glob("page*.png")):
        with Image.open(page) as drawn:
            dark = sum(drawn.histogram()[:200])
            assert dark > 0.004 * drawn.width * drawn.height, page.name


@pytest.fixture
def hostile(layouts: Path, tmp_path: Path, monkeypatch) -> Path:
    """A data folder in which a borough has the name of a formula and a script."""
    folder = tmp_path / "hostile"
    (folder / "reference").mkdir(parents=True)
    boroughs = pl.read_csv(SHIPPED / "boroughs.csv", infer_schema=False)
    camden = pl.col("code") == "E09000007"
    named = boroughs.with_columns(pl.when(camden).then(pl.lit(HOSTILE)).otherwise("name").alias("name"))
    named.write_csv(folder / "reference" / "boroughs.csv")
    store = Store(folder)
    store.ingest(layouts / "mps_borough_crime_2008.csv", max_refused=1)
    publish(store, date(2015, 3, 31))
    monkeypatch.setenv("TP_DATA", str(folder))
    monkeypatch.setenv("TP_LEDGER", f"sqlite:///{folder / 'ledger.db'}")
    return folder


def test_a_borough_named_as_a_formula_and_a_script_is_printed_as_it_is_named(hostile, read):
    edition = tp.edition()
    assert edition.places.place("E09000007").name == HOSTILE
    document = tp.packs.pack("borough", edition, borough=HOSTILE, ledger=tp.book())
    found = read(pdf(document)).whole
    assert found.count(squeezed(HOSTILE)) >= 3
    assert squeezed(f"Borough profile: {HOSTILE}") in found
    assert missing(document, found) == []


ARABIC = "هذا تعليق طويل على أرقام السرقة في الحي "
FACES = "😀🚓👮"
MARKUP = '#import "x" *bold* _it_ $x^2$ @ref <label> // no /* no */ \\ `raw` = head #{1+1} https://x.y\n- list\n'


def comment() -> str:
    """5,000 characters of Arabic and faces, with every mark that means something to Typst."""
    text = MARKUP + (ARABIC + FACES) * 200
    return text[:5000]


def test_a_long_comment_in_arabic_with_faces_comes_through_whole_and_harmless(hostile, read):
    edition, words = tp.edition(), comment()
    book = tp.book()
    kept = book.comment("burglary", "E09000007", edition.id, words, tp.ledger.Author("Tester"))
    book.agree(kept.id, kept.version, tp.ledger.Author("Other"))
    document = view(edition, tp.Selection(place="E09000007", edition=edition.id), "burglary", book)
    assert [
        block.text for one in document.sections for block in one.blocks if getattr(block, "kind", "") == "typed"
    ] == [words]
    found = read(pdf(document)).whole
    for line in MARKUP.splitlines():
        assert squeezed(line) in found
    for letter in set(squeezed(ARABIC)):  # the direction of reading differs from one reader of text to another
        assert found.count(letter) >= words.count(letter), letter
    if "Noto Color Emoji" in subprocess.run(["fc-list"], capture_output=True, text=True, check=False).stdout:
        for face in FACES:
            assert found.count(face) >= words.count(face), face


def test_words_are_data_and_never_markup():
    pack = Document(
        "view",
        MARKUP,
        "*",
        "e",
        date(2011, 3, 31),
        "",
        "M",
        "",
        (("#a", "$b"),),
        (),
        (Section("= x", (Words(MARKUP),)),),
    )
    assert json.loads(json.dumps(told(pack)))["title"] == MARKUP
    assert pdf(pack).startswith(b"%PDF-1.7")


def test_several_packs_are_made_at_once_and_each_is_its_own():
    made = [
        Document(
            "view", f"Pack {one}", "S", "e", date(2011, 3, 31), "", "M", "", (), (), (Section("S", (Words("w"),)),)
        )
        for one in range(5)
    ]
    with ThreadPoolExecutor(5) as pool:
        together = list(pool.map(pdf, made))
    assert together == [pdf(one) for one in made]
    assert len(set(together)) == 5


def test_a_table_that_breaks_across_pages_repeats_its_head(read):
    rows = pl.DataFrame({"Sort": [f"row {number}" for number in range(200)], "Amount": list(range(200))})
    pack = Document(
        "view", "T", "S", "e", date(2011, 3, 31), "", "M", "", (), (), (Section("S", (Table("t", rows, "s"),)),)
    )
    found = read(pdf(pack))
    pages = [page for page in found.pages() if any(one[4] == "row" for one in page)]
    assert len(pages) > 3
    for page in pages:
        words = [one[4] for one in page]
        assert words.count("Sort") == words.count("Amount") == 1
    rights = {round(one[2]) for page in pages for one in page if one[4].isdigit() and one[0] > 70}
    amounts = {round(one[2]) for page in pages for one in page if one[4] == "Amount"}
    assert amounts <= rights


@pytest.mark.parametrize("count", [39, 40, 41])
def test_a_wide_table_that_nearly_fits_its_page_stands_on_it_with_its_source(read, count):
    rows = pl.DataFrame({f"Column {one}": [f"cell {number}" for number in range(count)] for one in range(9)})
    table = Table("T", rows, "Source of it.", notes=("A note.",))
    found = read(pdf(made.document(Section("S", (table,)), definitions=())))
    held = [[one[4] for one in page].count("cell") // 9 for page in found.pages()]
    assert sum(held) == count
    assert held == [0, 0, count, 0]


def test_a_short_table_stands_on_the_page_of_the_pictures_before_it_with_its_source(demonstration, read):
    result = tp.trend("robbery", tp.Selection(edition="2010-12-31"))
    boroughs = tp.result("robbery", tp.Selection(by=("borough",), edition="2010-12-31"))
    charts = (made.line_chart(result), made.bar_chart(boroughs), made.line_chart(result))
    table = Table("What is owed", pl.DataFrame({"Owner": ["A. Name"]}), "The ledger, as it stands.")
    pack = made.document(Section("S", (Words("Said. " * 60), *charts, table)), definitions=())
    pages = [[one[4] for one in page] for page in read(pdf(pack)).pages()]
    at = [n for n, page in enumerate(pages) if "owed" in page and "ledger," in page]
    assert len(at) == 1
    assert "Croydon" in pages[at[0]]


def test_a_section_goes_on_under_the_one_before_where_its_table_has_room_and_a_chapter_begins_a_page(read):
    words, table = Words("Each in full.", "lead"), Table("T", pl.DataFrame({"a": [1]}), "s")
    wide = pl.DataFrame({f"Column {one}": ["some words of a cell"] * 40 for one in range(9)})
    parts = (
        Section("Whole", (words,)),
        Section("First", (table,), 2),
        Section("Second", (table,), 2),
        Section("Third", (Table("Wide", wide, "s"),), 2),
        Section("Chapter", (table,)),
    )
    pages = [[one[4] for one in page] for page in read(pdf(made.document(*parts, definitions=()))).pages()][2:]
    at = {name: [n for n, page in enumerate(pages) if name in page] for name in ("Whole", "First", "Second", "Chapter")}
    assert at["Whole"] == at["First"] == at["Second"]
    (third,) = (n for n, page in enumerate(pages) if "Third" in page)
    assert third > at["Second"][0]
    assert at["Chapter"][0] > third


def test_the_width_of_a_column_is_shared_only_where_all_cannot_stand():
    short, middling, long = ["abc"] * 2, ["a word or two more"] * 2, ["long " * 40] * 2
    assert widths([short, middling], [False, False], 100) == [0.0, 0.0]
    assert [one > 0 for one in widths([short, middling, long], [False] * 3, 100)] == [False, False, True]
    assert [one > 0 for one in widths([short, middling, long], [False] * 3, 50)] == [False, True, True]
    assert [one > 0 for one in widths([short, middling, long], [False, True, False], 50)] == [False, False, True]


@pytest.mark.trust
@pytest.mark.timed
def test_packs_are_made_in_time_and_in_little_memory(demonstration):
    script = (
        "import resource, time, tp_metrics as tp\n"
        "rss = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\n"
        "writer, edition, book = tp.packs.writer('pdf'), tp.edition(), tp.book()\n"
        "writer(tp.packs.pack('justice', edition))\n"
        "for kind, named, limit in (('kprm', {'area': 'North area'}, 10), ('spr', {}, 5)):\n"
        "    document = tp.packs.pack(kind, edition, ledger=book, **named)\n"
        "    before, begun = rss(), time.perf_counter()\n"
        "    made = writer(document)\n"
        "    print(kind, time.perf_counter() - begun, rss() - before, limit)\n"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    for line in out.stdout.splitlines():
        kind, seconds, megabytes, limit = line.split()
        assert float(seconds) < float(limit), kind
        assert float(megabytes) < 300, kind
