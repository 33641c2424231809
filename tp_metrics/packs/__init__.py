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

__all__ = [
    "Block",
    "Chart",
    "Document",
    "Figure",
    "Figures",
    "Map",
    "Plot",
    "Section",
    "Series",
    "Table",
    "Words",
]
