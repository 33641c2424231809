"""How much room text takes on a slide, by the widths of Arial's letters, which Liberation Sans shares.

A server has no fonts to measure with, so that the widths stand here; what they do not know is taken to be wide.
"""

from __future__ import annotations

import re
from functools import lru_cache

#: The widths of the characters from the blank to the tilde, in thousandths of the type's size.
_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 "
    "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 "
    "278 556 500 722 500 500 500 334 260 334 584"
)
WIDTHS = {chr(32 + at): int(width) for at, width in enumerate(_WIDTHS.split())} | {
    "\u00a0": 278,
    "\u2013": 556,
    "\u2212": 584,
    "\u2019": 222,
    "\u00b7": 278,
}
#: Other letters of Europe, those of further scripts, and signs and pictures.
LATIN, OTHER, WIDE = 722, 850, 1400
#: How much wider bold letters are at the most, over a line of text.
BOLD = 1.12
#: The height of a line, in sizes of its type.
LINE = 1.2
#: A word with the blanks behind it; a break stands for itself.
_WORDS = re.compile(r"\n|[^\S\n]+|[^\s]+[^\S\n]*")


def _width(character: str) -> int:
    known = WIDTHS.get(character)
    if known is not None:
        return known
    point = ord(character)
    return LATIN if point < 0x250 else OTHER if point < 0x1100 or 0x2000 < point < 0x2070 else WIDE


@lru_cache(maxsize=65536)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is at a size in points, in inches.

    >>> round(width("1,587", 12), 3)
    0.417
    """
    return sum(map(_width, text)) / 1000 * size / 72 * (BOLD if bold else 1)


@lru_cache(maxsize=16384)
def pieces(text: str, room: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """The text in lines that fit a width in inches; put together again they are the text, breaks and blanks and all."""
    made: list[str] = []
    line, taken = "", 0.0
    for found in _WORDS.findall(text):
        word = found
        if word == "\n":
            made.append(line + word)
            line, taken = "", 0.0
            continue
        wide = width(word.rstrip(), size, bold=bold)
        if line and taken + wide > room:
            made.append(line)
            line, taken = "", 0.0
        while wide > room and len(word) > 1:  # a word that no line holds is broken anywhere
            fits = _fitting(word, room, size * (BOLD if bold else 1))
            made.append(word[:fits])
            word = word[fits:]
            wide = width(word.rstrip(), size, bold=bold)
        line += word
        taken += width(word, size, bold=bold)
    return (*made, line) if line or not made else tuple(made)


def _fitting(word: str, room: float, size: float) -> int:
    """How many of a word's characters fit, at least one."""
    most, taken = room * 72000 / size, 0
    for at, character in enumerate(word):
        taken += _width(character)
        if taken > most:
            return max(1, at)
    return len(word)


def height(text: str, room: float, size: float, *, bold: bool = False) -> float:
    """How high a text stands in a width, in inches."""
    return len(pieces(text, room, size, bold=bold)) * size * LINE / 72


def longest_word(text: str, size: float, *, bold: bool = False) -> float:
    """The width of the text's longest word, in inches."""
    return max((width(word, size, bold=bold) for word in text.split()), default=0.0)
