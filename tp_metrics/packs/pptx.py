"""A document as slides: one finding a slide, in 16:9, with native charts and tables, notes and alternative text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import polars as pl
from pptx.util import Inches

from tp_metrics.packs import room, slide_charts, slide_pairs, slide_tables, slides
from tp_metrics.packs.document import Block, Chart, Document, Figure, Figures, Map, Section, Table, Words
from tp_metrics.packs.fixed import archived_anew, plain
from tp_metrics.packs.slides import BODY, BOTTOM, BREADTH, CHOSEN, EDGE, INK, LEAD, QUIET, READ, TOP, Run

APPENDIX, DEFINITIONS = "Appendix", "Definitions"
#: Words that take no more than this stand above whatever comes after them, on its slide, and above a table that goes on
#: over several slides, no more than the second.
JOINED, ABOVE = 1.15, 2.2
#: Longer ones stand at the left of a picture, in so broad a column and so far from it.
COLUMN, GAP = 4.1, 0.35
#: A card is no higher than the first, and beneath words no lower than the second.
CARD, LOW = 2.3, 1.3
#: The name of the second half of a table beside its first.
GOES_ON = "Table, going on"
#: Texts are read in lines of at most so many inches.
MEASURE = 11.0
#: A map's picture is drawn at twice its size.
SCALE = 2.0
#: So many cards stand in a row, in two rows, with so much between them.
ACROSS, ROWS, BETWEEN = 4, 2, 0.2
#: So many may stand in a row so that no other slide has the last few.
NARROWER = (4, 5, 6)


@dataclass(frozen=True)
class Behind(Section):
    """What of a section stands in the appendix; each of its slides says so above its title."""


def pptx(document: Document) -> bytes:
    """The document as a presentation; the same document gives the same bytes.

    Words join the slide after them where there is room, above or at the left, and have one of their own where there is
    not. What people typed is text and nothing else: no link, no formula in a chart's workbook.
    """
    deck = slides.opened(document)
    _front(deck, document)
    begun = [(document.title, 0)]
    for section in document.sections:
        if section.level == 1:
            begun.append((section.title, len(deck.slides)))
        _section(deck, document, replace(section, blocks=section.blocks[: section.front]))
    if appended := [one for one in document.sections if one.front is not None and one.blocks[one.front :]]:
        begun.append((APPENDIX, len(deck.slides)))
        for section in appended:
            _section(deck, document, Behind(section.title, section.blocks[section.front :], section.level))
    begun.append((DEFINITIONS, len(deck.slides)))
    _definitions(deck, document)
    slides.sections(deck, begun)
    made = BytesIO()
    deck.save(made)
    return archived_anew(made.getvalue(), document.as_at)


def _front(deck: Any, document: Document) -> None:
    made = slides.slide(deck, document, "", document.title)
    parts = [document.subtitle, document.demonstration, f"Edition {document.edition}", document.cut, document.marking]
    runs = [Run(parts[0], LEAD, colour=QUIET, after=18)] if parts[0] else []
    runs += [Run(part, BODY, bold=at == 0, after=6) for at, part in enumerate(parts[1:]) if part]
    runs += [Run(f"{name}: {value}", BODY, colour=QUIET, after=6) for name, value in document.filters]
    pages = list(_flowed(runs, BOTTOM - TOP))
    slides.text(made, (EDGE, TOP, MEASURE, BOTTOM - TOP), pages[0], name="What this is")
    for page in pages[1:]:
        made = slides.slide(deck, document, document.title, "What was chosen")
        slides.text(made, (EDGE, TOP, MEASURE, BOTTOM - TOP), page, name="What was chosen")


def _section(deck: Any, document: Document, section: Section) -> None:
    """A section's slides: its words before a chart, map, table or cards join that slide where they fit.

    Small print that follows cards or a table stands beneath these.
    """
    waiting: list[Words] = []
    last: tuple[Any, float] | None = None
    blocks = list(slide_pairs.grouped(section))
    while blocks:
        block = blocks.pop(0)
        if isinstance(block, Words):
            under = None if waiting or block.kind != "note" else _under(last, [block])
            waiting += [] if under else [block]
            last = under or last
            continue
        if isinstance(block, Figures) and not block.figures:
            continue
        if waiting and not _stands_above(block, waiting):
            if isinstance(block, slide_pairs.Pair) and isinstance(block.blocks[0], Chart):
                block, other = block.blocks  # the words stand beside one of them, and the other has a slide of its own
                blocks.insert(0, other)
            drawn = isinstance(block, Chart | Map) and _beside(deck, document, section, block, waiting)
            if not drawn:
                _words(deck, document, section, waiting)
            waiting, last = [], None
            if drawn:
                continue
        if isinstance(block, slide_pairs.Pair):
            _pair(deck, document, section, block, waiting)
            waiting, last = [], None
            continue
        last = _block(deck, document, section, block, waiting)
        waiting = []
    if waiting and _under(last, waiting):
        return
    if waiting or (not section.blocks and section.title):
        _words(deck, document, section, waiting)


def _under(last: tuple[Any, float] | None, words: Sequence[Words]) -> tuple[Any, float] | None:
    """Write words beneath what a slide shows, where there is room for them; the slide, and where there is more."""
    runs = _runs(words, small=True)
    tall = _tall(runs)
    if last is None or last[1] + tall > BOTTOM:
        return None
    slides.text(last[0], (EDGE, last[1], MEASURE, tall), runs, name="Words")
    return last[0], last[1] + tall + 0.1


def _stands_above(block: Any, words: Sequence[Words]) -> bool:
    """Whether words are so few that what comes after them stands beneath them, on the same slide."""
    tall = _tall(_runs(words, small=True))
    if tall <= JOINED:
        return True
    left = BOTTOM - TOP - tall - 0.08
    if isinstance(block, Figures):
        return LOW * min(ROWS, -(-len(block.figures) // ACROSS)) + BETWEEN <= left
    if isinstance(block, Table):
        return tall <= ABOVE or len(slide_tables.pages(slide_tables.grid(block.rows, block.numbers), left)) == 1
    return False


def _beside(deck: Any, document: Document, section: Section, block: Chart | Map, words: Sequence[Words]) -> bool:
    """Draw a chart or a map at the right of its words; nothing where these are too many, or the chart too large."""
    whole = _runs(words, small=True)
    smaller = [replace(run, size=min(run.size, READ), after=5) for run in whole]
    runs = next((one for one in (whole, smaller) if _tall(one, COLUMN) <= BOTTOM - TOP), None)
    if runs is None or (isinstance(block, Chart) and not slide_pairs.single(block)):
        return False
    made = _begun(deck, document, section, block.title, ())
    slides.text(made, (EDGE, TOP, COLUMN, _tall(runs, COLUMN)), runs, name="Words")
    left = EDGE + COLUMN + GAP
    place = (left, TOP, BREADTH + EDGE - left, BOTTOM - TOP)
    if isinstance(block, Map):
        _picture(made, block, place)
    else:
        ((plot,),) = slide_charts.parts(block.plot)
        frame = slide_charts.drawn(made, plot, place, block.plot, document.as_at)
        slides.told(frame, "Chart 1", block.alt or block.title)
    slides.source(made, block.source)
    slides.spoken(made, [*_whole(block.title), *_spoken(document, section, block)])
    return True


def _runs(words: Sequence[Words], *, small: bool = False) -> list[Run]:
    """Words as they are drawn; smaller beside something else."""
    runs: list[Run] = []
    for one in words:
        size = READ if one.kind == "note" else 14 if small else LEAD if one.kind == "lead" else BODY
        colour = QUIET if one.kind == "note" else INK
        runs.append(Run(plain(one.text), size, bold=one.kind == "lead", colour=colour, after=0 if one.by else 8))
        if one.by:
            runs.append(Run(f"— {plain(one.by)}", READ, colour=QUIET, after=8))
    return runs


def _tall(runs: Sequence[Run], breadth: float = MEASURE) -> float:
    return sum(room.height(run.text, breadth, run.size, bold=run.bold) + run.after / 72 for run in runs)


def _flowed(runs: Sequence[Run], high: float) -> Iterator[list[Run]]:
    """Paragraphs on as many slides as they need; one that breaks goes on with the letter after."""
    page: list[Run] = []
    left = high
    for run in runs:
        lines = list(room.pieces(run.text, MEASURE, run.size, bold=run.bold))
        line = run.size * room.LINE / 72
        while lines:
            fits = int(left / line + 1e-9)
            if fits < 1 or (fits < min(2, len(lines)) and page):
                yield page
                page, left = [], high
                continue
            now, lines = lines[:fits], lines[fits:]
            part = Run("".join(now).removesuffix("\n") if lines else "".join(now), run.size, run.bold, run.colour,
                       run.align, 0 if lines else run.after)  # fmt: skip
            page.append(part)
            left -= len(now) * line + part.after / 72
    if page:
        yield page


def _words(deck: Any, document: Document, section: Section, words: Sequence[Words]) -> None:
    pages = list(_flowed(_runs(words), BOTTOM - TOP)) or [[]]
    for number, page in enumerate(pages, 1):
        made = slides.slide(deck, document, _kicker(section), _numbered(section.title, number, len(pages)))
        if page:
            slides.text(made, (EDGE, TOP, MEASURE, BOTTOM - TOP), page, name="Words")
            slides.spoken(made, _defined(document, section, [run.text for run in page]))


def _kicker(section: Section) -> str:
    """What stands above the titles of a section's slides."""
    return f"{APPENDIX} · {section.title}" if isinstance(section, Behind) else section.title


def _numbered(title: str, number: int, of: int, which: str = "") -> str:
    """A title with which of its slides this is, where there are several, and what it has where there is room for it."""
    if of == 1:
        return title
    whole = f"{title} ({number} of {of}: {which})"
    return whole if which and not _whole(whole) else f"{title} ({number} of {of})"


def _block(
    deck: Any, document: Document, section: Section, block: Block, words: Sequence[Words]
) -> tuple[Any, float] | None:
    """The slides of a chart, map, table or cards, with the words that stand above them.

    The last of these slides comes back where there is room below what it shows, and where that begins.
    """
    top = TOP + (_tall(_runs(words, small=True)) + 0.08 if words else 0.0)
    if isinstance(block, Table):
        grid = slide_tables.grid(block.rows, block.numbers)
        alt = f"Table: {block.title}. {block.source}"
        told = (block.title, grid, block.source, alt, _spoken(document, section, block))
        return _table(deck, document, section, told, words, top)
    if isinstance(block, Figures):
        return _figures(deck, document, section, block, words, top)
    if isinstance(block, Chart):
        pages = slide_charts.parts(block.plot)
        for number, plots in enumerate(pages, 1):
            made = _begun(
                deck, document, section, _numbered(block.title, number, len(pages)), words if number == 1 else ()
            )
            start = top if number == 1 else TOP
            wide = (BREADTH - 0.2 * (len(plots) - 1)) / len(plots)
            for at, plot in enumerate(plots):
                if not plot.categories or not plot.series:
                    slides.text(
                        made, (EDGE, start, BREADTH, 0.4), [Run("There is nothing to draw.", BODY, colour=QUIET)]
                    )
                    continue
                place = (EDGE + at * (wide + 0.2), start, wide, BOTTOM - start)
                frame = slide_charts.drawn(made, plot, place, block.plot, document.as_at)
                slides.told(frame, f"Chart {at + 1}", block.alt or block.title)
            slides.source(made, block.source)
            slides.spoken(made, [*_whole(block.title), *_spoken(document, section, block)])
    elif isinstance(block, Map):
        made = _begun(deck, document, section, block.title, words)
        _picture(made, block, (EDGE, top, BREADTH, BOTTOM - top))
        slides.source(made, block.source)
        slides.spoken(made, [*_whole(block.title), *_spoken(document, section, block)])
    return None


def _pair(deck: Any, document: Document, section: Section, pair: slide_pairs.Pair, words: Sequence[Words]) -> None:
    """Two tables or two charts on one slide, each under its own title; below the first where they do not fit beside."""
    top = TOP + (_tall(_runs(words, small=True)) + 0.08 if words else 0.0)
    placed = slide_pairs.placed(pair, top)
    if placed is None:
        for block in pair.blocks:
            _block(deck, document, section, block, words)
            words = ()
        return
    made = _begun(deck, document, section, section.title, words)
    for number, (block, place) in enumerate(zip(pair.blocks, placed, strict=True), 1):
        slide_pairs.drawn(made, block, place, number, document.as_at)
    slides.source(made, " ".join(dict.fromkeys(block.source for block in pair.blocks if block.source)))
    notes = [part for block in pair.blocks for part in (block.title, *_spoken(document, section, block))]
    slides.spoken(made, notes)


def _begun(deck: Any, document: Document, section: Section, title: str, words: Sequence[Words]) -> Any:
    made = slides.slide(deck, document, _kicker(section), title)
    if words:
        runs = _runs(words, small=True)
        slides.text(made, (EDGE, TOP, MEASURE, _tall(runs)), runs, name="Words")
    return made


def _whole(title: str) -> list[str]:
    """The title for the notes, where the slide has to cut it."""
    return [title] if slides.titled(title)[0].endswith("…") else []


def _picture(made: Any, block: Map, place: tuple[float, float, float, float]) -> None:
    """The map's picture, as large as its place allows."""
    import vl_convert  # a pack without maps has no need of it, nor of its memory

    left, top, wide, high = (Inches(value) for value in place)
    picture = made.shapes.add_picture(BytesIO(vl_convert.svg_to_png(block.svg, scale=SCALE)), left, top)
    ratio = min(wide / picture.width, high / picture.height)
    picture.width, picture.height = int(picture.width * ratio), int(picture.height * ratio)
    picture.left = int(left + (wide - picture.width) / 2)
    slides.told(picture, "Map", block.alt or block.title)


def _spoken(document: Document, section: Section, block: Table | Chart | Map) -> list[str]:
    """What is said beside a slide: the block's caveats, the definitions of what it shows, its source."""
    named = [block.title, *block.rows.columns]
    named += [str(one) for column in block.rows.iter_columns() if column.dtype == pl.String for one in column.to_list()]
    return [*block.notes, *_defined(document, section, named), block.source]


def _defined(document: Document, section: Section, said: Sequence[str]) -> list[str]:
    """The definitions of the measures that texts name, one each; else of what the section, or its first one, is of."""
    text = "\n".join(said).casefold()
    met = [
        f"{name}: {says}"
        for name, says in document.definitions
        if name and re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", text)
    ]
    return met or [f"{name}: {says}" for name, says in document.definitions if name in _heads(document, section)]


def _heads(document: Document, section: Section) -> tuple[str, str]:
    """The titles of a section and of the one of level 1 that it belongs to."""
    first = section.title
    for one in document.sections:
        first = one.title if one.level == 1 else first
        if (one.title, one.level) == (section.title, section.level):
            break
    return section.title, first


def _table(
    deck: Any,
    document: Document,
    section: Section,
    told: tuple[str, slide_tables.Grid, str, str, Sequence[str]],
    words: Sequence[Words],
    top: float,
) -> tuple[Any, float] | None:
    title, grid, source, alt, notes = told
    if not grid.heads or not grid.rows:
        made = _begun(deck, document, section, title, words)
        slides.text(made, (EDGE, top, BREADTH, 0.4), [Run("There is nothing to show.", BODY, colour=QUIET)])
        slides.source(made, source)
        return None
    pages = slide_tables.pages(grid, BOTTOM - TOP, BOTTOM - top)
    if len(pages) > 1 and (halves := slide_tables.halves(grid, BOTTOM - top)):
        made = _begun(deck, document, section, title, words)
        for half, name in zip(halves, ("Table", GOES_ON), strict=True):
            across = 0.0 if name == "Table" else sum(halves[0].widths) + slide_tables.APART
            slides.told(slide_tables.drawn(made, half, top, EDGE + across), name, alt)
        slides.source(made, source)
        slides.spoken(made, [*_whole(title), *notes])
        return None
    for number, page in enumerate(pages, 1):
        first = number == 1
        numbered = _numbered(title, number, len(pages), slide_tables.which(page, grid))
        made = _begun(deck, document, section, numbered, words if first else ())
        frame = slide_tables.drawn(made, page, top if first else TOP)
        slides.told(frame, "Table", alt)
        if source:
            slides.source(made, source)
        slides.spoken(made, [*_whole(title), *notes] if first else [f"Goes on from the slide before: {title}"])
    return made, (top if len(pages) == 1 else TOP) + sum(page.heights) + 0.2


def _figures(
    deck: Any, document: Document, section: Section, block: Figures, words: Sequence[Words], top: float
) -> tuple[Any, float] | None:
    """Figures as cards; as a table where a card cannot hold what they say."""
    deep = min(ROWS, -(-len(block.figures) // ACROSS))
    high = min(CARD, (BOTTOM - top - BETWEEN * (deep - 1)) / deep)
    across = next((count for count in NARROWER if _hold(block, count, high)), ACROSS)
    wide = _card_wide(across)
    if not all(_holds(one, wide, high) for one in block.figures):
        rows = [(one.label, one.value, one.change, one.signal) for one in block.figures]
        heads = ("Figure", "Value", "Change on a year before", "Signal")
        texts = tuple(tuple(plain(cell) or "–" for cell in row) for row in rows)
        grid = slide_tables.Grid(heads, texts, (False, True, True, False))
        notes = _defined(document, section, [one.label for one in block.figures])
        return _table(deck, document, section, (section.title, grid, "", f"Table: {section.title}", notes), words, top)
    each = across * ROWS
    pages = [block.figures[at : at + each] for at in range(0, len(block.figures), each)]
    for number, page in enumerate(pages, 1):
        made = _begun(
            deck, document, section, _numbered(section.title, number, len(pages)), words if number == 1 else ()
        )
        for at, one in enumerate(page):
            left = EDGE + (at % across) * (wide + BETWEEN)
            _card(made, one, (left, (top if number == 1 else TOP) + (at // across) * (high + BETWEEN), wide, high))
        slides.spoken(made, _defined(document, section, [one.label for one in page]))
    deep = -(-len(pages[-1]) // across)
    return made, (top if len(pages) == 1 else TOP) + deep * (high + BETWEEN) + 0.1


PAD = 0.14


def _card_runs(one: Figure) -> list[Run]:
    runs = [
        Run(plain(one.label), 14, colour=QUIET, after=4),
        Run(plain(one.value), 28, bold=True, colour=CHOSEN, after=4),
    ]
    runs += [Run(plain(one.change), 14, after=4)] if one.change else []
    return runs + ([Run(plain(one.signal), READ, colour=QUIET)] if one.signal else [])


def _card_wide(across: int) -> float:
    """How wide a card is where so many stand in a row."""
    return (BREADTH - BETWEEN * (across - 1)) / across


def _hold(block: Figures, across: int, high: float) -> bool:
    """Whether cards of which so many stand in a row hold all that they say, on one slide."""
    return len(block.figures) <= across * ROWS and all(_holds(one, _card_wide(across), high) for one in block.figures)


def _holds(one: Figure, wide: float, high: float) -> bool:
    return _tall(_card_runs(one), wide - 2 * PAD) <= high - 2 * PAD


def _card(made: Any, one: Figure, place: tuple[float, float, float, float]) -> None:
    left, top, wide, high = place
    ground = made.shapes.add_shape(1, *(Inches(value) for value in place))
    ground.fill.solid()
    ground.fill.fore_color.rgb = slides.colour(slides.GROUND)
    ground.line.color.rgb = slides.colour(slides.LINE)
    ground.shadow.inherit = False
    ground.name = "Card"
    slides.text(made, (left + PAD, top + PAD, wide - 2 * PAD, high - 2 * PAD), _card_runs(one), name="Figure")


def _definitions(deck: Any, document: Document) -> None:
    """What the measures count, on the last slides."""
    if document.definitions:
        section = Section(DEFINITIONS, ())
        rows = tuple((plain(name), plain(says)) for name, says in document.definitions)
        grid = slide_tables.Grid(("Measure", "What it counts, and caveats"), rows, (False, False))
        told = (DEFINITIONS, grid, "", "Table: what each measure counts, and its caveats", ())
        _table(deck, document, section, told, (), TOP)
