"""What is published of reoffending in England and Wales: a context of a scheme's rates, never part of a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl

from tp_metrics.outcomes.reoffending import Reoffending
from tp_metrics.results import edition_in
from tp_metrics.schema.justice import ALL_OFFENCES

ENGLAND_AND_WALES = "K04000001"


@dataclass(frozen=True)
class NationalRate:
    """A published rate of adults, all offences together.

    Attributes:
        last_day: the end of the year in which they were dealt with.
        share: how many of them reoffended within twelve months, per cent.
        attribution: the licence line of its source.
    """

    last_day: date
    share: float
    attribution: str


@lru_cache(maxsize=64)
def national_rate(found: Reoffending) -> NationalRate | None:
    """The newest rate of adults in England and Wales that an edition holds; None where it or the scheme has none.

    An edition holds only years that could be known on its day (`editions.followed.measured`).
    """
    if found.verdict is None:
        return None
    edition = edition_in(found.folder)
    rates = edition.counts("reoffending_rates").filter(
        pl.col("place") == ENGLAND_AND_WALES,
        pl.col("age_group").cast(pl.String) == "adult",
        pl.col("index_offence") == ALL_OFFENCES,
    )
    if rates.is_empty():
        return None
    newest = rates.sort("last_day", "source").row(-1, named=True)
    licence = edition.sources[newest["source"]].attribution
    return NationalRate(newest["last_day"], 100 * newest["reoffending_rate"], licence)
