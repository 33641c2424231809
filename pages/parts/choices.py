"""What can be chosen in the shared filters: editions, measures, ends and places of an edition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import Any

import tp_metrics as tp
from pages.parts.linked import Tree

FIRST_VINTAGE = 2011


def sentence_case(text: Any) -> str:
    """The text with a capital at its beginning, the rest as it is."""
    return str(text)[:1].upper() + str(text)[1:]


def edition_names() -> dict[str, str]:
    """The id of each edition and its as-at date in words, the newest first; a number tells apart those of one date."""
    found = tp.editions()
    dates = Counter(one.as_at for one in found)
    return {one.id: tp.periods.day_text(one.as_at) + (f" ({one.id})" if dates[one.as_at] > 1 else "") for one in found}


def opened(name: str | None) -> Any:
    """The edition of an id; the newest where there is none of it, or it turns out to be damaged."""
    if name in {one.id for one in tp.editions()}:
        with suppress(tp.FileDamaged):
            return tp.edition(name)
    return tp.editions()[0]


@lru_cache(maxsize=16)
def held(edition: Any) -> dict[str, Any]:
    """The measures that an edition has figures of, by theme, each rate behind its count.

    Those of a cohort have no months and a page of their own.
    """
    catalogue = tp.measures()
    have = {name: measure for name, measure in catalogue.items() if _holds(edition, measure) and not measure.cohort}
    themes = list(dict.fromkeys(measure.theme for measure in catalogue.values()))
    first = {"priority crime": -1}  # the measures that a commander opens with

    def order(item: tuple[str, Any]) -> tuple[int, str, str]:
        name, measure = item
        base = name.removesuffix("_rate")
        opens = "" if base == "total_notifiable_offences" else catalogue.get(base, measure).title
        return first.get(measure.theme, themes.index(measure.theme)), opens, name

    return dict(sorted(have.items(), key=order)) or dict(catalogue)


def _holds(edition: Any, measure: Any) -> bool:
    parts = measure.of or ()
    return edition.holds(measure.id) or bool(parts and all(_holds(edition, tp.measures()[part]) for part in parts))


@lru_cache(maxsize=16)
def ends(edition: Any) -> dict[str, date]:
    """The months that a window can end with, in words, the latest first."""
    spans = [
        (date.fromisoformat(one["first_day"]), date.fromisoformat(one["last_day"]))
        for name, measure in edition.manifest["measures"].items()
        if name not in ("residents", "households")
        for one in measure["sources"].values()
    ]
    if not spans:
        return {}
    last = min(max(end for _, end in spans), edition.as_at)
    months = tp.periods.months(min(first for first, _ in spans), last)
    return {tp.periods.month_text(one.last): one.last for one in reversed(months) if one.last <= last}


@lru_cache(maxsize=32)
def tree(edition: Any, year: int | None) -> Tree:
    """The places of an edition, with the wards of a vintage; without one there are no wards to choose."""
    return Tree.of(edition.places.frame.iter_rows(named=True), year)


@lru_cache(maxsize=512)
def vintage(edition: Any, measure: str, window: str, end: date | None) -> int:
    """The ward list to choose from: that of the source whose wards the map shows.

    Of a measure, or an end, without figures by ward it is the list of the edition's first measure, so that a ward
    which is open stays open.
    """
    for name, when in ((measure, end), (measure, None), (next(iter(held(edition))), None)):
        found = tp.ward_source(name, tp.Selection(window=window, end=when, edition=edition.id))
        if found and found.vintage:
            return int(found.vintage)
    return FIRST_VINTAGE


def read(asked: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """What a link says of edition, measure, window and end; and a sentence for each part that it gets wrong."""
    unknown: list[str] = []
    editions = edition_names()
    said: dict[str, Any] = {"edition": _one(asked, "edition", editions, next(iter(editions)), unknown)}
    edition = opened(said["edition"])
    measures = {name: measure.title for name, measure in held(edition).items()}
    windows = {kind: sentence_case(kind) for kind in tp.periods.KINDS}
    said["measure"] = _one(asked, "measure", measures, next(iter(measures)), unknown)
    said["window"] = _one(asked, "window", windows, tp.periods.KINDS[0], unknown)
    months = {name: last.isoformat() for name, last in ends(edition).items()}
    said["end"] = ends(edition).get(_one(asked, "end", months, None, unknown))
    return said, unknown


def labels(said: Mapping[str, Any], asked: Mapping[str, str]) -> dict[str, str]:
    """The parts of a link that it names, in the filters' own labels."""
    edition = opened(said["edition"])
    whole = {
        "edition": edition_names()[said["edition"]],
        "measure": held(edition)[said["measure"]].title,
        "window": sentence_case(said["window"]),
        "end": tp.periods.month_text(said["end"]) if said["end"] else "",
    }
    return {name: label for name, label in whole.items() if name in asked}


def _one(asked: Mapping[str, str], name: str, options: Mapping[str, str], default: Any, unknown: list[str]) -> Any:
    if name not in asked:
        return default
    words = " ".join(asked[name].split()).casefold()
    for option, label in options.items():
        if words in (option.casefold(), label.casefold()):
            return option
    shown = options[default] if default else "the latest"
    what = {"end": "end month"}.get(name, name)
    unknown.append(
        f"The link names the {what} “{asked[name]}”, which cannot be shown; the filters have {shown} instead."
    )
    return default
