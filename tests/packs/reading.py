"""Slides and sheets as their readers find them."""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import ImageFont
from pptx import Presentation
from pptx.util import Emu

FONTS = ("/usr/share/fonts/truetype/liberation", "/usr/share/fonts/truetype/liberation2", "/usr/share/fonts/liberation")
NUMBERED = re.compile(r" \(\d+ of \d+(: .*)?\)$")


def presentation(data):
    """The presentation in these bytes."""
    return Presentation(BytesIO(data))


def title(slide):
    """A slide's title without which of its slides it is."""
    return NUMBERED.sub("", slide.shapes.title.text_frame.text)


def tables(deck, called=lambda slide, _shape: title(slide)):
    """The tables of slides, in order: title, heads, and the rows of all the slides that have these heads."""
    found = []
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_table:
                heads, *rows = [tuple(cell.text_frame.text for cell in row.cells) for row in shape.table.rows]
                goes_on = shape.name == "Table, going on" or re.search(
                    r" \((?!1 of)\d+ of \d+(: .*)?\)$", slide.shapes.title.text_frame.text
                )
                if goes_on and found[-1][:2] == (called(slide, shape), heads):
                    found[-1][2].extend(rows)
                else:
                    found.append((called(slide, shape), heads, rows))
    return found


def told(_slide, shape):
    """What a screen reader is told of a shape: of a table its title and source, neither of them cut."""
    return shape._element.xpath(".//p:cNvPr")[0].get("descr")


def charts(deck):
    """The charts of slides, in order: title and chart."""
    return [(title(s), shape.chart) for s in deck.slides for shape in s.shapes if shape.has_chart]


def words(deck, name="Words"):
    """The texts of the boxes of a name, those of a box with a break between its paragraphs."""
    return [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.name == name]


def parts(data, pattern):
    """The parts of a file by name, and those of the workbooks within it."""
    with ZipFile(BytesIO(data)) as held:
        for name in held.namelist():
            content = held.read(name)
            if name.endswith(".xlsx"):
                yield from ((f"{name}/{inner}", found) for inner, found in parts(content, pattern))
            elif re.search(pattern, name):
                yield name, content.decode("utf-8")


@lru_cache(maxsize=64)
def font(size, *, bold=False):
    """Liberation Sans, whose letters are as wide as Arial's, at ten times a size; skipped where it is not installed."""
    name = f"LiberationSans-{'Bold' if bold else 'Regular'}.ttf"
    found = next((path for folder in FONTS if (path := Path(folder) / name).is_file()), None)
    if found is None:
        pytest.skip("Liberation Sans is not installed (on Debian: apt-get install fonts-liberation)")
    return ImageFont.truetype(str(found), int(size * 10))


def measured(text, size, *, bold=False):
    """The width of a line in inches, by the letters themselves."""
    return font(size, bold=bold).getlength(text) / 10 / 72


def stands(frame, breadth):
    """The height in inches of a text frame's paragraphs in a breadth, broken between words as programs break them."""
    high = 0.0
    for paragraph in frame.paragraphs:
        run = paragraph.runs[0] if paragraph.runs else None
        size = run.font.size.pt if run else 12.0
        bold = bool(run and run.font.bold)
        lines, line = 1, ""
        for word in paragraph.text.split(" "):
            if line and measured(f"{line} {word}", size, bold=bold) > breadth:
                lines, line = lines + 1, word
            else:
                line = f"{line} {word}" if line else word
            wide = measured(line, size, bold=bold)
            if wide > breadth:
                lines, line = lines + int(wide / breadth), ""
        after = paragraph.space_after
        high += lines * size * 1.17 / 72 + (after.pt / 72 if after is not None else 0.0)
    return high


def inches(value):
    """A length of a slide in inches."""
    return Emu(value).inches


def overflowing(deck):
    """What stands beyond its slide, texts that are higher than their boxes, and tables that reach into the source."""
    found = []
    for slide in deck.slides:
        for shape in slide.shapes:
            where = f"{slide.shapes.title.text_frame.text}: {shape.name}"
            if not 0 <= shape.left <= deck.slide_width - shape.width:
                found.append(f"{where} is too wide")
            if not 0 <= shape.top <= deck.slide_height - shape.height:
                found.append(f"{where} is too high")
            boxed = shape.has_text_frame and shape.name not in ("Card", "Slide number")
            if boxed and stands(shape.text_frame, inches(shape.width)) > inches(shape.height) + 0.02:
                found.append(f"{where}: {shape.text_frame.text}")
            if shape.has_table and inches(shape.top) + sum(inches(row.height) for row in shape.table.rows) > 6.52:
                found.append(f"{where} reaches too low")
    return found
