"""Editions: published data sets that never change, each a folder with facts, reference files and a manifest."""

from tp_metrics.editions.making import is_weekly
from tp_metrics.editions.published import Edition, Source, edition, editions, sources
from tp_metrics.editions.publishing import NothingToPublish, NotYet, pending_reference, publish

__all__ = [
    "Edition",
    "NotYet",
    "NothingToPublish",
    "Source",
    "edition",
    "editions",
    "is_weekly",
    "pending_reference",
    "publish",
    "sources",
]
