"""How many measures and rates an edition has figures of: one rule, for every screen and command."""

from __future__ import annotations

from collections.abc import Iterable

from tp_metrics.editions import Edition
from tp_metrics.measures import catalogue


def answered(edition: Edition, name: str) -> bool:
    """Whether an edition has what a measure's figures are made of."""
    of = catalogue()[name].of or ()
    return edition.holds(name) or bool(of and all(answered(edition, part) for part in of))


def held(edition: Edition) -> list[str]:
    """The ids of everything that an edition answers."""
    return [name for name in catalogue() if answered(edition, name)]


def counted(names: Iterable[str]) -> tuple[int, int]:
    """How many of the ids are measures, and how many rates: one measure over another.

    Residents and households, which rates are reckoned by, are neither. Every count of measures is made here.
    """
    found = [catalogue()[name] for name in names if not catalogue()[name].standing]
    rates = sum(one.kind == "quotient" for one in found)
    return len(found) - rates, rates


def counted_words(names: Iterable[str]) -> str:
    """How many measures and rates there are among the ids, in words: "42 measures and 27 rates"."""
    measures, rates = counted(names)
    words = f"{measures} measure{'s' if measures != 1 else ''}"
    return f"{words} and {rates} rate{'s' if rates != 1 else ''}" if rates else words
