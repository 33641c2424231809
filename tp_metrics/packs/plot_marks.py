"""The marks of a chart as its Vega-Lite description has them: the look, fields and rows of its layers, and its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tp_metrics import charts
from tp_metrics.packs.document import Series

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Marks:
    """One layer: its mark, what it looks like, its channels, and the rows that it draws."""

    mark: str
    look: Mapping[str, Any]
    channels: Mapping[str, Any]
    rows: tuple[Row, ...]

    def field(self, channel: str) -> str:
        """The field that a channel draws; empty where it draws none."""
        told = self.channels.get(channel)
        return str(told.get("field", "")) if isinstance(told, Mapping) else ""

    def kind(self, channel: str) -> str:
        """What a channel draws: temporal, quantitative, nominal or ordinal."""
        told = self.channels.get(channel)
        return str(told.get("type", "")) if isinstance(told, Mapping) else ""

    @property
    def tips(self) -> dict[str, str]:
        """What the tip of a mark calls each field."""
        told: Any = self.channels.get("tooltip") or []
        listed = told if isinstance(told, list) else [told]
        return {str(one["field"]): str(one.get("title", "")) for one in listed if "field" in one}

    def domain(self, channel: str) -> list[str]:
        """The names of a channel in the order of its scale; nothing where it gives none."""
        told = self.channels.get(channel) or {}
        found = (told.get("scale") or {}).get("domain") if isinstance(told, Mapping) else None
        return [str(one) for one in found] if isinstance(found, list) else []

    def sorted_by(self, channel: str) -> list[str]:
        """The names of a channel in the order in which they are put; nothing where they are put in none."""
        told = self.channels.get(channel) or {}
        found = told.get("sort") if isinstance(told, Mapping) else None
        return [str(one) for one in found] if isinstance(found, list) else []


@dataclass(frozen=True)
class Drawing:
    """A chart as it is read: its layers from the lowest to the highest, its words, and what stands under it.

    `layers` are those with marks and rows, `words` the rows of the texts within it; `foot` says what its axis counts,
    `named` what a single line or the bars are of, where somebody says so.
    """

    layers: tuple[Marks, ...]
    words: tuple[Row, ...]
    foot: str
    named: str

    def of(self, mark: str) -> list[Marks]:
        """The layers of a mark."""
        return [one for one in self.layers if one.mark == mark]

    def told(self, *fields: str) -> Marks:
        """The layer that tells of every row in its tip; else the first one with these fields."""
        has = [one for one in self.layers if all(field in one.rows[0] for field in fields)]
        return next((one for one in has if one.tips), has[0])


def drawing(spec: Mapping[str, Any], named: str = "") -> Drawing:
    """A chart as it is read; a picture of many small ones has their place as the channel `facet`."""
    found = [one for one in _layers(spec, spec.get("datasets") or {}, (), {}) if one.rows]
    layers = tuple(one for one in found if one.mark != "text")
    said = tuple(row for one in found if one.mark == "text" for row in one.rows)
    return Drawing(layers, said, _counted(spec) if layers else "", named)


def _layers(
    part: Mapping[str, Any], held: Mapping[str, Any], rows: tuple[Row, ...], channels: Mapping[str, Any]
) -> Iterator[Marks]:
    data = part.get("data")
    if isinstance(data, Mapping):
        rows = tuple(data["values"] if "values" in data else held.get(str(data.get("name")), ()))
    channels = {**channels, **(part.get("encoding") or {})}
    if "facet" in part:
        channels = {**channels, "facet": part["facet"]}
    for inner in (*(part.get("layer") or ()), *([part["spec"]] if "spec" in part else [])):
        yield from _layers(inner, held, rows, channels)
    if "mark" in part:
        look = part["mark"] if isinstance(part["mark"], Mapping) else {"type": part["mark"]}
        yield Marks(str(look.get("type", "")), look, channels, rows)


def _counted(spec: Mapping[str, Any]) -> str:
    """What stands under a chart of what its axis counts, without its source."""
    beside = spec.get("usermeta") or {}
    if "foot" not in beside:
        beside = charts.bare(dict(spec))["usermeta"]
    under = str(beside["foot"]).partition("Source:")[0].partition("Sources:")[0].strip()
    return re.sub(r"(?<=\w)- (?=\w)", "-", under)  # a foot is broken at hyphens too


def lowered(said: str) -> str:
    """A text as it stands within a sentence: without the capital at its beginning, save that of FTE and its like."""
    return said if said[1:2].isupper() else said[:1].lower() + said[1:]


def unit_of(foot: str) -> str:
    """The unit, which a foot begins with.

    >>> unit_of("Per 1,000 residents, April to December 2011. Upright tick: a year before.")
    'per 1,000 residents'
    """
    return lowered(re.split(r"[,;.](?: |$)", foot, maxsplit=1)[0])


def capital(said: str) -> str:
    """A text with a capital at its beginning."""
    return said[:1].upper() + said[1:]


def day_of(row: Row, field: str = "day") -> date:
    """The day at which a mark stands."""
    return date.fromisoformat(str(row[field])[:10])


def known(series: Sequence[Series]) -> tuple[Series, ...]:
    """The series that have a value."""
    return tuple(one for one in series if any(value is not None for value in one.values))
