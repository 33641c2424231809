"""What a meeting takes along: one document, made from results, in three forms.

document = tp.packs.pack("kprm", tp.edition(), area="North area", ledger=tp.book())
tp.packs.writer("pdf")(document)
"""

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
from tp_metrics.packs.kinds import KINDS, Kind
from tp_metrics.packs.register import FORMS, PACKS, pack, writer

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
    "keep",
    "kept",
    "kept_table",
    "make",
    "pack",
    "writer",
]
