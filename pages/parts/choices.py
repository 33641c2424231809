"""What can be chosen in the shared filters: editions, measures, ends and places of an edition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
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
    """The edition of an id; the newest where there is none of it."""
    found = tp.editions()
    return next((one for one in found if one.id == name), found[0])


@lru_cache(maxsize=16)
def held(edition: Any) -> dict[str, Any]:
    """The measures that an edition has figures of, by theme, each rate behind its count."""
    catalogue = tp.measures()
    have = {name: measure for name, measure in catalogue.items() if _holds(edition, measure)}
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
    """The ward list on which the measure's figures by ward stand; the source sets it."""
    years = {edition.sources[name].vintage for name in _ward_sources(edition, measure)} - {None}
    if len(years) > 1:
        found = tp.result(measure, tp.Selection(by=("ward",), window=window, end=end, edition=edition.id))
        if found.source_name and edition.sources[found.source_name].vintage:
            return int(edition.sources[found.source_name].vintage)
    return min(years, default=FIRST_VINTAGE)


def _ward_sources(edition: Any, measure: str) -> list[str]:
    found = edition.manifest["measures"].get(measure, {"sources": {}})["sources"]
    names = [name for name, one in found.items() if "ward" in one["levels"] and name in edition.sources]
    parts = tp.measures()[measure].of or ()
    return names or [name for part in parts[:1] for name in _ward_sources(edition, part)]


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
    months = {name: name for name in ends(edition)}
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
    unknown.append(f"The link names the {what} “{asked[name]}”, which is not to be had; {shown} is shown.")
    return default
