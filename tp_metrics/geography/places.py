"""Places: TP, area commands, boroughs and wards as a tree, and the other places beside it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from tp_metrics.schema.reference import LEVELS, read_reference

#: Years in which London's wards were redrawn in the vintages known here, the oldest first.
VINTAGES = (2011, 2018, 2022)

#: What sources write where they name no place: a word for an adapter, never for a person.
_NOT_SAID = ("null", "unknown")

#: Sources cut the texts of their categories at this length.
_CUT = 50

_FRAME = {
    "code": pl.String,
    "name": pl.String,
    "label": pl.String,
    "level": pl.String,
    "parent": pl.String,
    "vintage": pl.Int64,
    "longitude": pl.Float64,
    "latitude": pl.Float64,
}


class PlaceUnknown(ValueError):
    """No place has this name or code; the message lists names that are near to it."""


class PlaceAmbiguous(ValueError):
    """More than one place has this name; the message lists them."""


@dataclass(frozen=True)
class Place:
    """One place: its code, names, level and the place above it; wards belong to a vintage."""

    code: str
    name: str
    label: str
    level: str
    parent: str | None
    vintage: int | None


def plain(text: str) -> str:
    """A name as it is compared: no case, dots or apostrophes, "and" for "&", single blanks.

    >>> plain("St. James's") == plain("ST JAMES’S")
    True
    """
    return " ".join(re.sub(r"[.'’`]", "", text.replace("&", " and ")).casefold().split())


@dataclass(frozen=True, eq=False)
class Places:
    """Every place, from the reference files; also what an adapter may ask about names, codes and categories.

    Attributes:
        frame: one row per place and vintage: code, name, label (unique within a vintage), level, parent, vintage,
            longitude, latitude.
        areas: the dated membership of boroughs in area commands: borough, area, area_name, valid_from, valid_to.
        names: what sources call boroughs and other places, compared as `plain` → code.
        categories: (layout, major, minor) → offence code.
        override: the folder of reference files that replace shipped ones.
        boundaries: the folder of installed boundaries, by which points are placed in wards.
    """

    frame: pl.DataFrame
    areas: pl.DataFrame
    names: Mapping[str, str]
    categories: Mapping[tuple[str, str, str], str]
    override: Path | None = None
    boundaries: Path | None = None

    @classmethod
    def read(cls, override: Path | None = None, boundaries: Path | None = None) -> Places:
        """The places of the reference files; a file in the folder `override` replaces the shipped one of its name.

        Raises ReferenceRefused for a file that does not fit.
        """
        areas = read_reference("area_commands", override)
        names = read_reference("borough_names", override)
        boroughs = read_reference("boroughs", override)
        offences = read_reference("offences", override)
        return cls(
            frame=_frame(override, areas),
            areas=areas.select("borough", "area", "area_name", "valid_from", "valid_to"),
            names={plain(name): code for name, code in [*boroughs.select("name", "code").rows(), *_pairs(names)]},
            categories={
                _category(*row): offence
                for *row, offence in offences.select("layout", "major", "minor", "offence").rows()
            },
            override=override,
            boundaries=boundaries,
        )

    # What adapters ask (schema.reading.Lookup).

    def borough(self, name: str) -> str | None:
        """The code of the borough or other place that a source calls by this name, or None.

        >>> Places.read().borough("Hammersmith & Fulham")
        'E09000013'
        """
        return self.names.get(plain(name))

    def ward_vintage(self, codes: pl.Series) -> int | None:
        """The ward vintage that most of these codes belong to, or None; the older one where two hold as many."""
        wanted = codes.drop_nulls().unique()
        found = {vintage: int(wanted.is_in(self._ward_codes[vintage]).sum()) for vintage in VINTAGES}
        best = max(VINTAGES, key=lambda vintage: (found[vintage], -vintage))
        return best if found[best] else None

    def wards(self, vintage: int) -> pl.DataFrame:
        """The wards of a vintage: ward_code, ward_name, borough_code."""
        _known_vintage(vintage)
        wards = self.frame.filter(pl.col("vintage") == vintage)
        return wards.select(ward_code="code", ward_name="name", borough_code="parent")

    def ward_of_points(self, longitude: pl.Series, latitude: pl.Series, vintage: int = 2011) -> pl.Series:
        """The ward code in which each WGS84 point lies; null outside London, without a point or without boundaries.

        Only installed official boundaries place points: indicative shapes would put every fourth one elsewhere.
        """
        from tp_metrics.geography import points  # geopandas takes a second to load

        shapes = points.placing(vintage, self.boundaries, self.override)
        return points.ward_of_points(longitude, latitude, shapes.frame if shapes else None)

    def offence(self, layout: str, major: str, minor: str | None) -> str | None:
        """The offence code of a source's category, or None.

        >>> Places.read().offence("ward_atlas", "Robbery", None)
        'robbery'
        """
        return self.categories.get(_category(layout, major, minor))

    # What everyone asks.

    def rollup(self, vintage: int | None, as_at: date) -> pl.DataFrame:
        """Each place with itself and every larger place of the tree: place, ancestor, level (of the ancestor).

        Areas are those in force on `as_at`; a borough that was in none then goes straight to TP. Other places have
        only themselves. Without a vintage there are no wards.
        """
        if vintage is not None:
            _known_vintage(vintage)
        rows = self.frame.filter(pl.col("vintage").is_null() | pl.col("vintage").eq_missing(vintage))
        in_force = (pl.col("valid_from") <= as_at) & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= as_at))
        area = self.areas.filter(in_force).select(borough="borough", area="area")
        tree = rows.filter(pl.col("level").is_in(["ward", "borough"])).select(
            place="code", borough=pl.when(pl.col("level") == "ward").then("parent").otherwise("code"), level="level"
        )
        wards = tree.filter(pl.col("level") == "ward")
        parts = [
            rows.filter((pl.col("level") != "area") | pl.col("code").is_in(area["area"].to_list())).select(
                place="code", ancestor="code", level="level"
            ),
            wards.select("place", ancestor="borough", level=pl.lit("borough")),
            tree.join(area, on="borough").select("place", ancestor="area", level=pl.lit("area")),
            area.select(place="area").unique().with_columns(ancestor=pl.lit("TP"), level=pl.lit("tp")),
            tree.select("place", ancestor=pl.lit("TP"), level=pl.lit("tp")),
        ]
        return pl.concat([part.cast(pl.String) for part in parts]).sort("place", "ancestor")

    def find(self, text: str, *, vintage: int | None = None) -> Place:
        """The place that a person means by a code, a name or a label, whatever its case.

        Larger places come before smaller ones of the same name; without a vintage the oldest that knows the name
        answers. Raises PlaceUnknown or PlaceAmbiguous, whose messages list the candidates.

        >>> Places.read().find("abbey, merton").code
        'E05000455'
        """
        wanted = plain(text)
        if not wanted:
            raise PlaceUnknown("no place is named; say a ward, borough or area command, or TP")
        if wanted in self.names and wanted not in _NOT_SAID:
            return self.place(self.names[wanted])
        for year in (None, *([vintage] if vintage else VINTAGES)):
            matches = self._index.get((wanted, year), [])
            if len(matches) == 1:
                return matches[0]
            if matches:
                candidates = ", ".join(f"{place.label} ({place.code})" for place in matches)
                raise PlaceAmbiguous(f"'{text}' is the name of {len(matches)} places: {candidates}; say which")
        raise PlaceUnknown(f"'{text}' is no place known here{self._near(wanted, vintage)}")

    def place(self, code: str, vintage: int | None = None) -> Place:
        """The place of a code; of a ward that stands in several vintages, the one asked for or else the oldest.

        Raises PlaceUnknown.
        """
        matches = self._by_code.get(code, [])
        for place in matches:
            if vintage is None or place.vintage in (None, vintage):
                return place
        raise PlaceUnknown(f"'{code}' is no code of a place known here" + (f" in {vintage}" if matches else ""))

    def children(self, code: str, level: str, vintage: int | None = None) -> list[str]:
        """The codes of a level's places within a place, by name; wards need a vintage (2011 when left out)."""
        if level not in LEVELS:
            raise ValueError(f"'{level}' is no level; there are {', '.join(LEVELS)}")
        if level == "ward":
            _known_vintage(vintage or VINTAGES[0])
        year = (vintage or VINTAGES[0]) if level == "ward" else None
        asked = (code, level, year)
        if asked not in self._within:
            rows = self.frame.filter((pl.col("level") == level) & pl.col("vintage").eq_missing(year)).sort("label")
            found = (child for child in rows["code"] if child != code and code in self.parents(child, year))
            self._within[asked] = tuple(found)
        return list(self._within[asked])

    def parents(self, code: str, vintage: int | None = None) -> list[str]:
        """The larger places of a place, the nearest first: for a ward its borough, area command and TP."""
        above: list[str] = []
        parent = self.place(code, vintage).parent
        while parent is not None:
            above.append(parent)
            parent = self.place(parent).parent
        return above

    @cached_property
    def _within(self) -> dict[tuple[str, str, int | None], tuple[str, ...]]:
        """The places within each place that was asked for; there are a few hundred at most."""
        return {}

    @cached_property
    def _all(self) -> list[Place]:
        columns = ("code", "name", "label", "level", "parent", "vintage")
        return [Place(*row) for row in self.frame.select(columns).rows()]

    @cached_property
    def _by_code(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = {}
        for place in self._all:
            found.setdefault(place.code, []).append(place)
        return found

    @cached_property
    def _index(self) -> dict[tuple[str, int | None], list[Place]]:
        """Code, label and name of every place → the places that bear it, in each vintage."""
        found: dict[tuple[str, int | None], list[Place]] = {}
        for place in self._all:
            for text in dict.fromkeys(map(plain, (place.code, place.label, place.name))):
                found.setdefault((text, place.vintage), []).append(place)
        return found

    @cached_property
    def _ward_codes(self) -> dict[int, list[str]]:
        return {vintage: self.wards(vintage)["ward_code"].to_list() for vintage in VINTAGES}

    def _near(self, wanted: str, vintage: int | None) -> str:
        """The end of a sentence that names what comes near to a wrong name; empty when nothing does."""
        years = (None, vintage or VINTAGES[0])
        known = {text: places[0].label for (text, year), places in self._index.items() if year in years}
        near = dict.fromkeys(known[text] for text in difflib.get_close_matches(wanted, known, n=5, cutoff=0.6))
        return f"; near to it are {', '.join(near)}" if near else "; say a ward, borough or area command, or TP"


def _pairs(names: pl.DataFrame) -> list[tuple[Any, ...]]:
    return names.select("name", "code").rows()


def _category(layout: str, major: str, minor: str | None) -> tuple[str, str, str]:
    """A category as it is compared: sources differ in case and blanks, and cut long texts."""
    return layout, plain(major)[:_CUT].strip(), plain(minor or "")[:_CUT].strip()


def _known_vintage(vintage: int) -> None:
    if vintage not in VINTAGES:
        raise ValueError(f"there are no wards of {vintage}; there are wards of {', '.join(map(str, VINTAGES))}")


def _frame(override: Path | None, areas: pl.DataFrame) -> pl.DataFrame:
    """All places, one row per code and vintage, with labels that are unique within a vintage."""
    latest = areas.sort("valid_from").unique("borough", keep="last")
    boroughs = read_reference("boroughs", override).join(
        latest.select(code="borough", parent="area"), on="code", how="left"
    )
    boroughs = boroughs.with_columns(
        pl.col("parent").fill_null("TP"), level=pl.lit("borough"), label="name", vintage=pl.lit(None)
    )
    commands = areas.unique("area").select(
        code="area", name="area_name", label=pl.col("area_name") + " area", level=pl.lit("area"), parent=pl.lit("TP")
    )
    top = pl.DataFrame(
        {"code": ["TP"], "name": ["Territorial Policing"], "label": ["Territorial Policing"], "level": ["tp"]}
    )
    others = read_reference("other_places", override).with_columns(label="name", level=pl.lit("other"))
    larger = [_shaped(part) for part in (top, commands, boroughs, others)]
    taken = [plain(label) for part in larger for label in part["label"]]
    wards = [_wards(vintage, override, boroughs, taken) for vintage in VINTAGES]
    return pl.concat([*larger, *wards])


def _wards(vintage: int, override: Path | None, boroughs: pl.DataFrame, taken: list[str]) -> pl.DataFrame:
    """The wards of a vintage; one that shares its name with another or a larger place is labelled with its borough."""
    wards = read_reference(f"wards_{vintage}", override)
    wards = wards.with_columns(key=pl.Series(map(plain, wards["name"]), dtype=pl.String))
    shared = pl.col("key").is_duplicated() | pl.col("key").is_in(taken)
    wards = wards.join(boroughs.select(borough="code", borough_name="name"), on="borough")
    label = pl.when(shared).then(pl.format("{}, {}", "name", "borough_name")).otherwise("name")
    return _shaped(wards.with_columns(label=label, level=pl.lit("ward"), parent="borough", vintage=pl.lit(vintage)))


def _shaped(part: pl.DataFrame) -> pl.DataFrame:
    absent = [pl.lit(None).alias(column) for column in _FRAME if column not in part.columns]
    return part.with_columns(absent).select(list(_FRAME)).sort("label").cast(_FRAME)  # type: ignore[arg-type]
