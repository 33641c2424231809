"""What every slide is drawn with: its places, its type, its foot, text as text, and what a screen reader is told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from xml.sax.saxutils import quoteattr

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches, Pt

from tp_metrics.packs import room
from tp_metrics.packs.document import Document
from tp_metrics.packs.fixed import moment, plain

#: A slide of 16:9 in inches, and where its parts stand.
WIDE, HIGH, EDGE = 13.333, 7.5, 0.55
BREADTH = WIDE - 2 * EDGE
KICKER, TITLE, TITLE_HIGH = 0.26, 0.54, 0.92
TOP, BOTTOM, SOURCE, FOOT = 1.56, 6.5, 6.55, 7.02
#: Sizes of type in points: titles from large to small, what is read, small print.
TITLES, LEAD, BODY, READ, SMALL = (24, 22, 20, 18, 16), 20, 16, 12, 10
INK, QUIET, LINE, GROUND, CHOSEN, OTHERS, LAST_YEAR = (
    "0B1F33",
    "55626F",
    "C9D1DB",
    "F3F5F8",
    "1D4F91",
    "8A94A0",
    "6A94C6",
)
FACE = "Arial"
#: Under which PowerPoint looks for the names of a presentation's parts.
LISTED = "http://schemas.microsoft.com/office/powerpoint/2010/main"
SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
#: The colours of the theme, from which a chart that somebody adds takes its own.
ACCENTS = (CHOSEN, OTHERS, LAST_YEAR, "D55E00", "0072B2", "B34700")
AUTHOR = "Territorial Policing performance"


@dataclass(frozen=True)
class Run:
    """A paragraph as it is drawn."""

    text: str
    size: float = BODY
    bold: bool = False
    colour: str = INK
    align: str = "l"
    after: float = 0.0


def opened(document: Document) -> Any:
    """An empty presentation of the house: 16:9, its type and colours, two layouts, properties that do not change."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    for number in reversed(range(len(deck.slide_layouts))):
        if number != 5:  # "Title Only"
            deck.slide_layouts.remove(deck.slide_layouts[number])
    package = deck.part.package
    for name in [name for name, rel in package._rels.items() if rel.reltype.endswith("/thumbnail")]:
        package.drop_rel(name)  # a picture of somebody else's slide
    vars(package)["next_partname"] = _counting(package.next_partname)
    _placed(deck.slide_master)
    _placed(deck.slide_layouts[0])
    _themed(deck)
    said, when = deck.core_properties, moment(document.as_at)
    said.title, said.subject, said.author = (plain(t)[:255] for t in (document.title, document.subtitle, AUTHOR))
    said.last_modified_by, said.created, said.modified, said.revision = AUTHOR, when, when, 1
    said.category, said.comments = plain(document.marking)[:255], plain(document.demonstration)[:255]
    return deck


def _counting(first: Callable[[str], Any]) -> Callable[[str], Any]:
    """The names of new parts, counted on from the first of each kind.

    python-pptx goes through all the parts that there are for each: of a long presentation a fifth of the work.
    """
    numbers: dict[str, int] = {}

    def next_name(template: str) -> Any:
        before = numbers.get(template)
        name = first(template) if before is None else PackURI(template % (before + 1))
        numbers[template] = int(re.findall(r"\d+", name)[-1])
        return name

    return next_name


def _placed(sheet: Any) -> None:
    """Put the title, the foot and the number of a master or layout where they stand on 16:9."""
    for shape in list(sheet.placeholders):
        kind = str(shape.placeholder_format.type).split(" ")[0]
        if kind == "TITLE":
            _at(shape, EDGE, TITLE, BREADTH, TITLE_HIGH)
        elif kind == "BODY":
            _at(shape, EDGE, TOP, BREADTH, BOTTOM - TOP)
        elif kind == "FOOTER":
            _at(shape, EDGE, FOOT, BREADTH - 1.0, 0.3)
        elif kind == "SLIDE_NUMBER":
            _at(shape, WIDE - EDGE - 0.9, FOOT, 0.9, 0.3)
        elif kind == "DATE":
            shape._element.getparent().remove(shape._element)


def _at(shape: Any, left: float, top: float, breadth: float, high: float) -> None:
    shape.left, shape.top, shape.width, shape.height = (Inches(value) for value in (left, top, breadth, high))


def _themed(deck: Any) -> None:
    part = next(rel.target_part for rel in deck.slide_master.part.rels.values() if rel.reltype.endswith("/theme"))
    theme = part.blob.decode("utf-8").replace('<a:latin typeface="Calibri"/>', f'<a:latin typeface="{FACE}"/>')
    for number, colour in enumerate(ACCENTS, 1):
        theme = re.sub(rf'(<a:accent{number}><a:srgbClr val=")[0-9A-F]{{6}}', rf"\g<1>{colour}", theme)
    part._blob = theme.encode("utf-8")


def titled(text: str) -> tuple[str, float]:
    """A title as it stands in its place, and its size: smaller where it is long, and cut where no size holds it."""
    words = " ".join(plain(text).split())
    for size in TITLES:
        if room.height(words, BREADTH, size, bold=True) <= TITLE_HIGH:
            return words, size
    lines = room.pieces(words, BREADTH, TITLES[-1], bold=True)
    most = int(TITLE_HIGH / (TITLES[-1] * room.LINE / 72))
    return "".join(lines[:most])[:-3].rstrip() + "…", TITLES[-1]


def slide(deck: Any, document: Document, kicker: str, title: str) -> Any:
    """A new slide with its title, the section that it is of, its foot and its number."""
    made = deck.slides.add_slide(deck.slide_layouts[0])
    words, size = titled(title)
    _title(made.shapes.title, words, size)
    if kicker and kicker != title:
        lines = room.pieces(" ".join(plain(kicker).split()), BREADTH, READ)
        shown = lines[0] if len(lines) == 1 else lines[0][:-2].rstrip() + "…"
        text(made, (EDGE, KICKER, BREADTH, 0.26), [Run(shown, READ, colour=QUIET)], name="Section")
    _foot(made, document)
    return made


def _title(shape: Any, words: str, size: float) -> None:
    _filled(shape._element.txBody, [Run(words, size, bold=True)], anchor="t")


def foot_words(document: Document) -> str:
    """What stands at the foot of each slide: marking, edition and cut, and that the data are made up."""
    parts = (document.marking, f"Edition {document.edition}", document.cut, document.demonstration)
    return " · ".join(part for part in (" ".join(plain(one).split()) for one in parts) if part)


def _foot(made: Any, document: Document) -> None:
    words = foot_words(document)
    size = next((s for s in (SMALL, 9, 8) if room.width(words, s) <= BREADTH - 1.0), 8)
    lines = room.pieces(words, BREADTH - 1.0, size)
    shown = lines[0] if len(lines) == 1 else lines[0].rstrip()[:-1] + "…"
    tree = made.shapes._spTree
    for number, (kind, idx, name) in enumerate((("ftr", 11, "Foot"), ("sldNum", 12, "Slide number"))):
        element = child(tree, "p:sp")
        head = child(element, "p:nvSpPr")
        child(head, "p:cNvPr", id=str(9000 + number), name=name)
        locks = child(child(head, "p:cNvSpPr"), "a:spLocks")
        locks.set("noGrp", "1")
        child(child(head, "p:nvPr"), "p:ph", type=kind, sz="quarter", idx=str(idx))
        child(element, "p:spPr")
        body = child(element, "p:txBody")
        if kind == "ftr":
            _filled(body, [Run(shown, size, colour=QUIET)])
        else:
            _filled(body, [Run("", SMALL, colour=QUIET, align="r")])
            paragraph = body.find(qn("a:p"))
            field = child(paragraph, "a:fld", id="{5B1C2E5A-6B1D-4B44-9E0B-3C2E1D0A9F01}", type="slidenum")
            _properties(field, "a:rPr", Run("", SMALL, colour=QUIET))
            child(field, "a:t").text = str(len(made.part.package.presentation_part.presentation.slides))
            end = paragraph.find(qn("a:endParaRPr"))
            if end is not None:
                paragraph.remove(end)
                paragraph.append(end)


def text(made: Any, place: tuple[float, float, float, float], runs: Sequence[Run], *, name: str = "Text") -> Any:
    """A box of paragraphs at a place: left, top, breadth and height in inches."""
    box = made.shapes.add_textbox(*(Inches(value) for value in place))
    box.name = name
    _filled(box._element.txBody, runs)
    return box


def _filled(body: Any, runs: Sequence[Run], *, anchor: str = "t") -> None:
    """Fill a text body: what was typed goes in as text, a line to a paragraph."""
    for old in list(body):
        body.remove(old)
    inner = dict.fromkeys(("lIns", "tIns", "rIns", "bIns"), "0")
    around = child(body, "a:bodyPr", wrap="square", anchor=anchor, **inner)
    child(around, "a:noAutofit")
    child(body, "a:lstStyle")
    for run in runs:
        paragraphs(body, run)


def paragraphs(body: Any, run: Run) -> None:
    """Add a run's lines to a text body, each a paragraph that is read from its own side."""
    lines = plain(run.text).split("\n")
    for number, line in enumerate(lines):
        paragraph = child(body, "a:p")
        around = child(paragraph, "a:pPr", algn=run.align)
        if from_the_right(line):
            around.set("rtl", "1")
            around.set("algn", {"l": "r", "r": "l"}.get(run.align, run.align))
        if run.after and number == len(lines) - 1:
            spaced = child(around, "a:spcAft")
            child(spaced, "a:spcPts", val=str(int(run.after * 100)))
        child(around, "a:buNone")
        if line:
            made = child(paragraph, "a:r")
            _properties(made, "a:rPr", run)
            child(made, "a:t").text = line
        else:
            _properties(paragraph, "a:endParaRPr", run)


def _properties(parent: Any, name: str, run: Run) -> None:
    made = child(parent, name, lang="en-GB", sz=str(int(run.size * 100)), b="1" if run.bold else "0")
    child(child(made, "a:solidFill"), "a:srgbClr", val=run.colour)


def from_the_right(line: str) -> bool:
    """Whether a line is read from the right: its first letter says so.

    >>> from_the_right("12 مرحبا"), from_the_right("Hello مرحبا")
    (True, False)
    """
    for character in line:
        way = unicodedata.bidirectional(character)
        if way in ("R", "AL", "L"):
            return way != "L"
    return False


def source(made: Any, words: str) -> None:
    """The source under what a slide shows, in one or two lines; what does not fit stands whole in the notes."""
    words = " ".join(plain(words).split())
    lines = room.pieces(words, BREADTH, SMALL)
    shown = words if len(lines) <= 2 else "".join(lines[:2])[:-3].rstrip() + "…"
    text(made, (EDGE, SOURCE, BREADTH, 0.36), [Run(shown, SMALL, colour=QUIET)], name="Source")


def told(shape: Any, name: str, words: str) -> None:
    """Tell a screen reader what a picture, chart or table shows."""
    element = shape._element.xpath(".//p:cNvPr")[0]
    element.set("name", name)
    element.set("descr", plain(words))


def spoken(made: Any, parts: Sequence[str]) -> None:
    """The notes of who speaks: definition, caveats and source, each a paragraph."""
    words = [plain(part) for part in dict.fromkeys(parts) if part]
    if words:
        made.notes_slide.notes_text_frame.text = "\n".join(words)


def sections(deck: Any, begun: Sequence[tuple[str, int]]) -> None:
    """Name the parts of a presentation, each from a slide on, so that one can be gone to and another passed over."""
    numbers = [one.get("id") for one in deck.slides._sldIdLst]
    ends = [start for _, start in begun[1:]] + [len(numbers)]
    parts = []
    for at, ((name, start), end) in enumerate(zip(begun, ends, strict=True), 1):
        held = "".join(f'<p14:sldId id="{number}"/>' for number in numbers[start:end])
        told = f'name={quoteattr(plain(name))} id="{{{str(UUID(int=at)).upper()}}}"'
        parts += [f"<p14:section {told}><p14:sldIdLst>{held}</p14:sldIdLst></p14:section>"] if held else []
    root = deck.part._element
    found = root.find(qn("p:extLst"))
    around = child(child(root, "p:extLst") if found is None else found, "p:ext", uri=SECTIONS)
    around.append(parse_xml(f'<p14:sectionLst xmlns:p14="{LISTED}">{"".join(parts)}</p14:sectionLst>'))


def points(value: float) -> Any:
    """A size of type."""
    return Pt(value)


def colour(name: str) -> Any:
    """A colour."""
    return RGBColor.from_string(name)


def child(parent: Any, tag: str, /, **values: str) -> Any:
    """A new last child of an element."""
    made = OxmlElement(tag)
    for attribute, value in values.items():
        made.set(attribute, value)
    parent.append(made)
    return made
