"""Markdown of the screen as plain words, for what has no Markdown."""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

#: What Streamlit alone reads: an icon, and words in a colour.
ICON, COLOURED = re.compile(r":material/\w+:\s*"), re.compile(r":[a-z-]+\[([^\]]*)\]")
#: A space that keeps two words together stays one.
SPACES = re.compile(r"[ \t]+")
READER = MarkdownIt("commonmark")


@lru_cache(maxsize=2048)
def paragraphs(text: str) -> tuple[str, ...]:
    r"""The paragraphs and points of a text, each in one line and without its marks.

    >>> paragraphs(":material/history: **Robbery** fell.\n\n- by *place*\n- by :blue[month]")
    ('Robbery fell.', '• by place', '• by month')
    """
    found, points = [], 0
    for token in READER.parse(COLOURED.sub(r"\1", ICON.sub("", text))):
        points += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        if token.type in ("inline", "code_block", "fence", "html_block"):
            found += [f"• {said}" if points else said for said in _lines(token) if said]
    return tuple(found)


def plainly(text: str) -> str:
    """A short text in one line.

    >>> plainly("**4.5 %** fewer")
    '4.5 % fewer'
    """
    return " ".join(paragraphs(text)) if text else ""


def _lines(token: Token) -> list[str]:
    """What a paragraph says, in as many lines as it was broken into on purpose."""
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    said = "".join(breaks.get(one.type, one.content) for one in token.children or [token])
    return [SPACES.sub(" ", line).strip(" ") for line in said.splitlines()]
