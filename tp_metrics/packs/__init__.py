"""What a meeting takes along: one document, made from results, in three forms.

document = tp.packs.pack("kprm", tp.edition(), area="North area", ledger=tp.book())
tp.packs.writer("pdf")(document)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tp_metrics.packs.document import (
    MARKING,
    Block,
    Chart,
    Document,
    Figure,
    Figures,
    Map,
    Plot,
    Section,
    Series,
    Table,
    Words,
)
from tp_metrics.packs.forms import FILES, Form
from tp_metrics.packs.keeping import Kept, keep, kept, kept_table, make
from tp_metrics.packs.kinds import KINDS, Kind, title
from tp_metrics.packs.register import FORMS, PACKS, pack, writer

if TYPE_CHECKING:
    from tp_metrics.packs.of_page import charted, findings, of_findings, page, stated, tabled

__all__ = [
    "FILES",
    "FORMS",
    "KINDS",
    "MARKING",
    "PACKS",
    "Block",
    "Chart",
    "Document",
    "Figure",
    "Figures",
    "Form",
    "Kept",
    "Kind",
    "Map",
    "Plot",
    "Section",
    "Series",
    "Table",
    "Words",
    "charted",
    "findings",
    "keep",
    "kept",
    "kept_table",
    "make",
    "of_findings",
    "pack",
    "page",
    "stated",
    "tabled",
    "title",
    "writer",
]

#: What makes documents is imported when a page is first taken along: a writer needs none of it.
LATE = ("charted", "findings", "of_findings", "page", "stated", "tabled")


def __getattr__(name: str) -> Any:
    """What a pack of a page is made by."""
    if name in LATE:
        return getattr(import_module("tp_metrics.packs.of_page"), name)
    raise AttributeError(f"module 'tp_metrics.packs' has no attribute '{name}'")
