"""The ground that the demonstration stands on: boroughs, wards, months, and how offences follow the wards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from tp_metrics import periods
from tp_metrics.demo.parameters import FOLLOWS, TOWN_CENTRES, assumed
from tp_metrics.schema.reference import read_reference

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

HEATHROW = "HEATHROW"
#: The first month with ward figures, the first with borough figures, and the last month of all.
BOROUGHS_FROM, WARDS_FROM, LAST = date(2003, 4, 1), date(2007, 4, 1), date(2011, 12, 31)
YEARS = tuple(range(2003, 2012))


@dataclass(frozen=True)
class Ground:
    """Boroughs and wards as arrays, in the order of their codes.

    Attributes:
        boroughs: the 32 borough codes.
        wards: ward codes.
        borough_of: for each ward, the position of its borough.
        residents: of each ward, at the census of 2011.
        gradient: of each ward, the log of its crime per head against London's, town centres apart.
        centre: how strongly each ward's town centre draws crime; 0 without one.
    """

    boroughs: tuple[str, ...]
    wards: tuple[str, ...]
    borough_of: Counts
    residents: Floats
    gradient: Floats
    centre: Floats

    @cached_property
    def placed(self) -> tuple[str, ...]:
        """Where a ward month's offence can stand: the wards, the boroughs (ward not known), Heathrow."""
        return (*self.wards, *self.boroughs, HEATHROW)

    @cached_property
    def borough_residents(self) -> Floats:
        """Residents of each borough."""
        return np.asarray(np.bincount(self.borough_of, self.residents), dtype=float)

    def members(self, borough: int) -> Counts:
        """The positions of a borough's wards."""
        return np.flatnonzero(self.borough_of == borough)

    def follows(self, what: str) -> Floats:
        """How each ward draws an offence or a demand, not scaled."""
        pull, slope = FOLLOWS[what]
        drawn: Floats = self.residents * np.exp(slope * self.gradient) * np.maximum(1.0 + pull * self.centre, 0.3)
        return drawn


def ground(rng: np.random.Generator) -> Ground:
    """The wards of 2011 with a crime gradient that changes smoothly over the map."""
    wards = read_reference("wards_2011").sort("code")
    boroughs = tuple(read_reference("boroughs")["code"].sort())
    position = {code: place for place, code in enumerate(boroughs)}
    points = wards.select("easting", "northing").to_numpy().astype(float)
    waves = rng.normal(0.0, 1.0 / assumed("gradient reach"), (2, 12))
    phases = rng.uniform(0.0, 2 * np.pi, 12)
    smooth = np.sqrt(2 / 12) * np.cos(points @ waves + phases).sum(axis=1)
    own = rng.normal(0.0, assumed("ward scatter"), wards.height)
    return Ground(
        boroughs=boroughs,
        wards=tuple(wards["code"]),
        borough_of=np.array([position[code] for code in wards["borough"]]),
        residents=wards["residents"].to_numpy().astype(float),
        gradient=assumed("ward gradient") * smooth + own,
        centre=np.array([TOWN_CENTRES.get(code, 0.0) for code in wards["code"]]),
    )


def months(first: date = WARDS_FROM, last: date = LAST) -> list[periods.Window]:
    """The months of the demonstration, ward months unless told otherwise."""
    return periods.months(first, last)


def text(codes: Any, places: Counts, name: str) -> pl.Series:
    """A column of codes picked by position, cheaply for millions of rows."""
    return pl.Series(name, list(codes), dtype=pl.String).gather(pl.Series(places))
