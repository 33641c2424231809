"""Editions: published data sets that never change, each a folder with facts, reference files and a manifest."""

from tp_metrics.editions.making import is_weekly
from tp_metrics.editions.published import (
    Edition,
    Source,
    damaged_editions,
    damaged_words,
    edition,
    editions,
    looked_up,
    sources,
)
from tp_metrics.editions.publishing import NothingToPublish, NotYet, pending_reference, publish
from tp_metrics.editions.wholeness import damage_within, differing, noticed

__all__ = [
    "Edition",
    "NotYet",
    "NothingToPublish",
    "Source",
    "damage_within",
    "damaged_editions",
    "damaged_words",
    "differing",
    "edition",
    "editions",
    "is_weekly",
    "looked_up",
    "noticed",
    "pending_reference",
    "publish",
    "sources",
]
