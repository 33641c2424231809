"""Editions: published data sets that never change, each a folder with facts, reference files and a manifest."""

from tp_metrics.editions.making import is_weekly
from tp_metrics.editions.published import (
    Edition,
    Source,
    damaged_editions,
    damaged_words,
    edition,
    editions,
    sources,
)
from tp_metrics.editions.publishing import NothingToPublish, NotYet, pending_reference, publish
from tp_metrics.editions.wholeness import damage_within

__all__ = [
    "Edition",
    "NotYet",
    "NothingToPublish",
    "Source",
    "damage_within",
    "damaged_editions",
    "damaged_words",
    "edition",
    "editions",
    "is_weekly",
    "pending_reference",
    "publish",
    "sources",
]
