"""What a meeting takes along: one document, made from results, in three forms."""

from tp_metrics.packs.document import (
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
from tp_metrics.packs.keeping import Kept, keep, kept, kept_table, make
from tp_metrics.packs.kinds import FORMS, KINDS, Form, Kind

__all__ = [
    "FORMS",
    "KINDS",
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
]
