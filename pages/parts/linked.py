"""What a link says of a place: its area, borough and ward, each by label, name or code, with the parents filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

LEVELS = ("area", "borough", "ward")
WORDS = {"area": "area command", "borough": "borough", "ward": "ward"}


@dataclass(frozen=True)
class Spot:
    """A place that can be chosen: its label, which no other place of its level has, and the code of its parent."""

    code: str
    name: str
    label: str
    level: str
    parent: str | None


@dataclass(frozen=True)
class Asked:
    """The labels that a link or the filters name; None for a level that is left open."""

    area: str | None = None
    borough: str | None = None
    ward: str | None = None

    @property
    def lowest(self) -> tuple[str, str] | None:
        """The level and label of the smallest place named, or None for all of TP."""
        named = [(level, getattr(self, level)) for level in reversed(LEVELS) if getattr(self, level)]
        return named[0] if named else None


class LinkRefused(ValueError):
    """A link that names no place, or places that contradict each other; `instead` holds what may have been meant."""

    def __init__(self, message: str, instead: Iterable[Asked] = ()) -> None:
        """One sentence for the page, and the places to offer."""
        super().__init__(message)
        self.instead = tuple(instead)


@dataclass(frozen=True)
class Tree:
    """The places that can be chosen, by level and label."""

    spots: Mapping[str, Mapping[str, Spot]]
    vintage: int | None = None
    by_code: Mapping[str, Spot] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, str | int | None]], vintage: int | None) -> Tree:
        """The tree of the rows of `Places.frame`: areas, boroughs, and the wards of one vintage."""
        spots: dict[str, dict[str, Spot]] = {level: {} for level in LEVELS}
        for row in rows:
            level = str(row["level"])
            if level in spots and (level != "ward" or row["vintage"] == vintage):
                parent = None if row["parent"] is None else str(row["parent"])
                label = str(row["name"]) if level == "area" else str(row["label"])
                spots[level][label] = Spot(str(row["code"]), str(row["name"]), label, level, parent)
        ordered = {level: dict(sorted(found.items())) for level, found in spots.items()}
        return cls(ordered, vintage, {spot.code: spot for found in ordered.values() for spot in found.values()})

    def labels(self, level: str, *, area: str | None = None, borough: str | None = None) -> list[str]:
        """The labels of a level, within an area and a borough where those are named."""
        if area is None and borough is None:
            return list(self.spots[level])
        return [
            label
            for label, held in self._chains[level].items()
            if borough in (None, held.borough) and area in (None, held.area)
        ]

    @cached_property
    def _chains(self) -> dict[str, dict[str, Asked]]:
        """Each place with those that hold it, by level and label."""
        return {
            level: {label: self.chain(spot.code) for label, spot in found.items()}
            for level, found in self.spots.items()
        }

    def chain(self, code: str) -> Asked:
        """The place with this code and the places that hold it, as filters name them; all of TP for any other code."""
        named: dict[str, str] = {}
        spot = self.by_code.get(code)
        while spot is not None:
            named[spot.level] = spot.label
            spot = self.by_code.get(spot.parent or "")
        return Asked(**named)

    def code(self, asked: Asked) -> str:
        """The code of the smallest place that is named; TP where none is."""
        if asked.lowest is None:
            return "TP"
        level, label = asked.lowest
        return self.spots[level][label].code

    def read(self, area: str | None, borough: str | None, ward: str | None) -> Asked:
        """The places that a link names, in labels, with the parents of the smallest filled in.

        Raises LinkRefused where a level has no such place, where a name is shared, and where the places named do
        not lie in each other: a larger place is never put in a smaller one's stead.
        """
        named = {level: text for level, text in zip(LEVELS, (area, borough, ward), strict=True) if text}
        found: dict[str, Spot] = {}
        for level, text in named.items():
            found[level] = self._one(level, text, [found[above] for above in LEVELS if above in found])
        if not found:
            return Asked()
        lowest = found[next(level for level in reversed(LEVELS) if level in found)]
        asked = self.chain(lowest.code)
        for level, spot in found.items():
            if getattr(asked, level) != spot.label:
                raise LinkRefused(self._contradiction(lowest, spot, asked), [asked, self.chain(spot.code)])
        return asked

    def _one(self, level: str, text: str, above: list[Spot]) -> Spot:
        words = " ".join(text.split()).casefold()
        if level == "area":  # "North" on the screen is "North area" where figures are printed
            words = words.removesuffix(" area")
        same = [s for s in self.spots[level].values() if words in (s.code.casefold(), s.label.casefold())]
        same = same or [s for s in self.spots[level].values() if words == s.name.casefold()]
        if len(same) > 1:
            inside = [s for s in same if all(getattr(self.chain(s.code), a.level) == a.label for a in above)]
            same = inside if len(inside) == 1 else same
        if len(same) == 1:
            return same[0]
        if same:
            places = ", ".join(f"“{spot.label}”" for spot in same)
            raise LinkRefused(
                f"The link names the ward “{text}”, and there are {len(same)} of that name: {places}.",
                [self.chain(spot.code) for spot in same],
            )
        raise LinkRefused(self._unknown(level, text), [self.chain(spot.code) for spot in self._like(level, words)])

    def _unknown(self, level: str, text: str) -> str:
        of = f" in the ward list of {self.vintage}" if level == "ward" and self.vintage else ""
        return f"The link names the {WORDS[level]} “{text}”, and there is none of that name{of}."

    def _like(self, level: str, words: str) -> list[Spot]:
        by_name: dict[str, list[Spot]] = {}
        for spot in self.spots[level].values():
            by_name.setdefault(spot.name.casefold(), []).append(spot)
        close = get_close_matches(words.split(",", maxsplit=1)[0], by_name, n=3, cutoff=0.7)
        return [spot for name in close for spot in by_name[name]][:4]

    def _contradiction(self, lowest: Spot, other: Spot, asked: Asked) -> str:
        held = getattr(asked, other.level)
        return (
            f"The link contradicts itself: the {WORDS[lowest.level]} “{lowest.label}” lies in {held}, "
            f"not in {other.label}."
        )
